"""Legacy charsets and double UTF-8."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from findspot.testing.twins.media.charsets import (
    CHARSETS,
    LABELS,
    LEGACY,
    double,
    encode_each,
    legacy_charsets,
)
from findspot.testing.twins.media.sentences import POOL, sentence_pool


@pytest.mark.parametrize(("code", "charset"), LEGACY.items(), ids=LEGACY)
def test_every_sentence_can_be_said_in_the_charset_of_old_sites(code: str, charset: str) -> None:
    pool = sentence_pool()
    for sentence in pool.sentences.slice(pool.codes.index(code) * POOL, POOL).to_pylist():
        assert sentence.encode(charset).decode(charset) == sentence


def test_each_text_is_encoded_in_its_own_charset() -> None:
    texts = pa.array(["日本", "Россия", "plain", "中国"])
    numbers = np.array([CHARSETS.index(name) for name in ("shift_jis", "koi8_r", "utf-8", "gb18030")])
    found = encode_each(texts, numbers).to_pylist()
    assert found == ["日本".encode("shift_jis"), "Россия".encode("koi8_r"), b"plain", "中国".encode("gb18030")]


def test_what_a_charset_lacks_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        encode_each(pa.array(["中国"]), np.array([CHARSETS.index("koi8_r")]))


def test_double_utf8_can_be_undone() -> None:
    texts = pa.array(["Ελλάδα", "中国", "plain"])
    twice = double(texts, np.array([True, True, False])).to_pylist()
    assert twice[2] == "plain"
    assert [text.encode("latin-1").decode("utf-8") for text in twice[:2]] == ["Ελλάδα", "中国"]


def test_labels_name_the_charsets() -> None:
    for label, charset in zip(LABELS, CHARSETS, strict=True):
        assert "ä1".encode(label, "ignore") == "ä1".encode(charset, "ignore")
    assert set(legacy_charsets().tolist()) == set(range(len(CHARSETS)))
