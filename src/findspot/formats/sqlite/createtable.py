"""Names, types, defaults and storage order of columns, from a CREATE TABLE statement, which is never executed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from findspot.formats.sqlite.tokens import Token, read_tokens

Affinity = Literal["INTEGER", "TEXT", "BLOB", "REAL", "NUMERIC"]

_COLUMN_CONSTRAINTS: Final = (
    "CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "AS", "ON",
    "DEFERRABLE",
)  # fmt: skip
_TABLE_CONSTRAINTS: Final = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
_LEAST_INTEGER: Final = -(1 << 63)


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column with a value in each record; ``default`` is what a record written before it was added has there."""

    name: str
    type: str
    default: str | None = None

    @property
    def affinity(self) -> Affinity:
        """Return which storage class SQLite prefers here (https://sqlite.org/datatype3.html, section 3.1)."""
        return affinity_of(self.type)


@dataclass(frozen=True, slots=True)
class TableShape:
    """How the records of a table are laid out.

    Attributes:
        columns: In the order in which they were declared, without virtual generated ones.
        order: For each column the number of its field in a record.
        rowid_column: Column whose value is the rowid, -1 for none.
    """

    columns: tuple[TableColumn, ...]
    order: tuple[int, ...]
    rowid_column: int = -1


@dataclass(slots=True)
class _Declared:
    name: str
    type: str = ""
    default: str | None = None
    is_key: bool = False
    is_descending: bool = False
    is_virtual: bool = False


@dataclass(slots=True)
class _Statement:
    columns: list[_Declared] = field(default_factory=list)
    key: list[str] = field(default_factory=list)


