"""What a twin can be asked for: its kind, size, seed and knobs."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

import numpy as np

from findspot.errors import UsageProblem

if TYPE_CHECKING:
    from findspot.testing.twins.decoders import Decoder
    from findspot.testing.twins.workshop import Workshop

Size = Literal["S", "M", "L"]
KnobValue = float | int | str

SIZES: Final[tuple[Size, ...]] = ("S", "M", "L")


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that can be set: the type of its default is its type; numbers must lie within ``low`` and ``high``."""

    name: str
    default: KnobValue
    doc: str
    low: float = 0.0
    high: float = 1.0

    def read(self, value: KnobValue) -> KnobValue:
        """Return a value as this knob's type.

        Raises:
            UsageProblem: It is not a number where one is needed, or out of bounds.
        """
        if isinstance(self.default, str):
            return str(value)
        kind = type(self.default)
        try:
            number = kind(value)
        except ValueError as error:
            raise UsageProblem(f"The knob {self.name} needs a number, not {str(value)!r}.") from error
        if not self.low <= number <= self.high:
            raise UsageProblem(f"The knob {self.name} must lie within {self.low:g} and {self.high:g}, not be {number}.")
        return number


ROWS: Final = Knob("rows", 0, "rows of the main table in the place of those of the size; 0: as the size says", 0, 1e9)
"""Every kind of twin has this knob."""


@dataclass(frozen=True, slots=True)
class TwinOrder:
    """What was asked for; ``rows`` is the length of the main table, ``knobs`` has a value for each knob of the plan."""

    kind: str
    size: str
    seed: int
    rows: int
    knobs: Mapping[str, KnobValue]

    def share(self, name: str) -> float:
        """Return the value of a number knob."""
        return float(self.knobs[name])

    def count(self, name: str) -> int:
        """Return the value of a knob that counts."""
        return int(self.knobs[name])

    def text(self, name: str) -> str:
        """Return the value of a text knob."""
        return str(self.knobs[name])

    def names(self, name: str) -> tuple[str, ...]:
        """Return the parts of a text knob that is a list with commas."""
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())

    def random(self, *names: str | int) -> np.random.Generator:
        """Return the generator of its own for these names: the same whatever else was drawn, in whatever order."""
        words = [zlib.crc32(name.encode()) if isinstance(name, str) else name for name in (self.kind, *names)]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence([self.seed, *words])))


class TwinPlan(Protocol):
    """How one kind of twin is made."""

    @property
    def kind(self) -> str:
        """Its name on the command line."""

    @property
    def title(self) -> str:
        """What it is, in one line."""

    @property
    def knobs(self) -> tuple[Knob, ...]:
        """What can be set."""

    @property
    def sizes(self) -> Mapping[Size, int]:
        """Rows of the main table by size."""

    @property
    def decoders(self) -> Mapping[str, Decoder]:
        """How records of its own formats decode, by the name of the format."""

    def generate(self, order: TwinOrder, workshop: Workshop) -> None:
        """Write the sources and the truth about them."""


def parse_knobs(settings: Iterable[str]) -> dict[str, str]:
    """Return ``knob=value`` settings by knob; whether there is such a knob is found out later.

    Raises:
        UsageProblem: A setting has another form, or a knob comes twice.
    """
    knobs: dict[str, str] = {}
    for setting in settings:
        name, sign, value = setting.partition("=")
        if not sign or not name.strip():
            raise UsageProblem(f"The setting {setting!r} is not of the form knob=value.")
        if name.strip() in knobs:
            raise UsageProblem(f"The knob {name.strip()} is set twice.")
        knobs[name.strip()] = value.strip()
    return knobs


def place_order(plan: TwinPlan, size: str, seed: int, knobs: Mapping[str, KnobValue]) -> TwinOrder:
    """Return the order with a value for each knob of the plan.

    Raises:
        UsageProblem: There is no such size or knob, or a value does not fit.
    """
    if size not in SIZES:
        raise UsageProblem(f"There is no size {size!r}.", advice="Sizes are S, M and L.")
    if seed < 0:
        raise UsageProblem("A seed is a whole number from 0.")
    known = {knob.name: knob for knob in (ROWS, *plan.knobs)}
    if unknown := sorted(set(knobs) - set(known)):
        raise UsageProblem(
            f"The twin {plan.kind} has no knob {unknown[0]!r}.", advice=f"It has: {', '.join(sorted(known))}."
        )
    values = {name: knob.read(knobs.get(name, knob.default)) for name, knob in known.items()}
    return TwinOrder(plan.kind, size, seed, int(values["rows"]) or plan.sizes[size], values)
