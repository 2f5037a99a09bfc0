"""Finds where statements and comments that hold no rows end."""

from __future__ import annotations

from typing import Final

from numba import njit, types

from findspot.text.kernels.integers import Array, Integer
from findspot.text.kernels.sql import TEXT
from findspot.text.kernels.sqlstrings import NUL_RUN, nul_run, starts_statement

STATEMENT_ENDS: Final = 0
STATEMENT_WANTS_MORE: Final = 1
STATEMENT_BREAKS: Final = 2
"""A quote or comment that never ends, or a run of NULs."""

_PAIR: Final = types.UniTuple(types.int64, 2)


@njit(nogil=True, cache=True)
def _word_at(text: Array, i: Integer, word: tuple[int, ...], size: Integer) -> bool:
    """Return whether the upper-case ``word`` stands at ``i`` in either case, with no letter behind."""
    for k in range(len(word)):
        if i + k >= size or text[i + k] & 0xDF != word[k]:
            return False
    c = text[i + len(word)]
    return not (48 <= c <= 57 or 65 <= c <= 90 or c == 95 or 97 <= c <= 122 or c >= 128)


@njit(nogil=True, cache=True)
def _skip_quoted(text: Array, i: Integer, size: Integer, escapes: Integer) -> Integer:
    """Return the place behind the quoted text at ``i``; -1 at a line like a statement, ``size`` without an end."""
    quote = text[i]
    i += 1
    while i < size:
        c = text[i]
        if c == quote:
            if text[i + 1] != quote:
                return i + 1
            i += 1
        elif c == 92 and escapes and quote != 96:
            i += 1
        elif (c == 10 and starts_statement(text, i + 1, True)) or (c == 0 and nul_run(text, i, size) - i >= NUL_RUN):
            return -i
        i += 1
    return size


@njit(nogil=True, cache=True)
def _skip_dollars(text: Array, i: Integer, size: Integer) -> Integer:
    """Return the place behind the dollar-quoted text at ``i``, ``i`` if there is none, ``size`` if it has no end."""
    k = i + 1
    while (
        k < size
        and k - i < 64
        and (text[k] | 32 == 95 or text[k] == 95 or 48 <= text[k] <= 57 or 97 <= text[k] | 32 <= 122)
    ):
        k += 1
    if text[k] != 36 or 48 <= text[i + 1] <= 57:
        return i
    length = k - i + 1
    j = k + 1
    while j + length <= size:
        if text[j] == 36:
            same = 0
            while same < length and text[j + same] == text[i + same]:
                same += 1
            if same == length:
                return j + length
        j += 1
    return size


@njit(_PAIR(TEXT, types.int64, types.int64), nogil=True, cache=True)
def comment_end(text: Array, p: Integer, size: Integer) -> tuple[Integer, Integer]:
    """Return status and place behind the ``/* … */`` at ``p``.

    A comment that holds another's opening, and a line that begins like a statement, has lost its end: it breaks at its
    own line's end.
    """
    i = p + 2
    line = -1
    suspicious = False
    nested = False
    while i < size:
        c = text[i]
        if c == 42 and text[i + 1] == 47 and i + 1 < size:
            if suspicious and nested:
                return STATEMENT_BREAKS, line
            return STATEMENT_ENDS, i + 2
        if c == 10:
            if line < 0:
                line = i + 1
            if starts_statement(text, i + 1, True):
                suspicious = True
        elif c == 47 and text[i + 1] == 42:
            nested = True
        elif c == 0 and nul_run(text, i, size) - i >= NUL_RUN:
            return STATEMENT_BREAKS, line if line > 0 else i
        i += 1
    return STATEMENT_WANTS_MORE, line if line > 0 else size


@njit(nogil=True, cache=True)
def _ends_body(text: Array, i: Integer, size: Integer) -> Integer:
    """Return the place behind ``END [name] ;`` at ``i``, -1 if the body goes on."""
    while i < size and text[i] <= 32:
        i += 1
    if not _word_at(text, i, (69, 78, 68), size):
        return -1
    i += 3
    while i < size and text[i] <= 32:
        i += 1
    for word in ((73, 70), (79, 82)):
        if _word_at(text, i, word, size):
            return -1
    if _word_at(text, i, (76, 79, 79, 80), size) or _word_at(text, i, (67, 65, 83, 69), size):
        return -1
    while i < size and text[i] != 59 and text[i] != 10:
        i += 1
    return i + 1 if i < size and text[i] == 59 else -1


