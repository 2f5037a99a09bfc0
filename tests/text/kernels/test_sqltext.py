"""Where statements, comments and binary literals end."""

from __future__ import annotations

import numpy as np
import pytest

from findspot.text.kernels import sqltext

PADDING = b"\n" + bytes(63)
ENDS, MORE, BREAKS = sqltext.STATEMENT_ENDS, sqltext.STATEMENT_WANTS_MORE, sqltext.STATEMENT_BREAKS


def statement(text: str, delimiter: str = ";", *, escapes: bool = True, routine: bool = False) -> tuple[int, str]:
    data = text.encode()
    status, end = sqltext.statement_end(
        np.frombuffer(data + PADDING, np.uint8),
        0,
        len(data),
        np.frombuffer(delimiter.encode(), np.uint8),
        escapes + 2 * routine,
    )
    return int(status), data[:end].decode()


STATEMENTS = {
    "plain": ("SET a = 1; SET", "SET a = 1;"),
    "quoted": ("SET a = 'x;y', b = \"z;\", c = `;`; SET", "SET a = 'x;y', b = \"z;\", c = `;`;"),
    "doubled": ("SET a = 'it''s;'; SET", "SET a = 'it''s;';"),
    "escaped": (r"SET a = 'it\'s;'; SET", r"SET a = 'it\'s;';"),
    "comments": ("SET a /* ; */ = 1 -- ;\n # ;\n; SET", "SET a /* ; */ = 1 -- ;\n # ;\n;"),
    "dollars": ("CREATE FUNCTION f AS $$ ; $$; SET", "CREATE FUNCTION f AS $$ ; $$;"),
    "tagged dollars": ("DO $x1$ ; $$ ; $x1$; SET", "DO $x1$ ; $$ ; $x1$;"),
    "parameters": ("SELECT $1, $2; SET", "SELECT $1, $2;"),
    "GO": ("SELECT 1\nGO\nSELECT 2;", "SELECT 1\n"),
    "GO at the end": ("SELECT 1\nGO", "SELECT 1\n"),
    "slash": ("BEGIN NULL\n/\nSELECT 2;", "BEGIN NULL\n"),
    "the next one": ("ALTER TABLE x\nINSERT INTO t VALUES (1);", "ALTER TABLE x\n"),
}


@pytest.mark.parametrize(("text", "end"), STATEMENTS.values(), ids=STATEMENTS)
def test_a_statement_ends(text: str, end: str) -> None:
    assert statement(text) == (ENDS, end)


def test_in_standard_strings_a_backslash_is_one() -> None:
    assert statement("SET a = 'x\\'; SET", escapes=False) == (ENDS, "SET a = 'x\\';")
    assert statement("SELECT a # b; SET", escapes=False) == (ENDS, "SELECT a # b;")


def test_another_delimiter_ends_it() -> None:
    text = "CREATE TRIGGER x BEGIN INSERT INTO a VALUES (1);\nINSERT INTO b VALUES (2); END;;\nSET"
    assert statement(text, ";;") == (ENDS, text[:-4])
    assert statement("a $ b; c $$ d", "$$")[1] == "a $ b; c $$"


ROUTINES = {
    "SQLite": "CREATE TRIGGER x BEGIN INSERT INTO a VALUES (1); UPDATE b SET c = 1; END;",
    "named end": "CREATE PROCEDURE p AS BEGIN NULL; END p;",
    "without a body": "CREATE TRIGGER x FOR EACH ROW SET a = 1;",
}


@pytest.mark.parametrize("text", ROUTINES.values(), ids=ROUTINES)
def test_a_routine_ends_with_its_body(text: str) -> None:
    assert statement(text + "\nINSERT INTO t VALUES (1);", routine=True) == (ENDS, text)


def test_blocks_inside_a_routine_do_not_end_it() -> None:
    text = "CREATE PROCEDURE p BEGIN IF a THEN b; END IF; LOOP c; END LOOP; CASE d; END CASE; e; END;"
    assert statement(text + " x;", routine=True) == (ENDS, text)


BROKEN = {
    "quote over a statement": ("SET a = 'x\nINSERT INTO t VALUES (1);", BREAKS),
    "hole in a quote": ("SET a = 'x" + "\0" * 8 + "';", BREAKS),
    "hole": ("SET a " + "\0" * 8 + ";", BREAKS),
    "broken comment": ("SET a /* x\nINSERT INTO t VALUES (1); /* y */", BREAKS),
    "open comment": ("SET a /* x", MORE),
    "open quote": ("SET a = 'x", MORE),
    "open dollars": ("DO $$ x;", MORE),
    "no end": ("SET a = 1", MORE),
    "open body": ("CREATE TRIGGER x BEGIN a; b;", MORE),
}


@pytest.mark.parametrize(("text", "status"), BROKEN.values(), ids=BROKEN)
def test_what_has_no_end_is_told(text: str, status: int) -> None:
    assert statement(text, routine="TRIGGER" in text)[0] == status


def comment(text: str) -> tuple[int, str]:
    data = text.encode()
    status, end = sqltext.comment_end(np.frombuffer(data + PADDING, np.uint8), 0, len(data))
    return int(status), data[:end].decode()


COMMENTS = {
    "plain": ("/* a */ b", ENDS, "/* a */"),
    "over lines": ("/* a\nINSERT INTO t VALUES (1);\n*/ b", ENDS, "/* a\nINSERT INTO t VALUES (1);\n*/"),
    "nested sign": ("/* a /* b */ c", ENDS, "/* a /* b */"),
    "lost end": ("/*!40000 x;\nINSERT INTO t VALUES (1);\n/*!40000 y */", BREAKS, "/*!40000 x;\n"),
    "hole": ("/* a" + "\0" * 9 + "*/", BREAKS, "/* a"),
    "hole on the next line": ("/* a\n" + "\0" * 9 + "*/", BREAKS, "/* a\n"),
    "open": ("/* a", MORE, "/* a"),
    "open over lines": ("/* a\nb", MORE, "/* a\n"),
}


@pytest.mark.parametrize(("text", "status", "end"), COMMENTS.values(), ids=COMMENTS)
def test_a_comment_ends(text: str, status: int, end: str) -> None:
    assert comment(text) == (status, end)


@pytest.mark.parametrize(
    ("data", "masked"),
    [
        (b"(_binary '\x89PNG\xff',1)", b"(_binary '?PNG?',1)"),
        (b"(_binary 'a\\'\x80',\x80)", b"(_binary 'a\\'?',\x80)"),
        (b"(_binary '\x80\n\x80')", b"(_binary '?\n\x80')"),
        (b"(_binary 'a" + bytes(8) + b"')", b"(_binary 'a" + bytes(8) + b"')"),
        (b"('\x80',_binary '')", b"('\x80',_binary '')"),
        (b"_binary '\\", b"_binary '\\"),
    ],
)
def test_binary_literals_are_masked(data: bytes, masked: bytes) -> None:
    buffer = np.frombuffer(data + PADDING, np.uint8).copy()
    count = sqltext.mask_binaries(buffer, len(data))
    assert buffer[: len(data)].tobytes() == masked
    assert count == sum(a != b for a, b in zip(data, masked, strict=True))
