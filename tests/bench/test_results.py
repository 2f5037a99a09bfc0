from __future__ import annotations

from pathlib import Path

from bench.results import HEAD, Line, keep, machine, memory_table, speed_table


def test_ratios_are_taken_round_by_round() -> None:
    reference = Line("reference", [1.0, 2.0, 4.0], 100_000_000)
    line = Line("ours", [2.0, 2.0, 2.0], 100_000_000, reference, 0.4)
    assert line.ratios == [0.5, 1.0, 2.0]
    table = speed_table([reference, line])
    assert "| ours | **1.00** (0.50–2.00) | reference | 0.4 |" in table
    assert "| reference |" not in table.replace("| reference | 0.4 |", "")


def test_peaks_are_listed_by_size() -> None:
    assert memory_table([(100, 300.4), (1000, 310.0)]).endswith("| 100 | 300 |\n| 1000 | 310 |")


def test_the_machine_is_told_without_name_or_date() -> None:
    assert "cores" in machine()
    assert "duckdb" in machine()


def test_a_document_keeps_what_is_outside_the_markers(tmp_path: Path) -> None:
    document = tmp_path / "docs" / "benchmarks.md"
    keep(document, "spine", "first \\1")
    assert document.read_text("utf-8").startswith(HEAD.rstrip())
    document.write_text(document.read_text("utf-8") + "\nafter\n", "utf-8")
    keep(document, "spine", "second")
    keep(document, "other", "third")
    text = document.read_text("utf-8")
    assert "first" not in text
    assert text.index("second") < text.index("after") < text.index("third")
