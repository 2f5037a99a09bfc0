"""CHK-DUPLICATE: rows and identity numbers that come more than once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.checks.tables import Columns, batches, describe

from findspot.checks.duplicates import Duplicates
from findspot.plugins.protocols import Verdict

MAN, OLD = "319901194402010012", "319901440201001"
CHECK = Duplicates()


def run(columns: Columns, size: int = 2) -> Verdict:
    return CHECK.run(describe(columns), batches(columns, size))


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from(["1", "2", ""])), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_repeated_rows_are_counted(rows: list[tuple[str | None, str]]) -> None:
    columns = {"category": [r[0] for r in rows], "number": [r[1] for r in rows]}
    verdict = run(columns, 7)
    assert verdict.counts == {"rows": len(rows), "repeated-rows": len(rows) - len(set(rows))}
    assert verdict.effect == (len(rows) - len(set(rows))) / len(rows)


def test_the_same_id_in_both_lengths_is_one() -> None:
    verdict = run({"cn-resident-id": [MAN, OLD, MAN.lower(), "319901194402010011", None], "key": list("12345")})
    assert verdict.counts["rows-with-id"] == 3
    assert verdict.counts["ids-in-several-rows"] == 1
    assert verdict.notes == ("ids-in-several-rows",)
    assert verdict.verdict == "passed"


def test_many_repeated_rows_need_a_look_and_most_fail() -> None:
    assert run({"key": [str(n) for n in range(960)] + ["0"] * 40}, 500).verdict == "look"
    assert run({"key": ["1"] * 50}).verdict == "failed"


def test_a_table_without_rows_passes() -> None:
    verdict = run({"key": []})
    assert (verdict.verdict, verdict.effect, verdict.rows) == ("passed", None, 0)


def test_it_applies_to_every_table_with_columns() -> None:
    assert CHECK.applies(describe({"unknown": ["x"]}))


def test_its_own_samples_do_what_they_say() -> None:
    def sample(text: str) -> Columns:
        rows = [part.split(",") for part in text.split("/")]
        return {"key": [r[0].strip() for r in rows], "person-name": [r[1].strip() for r in rows]}

    assert run(sample(CHECK.passing_sample)).counts["repeated-rows"] == 0
    assert run(sample(CHECK.failing_sample)).counts["repeated-rows"] == 1
