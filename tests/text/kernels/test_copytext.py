"""Lines of COPY blocks, and tab-separated lines without one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from findspot.text.kernels import copytext
from findspot.text.kernels.columns import NULL, PG
from findspot.text.kernels.sql import FIELD_COUNT, REGION, WANTS_MORE
from findspot.text.kernels.sqlstrings import NOTE_BROKEN, NOTE_CONTROL

PADDING = b"\n" + bytes(63)


class Scan(NamedTuple):
    """What came of a scan: code, place, records as (text, code, notes), fields with flags."""

    code: int
    place: int
    records: list[tuple[str, int, int]]
    fields: list[tuple[str, int]]


def scan(text: str, columns: int = 2, *, final: bool = True, rows: int = 50, longest: int = 1 << 20) -> Scan:
    data = text.encode()
    starts, ends, row_starts, row_ends = np.zeros((4, 200), np.int32)
    flags, notes, codes = np.zeros((3, 200), np.uint8)
    plan = np.array((0, len(data), final, columns, longest), np.int64)
    code, place, row, field = copytext.scan_copy(
        np.frombuffer(data + PADDING, np.uint8), plan, starts, ends, flags,
        row_starts[:rows], row_ends[:rows], notes[:rows], codes[:rows], 0, 0,
    )  # fmt: skip
    records = [(data[row_starts[i] : row_ends[i]].decode(), int(codes[i]), int(notes[i])) for i in range(row)]
    fields = [(data[starts[i] : ends[i]].decode(), int(flags[i])) for i in range(field)]
    return Scan(int(code), int(place), records, fields)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_records_with_their_ends(end: str) -> None:
    text = f"1\ta{end}2\t\\N{end}\t{end}\\.{end}"
    found = scan(text)
    assert (found.code, found.place) == (copytext.COPY_ENDED, text.index("\\."))
    assert [r[0] for r in found.records] == [f"1\ta{end}", f"2\t\\N{end}", f"\t{end}"]
    assert found.fields == [("1", 0), ("a", 0), ("2", 0), ("\\N", NULL), ("", 0), ("", 0)]


def test_escapes_are_flagged() -> None:
    found = scan("\\\\\ta\\tb\n\\Nx\tc\\.\n")
    assert found.fields == [("\\\\", PG), ("a\\tb", PG), ("\\Nx", PG), ("c\\.", PG)]
    assert {r[2] for r in found.records} == {0}


@pytest.mark.parametrize(("line", "note"), [("a\\q", NOTE_CONTROL), ("a\x01", NOTE_CONTROL), ("a\0b", NOTE_BROKEN)])
def test_what_is_odd_is_noted(line: str, note: int) -> None:
    assert scan(f"1\t{line}\n").records == [(f"1\t{line}\n", 0, note)]


def test_a_wrong_number_of_fields_is_a_reject_and_an_empty_line_blank() -> None:
    found = scan("1\ta\n2\n\n3\tb\tc\n4\td\n")
    assert [r[1] for r in found.records] == [0, FIELD_COUNT, copytext.BLANK, FIELD_COUNT, 0]
    assert found.fields == [("1", 0), ("a", 0), ("4", 0), ("d", 0)]


def test_a_statement_ends_a_block_that_has_lost_its_end() -> None:
    text = "1\ta\n\n--\n-- Name: x\n"
    found = scan(text)
    assert (found.code, found.place) == (copytext.COPY_STATEMENT, text.index("--"))


def test_in_a_table_of_one_column_only_another_block_does() -> None:
    text = "SET x\n-- y\nCOPY me\nCOPY public.t (a) FROM stdin;\n1\n"
    found = scan(text, 1)
    assert (found.code, found.place) == (copytext.COPY_STATEMENT, text.index("COPY public"))
    assert len(found.records) == 3


def test_a_line_is_given_when_its_end_is_seen() -> None:
    text = "1\ta\r\n2\tb\n\\.\n"
    for size in range(len(text)):
        found = scan(text[:size], final=False)
        assert found.code == WANTS_MORE
        assert len(found.records) == (size >= 5) + (size >= 9)


def test_a_last_line_without_end_may_be_cut() -> None:
    assert scan("1\ta\n2\tb").records[-1] == ("2\tb", 0, NOTE_BROKEN)
    assert scan("1\ta\n2\t\\N").fields[-1] == ("\\N", NULL)
    assert scan("1\ta\n2").records[-1] == ("2", copytext.CUT, NOTE_BROKEN)
    assert scan("1\ta\r").records == [("1\ta\r", 0, 0)]


def test_holes_are_told() -> None:
    text = "1\ta\n2\tb" + "\0" * 8 + "\n3\tc\n"
    assert scan(text)[:2] == (copytext.COPY_NULS, 4)
    assert scan("1\ta\0\0", final=False).code == WANTS_MORE
    assert scan("1\ta" + "\0" * REGION, final=False).code == copytext.COPY_NULS


def test_a_line_may_be_too_long() -> None:
    assert scan("1\ta\n2\t" + "b" * 60 + "\n", longest=40)[:2] == (copytext.COPY_LONG, 4)


def test_full_arrays_stop_it() -> None:
    assert scan("1\ta\n2\tb\n3\tc\n", rows=2)[:2] == (copytext.COPY_FULL, 8)


TABBED = {
    "three lines": ("x\ta\ty\nb\tc\nd\te\nf\tg\n", (6, 2, 3)),
    "two lines": ("a\tb\tc\nd\te\tf\n", (0, 3, 2)),
    "CR": ("a\tb\rc\td\r\ne\tf", (0, 2, 3)),
    "one line": ("a\tb\nc\n", (-1, 0, 0)),
    "no tabs": ("a\nb\nc\n", (-1, 0, 0)),
    "comments": ("-- a\tb\n-- c\td\n", (-1, 0, 0)),
    "control characters": ("\x01a\tb\nc\td\ne\tf\n", (5, 2, 2)),
    "a long line": ("x" * 70_000 + "\na\tb\nc\td\n", (70_001, 2, 2)),
}


@pytest.mark.parametrize(("text", "found"), TABBED.values(), ids=TABBED)
def test_lines_with_as_many_tabs_are_found(text: str, found: tuple[int, int, int]) -> None:
    data = text.encode()
    assert copytext.next_tabbed(np.frombuffer(data + PADDING, np.uint8), 0, len(data), len(data), 1) == found


@pytest.mark.parametrize("text", ["a\tb", "a\tb\nc\td", "a\tb\nc\td\ne"])
def test_more_text_is_wanted_where_lines_are_cut(text: str) -> None:
    data = text.encode()
    padded = np.frombuffer(data + PADDING, np.uint8)
    assert copytext.next_tabbed(padded, 0, len(data), len(data), 0)[0] == -2
