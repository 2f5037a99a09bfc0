"""What a plug-in must answer. Built-ins come in by the same door as strangers (``plugins.manager``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import pyarrow as pa

from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.model.profile import ColumnProfile, TableProfile
from findspot.model.release import Release
from findspot.model.span import Spans
from findspot.model.tables import Privacy


@runtime_checkable
class Format(Protocol):
    """A kind of file: how it is known, read, and salvaged when damaged.

    ``code`` is short and permanent (``FMT-CSV``).
    """

    @property
    def code(self) -> str:
        """Short and permanent, ``FMT-…``."""

    @property
    def media_types(self) -> Sequence[str]:
        """Media types of the kind (RFC 6838)."""

    @property
    def extensions(self) -> Sequence[str]:
        """Endings of file names, without the dot."""

    @property
    def can_resync(self) -> bool:
        """Whether records can be found from the middle of a stream."""

    def detect(self, head: bytes, name: str) -> float:
        """Return from 0 to 1 how sure it is that a stream with these first bytes and this name is of the kind.

        ``head`` has up to 256 KiB. Must be quick, never raise, and load nothing heavy.
        """

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield chunks in a fixed order; damage becomes rejects, flags and gaps, never an exception."""

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield chunks that lie within ``gaps`` only, made of records found without the context ``read`` needs."""


@runtime_checkable
class Recogniser(Protocol):
    """A meaning that a column can have. ``code`` is the meaning as ``status`` shows it (``person-name``)."""

    @property
    def code(self) -> str:
        """The meaning, as ``status`` shows it."""

    @property
    def privacy(self) -> Privacy:
        """The privacy class of a column with this meaning."""

    @property
    def header_words(self) -> Sequence[str]:
        """Lower-case words or parts of header names that speak for this meaning."""

    def score(self, values: pa.StringArray) -> float:
        """Return from 0 to 1 what share of distinct, non-missing ``values`` look like this meaning."""

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the values in canonical form, of the same length, null where there is none."""

    def valid(self, values: pa.StringArray) -> pa.BooleanArray:
        """Return whether each value passes every test of the meaning; null for null."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found in one table: effect sizes, not p-values.

    ``verdict`` is ``passed``, ``look`` or ``failed``.
    """

    code: str
    table: str
    null: str
    statistic: str
    effect: float | None
    low: float | None
    high: float | None
    rows: int
    verdict: str
    notes: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


@runtime_checkable
class Check(Protocol):
    """A test of whether a dump is genuine and consistent; about tables and windows, never about a person."""

    @property
    def code(self) -> str:
        """Short and permanent, ``CHK-…``."""

    @property
    def title(self) -> str:
        """What it looks for, in a few words."""

    @property
    def null_hypothesis(self) -> str:
        """What holds where nothing is wrong."""

    @property
    def passing_sample(self) -> str:
        """A case that passes, in words."""

    @property
    def failing_sample(self) -> str:
        """A case that fails, in words."""

    @property
    def false_alarms(self) -> Sequence[str]:
        """What raises it in genuine dumps."""

    def applies(self, table: TableProfile) -> bool:
        """Return whether the table has the columns this check reads."""

    def run(self, table: TableProfile, batches: Iterator[pa.RecordBatch]) -> Verdict:
        """Return the verdict over the sealed rows of the table."""


@runtime_checkable
class Matcher(Protocol):
    """A rule of when two rows are one person."""

    @property
    def code(self) -> str:
        """Short and permanent, ``MAT-…``."""

    @property
    def meanings(self) -> Sequence[str]:
        """Meanings of the columns it reads."""

    def columns(self, table: TableProfile) -> Sequence[ColumnProfile]:
        """Return the columns used, empty where the rule does not apply."""

    def key(self, batch: pa.RecordBatch, columns: Sequence[ColumnProfile]) -> pa.StringArray:
        """Return for each row the text that equal persons share, null where the row cannot be told apart."""


@runtime_checkable
class Exporter(Protocol):
    """A form in which a release leaves the case."""

    @property
    def code(self) -> str:
        """Short and permanent, ``EXP-…``."""

    @property
    def media_type(self) -> str:
        """Media type of what it writes (RFC 6838)."""

    @property
    def lost(self) -> Sequence[str]:
        """What this form cannot carry."""

    def write(self, release: Release, folder: Path) -> Sequence[Path]:
        """Write the release below ``folder`` and return the files."""
