"""The manual cannot drift: every command, hook, setting, code and error is in it, and it builds without a warning."""

from __future__ import annotations

import dataclasses
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
import reference

from findspot import api, errors
from findspot.api import RunSettings
from findspot.model.batch import ReadSettings
from findspot.model.span import ByteClass, How, RejectCode
from findspot.plugins import hookspecs
from findspot.plugins.manager import manager

REPOSITORY = Path(__file__).parents[2]
DOCS = REPOSITORY / "docs"


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_in_the_manual() -> None:
    cli = page("cli")
    for command in reference.list_commands():
        assert f"\n## {command}\n" in cli
        for option in re.findall(r"^ +(--[a-z-]+)", reference.command_help(command), re.MULTILINE):
            section = cli.split(f"\n## {command}\n")[1].split("\n## ")[0]
            assert option in section, f"{command} {option}"


def test_every_command_has_its_function_and_json() -> None:
    for command in reference.list_commands():
        assert callable(getattr(api, command.replace("-", "_"))), command
        assert "--json" in reference.command_help(command), command


def test_every_public_function_is_on_the_api_page() -> None:
    for name in api.__all__:
        assert f"findspot.api.{name}\n" in page("api"), name
    documented = re.findall(r":: findspot\.api\.(\w+)", page("api"))
    assert set(documented) == set(api.__all__)


def test_every_exit_code_is_explained() -> None:
    codes = {c.exit_code for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, Exception)}
    for code in codes | {0}:
        assert f"\n| {code} | " in page("cli")


def test_every_hook_is_in_the_manual_with_its_exact_signature() -> None:
    names = [n for n, f in inspect.getmembers(hookspecs, inspect.isfunction) if n.startswith("findspot_")]
    assert len(names) == 5
    for name in names:
        signature = str(inspect.signature(getattr(hookspecs, name))).replace("'", "")
        assert f"`{name}{signature}`" in page("plugins")


@pytest.mark.parametrize("name", reference.list_protocols())
def test_every_protocol_is_in_the_manual_with_all_it_asks_for(name: str) -> None:
    from findspot.plugins import protocols

    kind = getattr(protocols, name)
    section = page("plugins").split(f"\n### {name}\n")[1].split("\n### ")[0]
    asked = {n for n in vars(kind) if not n.startswith("_")} | set(kind.__annotations__)
    assert {n for n in asked if f"`{n}" not in section} == set()


def test_every_setting_is_in_the_manual() -> None:
    for settings in (RunSettings, ReadSettings):
        for field in dataclasses.fields(settings):
            assert f"| `{field.name}` |" in page("formats"), field.name


def test_every_environment_variable_is_in_the_manual() -> None:
    sources = [*(REPOSITORY / "src").rglob("*.py"), *(REPOSITORY / "tests").rglob("*.py")]
    used = {name for path in sources for name in re.findall(r"\bFINDSPOT_[A-Z_]+\b", path.read_text(encoding="utf-8"))}
    text = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))
    assert {name for name in used if f"`{name}`" not in text} == set()


def test_every_format_and_reject_code_is_in_the_manual() -> None:
    formats = page("formats")
    for known in manager().formats():
        assert f"| `{known.code}` |" in formats
    for code in RejectCode:
        assert f"| `{code.name}` |" in formats


def test_every_class_of_the_ledger_and_every_way_of_reading_is_in_the_manual() -> None:
    concepts = page("concepts")
    for byte_class in ByteClass:
        assert re.search(rf"^\| {byte_class.name.lower()}\w* \|", concepts, re.MULTILINE), byte_class
    for how in How:
        assert f"| {how.value} | {how.name.lower()} |" in concepts


def test_every_page_is_in_the_contents() -> None:
    listed = set(re.findall(r"^[a-z]+$", page("index"), re.MULTILINE))
    assert {path.stem for path in DOCS.glob("*.md")} - {"index"} == listed


def test_glossary_is_in_order() -> None:
    terms = re.findall(r"^([a-z][a-z -]+)\n  ", page("glossary"), re.MULTILINE)
    assert len(terms) > 30
    assert terms == sorted(terms)


def test_links_between_files_lead_somewhere() -> None:
    for path in [*DOCS.glob("*.md"), *REPOSITORY.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


@pytest.mark.slow
def test_the_manual_builds_without_a_warning(tmp_path: Path) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-n", "-W", "-q", "-b", "html", "-d", str(tmp_path / "trees"), DOCS, tmp_path],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert built.returncode == 0, built.stderr
    assert "findspot run" in (tmp_path / "cli.html").read_text(encoding="utf-8")
