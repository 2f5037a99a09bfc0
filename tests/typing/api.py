"""Sample calls of the public API, checked by mypy only: what is written here must keep type-checking.

A line that must not type-check says so with ``type: ignore``; mypy --strict complains when it starts to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, assert_type

import findspot
from findspot import api, errors
from findspot.api import RunReport, RunSettings
from findspot.model.batch import ReadSettings
from findspot.model.finding import Estimate, Finding, findings_document
from findspot.model.release import Release
from findspot.model.stage import Progress, Silent, StageReport
from findspot.plugins.hookspecs import hookimpl
from findspot.plugins.protocols import Format
from findspot.store import Case

case = findspot.open_case("case")
assert_type(case, Case)
assert_type(findspot.__version__, str)

report = findspot.run(["dump.sql", Path("more")], case="case")
assert_type(report, RunReport)
assert_type(report.report, Path)
assert_type(report.needs_look, bool)
assert_type(report.stages, tuple[StageReport, ...])

findspot.run("dump.sql")  # type: ignore[call-arg]
findspot.run(["dump.sql"], "case")  # type: ignore[call-arg]
findspot.run([1], case="case")  # type: ignore[list-item]

settings = RunSettings(in_place=True, workers=4)
settings.workers = 8  # type: ignore[misc]
RunSettings(True)  # positional is allowed; a wrong name is not
RunSettings(threads=4)  # type: ignore[call-arg]


class Counter:
    """Progress need not inherit anything."""

    def start(self, task: str, total_bytes: int | None) -> None: ...

    def advance(self, *, size: int = 0, rows: int = 0) -> None: ...

    def finish(self) -> None: ...


progress: Progress = Counter()
progress = Silent()
progress = object()  # type: ignore[assignment]

api.create_case(Path("case"), in_place=True)
assert_type(api.intake(["dump.sql"], case="case", settings=settings, progress=Counter()), StageReport)
for stage in (api.recover, api.profile, api.verify, api.resolve, api.analyse, api.protect, api.publish):
    assert_type(stage("case", settings=settings, progress=progress), StageReport)

assert_type(api.status("case"), dict[str, Any])
assert_type(api.findings("case"), dict[str, Any])
assert_type(api.log("case", verify=True), dict[str, Any])
assert_type(api.check_bundle("case/out/bundle"), list[str])
assert_type(api.where("case", "2:0").to_dict(), dict[str, Any])
api.where("case", "2:0", reveal_reason="Asked by the editor.")
api.reveal("case", "members", reason="Asked by the editor.", out="members.parquet")
api.reveal("case", "members", out="members.parquet")  # type: ignore[call-arg]

estimate = Estimate.exact(12, denominator=20)
finding = Finding("ROWS", "members", estimate)
finding.table = "other"  # type: ignore[misc]
Finding("ROWS", "members", estimate, scope="half")  # type: ignore[arg-type]
assert_type(findings_document([finding]), dict[str, Any])

Release((finding,), 10)  # type: ignore[call-arg]

try:
    api.open_case("nowhere")
except errors.NotACase as error:
    assert_type(error.exit_code, int)
    assert_type(error.to_dict(), dict[str, str])


@hookimpl
def findspot_formats() -> list[Format]:
    """A hook of a plug-in keeps its type."""
    return []


assert_type(findspot_formats(), list[Format])
ReadSettings(window_bytes="4 MiB")  # type: ignore[arg-type]
