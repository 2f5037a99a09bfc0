"""Twins: made-up databases to learn on and to calibrate with, damage to them, and the score of a case made from one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from findspot.api.stages import open_case
from findspot.model.stage import Progress

if TYPE_CHECKING:
    from findspot.testing.scoring import Score
    from findspot.testing.twins import TwinReport
    from findspot.testing.wreckage import DamageReport


def twin(
    kind: str,
    *,
    size: str = "S",
    seed: int = 1,
    out: Path | str,
    knobs: Sequence[str] = (),
    progress: Progress | None = None,
) -> TwinReport:
    """Make a twin below ``out``: ``dump/`` as an analyst would get it, and the truth about it.

    Args:
        kind: ``register``, ``profiles``, ``visitors`` or ``media``.
        size: ``S`` (20,000 rows), ``M`` (200,000) or ``L`` (as large as the database in the news).
        seed: All randomness comes from it.
        out: A folder that is empty, not there yet, or holds a twin, which is replaced.
        knobs: What to set otherwise than by default, as ``knob=value``.
        progress: Told of rows.

    Raises:
        UsageProblem: There is no such kind, size or knob, or ``out`` holds something else.
        EnvironmentProblem: A package is missing that a container needs.
    """
    from findspot.testing.twins import make_twin, parse_knobs

    return make_twin(kind, size=size, seed=seed, out=Path(out), knobs=parse_knobs(knobs), progress=progress)


def damage(
    folder: Path | str,
    *,
    kind: str = "",
    seed: int = 1,
    amount: float | None = None,
    recipe: str = "",
    progress: Progress | None = None,
) -> DamageReport:
    """Damage the dump of a twin in place, write down each byte that was hit, and keep the truth about every record.

    Args:
        folder: A twin; one that was damaged before may be damaged again.
        kind: What to do, such as ``flips``, ``zero`` or ``gzip``.
        seed: All randomness comes from it.
        amount: Share of the bytes to hit; None for the kind's own.
        recipe: ``tenth`` in the place of a kind: destroys the crawl batches of ``profiles`` that do not survive.
        progress: Told of the step.

    Raises:
        UsageProblem: There is no such kind or recipe, or the twin has nothing it could act on.
        InputRefused: The folder holds no twin.
    """
    from findspot.testing.wreckage import damage_twin

    return damage_twin(Path(folder), kind=kind, seed=seed, amount=amount, recipe=recipe, progress=progress)


def score(case: Path | str, *, truth: Path | str) -> Score:
    """Return how a case does against the truth of the twin that its sources are from.

    Args:
        case: A case that went through all stages on the ``dump`` of a twin.
        truth: The folder of the twin.

    Raises:
        InputRefused: The folder holds no twin.
        UsageProblem: The case has not been through ``protect``.
    """
    from findspot.testing.scoring import score_case

    return score_case(open_case(case), Path(truth))
