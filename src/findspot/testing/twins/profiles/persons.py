"""The index of profiles: one document for each time that a crawler copied somebody's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.ids import make_phones
from findspot.testing.twins.documents import HALF, Field, index_fields, join_items, quote
from findspot.testing.twins.draws import (
    choose,
    choose_among,
    concat,
    digits,
    format_times,
    pick_shares,
    select,
    text,
    where,
)
from findspot.testing.twins.elasticdump import mark_field
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.profiles import careers
from findspot.testing.twins.profiles.batches import Layout, countries
from findspot.testing.twins.profiles.orgs import Organisations
from findspot.testing.twins.profiles.people import OCCUPATIONS, Names, People
from findspot.testing.twins.profiles.transliteration import VARIANTS
from findspot.testing.twins.tally import Tally

INDEX: Final = "person"

_GAP_SHARE: Final = 0.08
_FIRST_ID: Final = 100_000_017
_EPOCH_SHARE: Final = 0.6
_TAGS: Final = {
    "PEP": 0.04, "special interest": 0.03, "企业家": 0.2, "executive": 0.3, "学者": 0.08, "finance": 0.2, "": 0.15,
}  # fmt: skip
_TYPES: Final = {"1": 0.5, "2": 0.2, "3": 0.1, "": 0.2}
_GENDERS: Final = (("M", "F"), ("male", "female"), ("男", "女"))
_REMAINS: Final = ("&nbsp;", "<br/>", "&amp; others", '<p class="bio">', "&#8217;s")


@dataclass(frozen=True, slots=True)
class Crawl:
    """All that documents are made from."""

    order: TwinOrder
    layout: Layout
    people: People
    organisations: Organisations
    ids: pa.Array


def make_profile_ids(order: TwinOrder, count: int) -> pa.Array:
    """Return the ids of profiles: a sequence with gaps."""
    random = order.random("profile ids")
    step = 1 + (random.random(count) < _GAP_SHARE) * random.geometric(0.4, count)
    return concat("P", digits(_FIRST_ID + np.cumsum(step), 9))


def person_fields(crawl: Crawl, rows: NDArray[np.int64], tally: Tally) -> list[Field]:
    """Return the documents of some profiles, by their positions."""
    order, layout, count = crawl.order, crawl.layout, len(rows)
    random = order.random(INDEX, int(rows[0]))
    person = layout.person[rows].astype(np.int64)
    batch = np.searchsorted(layout.first, rows, "right") - 1
    ids = crawl.ids.take(pa.array(rows))
    names = crawl.people.write_names(person, random.integers(0, VARIANTS, count))
    occupation = pa.array(list(OCCUPATIONS)).take(pa.array(crawl.people.occupation[person]))
    crawled = (
        careers.CRAWLED_FROM + batch * (careers.CRAWL_SECONDS // len(layout.survives)) + random.integers(0, 3600, count)
    )
    positions, employer = careers.write_positions(random, occupation, crawl.organisations)
    handle = concat("u", digits(random.integers(0, 10**9, count), 9))
    untagged = ~tally.note("tagged", choose(random, order.share("tagged"), count))
    nested = tally.note("nested_json", choose(random, order.share("nested_json"), count))
    flips = tally.note("type_flips", choose(random, order.share("type_flips"), count))
    long = tally.note("long_arrays", choose(random, order.share("long_arrays"), count))
    education = careers.write_education(random, count)
    source = pa.array(careers.SOURCES).take(pa.array(batch * 7 % len(careers.SOURCES)))
    fields = [
        Field("person_id", ids),
        *_name_fields(random, names, order, tally),
        Field("type", pick_shares(random, _TYPES, count), "bare", quoted=flips),
        Field("tags", _write_tags(random, count), "json"),
        Field("occ_class", where(choose(random, 0.12, count), None, occupation)),
        *_origin_fields(random, crawl, person, tally),
        *_life_fields(random, crawl.people, person, flips),
        Field(
            "photo_url",
            concat("https://", source, ".example/img/", handle, ".jpg"),
            absent=choose(random, 0.45, count),
        ),
        Field("positions", positions, "json"),
        Field("education", education, "json", absent=nested),
        Field("social", careers.write_accounts(random, handle, long), "json"),
        *_contact_fields(random, handle),
        Field("source", careers.write_sources(random, source, crawled, handle), "json", absent=untagged),
        Field("summary", _write_summary(random, (names, occupation, employer), order, tally)),
        Field("raw", concat('{"v":2,"education":', quote(education), "}"), absent=~nested),
        *_update_field(random, crawled),
        mark_field(count),
    ]
    keys = concat("AW", digits(random.integers(0, 10**9, count), 9), pc.utf8_slice_codeunits(ids, 1, 10))
    return index_fields(INDEX, "doc", keys, fields)


def _name_fields(random: np.random.Generator, names: Names, order: TwinOrder, tally: Tally) -> list[Field]:
    count = len(names.latin)
    swaps = choose_among(random, order.share("swapped_names"), names.family_first)
    tally.note("swapped_names", swaps, int(names.family_first.sum()))
    latin = where(swaps, names.swapped, names.latin)
    other = where(random.random(count) < 0.25, quote(where(swaps, names.latin, names.swapped)), None)
    native = where(random.random(count) < 0.1, quote(pc.fill_null(names.native, names.han)), None)
    return [
        Field("name.zh", where(choose(random, 0.2, count), None, names.han)),
        Field("name.en", latin),
        Field("name.native", names.native, absent=np.asarray(pc.is_null(names.native)) & (random.random(count) < 0.5)),
        Field("name.alias", join_items([other, native]), "json"),
    ]


def _write_tags(random: np.random.Generator, count: int) -> pa.Array:
    first, second = (pick_shares(random, _TAGS, count) for _ in range(2))
    second = where(random.random(count) < 0.4, second, None)
    repeated = np.asarray(pc.fill_null(pc.equal(first, second), False))
    return join_items([quote(first), quote(where(repeated, None, second))])


def _origin_fields(random: np.random.Generator, crawl: Crawl, person: NDArray[np.int64], tally: Tally) -> list[Field]:
    """Return nationality in the words of the page, and a country code from another crawler, sometimes another one."""
    order, count = crawl.order, len(person)
    country = crawl.people.country[person].astype(np.int64)
    forms = [form for listed in countries() for form in listed.forms]
    sizes = np.array([len(listed.forms) for listed in countries()])
    first = np.cumsum(sizes) - sizes
    form = first[country] + (random.random(count) * sizes[country]).astype(np.int64)
    empty = tally.note("empty_nationality", choose(random, order.share("empty_nationality"), count))
    elsewhere = tally.note("other_country_code", choose(random, order.share("other_country_code"), count))
    moved = np.where(elsewhere, (country + random.integers(1, len(countries()), count)) % len(countries()), country)
    codes = pa.array([listed.code for listed in countries()]).take(pa.array(moved))
    nothing = where(random.random(count) < 0.5, "", None)
    return [
        Field("nationality", where(empty, nothing, pa.array(forms).take(pa.array(form)))),
        Field("country_code", where(choose(random, 0.15, count), None, codes)),
    ]


def _life_fields(
    random: np.random.Generator, people: People, person: NDArray[np.int64], flips: NDArray[np.bool_]
) -> list[Field]:
    count = len(person)
    style = random.integers(0, len(_GENDERS), count)
    female = people.female[person]
    gender = select(style, [where(female, woman, man) for man, woman in _GENDERS])
    born = pa.array(people.born[person], pa.date32()).cast(pa.timestamp("s"))
    year = people.born[person].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    decade = concat(text(year // 10 * 10), "s")
    form = random.choice(5, count, p=(0.3, 0.08, 0.32, 0.1, 0.2))
    written = select(
        form,
        [
            pc.strftime(born, format="%Y-%m-%d"),
            pc.strftime(born, format="%d/%m/%Y"),
            text(year),
            decade,
            pa.nulls(count, pa.string()),
        ],
    )
    # A year alone is a number, but for those that were typed as text.
    return [
        Field("gender", where(choose(random, 0.1, count), None, gender)),
        Field("birth", written, "bare", quoted=(form != 2) & (form != 4) | flips),
    ]


def _contact_fields(random: np.random.Generator, handle: pa.Array) -> list[Field]:
    count = len(handle)
    none = random.random(count) < 0.55
    return [
        Field("contact.email", concat(handle, "@mail.example"), absent=none | (random.random(count) < 0.2)),
        Field("contact.phone", make_phones(random, count), absent=none | (random.random(count) < 0.5)),
    ]


def _write_summary(
    random: np.random.Generator, said: tuple[Names, pa.Array, pa.Array], order: TwinOrder, tally: Tally
) -> pa.Array:
    names, occupation, employer = said
    count = len(occupation)
    title = careers.draw_titles(random, occupation)
    form = random.integers(0, 3, count)
    plain = select(
        form,
        [
            concat(names.latin, ' is "', title, '" at ', employer, "."),
            concat(names.han, "，", title, "，曾任职于", employer, "。"),
            concat(title, ", ", employer, "\nSource: profile page"),
        ],
    )
    remains = tally.note("html_residues", choose(random, order.share("html_residues"), count))
    halves = tally.note("surrogate_halves", choose(random, order.share("surrogate_halves"), count))
    residue = pa.array(_REMAINS).take(pa.array(random.integers(0, len(_REMAINS), count)))
    plain = where(remains, concat(plain, residue), plain)
    return where(halves, concat(plain, f" {HALF}ud83d"), plain)


def _update_field(random: np.random.Generator, crawled: NDArray[np.int64]) -> list[Field]:
    moment = crawled + random.integers(0, 86_400 * 40, len(crawled))
    epoch = random.random(len(crawled)) < _EPOCH_SHARE
    written = where(
        epoch, text(moment * 1000 + random.integers(0, 1000, len(crawled))), format_times(moment, "%Y-%m-%d %H:%M:%S")
    )
    return [Field("update_time", written, "bare", quoted=~epoch)]
