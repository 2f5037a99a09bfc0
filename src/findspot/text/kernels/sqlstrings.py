"""Scans what SQL tuples are made of: strings, numbers, words, comments, and lines that begin a statement."""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

from findspot.text.kernels.columns import DOUBLED, MYSQL
from findspot.text.kernels.integers import Array, Integer

OK: Final = 0
MORE: Final = 1
"""The text ended before the thing did."""
BAD: Final = 2
"""Not SQL as any dump tool writes it."""

NOTE_BROKEN: Final = 1
"""A field holds a raw NUL, which every dump tool would have escaped or refused, or has lost its end."""
NOTE_CONTROL: Final = 2
"""A string holds a raw control character."""
NOTE_STATEMENT: Final = 4
"""A string holds a line that begins like a statement."""
NOTE_WORD: Final = 8
"""A value is a word or a number of no known kind."""
NOTE_SPECIAL: Final = 16
"""A value needs a closer look when columns are built: an expression, or a doubled ``"``."""
NOTE_DELIMITER: Final = 32
"""What follows the record is not what should follow it."""

NUL_RUN: Final = 8
"""So many NULs in a row are a hole, not text."""

_COMMENT_MOST: Final = 65_536


def _string_classes() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    classes = np.zeros(256, np.uint8)
    classes[:32] = 1
    classes[[9, 13]] = 0
    classes[[34, 39, 92]] = 1
    return classes


def _table(characters: bytes) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    marks = np.zeros(256, np.bool_)
    marks[list(characters)] = True
    return marks


STRING_STOPS: Final = _string_classes()
"""Bytes that a string cannot just be copied over."""
_DIGITS: Final = b"0123456789"
_LETTERS: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NUMBER: Final = _table(_DIGITS + _LETTERS + b"._")
_WORD: Final = _table(_DIGITS + _LETTERS + b"._$@")
_ESCAPED: Final = _table(b"0'\"bnrtZ\\%_")

_STATEMENT_LINES: Final = (
    # as strong a sign inside a string as outside
    b"INSERT INTO ",
    b"INSERT IGNORE ",
    b"INSERT [",
    b"REPLACE INTO ",
    b"CREATE TABLE ",
    b"DROP TABLE ",
    b"LOCK TABLES ",
    b"UNLOCK TABLES",
    b"COPY ",
    b"/*!40",
    # outside strings only
    b"/*!",
    b"/*M!",
    b"-- ",
    b"--\n",
    b"--\r",
    b"\\.\n",
    b"\\.\r",
    b"ALTER TABLE ",
    b"CREATE ",
    b"COMMIT",
    b"BEGIN",
    b"SET ",
    b"DROP ",
    b"SELECT ",
    b"USE ",
    b"DELIMITER ",
    b"TRUNCATE ",
    b"GO\n",
    b"GO\r",
    b"COMMENT ON ",
    b"DELETE FROM ",
    b"UPDATE ",
    b"PRAGMA ",
    b"START TRANSACTION",
    b"\\connect ",
    b"# ",
)
_STRONG_LINES: Final = 10
_PREFIX_WIDTH: Final = 20


