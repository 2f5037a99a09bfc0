"""Forms in which a release leaves a case."""

from __future__ import annotations

from collections.abc import Sequence

from findspot.exporters.csv_text import CsvExporter
from findspot.exporters.json_text import JsonExporter
from findspot.plugins.hookspecs import hookimpl
from findspot.plugins.protocols import Exporter


@hookimpl
def findspot_exporters() -> Sequence[Exporter]:
    """Return the built-in exporters."""
    return [CsvExporter(), JsonExporter()]
