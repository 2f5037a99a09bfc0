from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from findspot.api import RunSettings, intake, open_case
from findspot.testing.damage import Fate
from findspot.testing.scoring.planted import OTHER, Planted, find_streams
from findspot.testing.twins.payloads import read_payload

Twins = Callable[[str], Path]


@pytest.mark.parametrize("twin", ["register", "profiles"])
def test_every_stream_that_is_opened_is_found_by_its_chain_of_names(twin: str, twins: Twins, tmp_path: Path) -> None:
    folder = twins(twin)
    intake([folder / "dump"], case=tmp_path / "case", settings=RunSettings(workers=1))
    case = open_case(tmp_path / "case")
    streams = list(Planted(folder).streams())
    found = find_streams(case, streams)
    read = [stream for stream in streams if not stream.unread]
    assert {stream.place for stream in read} <= set(found)
    for stream in read:
        opened = case.open_stream(found[stream.place])
        payload = read_payload(folder / "dump", stream.info.file, stream.info.stream)
        assert opened.read(0, opened.length) == bytes(payload)


def test_what_is_not_read_yet_is_said_with_the_reason(twins: Twins) -> None:
    reasons = {s.place: s.unread for twin in ("profiles", "media") for s in Planted(twins(twin)).streams()}
    assert reasons["mongo/okidb/org.bson"] == "format is not read yet"
    assert {r for place, r in reasons.items() if place.startswith("info.tar.gz.001")} == {"container is not read yet"}
    assert reasons["okidb.sql"] == reasons["feed/feed-01.jsonl"] == ""


def test_records_that_are_no_whole_rows_and_charsets_that_are_not_read_are_not_scored(twins: Twins) -> None:
    fates = {
        twin: np.concatenate([t.truth.fate for s in Planted(twins(twin)).streams() for t in s.tables])
        for twin in ("register", "media")
    }
    assert (fates["register"] == OTHER).any()
    assert {Fate.UNTOUCHED, Fate.RECODED, OTHER} >= set(fates["media"].tolist())
    assert (fates["media"] == OTHER).any()
