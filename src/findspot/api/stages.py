"""The eight stages and ``run``; each skips what was done before on the same input."""

from __future__ import annotations

import hashlib
import importlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from findspot.errors import UsageProblem
from findspot.model.stage import STAGES, Progress, Silent, StageReport
from findspot.version import __version__

if TYPE_CHECKING:
    from findspot.store import Case


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What a run can be told.

    Attributes:
        in_place: Keep a reference and hash of each source instead of a sealed copy.
        workers: Threads beside the one that reads; changes nothing in what comes out.
        window_bytes: Bytes looked at in one go, at least 64 KiB; changes nothing either.
    """

    in_place: bool = False
    workers: int = 2
    window_bytes: int = 4 << 20


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did, stage by stage; ``report`` is the page to open first."""

    case: Path
    stages: tuple[StageReport, ...]
    report: Path

    @property
    def needs_look(self) -> bool:
        """Whether some stage found damage or a failed check."""
        return any(s.needs_look for s in self.stages)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types."""
        return {
            "case": str(self.case),
            "report": str(self.report),
            "needs_look": self.needs_look,
            "stages": [s.to_dict() for s in self.stages],
        }


def create_case(path: Path | str, *, in_place: bool = False) -> Case:
    """Make a new case folder and its key (outside the folder), and open it."""
    from findspot.store import create_case as create

    return create(Path(path), in_place=in_place)


def open_case(path: Path | str) -> Case:
    """Open an existing case.

    Raises:
        NotACase: There is none at ``path``.
        CaseTooNew: It was written by a newer version; it is left untouched.
        KeyMissing: Its key is not in the key folder.
    """
    from findspot.store import open_case as open_existing

    return open_existing(Path(path))


def run(
    sources: Sequence[Path | str],
    *,
    case: Path | str,
    settings: RunSettings | None = None,
    progress: Progress | None = None,
) -> RunReport:
    """Take the sources in and run all stages; what was done before on the same input is skipped.

    Args:
        sources: Files and folders.
        case: The case folder; made if there is none.
        settings: Speed and custody, see ``RunSettings``.
        progress: Told of bytes and rows.

    Raises:
        InputRefused: A source does not exist or cannot be taken in.
        EnvironmentProblem: The disk is full, rights are missing or the case is in use.
    """
    chosen = settings or RunSettings()
    taken_in = intake(sources, case=case, settings=chosen, progress=progress)
    reports = [taken_in]
    with _opened(case) as held:
        reports += [_run_stage(held, name, chosen, progress or Silent()) for name in STAGES[1:]]
        return RunReport(held.root, tuple(reports), held.root / "out" / "report.html")


def intake(
    sources: Sequence[Path | str],
    *,
    case: Path | str,
    settings: RunSettings | None = None,
    progress: Progress | None = None,
) -> StageReport:
    """Seal the sources into the case and open their containers; a case that is not there is made.

    Raises:
        UsageProblem: No source is named.
        InputRefused: A source does not exist, or none can be read.
    """
    from findspot.intake import check_sources, take_in

    if not sources:
        raise UsageProblem("No source is named.", advice="Name at least one file or folder.")
    chosen = settings or RunSettings()
    paths = [Path(s) for s in sources]
    check_sources(paths)
    folder = Path(case)
    if not (folder / "case.toml").exists():
        create_case(folder, in_place=chosen.in_place)
    with _opened(folder) as held:
        started = time.perf_counter()
        report = take_in(held, paths, progress=progress or Silent())
        return _record(held, replace(report, seconds=time.perf_counter() - started), _fingerprint_streams(held))


def recover(case: Path | str, *, settings: RunSettings | None = None, progress: Progress | None = None) -> StageReport:
    """Turn the bytes of every stream into rows, with a ledger that adds up."""
    return _stage(case, "recover", settings, progress)


def profile(case: Path | str, *, settings: RunSettings | None = None, progress: Progress | None = None) -> StageReport:
    """Say of each column what it means, how full and how valid it is, and write the working tables."""
    return _stage(case, "profile", settings, progress)


def verify(case: Path | str, *, settings: RunSettings | None = None, progress: Progress | None = None) -> StageReport:
    """Run the checks of whether the dump is genuine and consistent."""
    return _stage(case, "verify", settings, progress)


def resolve(case: Path | str, *, settings: RunSettings | None = None, progress: Progress | None = None) -> StageReport:
    """Tell which rows are one person."""
    return _stage(case, "resolve", settings, progress)


def analyse(case: Path | str, *, settings: RunSettings | None = None, progress: Progress | None = None) -> StageReport:
    """Count, with error and bounds."""
    return _stage(case, "analyse", settings, progress)


def protect(case: Path | str, *, settings: RunSettings | None = None, progress: Progress | None = None) -> StageReport:
    """Pass the findings through the gate."""
    return _stage(case, "protect", settings, progress)


def publish(case: Path | str, *, settings: RunSettings | None = None, progress: Progress | None = None) -> StageReport:
    """Write the report and the bundle of what the gate cleared."""
    return _stage(case, "publish", settings, progress)


def _stage(case: Path | str, name: str, settings: RunSettings | None, progress: Progress | None) -> StageReport:
    with _opened(case) as held:
        return _run_stage(held, name, settings or RunSettings(), progress or Silent())


@contextmanager
def _opened(case: Path | str) -> Iterator[Case]:
    held = open_case(case)
    with held.lock():
        yield held


_FUNCTIONS: Final = {
    "recover": ("findspot.recovery.stage", "recover_case"),
    "profile": ("findspot.profiling", "profile_case"),
    "verify": ("findspot.verification", "verify_case"),
    "resolve": ("findspot.resolution", "resolve_case"),
    "analyse": ("findspot.analysis", "analyse_case"),
    "protect": ("findspot.protection", "protect_case"),
    "publish": ("findspot.publication", "publish_case"),
}


def _function(name: str) -> Callable[..., StageReport]:
    """Return the function of a stage; loaded only now, as each brings heavy libraries."""
    module, function = _FUNCTIONS[name]
    found: Callable[..., StageReport] = getattr(importlib.import_module(module), function)
    return found


def _run_stage(case: Case, name: str, settings: RunSettings, progress: Progress) -> StageReport:
    fingerprint = _fingerprint(case, name)
    done = case.state.get(name)
    if done is not None and done["inputs"] == fingerprint:
        messages = tuple(stage_messages(case, name))
        return StageReport(name, "skipped", 0.0, done["counts"], messages, looked_before=done["state"] == "look")
    case.state.forget(*STAGES[STAGES.index(name) :])
    started = time.perf_counter()
    extra: dict[str, Any] = {}
    if name == "recover":
        from findspot.model.batch import ReadSettings

        extra["settings"] = ReadSettings(workers=settings.workers, window_bytes=settings.window_bytes)
    report = _function(name)(case, progress=progress, **extra)
    return _record(case, replace(report, seconds=time.perf_counter() - started), fingerprint)


def _record(case: Case, report: StageReport, fingerprint: str) -> StageReport:
    """Keep that a stage is done, and log the run with the plug-ins that could take part."""
    from findspot.plugins.manager import manager

    previous = case.state.get(report.stage)
    if report.state == "skipped" and previous is not None:
        return replace(report, looked_before=previous["state"] == "look")
    details = {
        "stage": report.stage,
        "state": report.state,
        "version": __version__,
        "counts": dict(report.counts),
        "plugins": {r.name: r.error or r.version for r in manager().records()},
    }
    case.log.append("run", details)
    record = {
        "state": report.state,
        "seconds": round(report.seconds, 3),
        "counts": dict(report.counts),
        "inputs": fingerprint,
    }
    case.write_document(f"messages-{report.stage}", list(report.messages))
    case.state.set(report.stage, record)
    return report


def stage_messages(case: Case, name: str) -> list[str]:
    """Return what a stage had to say; kept sealed, as it may name files."""
    return list(case.read_document(f"messages-{name}") or [])


def _fingerprint(case: Case, name: str) -> str:
    """Return what a stage's result depends on: the version and the result of the stage before.

    Raises:
        UsageProblem: The stage before has not been run.
    """
    before = STAGES[STAGES.index(name) - 1]
    record = case.state.get(before)
    if record is None:
        raise UsageProblem(
            f"Stage {name} needs stage {before} first.",
            advice=f"Run `findspot {before}`, or `findspot run` for all stages.",
        )
    return _digest([__version__, name, record["inputs"], record["counts"]])


def _fingerprint_streams(case: Case) -> str:
    return _digest([[s.id, s.state, s.length, s.sha256] for s in case.streams()])


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
