"""How sure it is that a stream holds JSON records, from its first bytes; loads nothing heavy."""

from __future__ import annotations

import json
import re
from typing import Final

from findspot.text.encodings import ENCODINGS, detect_mark, detect_wide

_CERTAIN: Final = 0.97
_BY_LINES: Final = 0.85
_BY_NAME: Final = 0.3
_LEAST_SHARE: Final = 0.5
_LINES: Final = 200

_MEMBER: Final = re.compile(r'[\[{,\s]*+"(?:[^"\\]|\\.){0,200}"\s*:\s*["\[{\d\-tfn]')
_ENDINGS: Final = (".json", ".ndjson", ".jsonl", ".geojson")


def score_head(head: bytes, name: str) -> float:
    """Return from 0 to 1 how sure it is that this is JSON: by its first value, or by lines that look like members."""
    text = _decode(head).lstrip(" \t\r\n\0")
    by_name = _BY_NAME if name.lower().endswith(_ENDINGS) else 0.0
    if text[:1] in ("{", "[") and _has_value(text):
        return _CERTAIN
    share = _share_of_members(text)
    if share >= _LEAST_SHARE:
        return _BY_LINES * share
    return by_name if text[:1] in tuple('{["-0123456789tfn') else 0.0


def _decode(head: bytes) -> str:
    mark = detect_mark(head)
    code = mark[0] if mark else detect_wide(head)
    skip = mark[1] if mark else 0
    return head[skip:].decode(ENCODINGS[code].name if code else "utf-8", "replace")


def _has_value(text: str) -> bool:
    """Return whether a whole array or object stands at the start."""
    try:
        json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _share_of_members(text: str) -> float:
    """Return the share of the lines with more than brackets that begin with a key and a value."""
    lines = [line for line in text.splitlines()[:_LINES] if line.strip(" \t[]{},")]
    if not lines:
        return 0.0
    return sum(1 for line in lines if _MEMBER.match(line)) / len(lines)
