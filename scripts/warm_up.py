"""Compile the scanning kernels once, so that the first run does not wait for it; part of ``make setup``."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

from findspot.model.batch import ReadSettings
from findspot.plugins.manager import manager
from findspot.testing.streams import MemoryStream

SAMPLES = {
    "FMT-CSV": ["id,名字\n" + "".join(f'{i},"甲乙""{i}"\n' for i in range(50))],
    "FMT-SQL": [
        "INSERT INTO `t` VALUES " + ",".join(f"({i},'甲\\'{i}')" for i in range(50)) + ";\n",  # noqa: S608 - never executed
        "COPY t (a, b) FROM stdin;\n" + "".join(f"{i}\t甲\\n\n" for i in range(50)) + "\\.\n",
    ],
    "FMT-JSON": [
        "".join(f'{{"a":{i},"b":{{"c":"甲\\u7532"}}}}\n' for i in range(50)),
        "[" + ",\n".join(f'{{"a":{i},"b":[1,2]}}' for i in range(50)) + "]",
        '{"t":[' + ",".join(f'{{"a":{i}}}' for i in range(50)) + "]}",
    ],
}
ENCODINGS = ("utf-8", "gb18030", "utf-16")
DAMAGE = bytes(64) + b"\xff\xfe\xff;,\n"


def sqlite_file() -> bytes:
    """Return a small database file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.sqlite"
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
            database.executemany("INSERT INTO t (b) VALUES (?)", [(f"甲{i}",) for i in range(500)])
        database.close()
        return path.read_bytes()


def main() -> None:
    """Read each sample, whole and damaged, with its format."""
    formats = {f.code: f for f in manager().formats()}
    streams = [(code, text.encode(name)) for code, texts in SAMPLES.items() for text in texts for name in ENCODINGS]
    streams.append(("FMT-SQLITE", sqlite_file()))
    for code, data in streams:
        half = len(data) // 2
        for held in (data, data[:half] + DAMAGE + data[half:]):
            for _ in formats[code].read(MemoryStream(held), ReadSettings()):
                pass
    sys.stderr.write("kernels compiled\n")


if __name__ == "__main__":
    main()
