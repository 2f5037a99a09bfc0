"""The chain from a row to the sealed bytes."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from tests.recovery.lines import LineFormat

from findspot.errors import UsageProblem
from findspot.intake import take_in
from findspot.model.stage import Silent
from findspot.recovery.place import hex_lines, locate
from findspot.recovery.stage import recover_case
from findspot.store import Case, create_case

GOOD = b"a=1\nbee=2\n\nbroken\nc=UP\n"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    source = tmp_path / "x.lines.gz"
    source.write_bytes(gzip.compress(GOOD))
    held = create_case(tmp_path / "case")
    take_in(held, [source], progress=Silent())
    recover_case(held, formats=[LineFormat()])
    return held


def test_a_row_leads_back_to_the_sealed_file(case: Case) -> None:
    place = locate(case, "2:4")
    assert (place.kind, place.table, place.how, place.offset, place.length) == ("row", "x__pairs", "read", 4, 6)
    inner, outer = place.chain
    assert (inner.stream, inner.step, outer.stream, outer.step) == (2, "gzip", 1, "source")
    assert outer.name == "x.lines.gz"
    assert outer.size is not None
    assert outer.offset is not None
    assert outer.offset + outer.size <= outer.length
    assert len(outer.sha256) == 64


def test_any_byte_of_a_record_finds_its_row(case: Case) -> None:
    assert locate(case, "2:7").row_id == "2:4"


@pytest.mark.parametrize(
    ("row_id", "kind", "detail"),
    [("2:10", "structure", "BLANK"), ("2:13", "reject", "SYNTAX"), ("1:12", "child", "2"), ("1:0", "structure", "")],
)
def test_other_bytes_say_what_they_are(case: Case, row_id: str, kind: str, detail: str) -> None:
    place = locate(case, row_id)
    assert place.kind == kind
    assert detail in place.detail


def test_values_are_masked_unless_asked_for(case: Case) -> None:
    masked, shown = locate(case, "2:4"), locate(case, "2:4", masked=False)
    assert "bee" not in "".join(masked.hex)
    assert "62 65 65" not in "".join(masked.hex)
    assert "bee=2" in "".join(shown.hex)
    assert "62 65 65" in "".join(shown.hex)


def test_repairs_are_told_and_masked(case: Case) -> None:
    (repair,) = locate(case, "2:18").repairs
    assert (repair["rule"], repair["before"]) == ("lower", "··")
    (repair,) = locate(case, "2:18", masked=False).repairs
    assert repair["before"] == "UP"


@pytest.mark.parametrize("row_id", ["x", "2", "2:", "9:0", "2:100000", "2:1:1", "-1:0"])
def test_a_place_that_is_not_there_is_a_usage_problem(case: Case, row_id: str) -> None:
    with pytest.raises(UsageProblem):
        locate(case, row_id)


def test_a_place_is_told_as_plain_json_types(case: Case) -> None:
    answer = locate(case, "2:4").to_dict()
    assert answer["chain"][0]["stream"] == 2
    assert set(answer) == {
        "row_id",
        "kind",
        "table",
        "how",
        "detail",
        "offset",
        "length",
        "chain",
        "repairs",
        "runs",
        "hex",
    }


def test_hex_lines_hold_sixteen_bytes_each() -> None:
    lines = hex_lines(bytes(range(40)), 256, masked=False)
    assert [line[:12] for line in lines] == ["000000000100", "000000000110", "000000000120"]
    assert lines[2].rstrip().endswith(" !\"#$%&'")
