"""The commands, one for each function of ``findspot.api``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from findspot import api
from findspot.cli import output, twins, views
from findspot.cli.progress import Bars
from findspot.model.stage import StageReport
from findspot.version import __version__

LOOK: Final = 1
"""Exit code: done, but something needs a look."""

app = typer.Typer(
    help="From damaged bytes to a number that can be published.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Sources = Annotated[list[Path], typer.Argument(metavar="SOURCE", help="Files and folders to take in.")]
CaseOption = Annotated[Path, typer.Option("--case", help="The case folder; made if there is none.")]
CaseArgument = Annotated[Path, typer.Argument(metavar="CASE", help="The case folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print a machine-readable result on standard output.")]
InPlace = Annotated[bool, typer.Option("--in-place", help="Keep a reference and hash instead of a sealed copy.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Threads beside the reading one; changes no result.")]


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"findspot {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """From damaged bytes to a number that can be published."""


@app.command()
@output.reporting
def run(
    sources: Sources, case: CaseOption, in_place: InPlace = False, workers: Workers = 2, json_output: Json = False
) -> None:
    """Run all stages on the sources; resumes where it stopped."""
    settings = api.RunSettings(in_place=in_place, workers=workers)
    with Bars() as bars:
        report = api.run(sources, case=case, settings=settings, progress=bars)
    if json_output:
        output.print_json(report.to_dict())
    else:
        views.show_stages(report.stages)
        output.print_line(f"Report: {report.report}")
    raise typer.Exit(LOOK if report.needs_look else 0)


@app.command()
@output.reporting
def intake(sources: Sources, case: CaseOption, in_place: InPlace = False, json_output: Json = False) -> None:
    """Seal the sources into the case and open their containers."""
    settings = api.RunSettings(in_place=in_place)
    with Bars() as bars:
        report = api.intake(sources, case=case, settings=settings, progress=bars)
    _finish_stage(report, json_output=json_output)


def _finish_stage(report: StageReport, *, json_output: bool) -> None:
    if json_output:
        output.print_json(report.to_dict())
    else:
        views.show_stages([report])
    raise typer.Exit(LOOK if report.needs_look else 0)


def _stage_command(name: str, function: Callable[..., StageReport]) -> None:
    """Add the command of a stage that takes a case and nothing else."""

    @output.reporting
    def command(case: CaseArgument, workers: Workers = 2, json_output: Json = False) -> None:
        with Bars() as bars:
            report = function(case, settings=api.RunSettings(workers=workers), progress=bars)
        _finish_stage(report, json_output=json_output)

    app.command(name, help=(function.__doc__ or "").splitlines()[0])(command)


for _name, _function in (
    ("recover", api.recover),
    ("profile", api.profile),
    ("verify", api.verify),
    ("resolve", api.resolve),
    ("analyse", api.analyse),
    ("protect", api.protect),
    ("publish", api.publish),
):
    _stage_command(_name, _function)


@app.command()
@output.reporting
def findings(case: CaseArgument, json_output: Json = False) -> None:
    """Show the numbers that passed the gate, with their intervals."""
    document = api.findings(case)
    _print(document, json_output=json_output, show=views.show_findings)


@app.command()
@output.reporting
def status(case: CaseArgument, json_output: Json = False) -> None:
    """Show stages, streams with their ledger, and tables."""
    _print(api.status(case), json_output=json_output, show=views.show_status)


@app.command()
@output.reporting
def where(
    case: CaseArgument,
    row_id: Annotated[str, typer.Argument(metavar="STREAM:OFFSET", help="A row id, or any byte of a stream.")],
    reveal_reason: Annotated[
        str, typer.Option("--reveal", metavar="REASON", help="Show the bytes unmasked; the reason is logged first.")
    ] = "",
    json_output: Json = False,
) -> None:
    """Show the chain from a row to its bytes: file, sha256, opening steps, offset, length, repairs, hex."""
    place = api.where(case, row_id, reveal_reason=reveal_reason)
    _print(place.to_dict(), json_output=json_output, show=views.show_place)


@app.command()
@output.reporting
def reveal(
    case: CaseArgument,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="A table as `findspot status` names it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it is logged before any value is written.")],
    out: Annotated[Path, typer.Option("--out", help="The Parquet file to write.")],
    json_output: Json = False,
) -> None:
    """Write the real values of a table to a Parquet file, logged before it writes."""
    report = api.reveal(case, table, reason=reason, out=out)
    _print(report.to_dict(), json_output=json_output, show=views.show_reveal)


@app.command()
@output.reporting
def log(
    case: CaseArgument,
    verify: Annotated[bool, typer.Option("--verify", help="Prove that nothing in the log was altered.")] = False,
    json_output: Json = False,
) -> None:
    """Show who ran and revealed what."""
    answer = api.log(case, verify=verify)
    _print(answer, json_output=json_output, show=views.show_log)
    raise typer.Exit(LOOK if answer.get("problems") else 0)


@app.command("check-bundle")
@output.reporting
def check_bundle(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The folder that holds bagit.txt.")],
    json_output: Json = False,
) -> None:
    """Check that each byte of a published bundle is as it was published."""
    problems = api.check_bundle(bundle)
    _print({"bundle": str(bundle), "problems": problems}, json_output=json_output, show=views.show_bundle)
    raise typer.Exit(LOOK if problems else 0)


@app.command()
@output.reporting
def plugins(json_output: Json = False) -> None:
    """List the plug-ins with their versions and what they offer."""
    _print({"plugins": api.plugins()}, json_output=json_output, show=views.show_plugins)


@app.command()
@output.reporting
def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where the demo is made.")] = Path("demo"),
    rows: Annotated[int, typer.Option(min=1_000, help="Rows of the largest made-up table.")] = 200_000,
    json_output: Json = False,
) -> None:
    """Make a small damaged database of made-up people, run all stages on it, and compare with what was planted."""
    with Bars() as bars:
        summary = api.demo(folder, rows=rows, progress=bars)
    _print(summary.to_dict(), json_output=json_output, show=views.show_demo)


twins.add_commands(app)


def _print(value: dict[str, Any], *, json_output: bool, show: Callable[[dict[str, Any]], None]) -> None:
    if json_output:
        output.print_json(value)
    else:
        show(value)
