from __future__ import annotations

import pytest

from findspot.errors import UsageProblem
from findspot.testing.twins.making import load_plan
from findspot.testing.twins.plan import Knob, parse_knobs, place_order

PLAN = load_plan("register")


def test_settings_are_read_as_knob_and_value() -> None:
    assert parse_knobs(["female=0.4", " archive = 7z ", "text=a=b"]) == {
        "female": "0.4",
        "archive": "7z",
        "text": "a=b",
    }
    assert parse_knobs([]) == {}


@pytest.mark.parametrize("settings", [["female"], ["=1"], ["a=1", "a=2"]])
def test_a_setting_of_another_form_is_refused(settings: list[str]) -> None:
    with pytest.raises(UsageProblem):
        parse_knobs(settings)


def test_a_knob_reads_a_value_as_its_own_type() -> None:
    assert Knob("a", 0.5, "").read("0.25") == 0.25
    assert Knob("a", 3, "", 0, 10).read("7") == 7
    assert Knob("a", "x", "").read(7) == "7"


@pytest.mark.parametrize("value", ["much", "1.5", "-0.1", "nan"])
def test_a_knob_refuses_what_is_no_number_within_its_bounds(value: str) -> None:
    with pytest.raises(UsageProblem, match="share"):
        Knob("share", 0.5, "").read(value)


def test_an_order_has_a_value_for_every_knob() -> None:
    order = place_order(PLAN, "S", 3, {"female": "0.4", "containers": "csv, sql,"})
    assert (order.rows, order.seed, order.share("female"), order.share("young")) == (20_000, 3, 0.4, 0.266)
    assert order.names("containers") == ("csv", "sql")
    assert order.count("firms") == 200
    assert order.text("archive") == "zip"


def test_rows_can_be_set_in_the_place_of_a_size() -> None:
    assert place_order(PLAN, "L", 1, {"rows": 50}).rows == 50
    assert place_order(PLAN, "L", 1, {}).rows == 1_957_239


@pytest.mark.parametrize(
    ("size", "seed", "knobs"), [("XL", 1, {}), ("S", -1, {}), ("S", 1, {"colour": 1}), ("S", 1, {"female": "all"})]
)
def test_an_order_that_cannot_be_meant_is_refused(size: str, seed: int, knobs: dict[str, str]) -> None:
    with pytest.raises(UsageProblem):
        place_order(PLAN, size, seed, knobs)


def test_each_name_has_random_numbers_of_its_own_and_always_the_same() -> None:
    order = place_order(PLAN, "S", 3, {})
    first = order.random("names").random(5).tolist()
    order.random("other", 1).random(100)
    assert order.random("names").random(5).tolist() == first
    others = [order.random("names", 1), order.random("name"), place_order(PLAN, "S", 4, {}).random("names")]
    assert all(random.random(5).tolist() != first for random in others)
