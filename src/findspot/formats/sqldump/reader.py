"""Reads an SQL dump: windows in, chunks out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from findspot.formats.sqldump.building import Task, build_chunk
from findspot.formats.sqldump.dialects import charset_hint, guess_dialect
from findspot.formats.sqldump.places import find_places
from findspot.formats.sqldump.plan import Plan
from findspot.formats.sqldump.scanner import Scanner, dump_scanner
from findspot.formats.sqldump.state import State
from findspot.formats.sqldump.survey import Survey
from findspot.formats.sqldump.tables import Registry
from findspot.formats.windows import Windows, map_ordered, sample_stream
from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.text.encodings import ENCODINGS, EncodingPrior, measure_prior
from findspot.text.transcripts import transcribe

MARK: Final = b"),("
"""Where lines are cut for judging their encoding: an INSERT of a megabyte is one line."""


def read_dump(stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
    """Yield a chunk for each window; scanning runs ahead of building by a few windows."""
    yield from map_ordered(build_chunk, _scan(stream, settings), settings.workers)


def measure_dump(stream: ByteStream) -> tuple[EncodingPrior, bytes]:
    """Return the encoding of a dump and the sample it was measured on, as UTF-8 if it is UTF-16.

    What the dump says of itself counts where the sample is plain ASCII: a dump in GBK may start with pages of it.
    """
    sample = sample_stream(stream)
    prior = measure_prior(sample)
    if prior.is_wide:
        return prior, sample.decode(ENCODINGS[prior.main].name, "replace").encode("utf-8", "replace")
    hint = charset_hint(sample) if sample.isascii() else None
    if hint:
        code = next(e.code for e in ENCODINGS if e.name == hint)
        prior = EncodingPrior(code, code)
    return prior, sample


def _scan(stream: ByteStream, settings: ReadSettings) -> Iterator[Task]:
    prior, sample = measure_dump(stream)
    escapes = guess_dialect(sample).escapes
    state = State(Registry(), escapes, settings.max_record_bytes)
    state.find_definition = Survey(stream, prior, escapes).find_definition
    yield from scan_windows(dump_scanner(state), Windows(stream, settings), prior, stream.id)


def scan_windows(scanner: Scanner, windows: Windows, prior: EncodingPrior, stream_id: int) -> Iterator[Task]:
    """Yield what the scanner makes of each window."""
    for window in windows:
        last = window.final or window.full
        transcript = transcribe(window.padded, window.size, prior, final=last, mark=MARK)
        plan = Plan(transcript.text, transcript.size)
        consumed = scanner.scan(plan, final=window.final, full=window.full)
        raw = int(find_places(transcript, window.padded, np.array([consumed], np.int64))[0])
        undecoded = window.size - raw if window.final and consumed == plan.size else 0
        window.consume(raw + undecoded)
        prior = transcript.prior_at(consumed)
        if raw + undecoded:
            yield Task(plan, transcript, window.padded, stream_id, window.offset, raw + undecoded, undecoded)
