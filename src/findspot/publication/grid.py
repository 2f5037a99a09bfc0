"""A plain table in a report: what the template ``grid.html`` draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from findspot.publication.numerals import NONE


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column; numbers are set to the right."""

    label: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, a class for its look, and the codes of its footnotes."""

    text: str
    look: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with one head per column; the first cell of each row is the row's head, ``total`` the sum at the end."""

    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


def numbers(*labels: str) -> tuple[Head, ...]:
    """Return heads of number columns."""
    return tuple(Head(label, is_number=True) for label in labels)


def texts(*labels: str) -> tuple[Head, ...]:
    """Return heads of text columns."""
    return tuple(Head(label) for label in labels)


def cells(values: Sequence[str | Cell]) -> tuple[Cell, ...]:
    """Return a row; plain text becomes a cell, with look ``none`` where there is no number (left out on a phone)."""
    return tuple(v if isinstance(v, Cell) else Cell(v, "none" if v == NONE else "") for v in values)


WITHHELD: Final = "withheld"
"""The look of a withheld number."""


def withheld(text: str) -> Cell:
    """Return a cell that says that its number is withheld."""
    return Cell(text, WITHHELD)
