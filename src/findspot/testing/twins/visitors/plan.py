"""What the twin ``visitors`` can be asked for, and the order in which its indices are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.errors import UsageProblem
from findspot.testing.twins.decoders import Decoder
from findspot.testing.twins.documents import Field, decode_line
from findspot.testing.twins.elasticdump import IndexTable, write_index, write_index_files
from findspot.testing.twins.plan import Knob, Size, TwinOrder
from findspot.testing.twins.sqlitecells import decode_cell
from findspot.testing.twins.tally import Tally
from findspot.testing.twins.visitors import captures, codes, entries, notes, targets, writing
from findspot.testing.twins.visitors.claims import plant_claims
from findspot.testing.twins.visitors.scale import Scale, set_scale
from findspot.testing.twins.workshop import Workshop

_MOST: Final = 1_000_000
_KNOBS: Final = (
    Knob("foreigners", 5_012, "people with a foreign passport, at size L (V5)", 0, _MOST),
    Knob("persons_gbr", 150, "of them of this nationality, at size L (V2)", 0, _MOST),
    Knob("persons_usa", 697, "as persons_gbr", 0, _MOST),
    Knob("persons_can", 172, "as persons_gbr", 0, _MOST),
    Knob("persons_aus", 161, "as persons_gbr", 0, _MOST),
    Knob("gbr_rows", 163, "entries and exits of these people, at size L (V2)", 0, _MOST),
    Knob("gbr_passports", 155, "passports that they showed, at size L (V2)", 0, _MOST),
    Knob("list_size", 10_000, "people on list 7, at size L (V3)", 0, _MOST),
    Knob("list_group_a", 7_600, "of them of group A, at size L (V3)", 0, _MOST),
    Knob("duplicates", 0.11, "rows of lists about somebody who is on another list too", 0, 0.5),
    Knob("linked", 0.021, "captures of faces linked to somebody on a list (V7)"),
    Knob("dangling", 0.37, "keys of targets and units that are in no table (V8)"),
    Knob("swapped_degrees", 0.015, "captures with longitude and latitude swapped"),
    Knob("swapped_names", 0.04, "entries with surname and given name swapped"),
    Knob("nationality_mixed_up", 0.02, "entries of AUS, AUT, IND, IDN under the other of the pair"),
    Knob("passport_o", 0.015, "passport numbers with O in the place of 0 (never GBR)"),
    Knob("default_birthday", 0.04, "birthdays given as 1 January"),
    Knob("exports", "zip", "archive of the code tables: zip or 7z"),
)


@dataclass(frozen=True, slots=True)
class VisitorsPlan:
    """Makes the twin; rows are the documents of all indices."""

    kind: str = "visitors"
    title: str = "captures, lists and border crossings of a police force"
    knobs: tuple[Knob, ...] = _KNOBS

    @property
    def sizes(self) -> Mapping[Size, int]:
        """Documents by size; code tables and the cache come on top."""
        return {"S": 20_000, "M": 200_000, "L": 1_100_000}

    @property
    def decoders(self) -> Mapping[str, Decoder]:
        """Documents of elasticdump, and cells of SQLite."""
        return {"ndjson": decode_line, "sqlite": decode_cell}

    def generate(self, order: TwinOrder, workshop: Workshop) -> None:
        """Write the containers, and what is in them to the truth.

        Raises:
            UsageProblem: The knob ``exports`` names no archive that can be written.
        """
        if order.text("exports") not in {"zip", "7z"}:
            raise UsageProblem("The knob exports must be zip or 7z.")
        workshop.progress.start("twin", None)
        scale, tally = set_scale(order), Tally()
        units = codes.make_units(order, scale)
        cameras = codes.make_cameras(order, scale, units, tally)
        listed = targets.make_targets(order, scale)
        workshop.entities("target").append(targets.describe_targets(listed))
        _write(workshop, "person_target", (targets.target_fields(order, listed, units, tally), listed.person))
        writing.write_cache(workshop, *targets.cache_table(order, listed))
        crossed = entries.make_entries(order, scale)
        workshop.entities("traveller").append(entries.describe_travellers(crossed.travellers))
        _write(workshop, "entry_exit", (entries.entry_fields(order, crossed, tally), crossed.person), "traveller")
        _write(workshop, "police_note", notes.note_fields(order, scale, listed))
        _write_captures(order, workshop, (scale, cameras, listed), tally)
        tables = {"camera": codes.camera_table(cameras), "unit": units, "dict_code": codes.make_words(scale)}
        writing.write_exports(workshop, order.text("exports"), tables)
        plant_claims(order, workshop, (scale, listed, crossed), tally)
        workshop.progress.finish()


def _write_captures(
    order: TwinOrder, workshop: Workshop, known: tuple[Scale, codes.Cameras, targets.Targets], tally: Tally
) -> None:
    scale, cameras, listed = known
    faces = captures.plan_faces(order, scale)
    for month in faces.months():
        documents = captures.face_fields(order, month, (faces, cameras, listed), tally)
        _write(workshop, f"face_capture-{month[0]}", documents, table="face_capture")
    write_index_files(workshop, "face_capture", documents[0])
    vehicles = captures.make_plates(order, max(1, scale.vehicle * 6 // 10))
    workshop.entities("vehicle").append(vehicles.select(["plate"]))
    _write(workshop, "vehicle_capture", captures.vehicle_fields(order, scale, cameras, vehicles), "vehicle")


def _write(
    workshop: Workshop,
    index: str,
    documents: tuple[Sequence[Field], NDArray[np.int64]],
    entity: str = "target",
    *,
    table: str = "",
) -> None:
    fields, whose = documents
    write_index(workshop, f"elastic/{index}.json", IndexTable(table or index, entity), fields, whose)
    if not table:
        write_index_files(workshop, index, fields)
    workshop.progress.advance(rows=len(whose))


PLAN: Final = VisitorsPlan()
