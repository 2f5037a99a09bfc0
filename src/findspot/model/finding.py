"""Numbers that know their rows and their error (contracts §8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal

FINDINGS_FORMAT: Final = 1
"""Version of the findings file."""

Scope = Literal["recovered", "whole"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its interval and where it came from.

    A count of what was recovered has ``low`` = ``high`` = ``value``. ``bound_low`` and ``bound_high`` hold without any
    assumption about what is missing; ``recovered_share`` is the share of the stream bytes that was read. Values are
    numbers, or ISO 8601 text for times.
    """

    value: float | str | None
    low: float | str | None
    high: float | str | None
    level: float | None
    method: str
    denominator: int | None = None
    recovered_share: float | None = None
    bound_low: float | None = None
    bound_high: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types in the order of the contract."""
        return {
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "level": self.level,
            "method": self.method,
            "denominator": self.denominator,
            "recovered_share": self.recovered_share,
            "bound_low": self.bound_low,
            "bound_high": self.bound_high,
        }

    @classmethod
    def exact(cls, value: float | str | None, *, denominator: int | None = None) -> Estimate:
        """Return a count of what was recovered: no sampling error."""
        return cls(value, value, value, None, "count of what was recovered", denominator)


@dataclass(frozen=True, slots=True)
class Finding:
    """One published number.

    Attributes:
        code: ``ROWS``, ``DISTINCT``, ``PERSONS``, ``COUNT``, ``SHARE``, ``SPAN-FIRST``, ``SPAN-LAST``.
        by: Source names of the columns that split the count; ``cell`` holds their values.
        query: Name of the registered query that gave it.
        suppressed: Whether the value is withheld, as it counts 1 to 9 persons or would give such a count away.
        notes: Codes explained in ``docs/findings.md``.
    """

    code: str
    table: str
    estimate: Estimate
    by: tuple[str, ...] = ()
    cell: tuple[str, ...] = ()
    scope: Scope = "recovered"
    query: str = ""
    suppressed: bool = False
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON types in the order of the contract."""
        return {
            "code": self.code,
            "table": self.table,
            "by": list(self.by),
            "cell": list(self.cell),
            "scope": self.scope,
            "query": self.query,
            "estimate": self.estimate.to_dict(),
            "suppressed": self.suppressed,
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Finding:
        """Return what ``to_dict`` gave."""
        lists = {k: tuple(data[k]) for k in ("by", "cell", "notes")}
        return cls(**{**data, **lists, "estimate": Estimate(**data["estimate"])})


def order_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the one order in which they are published."""
    return sorted(findings, key=lambda f: (f.table, f.code, f.by, f.cell, f.scope))


def findings_document(findings: Iterable[Finding]) -> dict[str, Any]:
    """Return the document that ``findings --json`` prints: the file that "identical" means (contracts §8)."""
    return {"format": FINDINGS_FORMAT, "findings": [f.to_dict() for f in order_findings(findings)]}
