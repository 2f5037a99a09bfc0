"""What a report needs, gathered from a case: its release, the log's times, the plug-ins' words and versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from findspot.model.stage import STAGES
from findspot.plugins.manager import PluginManager, manager
from findspot.protection import read_release
from findspot.publication.authenticity import CheckText
from findspot.publication.report import ReportData, RunBox
from findspot.publication.versions import versions_of

if TYPE_CHECKING:
    from findspot.store.case import Case


def collect_report(case: Case) -> ReportData:
    """Return all that the report of a case says.

    Raises:
        GateClosed: If nothing of the case has passed the gate.
    """
    plugins = manager()
    return ReportData(read_release(case), versions_of(plugins.records()), run_box(case), check_texts(plugins))


def check_texts(plugins: PluginManager) -> dict[str, CheckText]:
    """Return what each check says of itself."""
    return {c.code: CheckText(c.title, c.null_hypothesis, tuple(c.false_alarms)) for c in plugins.checks()}


def run_box(case: Case) -> RunBox:
    """Return times only: who ran it, and where, stays in the log."""
    states = [(stage, case.state.get(stage)) for stage in STAGES]
    stages = tuple((s, str(found.get("state", "")), float(found.get("seconds", 0))) for s, found in states if found)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return RunBox(_minute(now), _minute(_first_time(case.log.entries())), stages)


def _first_time(entries: Sequence[dict[str, Any]]) -> str:
    return str(entries[0]["time"]) if entries else ""


def _minute(time: str) -> str:
    """Return an ISO time as ``2026-11-21 14:05 UTC``; empty stays empty."""
    return f"{time[:10]} {time[11:16]} UTC" if time else ""
