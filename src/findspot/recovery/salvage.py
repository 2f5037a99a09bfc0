"""Reading one stream from end to end: its format, then salvage in what the format left over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final

from findspot.errors import FindspotError
from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.model.ledger import LedgerBroken, StreamLedger
from findspot.model.span import Spans
from findspot.model.stage import Progress
from findspot.plugins.protocols import Format
from findspot.recovery.deposit import StreamDeposit

_HASH_BYTES: Final = 4 << 20


def hash_range(stream: ByteStream, offset: int, length: int, key: bytes) -> str:
    """Return the keyed hash of a range (BLAKE2b, RFC 7693, 16 bytes as hex), read in pieces."""
    digest = hashlib.blake2b(key=key, digest_size=16)
    for start in range(offset, offset + length, _HASH_BYTES):
        digest.update(stream.read(start, min(_HASH_BYTES, offset + length - start)))
    return digest.hexdigest()


class StreamReader:
    """Reads one stream into a deposit while keeping its ledger.

    Attributes:
        problems: What ended a reader early: an exception's name or the ledger's complaint.
    """

    def __init__(self, stream: ByteStream, ledger: StreamLedger, deposit: StreamDeposit, progress: Progress) -> None:
        self._stream = stream
        self._ledger = ledger
        self._deposit = deposit
        self._progress = progress
        self._gaps: list[Spans] = []
        self.problems: list[str] = []

    def read_with(self, chosen: Format | None, settings: ReadSettings) -> None:
        """Put all rows, rejects and structure of the stream away; what is left are gaps."""
        if chosen is not None:
            for chunk in self._guarded(chosen.read(self._stream, settings), self._ledger.add_chunk):
                self._gaps.append(chunk.gaps)
        unclaimed = self._ledger.close()
        gaps = Spans.join([*self._gaps, unclaimed]).ordered()
        if chosen is not None and len(gaps):
            gaps = self._salvage(chosen, gaps, settings)
        self._deposit.add_gaps(gaps)

    def _salvage(self, chosen: Format, gaps: Spans, settings: ReadSettings) -> Spans:
        def account(chunk: Chunk) -> None:
            self._ledger.add_salvaged(chunk, gaps)

        for chunk in self._guarded(chosen.salvage(self._stream, gaps, settings), account):
            gaps = _without(gaps, chunk.start, chunk.end, chunk.gaps)
        return gaps

    def _guarded(self, chunks: Iterator[Chunk], account: Callable[[Chunk], None]) -> Iterator[Chunk]:
        """Account for each chunk, put it away and yield it.

        An exception of a reader, or a chunk that does not add up, ends the reading, is noted, and loses nothing that
        came before; what was not read becomes gaps.
        """
        while True:
            try:
                chunk = next(chunks)
                account(chunk)
            except StopIteration:
                return
            except LedgerBroken as error:
                self.problems.append(str(error))
                return
            except (FindspotError, OSError):
                raise
            except Exception as error:  # noqa: BLE001 - a plug-in may raise anything
                self.problems.append(type(error).__name__)
                return
            self._deposit.add_chunk(chunk)
            self._progress.advance(size=chunk.end - chunk.start, rows=sum(t.batch.num_rows for t in chunk.rows))
            yield chunk


def _without(gaps: Spans, start: int, end: int, left: Spans) -> Spans:
    """Return the gaps less ``start`` to ``end``, plus what is ``left`` of it."""
    kept = []
    for offset, length, code in zip(gaps.offset.tolist(), gaps.length.tolist(), gaps.code.tolist(), strict=True):
        stop = offset + length
        if stop <= start or offset >= end:
            kept.append((offset, length, code))
            continue
        kept.append((offset, max(0, start - offset), code))
        kept.append((end, max(0, stop - end), code))
    return Spans.join([Spans.of(kept), left]).ordered()
