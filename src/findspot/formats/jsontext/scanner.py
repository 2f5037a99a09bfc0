"""Scans a JSON stream window by window into blocks, from which columns are built elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from findspot.formats.jsontext.layout import Arrangement, Layout
from findspot.formats.jsontext.members import MemberScanner
from findspot.formats.jsontext.names import source_columns
from findspot.formats.jsontext.parts import Part, TableState
from findspot.formats.sqldump.places import find_places
from findspot.formats.windows import Window, Windows
from findspot.model.batch import ByteStream, ReadSettings, SourceTable
from findspot.text.kernels.json import new_stack
from findspot.text.kernels.jsonarray import scan_elements
from findspot.text.kernels.jsonlines import scan_lines
from findspot.text.kernels.jsonscan import CLOSED, FIRST, FRESH, LOST, PLACE, POSITION, SEPARATOR, STRUCTURE, Limits
from findspot.text.kernels.jsonscan import add_span
from findspot.text.transcripts import Transcript, transcribe
