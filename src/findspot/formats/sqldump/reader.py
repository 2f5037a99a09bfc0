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
from findspot.text.encodings import ENCODINGS, UTF8, EncodingPrior, measure_prior
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

    What the dump says of itself counts where the sample is plain ASCII (a dump in GBK may start with pages of it), and
    where the sample is not UTF-8 and decodes so: two bytes of a rare character look like Western text by themselves.
    """
    sample = sample_stream(stream)
    prior = measure_prior(sample)
    if prior.is_wide:
        text = sample.decode(ENCODINGS[prior.main].name, "replace").lstrip("\ufeff")
        return prior, text.encode("utf-8", "replace")
    hint = charset_hint(sample)
    if hint and (sample.isascii() or (prior.main != UTF8 and _is_decoded_by(hint, sample))):
        code = next(e.code for e in ENCODINGS if e.name == hint)
        prior = EncodingPrior(code, code)
    return prior, sample


def _is_decoded_by(encoding: str, sample: bytes) -> bool:
    """Return whether at most one byte in a hundred fails, as damage may."""
    return sample.decode(encoding, "replace").count("\ufffd") * 100 <= len(sample)


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
    """Yield what the scanner makes of each window.

    Windows end and begin where lines do, as a line's encoding is told from the whole of it; ``resume`` is how much of
    the first line the window before has dealt with.
    """
    resume = 0
    for window in windows:
        transcript, buffer = _transcribe(window, prior)
        last = window.final or window.full
        limit = transcript.size if last else _line_start(transcript.text, transcript.size)
        plan = Plan(transcript.text, limit)
        place = scanner.scan(plan, resume, final=window.final, full=window.full)
        line = place if last else _line_start(transcript.text, place)
        begin, end = find_places(transcript, buffer, np.array((resume, place), np.int64)).tolist()
        kept = int(find_places(transcript, buffer, np.array((line,), np.int64))[0])
        undecoded = window.size - end if window.final and place == plan.size else 0
        window.consume(end + undecoded if last else kept)
        prior, resume = transcript.prior_at(line), place - line
        if end + undecoded > begin:
            raw = None if buffer is window.padded else window.padded
            yield Task(plan, transcript, buffer, raw, stream_id, window.offset, begin, end + undecoded, undecoded)


def _line_start(text: NDArray[np.uint8], place: int) -> int:
    """Return where the line, or the piece of one behind a ``MARK``, starts that ends at or goes on behind ``place``."""
    for size in (4_096, place):
        low = max(0, place - size)
        piece = text[low:place].tobytes()
        start = max(piece.rfind(b"\n") + 1, piece.rfind(MARK) + len(MARK) - 1)
        if start >= len(MARK):
            return low + start
    return 0


def _transcribe(window: Window, prior: EncodingPrior) -> tuple[Transcript, NDArray[np.uint8]]:
    """Return the text of a window and the bytes it was made of.

    A copy with binary literals masked, if there are any.
    """
    last = window.final or window.full
    transcript = transcribe(window.padded, window.size, prior, final=last, mark=MARK)
    if transcript.identity or prior.is_wide or window.padded.tobytes().find(BINARY) < 0:
        return transcript, window.padded
    masked = window.padded.copy()
    if not mask_binaries(masked, window.size):
        return transcript, window.padded
    return transcribe(masked, window.size, prior, final=last, mark=MARK), masked
