"""Invented organisations that people in the profiles worked for, as documents of a Mongo collection."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.documents import join_items, quote
from findspot.testing.twins.draws import choose, concat, digits, pick, pick_shares, text, where
from findspot.testing.twins.extras import require
from findspot.testing.twins.plan import TwinOrder
from findspot.testing.twins.profiles.batches import countries
from findspot.testing.twins.workshop import MARK

_FIRST: Final = (
    ("Vel", "维尔"), ("Quor", "阔尔"), ("Zan", "赞"), ("Mirr", "米尔"), ("Tolv", "托尔夫"), ("Bryx", "布里克"),
    ("Osk", "奥斯克"), ("Felm", "费尔姆"), ("Drav", "德拉夫"), ("Ylt", "伊尔特"), ("Karn", "卡恩"), ("Sump", "桑普"),
    ("Wend", "文德"), ("Plor", "普洛尔"), ("Gask", "加斯克"), ("Hurv", "胡尔夫"),
)  # fmt: skip
_SECOND: Final = (
    ("ant", "安特"), ("oss", "奥斯"), ("iddle", "伊德尔"), ("umber", "安伯"), ("arq", "阿克"), ("esk", "埃斯克"),
    ("ondo", "翁多"), ("ibex", "伊贝克"), ("utra", "乌特拉"), ("emble", "恩布尔"), ("owick", "欧威克"), ("yrn", "伊恩"),
)  # fmt: skip
_THIRD: Final = (
    ("a", "娅"), ("is", "斯"), ("on", "翁"), ("ex", "克斯"), ("ora", "奥拉"), ("ium", "姆"), ("el", "尔"),
    ("ova", "奥瓦"),
)  # fmt: skip
_TRADES: Final = (
    ("Systems", "系统"), ("Analytics", "数据"), ("Marine", "海事"), ("Minerals", "矿业"), ("Foods", "食品"),
    ("Biologics", "生物"), ("Logistics", "物流"), ("Institute", "研究院"), ("Press", "出版"), ("Partners", "合伙"),
    ("Energy", "能源"), ("Optics", "光学"), ("Capital", "资本"), ("Foundation", "基金会"), ("Textiles", "纺织"),
)  # fmt: skip
_LEGAL: Final = (
    ("Ltd", "有限公司"), ("Pty Ltd", "私人有限公司"), ("Inc.", "公司"), ("GmbH", "有限责任公司"), ("S.A.", "股份公司"),
    ("PLC", "公众公司"), ("LLC", "有限责任公司"), ("", ""),
)  # fmt: skip
_KINDS: Final = {"company": 0.7, "政府": 0.08, "university": 0.07, "ngo": 0.06, "媒体": 0.05, "": 0.04}
_PRODUCTS: Final = ("software", "consulting", "软件", "equipment", "services", "咨询", "data feeds", "vessels")
_PARENT_SHARE: Final = 0.22
_LISTED: Final = (0.8, 0.4, 0.2)


@dataclass(frozen=True, slots=True)
class Organisations:
    """One row an organisation: its id, its name in Latin letters and in Han, the index of its country."""

    id: pa.Array
    name: pa.Array
    han: pa.Array
    country: NDArray[np.int64]


def make_organisations(order: TwinOrder, count: int) -> Organisations:
    """Return invented organisations; the first of them are the best known."""
    random = order.random("organisations")
    number = random.permutation(count)
    parts: list[tuple[pa.Array, pa.Array]] = []
    for pool in (_FIRST, _SECOND, _THIRD, _TRADES):
        index = pa.array(number % len(pool))
        number = number // len(pool)
        parts.append((pa.array([p[0] for p in pool]).take(index), pa.array([p[1] for p in pool]).take(index)))
    legal = random.integers(0, len(_LEGAL), count)
    # Beyond the 23,040 names of the pools a number tells namesakes apart, as registers do.
    suffix = pa.array([None, *(f" {n}" for n in range(2, int(number.max(initial=0)) + 2))], pa.string())
    ordinal = pc.fill_null(suffix.take(pa.array(number)), "")
    latin = concat(*(part[0] for part in parts[:3]), " ", parts[3][0], ordinal, " ")
    name = pc.utf8_rtrim_whitespace(concat(latin, pa.array([e[0] for e in _LEGAL]).take(pa.array(legal))))
    han = concat(*(part[1] for part in parts), pc.utf8_trim_whitespace(ordinal), _legal_han(legal))
    return Organisations(
        id=concat("O", digits(np.cumsum(random.integers(1, 4, count)), 8)),
        name=name,
        han=han,
        country=random.integers(0, len(countries()), count),
    )


def _legal_han(legal: NDArray[np.int64]) -> pa.Array:
    return pa.array([e[1] for e in _LEGAL]).take(pa.array(legal))


def describe_organisations(organisations: Organisations) -> pa.Table:
    """Return the canonical values."""
    codes = pa.array([country.code for country in countries()])
    return pa.table(
        {
            "org_id": organisations.id,
            "name_latin": organisations.name,
            "name_han": organisations.han,
            "country": codes.take(pa.array(organisations.country)),
        }
    )


def organisation_cells(order: TwinOrder, organisations: Organisations, chunk: NDArray[np.int64]) -> pa.Table:
    """Return the cells of the documents of some organisations."""
    random = order.random("org", int(chunk[0]))
    count = len(chunk)
    index = pa.array(chunk)
    parent = organisations.id.take(pa.array(random.integers(0, len(organisations.id), count)))
    codes = pa.array([country.code for country in countries()]).take(pa.array(organisations.country[chunk]))
    listed = [pick(random, _PRODUCTS, count) for _ in range(3)]
    products = [where(random.random(count) < share, quote(p), None) for share, p in zip(_LISTED, listed, strict=True)]
    year = random.integers(1950, 2019, count)
    filings = concat('[{"no":"AR-', text(year + 1), '","year":', text(year + 1), "}]")
    return pa.table(
        {
            "_id": concat("5b", digits(chunk, 10), "00ff", digits(random.integers(0, 10**8, count), 8)),
            "org_id": organisations.id.take(index),
            "names.en": organisations.name.take(index),
            "names.zh": where(choose(random, 0.2, count), None, organisations.han.take(index)),
            "type": pick_shares(random, _KINDS, count),
            "country": where(choose(random, 0.1, count), None, codes),
            "parent_id": where(random.random(count) < _PARENT_SHARE, parent, None),
            "founded": text(year),
            "products": join_items(products),
            "filings": filings,
            "note": pa.array([MARK if chunk[0] == 0 else None, *[None] * (count - 1)], pa.string()),
        }
    )


def encode_organisations(cells: pa.Table) -> pa.Array:
    """Return the documents as mongodump stores them (BSON 1.1).

    Raises:
        EnvironmentProblem: pymongo, whose ``bson`` writes them, is not installed.
    """
    bson = require("bson")
    return pa.array([bson.encode(document) for document in _documents(cells, bson.ObjectId)], pa.binary())


def _documents(cells: pa.Table, object_id: Callable[[str], Any]) -> Iterator[dict[str, Any]]:
    for row in cells.to_pylist():
        founded = row["founded"]
        document: dict[str, Any] = {
            "_id": object_id(row["_id"]),
            "org_id": row["org_id"],
            "names": {"en": row["names.en"], "zh": row["names.zh"]},
            "type": row["type"],
            "country": row["country"],
            "parent_id": row["parent_id"],
            # Years that end in 7 were typed as text: number and string take turns in one field.
            "founded": founded if founded.endswith("7") else int(founded),
            "products": json.loads(row["products"]),
            "filings": json.loads(row["filings"]),
        }
        if row["note"]:
            document["note"] = row["note"]
        yield document
