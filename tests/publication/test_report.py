"""The report: one file, no script, no network, and nothing in it that could name a person or a place in a file."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from findspot.model.finding import Estimate, Finding
from findspot.model.release import release_from_gate
from findspot.model.released import ReleasedCheck, ReleasedColumn, ReleasedTable, Surroundings
from findspot.publication.report import POLICY, ReportData, render_report

VOID = {"meta", "link", "rect", "path", "br"}


class Page(HTMLParser):
    """Reads a page, checks that elements nest, and keeps tags, attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def page(sample_report: ReportData) -> Page:
    return Page(render_report(sample_report))


def test_it_has_every_section_in_order(page: Page) -> None:
    assert [s["id"] for s in page.of("section")] == [
        "custody",
        "damage",
        "ledger",
        "tables",
        "checks",
        "findings",
        "methods",
        "versions",
        "notes",
    ]


def test_every_link_leads_to_a_place_in_the_page(page: Page) -> None:
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    assert {str(a["href"]) for a in page.of("a")} <= {f"#{i}" for i in ids}
    assert {a["aria-labelledby"] for a in page.of("section")} <= set(ids)


def test_it_loads_and_runs_nothing(page: Page, sample_report: ReportData) -> None:
    html = render_report(sample_report)
    (policy,) = [m["content"] for m in page.of("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policy == POLICY
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "iframe", "object", "embed", "form", "img", "base"})
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not re.search(r"https?://|//[a-z]|@import|url\(|javascript:", html)
    assert [a["href"] for a in page.of("link")] == ["data:,"]


def test_every_table_has_heads_with_a_scope(page: Page) -> None:
    assert all(a.get("scope") in {"col", "row"} for a in page.of("th"))
    assert len(page.of("caption")) == len(page.of("table"))


def test_pictures_are_told_in_words(page: Page) -> None:
    for svg in page.of("svg"):
        assert svg.get("aria-hidden") == "true" or (svg["role"] == "img" and svg["aria-label"])


def test_findings_intervals_and_withheld_cells_are_there(page: Page) -> None:
    text = page.text.replace("\u202f", " ")
    for expected in ("198 402–199 010 (95 %)", "fewer than 10 or withheld", "群众", "91 225", "1931", "adds up"):
        assert expected.lower() in text.lower()


def test_no_small_count_no_direct_value_and_no_file_name_is_there(sample_report: ReportData) -> None:
    html = render_report(sample_report)
    assert "1931-07-01" not in html
    for name in ("members.zip", "members.csv", "secret.csv", "branches.sql", "visits.json"):
        assert name not in html
    for small in ("X</bdi></th>", "not stated</bdi></th>"):
        row = html[html.index(small) :].split("</tr>")[0]
        assert "fewer than 10 or withheld" in row
        assert "<rect" not in row


def test_methods_say_what_numbers_do_not_mean(page: Page) -> None:
    for sentence in (
        "Being listed in a file proves nothing",
        "Numbers are not multiplied up to the whole",
        "Counts of 1 to 9 persons",
        "It assumes nothing about what is missing",
    ):
        assert sentence in page.text


def test_footnotes_are_numbered_and_explained(page: Page) -> None:
    refs = {a["href"] for a in page.of("a") if str(a["href"]).startswith("#note-")}
    notes = {f"#{a['id']}" for a in page.of("li") if a.get("id")}
    assert refs == notes
    assert len(notes) == 3


def test_the_same_data_gives_the_same_page(sample_report: ReportData) -> None:
    assert render_report(sample_report) == render_report(sample_report)


def test_only_the_box_and_the_date_of_custody_differ_from_run_to_run(sample_report: ReportData) -> None:
    other = replace(sample_report, run=replace(sample_report.run, made="2031-01-01 00:00 UTC", stages=()))
    pages = [render_report(d) for d in (sample_report, other)]
    box = re.compile(r'<aside class="run".*?</aside>', re.DOTALL)
    assert pages[0] != pages[1]
    assert box.sub("", pages[0]) == box.sub("", pages[1])


HOSTILE = "</bdi><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202e{{ 1234*5678 }}\x00"


def hostile_data(sample_report: ReportData, text: str) -> ReportData:
    """A release in which everything that can come from a dump is ``text``."""
    cell = Finding("COUNT", text, Estimate.exact(50), (text,), (text,), notes=(text,))
    total = Finding(text, text, Estimate(text, text, text, None, text))
    column = ReleasedColumn(text, text, 0.5, text, text, 0.5, 0.5, 50, (text,))
    check = ReleasedCheck(text, text, text, text, 0.5, 0.1, 0.9, 50, text, (text,), ((text, 50),), withheld=False)
    streams = tuple(
        replace(s, kind=text, reason=text, encoding=text, format=text)
        for s in sample_report.release.surroundings.streams
    )
    around = Surroundings(streams, (ReleasedTable(text, True, 50, (1,), (column,)),), (check,))
    return replace(sample_report, release=release_from_gate((cell, total), 10, around))


def test_hostile_text_stays_text(sample_report: ReportData) -> None:
    html = render_report(hostile_data(sample_report, HOSTILE))
    page = Page(html)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img"})
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert "\u202e" not in html
    assert "\x00" not in html
    assert "7006652" not in html
    assert "\\u202e" in page.text


def test_naughty_strings_stay_text(sample_report: ReportData, shared_data: Path) -> None:
    """The Big List of Naughty Strings in the place of every name and value."""
    strings: list[str] = json.loads((shared_data / "hostile" / "blns" / "blns.json").read_bytes())
    findings = tuple(Finding("ROWS", text, Estimate(text, text, text, None, text)) for text in strings)
    everywhere = (hostile_data(sample_report, text) for text in strings[::40])
    for data in (replace(sample_report, release=release_from_gate(findings, 10)), *everywhere):
        page = Page(render_report(data))
        assert {tag for tag, _ in page.tags}.isdisjoint({"script", "img", "iframe", "svg:script"})
        assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_an_empty_release_makes_a_page(sample_report: ReportData) -> None:
    page = Page(render_report(replace(sample_report, release=release_from_gate((), 10))))
    for words in (
        "There are no findings.",
        "No stream could be opened.",
        "No table was recovered.",
        "No check applied",
    ):
        assert words in page.text


def test_a_left_out_plugin_is_named(sample_report: ReportData) -> None:
    from findspot.plugins.manager import PluginRecord
    from findspot.publication.versions import versions_of

    versions = versions_of([PluginRecord("stranger", "9", error="ImportError: x"), PluginRecord("silent", "1")])
    assert "left out: ImportError" in Page(render_report(replace(sample_report, versions=versions))).text
