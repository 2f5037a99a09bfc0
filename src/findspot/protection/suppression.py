"""Which cells of a list of counts are withheld so that nobody can work out a count of 1 to ``threshold`` - 1.

Small counts are withheld first; then the next smallest ones, until what an attacker can compute from the published
cells and the totals leaves each withheld cell free to reach the threshold (facts on cell suppression: Willenborg and
de Waal, *Elements of Statistical Disclosure Control*, 2001, ch. 4). Zero cells stay, so a withheld cell is known to
be at least 1. An attacker who replays this algorithm is not held off; that is what noise is for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence


def withheld_cells(
    counts: Sequence[int], totals: Collection[int], threshold: int, also: Collection[int] = ()
) -> frozenset[int]:
    """Return the positions of the cells to withhold.

    Args:
        counts: The true cells, none negative.
        totals: Every published number that the cells are known to add up to; a cell list may fall short of a total.
        threshold: The smallest count of persons that is published.
        also: Positions to withhold whatever their count, zero cells left out.
    """
    withheld = {i for i, c in enumerate(counts) if 0 < c < threshold} | {i for i in also if counts[i]}
    for position in sorted(range(len(counts)), key=lambda i: (counts[i], i)):
        if all(_is_protected(counts, withheld, total, threshold) for total in totals):
            break
        if counts[position]:
            withheld.add(position)
    return frozenset(withheld)


def _is_protected(counts: Sequence[int], withheld: Collection[int], total: int, threshold: int) -> bool:
    """Return whether ``total`` less the published cells leaves each withheld cell room up to the threshold."""
    unlisted = total - sum(counts)
    if unlisted < 0:  # cells overlap, so the total bounds them from below only
        return len(withheld) != 1
    if not withheld:
        return unlisted == 0 or unlisted >= threshold
    if unlisted == 0 and len(withheld) == 1:
        return False
    residual = unlisted + sum(counts[i] for i in withheld)
    return residual >= threshold + len(withheld) - 1


def is_exposed(counts: Sequence[int], withheld: Collection[int], totals: Collection[int]) -> bool:
    """Return whether a total still gives withheld cells away: when it equals their number, each must be 1."""
    published = sum(c for i, c in enumerate(counts) if i not in withheld)
    return bool(withheld) and any(total - published == len(withheld) for total in totals)
