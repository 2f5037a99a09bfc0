"""What a user asks of a case: its state, its numbers, a place, the log, a reveal; and checks of what was published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from findspot.api.stages import open_case, stage_messages
from findspot.errors import UsageProblem
from findspot.model.stage import STAGES

if TYPE_CHECKING:
    from findspot.protection import RevealReport
    from findspot.recovery.place import Place
    from findspot.store import Case

_LEDGER_FIELDS = (
    "format",
    "rows",
    "rejects",
    "bytes_rows",
    "bytes_rejects",
    "bytes_structure",
    "bytes_child",
    "bytes_gaps",
)


def status(case: Path | str) -> dict[str, Any]:
    """Return streams with their ledger, tables with their columns, and stages (design §7), as plain JSON types."""
    held = open_case(case)
    return {
        "streams": _streams(held),
        "tables": _tables(held),
        "stages": [_stage_state(held, name) for name in STAGES],
    }


def _streams(case: Case) -> list[dict[str, Any]]:
    from findspot.model import tables

    accounts = {row["stream"]: row for row in case.meta(tables.LEDGER).to_pylist()}
    rows = []
    for info in case.streams():
        account: Mapping[str, Any] = accounts.get(info.id, {})
        row = {
            "id": info.id,
            "name": info.name,
            "parent": info.parent,
            "step": info.step,
            "bytes": info.length,
            "sha256": info.sha256,
            "state": info.state,
            "reason": info.reason,
        }
        row |= {name: account.get(name, "" if name == "format" else 0) for name in _LEDGER_FIELDS}
        rows.append({**row, "flagged": account.get("flagged", 0), "encoding": account.get("encoding", "")})
    return rows


def _tables(case: Case) -> list[dict[str, Any]]:
    from findspot.model import tables
    from findspot.profiling import read_profiles

    profiles = {p.name: {c.name: c for c in p.columns} for p in read_profiles(case)}
    parts = case.meta(tables.TABLES).to_pylist()
    columns = case.meta(tables.COLUMNS).to_pylist()
    rows = []
    for name in dict.fromkeys(p["name"] for p in parts):
        own = [p for p in parts if p["name"] == name]
        known = profiles.get(name, {})
        described = [
            {
                "name": c["name"],
                "source": c["source"],
                "meaning": known[c["name"]].meaning if c["name"] in known else "unknown",
                "privacy": str(known[c["name"]].privacy) if c["name"] in known else "direct",
                "absent": c["absent"],
            }
            for c in columns
            if c["table"] == name
        ]
        row = {"name": name, "rows": sum(p["rows"] for p in own), "streams": [p["stream"] for p in own]}
        rows.append({**row, "columns": described})
    return rows


def _stage_state(case: Case, name: str) -> dict[str, Any]:
    record = case.state.get(name)
    if record is None:
        return {"name": name, "state": "open", "seconds": 0.0, "messages": []}
    messages = stage_messages(case, name)
    return {"name": name, "state": record["state"], "seconds": record["seconds"], "messages": messages}


def findings(case: Path | str) -> dict[str, Any]:
    """Return the findings that passed the gate (contracts §8), the same for the same sources under any key.

    Raises:
        UsageProblem: The case has not been through ``protect``.
    """
    from findspot.model.finding import findings_document
    from findspot.protection import read_release

    return findings_document(read_release(open_case(case)).findings)


def where(case: Path | str, row_id: str, *, reveal_reason: str = "") -> Place:
    """Return what lies at ``STREAM:OFFSET[.SUB]`` with the chain to the sealed bytes.

    Args:
        case: A case after ``recover``.
        row_id: The place; any byte of a record will do.
        reveal_reason: Why the bytes are to be shown unmasked; logged first. Empty keeps them masked.

    Raises:
        UsageProblem: The id is malformed or outside the stream.
    """
    from findspot.recovery.place import locate

    held = open_case(case)
    place = locate(held, row_id)
    if not reveal_reason.strip():
        return place
    with held.lock():
        held.log.append("reveal", {"what": "where", "row": place.row_id, "reason": reveal_reason})
    return locate(held, row_id, masked=False)


def reveal(case: Path | str, table: str, *, reason: str, out: Path | str) -> RevealReport:
    """Write the real values of a table to a Parquet file; the log says so before any value is written.

    Raises:
        UsageProblem: No reason, no such table, or ``out`` exists already.
    """
    from findspot.protection import reveal as reveal_table

    held = open_case(case)
    with held.lock():
        return reveal_table(held, table, reason=reason, out=Path(out))


def log(case: Path | str, *, verify: bool = False) -> dict[str, Any]:
    """Return who ran and revealed what; with ``verify`` also what does not add up (an empty list is good)."""
    held = open_case(case)
    answer: dict[str, Any] = {"entries": held.log.entries(), "root": held.log.root().hex(), "size": held.log.size}
    if verify:
        answer["problems"] = held.log.verify()
    return answer


def check_bundle(bundle: Path | str) -> list[str]:
    """Return what is wrong with a published bundle; an empty list when each byte is as it was published.

    Raises:
        UsageProblem: There is no folder at ``bundle``.
    """
    from findspot.publication import check_bundle as check

    folder = Path(bundle)
    if not folder.is_dir():
        raise UsageProblem("There is no bundle.", where=str(bundle), advice="Name the folder that holds bagit.txt.")
    return check(folder)


def plugins() -> list[dict[str, Any]]:
    """Return every plug-in with its version and codes, and those left out with the reason."""
    from findspot.plugins.manager import manager

    return [record.to_dict() for record in manager().records()]