def affinity_of(declared: str) -> Affinity:
    """Return the affinity of a declared type; the first rule that fits wins."""
    upper = declared.upper()
    if "INT" in upper:
        return "INTEGER"
    if any(part in upper for part in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    if "BLOB" in upper or not upper:
        return "BLOB"
    return "REAL" if any(part in upper for part in ("REAL", "FLOA", "DOUB")) else "NUMERIC"


def parse_create_table(sql: str) -> TableShape | None:
    """Return the shape of the table, None where the statement cannot be followed."""
    tokens = list(read_tokens(sql))
    opening = next((i for i, t in enumerate(tokens) if t.is_sign("(")), None)
    if opening is None or not any(t.is_word("TABLE") for t in tokens[:opening]):
        return None
    closing = _closing(tokens, opening)
    statement = _Statement()
    for item in _split_items(tokens[opening + 1 : closing]):
        if item[0].is_word(*_TABLE_CONSTRAINTS):
            statement.key = statement.key or _key_of_constraint(item)
        else:
            statement.columns.append(_parse_column(item))
    if all(column.is_virtual for column in statement.columns):
        return None
    options = tokens[closing + 1 :]
    return _shape(statement, without_rowid=any(t.is_word("WITHOUT") for t in options))


def _closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the place of the bracket that closes the one at ``opening``, or the end."""
    depth = 0
    for i in range(opening, len(tokens)):
        depth += tokens[i].is_sign("(") - tokens[i].is_sign(")")
        if depth == 0:
            return i
    return len(tokens)


def _split_items(tokens: Sequence[Token]) -> list[list[Token]]:
    items: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += token.is_sign("(") - token.is_sign(")")
        if depth == 0 and token.is_sign(","):
            items.append([])
        else:
            items[-1].append(token)
    return [item for item in items if item]


def _key_of_constraint(item: Sequence[Token]) -> list[str]:
    """Return the columns of PRIMARY KEY (…) in a table constraint, none where it is another one."""
    for i, token in enumerate(item[:-2]):
        if token.is_word("PRIMARY") and item[i + 1].is_word("KEY") and item[i + 2].is_sign("("):
            terms = _split_items(item[i + 3 : _closing(item, i + 2)])
            return [term[0].text for term in terms]
    return []


def _parse_column(item: Sequence[Token]) -> _Declared:
    column = _Declared(item[0].text)
    i = 1
    type_words: list[str] = []
    while i < len(item) and not _ends_type(item, i):
        if item[i].is_sign("("):
            closing = _closing(item, i)
            type_words.append("".join(t.raw for t in item[i : closing + 1]))
            i = closing + 1
            break
        type_words.append(item[i].text)
        i += 1
    column.type = " ".join(type_words).replace(" (", "(")
    while i < len(item):
        i = _read_constraint(column, item, i)
    return column


def _ends_type(item: Sequence[Token], i: int) -> bool:
    if item[i].is_word("GENERATED"):
        return i + 1 < len(item) and item[i + 1].is_word("ALWAYS")
    return item[i].is_word(*_COLUMN_CONSTRAINTS)


def _read_constraint(column: _Declared, item: Sequence[Token], i: int) -> int:
    """Take in the constraint at ``i`` as far as it matters here and return the place behind it."""
    token = item[i]
    if token.is_word("PRIMARY"):
        column.is_key = True
        column.is_descending = i + 2 < len(item) and item[i + 2].is_word("DESC")
        return i + 2
    if token.is_word("DEFAULT"):
        column.default, after = _read_default(item, i + 1)
        return after
    if token.is_word("AS"):
        closing = _closing(item, i + 1) if i + 1 < len(item) else i
        stored = closing + 1 < len(item) and item[closing + 1].is_word("STORED")
        column.is_virtual = not stored
        return closing + 1
    return _closing(item, i) + 1 if token.is_sign("(") else i + 1


def _read_default(item: Sequence[Token], i: int) -> tuple[str | None, int]:
    """Return the text of a constant default (None for NULL or an expression) and the place behind it."""
    if i < len(item) and item[i].is_sign("("):
        closing = _closing(item, i)
        inner = item[i + 1 : closing]
        value, after = _read_default(inner, 0) if inner else (None, 0)
        return (value if after == len(inner) else None), closing + 1
    sign = ""
    while i < len(item) and (item[i].is_sign("-") or item[i].is_sign("+")):
        sign = "-" if item[i].text == "-" and not sign else ""
        i += 1
    if i >= len(item):
        return None, i
    return _constant(item[i], sign), i + 1


def _constant(token: Token, sign: str) -> str | None:
    if token.kind == "number":
        digits = token.text.replace("_", "")
        if digits.isdigit():
            value = int(sign + digits)
            return str(value) if _LEAST_INTEGER <= value < -_LEAST_INTEGER else repr(float(value))
        if digits[:2] in ("0x", "0X"):
            number = int(digits, 16)
            number -= (number >> 63) << 64 if number < 1 << 64 else 0
            return str(-number if sign else number)
        return repr(float(sign + digits))
    if token.kind == "blob":
        return f"X'{token.text[2:-1].upper()}'"
    if token.is_word("TRUE", "FALSE"):
        return "1" if token.is_word("TRUE") else "0"
    if token.is_word("NULL", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"):
        return None
    return token.text if token.kind != "sign" else None


def _shape(statement: _Statement, *, without_rowid: bool) -> TableShape:
    declared = [c for c in statement.columns if not c.is_virtual]
    names = [c.name.lower() for c in declared]
    key = [c.name for c in declared if c.is_key] or statement.key
    places = [names.index(k.lower()) for k in dict.fromkeys(key) if k.lower() in names]
    columns = tuple(_column(c) for c in declared)
    if without_rowid:
        stored = list(dict.fromkeys([*places, *range(len(declared))]))
        order = tuple(stored.index(i) for i in range(len(declared)))
        return TableShape(columns, order)
    shape = TableShape(columns, tuple(range(len(declared))))
    if len(places) == 1 and declared[places[0]].type.upper() == "INTEGER" and not declared[places[0]].is_descending:
        return replace(shape, rowid_column=places[0])
    return shape


def _column(declared: _Declared) -> TableColumn:
    column = TableColumn(declared.name, declared.type, declared.default)
    if column.affinity == "REAL" and declared.default is not None:
        return replace(column, default=_as_real(declared.default))
    return column


def _as_real(text: str) -> str:
    """Return the text that a REAL column gives for a default; text that is no number stays."""
    try:
        return repr(float(text))
    except ValueError:
        return text
