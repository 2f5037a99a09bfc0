"""The stage ``publish``: report, findings and bundle of a release, each replaced as a whole."""

from __future__ import annotations

import hashlib
import json
import time
from datetime import UTC, datetime
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from findspot.exporters.json_text import findings_bytes
from findspot.model.stage import Progress, StageReport
from findspot.publication.bundle import write_bundle
from findspot.publication.collection import collect_report
from findspot.publication.report import render_report
from findspot.publication.verifier import fingerprint
from findspot.store.files import make_private_folder, write_whole

if TYPE_CHECKING:
    from findspot.store.case import Case


_MESSAGES: Final = (
    "Report: out/report.html. Bundle: out/bundle; anybody can check it with `python3 data/verify.py` inside, "
    "which prints the fingerprint to give by another way.",
)


def publish_case(case: Case, *, progress: Progress) -> StageReport:
    """Write ``out/report.html``, ``out/findings.json`` and ``out/bundle`` from the release of a case.

    Raises:
        GateClosed: If nothing of the case has passed the gate.
        EnvironmentProblem: If the files cannot be written.
    """
    started = time.monotonic()
    progress.start("publish", None)
    with case.lock():
        data = collect_report(case)
        findings = findings_bytes(data.release)
        report = render_report(data).encode()
        checkpoint = _log_publication(case, findings, report)
        out = make_private_folder(case.root / "out")
        payload = {
            "report.html": report,
            "findings.json": findings,
            "README.txt": _read_me(),
            "versions.json": _canonical(data.versions.to_dict()),
            "checkpoint.json": _canonical(checkpoint),
        }
        write_whole(out / "findings.json", findings)
        write_whole(out / "report.html", report)
        write_bundle(out / "bundle", payload, date=datetime.now(UTC).date().isoformat())
        case.log.append("bundle", {"fingerprint": fingerprint(out / "bundle")})
    progress.finish()
    counts = {"findings": len(data.release.findings), "report_bytes": len(report), "bundle_files": len(payload) + 1}
    return StageReport("publish", "done", time.monotonic() - started, counts, _MESSAGES)


def _canonical(value: Any) -> bytes:
    """Return the one JSON text that stands for ``value``, a line end last."""
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()


def _log_publication(case: Case, findings: bytes, report: bytes) -> dict[str, Any]:
    """Write to the log what is published and return the checkpoint that covers it."""
    hashes = {"findings": findings, "report": report}
    case.log.append("publish", {f"{name}_sha256": hashlib.sha256(b).hexdigest() for name, b in hashes.items()})
    return case.log.checkpoint()


def _read_me() -> bytes:
    return resources.files("findspot.publication").joinpath("templates", "README.txt").read_bytes()
