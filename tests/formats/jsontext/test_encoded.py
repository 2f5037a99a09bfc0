from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from findspot.model.span import GapReason, How

Recover = Callable[..., Any]
READ, SALVAGED, PARTIAL = int(How.READ), int(How.SALVAGED), int(How.PARTIAL)


def people(count: int) -> list[dict[str, str]]:
    return [{"name": f"王小明{i}", "address": "北京市朝阳区建国路一号", "note": "乗車券 \\ | {"} for i in range(count)]


def lines_of(rows: list[dict[str, str]]) -> str:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("array", [False, True])
def test_a_stream_in_one_encoding_is_read_as_such(encoding: str, array: bool, recover: Recover) -> None:
    rows = people(60)
    text = json.dumps(rows, ensure_ascii=False, indent=1) if array else lines_of(rows)
    got = recover(text.encode(encoding), window_bytes=700)
    assert got.rows() == rows
    assert set(got.how()) == {READ}
    assert (got.spans("rejects"), got.spans("gaps")) == ([], [])
    name = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    assert sum((c.encodings for c in got.chunks if c.encodings), start=type(got.chunks[-1].encodings)()) == {name: 60}
    decoded = [
        json.loads(r.decode("utf-8" if encoding == "utf-8-sig" else "utf-16-le" if encoding == "utf-16" else encoding))
        for r in got.records()
    ]
    assert decoded == rows


def test_lines_in_another_encoding_are_salvaged(recover: Recover) -> None:
    rows = people(30)
    data = b"".join(lines_of([r]).encode("gb18030" if 10 <= i < 20 else "utf-8") for i, r in enumerate(rows))
    got = recover(data)
    assert got.rows() == rows
    assert got.how() == [READ] * 10 + [SALVAGED] * 10 + [READ] * 10
    assert [json.loads(r.decode("gb18030")) for r in got.records()[10:20]] == rows[10:20]


def test_elements_in_another_encoding_on_one_line_have_exact_places(recover: Recover) -> None:
    rows = people(30)
    parts = [
        json.dumps(r, ensure_ascii=False).encode("gb18030" if 10 <= i < 20 else "utf-8") for i, r in enumerate(rows)
    ]
    got = recover(b"[" + b",".join(parts) + b"]")
    assert got.rows() == rows
    assert got.records() == parts


def test_a_byte_that_fits_no_encoding_makes_the_row_partial(recover: Recover) -> None:
    good = lines_of(people(20)).encode()
    line = lines_of(people(1)).encode()
    broken = line[:20] + b"\xff" + line[20:]
    got = recover(good + broken + good)
    assert len(got.rows()) == 41
    assert got.how().count(PARTIAL) == 1


def test_an_odd_byte_at_the_end_of_utf16_is_a_gap(recover: Recover) -> None:
    got = recover(lines_of(people(20)).encode("utf-16") + b"x")
    assert len(got.rows()) == 20
    assert got.spanned("gaps") == [(b"x", GapReason.UNDECODED)]
