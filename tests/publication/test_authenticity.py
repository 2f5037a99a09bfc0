"""Checks as the report shows them."""

from __future__ import annotations

from dataclasses import replace

from findspot.model.release import Release
from findspot.model.released import ReleasedCheck
from findspot.publication.authenticity import CheckText, check_cards


def check(release: Release, code: str, table: str) -> ReleasedCheck:
    return next(c for c in release.surroundings.checks if (c.code, c.table) == (code, table))


def test_what_needs_a_look_comes_first(sample_release: Release) -> None:
    cards = check_cards(sample_release.surroundings.checks, {})
    assert [(c.verdict, c.title) for c in cards] == [
        ("failed", "CHK-DUPLICATES"),
        ("look", "CHK-IDLOGIC"),
        ("passed", "CHK-DUPLICATES"),
    ]


def test_a_card_tells_effect_interval_and_false_alarms(sample_release: Release) -> None:
    texts = {"CHK-IDLOGIC": CheckText("Ids", "spare", ("Typing errors.", "Numbers cut to 15 digits."))}
    (card,) = check_cards([check(sample_release, "CHK-IDLOGIC", "members")], texts)
    assert card.effect.replace("\u202f", " ") == (
        "share of ids that fail a test: 0.0021 (95 % interval 0.0019 to 0.0023), 197 803 rows tested."
    )
    assert (card.title, card.false_alarms, card.verdict_words) == (
        "Ids",
        "Typing errors; Numbers cut to 15 digits",
        "needs a look",
    )
    assert card.counts == "fail checksum: 415 and impossible date: 22"
    assert card.null == "Ids come from the official register."


def test_withheld_and_undefined_effects_say_so(sample_release: Release) -> None:
    base = check(sample_release, "CHK-IDLOGIC", "members")
    undefined = replace(base, effect=None, rows=None, null="")
    hidden = replace(base, withheld=True, effect=None, rows=None, counts=())
    alone = replace(base, low=None)
    odd = replace(base, verdict="unheard of")
    texts = {"CHK-IDLOGIC": CheckText(null_hypothesis="from the plug-in")}
    effects = {c.effect: c for c in check_cards([undefined, hidden, alone, odd], texts)}
    assert "share of ids that fail a test: not defined." in effects
    assert "Numbers withheld: they would count a few persons." in effects
    assert any("interval" not in e and "0.0021" in e for e in effects)
    assert effects["share of ids that fail a test: not defined."].null == "from the plug-in"
    assert check_cards([odd], {})[0].verdict_words == "unheard of"
