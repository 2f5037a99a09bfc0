"""CHK-IDLOGIC: do the identity numbers agree with themselves and with the columns beside them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.checks.intervals import judge_share, wilson_interval
from findspot.model.profile import ColumnProfile, TableProfile
from findspot.plugins.protocols import Verdict
from findspot.text.dates import read_dates
from findspot.text.identifiers import ResidentIds, read_resident_ids
from findspot.text.missing import missing
from findspot.text.sexes import read_sexes

_LOOK: Final = 0.02
"""Real registers have 0.3 to 2 % of typing errors."""
_FAILED: Final = 0.10
_ID: Final = "cn-resident-id"


class IdLogic:
    """Check characters, birth dates and sexes of China's identity numbers, against the columns beside them too."""

    code = "CHK-IDLOGIC"
    title = "Identity numbers are consistent"
    null_hypothesis = (
        "Identity numbers break a rule of their own, or disagree with sex or birth date, only by typing errors."
    )
    passing_sample = "319901194402010012, 男, 1944-02-01"
    failing_sample = "319901194402310017, 女, 1950-01-01"
    false_alarms: Sequence[str] = (
        "Numbers that a spreadsheet cut to 15 digits are counted apart, not as errors.",
        "Documents of foreigners in the same column are counted apart, as of another form.",
        "A column of another kind of date (of issue, say) taken for the birth date.",
    )

    note_codes: Sequence[str] = ("birth-date-compared", "cut-by-spreadsheet", "other-form", "sex-compared")
    """What its verdicts may say beside the effect (``docs/findings.md``)."""

    def applies(self, table: TableProfile) -> bool:
        """Return whether the table has a column of identity numbers."""
        return bool(table.with_meaning(_ID))

    def run(self, table: TableProfile, batches: Iterator[pa.RecordBatch]) -> Verdict:
        """Return the share of numbers that break some rule, those cut by a spreadsheet left out."""
        columns = [_first(table, m) for m in (_ID, "sex", "birth-date")]
        counts: Counter[str] = Counter()
        for batch in batches:
            counts.update(_count_batch(batch, *columns))
        tested, broken = counts["ids"], counts["broken"]
        low, high = wilson_interval(broken, tested)
        return Verdict(
            code=self.code,
            table=table.name,
            null=self.null_hypothesis,
            statistic="share of identity numbers that break a rule",
            effect=broken / tested if tested else None,
            low=low,
            high=high,
            rows=tested,
            verdict=judge_share(low, look=_LOOK, failed=_FAILED) if tested else "passed",
            notes=tuple(_notes(counts, *columns[1:])),
            counts={k: counts[k] for k in sorted(counts)},
        )


def _first(table: TableProfile, meaning: str) -> ColumnProfile | None:
    columns = table.with_meaning(meaning)
    return max(columns, key=lambda c: c.fill * c.valid) if columns else None


def _count_batch(
    batch: pa.RecordBatch, id_column: ColumnProfile | None, sex: ColumnProfile | None, birth: ColumnProfile | None
) -> dict[str, int]:
    assert id_column is not None, "the check applies to tables with identity numbers"
    values = batch.column(id_column.name)
    ids = read_resident_ids(values)
    formed = (ids.length > 0) & ~ids.cut
    whole = formed & ids.checksum & ids.plausible
    problems = {
        "wrong-check-character": formed & ~ids.checksum,
        "impossible-birth-date": formed & ~ids.plausible,
        "sex-disagrees": whole & _disagreeing_sex(batch, sex, ids),
        "birth-date-disagrees": whole & _disagreeing_birth(batch, birth, ids),
    }
    broken = np.logical_or.reduce(list(problems.values()))
    other = ~missing(values, _ID) & (ids.length == 0) & ~ids.cut
    counted = {"ids": formed, "broken": broken, "cut-by-spreadsheet": ids.cut, "other-form": other, **problems}
    return {name: int(np.count_nonzero(where)) for name, where in counted.items()}


def _disagreeing_sex(batch: pa.RecordBatch, column: ColumnProfile | None, ids: ResidentIds) -> NDArray[np.bool_]:
    if column is None:
        return np.zeros(batch.num_rows, np.bool_)
    sexes = read_sexes(batch.column(column.name))
    male = np.asarray(pc.fill_null(pc.equal(sexes, "m"), False))
    return np.asarray((male != ids.male) & np.asarray(sexes.is_valid()), np.bool_)


def _disagreeing_birth(batch: pa.RecordBatch, column: ColumnProfile | None, ids: ResidentIds) -> NDArray[np.bool_]:
    """Return where a birth date disagrees in those parts that it gives."""
    if column is None:
        return np.zeros(batch.num_rows, np.bool_)
    dates = read_dates(batch.column(column.name))
    year, month, day = ids.birth // 10000, ids.birth // 100 % 100, ids.birth % 100
    pairs = ((dates.year, year), (dates.month, month), (dates.day, day))
    return np.asarray(np.logical_or.reduce([(given > 0) & (given != own) for given, own in pairs]), np.bool_)


def _notes(counts: Counter[str], sex: ColumnProfile | None, birth: ColumnProfile | None) -> Iterator[str]:
    if birth is not None:
        yield "birth-date-compared"
    if counts["cut-by-spreadsheet"]:
        yield "cut-by-spreadsheet"
    if counts["other-form"]:
        yield "other-form"
    if sex is not None:
        yield "sex-compared"
