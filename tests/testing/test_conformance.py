"""The conformance kit lets a sound plug-in through and finds each way of breaking a law."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from findspot.model.batch import PROVENANCE, ByteStream, Chunk, ReadSettings, TableRows, provenance_arrays
from findspot.model.profile import TableProfile
from findspot.model.release import Release, release_from_gate
from findspot.model.span import Spans
from findspot.model.tables import Privacy
from findspot.plugins.protocols import Verdict
from findspot.testing import conformance


class Whole:
    """A format whose only row is the whole stream."""

    code = "FMT-WHOLE"
    media_types = ("text/plain",)
    extensions = ("all",)
    can_resync = False
    cut = 0
    column = "c001"

    def detect(self, head: bytes, name: str) -> float:
        return 0.5

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        if not stream.length:
            return
        place = (np.array([0]), np.array([stream.length - self.cut]), np.array([0], np.int8))
        columns = [*provenance_arrays(stream.id, *place), pa.array([self.value(settings)])]
        batch = pa.RecordBatch.from_arrays(columns, schema=pa.schema([*PROVENANCE, pa.field(self.column, pa.string())]))
        yield Chunk(0, stream.length, rows=(TableRows("", batch),))

    def value(self, settings: ReadSettings) -> str:
        return "all"

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        return iter(())


class LosesBytes(Whole):
    """Leaves one byte out."""

    cut = 1


class OwnNames(Whole):
    """Calls its columns as it likes."""

    column = "name"


class DependsOnWindow(Whole):
    """Reads something else with another window."""

    def value(self, settings: ReadSettings) -> str:
        return str(settings.window_bytes)


class LeavesGaps(Whole):
    """Salvages what is no gap."""

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        return self.read(stream, settings)


class TooSure(Whole):
    """Is surer than sure."""

    def detect(self, head: bytes, name: str) -> float:
        return 1.5


class BadCode(Whole):
    """Has a code of another form."""

    code = "whole"


class Undocumented(Whole):
    __doc__ = None


def test_a_sound_format_passes() -> None:
    conformance.check_format(Whole(), [b"sample"])


@pytest.mark.parametrize(
    ("kind", "law"),
    [
        (LosesBytes, "claimed by none"),
        (OwnNames, "schema of a batch"),
        (DependsOnWindow, "depends on workers or window"),
        (LeavesGaps, "outside the gaps"),
        (TooSure, "detect says 1.5"),
        (BadCode, "does not look like"),
    ],
)
def test_a_format_that_breaks_a_law_is_found(kind: type[Whole], law: str) -> None:
    with pytest.raises(AssertionError, match=law):
        conformance.check_format(kind())


class Plain:
    """A meaning that every text has."""

    code = "plain"
    privacy = Privacy.DIRECT
    header_words = ("text",)

    def score(self, values: pa.StringArray) -> float:
        return 1.0

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        return values

    def valid(self, values: pa.StringArray) -> pa.BooleanArray:
        return pa.array([None if v is None else True for v in values.to_pylist()], pa.bool_())


class NeverNormal(Plain):
    """Has no normal form that stays."""

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        return pa.array([None if v is None else v + "x" for v in values.to_pylist()], pa.string())


class Shortens(Plain):
    """Answers for fewer values."""

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        return values.drop_null()


class NullsAreValid(Plain):
    """Takes null for a value."""

    def valid(self, values: pa.StringArray) -> pa.BooleanArray:
        return pa.array([True] * len(values), pa.bool_())


def test_a_sound_recogniser_passes() -> None:
    conformance.check_recogniser(Plain())


@pytest.mark.parametrize(
    ("kind", "law"), [(NeverNormal, "another normal form"), (Shortens, "normalise"), (NullsAreValid, "null")]
)
def test_a_recogniser_that_breaks_a_law_is_found(kind: type[Plain], law: str) -> None:
    with pytest.raises(AssertionError, match=law):
        conformance.check_recogniser(kind())


class Counts:
    """Looks at how many rows there are."""

    code = "CHK-COUNTS"
    title = "Rows"
    null_hypothesis = "There are rows."
    passing_sample = "1"
    failing_sample = ""
    false_alarms = ("An empty table.",)
    applies_to_all = True

    def applies(self, table: TableProfile) -> bool:
        return self.applies_to_all

    def run(self, table: TableProfile, batches: Iterator[Any]) -> Verdict:
        return Verdict(self.code, table.name, "", "", None, None, None, 0, "failed")


def test_a_check_tells_everything_and_spares_the_empty_table(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="failing_sample"):
        conformance.check_check(Counts())
    monkeypatch.setattr(Counts, "failing_sample", "no row")
    with pytest.raises(AssertionError, match="fails a table without rows"):
        conformance.check_check(Counts())
    monkeypatch.setattr(Counts, "applies_to_all", False)
    conformance.check_check(Counts())


class Everyone:
    """Takes all rows for one person."""

    code = "MAT-ALL"
    meanings = ("name",)
    found: tuple[Any, ...] = ()

    def columns(self, table: TableProfile) -> tuple[Any, ...]:
        return self.found

    def key(self, batch: pa.RecordBatch, columns: Any) -> pa.StringArray:
        return pa.nulls(batch.num_rows, pa.string())


def test_a_matcher_does_not_apply_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    conformance.check_matcher(Everyone())
    monkeypatch.setattr(Everyone, "found", (object(),))
    with pytest.raises(AssertionError, match="without columns"):
        conformance.check_matcher(Everyone())


class Note:
    """Writes a note."""

    code = "EXP-NOTE"
    media_type = "text/plain"
    lost = ("everything",)
    beside = False

    def write(self, release: Release, folder: Path) -> list[Path]:
        path = (folder.parent if self.beside else folder) / "note.txt"
        path.write_text("note")
        return [path]


def test_an_exporter_writes_below_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    conformance.check_exporter(Note(), release_from_gate((), 10), folder)
    monkeypatch.setattr(Note, "beside", True)
    with pytest.raises(AssertionError, match="elsewhere"):
        conformance.check_exporter(Note(), release_from_gate((), 10), folder)


def test_a_plugin_says_what_it_is() -> None:
    with pytest.raises(AssertionError, match="no docstring"):
        conformance.check_code(Undocumented(), "FMT-.*")
    with pytest.raises(AssertionError, match="no code"):
        conformance.check_code(object(), ".*")
