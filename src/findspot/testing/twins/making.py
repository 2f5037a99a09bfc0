"""Makes a twin of any kind."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from findspot.errors import UsageProblem
from findspot.model.stage import Progress, Silent
from findspot.testing.twins.plan import ROWS, Knob, KnobValue, TwinOrder, TwinPlan, place_order
from findspot.testing.twins.report import TwinReport
from findspot.testing.twins.truthfiles import FORMAT
from findspot.testing.twins.workshop import MARK, TwinFolders, Workshop

KINDS: Final = ("register", "profiles", "visitors", "media")
"""Each is a module of this package with a constant ``PLAN``, loaded when asked for."""

_OWN_FILES: Final = frozenset({"dump", "truth", "truth.json", "README.txt", "damage.json", ".scratch"})
_README: Final = """{mark}

This is a twin: the made-up database "{kind}" ({title}).
Size {size}, seed {seed}. Nobody in it exists. No row was copied from a real file.

- Identity numbers carry region codes that were never issued, with an invented region table.
- Phone numbers carry prefixes that were never allotted to the public.
- Firms and organisations are invented; groups of people have neutral labels.
- No counts are of real firms, groups or people: they were chosen by us.

dump/       what an analyst would get
truth.json  what was asked for and what was planted
truth/      entities with their canonical values, rows, and the byte range of every record
"""


def load_plan(kind: str) -> TwinPlan:
    """Return the plan of a kind.

    Raises:
        UsageProblem: There is no such kind.
    """
    if kind not in KINDS:
        raise UsageProblem(f"There is no twin {kind!r}.", advice=f"Twins are: {', '.join(KINDS)}.")
    plan: TwinPlan = importlib.import_module(f"findspot.testing.twins.{kind}").PLAN
    return plan


def list_knobs(kind: str) -> tuple[Knob, ...]:
    """Return what can be set for a kind of twin.

    Raises:
        UsageProblem: There is no such kind.
    """
    return (ROWS, *load_plan(kind).knobs)


def make_twin(
    kind: str,
    *,
    size: str = "S",
    seed: int = 1,
    out: Path,
    knobs: Mapping[str, KnobValue] | None = None,
    progress: Progress | None = None,
) -> TwinReport:
    """Write a twin below ``out``: ``dump/``, ``truth/``, ``truth.json`` and a README that says that all is made up.

    The same arguments give the same content anywhere, and the same bytes under one lock. A twin that is there already
    is replaced.

    Args:
        kind: One of ``KINDS``.
        size: S (20,000 rows), M (200,000) or L (as large as the database in the news).
        seed: All randomness comes from it.
        out: A folder that is empty, not there yet, or holds a twin.
        knobs: What to set otherwise than by default; ``list_knobs`` tells what there is.
        progress: Where to tell how far it is.

    Raises:
        UsageProblem: There is no such kind, size or knob, or ``out`` holds something else.
        EnvironmentProblem: A package is missing that a container needs.
    """
    plan = load_plan(kind)
    order = place_order(plan, size, seed, knobs or {})
    folders = _prepare(out)
    workshop = Workshop(folders, progress or Silent())
    try:
        plan.generate(order, workshop)
    finally:
        workshop.close()
        shutil.rmtree(folders.scratch)
    truth = {"format": FORMAT, **_describe_order(order), **workshop.describe()}
    files = {
        p.relative_to(folders.dump).as_posix(): p.stat().st_size for p in sorted(folders.dump.rglob("*")) if p.is_file()
    }
    unmarked = sorted(set(files) - set(workshop.markers))
    assert not unmarked, f"files without a marker: {unmarked}"
    (out / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (out / "README.txt").write_text(_README.format(mark=MARK, title=plan.title, **_describe_order(order)), "utf-8")
    return TwinReport(
        kind=kind,
        folder=out,
        size=order.size,
        seed=seed,
        rows={name: table.rows for name, table in workshop.row_tables.items()},
        records={f"{s.file}//{s.stream}" if s.stream else s.file: sum(s.records.values()) for s in workshop.streams},
        planted=workshop.planted,
        rates=tuple(workshop.rates),
        files=files,
    )


def _describe_order(order: TwinOrder) -> dict[str, Any]:
    return {
        "kind": order.kind,
        "size": order.size,
        "seed": order.seed,
        "rows": order.rows,
        "knobs": dict(order.knobs),
    }


def _prepare(out: Path) -> TwinFolders:
    if out.exists():
        present = {entry.name for entry in out.iterdir()}
        if not present <= _OWN_FILES or (present and "truth.json" not in present and "dump" not in present):
            advice = "Name a folder that is empty or not there yet."
            raise UsageProblem("The folder holds something else than a twin.", where=str(out), advice=advice)
        for name in present:
            path = out / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return TwinFolders.below(out)
