"""The case on disk: sealed evidence, tables, keys, tokens, log, and the engine that queries them."""

from __future__ import annotations

from findspot.store.case import CASE_FORMAT, Case, create_case, open_case
from findspot.store.engine import Session, sealed_session, working_session
from findspot.store.folder import TableFolder
from findspot.store.keys import CaseKeys
from findspot.store.log import AuditLog
from findspot.store.parquet import TableWriter
from findspot.store.segments import SegmentReader, SegmentWriter
from findspot.store.state import StageStates
from findspot.store.streams import StoredStream, StreamInfo
from findspot.store.tokens import make_tokens

__all__ = [
    "CASE_FORMAT",
    "AuditLog",
    "Case",
    "CaseKeys",
    "SegmentReader",
    "SegmentWriter",
    "Session",
    "StageStates",
    "StoredStream",
    "StreamInfo",
    "TableFolder",
    "TableWriter",
    "create_case",
    "make_tokens",
    "open_case",
    "sealed_session",
    "working_session",
]
