"""Scans one value and one tuple of an INSERT statement."""

from __future__ import annotations

from typing import Final

from numba import njit

from findspot.text.kernels.blockscan import BLOCK, digit_bytes, plain_bytes
from findspot.text.kernels.columns import ABSENT, DOUBLED, NULL
from findspot.text.kernels.integers import Array, Integer
from findspot.text.kernels.sqlstrings import (
    BAD,
    MORE,
    NOTE_SPECIAL,
    NOTE_WORD,
    OK,
    is_known_word,
    is_number,
    scan_run,
    scan_string,
    scan_word,
    skip_blank,
)

MOST_FIELDS: Final = 32_768
"""More fields than any engine has columns: SQLite's limit is 32,767."""

_MOST_DEPTH: Final = 32

# what the last token of an expression was
_NOTHING: Final = 0
_A_WORD: Final = 1
_A_NUMBER: Final = 2
_A_STRING: Final = 3
_CLOSED: Final = 4
_OPERATOR: Final = 5


@njit(nogil=True, cache=True)
def _is_letter(c: Integer) -> bool:
    return 65 <= c <= 90 or 97 <= c <= 122 or c == 95 or c == 64 or c == 36


@njit(nogil=True, cache=True)
def _is_operator(c: Integer) -> bool:
    # ! # % & * + - / : < = > ? ^ | ~
    return (
        c == 33
        or c == 35
        or c == 37
        or c == 38
        or c == 42
        or c == 43
        or c == 45
        or c == 47
        or c == 58
        or (60 <= c <= 63)
        or c == 94
        or c == 124
        or c == 126
    )


@njit(nogil=True, cache=True)
def _takes_string(text: Array, start: Integer, end: Integer, gap: Integer) -> bool:
    """Return whether a word may stand before a string.

    A prefix (N, E, X, ``_utf8mb4``), or DATE, TIMESTAMP and such.
    """
    c = text[start]
    if c == 95:
        return True
    if gap:
        return end - start >= 3
    return end - start == 1 and (c | 32 == 110 or c | 32 == 101 or c | 32 == 120 or c | 32 == 98 or c | 32 == 113)


@njit(nogil=True, cache=True)
def _is_binary(text: Array, start: Integer, end: Integer) -> bool:
    """Return whether a word says that the string behind it holds bytes."""
    c = text[start] | 32
    if end - start == 1:
        return c == 120 or c == 98
    return end - start >= 7 and c == 127 and text[start + 1] | 32 == 98 and text[start + 2] | 32 == 105


@njit(nogil=True, cache=True)
def _scan_expression(
    text: Array, p: Integer, size: Integer, escapes: Integer
) -> tuple[Integer, Integer, Integer, Integer, Integer, Integer]:
    """Return status, next place, value's start and end, flags and notes of a value that is no plain string or number.

    Outside quotes only what SQL has there is let through, so that a lost quote shows at once.
    """
    depth, tokens, note, last = 0, 0, 0, _NOTHING
    gap = False
    word, word_end = p, p
    string, string_end, string_flag = p, p, 0
    end = p
    i = p
    while True:
        c = text[i]
        if i >= size:
            return MORE, size, p, p, 0, note
        if c == 44 or c == 41:
            if depth == 0:
                break
            if c == 41:
                depth -= 1
                last = _CLOSED
            else:
                last = _OPERATOR
            i += 1
        elif (
            c == 32
            or c == 9
            or c == 10
            or c == 13
            or (c == 47 and text[i + 1] == 42)
            or (c == 42 and text[i + 1] == 47)
        ):
            status, i = skip_blank(text, i, size)
            if status != OK:
                return status, i, p, p, 0, note
            gap = True
            continue
        elif c == 40 or c == 91:
            if depth >= _MOST_DEPTH or last == _A_STRING or last == _A_NUMBER:
                return BAD, i, p, p, 0, note
            depth += 1
            last = _OPERATOR
            i += 1
        elif c == 93:
            if depth == 0:
                return BAD, i, p, p, 0, note
            depth -= 1
            last = _CLOSED
            i += 1
        elif c == 39 or c == 34:
            follows = last == _A_WORD and _takes_string(text, word, word_end, gap)
            if not (last == _NOTHING or last == _OPERATOR or follows):
                return BAD, i, p, p, 0, note
            backslash = escapes or (follows and word_end - word == 1 and text[word] | 32 == 101)
            string = i + 1
            status, i, string_flag, found = scan_string(text, i, size, backslash)
            note |= found
            if status != OK:
                return status, i, p, p, 0, note
            string_end = i - 1
            last = _A_STRING
        elif _is_letter(c):
            ends_value = last == _A_NUMBER or last == _A_STRING or last == _CLOSED
            if (ends_value and not gap) or ((last == _A_NUMBER or last == _A_WORD) and depth == 0):
                return BAD, i, p, p, 0, note
            word = i
            i = scan_word(text, i)
            word_end = i
            last = _A_WORD
        elif 48 <= c <= 57 or c == 46:
            if last == _A_WORD or last == _A_NUMBER or last == _A_STRING or last == _CLOSED:
                if depth == 0:
                    return BAD, i, p, p, 0, note
            i = scan_run(text, i)
            last = _A_NUMBER
        elif _is_operator(c):
            i += 1
            last = _OPERATOR
        else:
            return BAD, i, p, p, 0, note
        tokens += 1
        gap = False
        end = i
    if tokens == 1 and last == _A_WORD:
        known = is_known_word(text, word, word_end)
        if known == 0:
            return OK, i, p, p, NULL, note
        if known == 1:
            return OK, i, p, p, ABSENT, note
        return OK, i, p, end, 0, note | (NOTE_WORD if known < 0 else 0)
    if tokens == 2 and last == _A_STRING and word == p and word_end > p:
        if not _is_binary(text, word, word_end) and (word_end - word == 1 or text[word] == 95):
            return OK, i, string, string_end, string_flag, note
        return OK, i, p, end, 0, note
    if tokens == 2 and last == _A_WORD and is_known_word(text, word, word_end) >= 0:
        return OK, i, p, end, 0, note
    if last == _OPERATOR or tokens == 0:
        return BAD, i, p, p, 0, note
    return OK, i, p, end, 0, note | NOTE_SPECIAL


