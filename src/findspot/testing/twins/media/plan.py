"""What the twin ``media`` can be asked for, and the files that its documents go to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.decoders import Decoder
from findspot.testing.twins.documents import Field, decode_object, read_cells, write_objects
from findspot.testing.twins.draws import choose
from findspot.testing.twins.elasticdump import mark_field, place_file
from findspot.testing.twins.encoding import sizes_of
from findspot.testing.twins.media import articles, charsets, warc, xmlfeed
from findspot.testing.twins.media.articles import CONTAINERS, COUNTED_FROM, Articles
from findspot.testing.twins.members import MemberGzip
from findspot.testing.twins.plan import Knob, Size, TwinOrder
from findspot.testing.twins.records import Records, StreamInfo
from findspot.testing.twins.tally import Tally
from findspot.testing.twins.workshop import Workshop

FEED: Final = "feed"
"""Table of the documents that are lines."""

_CHUNK: Final = 50_000
_KNOBS: Final = (
    Knob("wrong_language", 0.06, "documents whose site claims another language"),
    Knob("syndicated", 0.22, "documents that are near copies of another", 0, 0.9),
    Knob("legacy", 0.4, "documents in a legacy charset, of the languages that have one, outside XML"),
    Knob("double_utf8", 0.03, "documents that went through UTF-8 twice, of those in it"),
    Knob("bad_entities", 0.1, "documents of the XML feed with what is not XML"),
)


@dataclass(frozen=True, slots=True)
class _Making:
    order: TwinOrder
    workshop: Workshop
    articles: Articles
    claimed: pa.Array
    tally: Tally

    def chunks(self, container: str) -> Iterator[tuple[int, NDArray[np.int64], list[Field]]]:
        """Yield the documents of a container in chunks: the chunk's number from 1, their numbers, their members."""
        rows = np.flatnonzero(self.articles.container == CONTAINERS.index(container))
        for number, start in enumerate(range(0, len(rows), _CHUNK), 1):
            chunk = rows[start : start + _CHUNK]
            yield number, chunk, articles.article_fields(self.order, self.articles, self.claimed, chunk)
            self.workshop.progress.advance(rows=len(chunk))


@dataclass(frozen=True, slots=True)
class MediaPlan:
    """Makes the twin; a row is a document."""

    kind: str = "media"
    title: str = "news of 65 languages, crawled from invented sites"
    knobs: tuple[Knob, ...] = _KNOBS

    @property
    def sizes(self) -> Mapping[Size, int]:
        """Documents by size; no published one has a size, so that L is a choice of ours."""
        return {"S": 20_000, "M": 200_000, "L": 2_000_000}

    @property
    def decoders(self) -> Mapping[str, Decoder]:
        """Lines in several charsets, web archives, and XML."""
        return {"mixed-ndjson": decode_mixed_line, "warc": warc.decode_warc, "xml": xmlfeed.decode_xml}

    def generate(self, order: TwinOrder, workshop: Workshop) -> None:
        """Write the containers, and what is in them to the truth."""
        made = articles.make_articles(order)
        claimed, wrong = articles.claimed_languages(order, made)
        making = _Making(order, workshop, made, claimed, Tally())
        making.tally.note("wrong_language", wrong)
        workshop.progress.start("twin", None)
        workshop.entities("document").append(articles.describe_articles(made, charsets.LABELS))
        _write_feed(making)
        _write_warcs(making)
        _write_xml(making)
        _plant(making)
        workshop.progress.finish()


def decode_mixed_line(data: bytes, info: StreamInfo) -> dict[str, str | None]:
    """Return the cells of a line in the charset of the crawler that its id begins with.

    Raises:
        ValueError: The line has no end, no such crawler, or does not decode.
    """
    _, _, rest = data.partition(b'"id":"n')
    text = data.decode(info.options["charsets"][int(rest[:2])])
    if not text.endswith("\n"):
        raise ValueError("no line end")
    return decode_object(text.encode("utf-8"))


