"""Everything the gate looks at, gathered from a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from findspot.analysis import read_findings
from findspot.model.finding import Finding
from findspot.model.profile import TableProfile
from findspot.model.released import STRIP_LAYERS
from findspot.model.tables import DAMAGE_MAP, HOLES, LEDGER, TABLES
from findspot.plugins.protocols import Verdict
from findspot.profiling import read_profiles
from findspot.protection.streams import StreamMaterial
from findspot.verification import read_verdicts

if TYPE_CHECKING:
    from findspot.store.case import Case


@dataclass(frozen=True, slots=True)
class Material:
    """True findings, profiles, verdicts and the ledger of a case."""

    findings: Sequence[Finding] = ()
    profiles: Sequence[TableProfile] = ()
    verdicts: Sequence[Verdict] = ()
    streams: StreamMaterial = field(default_factory=lambda: StreamMaterial(()))


def gather_material(case: Case) -> Material:
    """Return what the earlier stages wrote."""
    return Material(read_findings(case), read_profiles(case), read_verdicts(case), gather_streams(case))


def gather_streams(case: Case) -> StreamMaterial:
    """Return the streams with their ledger, damage maps, holes and tables."""
    ledger: dict[int, Mapping[str, Any]] = {row["stream"]: row for row in case.meta(LEDGER).to_pylist()}
    maps: dict[int, list[list[int]]] = defaultdict(list)
    for row in case.meta(DAMAGE_MAP).sort_by([("stream", "ascending"), ("slice", "ascending")]).to_pylist():
        maps[row["stream"]].append([row[layer] for layer in STRIP_LAYERS])
    holes: dict[int, list[int]] = defaultdict(list)
    for row in case.meta(HOLES).to_pylist():
        holes[row["stream"]].append(row["offset"])
    parts = [(row["name"], row["stream"], row["rows"]) for row in case.meta(TABLES).to_pylist()]
    return StreamMaterial(case.streams(), ledger, dict(maps), dict(holes), parts)
