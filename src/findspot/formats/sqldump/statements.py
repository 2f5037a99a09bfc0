"""Steps through what stands between rows: comments, settings, CREATE TABLE, the heads of INSERT and COPY."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import numpy as np

from findspot.formats.sqldump import heads
from findspot.formats.sqldump.copyblocks import line_end
from findspot.formats.sqldump.createtable import parse_columns
from findspot.formats.sqldump.dialects import escapes_after, schema_after
from findspot.formats.sqldump.layouts import lay_out_copy, lay_out_insert
from findspot.formats.sqldump.plan import Plan
from findspot.formats.sqldump.state import NEEDS_MORE, Mode, State
from findspot.formats.sqldump.tuples import skip_nuls
from findspot.model.span import ByteClass, GapReason, RejectCode, StructureKind
from findspot.text.kernels import sql, sqltext

GLANCE: Final = 4_096
"""Bytes needed to tell what comes next."""

_SIGHT: Final = 64
_BLANK: Final = re.compile(rb"\s+")
_MARK: Final = b"\xef\xbb\xbf"
_WORD: Final = re.compile(rb"[A-Za-z_]+")
_LINE_COMMENT: Final = re.compile(rb"--|#|REM\b|PROMPT\b", re.IGNORECASE)
_CLIENT_LINE: Final = re.compile(
    rb"\\(?:\.|connect\b|c\b|restrict\b|unrestrict\b|set\b|echo\b)|/[ \t]*(?:\r?\n|\Z)|GO[ \t]*(?:\r?\n|\Z)",
    re.IGNORECASE,
)
_DELIMITER: Final = re.compile(rb"DELIMITER[ \t]+(\S{1,20})[ \t]*(?:\r?\n|\Z)", re.IGNORECASE)
_ROUTINE: Final = re.compile(
    rb"(?:CREATE|ALTER)\s+(?:OR\s+(?:REPLACE|ALTER)\s+)?(?:(?:DEFINER\s*=\s*\S+|TEMP|TEMPORARY|EDITIONABLE|CONSTRAINT)\s+)*"
    rb"(?:TRIGGER|PROCEDURE|PROC|FUNCTION|PACKAGE|EVENT)\b|DECLARE\b",
    re.IGNORECASE,
)
_INSERT_OTHER: Final = re.compile(
    rb"(?:INSERT|REPLACE)\s[^;'(]{1,400}(?:\([^;'()]{1,4000}\)\s*)?\(?\s*(?P<verb>SELECT|WITH|SET|DEFAULT\s+VALUES|EXEC|TABLE)\b",
    re.IGNORECASE,
)
_NEW_SECTION: Final = re.compile(
    rb"^(?:DELIMITER ;|-- (?:Table structure|Dumping data|Temporary)|LOCK TABLES )", re.MULTILINE
)
_STATEMENT_WORDS: Final = frozenset(
    b"ALTER ANALYZE BEGIN CALL CHECK CHECKPOINT COMMENT COMMIT CONNECT CREATE DECLARE DELETE DO DROP ELSE"
    b" END EXEC EXECUTE"
    b" EXIT EXPLAIN FLUSH"
    b" GRANT IF KILL LOCK OPTIMIZE PRAGMA PREPARE PRINT PURGE QUIT REFRESH REINDEX RENAME REPAIR RESET REVOKE"
    b" ROLLBACK SAVEPOINT SECURITY"
    b" SELECT SET SHOW SPOOL START TRUNCATE UNLOCK UPDATE USE VACUUM WHENEVER WITH".split()
)


class StatementReader:
    """Reads one thing after another that is no row."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._words: Final[dict[bytes, Callable[[Plan, int, bool], int | None]]] = {
            b"INSERT": self._insert,
            b"REPLACE": self._insert,
            b"COPY": self._copy,
            b"DELIMITER": self._set_delimiter,
        }

    def step(self, plan: Plan, place: int, final: bool) -> int:
        """Read white space, a comment, a statement, or the start of one that has rows.

        What is none of these is skipped.
        """
        piece = plan.slice(place, GLANCE)
        blank = _BLANK.match(piece)
        if blank:
            plan.mark(place, place + blank.end(), ByteClass.STRUCTURE, StructureKind.BLANK)
            return place + blank.end()
        if len(piece) < GLANCE and not final:
            return NEEDS_MORE
        after = self._read(plan, place, piece, final=final)
        if after is not None:
            return after
        return self._begin_skip(plan, place)

    def skip(self, plan: Plan, place: int, final: bool) -> int:
        """Go on with what is no SQL to the next line that may be, or to a hole."""
        after = int(sql.next_statement(plan.text, place, plan.size))
        if after < plan.size - _SIGHT or final:
            self._state.mode = Mode.STATEMENTS
        else:
            # what begins like a statement may need more than is in sight
            after = max(place, min(after, plan.size - _SIGHT))
        if after == place and self._state.mode is Mode.SKIP:
            return NEEDS_MORE
        plan.mark(place, after, ByteClass.GAP, GapReason.UNCLAIMED)
        return after

    def clause(self, plan: Plan, place: int, final: bool) -> int:
        """Read what an INSERT has behind its tuples (ON CONFLICT, ON DUPLICATE KEY, RETURNING) up to its end."""
        end = self._find_end(plan, place, final=final)
        if end == NEEDS_MORE:
            return NEEDS_MORE
        self._state.mode = Mode.STATEMENTS
        return self._begin_skip(plan, place) if end is None else self._claim(plan, place, end, StructureKind.STATEMENT)

    def _begin_skip(self, plan: Plan, place: int) -> int:
        # the first byte is known to begin nothing
        plan.mark(place, place + 1, ByteClass.GAP, GapReason.UNCLAIMED)
        self._state.mode = Mode.SKIP
        return place + 1

    def _read(self, plan: Plan, place: int, piece: bytes, *, final: bool) -> int | None:
        """Return the place after what starts here, None if it is no SQL."""
        if piece.startswith(bytes(8)):
            return skip_nuls(plan, place, final=final)
        if piece.startswith(_MARK):
            return self._claim(plan, place, place + len(_MARK), StructureKind.BYTE_ORDER_MARK)
        if self._state.delimiter != b";":
            return self._read_block(plan, place, piece, final=final)
        if piece.startswith(b";"):
            return self._claim(plan, place, place + 1, StructureKind.STATEMENT)
        return self._read_plain(plan, place, piece, final=final)

    def _read_plain(self, plan: Plan, place: int, piece: bytes, *, final: bool) -> int | None:
        if piece.startswith(b"/*"):
            return self._comment(plan, place, final=final)
        line_kind = StructureKind.COMMENT if _LINE_COMMENT.match(piece) else StructureKind.STATEMENT
        if line_kind is StructureKind.COMMENT or _CLIENT_LINE.match(piece):
            return self._line(plan, place, line_kind, final=final)
        word = _WORD.match(piece)
        if word is None:
            return None
        name = word[0].upper()
        if name in self._words:
            return self._words[name](plan, place, final)
        return self._statement(plan, place, final) if name in _STATEMENT_WORDS else None

    def _read_block(self, plan: Plan, place: int, piece: bytes, *, final: bool) -> int | None:
        """Read between DELIMITER ;; and DELIMITER ; where INSERT belongs to routines."""
        if _DELIMITER.match(piece):
            return self._set_delimiter(plan, place, final)
        if _NEW_SECTION.match(piece):
            self._state.delimiter = b";"
            return self._read_plain(plan, place, piece, final=final)
        if _LINE_COMMENT.match(piece):
            return self._line(plan, place, StructureKind.COMMENT, final=final)
        end = self._find_end(plan, place, final=final)
        if end == NEEDS_MORE:
            return NEEDS_MORE
        sight = plan.slice(place, (end or self._state.sight(place, plan.size)) - place)
        section = _NEW_SECTION.search(sight, 1)
        if section:
            end = place + section.start()
        return None if end is None else self._claim(plan, place, end, StructureKind.STATEMENT)

    def _declare(self, plan: Plan) -> None:
        """Let a table be known that may turn out to have no rows."""
        layout = self._state.layout
        if layout is not None and not layout.table.rows:
            plan.tables.append(layout.table.source())

    def _line(self, plan: Plan, place: int, kind: StructureKind, *, final: bool) -> int:
        end = line_end(plan, place, final=final)
        return end if end == NEEDS_MORE else self._claim(plan, place, end, kind)

    @staticmethod
    def _claim(plan: Plan, place: int, end: int, kind: StructureKind) -> int:
        plan.mark(place, end, ByteClass.STRUCTURE, kind)
        return end

    def _comment(self, plan: Plan, place: int, *, final: bool) -> int:
        sight = self._state.sight(place, plan.size)
        status, end = sqltext.comment_end(plan.text, place, sight)
        if status == sqltext.STATEMENT_WANTS_MORE and sight == plan.size and not final:
            return NEEDS_MORE
        if status != sqltext.STATEMENT_ENDS:
            self._state.credit -= sight - place
            plan.mark(place, end, ByteClass.GAP, GapReason.UNCLAIMED)
            return int(end)
        is_run = plan.slice(place, 4).startswith((b"/*!", b"/*M!"))
        if is_run and end - place < GLANCE:
            self._notice(plan.slice(place, end - place))
        return self._claim(plan, place, end, StructureKind.STATEMENT if is_run else StructureKind.COMMENT)

    def _notice(self, statement: bytes) -> None:
        """Take note of settings that change how the rest is read."""
        state = self._state
        state.escapes = escapes_after(statement, before=state.escapes)
        schema = schema_after(statement)
        if schema is not None:
            state.registry.schema = schema

    def _set_delimiter(self, plan: Plan, place: int, final: bool) -> int | None:
        found = _DELIMITER.match(plan.slice(place, GLANCE))
        if found is None:
            return None
        self._state.delimiter = found[1]
        return self._claim(plan, place, place + found.end(), StructureKind.STATEMENT)

    def _find_end(self, plan: Plan, place: int, *, final: bool) -> int | None:
        """Return the end of a statement, None if it has none."""
        state = self._state
        routine = _ROUTINE.match(plan.slice(place, 400)) is not None
        delimiter = np.frombuffer(state.delimiter, np.uint8)
        sight = state.sight(place, plan.size)
        status, end = sqltext.statement_end(plan.text, place, sight, delimiter, state.escapes + 2 * routine)
        if status == sqltext.STATEMENT_ENDS:
            return int(end)
        if status == sqltext.STATEMENT_WANTS_MORE and sight == plan.size:
            if not final:
                return NEEDS_MORE
            rest = plan.slice(place, GLANCE)
            if len(rest) < GLANCE and len(rest.splitlines()) == 1:
                return plan.size
        state.credit -= int(end) - place
        return None

    def _statement(self, plan: Plan, place: int, final: bool) -> int | None:
        end = self._find_end(plan, place, final=final)
        if end is None or end == NEEDS_MORE:
            return end
        text = plan.slice(place, end - place)
        head = heads.match_create(text)
        if head is None:
            self._notice(text[:GLANCE])
            return self._claim(plan, place, end, StructureKind.STATEMENT)
        columns = parse_columns(text)
        if columns:
            table = self._state.registry.obtain(head.schema, head.table)
            table.define(columns)
            plan.tables.append(table.source())
        return self._claim(plan, place, end, StructureKind.CREATE_TABLE)

    def _insert(self, plan: Plan, place: int, final: bool) -> int | None:
        text = plan.slice(place, GLANCE)
        head = heads.match_insert(text)
        if head is None or head.length == len(text):
            text = plan.slice(place, heads.HEAD_BYTES)
            if len(text) < heads.HEAD_BYTES and not final:
                return NEEDS_MORE
            head = heads.match_insert(text)
        if head is None:
            return self._insert_other(plan, place, text, final=final)
        state = self._state
        begin = place + head.length
        state.head = text[: head.length].rstrip()
        layout = lay_out_insert(plan, begin, head, state, final=final)
        if layout is None or layout == NEEDS_MORE:
            return layout
        state.mode, state.wants_tuple, state.is_likely, state.skip = Mode.TUPLES, True, False, 0
        self._declare(plan)
        return self._claim(plan, place, begin, StructureKind.ROW_PREFIX)

    def _insert_other(self, plan: Plan, place: int, text: bytes, *, final: bool) -> int | None:
        """Read an INSERT without VALUES: SELECT and the like hold no rows; INSERT … SET has one that is not read."""
        found = _INSERT_OTHER.match(text)
        end = self._find_end(plan, place, final=final) if found else None
        if found is None or end is None or end == NEEDS_MORE:
            return end
        if found["verb"].upper() == b"SET":
            plan.mark(place, end, ByteClass.REJECT, RejectCode.SYNTAX)
            return end
        return self._claim(plan, place, end, StructureKind.STATEMENT)

    def _copy(self, plan: Plan, place: int, final: bool) -> int | None:
        head = heads.match_copy(plan.slice(place, GLANCE))
        if head is None:
            text = plan.slice(place, heads.HEAD_BYTES)
            if len(text) < heads.HEAD_BYTES and not final:
                return NEEDS_MORE
            head = heads.match_copy(text)
        if head is None:
            return None
        begin = place + head.length
        layout = lay_out_copy(plan, begin, head, self._state, final=final)
        if layout is None or layout == NEEDS_MORE:
            return layout
        self._state.mode = Mode.COPY
        self._declare(plan)
        return self._claim(plan, place, begin, StructureKind.STATEMENT)
