"""Second pass: the working table, in which tokens stand for direct identifiers (contracts §6, §7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.model.batch import PROVENANCE
from findspot.model.profile import ColumnProfile
from findspot.model.span import How
from findspot.model.tables import Privacy
from findspot.plugins.protocols import Recogniser
from findspot.profiling.meaning import UNKNOWN
from findspot.store import make_tokens
from findspot.text.fingerprints import DistinctCounter, Fingerprints, fingerprint_rows, fingerprint_values
from findspot.text.missing import missing
from findspot.text.scripts import fold, text_array

BIRTH_DATE: Final = "birth-date"
_YEAR_DIGITS: Final = 4


@dataclass(slots=True)
class ColumnRewriter:
    """Turns one sealed column into its working columns, and counts how many of its values are valid."""

    profile: ColumnProfile
    recogniser: Recogniser | None
    key: bytes
    present: int = 0
    valid: int = 0

    @property
    def names(self) -> list[str]:
        """The working columns this one becomes."""
        return [self.profile.name, *([self.profile.normalised] if self.profile.normalised else [])]

    def rewrite(self, values: pa.StringArray) -> tuple[list[pa.Array], Fingerprints]:
        """Return the working columns of a batch, and the fingerprints of the real values."""
        encoded = values.dictionary_encode()
        unique, places = text_array(encoded.dictionary), encoded.indices
        tally = np.bincount(np.asarray(places.drop_null()), minlength=len(unique))
        prints = fingerprint_values(pa.concat_arrays([unique, pa.nulls(1, pa.string())]))
        absent = missing(unique, self.profile.meaning)
        canonical = self._canonical(unique, absent)
        self._tally_valid(unique, canonical, tally * ~absent)
        columns = [values]
        if self.profile.privacy is Privacy.DIRECT or self.profile.meaning == BIRTH_DATE:
            columns = [self._tokens(unique, canonical, absent).take(places)]
        if self.profile.normalised:
            columns.append(self._shown(canonical).take(places))
        return columns, prints[np.asarray(places.fill_null(len(unique)))]

    def _canonical(self, unique: pa.StringArray, absent: NDArray[np.bool_]) -> pa.StringArray:
        """Return the normal form of what is not missing; values have one only where the meaning gives one."""
        if self.recogniser is None:
            return pa.nulls(len(unique), pa.string())
        present = pc.if_else(pa.array(absent), pa.scalar(None, pa.string()), unique)
        return text_array(self.recogniser.normalise(present))

    def _tokens(self, unique: pa.StringArray, canonical: pa.StringArray, absent: NDArray[np.bool_]) -> pa.StringArray:
        """Return a token for every value that is not missing, also for one without normal form."""
        if canonical.null_count:
            canonical = pc.coalesce(canonical, fold(unique))
        identity = pc.if_else(pa.array(absent), pa.scalar(None, pa.string()), canonical)
        return make_tokens(text_array(identity), key=self.key, meaning=self.profile.meaning)

    def _shown(self, canonical: pa.StringArray) -> pa.StringArray:
        if self.profile.meaning == BIRTH_DATE:
            return text_array(pc.utf8_slice_codeunits(canonical, 0, _YEAR_DIGITS))
        return canonical

    def _tally_valid(self, unique: pa.StringArray, canonical: pa.StringArray, tally: NDArray[np.int64]) -> None:
        self.present += int(tally.sum())
        if self.recogniser is None:
            return
        if getattr(self.recogniser, "valid_when_normal", False):
            is_valid = np.asarray(canonical.is_valid())
        else:
            is_valid = np.asarray(pc.fill_null(self.recogniser.valid(unique), False))
        self.valid += int(tally[is_valid].sum())


@dataclass(slots=True)
class TableRewriter:
    """Turns sealed batches of one table into working ones; counts distinct rows on the way."""

    columns: list[ColumnRewriter]
    distinct: DistinctCounter = field(default_factory=DistinctCounter)

    @property
    def schema(self) -> pa.Schema:
        """The schema of the working table."""
        names = [name for column in self.columns for name in column.names]
        return pa.schema([*PROVENANCE, *(pa.field(name, pa.string()) for name in names)])

    def rewrite(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the working batches, one for each sealed one."""
        for batch in batches:
            arrays = [batch.column(name) for name in PROVENANCE.names]
            prints = []
            for column in self.columns:
                rewritten, own = column.rewrite(batch.column(column.profile.name))
                arrays += rewritten
                prints.append(own)
            counted = np.asarray(batch.column("_fs_how")) <= How.SALVAGED
            self.distinct.add(fingerprint_rows(prints, batch.num_rows)[counted])
            yield pa.RecordBatch.from_arrays(arrays, schema=self.schema)

    def valid_shares(self) -> dict[str, float]:
        """Return by column the share of valid values among those that are not missing."""
        return {c.profile.name: round(c.valid / c.present, 9) if c.present else 0.0 for c in self.columns}


def make_rewriter(columns: Iterable[ColumnProfile], recognisers: Mapping[str, Recogniser], key: bytes) -> TableRewriter:
    """Return the rewriter of a table with these columns."""
    return TableRewriter(
        [ColumnRewriter(c, None if c.meaning == UNKNOWN else recognisers[c.meaning], key) for c in columns]
    )
