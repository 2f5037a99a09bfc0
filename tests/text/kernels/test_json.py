from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from findspot.text.kernels.json import (
    DEPTH,
    INCOMPLETE,
    IS_OBJECT,
    LEAF_ESCAPED,
    LEAF_NULL,
    LEAF_PLAIN,
    NOT_FINITE,
    OK,
    SYNTAX,
    TOO_WIDE,
    new_leaves,
    new_stack,
    parse_value,
)
from findspot.text.kernels.jsonblocks import count_equal, count_plain
from findspot.text.kernels.jsontree import COLUMNS, MOST_NODES, NODES, POOL, ROOT, KeyTree, new_tree, take_back

Leaf = tuple[int, bytes, int]


def padded(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(bytearray(data + b"\n" + bytes(63)), np.uint8)


def parse(data: bytes, tree: KeyTree | None = None, depth: int = 20) -> tuple[int, int, list[Leaf], int]:
    leaves = new_leaves(len(data) + 8)
    status, end, count, flags = parse_value(
        padded(data), 0, len(data), ROOT, 7, tree or new_tree(), leaves, 0, new_stack(depth)
    )
    found = [(int(leaves.column[i]), data[leaves.start[i] : leaves.end[i]], int(leaves.flag[i])) for i in range(count)]
    assert set(leaves.record[:count].tolist()) <= {7}
    return int(status), int(end), found, int(flags)


def test_leaves_are_given_with_column_place_and_flag() -> None:
    data = rb'{"a":1, "b" : {"c":"x\n","d":[1,{"a":"]"}],"e":{}} , "f":null,"g":true} tail'
    assert parse(data) == (
        OK,
        len(data) - 5,
        [
            (0, b"1", LEAF_PLAIN),
            (1, rb"x\n", LEAF_ESCAPED),
            (2, b'[1,{"a":"]"}]', LEAF_PLAIN),
            (3, b"{}", LEAF_PLAIN),
            (4, b"null", LEAF_NULL),
            (5, b"true", LEAF_PLAIN),
        ],
        IS_OBJECT,
    )


def test_columns_are_kept_from_record_to_record_whatever_the_order_of_keys() -> None:
    tree = new_tree()
    parse(b'{"a":1,"bb":{"c":2}}', tree)
    assert [leaf[0] for leaf in parse(b'{"bb":{"c":1},"a":1,"d":1}', tree)[2]] == [1, 0, 2]
    assert [leaf[0] for leaf in parse(b'{"b":1,"bbb":1,"bb":1}', tree)[2]] == [3, 4, 5]


def test_keys_of_any_length_are_told_apart() -> None:
    tree = new_tree()
    keys = ["k" * n for n in (1, 15, 16, 17, 31, 32, 33, 64)] + ["k" * 32 + "x", "k" * 15 + "x", "k" * 16 + "x"]
    record = json.dumps(dict.fromkeys(keys, 1)).encode()
    for _ in range(3):
        assert [leaf[0] for leaf in parse(record, tree)[2]] == list(range(len(keys)))


@pytest.mark.parametrize(
    ("data", "status", "end"),
    [
        (b"", INCOMPLETE, 0),
        (b"   ", INCOMPLETE, 3),
        (b"{", INCOMPLETE, 1),
        (b'{"a"', INCOMPLETE, 4),
        (b'{"a":', INCOMPLETE, 5),
        (b'{"a":1', INCOMPLETE, 6),
        (b'{"a":1,', INCOMPLETE, 7),
        (b'{"a":[', INCOMPLETE, 6),
        (b'{"a":[1', INCOMPLETE, 7),
        (b'{"a":[{"b', INCOMPLETE, 9),
        (b'"x', INCOMPLETE, 2),
        (b'"x\\', INCOMPLETE, 3),
        (b'"x\\u00', INCOMPLETE, 6),
        (b"-", INCOMPLETE, 1),
        (b"1.", INCOMPLETE, 2),
        (b"1e", INCOMPLETE, 2),
        (b"1e+", INCOMPLETE, 3),
        (b"tr", INCOMPLETE, 2),
        (b"-Inf", INCOMPLETE, 4),
        (b"12", OK, 2),
        (b"]", SYNTAX, 0),
        (b"{]", SYNTAX, 1),
        (b"[}", SYNTAX, 1),
        (b"{1:2}", SYNTAX, 1),
        (b'{"a" 1}', SYNTAX, 5),
        (b'{"a":1,}', SYNTAX, 7),
        (b'{"a":[1,]}', SYNTAX, 8),
        (b'{"a":[1}', SYNTAX, 7),
        (b'{"a":[{"b" 1}]}', SYNTAX, 11),
        (b'{"a":[{1:1}]}', SYNTAX, 7),
        (b'{"a\x01":1}', SYNTAX, 3),
        (b'{"a":[{"b\\x":1}]}', SYNTAX, 10),
        (b'"a\tb"', SYNTAX, 2),
        (b'"\\x"', SYNTAX, 2),
        (b'"\\u12g4"', SYNTAX, 5),
        (b"01", OK, 1),
        (b"-x", SYNTAX, 1),
        (b"1.x", SYNTAX, 2),
        (b"1ex", SYNTAX, 2),
        (b".5", SYNTAX, 0),
        (b"+1", SYNTAX, 0),
        (b"nulL", SYNTAX, 3),
        (b"Nan", SYNTAX, 2),
        (b"-NaN", SYNTAX, 1),
        (b"\xc3\xa9", SYNTAX, 0),
    ],
)
def test_what_is_no_value_is_told_from_what_is_cut(data: bytes, status: int, end: int) -> None:
    assert parse(data)[:2] == (status, end)


@pytest.mark.parametrize("number", [b"0", b"-0", b"10", b"1.5", b"-1.25e-7", b"1E5", b"1e+5", b"0.1", b"0e0"])
def test_numbers_are_leaves_as_written(number: bytes) -> None:
    assert parse(number + b" ") == (OK, len(number), [(0, number, LEAF_PLAIN)], 0)


@pytest.mark.parametrize("word", [b"NaN", b"Infinity", b"-Infinity"])
def test_words_that_are_no_numbers_are_flagged(word: bytes) -> None:
    assert parse(b'{"a":' + word + b"}")[3] == IS_OBJECT | NOT_FINITE


def test_depth_is_counted_without_recursion() -> None:
    assert parse(b"[" * 20 + b"]" * 20)[0] == OK
    assert parse(b"[" * 21)[:2] == (DEPTH, 20)
    assert parse(b'{"a":' * 30)[0] == DEPTH


def test_a_key_that_finds_no_room_flags_the_value() -> None:
    tree = new_tree()
    keys = {f"k{i}": {"x": i} for i in range(MOST_NODES)}
    status, _, leaves, flags = parse(json.dumps(keys).encode(), tree)
    assert (status, flags) == (OK, IS_OBJECT | TOO_WIDE)
    assert len(leaves) == tree.counts[COLUMNS] < MOST_NODES == tree.counts[NODES]


def test_what_a_failed_value_added_can_be_taken_back() -> None:
    tree = new_tree()
    parse(b'{"a":{"b":1}}', tree)
    before = [tree.counts[i] for i in (NODES, COLUMNS, POOL)]
    slots = tree.slots.copy()
    parse(b'{"a":2,"c":{"d":1},"a":{"e":{}},"f"', tree)
    take_back(tree, before[0], before[1])
    assert [tree.counts[i] for i in (NODES, COLUMNS, POOL)] == before
    assert (tree.slots == slots).all()
    assert parse(b'{"a":2,"g":1,"a":{"b":1}}', tree)[2] == [(1, b"2", 0), (2, b"1", 0), (3, b"1", 0)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(JSON, st.booleans(), st.sampled_from([None, 1]))
def test_what_python_writes_is_a_value(value: Any, is_ascii: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    data = text.encode("utf-8", "surrogatepass")
    status, end, _, _ = parse(data)
    assert (status, end) == (OK, len(data))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='{}[],:"\\ab0-1.eE+ \ntrufalsn', max_size=30))
def test_python_and_the_kernel_agree_on_what_is_a_value(text: str) -> None:
    inner = text.lstrip(" \n")
    assume(not inner.startswith(tuple("-0123456789")))  # Python stops before "x" in "1.x"
    try:
        end = json.JSONDecoder().raw_decode(inner)[1] + len(text) - len(inner)
    except json.JSONDecodeError:
        end = None
    status, found, _, _ = parse(text.encode())
    assert (found if status == OK else None) == end


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=32, max_size=60), st.binary(min_size=32, max_size=60), st.integers(0, 15), st.integers(0, 15))
def test_looks_at_sixteen_bytes_are_exact(one: bytes, other: bytes, at: int, start: int) -> None:
    a, b = np.frombuffer(one, np.uint8), np.frombuffer(other, np.uint8)
    plain = next((i for i in range(16) if one[at + i] in b'"\\' or one[at + i] < 32), 16)
    equal = next((i for i in range(16) if one[at + i] != other[start + i]), 16)
    assert (count_plain(a, at), count_equal(a, at, b, start)) == (plain, equal)
