"""What is missing of a table, in bytes and in the most records these could have held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from findspot.model.tables import HOLES, LEDGER, TABLES

if TYPE_CHECKING:
    from findspot.store import Case


@dataclass(frozen=True, slots=True)
class Losses:
    """What is missing of the streams a table came from.

    Attributes:
        share: Share of the bytes of rows among those of rows, rejects and gaps.
        missing_bytes: Bytes of rejects and gaps.
        most_records: Records those could have held at most, None where that cannot be told.
        has_holes: Whether a piece of unknown length is missing from some stream.
    """

    share: float
    missing_bytes: int
    most_records: int | None
    has_holes: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is known to be missing."""
        return not self.missing_bytes and not self.has_holes


def read_losses(case: Case) -> dict[str, Losses]:
    """Return what is missing, by table. Bytes lost in a stream of several tables may have been of any of them."""
    ledger = {row["stream"]: row for row in case.meta(LEDGER).to_pylist()}
    holes = set(case.meta(HOLES).column("stream").to_pylist())
    streams: dict[str, list[int]] = {}
    for row in case.meta(TABLES).to_pylist():
        streams.setdefault(row["name"], []).append(row["stream"])
    return {
        name: sum_losses([ledger[s] for s in sorted(set(own)) if s in ledger], has_holes=not holes.isdisjoint(own))
        for name, own in streams.items()
    }


def sum_losses(accounts: Sequence[Mapping[str, Any]], *, has_holes: bool) -> Losses:
    """Return the losses of a table from the ledger of its streams.

    The most records are the missing bytes of each stream ÷ the 5th percentile of its record lengths (contracts §8).
    """
    read = sum(a["bytes_rows"] for a in accounts)
    missing = sum(a["bytes_rejects"] + a["bytes_gaps"] for a in accounts)
    most: int | None = 0
    for account in accounts:
        lost = account["bytes_rejects"] + account["bytes_gaps"]
        if lost and most is not None:
            shortest = account["record_p5"] or 0
            most = most + -(-lost // shortest) if shortest > 0 else None
    share = read / (read + missing) if read + missing else 1.0
    return Losses(round(share, 9), missing, None if has_holes else most, has_holes)
