"""The meanings a column can have; each module holds one or a few of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from findspot.plugins.hookspecs import hookimpl

if TYPE_CHECKING:
    from findspot.plugins.protocols import Recogniser


@hookimpl
def findspot_recognisers() -> Sequence[Recogniser]:
    """Return the built-in recognisers."""
    from findspot.recognisers import (
        address,
        country,
        email,
        moments,
        organisation,
        person_name,
        phone,
        plain,
        resident_id,
        sex,
        web,
    )

    return (
        resident_id.ResidentId(),
        email.Email(),
        web.Url(),
        web.IpAddress(),
        moments.BirthDate(),
        moments.Date(),
        moments.Timestamp(),
        phone.Phone(),
        sex.Sex(),
        country.Country(),
        organisation.Organisation(),
        address.Address(),
        person_name.PersonName(),
        plain.Category(),
        plain.Key(),
        plain.Number(),
        plain.FreeText(),
    )
