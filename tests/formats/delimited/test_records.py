"""The cases of ``tests/data/delimited/records.toml``, each read in one window and in small ones."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from findspot.formats.delimited.reading import read_with
from findspot.formats.delimited.scanning import Layout
from findspot.model.batch import ReadSettings
from findspot.model.span import ByteClass
from findspot.testing.streams import MemoryStream, check_partition
from findspot.text.encodings import EncodingPrior

CASES = tomllib.loads((Path(__file__).parents[2] / "data/delimited/records.toml").read_text("utf-8"))["case"]


def layout_of(case: dict[str, Any]) -> Layout:
    quote = case.get("quote", '"')
    return Layout(
        EncodingPrior(),
        0,
        case.get("delimiter", ",").encode(),
        ord(quote) if quote else -1,
        case.get("columns", 3),
        case.get("returns_end", False),
        case.get("header", "").encode(),
    )


def events_of(case: dict[str, Any], **settings: int) -> list[list[Any]]:
    stream = MemoryStream(case["text"].encode())
    settings = {"max_record_bytes": case.get("limit", 1 << 20), "workers": 0} | settings
    chunks = list(read_with(layout_of(case), stream, ReadSettings(**settings)))
    check_partition(chunks, stream.length)
    found: list[tuple[int, list[Any]]] = []
    for chunk in chunks:
        for rows in chunk.rows:
            absent = {name for name, count in rows.absent.items() if count}
            for row in rows.batch.to_pylist():
                values = [
                    "<absent>" if v is None and k in absent else v for k, v in row.items() if not k.startswith("_fs_")
                ]
                found.append((row["_fs_offset"], ["row", row["_fs_how"], values]))
        spans = {ByteClass.REJECT: chunk.rejects, ByteClass.STRUCTURE: chunk.structure, ByteClass.GAP: chunk.gaps}
        for kind, span in spans.items():
            pairs = zip(span.offset.tolist(), span.code.tolist(), strict=True)
            found += [(offset, [kind.name.lower(), code]) for offset, code in pairs]
    return [event for _, event in sorted(found, key=lambda item: item[0])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_records_come_out_as_the_case_says(case: dict[str, Any]) -> None:
    assert events_of(case) == case["events"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_windows_do_not_change_what_comes_out(case: dict[str, Any]) -> None:
    assert [events_of(case, window_bytes=size) for size in (5, 16, 23)] == [case["events"]] * 3
