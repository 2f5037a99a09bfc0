"""Delimited text: any delimiter, quote, line end and encoding, with or without a header (RFC 4180 and worse)."""

from findspot.formats.delimited.format import DelimitedFormat

__all__ = ["DelimitedFormat"]
