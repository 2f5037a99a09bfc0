"""How a JSON stream is laid out, decided from its head alone, so that it does not depend on windows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.windows import PADDING, sample_stream
from findspot.model.batch import ByteStream, ReadSettings
from findspot.text.encodings import EncodingPrior, detect_mark, measure_prior
from findspot.text.kernels.json import OK, SYNTAX, new_leaves, new_stack, parse_value
from findspot.text.kernels.jsontree import ROOT, new_tree
from findspot.text.transcripts import transcribe

HEAD: Final = 1 << 20
"""Bytes the decision is made on."""

_WHITE: Final = b" \t\r\n"
_BETWEEN_ELEMENTS: Final = re.compile(rb"\}[ \t\r\n]*,[ \t\r\n]*\{")
_BETWEEN_RECORDS: Final = re.compile(rb"\}[ \t]*\r?\n\{")
_RECORD_LINE: Final = re.compile(rb"[\r\n]([\[{])")


class Arrangement(Enum):
    """How records follow one another."""

    RECORDS = "one after another"
    ARRAY = "elements of an array"
    LOST_ARRAY = "elements of an array whose beginning is damaged"
    TABLES = "arrays of objects, each under a key of one outer object"


@dataclass(frozen=True, slots=True)
class Layout:
    """The arrangement of a stream, its encoding, and the length of its byte order mark."""

    arrangement: Arrangement
    prior: EncodingPrior
    skip: int


def measure_layout(stream: ByteStream, settings: ReadSettings) -> Layout:
    """Return the layout of a stream by its head."""
    sample = sample_stream(stream)
    # few letters cannot outvote that all of it is UTF-8
    prior = EncodingPrior() if _is_utf8(sample) else measure_prior(sample)
    head = stream.read(0, HEAD)
    mark = detect_mark(head)
    skip = mark[1] if mark else 0
    transcript = transcribe(_pad(head[skip:]), len(head) - skip, prior)
    text = transcript.text[: transcript.size].tobytes()
    is_whole = len(head) == stream.length
    return Layout(_arrangement(text, settings.max_depth, is_whole=is_whole), prior, skip)


def _arrangement(text: bytes, depth: int, *, is_whole: bool) -> Arrangement:
    start = len(text) - len(text.lstrip(_WHITE))
    opener = text[start : start + 1]
    if opener not in (b"{", b"["):
        between = len(_BETWEEN_ELEMENTS.findall(text)), len(_BETWEEN_RECORDS.findall(text))
        return Arrangement.LOST_ARRAY if between[0] > between[1] else Arrangement.RECORDS
    status, end = _first_value(text, depth)
    if opener == b"[":
        following = text[end:] if status == OK else text[start:]
        more = _RECORD_LINE.search(following) if status in (OK, SYNTAX) else None
        return Arrangement.RECORDS if more and more[1] == b"[" else Arrangement.ARRAY
    has_tables = finds_table(text[start:end] if status == OK else text[start:])
    if status == OK:
        is_last = is_whole and b"{" not in text[end:]
        return Arrangement.TABLES if is_last and has_tables else Arrangement.RECORDS
    more = _RECORD_LINE.search(text, start)
    return Arrangement.TABLES if has_tables and not more else Arrangement.RECORDS


def _is_utf8(sample: bytes) -> bool:
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return b"\0" not in sample


def _pad(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(bytearray(data + b"\n" + bytes(PADDING - 1)), np.uint8)


def _first_value(text: bytes, depth: int) -> tuple[int, int]:
    """Return the status of the first value and where it ends."""
    padded = _pad(text)
    leaves = new_leaves(len(text) + 1)
    status, end, _, _ = parse_value(padded, 0, len(text), ROOT, 0, new_tree(), leaves, 0, new_stack(depth))
    return int(status), int(end)


# a string that is not closed goes to the end: else each quote in it would be tried anew
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]|:[ \t\r\n]*\[[ \t\r\n]*\{', re.DOTALL)


def finds_table(text: bytes) -> bool:
    """Return whether a key of the outermost object has an array that begins with an object."""
    depth = 0
    for match in _TOKEN.finditer(text):
        sign = match.group()
        if sign[:1] == b":":
            if depth == 1:
                return True
            depth += 2
        elif sign in b"[{":
            depth += 1
        elif sign in b"]}":
            depth -= 1
    return False
