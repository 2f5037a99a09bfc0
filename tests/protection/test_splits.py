"""What profiles say of columns as the heads of lists."""

from __future__ import annotations

from findspot.model.profile import ColumnProfile, TableProfile
from findspot.model.tables import Privacy
from findspot.protection.splits import SplitRules


def column(source: str, meaning: str, privacy: Privacy) -> ColumnProfile:
    return ColumnProfile("c001", source, meaning, 0.9, privacy, "text", 1.0, 1.0, 3)


RULES = SplitRules.of(
    [
        TableProfile(
            "members",
            50,
            (
                column("name", "person-name", Privacy.DIRECT),
                column("sex", "sex", Privacy.QUASI),
                column("party", "category", Privacy.SENSITIVE),
            ),
        ),
        TableProfile("kinds", 5, (column("kind", "category", Privacy.HARMLESS),)),
    ]
)


def test_lists_are_split_by_columns_that_identify_nobody() -> None:
    assert RULES.allow("members", ("sex", "party"))
    assert not RULES.allow("members", ("sex", "name"))
    assert not RULES.allow("members", ("unheard of",))


def test_a_known_vocabulary_is_known() -> None:
    assert RULES.know("members", ("sex",))
    assert not RULES.know("members", ("sex", "party"))


def test_a_table_with_a_direct_identifier_may_list_persons() -> None:
    assert RULES.doubtful == {"members"}
