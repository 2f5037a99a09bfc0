"""How much the columns of a table look like each meaning.

All columns are looked at together: compiling the patterns takes longer than matching a few thousand values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from findspot.plugins.protocols import Recogniser
from findspot.recognisers.strength import StrengthRecogniser

Scores = dict[str, float]

SCREENED: Final = 100
"""Values of a column looked at first; the rest only if a tenth of these look like the meaning."""
_HARDLY: Final = 0.1


def score_columns(samples: Sequence[pa.StringArray], recognisers: Iterable[Recogniser]) -> list[Scores]:
    """Return for each column its scores from 0 to 1 by the code of the meaning; 0 for a column without values."""
    found: list[Scores] = [{} for _ in samples]
    for recogniser in recognisers:
        scores = _score_all([s[:SCREENED] for s in samples], recogniser)
        again = [i for i, s in enumerate(samples) if len(s) > SCREENED and scores[i] >= _HARDLY]
        for i, score in zip(again, _score_all([samples[i] for i in again], recogniser), strict=True):
            scores[i] = score
        for column, score in zip(found, scores, strict=True):
            column[recogniser.code] = min(1.0, max(0.0, score))
    return found


def _score_all(samples: Sequence[pa.StringArray], recogniser: Recogniser) -> list[float]:
    if not isinstance(recogniser, StrengthRecogniser):
        return [recogniser.score(s) if len(s) else 0.0 for s in samples]
    lengths = [len(s) for s in samples]
    if not sum(lengths):
        return [0.0] * len(samples)
    strengths = np.split(recogniser.strengths(pa.concat_arrays(samples)), np.cumsum(lengths)[:-1])
    return [float(s.mean()) if len(s) else 0.0 for s in strengths]