@njit(_PAIR(TEXT, types.int64, types.int64, TEXT, types.int64), nogil=True, cache=True)
def statement_end(text: Array, p: Integer, size: Integer, delimiter: Array, modes: Integer) -> tuple[Integer, Integer]:
    """Return status and place behind the statement at ``p``, or where it breaks.

    It ends with ``delimiter``, before a line GO or ``/``, before a line that surely begins another, or, if it is the
    body of a trigger or procedure, with ``END;``.

    Args:
        text: Valid UTF-8 with padding behind.
        p: First byte.
        size: End of the text.
        delimiter: ``;``, or what DELIMITER has set.
        modes: 1 backslash escapes, plus 2 if it creates a routine whose body may hold statements.
    """
    escapes = modes & 1 == 1
    routine = modes & 2 == 2
    body = False
    plain = len(delimiter) == 1
    i = p
    while i < size:
        c = text[i]
        if c == 39 or c == 34 or c == 96:
            i = _skip_quoted(text, i, size, escapes)
            if i < 0:
                return STATEMENT_BREAKS, -i
            continue
        if c == 36 and plain:
            k = _skip_dollars(text, i, size)
            i = k if k > i else i + 1
            continue
        if (c == 45 and text[i + 1] == 45) or (c == 35 and escapes and text[i - 1] <= 32):
            while i < size and text[i] != 10:
                i += 1
            continue
        if c == 47 and text[i + 1] == 42:
            status, k = comment_end(text, i, size)
            if status != STATEMENT_ENDS:
                return status, k
            i = k
            continue
        if c == delimiter[0]:
            same = 1
            while same < len(delimiter) and text[i + same] == delimiter[same]:
                same += 1
            if same == len(delimiter):
                if not body:
                    return STATEMENT_ENDS, i + same
                end = _ends_body(text, i + same, size)
                if end > 0:
                    return STATEMENT_ENDS, end
        if c == 10:
            after = i + 1
            go = text[after] | 32 == 103 and text[after + 1] | 32 == 111
            if go and (text[after + 2] == 10 or text[after + 2] == 13 or after + 2 >= size):
                return STATEMENT_ENDS, after
            if text[after] == 47 and (text[after + 1] == 10 or text[after + 1] == 13) and after + 1 < size:
                return STATEMENT_ENDS, after
            if plain and not body and not routine and starts_statement(text, after, True):
                return STATEMENT_ENDS, after
        elif (
            routine
            and plain
            and (c == 66 or c == 98)
            and text[i - 1] <= 32
            and _word_at(text, i, (66, 69, 71, 73, 78), size)
        ):
            body = True
        elif c == 0 and nul_run(text, i, size) - i >= NUL_RUN:
            return STATEMENT_BREAKS, i
        i += 1
    return STATEMENT_WANTS_MORE, i


@njit(types.int64(types.uint8[::1], types.int64), nogil=True, cache=True)
def mask_binaries(buffer: Array, size: Integer) -> Integer:
    """Replace what is no printable ASCII inside ``_binary '…'`` by question marks, in place; return the count.

    mysqldump writes BLOBs as they are, save for its escapes: they are in no encoding, and must not decide that of the
    line.
    """
    masked = 0
    i = 0
    while i + 9 < size:
        if buffer[i] != 95 or buffer[i + 1] != 98 or buffer[i + 6] != 121 or buffer[i + 7] != 32 or buffer[i + 8] != 39:
            i += 1
            continue
        i += 9
        # a line feed or a hole would have been escaped: here a line is broken
        while i < size and buffer[i] != 39 and buffer[i] != 10 and nul_run(buffer, i, size) - i < NUL_RUN:
            if buffer[i] == 92:
                i += 1
            if i < size and (buffer[i] >= 127 or buffer[i] < 32):
                buffer[i] = 63
                masked += 1
            i += 1
    return masked
