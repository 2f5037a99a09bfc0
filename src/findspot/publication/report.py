"""The report: one HTML page that needs no network, no script and no other file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from findspot.model.release import Release
from findspot.publication.authenticity import CheckText, check_cards
from findspot.publication.custody import opened_grid, sources_grid
from findspot.publication.damage import HEIGHT, LEGEND, draw_strips
from findspot.publication.figures import table_figures
from findspot.publication.footnotes import Footnotes
from findspot.publication.headline import is_incomplete, write_headline
from findspot.publication.inventory import table_cards
from findspot.publication.ledger import bytes_grid, counts_grid
from findspot.publication.numerals import format_count
from findspot.publication.versions import RERUN, Versions
from findspot.text.safe import safe_text

if TYPE_CHECKING:
    from jinja2 import Environment

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Content Security Policy of the page: nothing is loaded and no script runs."""


@dataclass(frozen=True, slots=True)
class RunBox:
    """What differs from run to run: times in UTC and seconds; no host, user or path."""

    made: str = ""
    sealed: str = ""
    stages: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportData:
    """All that a report says: a release, the words of the checks, versions, and the box on the run."""

    release: Release
    versions: Versions
    run: RunBox = field(default_factory=RunBox)
    check_texts: Mapping[str, CheckText] = field(default_factory=lambda: MappingProxyType({}))


def render_report(data: ReportData) -> str:
    """Return the page."""
    return _environment().get_template("report.html").render(**_view(data))


def _view(data: ReportData) -> dict[str, Any]:
    release = data.release
    around = release.surroundings
    small = f"fewer than {release.threshold} or withheld"
    return {
        "policy": POLICY,
        "css": resources.files("findspot.publication").joinpath("templates", "report.css").read_text("utf-8"),
        "run": data.run,
        "threshold": release.threshold,
        "small": small,
        "headline": write_headline(release),
        "is_incomplete": is_incomplete(around.streams),
        "sources": sources_grid(around.streams),
        "opened": opened_grid(around.streams),
        "strips": draw_strips(around.streams),
        "strip_height": HEIGHT,
        "legend": LEGEND,
        "byte_ledger": bytes_grid(around.streams),
        "row_ledger": counts_grid(around.streams, small),
        "tables": table_cards(around.tables, small),
        "checks": check_cards(around.checks, data.check_texts),
        "figures": table_figures(release.findings, small),
        "versions": data.versions,
        "rerun": RERUN,
        "notes": Footnotes(),
    }


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("findspot.publication"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["shown"] = safe_text
    environment.filters["count"] = format_count
    return environment
