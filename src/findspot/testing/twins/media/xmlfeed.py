"""Documents as elements of an XML feed whose writer did not know XML well: undefined entities and bare ampersands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.testing.twins.documents import Field
from findspot.testing.twins.draws import Flags, concat, where
from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.workshop import MARK

TABLE: Final = "xml"
HEAD: Final = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {MARK} -->\n<feed>\n'
TAIL: Final = "</feed>\n"

_MEMBERS: Final = ("title", "text", "source_domain", "country", "publish_time", "crawl_time", "sentiment")
_BAD: Final = ("&nbsp;", " & ", "&#x1F;", "&copy", "&eacute;", "&;")
"""Not XML, so that a reader that keeps what it finds keeps them as they are."""
_GOOD: Final = ((" (Q&A)", " (Q&amp;A)"), (" <1>", " &lt;1&gt;"), (" 'ok'", " &apos;ok&#x27;"))
_ENTITY: Final = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
_NAMED: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_DOC: Final = re.compile(r'<doc id="([^"]*)"(?: lang="([^"]*)")?>(.*)</doc>', re.DOTALL)
_MEMBER: Final = re.compile(r"<(\w+)>(.*?)</\1>", re.DOTALL)


def xml_records(random: np.random.Generator, fields: Sequence[Field], bad: Flags) -> tuple[pa.Table, pa.Array]:
    """Return the cells and the elements of some documents; those that are ``bad`` hold what is not XML."""
    count = len(bad)
    values = {field.path: field.values for field in fields}
    plain, written = _endings(random, bad)
    cells = {name: values[name] for name in ("id", "lang_claimed", *_MEMBERS)}
    cells["text"] = concat(values["text"], plain)
    texts = {name: _escape(values[name]) for name in _MEMBERS}
    texts["text"] = concat(texts["text"], written)
    language = where(
        np.asarray(pc.is_null(values["lang_claimed"])),
        "",
        concat(' lang="', pc.fill_null(values["lang_claimed"], ""), '"'),
    )
    members = [concat(f"<{name}>", texts[name], f"</{name}>") for name in _MEMBERS]
    elements = concat('<doc id="', values["id"], '"', language, ">", *members, "</doc>")
    assert len(elements) == count, "a document got lost"
    return pa.table(cells), elements


def _endings(random: np.random.Generator, bad: Flags) -> tuple[pa.Array, pa.Array]:
    """Return what the texts end with, as it is meant and as it is written."""
    count = len(bad)
    good = random.integers(0, 3 * len(_GOOD), count)
    choices = [("", "")] * (2 * len(_GOOD))
    pairs = [*_GOOD, *choices, *((text, text) for text in _BAD)]
    number = np.where(bad, 3 * len(_GOOD) + random.integers(0, len(_BAD), count), good)
    plain, written = (pa.array([pair[side] for pair in pairs]).take(pa.array(number)) for side in (0, 1))
    return plain, written


def _escape(values: pa.Array) -> pa.Array:
    for plain, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        values = pc.replace_substring(values, plain, written)
    return values


def decode_xml(data: bytes, info: StreamInfo) -> dict[str, str | None]:
    """Return the members of an element; what is no reference of XML 1.0 to a character stays as it is.

    Raises:
        ValueError: It is no such element.
    """
    match = _DOC.fullmatch(data.decode(info.encoding))
    if match is None:
        raise ValueError("no document")
    cells: dict[str, str | None] = {"id": match[1], "lang_claimed": match[2]}
    return cells | {name: _ENTITY.sub(_resolve, value) for name, value in _MEMBER.findall(match[3])}


def _resolve(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if code >= ord(" ") else match[0]
