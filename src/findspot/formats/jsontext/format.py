"""The plug-in for JSON text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from findspot.formats.jsontext.detection import score_head
from findspot.model.batch import ByteStream, Chunk, ReadSettings
from findspot.model.span import Spans


class JsonFormat:
    """JSON text that holds records.

    They are one a line (NDJSON, elasticdump), elements of an array, objects one after another, or arrays of objects
    under the keys of one outer object, each a table. Nested keys join with a dot, arrays stay JSON text, a second key
    of one name is ``key#2``. A record that is no object has one column without a name.
    """

    code: str = "FMT-JSON"
    media_types: Sequence[str] = ("application/json", "application/x-ndjson", "application/json-seq")
    extensions: Sequence[str] = ("json", "ndjson", "jsonl", "geojson")
    can_resync: bool = True

    def detect(self, head: bytes, name: str) -> float:
        """Return how sure it is that a stream with these first bytes holds JSON records."""
        return score_head(head, name)

    def read(self, stream: ByteStream, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield the records window by window, in the order of the stream."""
        from findspot.formats.jsontext.reading import read_stream  # loads numba: only when a stream is read

        return read_stream(stream, settings)

    def salvage(self, stream: ByteStream, gaps: Spans, settings: ReadSettings) -> Iterator[Chunk]:
        """Yield nothing: ``read`` already finds records wherever they begin."""
        return iter(())
