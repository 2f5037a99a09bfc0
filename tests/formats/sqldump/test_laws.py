"""What holds for any bytes: each in one class, no invented value, the same result for any windows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

DATA = Path(__file__).parents[2] / "data" / "sqldump"
DUMPS = {p.stem: p.read_bytes() for p in sorted(DATA.glob("*.sql"))}
TOKENS = [
    "'", "\\", "(", ")", ",", ";", "\n", "\0" * 9, "\0", "INSERT INTO t VALUES ", "/*", "*/", "--", "NULL", "你", "é", "1",
    "COPY t (a,b) FROM stdin;\n", "\t", "\\.\n", "`", '"', "$$", "DELIMITER ;;\n", "CREATE TABLE t (", "_binary '",
    "),(", "END;", "BEGIN", "(1,'a'),\n", "1\ta\n",
]  # fmt: skip
RECODED = ("utf-8", "gb18030", "cp1252", "utf-16")

texts = st.lists(st.sampled_from(TOKENS), max_size=60).map("".join)
encoded = st.tuples(texts, st.sampled_from(RECODED)).map(lambda t: t[0].encode(t[1], "replace"))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A small dump with some of its bytes flipped, zeroed, cut out, doubled or recoded."""
    data = bytearray(DUMPS[draw(st.sampled_from(sorted(DUMPS)))])
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(data) - 1))
        length = draw(st.integers(1, 60))
        piece = bytes(data[place : place + length])
        match draw(st.integers(0, 5)):
            case 0:
                data[place] ^= 1 << draw(st.integers(0, 7))
            case 1:
                data[place : place + length] = bytes(len(piece))
            case 2:
                del data[place : min(place + length, len(data) - 1)]
            case 3:
                data[place:place] = piece
            case 4:
                data[place : place + length] = piece.decode("utf-8", "replace").encode("gb18030")
            case _:
                data[place:place] = draw(st.sampled_from(TOKENS)).encode()
    return bytes(data)


any_bytes = st.one_of(st.binary(max_size=200), encoded, damaged())
settled = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@settled
@given(any_bytes)
@example(b"")
@example(b"\xe4\xbd")
def test_every_byte_is_in_one_class(read: Callable[..., Any], data: bytes) -> None:
    # the ledger inside fails on a byte that is claimed twice or not at all
    dump = read(data)
    rows = sum(r.length for rows in dump.rows.values() for r in rows)
    assert rows + sum(dump.bytes_of(k) for k in ("rejects", "structure", "gaps")) == len(data)


def outcome(dump: Any) -> tuple[Any, ...]:
    """All that came out, without where chunks begin and end: ranges of one class that touch are one."""
    spans = []
    for kind in ("rejects", "structure", "gaps"):
        for start, size, code in dump.spans(kind):
            last = spans[-1] if spans else None
            if kind != "rejects" and last and last[0] == (kind, code) and last[1] + last[2] == start:
                spans[-1] = ((kind, code), last[1], last[2] + size)
            else:
                spans.append(((kind, code), start, size))
    return {t: trimmed(rows) for t, rows in dump.rows.items()}, spans, dump.ledger.encodings


def trimmed(rows: list[Any]) -> list[Any]:
    """Rows without the nulls at their end: columns that appear later are not in earlier batches."""
    kept = []
    for row in rows:
        values = list(row.values)
        while values and values[-1] is None:
            values.pop()
        kept.append((row.offset, row.length, row.how, values))
    return kept


@settled
@given(any_bytes, st.integers(64, 4_096), st.integers(0, 3))
def test_windows_and_workers_change_nothing(read: Callable[..., Any], data: bytes, window: int, workers: int) -> None:
    assert outcome(read(data)) == outcome(read(data, window_bytes=window, workers=workers))


@settled
@given(damaged())
def test_no_value_is_invented(read: Callable[..., Any], data: bytes) -> None:
    dump = read(data, salvaged=False)
    for rows in dump.rows.values():
        for row in rows:
            record = data[row.offset : row.offset + row.length]
            if row.how == 0 and decodes(record):
                again = read(alone(record, data), salvaged=False)
                (found,) = again.values("t")
                assert set(found) <= set(row.values)
                assert not {v for v in row.values if v is not None} - set(found)


def decodes(record: bytes) -> bool:
    try:
        record.decode()
    except UnicodeDecodeError:
        return False
    return True


def alone(record: bytes, dump: bytes) -> bytes:
    """A dump of one record only, in the dialect of the one it comes from."""
    from findspot.formats.sqldump.dialects import guess_dialect

    if not record.startswith(b"("):
        return b"COPY t FROM stdin;\n" + record + b"\\.\n"
    header = b"SET standard_conforming_strings = " + (b"off" if guess_dialect(dump).escapes else b"on") + b";\n"
    return header + b"INSERT INTO t VALUES " + record + b";\n"
