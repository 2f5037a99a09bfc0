"""Values of INSERT statements: where each starts and ends, what has to be undone, what is no SQL."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.text.kernels import sqlstrings
from findspot.text.kernels.columns import ABSENT, DOUBLED, MYSQL, NULL
from findspot.text.kernels.sqlvalues import scan_tuple

PADDING = b"\n" + bytes(63)
WIDTH = 8


def scan(
    text: str | bytes, *, escapes: bool = True, size: int | None = None
) -> tuple[int, int, int, list[tuple[str, int]]]:
    data = text if isinstance(text, bytes) else text.encode()
    padded = np.frombuffer(data + PADDING, np.uint8)
    starts, ends = np.zeros((2, WIDTH), np.int32)
    flags = np.zeros(WIDTH, np.uint8)
    size = len(data) if size is None else size
    status, end, count, note = scan_tuple(padded, 0, size, escapes, np.int64(WIDTH), starts, ends, flags, np.int64(0))
    fields = [(data[starts[i] : ends[i]].decode(), int(flags[i])) for i in range(min(count, WIDTH))]
    return int(status), int(end), int(note), fields


GOOD = {
    "plain": ("(1,'a')", [("1", 0), ("a", 0)]),
    "spaces": ("( 1 ,\n\t'a' )", [("1", 0), ("a", 0)]),
    "empty string": ("('')", [("", 0)]),
    "long string": (f"('{'x' * 40}')", [("x" * 40, 0)]),
    "string of a block": (f"('{'x' * 16}',2)", [("x" * 16, 0), ("2", 0)]),
    "doubled quote": ("('it''s')", [("it''s", DOUBLED)]),
    "double quotes inside": ("""('say "x"')""", [('say "x"', 0)]),
    "escaped quote": (r"('it\'s')", [(r"it\'s", MYSQL)]),
    "escaped backslash at the end": (r"('a\\',2)", [(r"a\\", MYSQL), ("2", 0)]),
    "escape that nobody writes": (r"('a \ b')", [(r"a \ b", 0)]),
    "tab and carriage return": ("('a\tb\rc')", [("a\tb\rc", 0)]),
    "line feed": ("('a\nb')", [("a\nb", 0)]),
    "string in double quotes": ('("a b",1)', [("a b", 0), ("1", 0)]),
    "Chinese": ("('张伟',1)", [("张伟", 0), ("1", 0)]),
    "numbers": (
        "(-1,+2.50,.5,1e10,-3.25e-05,1E+9,0x0aF,7.)",
        [(n, 0) for n in ["-1", "+2.50", ".5", "1e10", "-3.25e-05", "1E+9", "0x0aF", "7."]],
    ),
    "null": ("(NULL,null,NULL )", [("", NULL)] * 3),
    "default": ("(DEFAULT,default)", [("", ABSENT)] * 2),
    "constants": (
        "(TRUE,false,-Infinity,NaN,CURRENT_TIMESTAMP)",
        [(c, 0) for c in ["TRUE", "false", "-Infinity", "NaN", "CURRENT_TIMESTAMP"]],
    ),
    "national string": ("(N'a''b',n'c')", [("a''b", DOUBLED), ("c", 0)]),
    "character set": ("(_utf8mb4'a', _latin1 'b')", [("a", 0), ("b", 0)]),
    "bytes": (
        "(X'00ff',x'',b'01',_binary 'a',_binary'b')",
        [(v, 0) for v in ("X'00ff'", "x''", "b'01'", "_binary 'a'", "_binary'b'")],
    ),
    "date": (
        "(DATE '2016-01-02',TIMESTAMP '2016-01-02 00:00:00')",
        [("DATE '2016-01-02'", 0), ("TIMESTAMP '2016-01-02 00:00:00'", 0)],
    ),
    "call": ("(TO_DATE('1,2','x)y'),f(g(1),[2]))", [("TO_DATE('1,2','x)y')", 0), ("f(g(1),[2])", 0)]),
    "cast": ("('a'::text, CAST(N'b' AS DateTime))", [("'a'::text", 0), ("CAST(N'b' AS DateTime)", 0)]),
    "joined": ("('R'||chr(38)||'B' , 1+2)", [("'R'||chr(38)||'B'", 0), ("1+2", 0)]),
    "decimal": ("(CAST(1.50 AS Decimal(18, 2)),(-1))", [("CAST(1.50 AS Decimal(18, 2))", 0), ("(-1)", 0)]),
    "array": ("(ARRAY[1,2],'x')", [("ARRAY[1,2]", 0), ("x", 0)]),
    "comments": ("(1/* one */,/* two */'a'/* three */)", [("1", 0), ("a", 0)]),
    "conditional comment": ("(1,/*!50705 0x01,*/'a',/*M!100 2*/)", [("1", 0), ("0x01", 0), ("a", 0), ("2", 0)]),
    "a comment sign in a string": ("('/* a','*/')", [("/* a", 0), ("*/", 0)]),
    "parentheses in a string": ("('),(')", [("),(", 0)]),
    "quoted in a call": ('(f("x"))', [('f("x")', 0)]),
}


@pytest.mark.parametrize(("text", "fields"), GOOD.values(), ids=GOOD)
def test_values_are_found(text: str, fields: list[tuple[str, int]]) -> None:
    status, end, _, found = scan(text)
    assert (status, end, found) == (sqlstrings.OK, len(text.encode()), fields)


@pytest.mark.parametrize("text", [t for t, _ in GOOD.values()], ids=GOOD)
def test_a_cut_tuple_wants_more(text: str) -> None:
    data = text.encode()
    for size in range(1, len(data)):
        status, place, _, _ = scan(data, size=size)
        assert status == sqlstrings.MORE or (status == sqlstrings.BAD and place >= size), (text, size)
        assert scan(data[:size])[0] == sqlstrings.MORE, (text, size)


BAD = {
    "letters after a number in a call": "(f(1a'x'))",
    "no opening quote": "(1,ab','c')",
    "no closing quote": "(1,'ab,'c')",
    "quote inside": "(1,'a'b','c')",
    "quote after a number": "(1'a')",
    "two words": "(a b)",
    "two numbers": "(1 2)",
    "word after string": "('a' b)",
    "control character outside": "(1,\x01)",
    "control character behind a comma": "(1,\x01'a')",
    "high byte outside": "(1,é)",
    "backslash outside": r"(1,\N)",
    "semicolon outside": "(1;2)",
    "nothing between commas": "(1,,2)",
    "nothing before the end": "(1,)",
    "only an operator": "(1+)",
    "bracket that was never open": "(1])",
    "parenthesis after a number": "(1(2))",
    "string prefix that is none": "(1,abc'x')",
    "hole in a string": "('a" + "\0" * 8 + "b')",
    "a statement in a string": "('a\nINSERT INTO `t` VALUES (1)')",
    "deep": "(" + "f(" * 40 + "1" + ")" * 40 + ")",
    "endless comment": "(1/*" + "x" * 70_000 + "*/)",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_no_tool_writes_is_refused(text: str) -> None:
    assert scan(text)[0] == sqlstrings.BAD


NOTES = {
    "raw NUL": ("('a\0b')", sqlstrings.NOTE_BROKEN),
    "control character": ("('a\x01b')", sqlstrings.NOTE_CONTROL),
    "unknown word": ("(NULM)", sqlstrings.NOTE_WORD),
    "long unknown word": ("(" + "x" * 30 + ")", sqlstrings.NOTE_WORD),
    "no number": ("(12a4)", sqlstrings.NOTE_WORD),
    "no exponent": ("(1e)", sqlstrings.NOTE_WORD),
    "no hexadecimal": ("(0x1g)", sqlstrings.NOTE_WORD),
    "expression": ("(f(1))", sqlstrings.NOTE_SPECIAL),
    "doubled double quote": ('("a""b")', sqlstrings.NOTE_SPECIAL),
    "nothing": ("(1,'a',NULL)", 0),
}


@pytest.mark.parametrize(("text", "note"), NOTES.values(), ids=NOTES)
def test_what_is_odd_is_noted(text: str, note: int) -> None:
    assert scan(text)[::2] == (sqlstrings.OK, note)


def test_standard_strings_have_no_backslash_escapes() -> None:
    assert scan(r"('a\','b')", escapes=False)[3] == [("a\\", 0), ("b", 0)]
    assert scan(r"(E'a\'b',1)", escapes=False)[3] == [(r"a\'b", MYSQL), ("1", 0)]


def test_standard_strings_may_hold_lines_that_look_like_statements() -> None:
    status, _, note, _ = scan("('a\nINSERT INTO t VALUES (1)')", escapes=False)
    assert (status, note) == (sqlstrings.OK, sqlstrings.NOTE_STATEMENT)


def test_more_fields_than_room_are_counted() -> None:
    status, end, _, fields = scan("(1,2,3,4,5,6,7,8,'9',10)")
    assert (status, end, len(fields)) == (sqlstrings.OK, 24, WIDTH)


def test_an_empty_tuple_has_no_fields() -> None:
    assert scan("()")[::3] == (sqlstrings.OK, [])
    assert scan("( )")[::3] == (sqlstrings.OK, [])


VALUES = st.one_of(
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=20).map(
        lambda s: "'" + s.replace("\\", "\\\\").replace("'", "''") + "'"
    ),
    st.integers().map(str),
    st.sampled_from(["NULL", "1.5", "X'00'", "f('x',1)"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES, min_size=1, max_size=WIDTH))
def test_any_tuple_has_its_fields(values: list[str]) -> None:
    text = "(" + ",".join(values) + ")"
    status, end, _, fields = scan(text)
    assert (status, end, len(fields)) == (sqlstrings.OK, len(text.encode()), len(values))
    for value, (field, flag) in zip(values, fields, strict=True):
        assert field == ("" if flag & NULL else value[1:-1] if value.startswith("'") else value)


@settings(max_examples=80, deadline=None)
@given(st.text("()',\\\"\n0aN/*! -", max_size=40), st.booleans())
def test_no_text_is_too_odd(text: str, escapes: bool) -> None:
    status, end, _, _ = scan("(" + text, escapes=escapes)
    assert status in (sqlstrings.OK, sqlstrings.MORE, sqlstrings.BAD)
    assert 0 < end <= len(text) + 2