@njit(nogil=True, cache=True)
def _scan_quoted(
    text: Array, p: Integer, size: Integer, escapes: Integer
) -> tuple[Integer, Integer, Integer, Integer, Integer, Integer]:
    """Return the same as ``_scan_expression`` for a value that starts with a quote."""
    status, i, flag, note = scan_string(text, p, size, escapes)
    if status != OK:
        return status, i, p, p, 0, note
    end = i - 1
    c = text[i]
    if c != 44 and c != 41:
        status, i = skip_blank(text, i, size)
        if status != OK:
            return status, i, p, p, 0, note
        c = text[i]
        if c == 58 or c == 124:
            return _scan_expression(text, p, size, escapes)
        if c != 44 and c != 41:
            return BAD, i, p, p, 0, note
    if text[p] == 34 and flag & DOUBLED:
        note |= NOTE_SPECIAL
    return OK, i, p + 1, end, flag, note


@njit(nogil=True, cache=True)
def scan_value(
    text: Array, p: Integer, size: Integer, escapes: Integer
) -> tuple[Integer, Integer, Integer, Integer, Integer, Integer]:
    """Return status, place of what follows, the value's start and end, its flags for ``columns``, and notes."""
    c = text[p]
    if c == 39 or c == 34:
        return _scan_quoted(text, p, size, escapes)
    if 48 <= c <= 57 or c == 45 or c == 46:
        i = scan_run(text, p + 1)
        d = text[i]
        if (d == 45 or d == 43) and text[i - 1] | 32 == 101:
            i = scan_run(text, i + 1)
            d = text[i]
        if (d == 44 or d == 41) and i < size:
            if is_number(text, p, i):
                return OK, i, p, i, 0, 0
            if c != 45:
                return OK, i, p, i, 0, NOTE_WORD
    elif c == 78 and text[p + 1] == 85 and text[p + 2] == 76 and text[p + 3] == 76 and p + 4 < size:
        d = text[p + 4]
        if d == 44 or d == 41:
            return OK, p + 4, p, p, NULL, 0
    return _scan_expression(text, p, size, escapes)


@njit(nogil=True, cache=True)
def scan_tuple(
    text: Array,
    p: Integer,
    size: Integer,
    escapes: Integer,
    columns: Integer,
    starts: Array,
    ends: Array,
    flags: Array,
    at: Integer,
) -> tuple[Integer, Integer, Integer, Integer]:
    """Scan the tuple whose ``(`` is at ``p``; put its first ``columns`` fields into the arrays from index ``at``.

    Returns:
        Status, place after ``)`` (or of what is wrong), number of fields, notes.
    """
    note = 0
    count = 0
    i = p + 1
    while True:
        c = text[i]
        if c <= 32 or c == 47 or c == 42:
            status, i = skip_blank(text, i, size)
            if status != OK:
                break
            c = text[i]
        # what nearly all fields are, without a call: a string in which nothing is special, a plain number, NULL
        begin = i
        start = i + 1
        end = start
        if c == 39:
            step = plain_bytes(text, end)
            end += step
            while step == BLOCK:
                step = plain_bytes(text, end)
                end += step
            i = end + 1 if text[end] == 39 else size
            flag = 0
        elif 48 <= c <= 57:
            start = i
            end += digit_bytes(text, end)
            if text[end] == 46:
                end += 1 + digit_bytes(text, end + 1)
            i = end
            flag = 0
        elif c == 78 and text[i + 1] == 85 and text[i + 2] == 76 and text[i + 3] == 76:
            i += 4
            flag = NULL
        elif c == 41 and count == 0 and i < size:
            return OK, i + 1, 0, 0
        else:
            i = size
        if i < size and (text[i] == 44 or text[i] == 41):
            if count < columns:
                starts[at + count] = start
                ends[at + count] = end
                flags[at + count] = flag
            count += 1
            c = text[i]
            i += 1
            if c == 41:
                return OK, i, count, note
            if count >= MOST_FIELDS:
                return BAD, i, count, note
            continue
        status, i, start, end, flag, found = scan_value(text, begin, size, escapes)
        note |= found
        if status != OK:
            break
        if count < columns:
            starts[at + count] = start
            ends[at + count] = end
            flags[at + count] = flag
        count += 1
        c = text[i]
        if c <= 32 or c == 47 or c == 42:
            status, i = skip_blank(text, i, size)
            if status != OK:
                break
            c = text[i]
        if i >= size:
            return MORE, size, count, note
        if c == 41:
            return OK, i + 1, count, note
        if c != 44 or count >= MOST_FIELDS:
            return BAD, i, count, note
        i += 1
    if status == BAD and i >= size:
        status = MORE
    return status, i, count, note
