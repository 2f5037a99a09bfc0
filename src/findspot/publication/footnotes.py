"""Footnotes: the codes on findings and checks, numbered as they come up, with their sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

SENTENCES: Final = {
    "counts-persons": "Counts persons, or rows that stand for persons; small counts are withheld.",
    "withheld": (
        "Withheld, with its interval: it counts fewer persons than the threshold, or it would give such a count away "
        "together with other numbers. Which of the two is not said."
    ),
    "denominator-withheld": (
        "The number this is counted from is withheld: less another one, it would count a few persons."
    ),
    "bounds-withheld": (
        "The bounds are withheld: what they leave open, less what other bounds leave open, would count a few persons."
    ),
    "span-by-year": "Given by the year only: the day would be one person's.",
    "years-only": "Dates of birth are kept as years only.",
    "rows-left-out": "Rows in which a byte was guessed or a field is missing are not counted.",
    "bytes-missing": "Bytes of the files this comes from could not be read: the truth is at least as large.",
    "hole-of-unknown-length": "A piece of unknown length is missing from a file, so no upper bound holds.",
    "persons-by-id": "Persons are told apart by valid identity numbers.",
    "persons-by-name-birth": "Persons without a valid identity number are told apart by name and date of birth.",
    "persons-by-plugin": "Persons are told apart by the rule of an added plug-in.",
    "rows-without-person": "Rows in which nobody can be told apart are not counted as persons.",
    "birth-date-compared": "Identity numbers were compared with the column of birth dates.",
    "sex-compared": "Identity numbers were compared with the column of sexes.",
    "cut-by-spreadsheet": (
        "Some identity numbers lost digits in a spreadsheet: a trace of handling, not of invention, and no error."
    ),
    "other-form": "Some values have not the form of an identity number; they are not counted as errors.",
    "ids-in-several-rows": "Some identity numbers stand in several rows, as after a transfer or a second entry.",
    "no-value": "The entry is empty, or says that there is none.",
}
"""What the codes on findings and checks mean (``docs/findings.md``); one that is not here is shown as it is."""


@dataclass(slots=True)
class Footnotes:
    """The footnotes of one report."""

    _codes: list[str] = field(default_factory=list)

    def number(self, code: str) -> int:
        """Return the number of a code's footnote, a new one at its first mention."""
        if code not in self._codes:
            self._codes.append(code)
        return self._codes.index(code) + 1

    def entries(self) -> list[tuple[int, str, str]]:
        """Return number, code and sentence of every footnote mentioned so far; an unknown code has no sentence."""
        return [(i, code, SENTENCES.get(code, "")) for i, code in enumerate(self._codes, start=1)]
