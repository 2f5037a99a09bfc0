"""The box at the top says what was found and what is missing, in words that the data can carry."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from findspot.model.finding import Estimate, Finding
from findspot.model.release import Release, release_from_gate
from findspot.model.released import Surroundings
from findspot.publication.headline import is_incomplete, write_headline

SAYS_TOO_MUCH = re.compile(r"\b(spy|spies|loyalist|infiltrat|embedded|agent|suspect|member of)", re.IGNORECASE)
"""Words that no row can carry (claims R8)."""


def sentences(release: Release) -> list[str]:
    return [s.replace("\u202f", " ") for s in write_headline(release).sentences]


def only(release: Release, *streams: int, **more: object) -> Release:
    kept = tuple(s for s in release.surroundings.streams if s.id in streams)
    around = replace(release.surroundings, streams=kept, **more)  # type: ignore[arg-type]
    return release_from_gate(release.findings, release.threshold, around)


def test_the_sample_is_told_in_full(sample_release: Release) -> None:
    assert sentences(sample_release) == [
        "The 3 files taken in (14.2 MB) hold at least 289 125 rows in 3 tables.",
        "Of 46.8 MB of content, 97.3 % are rows, 0.2 % hold them together, and 2.4 % could not be read.",
        "Table members holds at least 199 801 rows, "
        "which we resolve to 198 733 (95 % interval 198 402–199 010) people.",
        "Missing: 89 records that could not be read (11.8 kB), 1.13 MB of which nothing could be made, "
        "1 piece of unknown length and 1 stream that could not be opened. "
        "Counts here are of what was recovered, and we do not extrapolate them.",
        "Of 3 checks for signs of forgery and error, 1 failed and 1 needs a look.",
        "5 numbers are withheld, as they count fewer than 10 persons or would give such a count away.",
    ]


def test_an_undamaged_file_is_told_plainly(sample_release: Release) -> None:
    whole = only(sample_release, 4, checks=sample_release.surroundings.checks[1:2])
    told = sentences(whole)
    assert told[0] == "The file taken in (1.21 MB) holds 1 204 rows in 3 tables."
    assert "Nothing is missing: every byte of every file was read." in told
    assert "1 check for signs of forgery and error found nothing." in told
    assert not is_incomplete(whole.surroundings.streams)
    assert "at least" not in " ".join(told)


def test_no_word_says_more_than_rows_can(sample_release: Release) -> None:
    assert not SAYS_TOO_MUCH.search(" ".join(sentences(sample_release)))


def test_withheld_rows_make_the_sum_a_lower_limit(sample_release: Release) -> None:
    streams = tuple(replace(s, rows=None) if s.id == 4 else s for s in sample_release.surroundings.streams)
    tables = tuple(replace(t, rows=None) if t.name == "visits" else t for t in sample_release.surroundings.tables)
    hidden = release_from_gate((), 10, Surroundings(streams=streams, tables=tables))
    assert write_headline(hidden).figures[0].number.replace("\u202f", " ") == "at least 201 005"
    assert is_incomplete(streams)


def test_persons_without_a_count_of_rows(sample_release: Release) -> None:
    persons = Finding("PERSONS", "m", Estimate(500, 400, 600, None, "count"))
    few = Finding("PERSONS", "n", Estimate(None, None, None, None, "count"), suppressed=True)
    release = release_from_gate((persons, few), 10, only(sample_release, 4).surroundings)
    told = sentences(release)
    assert "In table m we tell 500 (400–600) people apart." in told
    assert not any("table n" in s for s in told)
    assert told[-1].startswith("1 number is withheld")


@pytest.mark.parametrize(("looks", "words"), [(1, "1 needs a look"), (2, "2 need a look")])
def test_checks_are_counted(sample_release: Release, looks: int, words: str) -> None:
    (look,) = [c for c in sample_release.surroundings.checks if c.verdict == "look"]
    release = only(sample_release, 4, checks=(look,) * looks)
    assert any(s.endswith(f"error, {words}.") for s in sentences(release))


def test_an_empty_case_is_told_without_dividing_by_nothing() -> None:
    told = write_headline(release_from_gate((), 10))
    assert told.sentences == (
        "The 0 files taken in (0\u202fB) hold 0 rows in 0 tables.",
        "Nothing is missing: every byte of every file was read.",
    )
    assert [f.what for f in told.figures] == ["rows recovered", "tables"]
