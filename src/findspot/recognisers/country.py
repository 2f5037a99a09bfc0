"""Countries and nationalities."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from findspot.model.tables import Privacy
from findspot.recognisers.strength import StrengthRecogniser, Strengths
from findspot.text import data
from findspot.text.lookups import lookup
from findspot.text.scripts import fold

_ALPHA3 = 0.9
_ALPHA2 = 0.8
_PEOPLE = 0.6
"""A nationality may be the name of a language as well."""


@cache
def _names() -> dict[str, str]:
    """Names, nationalities and aliases in lower case, to alpha-3."""
    names: dict[str, str] = {}
    alpha3 = {row["alpha2"]: row["alpha3"] for row in data.rows("countries")}
    for row in data.rows("countries"):
        names[row["english"].lower()] = names[row["chinese"]] = row["alpha3"]
    return {row["alias"].lower(): alpha3[row["alpha2"]] for row in data.rows("country_aliases")} | names


@cache
def _peoples() -> pa.Array:
    return pa.array([alias.lower() for alias in data.words("country_aliases", "alias", kind="people")])


@cache
def _codes() -> dict[str, str]:
    return {row[form]: row["alpha3"] for form in ("alpha2", "alpha3") for row in data.rows("countries")}


class Country(StrengthRecogniser):
    """Countries and nationalities in Chinese and English, and ISO 3166-1 codes in capitals.

    Only whole names count, so Austria and Australia, India and Indonesia are never taken for each other.
    """

    code = "country"
    privacy = Privacy.QUASI

    def strengths(self, values: pa.StringArray) -> Strengths:
        """Return 1 for a name, a little less for a code."""
        folded = fold(values)
        coded = np.asarray(pc.is_in(folded, value_set=pa.array(list(_codes()))))
        length = np.asarray(pc.fill_null(pc.utf8_length(folded), 0))
        by_code = coded * np.where(length == 3, _ALPHA3, _ALPHA2)
        lower = pc.utf8_lower(folded)
        named = np.asarray(pc.is_in(lower, value_set=pa.array(list(_names()))))
        people = np.asarray(pc.is_in(lower, value_set=_peoples()))
        return np.asarray(np.maximum(named * np.where(people, _PEOPLE, 1.0), by_code), np.float64)

    def normalise(self, values: pa.StringArray) -> pa.StringArray:
        """Return the alpha-3 code of ISO 3166-1, null for what is no country."""
        folded = fold(values)
        return pc.coalesce(lookup(folded, _codes()), lookup(pc.utf8_lower(folded), _names()))