def _padded(prefixes: tuple[bytes, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    rows = [list(p.ljust(_PREFIX_WIDTH, b"\0")) for p in prefixes]
    return np.array(rows, np.uint8)


_PREFIXES: Final = _padded(_STATEMENT_LINES)
_FIRST: Final = _table(bytes({p[0] for p in _STATEMENT_LINES} | {p[:1].lower()[0] for p in _STATEMENT_LINES}))

_KNOWN_WORDS: Final = _padded(
    (b"NULL", b"DEFAULT", b"TRUE", b"FALSE", b"NAN", b"INFINITY", b"INF", b"CURRENT_TIMESTAMP", b"SYSDATE", b"UNKNOWN")
)


@njit(nogil=True, cache=True)
def _upper(byte: Integer) -> Integer:
    return byte - 32 if 97 <= byte <= 122 else byte


@njit(nogil=True, cache=True)
def starts_statement(text: Array, i: Integer, strong: Integer) -> bool:
    """Return whether a line at ``i`` begins like a statement or comment of a dump.

    Only the surest ones if ``strong``.
    """
    if not _FIRST[text[i]]:
        return False
    for row in range(_STRONG_LINES if strong else len(_PREFIXES)):
        k = 0
        while k < _PREFIX_WIDTH and _PREFIXES[row, k] and _upper(text[i + k]) == _upper(_PREFIXES[row, k]):
            k += 1
        if k == _PREFIX_WIDTH or _PREFIXES[row, k] == 0:
            return True
    return False


@njit(nogil=True, cache=True)
def nul_run(text: Array, i: Integer, size: Integer) -> Integer:
    """Return the place after the NULs at ``i``."""
    while i < size and text[i] == 0:
        i += 1
    return i


@njit(nogil=True, cache=True)
def skip_blank(text: Array, i: Integer, size: Integer) -> tuple[Integer, Integer]:
    """Return status and place after white space and comments at ``i``; the content of ``/*!50705 … */`` is not skipped.

    MySQL runs what is inside such a comment, so does every reader that wants its rows (manual, "Comments").
    """
    while True:
        c = text[i]
        if c == 32 or c == 9 or c == 13 or c == 10:
            if i >= size:
                return MORE, i
            i += 1
        elif (c == 47 or c == 42) and i + 1 >= size:
            return MORE, i
        elif c == 47 and text[i + 1] == 42:
            k = i + 2
            if text[k] == 77:
                k += 1
            if text[k] == 33:
                k += 1
                while 48 <= text[k] <= 57:
                    k += 1
                i = k
            else:
                stop = min(size, i + _COMMENT_MOST)
                while k < stop and not (text[k] == 42 and text[k + 1] == 47):
                    k += 1
                if k + 1 >= stop:
                    return (MORE if stop == size else BAD), k
                i = k + 2
        elif c == 42 and text[i + 1] == 47:
            i += 2
        else:
            return (OK if i < size else MORE), i


@njit(nogil=True, cache=True)
def scan_string(text: Array, p: Integer, size: Integer, escapes: Integer) -> tuple[Integer, Integer, Integer, Integer]:
    """Return status, place after the closing quote, flags and notes of the string whose opening quote is at ``p``.

    A backslash before a character that no tool escapes is left as it is: whoever wrote it did not escape backslashes.
    """
    quote = text[p]
    i = p + 1
    flag = 0
    note = 0
    while True:
        while not STRING_STOPS[text[i]]:
            i += 1
        c = text[i]
        if c == quote:
            if i + 1 >= size:
                return MORE, size, flag, note
            if text[i + 1] != quote:
                return OK, i + 1, flag, note
            flag |= DOUBLED
            i += 2
        elif c == 92:
            i += 1
            if escapes and _ESCAPED[text[i]]:
                flag |= MYSQL
                i += 1
        elif c == 10:
            if i >= size:
                return MORE, size, flag, note
            i += 1
            if starts_statement(text, i, True):
                if escapes:
                    return BAD, i, flag, note
                note |= NOTE_STATEMENT
        elif c == 0:
            if i >= size:
                return MORE, size, flag, note
            run = nul_run(text, i, size)
            if run - i >= NUL_RUN:
                return BAD, i, flag, note
            note |= NOTE_BROKEN
            i = run
        else:
            if c < 32:
                note |= NOTE_CONTROL
            i += 1


@njit(nogil=True, cache=True)
def scan_run(text: Array, p: Integer) -> Integer:
    """Return the place after the letters, digits, dots and underscores at ``p``."""
    while _NUMBER[text[p]]:
        p += 1
    return p


@njit(nogil=True, cache=True)
def scan_word(text: Array, p: Integer) -> Integer:
    """Return the place after the word at ``p``: as ``scan_run``, also ``$`` and ``@``."""
    while _WORD[text[p]]:
        p += 1
    return p


@njit(nogil=True, cache=True)
def is_known_word(text: Array, start: Integer, end: Integer) -> Integer:
    """Return the place of a word in the list of constants that dumps hold without quotes, -1 if it is none of them."""
    if end - start >= _PREFIX_WIDTH:
        return -1
    for row in range(len(_KNOWN_WORDS)):
        k = 0
        while k < end - start and _upper(text[start + k]) == _KNOWN_WORDS[row, k]:
            k += 1
        if k == end - start and _KNOWN_WORDS[row, k] == 0:
            return row
    return -1


@njit(nogil=True, cache=True)
def _hex_only(text: Array, i: Integer, end: Integer) -> bool:
    while i < end:
        c = _upper(text[i])
        if not (48 <= c <= 57 or 65 <= c <= 70):
            return False
        i += 1
    return True


@njit(nogil=True, cache=True)
def is_number(text: Array, start: Integer, end: Integer) -> Integer:
    """Return whether the text is a number as SQL writes it: decimal with exponent, or ``0x…``."""
    i = start
    if text[i] == 43 or text[i] == 45:
        i += 1
    if text[i] == 48 and (text[i + 1] == 120 or text[i + 1] == 88):
        return _hex_only(text, i + 2, end)
    digits = 0
    while 48 <= text[i] <= 57:
        i += 1
        digits += 1
    if text[i] == 46:
        i += 1
        while 48 <= text[i] <= 57:
            i += 1
            digits += 1
    if digits and i < end and (text[i] == 101 or text[i] == 69):
        i += 1
        if text[i] == 43 or text[i] == 45:
            i += 1
        exponent = i
        while 48 <= text[i] <= 57:
            i += 1
        if i == exponent:
            return False
    return digits > 0 and i == end
