"""Delimited text: any delimiter, quote, line end and encoding, with or without a header (RFC 4180 and what is found instead)."""

from findspot.formats.delimited.format import DelimitedFormat

__all__ = ["DelimitedFormat"]