def _write_feed(making: _Making) -> None:
    workshop = making.workshop
    for number, rows, members in making.chunks("jsonl"):
        fields = [*members, mark_field(len(rows))]
        file = f"feed/feed-{number:02d}.jsonl"
        numbers = _append_cells(workshop, FEED, read_cells(fields), rows)
        lines = pc.binary_join_element_wise(write_objects(fields), "\n", "")
        pieces = charsets.encode_each(lines, making.articles.charset[rows].astype(np.int64))
        info = StreamInfo(file, "", "mixed-ndjson", "utf-8", {"charsets": list(charsets.CHARSETS)})
        with place_file(workshop, file).open("wb") as sink:
            workshop.writer(info, sink).write_records(Records(FEED, pieces, numbers, rows))
        workshop.mark(file, "note of the first document")


def _write_warcs(making: _Making) -> None:
    workshop = making.workshop
    for number, rows, members in making.chunks("warc"):
        name = f"crawl-{number:05d}.warc"
        cells, pieces = warc.warc_records(members, making.articles.charset[rows].astype(np.int64))
        numbers = _append_cells(workshop, warc.TABLE, cells, rows)
        file = f"warc/{name}.gz"
        with place_file(workshop, file).open("wb") as sink:
            gzip = MemberGzip(sink, name)
            writer = workshop.writer(StreamInfo(file, name, "warc", "utf-8"), gzip.sink)
            head = warc.warc_info(name)
            gzip.cut_at((len(head) + np.cumsum(sizes_of(pieces)) - sizes_of(pieces)).tolist())
            writer.write(head)
            writer.write_records(Records(warc.TABLE, pieces, numbers, rows))
            gzip.end_member()
        workshop.mark(file, "warcinfo record, comment of each gzip member's header")


def _write_xml(making: _Making) -> None:
    workshop, order = making.workshop, making.order
    for number, rows, members in making.chunks("xml"):
        random = order.random("xml", number)
        bad = making.tally.note("bad_entities", choose(random, order.share("bad_entities"), len(rows)))
        cells, elements = xmlfeed.xml_records(random, members, bad)
        numbers = _append_cells(workshop, xmlfeed.TABLE, cells, rows)
        file = f"feed/archive-{number:02d}.xml"
        with place_file(workshop, file).open("wb") as sink:
            writer = workshop.writer(StreamInfo(file, "", "xml", "utf-8"), sink)
            writer.write(xmlfeed.HEAD.encode())
            between = pa.array([b"", *[b"\n"] * (len(rows) - 1)])
            writer.write_records(Records(xmlfeed.TABLE, elements.cast(pa.binary()), numbers, rows), before=between)
            writer.write(b"\n" + xmlfeed.TAIL.encode())
        workshop.mark(file, "comment in the second line")


def _append_cells(workshop: Workshop, table: str, cells: pa.Table, document: NDArray[np.int64]) -> NDArray[np.int64]:
    """Enter cells as the next rows of a table, and return their numbers."""
    rows = workshop.rows(table, "document")
    numbers = np.arange(rows.rows, rows.rows + len(document))
    rows.append_cells(cells, document)
    return numbers


def _plant(making: _Making) -> None:
    """Note how many languages there are (K10), and the measured rate of each habit."""
    made, workshop, tally = making.articles, making.workshop, making.tally
    documents: dict[str, int] = {}
    for number, count in enumerate(np.bincount(made.language, minlength=len(charsets.legacy_charsets())).tolist()):
        code = articles.language_code(number)
        documents[code] = documents.get(code, 0) + count
    workshop.plant("claim.K10.languages", sum(count > 0 for count in documents.values()))
    workshop.plant("claim.K10.languages_counted", sum(count >= COUNTED_FROM for count in documents.values()))
    workshop.plant("claim.K10.documents", documents)
    tally.note("syndicated", made.original >= 0)
    tally.note("double_utf8", made.doubled, int((made.charset == charsets.UTF8).sum()))
    could = (charsets.legacy_charsets()[made.language] != charsets.UTF8) & (made.container != CONTAINERS.index("xml"))
    tally.note("legacy", made.charset != charsets.UTF8, int(could.sum()))
    workshop.plant("charsets", {label: int((made.charset == n).sum()) for n, label in enumerate(charsets.LABELS)})
    for habit, (count, whole) in tally.counts.items():
        workshop.rate(habit, making.order.share(habit), count, whole)


PLAN: Final = MediaPlan()
