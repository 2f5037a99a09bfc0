"""BSON documents are read by pymongo's decoder, into cells."""

from __future__ import annotations

import bson
import pytest

from findspot.testing.twins.bsondocuments import decode_bson
from findspot.testing.twins.records import StreamInfo

INFO = StreamInfo("a.bson", "", "bson", "bson")


def test_cells_of_a_document() -> None:
    data = bson.encode(
        {
            "_id": bson.ObjectId("5b00000000010000ff000001"),
            "n": 7,
            "s": "字",
            "o": {"x": None, "y": "z"},
            "l": ["a", {"k": 1}],
        }
    )
    assert decode_bson(data, INFO) == {
        "_id": "5b00000000010000ff000001", "n": "7", "s": "字", "o.x": None, "o.y": "z", "l": '["a",{"k":1}]',
    }  # fmt: skip


def test_bytes_that_are_no_document_are_refused() -> None:
    with pytest.raises(ValueError, match="BSON"):
        decode_bson(b"\x05\x00\x00", INFO)
