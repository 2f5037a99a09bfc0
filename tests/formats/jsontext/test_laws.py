from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.formats.jsontext import JsonFormat
from findspot.model.batch import ReadSettings
from findspot.model.span import How
from findspot.testing.streams import MemoryStream, check_partition

Recover = Callable[..., Any]
READ, SALVAGED, PARTIAL = int(How.READ), int(How.SALVAGED), int(How.PARTIAL)


KEYS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=".#"), min_size=1, max_size=6)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
OBJECTS = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=5), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(OBJECTS, st.booleans(), st.sampled_from(["lines", "array", "indented"]), st.sampled_from([None, (",", ":")]))
def test_any_objects_come_back(
    recover: Recover,
    pairs: Any,
    same_values: Any,
    objects: list[dict[str, Any]],
    is_ascii: bool,
    style: str,
    separators: Any,
) -> None:
    if style == "lines":
        text = "".join(json.dumps(o, ensure_ascii=is_ascii, separators=separators) + "\n" for o in objects)
    else:
        text = json.dumps(
            objects, ensure_ascii=is_ascii, separators=separators, indent=2 if style == "indented" else None
        )
    if style == "lines" and len(objects) == 1:
        text *= 2
        objects = objects * 2
    got = recover(text)
    assert set(got.how()) == {READ}
    assert same_values(got, json.loads(json.dumps(objects), object_pairs_hook=pairs))


SIGNS = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '"a"',
    '"b":',
    "1",
    "-",
    "tru",
    "true",
    "null",
    "\\",
    "\n",
    " ",
    "\0" * 9,
    "\0",
    "名",
    "\ud7ff",
    "},{",
    '{"a":1}',
    '{"a":1}\n',
    "NaN",
    "\r",
]
MESSY = st.lists(st.sampled_from(SIGNS), max_size=60).map(lambda s: "".join(s).encode()) | st.binary(max_size=200)


@settings(max_examples=300, deadline=None)
@given(MESSY, st.sampled_from([b"", b"[", b'{"t":[{"a":', b'{"a":1}\n{"a":2}\n', b'[{"a":1},', b'[{"a":1},\n']))
def test_every_byte_is_in_one_class(data: bytes, head: bytes) -> None:
    raw = head + data
    for window in (64, 1 << 20):
        check_partition(
            JsonFormat().read(MemoryStream(raw), ReadSettings(window_bytes=window, max_record_bytes=100, max_depth=5)),
            len(raw),
        )


def mutate(data: bytes, changes: list[tuple[int, bytes, int]]) -> bytes:
    damaged = bytearray(data)
    for at, new, cut in changes:
        place = at % (len(damaged) + 1)
        damaged[place : place + cut] = new
    return bytes(damaged)


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 1 << 16),
        st.binary(max_size=4) | st.just(bytes(12)) | st.sampled_from([b'"', b"}", b"\n", b",", "名".encode("gb18030")]),
        st.integers(0, 12),
    ),
    max_size=8,
)
STYLES = st.sampled_from(["lines", "array", "indented", "tables", "gb18030"])


def styled(style: str) -> bytes:
    rows = [{"id": i, "n": f"人{i}", "o": {"x": [i, {"y": "z"}], "é": None}, "t": "a\\b" * (i % 3)} for i in range(15)]
    if style in ("lines", "gb18030"):
        return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows).encode(
            "utf-8" if style == "lines" else style
        )
    outer = {"first": rows[:8], "n": 1, "second": rows[8:]} if style == "tables" else rows
    return json.dumps(outer, ensure_ascii=False, indent=1 if style != "array" else None).encode()


@settings(max_examples=60, deadline=None)
@given(style=STYLES, changes=CHANGES)
def test_what_comes_out_does_not_depend_on_windows_or_workers(
    recover: Recover, style: str, changes: list[tuple[int, bytes, int]]
) -> None:
    data = mutate(styled(style), changes)
    whole = recover(data, workers=0, window_bytes=1 << 20, max_record_bytes=900).everything()
    assert recover(data, workers=1, window_bytes=64, max_record_bytes=900).everything() == whole
    assert recover(data, workers=3, window_bytes=333, max_record_bytes=900).everything() == whole


@settings(max_examples=60, deadline=None)
@given(changes=CHANGES)
def test_untouched_lines_come_back_and_nothing_is_invented(
    recover: Recover, changes: list[tuple[int, bytes, int]]
) -> None:
    clean = styled("lines")
    known = {r: row for r, row in zip(recover(clean).records(), recover(clean).rows(), strict=True)}
    damaged = mutate(clean, changes)
    got = recover(damaged)
    assert set(damaged.splitlines(keepends=True)) & set(known) <= set(got.records())
    for record, row, how in zip(got.records(), got.rows(), got.how(), strict=True):
        if record in known and how == READ:
            assert row == known[record]


def test_salvage_finds_nothing_more() -> None:
    stream = MemoryStream(b'{"a":1}\n' + bytes(20))
    gaps = list(JsonFormat().read(stream, ReadSettings()))[-1].gaps
    assert list(JsonFormat().salvage(stream, gaps, ReadSettings())) == []
