"""JSON text: NDJSON, arrays, concatenated objects, outer objects that hold tables."""

from findspot.formats.jsontext.format import JsonFormat

__all__ = ["JsonFormat"]
