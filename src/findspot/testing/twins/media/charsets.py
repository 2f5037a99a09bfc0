"""Legacy charsets that sites of some languages are still in, and texts that went through UTF-8 twice."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.draws import Flags
from findspot.testing.twins.encoding import encode
from findspot.testing.twins.media.sentences import sentence_pool

UTF8: Final = 0
CHARSETS: Final = (
    "utf-8", "shift_jis", "euc_kr", "big5", "koi8_r", "cp1256", "iso8859_9", "tis_620", "gb18030",
)  # fmt: skip
"""Python's names; a document's charset is its number here."""

LABELS: Final = (
    "UTF-8", "Shift_JIS", "EUC-KR", "Big5", "KOI8-R", "windows-1256", "ISO-8859-9", "TIS-620", "GB18030",
)  # fmt: skip
"""As sites declare them."""

LEGACY: Final = {
    "ja": "shift_jis", "ko": "euc_kr", "zh-Hant": "big5", "ru": "koi8_r", "ar": "cp1256", "tr": "iso8859_9",
    "th": "tis_620", "zh": "gb18030",
}  # fmt: skip
"""The charset of old sites by language; it has every character of the language's sentences."""


def legacy_charsets() -> NDArray[np.int64]:
    """Return the legacy charset of each language of the pool, UTF-8 for those that have none here."""
    return np.array([CHARSETS.index(LEGACY[code]) if code in LEGACY else UTF8 for code in sentence_pool().codes])


def encode_each(texts: pa.Array, charset: NDArray[np.int64]) -> pa.Array:
    """Return each text in its charset.

    Raises:
        UnicodeEncodeError: A charset lacks a character of its text.
    """
    data = pc.cast(texts, pa.large_binary())
    for number in np.unique(charset[charset != UTF8]):
        mine = pa.array(charset == number)
        data = pc.replace_with_mask(data, mine, encode(texts.filter(mine), CHARSETS[number], strict=True))
    return data


def double(texts: pa.Array, twice: Flags) -> pa.Array:
    """Return the texts, some as they look when their UTF-8 was taken for Latin-1 and written as UTF-8 again."""
    mine = pa.array(twice)
    looks = [text.encode("utf-8").decode("latin-1") for text in texts.filter(mine).to_pylist()]
    return pc.replace_with_mask(texts, mine, pa.array(looks, pa.string()))
