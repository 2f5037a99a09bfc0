"""What the twin's findings are held against: the counts behind claims V1–V8."""

from __future__ import annotations

from typing import Final

import numpy as np

from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.tally import Tally
from findspot.testing.twins.visitors.codes import MAIN_LIST
from findspot.testing.twins.visitors.entries import Entries, nations
from findspot.testing.twins.visitors.scale import EXPORTED, WINDOWS, Scale
from findspot.testing.twins.visitors.targets import Targets
from findspot.testing.twins.workshop import Workshop

_INDICES: Final = {
    "face": "face_capture", "vehicle": "vehicle_capture", "entry": "entry_exit", "target": "person_target",
    "note": "police_note",
}  # fmt: skip


def plant_claims(order: TwinOrder, workshop: Workshop, made: tuple[Scale, Targets, Entries], tally: Tally) -> None:
    """Note the planted counts, and the measured rate of each habit."""
    scale, targets, entries = made
    documents = {name: getattr(scale, key) for key, name in _INDICES.items()}
    workshop.plant("claim.V1", {**documents, "entry_exit": len(entries.person)})
    workshop.plant("claim.V2", entries.count("GBR"))
    on_main = targets.person[targets.list_number == MAIN_LIST]
    workshop.plant("claim.V3.list", f"L{MAIN_LIST:02d}")
    workshop.plant("claim.V3.entries", len(np.unique(on_main)))
    workshop.plant("claim.V3.group_a", int((targets.group[np.unique(on_main)] == 0).sum()))
    windows = {_INDICES[key]: [w.first, w.end, w.core_first, w.core_end, w.core_share] for key, w in WINDOWS.items()}
    workshop.plant("claim.V4.windows", windows)
    workshop.plant("claim.V4.exported", EXPORTED)
    workshop.plant("claim.V5.foreigners", int((entries.travellers.nation >= 0).sum()))
    workshop.plant("claim.V5.by_nationality", {nation.code: entries.count(nation.code) for nation in nations()})
    workshop.plant("claim.V6.travellers_on_lists", 0)
    workshop.plant("claim.V7.linked", tally.counts["linked"][0])
    workshop.plant("claim.V8.dangling", tally.counts["dangling"])
    for habit, (count, whole) in tally.counts.items():
        workshop.rate(habit, order.share(habit), count, whole)
    persons = np.bincount(targets.person)
    again = len(targets.person) - int((persons > 0).sum())
    workshop.rate("duplicates", order.share("duplicates"), again, len(targets.person))
