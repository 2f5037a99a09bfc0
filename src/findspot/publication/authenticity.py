"""Checks of whether the files are genuine and consistent: verdict, effect with interval, and known false alarms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from findspot.model.released import ReleasedCheck
from findspot.publication.numerals import format_count, listed, plural

_VERDICTS: Final = {"passed": "nothing found", "look": "needs a look", "failed": "failed"}
VERDICT_ORDER: Final = ("failed", "look", "passed")


@dataclass(frozen=True, slots=True)
class CheckText:
    """What a check says of itself, from its plug-in."""

    title: str = ""
    null_hypothesis: str = ""
    false_alarms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckCard:
    """One verdict as the report shows it."""

    code: str
    title: str
    table: str
    verdict: str
    verdict_words: str
    null: str
    effect: str
    counts: str
    false_alarms: str
    notes: tuple[str, ...]


def check_cards(checks: Sequence[ReleasedCheck], texts: Mapping[str, CheckText]) -> list[CheckCard]:
    """Return a card for each verdict, those that need a look first."""
    ordered = sorted(checks, key=lambda c: (_rank(c.verdict), c.code, c.table))
    return [_card(c, texts.get(c.code, CheckText())) for c in ordered]


def _rank(verdict: str) -> int:
    return VERDICT_ORDER.index(verdict) if verdict in VERDICT_ORDER else 0


def _card(check: ReleasedCheck, text: CheckText) -> CheckCard:
    return CheckCard(
        code=check.code,
        title=text.title or check.code,
        table=check.table,
        verdict=check.verdict,
        verdict_words=_VERDICTS.get(check.verdict, check.verdict),
        null=check.null or text.null_hypothesis,
        effect=_effect(check),
        counts=listed([f"{name.replace('_', ' ').replace('-', ' ')}: {format_count(n)}" for name, n in check.counts]),
        false_alarms="; ".join(alarm.rstrip(".") for alarm in text.false_alarms),
        notes=check.notes,
    )


def _effect(check: ReleasedCheck) -> str:
    if check.withheld:
        return "Numbers withheld: they would count a few persons."
    tested = f", {plural(check.rows, 'row')} tested" if check.rows is not None else ""
    if check.effect is None:
        return f"{check.statistic}: not defined{tested}."
    interval = f" (95 % interval {check.low:.4g} to {check.high:.4g})" if _has_interval(check) else ""
    return f"{check.statistic}: {check.effect:.4g}{interval}{tested}."


def _has_interval(check: ReleasedCheck) -> bool:
    return check.low is not None and check.high is not None and check.low != check.high
