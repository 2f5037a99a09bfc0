"""The commands about twins: make one, damage it, score a case by its truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from findspot.api import twins
from findspot.cli import output
from findspot.cli.progress import Bars

LOOK: Final = 1
"""Exit code: the score has something that failed."""

_Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a twin.")]
_Json = Annotated[bool, typer.Option("--json", help="Print a machine-readable result on standard output.")]
_Seed = Annotated[int, typer.Option("--seed", min=0, help="All randomness comes from it.")]


@output.reporting
def twin(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="register, profiles, visitors or media.")],
    out: Annotated[Path, typer.Option("--out", help="The folder to make; a twin in it is replaced.")],
    size: Annotated[str, typer.Option("--size", help="S (20,000 rows), M (200,000) or L (as in the news).")] = "S",
    seed: _Seed = 1,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="KNOB=VALUE", help="Set a knob.")] = None,
    json_output: Annotated[
        bool | None, typer.Option("--json/--report", help="Print JSON; or show each measured rate beside its knob.")
    ] = None,
) -> None:
    """Make a made-up database with the structure and dirt of a known one, and the truth about it."""
    with Bars() as bars:
        made = twins.twin(kind, size=size, seed=seed, out=out, knobs=settings or [], progress=bars)
    answer = made.to_dict()
    if json_output:
        output.print_json(answer)
        return
    output.print_table("Tables", ("table", "rows"), list(answer["rows"].items()))
    output.print_table("Files", ("file", "bytes"), list(answer["files"].items()))
    if json_output is False:
        columns = ("knob", "asked", "measured", "count", "of")
        output.print_table("Rates", columns, [[rate[name] for name in columns] for rate in answer["rates"]])
    output.print_line(f"Made below {out}: dump/ is what an analyst would get, nobody in it exists.")


@output.reporting
def damage(
    folder: _Folder,
    kind: Annotated[
        str,
        typer.Option(
            "--kind",
            help="flips, zero, head, tail, blocks, recode, newlines, garbage, interleave, or gzip (compressed bytes).",
        ),
    ] = "",
    recipe: Annotated[str, typer.Option("--recipe", help="tenth: destroy nine tenths of `profiles` by batch.")] = "",
    seed: _Seed = 1,
    amount: Annotated[
        float | None, typer.Option("--amount", help="Share of the bytes to hit; each kind has its own.")
    ] = None,
    json_output: _Json = False,
) -> None:
    """Damage the dump of a twin in place and write down exactly what was done."""
    with Bars() as bars:
        done = twins.damage(folder, kind=kind, recipe=recipe, seed=seed, amount=amount, progress=bars)
    answer = done.to_dict()
    if json_output:
        output.print_json(answer)
        return
    rows = [(f["file"], f["stream"] or "", len(f["ranges"]), f["before"], f["after"]) for f in answer["files"]]
    output.print_table("Damage", ("file", "member", "places", "bytes before", "after"), rows)
    output.print_table("Records by now", ("fate", "records"), list(answer["fates"].items()))


@output.reporting
def score(
    case: Annotated[Path, typer.Argument(metavar="CASE", help="The case folder.")],
    truth: Annotated[Path, typer.Option("--truth", help="The folder of the twin that the case was made from.")],
    json_output: _Json = False,
) -> None:
    """Score a case by the truth of its twin: rows, ranges, ledger, persons, counts, and what leaked."""
    scored = twins.score(case, truth=truth)
    answer = scored.to_dict()
    if json_output:
        output.print_json(answer)
    else:
        _show_score(answer)
    raise typer.Exit(0 if scored.passed else LOOK)


def _show_score(answer: dict[str, Any]) -> None:
    columns = ("place", "table", "untouched", "untouched_exact", "recoded", "recoded_exact", "touched", "touched_wrong")
    output.print_table("Recovery", columns, [[table[name] for name in columns] for table in answer["tables"]])
    outside = [figure for figure in answer["figures"] if not figure["inside"]]
    if outside:
        shown = ("table", "code", "value", "low", "high", "planted", "planted_most")
        output.print_table("Figures outside", shown, [[figure[name] for name in shown] for figure in outside])
    rows = [(i["name"], "good" if i["passed"] else "LOOK", i["found"], i["asked"]) for i in answer["items"]]
    output.print_table("Score", ("item", "result", "found", "asked"), rows)
    for place, reason in answer["unread"].items():
        output.tell(f"not read: {place}: {reason}")


def add_commands(app: typer.Typer) -> None:
    """Add the commands about twins."""
    for command in (twin, damage, score):
        app.command()(command)
