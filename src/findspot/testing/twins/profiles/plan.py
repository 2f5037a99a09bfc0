"""What the twin ``profiles`` can be asked for, and the order in which its parts are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from findspot.testing.twins.bsondocuments import decode_bson
from findspot.testing.twins.decoders import Decoder
from findspot.testing.twins.documents import decode_line
from findspot.testing.twins.plan import Knob, Size, TwinOrder
from findspot.testing.twins.profiles import persons, writing
from findspot.testing.twins.profiles.batches import PUBLISHED, lay_out
from findspot.testing.twins.profiles.claims import describe_batches, plant_claims
from findspot.testing.twins.profiles.orgs import describe_organisations, make_organisations
from findspot.testing.twins.profiles.people import describe_people, make_profiled_people
from findspot.testing.twins.workshop import Workshop

_MOST: Final = 1_000_000
_KNOBS: Final = (
    Knob("recovered_share", 250_000 / PUBLISHED, "share of the profiles that the recipe tenth leaves (K2)", 0.01, 0.9),
    Knob("recovered_us", 52_000, "recovered people of this nationality, at size L (K3)", 0, _MOST),
    Knob("recovered_au", 35_558, "as recovered_us", 0, _MOST),
    Knob("recovered_gb", 9_700, "as recovered_us", 0, _MOST),
    Knob("recovered_ca", 5_000, "as recovered_us", 0, _MOST),
    Knob("au_over", 2.4, "share of AU in the recovered part, over its share of the whole", 0.2, 10),
    Knob("batching", 0.7, "share of the profiles that were crawled together with others of their country"),
    Knob("several_profiles", 0.09, "share of the profiles that are of people with two to four", 0, 0.5),
    Knob("orgs_per_profile", 650 / 2400, "organisations", 0.01, 2),
    Knob("infos_per_profile", 2000 / 2400, "posts and news (9/2.4 for all of the 9 million)", 0.01, 4),
    Knob("rels_per_profile", 3100 / 2400, "relations", 0.05, 4),
    Knob("tagged", 0.83, "profiles that name their source (K7)"),
    Knob("empty_nationality", 0.18, "profiles whose nationality is null or empty"),
    Knob("other_country_code", 0.04, "profiles whose country code, of another crawler, is another country's"),
    Knob("swapped_names", 0.5, "family name first in Latin letters, of those whose culture does so"),
    Knob("nested_json", 0.04, "profiles with a list kept as text of JSON in text of JSON"),
    Knob("html_residues", 0.12, "summaries with remains of HTML"),
    Knob("surrogate_halves", 0.003, "summaries with half a surrogate pair"),
    Knob("type_flips", 0.15, "profiles with numbers written as text"),
    Knob("long_arrays", 0.001, "profiles with a very long list"),
    Knob("geo", 0.05, "posts with a place"),
    Knob("missing_dst", 0.31, "relations whose other end is null or not there"),
    Knob("reversed", 0.08, "relations in the wrong direction"),
    Knob("children", 3_100, "relations to a child, at size L (K6)", 0, _MOST),
    Knob("minors", 412, "those of them whose child is a minor, at size L (K6)", 0, _MOST),
    Knob("missing_part", 0, "number of a part of the archive that is withheld; 0: none", 0, writing.PARTS),
)


@dataclass(frozen=True, slots=True)
class ProfilesPlan:
    """Makes the twin; a row is a profile."""

    kind: str = "profiles"
    title: str = "profiles copied from open sources"
    knobs: tuple[Knob, ...] = _KNOBS

    @property
    def sizes(self) -> Mapping[Size, int]:
        """Profiles by size; with the other tables about 20 k, 200 k and 8 M rows."""
        return {"S": 5_900, "M": 59_000, "L": PUBLISHED}

    @property
    def decoders(self) -> Mapping[str, Decoder]:
        """Documents of elasticdump and mongodump."""
        return {"ndjson": decode_line, "bson": decode_bson}

    def generate(self, order: TwinOrder, workshop: Workshop) -> None:
        """Write the containers, and what is in them to the truth."""
        layout = lay_out(order)
        people = make_profiled_people(order, layout)
        kept = np.zeros(len(layout.country), np.bool_)
        kept[layout.person[layout.surviving_profiles]] = True
        for table in describe_people(people, kept):
            workshop.entities("person").append(table)
        counts = {
            name: max(1, round(order.share(f"{name}_per_profile") * order.rows)) for name in ("orgs", "infos", "rels")
        }
        organisations = make_organisations(order, counts["orgs"])
        workshop.entities("org").append(describe_organisations(organisations))
        ids = persons.make_profile_ids(order, layout.profiles)
        press = writing.Press(persons.Crawl(order, layout, people, organisations, ids), workshop)
        workshop.progress.start("twin", None)
        writing.write_persons(press)
        writing.write_organisations(press, counts["orgs"])
        writing.write_infos(press, counts["infos"], order.count("missing_part"))
        writing.write_relations(press, counts["rels"])
        workshop.progress.finish()
        workshop.entities("batch").append(describe_batches(layout))
        workshop.entities("block").append(press.blocks.describe(layout))
        plant_claims(press, kept, counts)


PLAN: Final = ProfilesPlan()
