"""The register of size S as it is drawn, before a byte is written."""

from __future__ import annotations

import pytest

from findspot.testing.twins.making import load_plan
from findspot.testing.twins.plan import KnobValue, TwinOrder, place_order
from findspot.testing.twins.register.drawing import Register, draw_register


def order(**knobs: KnobValue) -> TwinOrder:
    """Return an order for a small register."""
    return place_order(load_plan("register"), "S", 1, {"rows": 4000, **knobs})


@pytest.fixture(scope="session")
def drawn() -> Register:
    """The register of size S."""
    return draw_register(place_order(load_plan("register"), "S", 1, {}))


@pytest.fixture(scope="session")
def small_order() -> TwinOrder:
    """An order of four thousand rows."""
    return order()
