"""JSON documents from columns: the text of each document, and its cells as a perfect reader decodes them."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.records import StreamInfo

HALF: Final = "\ufdd0"
"""Stands in a value for the backslash of an escape that is to be written as it is, such as half a surrogate pair."""

_ESCAPES: Final = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
_NEED_ESCAPE: Final = '[\\\\"\n\r\t]'
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_SOURCE: Final = "_source."


@dataclass(frozen=True, slots=True)
class Field:
    """One member of each document.

    Attributes:
        path: Its keys from the outermost, joined by dots.
        values: Text; null is the source's null.
        kind: ``text`` is quoted and escaped, ``bare`` (numbers) and ``json`` (arrays) are written as they are.
        quoted: Rows whose bare value is written as a string.
        absent: Rows that lack the member.
    """

    path: str
    values: pa.Array
    kind: Literal["text", "bare", "json"] = "text"
    quoted: NDArray[np.bool_] | None = None
    absent: NDArray[np.bool_] | None = None


def write_objects(fields: Sequence[Field]) -> pa.Array:
    """Return one JSON object a row, its members in the order of the fields, without white space."""
    return pc.replace_substring(_object([replace(field) for field in fields]), HALF, "\\")


def read_cells(fields: Sequence[Field]) -> pa.Table:
    """Return the cells of the objects: nested keys joined by dots, arrays as JSON text, null where null or absent."""
    columns = []
    for field in fields:
        cells = pc.replace_substring(field.values, HALF, "\\")
        columns.append(cells if field.absent is None else pc.if_else(pa.array(field.absent), None, cells))
    return pa.table(columns, names=[field.path for field in fields])


def index_fields(index: str, kind: str, ids: pa.Array, source: Sequence[Field]) -> list[Field]:
    """Return the fields of what elasticdump writes with ``--type=data``: the source's own within ``_source``."""
    count = len(ids)
    outer = [Field("_index", constant(index, count)), Field("_type", constant(kind, count)), Field("_id", ids)]
    inner = [replace(field, path=_SOURCE + field.path) for field in source]
    return [*outer, Field("_score", constant("1", count), "bare"), *inner]


def quote(values: pa.Array) -> pa.Array:
    """Return each text as a JSON string; null stays null."""
    return pc.binary_join_element_wise('"', escape(values), '"', "")


def escape(values: pa.Array) -> pa.Array:
    """Return each text with the escapes of JSON (RFC 8259); other characters than these stay as they are."""
    if pc.any(pc.match_substring_regex(values, _NEED_ESCAPE)).as_py():
        for plain, written in _ESCAPES:
            values = pc.replace_substring(values, plain, written)
    return values


def join_items(items: Sequence[pa.Array]) -> pa.Array:
    """Return a JSON array a row of those items that are not null."""
    return pc.binary_join_element_wise("[", _skipping_join(items, ","), "]", "")


def constant(text: str | None, count: int) -> pa.Array:
    """Return one text as often as asked."""
    return pa.repeat(pa.scalar(text, pa.string()), count)


def _skipping_join(items: Sequence[pa.Array], separator: str) -> pa.Array:
    # Arrow 26 leaves out a row altogether when all its items are null and skipped.
    nothing = functools.reduce(pc.and_, [pc.is_null(item) for item in items])
    items = [pc.if_else(nothing, "", items[0]), *items[1:]]
    return pc.binary_join_element_wise(*items, separator, null_handling="skip")


def _object(fields: Sequence[Field]) -> pa.Array:
    groups: dict[str, list[Field]] = {}
    for field in fields:
        groups.setdefault(field.path.partition(".")[0], []).append(field)
    return pc.binary_join_element_wise("{", _skipping_join([_member(*g) for g in groups.items()], ","), "}", "")


def _member(key: str, fields: list[Field]) -> pa.Array:
    if fields[0].path == key:
        return _leaf(key, fields[0])
    inner = _object([replace(field, path=field.path.partition(".")[2]) for field in fields])
    member = pc.binary_join_element_wise(f'"{key}":', inner, "")
    masks = [field.absent for field in fields if field.absent is not None]
    if len(masks) == len(fields):
        absent = np.logical_and.reduce(masks)
        return pc.if_else(pa.array(absent), None, member)
    return member


def _leaf(key: str, field: Field) -> pa.Array:
    text = quote(field.values) if field.kind == "text" else field.values
    if field.quoted is not None:
        text = pc.if_else(pa.array(field.quoted), quote(field.values), text)
    member = pc.binary_join_element_wise(f'"{key}":', pc.fill_null(text, "null"), "")
    return member if field.absent is None else pc.if_else(pa.array(field.absent), None, member)


class _Number(str):
    """A number as written."""

    __slots__ = ()


def decode_object(data: bytes) -> dict[str, str | None]:
    """Return the cells of a JSON document, read by the standard library's parser."""
    value = json.loads(data, parse_int=_Number, parse_float=_Number)
    return flatten(value)


def flatten(document: Mapping[str, Any], prefix: str = "") -> dict[str, str | None]:
    """Return the cells of a decoded document by path."""
    cells: dict[str, str | None] = {}
    for key, value in document.items():
        if isinstance(value, dict):
            cells |= flatten(value, f"{prefix}{key}.")
        else:
            cells[prefix + key] = _cell(value)
    return cells


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else _written(value)
    return _SURROGATES.sub(lambda half: f"\\u{ord(half.group()):04x}", text)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ",".join(_written(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_written(key)}:{_written(item)}" for key, item in value.items()) + "}"
    return value if isinstance(value, _Number) else json.dumps(value, ensure_ascii=False)


def decode_line(data: bytes, info: StreamInfo) -> dict[str, str | None]:
    """Return the cells of a line that holds one document.

    Raises:
        ValueError: The line has no end, or holds no document.
    """
    text = data.decode(info.encoding)
    if not text.endswith("\n"):
        raise ValueError("no line end")
    return decode_object(text.encode("utf-8"))
