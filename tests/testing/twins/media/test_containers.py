"""Lines in several charsets, web archives, and XML that is not XML."""

from __future__ import annotations

import gzip
import json
from xml.etree import ElementTree

import pytest

from findspot.testing.twins.media.plan import FEED, decode_mixed_line
from findspot.testing.twins.media.warc import decode_warc
from findspot.testing.twins.media.xmlfeed import decode_xml
from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.workshop import MARK

from .conftest import Twin

INFO = StreamInfo("a", "", "xml", "utf-8", {"charsets": ["utf-8", "shift_jis"]})


def test_lines_of_one_file_are_in_several_charsets(twin: Twin) -> None:
    data = (twin.folder / "dump/feed/feed-01.jsonl").read_bytes()
    documents, rows = twin.documents, twin.rows(FEED)
    broken = 0
    for place in twin.places(FEED):
        line = data[place["offset"] : place["offset"] + place["length"]]
        document = documents[rows[place["row"]]["_entity"]]
        assert json.loads(line.decode(document["charset"]))["id"] == rows[place["row"]]["id"]
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            broken += 1
            assert document["charset"] != "UTF-8"
    assert broken > 40


def test_true_text_is_what_was_written_before_it_was_broken(twin: Twin) -> None:
    documents = twin.documents
    doubled = 0
    for row in twin.rows(FEED):
        document = documents[row["_entity"]]
        text = row["text"].encode("latin-1").decode("utf-8") if document["double_utf8"] else row["text"]
        assert text == document["text"]
        doubled += document["double_utf8"]
    assert doubled > 20


def test_a_line_is_read_in_the_charset_of_its_crawler() -> None:
    line = '{"id":"n01-1","t":"日本"}\n'.encode("shift_jis")
    assert decode_mixed_line(line, INFO) == {"id": "n01-1", "t": "日本"}
    with pytest.raises(ValueError, match="line end"):
        decode_mixed_line(line[:-1], INFO)


def test_archives_of_the_web_are_members_with_a_record_each(twin: Twin) -> None:
    data = (twin.folder / "dump/warc/crawl-00001.warc.gz").read_bytes()
    plain = gzip.decompress(data)
    assert plain.startswith(b"WARC/1.0\r\nWARC-Type: warcinfo\r\n")
    assert MARK.encode() in plain[:500]
    assert data.count(b"crawl-00001.warc\0" + MARK.encode()) == 1 + len(twin.rows("warc"))
    for place in twin.places("warc")[:50]:
        record = plain[place["offset"] : place["offset"] + place["length"]]
        head, _, rest = record.partition(b"\r\n\r\n")
        length = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
        assert len(rest) == int(length.split()[1]) + 4


def test_records_say_their_charset(twin: Twin) -> None:
    documents = twin.documents
    for row in twin.rows("warc"):
        assert row["Content-Type"] == f"text/html; charset={documents[row['_entity']]['charset']}"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"WARC/0.9\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 9\r\nContent-Type: x; charset=UTF-8\r\n\r\nab\r\n\r\n",
    ],
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"WARC|block"):
        decode_warc(data, INFO)


def test_the_feed_is_not_well_formed_but_most_of_its_elements_are(twin: Twin) -> None:
    data = (twin.folder / "dump/feed/archive-01.xml").read_bytes()
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(data)
    rows = twin.rows("xml")
    good = 0
    for place in twin.places("xml"):
        try:
            element = ElementTree.fromstring(data[place["offset"] : place["offset"] + place["length"]])
        except ElementTree.ParseError:
            continue
        good += 1
        cells = rows[place["row"]]
        assert element.findtext("text") == cells["text"]
        assert element.get("lang") == cells["lang_claimed"]
    assert good == len(rows) - twin.rates["bad_entities"].count


def test_what_is_no_reference_stays_as_it_is() -> None:
    element = '<doc id="1" lang="en"><text>a&nbsp;b &amp; c & d&#x1F;&#65;&#x42;&copy</text></doc>'
    assert decode_xml(element.encode(), INFO)["text"] == "a&nbsp;b & c & d&#x1F;AB&copy"
    with pytest.raises(ValueError, match="no document"):
        decode_xml(b"<doc>", INFO)
