"""What people see on the terminal, a view for each result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from findspot.cli.output import print_line, print_table, tell
from findspot.model.stage import StageReport


def show_stages(stages: Sequence[StageReport]) -> None:
    """Show what each stage did; its messages go to standard error."""
    rows = [
        (s.stage, s.state, round(s.seconds, 1), ", ".join(f"{name} {count:,}" for name, count in s.counts.items()))
        for s in stages
    ]
    print_table("Stages", ("stage", "state", "seconds", "counts"), rows)
    for stage in stages:
        for message in stage.messages:
            tell(f"{stage.stage}: {message}")


def show_status(answer: dict[str, Any]) -> None:
    """Show stages, streams with their ledger, and tables."""
    print_table(
        "Stages", ("stage", "state", "seconds"), [(s["name"], s["state"], s["seconds"]) for s in answer["stages"]]
    )
    ledger = ("bytes", "bytes_rows", "bytes_rejects", "bytes_structure", "bytes_child", "bytes_gaps")
    headers = (
        "id",
        "name",
        "from",
        "format",
        "rows",
        "rejects",
        "bytes",
        "in rows",
        "rejects",
        "structure",
        "opened",
        "gaps",
    )
    print_table(
        "Streams (bytes add up: rows + rejects + structure + opened + gaps)",
        headers,
        [
            (
                s["id"],
                s["name"],
                s["step"] if s["parent"] is None else f"{s['parent']} {s['step']}",
                s["format"] or s["state"],
                s["rows"],
                s["rejects"],
                *(s[name] for name in ledger),
            )
            for s in answer["streams"]
        ],
    )
    for stream in answer["streams"]:
        if stream["reason"]:
            tell(f"stream {stream['id']}: {stream['reason']}")
    for table in answer["tables"]:
        print_table(
            f"Table {table['name']}: {table['rows']:,} rows",
            ("column", "source", "meaning", "privacy"),
            [(c["name"], c["source"], c["meaning"], c["privacy"]) for c in table["columns"]],
        )


def show_findings(document: dict[str, Any]) -> None:
    """Show the numbers with their intervals and bounds."""
    rows = []
    for finding in document["findings"]:
        estimate = finding["estimate"]
        value = "withheld" if finding["suppressed"] else estimate["value"]
        cell = ", ".join(f"{b} = {c}" for b, c in zip(finding["by"], finding["cell"], strict=False))
        spread = (estimate["low"], estimate["high"], estimate["bound_low"], estimate["bound_high"])
        rows.append((finding["table"], finding["code"], cell, value, *spread, ", ".join(finding["notes"])))
    headers = ("table", "finding", "of", "value", "low", "high", "bound low", "bound high", "notes")
    print_table("Findings", headers, rows)


_LINK = ("stream", "name", "step", "bytes", "offset", "length", "sha256")
_REPAIR = ("column", "rule", "before", "after")
_RUN = ("stream", "offset", "length")


def show_place(place: dict[str, Any]) -> None:
    """Show the chain from a row to its bytes."""
    table = f" of table {place['table']}, {place['how']}" if place["table"] else ""
    detail = f" ({place['detail']})" if place["detail"] else ""
    print_line(
        f"{place['row_id']} is a {place['kind']}{detail}{table}: "
        f"{place['length']:,} bytes from byte {place['offset']:,}"
    )
    headers = ("stream", "name", "step", "bytes", "from byte", "length", "sha256")
    print_table("Chain to the sealed bytes", headers, [[link[n] for n in _LINK] for link in place["chain"]])
    if place["repairs"]:
        print_table("Repairs", _REPAIR, [[r[n] for n in _REPAIR] for r in place["repairs"]])
    if place["runs"]:
        print_table("Further pieces", _RUN, [[r[n] for n in _RUN] for r in place["runs"]])
    for line in place["hex"]:
        print_line(line)


def show_reveal(report: dict[str, Any]) -> None:
    """Show where revealed values went and that it was logged."""
    print_line(
        f"{report['rows']:,} rows of {report['table']} written to {report['path']}; "
        f"logged as entry {report['log_entry']}."
    )


def show_log(answer: dict[str, Any]) -> None:
    """Show the entries, and whether the log holds."""
    rows = []
    for entry in answer["entries"]:
        details = ", ".join(f"{k} {v}" for k, v in entry["details"].items() if k in _SHOWN_DETAILS)
        rows.append((entry["n"], entry["time"], entry["who"], entry["kind"], details))
    print_table(
        f"Log: {answer['size']} entries, root {answer['root'][:16]}…", ("n", "time", "who", "kind", "details"), rows
    )
    if "problems" in answer:
        for problem in answer["problems"]:
            tell(problem)
        print_line("The log does not hold." if answer["problems"] else "The log holds: nothing was altered.")


_SHOWN_DETAILS = frozenset({"stage", "state", "table", "row", "reason", "rows", "what"})


def show_bundle(answer: dict[str, Any]) -> None:
    """Show what is wrong with a bundle, or that nothing is."""
    for problem in answer["problems"]:
        tell(problem)
    print_line("The bundle is damaged or altered." if answer["problems"] else "The bundle is as it was published.")


def show_plugins(answer: dict[str, Any]) -> None:
    """Show plug-ins with what they offer."""
    rows = [(p["name"], p["version"], ", ".join(p["codes"]), p["error"]) for p in answer["plugins"]]
    print_table("Plug-ins", ("name", "version", "offers", "left out because"), rows)


def show_demo(summary: dict[str, Any]) -> None:
    """Show what was planted and what came out, and where the report is."""
    lines = [(line["what"], line["planted"], line["came_out"]) for line in summary["lines"]]
    print_table("Demo: made-up people, damaged on purpose", ("what", "planted", "came out"), lines)
    print_line(f"Report: {summary['report']}")
