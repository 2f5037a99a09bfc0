from __future__ import annotations

import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from findspot.testing.damage import (
    BLOCK,
    Damage,
    DamageKind,
    Fate,
    flip_bytes,
    gunzipped_length,
    recode_records,
    record_fates,
    truncate,
    zero_blocks,
)
from findspot.testing.dumps import join_payloads, write_delimited, write_inserts
from findspot.testing.people import make_people
from findspot.testing.registers import make_branches


def random(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def changed_places(before: bytes, after: bytes) -> set[int]:
    assert len(before) == len(after)
    return set(np.flatnonzero(np.frombuffer(before, np.uint8) != np.frombuffer(after, np.uint8)).tolist())


@given(st.integers(0, 2**32), st.integers(0, 8), st.integers(0, 40))
@settings(max_examples=50, deadline=None)
def test_only_what_is_written_down_is_changed_and_all_of_it(seed: int, blocks: int, flips: int) -> None:
    data = bytes(range(1, 256)) * 200
    zeroed, zeros = zero_blocks(data, blocks, random=random(seed))
    broken, flipped = flip_bytes(zeroed, flips, random=random(seed), spare=zeros)
    listed = [set(range(d.offset, d.offset + d.length)) for d in zeros + flipped]
    assert changed_places(data, broken) == set().union(*listed)
    assert len(set().union(*listed)) == blocks * BLOCK + flips
    assert all(not any(zeroed[d.offset : d.offset + d.length]) and d.offset % BLOCK == 0 for d in zeros)
    assert all(bin(data[d.offset] ^ broken[d.offset]).count("1") == 1 for d in flipped)


def test_the_same_seed_breaks_the_same_bytes() -> None:
    data = bytes(50_000)
    assert flip_bytes(data, 5, random=random(3)) == flip_bytes(data, 5, random=random(3))


@pytest.mark.parametrize("records", [slice(0, 5), slice(7, 8), slice(15, 20)])
def test_recoded_records_are_in_the_other_charset_and_later_ones_move(records: slice) -> None:
    payload = write_delimited(make_people(20, 1), encoding="gb18030")
    recoded, damage = recode_records(payload, records, "utf-8")
    before, after = payload.tables[0], recoded.tables[0]
    for number in range(20):
        old = payload.data[before.offset[number] :][: before.length[number]]
        new = recoded.data[after.offset[number] :][: after.length[number]]
        inside = number in range(20)[records]
        assert new.decode("utf-8" if inside else "gb18030") == old.decode("gb18030")
        assert inside == (damage.offset <= after.offset[number] < damage.offset + damage.length)
    assert int(after.offset[-1] + after.length[-1]) == len(recoded.data)


def test_recoding_moves_the_tables_behind() -> None:
    parts = [write_inserts(make_branches(4, 1), "a"), write_inserts(make_branches(4, 2), "b")]
    recoded, damage = recode_records(join_payloads(parts), slice(1, 3), "gb18030")
    assert damage.kind == DamageKind.RECODE
    for number, part in enumerate(parts):
        for record in (0, 3):
            table, origin = recoded.tables[number], part.tables[0]
            assert (
                recoded.data[table.offset[record] :][: table.length[record]]
                == (part.data[origin.offset[record] :][: origin.length[record]])
            )


def test_truncation_says_what_is_gone_and_what_can_still_be_had() -> None:
    data = b"".join(b"line %d\n" % n for n in range(5_000))
    kept, damage = truncate(gzip.compress(data, mtime=0), 0.5)
    assert damage == Damage(DamageKind.TRUNCATE, len(kept), len(gzip.compress(data, mtime=0)) - len(kept))
    assert 0 < gunzipped_length(kept) < len(data)
    assert gunzipped_length(gzip.compress(data, mtime=0)) == len(data)
    assert damage.to_dict() == {"kind": "truncate", "offset": damage.offset, "length": damage.length}


def test_the_fate_of_each_record_follows_from_the_places() -> None:
    table = write_delimited(make_people(10, 1)).tables[0]
    start, end = table.offset.tolist(), (table.offset + table.length).tolist()
    damages = [
        Damage(DamageKind.FLIP, start[1], 1),
        Damage(DamageKind.FLIP, end[2] - 1, 1),
        Damage(DamageKind.ZERO, end[3], end[5] - end[3]),
        Damage(DamageKind.RECODE, start[5], end[6] - start[5]),
        Damage(DamageKind.FLIP, end[9] - 2, 1),
    ]
    untouched, touched, recoded, lost = Fate.UNTOUCHED, Fate.TOUCHED, Fate.RECODED, Fate.LOST
    assert record_fates(table, damages, end[8] - 1).tolist() == [
        untouched, touched, touched, untouched, touched, touched, recoded, untouched, lost, lost,
    ]  # fmt: skip
