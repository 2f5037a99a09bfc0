"""Reads an SQL dump: windows in, chunks out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.sqldump.building import Task, build_chunk
from findspot.formats.sqldump.definitions import DefinitionFinder
from findspot.formats.sqldump.dialects import charset_hint, guess_dialect
from findspot.formats.sqldump.places import find_places
from findspot.formats.sqldump.plan import Plan
from findspot.formats.sqldump.scanner import Scanner, dump_scanner
from findspot.formats.sqldump.state import State
from findspot.formats.sqldump.tables import Registry
from findspot.formats.windows import Window, Windows, map_ordered, sample_stream
from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.text.encodings import ENCODINGS, EncodingPrior, measure_prior
from findspot.text.kernels.sqltext import mask_binaries
from findspot.text.transcripts import Transcript, transcribe

MARK: Final = b"),("
"""Where lines are cut for judging their encoding: an INSERT of a megabyte is one line."""


BINARY: Final = b"_binary '"
"""What mysqldump puts before a BLOB."""


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
        text = sample.decode(ENCODINGS[prior.main].name, "replace").lstrip("\ufeff")
        return prior, text.encode("utf-8", "replace")
    hint = charset_hint(sample) if sample.isascii() else None
    if hint:
        code = next(e.code for e in ENCODINGS if e.name == hint)
        prior = EncodingPrior(code, code)
    return prior, sample


def scan_tables(stream: ByteStream, settings: ReadSettings) -> Registry:
    """Return the tables of a dump as ``read_dump`` knows them at its end."""
    prior, sample = measure_dump(stream)
    state = _first_state(stream, prior, sample, settings)
    for _ in scan_windows(dump_scanner(state), Windows(stream, settings), prior, stream.id):
        pass
    return state.registry


def _scan(stream: ByteStream, settings: ReadSettings) -> Iterator[Task]:
    prior, sample = measure_dump(stream)
    state = _first_state(stream, prior, sample, settings)
    yield from scan_windows(dump_scanner(state), Windows(stream, settings), prior, stream.id)


def _first_state(stream: ByteStream, prior: EncodingPrior, sample: bytes, settings: ReadSettings) -> State:
    state = State(Registry(), guess_dialect(sample).escapes, settings.max_record_bytes)
    state.find_definition = DefinitionFinder(stream, prior).find
    return state


def scan_windows(scanner: Scanner, windows: Windows, prior: EncodingPrior, stream_id: int) -> Iterator[Task]:
    """Yield what the scanner makes of each window."""
    for window in windows:
        transcript, buffer = _transcribe(window, prior)
        plan = Plan(transcript.text, transcript.size)
        consumed = scanner.scan(plan, final=window.final, full=window.full)
        place = int(find_places(transcript, buffer, np.array([consumed], np.int64))[0])
        undecoded = window.size - place if window.final and consumed == plan.size else 0
        window.consume(place + undecoded)
        prior = transcript.prior_at(consumed)
        if place + undecoded:
            raw = None if buffer is window.padded else window.padded
            yield Task(plan, transcript, buffer, raw, stream_id, window.offset, place + undecoded, undecoded)


def _transcribe(window: Window, prior: EncodingPrior) -> tuple[Transcript, NDArray[np.uint8]]:
    """Return the text of a window and the bytes it was made of: a copy with binary literals masked, if there are any."""
    last = window.final or window.full
    transcript = transcribe(window.padded, window.size, prior, final=last, mark=MARK)
    if transcript.identity or prior.is_wide or window.padded.tobytes().find(BINARY) < 0:
        return transcript, window.padded
    masked = window.padded.copy()
    if not mask_binaries(masked, window.size):
        return transcript, window.padded
    return transcribe(masked, window.size, prior, final=last, mark=MARK), masked
