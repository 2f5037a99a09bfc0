"""The working table: tokens for direct identifiers, text for the rest, years for birth dates."""

from __future__ import annotations

import pyarrow as pa
import pytest

from findspot.model.profile import ColumnProfile
from findspot.model.tables import Privacy
from findspot.plugins.manager import manager
from findspot.profiling.working import ColumnRewriter
from findspot.store import make_tokens

KEY = b"k" * 32
RECOGNISERS = {r.code: r for r in manager().recognisers()}


def rewriter(meaning: str, privacy: Privacy, normalised: str = "") -> ColumnRewriter:
    column = ColumnProfile("c001", "x", meaning, 1.0, privacy, "text", 1.0, 0.0, 0, normalised=normalised)
    return ColumnRewriter(column, RECOGNISERS.get(meaning), KEY)


def rewrite(column: ColumnRewriter, values: list[str | None]) -> list[list[str | None]]:
    return [a.to_pylist() for a in column.rewrite(pa.array(values, pa.string()))[0]]


def test_spellings_of_one_identifier_get_one_token() -> None:
    column = rewriter("phone", Privacy.DIRECT)
    (tokens,) = rewrite(column, ["12012345678", "+86 120 1234 5678", "１２０１２３４５６７８", "12012345679"])
    assert tokens[0] == tokens[1] == tokens[2] != tokens[3]
    assert tokens[:1] == make_tokens(pa.array(["12012345678"]), key=KEY, meaning="phone").to_pylist()


def test_what_is_missing_has_no_token() -> None:
    assert rewrite(rewriter("phone", Privacy.DIRECT), [None, "", "无", "-", "0"]) == [[None] * 5]


def test_a_value_without_normal_form_still_has_a_token() -> None:
    (tokens,) = rewrite(rewriter("phone", Privacy.DIRECT), ["see file", " see file", "12012345678"])
    assert tokens[0] == tokens[1]
    assert len(set(tokens)) == 2
    assert all(len(t or "") == 32 for t in tokens)


def test_unknown_columns_are_tokens_as_a_whole() -> None:
    (tokens,) = rewrite(rewriter("unknown", Privacy.DIRECT), ["secret", " secret", None])
    assert tokens[0] == tokens[1] != "secret"
    assert tokens[2] is None


def test_a_date_of_birth_is_kept_by_the_year() -> None:
    column = rewriter("birth-date", Privacy.QUASI, "n_c001")
    tokens, years = rewrite(column, ["1962-03-04", "1962.3.4", "1970年1月", "1981", "?x", None])
    assert years == ["1962", "1962", "1970", "1981", None, None]
    assert tokens[0] == tokens[1] != tokens[2]
    assert not any("-" in (t or "") for t in tokens)


@pytest.mark.parametrize(
    ("meaning", "values", "normal"),
    [
        ("date", ["4.3.2019", "x", "无"], ["2019-03-04", None, None]),
        ("timestamp", ["2019-03-04 1:02", None], ["2019-03-04T01:02:00", None]),
        ("sex", ["男", "F", "0"], ["m", "f", None]),
        ("country", ["NA", "英国"], ["NAM", "GBR"]),
    ],
)
def test_other_columns_keep_their_text_beside_the_normal_form(
    meaning: str, values: list[str | None], normal: list[str | None]
) -> None:
    assert rewrite(rewriter(meaning, Privacy.QUASI, "n_c001"), values) == [values, normal]


def test_valid_values_are_counted_by_rows() -> None:
    column = rewriter("cn-resident-id", Privacy.DIRECT)
    rewrite(column, ["319901194402010012", "319901194402010012", "319901194402010011", "-", None])
    assert (column.present, column.valid) == (3, 2)
    phones = rewriter("phone", Privacy.DIRECT)
    rewrite(phones, ["12012345678", "x", "x"])
    assert (phones.present, phones.valid) == (3, 1)
