"""Records as web archives keep them (WARC 1.0, ISO 28500), each in a gzip member of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from findspot.testing.twins.documents import Field
from findspot.testing.twins.draws import concat, text
from findspot.testing.twins.encoding import join, sizes_of
from findspot.testing.twins.media.charsets import CHARSETS, LABELS, encode_each
from findspot.testing.twins.records import StreamInfo
from findspot.testing.twins.workshop import MARK

TABLE: Final = "warc"

_END: Final = "\r\n\r\n"


def warc_info(name: str) -> bytes:
    """Return the record that a file begins with."""
    block = f"software: {MARK}\r\nformat: WARC File Format 1.0\r\n"
    head = (
        "WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-ffffffffffff>\r\n"
        f"WARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Filename: {name}\r\nContent-Type: application/warc-fields\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return (head + block + _END).encode("ascii")


def warc_records(fields: Sequence[Field], charset: NDArray[np.int64]) -> tuple[pa.Table, pa.Array]:
    """Return the cells and the bytes of some documents as records of type ``resource``."""
    values = {field.path: field.values for field in fields}
    language = pc.fill_null(values["lang_claimed"], "")
    page = concat(
        '<html lang="', language, '"><head><title>', values["title"], "</title></head><body><p>", values["text"],
        "</p></body></html>\n",
    )  # fmt: skip
    block = encode_each(page, charset)
    number = pc.utf8_slice_codeunits(values["id"], 4, 13)
    cells = {
        "WARC-Type": pa.repeat(pa.scalar("resource"), len(charset)),
        "WARC-Record-ID": concat("<urn:uuid:00000000-0000-4000-8000-000", number, ">"),
        "WARC-Date": values["publish_time"],
        "WARC-Target-URI": concat("https://", values["source_domain"], "/", values["id"]),
        "Content-Type": concat("text/html; charset=", pa.array(LABELS).take(pa.array(charset))),
        "Content-Length": text(sizes_of(block)),
    }
    lines = [concat(name, ": ", value, "\r\n") for name, value in cells.items()]
    head = concat("WARC/1.0\r\n", *lines, "\r\n")
    return pa.table({**cells, "payload": page}), join(head.cast(pa.large_binary()), block, _END.encode())


def decode_warc(data: bytes, info: StreamInfo) -> dict[str, str | None]:
    """Return the named fields of a record, and its block as text in the charset that it declares.

    Raises:
        ValueError: It is no record, or its length is not what it says.
    """
    head, separator, rest = data.partition(b"\r\n\r\n")
    version, *lines = head.decode("ascii").split("\r\n")
    if version != "WARC/1.0" or not separator or not rest.endswith(_END.encode()):
        raise ValueError("no WARC record")
    cells: dict[str, str | None] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        cells[name] = value
    block = rest.removesuffix(_END.encode())
    if str(len(block)) != cells["Content-Length"]:
        raise ValueError("the block is not as long as it says")
    label = str(cells["Content-Type"]).rpartition("charset=")[2]
    cells["payload"] = block.decode(CHARSETS[LABELS.index(label)])
    return cells
