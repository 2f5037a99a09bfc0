"""CHK-DUPLICATE: which rows are there more than once, and which identity numbers?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from findspot.checks.intervals import judge_share, wilson_interval
from findspot.model.profile import TableProfile
from findspot.plugins.protocols import Verdict
from findspot.text.fingerprints import Fingerprints, fingerprint_rows, fingerprint_values
from findspot.text.identifiers import canonical_resident_ids, read_resident_ids
from findspot.text.lookups import only_where
from findspot.text.scripts import text_array

_LOOK: Final = 0.01
_FAILED: Final = 0.20
_ID: Final = "cn-resident-id"


class Duplicates:
    """Rows that repeat an earlier row in every column, and identity numbers that stand in several rows."""

    code = "CHK-DUPLICATE"
    title = "Rows are there once"
    null_hypothesis = "A row repeats another one exactly only by accident of entry or export."
    passing_sample = "1, 王伟 / 2, 王伟"
    failing_sample = "1, 王伟 / 1, 王伟"
    false_alarms: Sequence[str] = (
        "Logs and link tables without a key may repeat rows in all honesty.",
        "Two copies of one file among the sources repeat every row.",
        "A person may be listed in several rows on purpose, after a transfer for example.",
    )

    note_codes: Sequence[str] = ("ids-in-several-rows",)
    """What its verdicts may say beside the effect (``docs/findings.md``)."""

    def applies(self, table: TableProfile) -> bool:
        """Return whether the table has columns at all."""
        return bool(table.columns)

    def run(self, table: TableProfile, batches: Iterator[pa.RecordBatch]) -> Verdict:
        """Return the share of rows that repeat an earlier one."""
        names = [c.name for c in table.columns]
        id_columns = [c.name for c in table.with_meaning(_ID)][:1]
        rows, ids = [np.empty(0, np.uint64)], [np.empty(0, np.uint64)]
        for batch in batches:
            rows.append(_row_fingerprints(batch, names))
            ids += [_id_fingerprints(batch.column(name)) for name in id_columns]
        total, repeated, _ = _repeats(np.concatenate(rows))
        ids_total, _, ids_several = _repeats(np.concatenate(ids))
        low, high = wilson_interval(repeated, total)
        counts = {"rows": total, "repeated-rows": repeated}
        if id_columns:
            counts |= {"rows-with-id": ids_total, "ids-in-several-rows": ids_several}
        return Verdict(
            code=self.code,
            table=table.name,
            null=self.null_hypothesis,
            statistic="share of rows that repeat an earlier row",
            effect=repeated / total if total else None,
            low=low,
            high=high,
            rows=total,
            verdict=judge_share(low, look=_LOOK, failed=_FAILED) if total else "passed",
            notes=("ids-in-several-rows",) if ids_several else (),
            counts=counts,
        )


def _row_fingerprints(batch: pa.RecordBatch, names: Sequence[str]) -> Fingerprints:
    return fingerprint_rows((fingerprint_values(batch.column(name)) for name in names), batch.num_rows)


def _id_fingerprints(values: pa.StringArray) -> Fingerprints:
    ids = read_resident_ids(values)
    valid = text_array(only_where(canonical_resident_ids(ids), ids.valid).drop_null())
    return fingerprint_values(valid)


def _repeats(fingerprints: Fingerprints) -> tuple[int, int, int]:
    """Return how many there are, how many repeat an earlier one, and how many distinct ones come more than once."""
    _, counts = np.unique(fingerprints, return_counts=True)
    return len(fingerprints), len(fingerprints) - len(counts), int(np.count_nonzero(counts > 1))
