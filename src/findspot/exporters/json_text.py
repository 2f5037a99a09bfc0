"""``EXP-JSON``: the findings of a release as the document that ``findings --json`` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from findspot.model.finding import findings_document
from findspot.model.release import Release
from findspot.store.files import make_private_folder, write_whole


class JsonExporter:
    """All of the findings; the streams, tables and checks of the release are in the report only."""

    code = "EXP-JSON"
    media_type = "application/json"
    lost: Sequence[str] = ("streams, tables and checks that the release tells about",)

    def write(self, release: Release, folder: Path) -> Sequence[Path]:
        """Write ``findings.json`` below ``folder``, the same bytes for the same findings."""
        path = make_private_folder(folder) / "findings.json"
        write_whole(path, findings_bytes(release))
        return [path]


def findings_bytes(release: Release) -> bytes:
    """Return the findings file: the same bytes for the same findings, whoever makes it and whenever (contracts §10)."""
    document = findings_document(release.findings)
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()
