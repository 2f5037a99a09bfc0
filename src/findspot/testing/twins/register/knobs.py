"""What can be set for the register; defaults are the published figures and rates of schemas.md and claims.md."""

from __future__ import annotations

from typing import Final

from findspot.testing.twins.plan import Knob

STRUCTURE: Final = (
    Knob("branches", 79_000 / 1_957_239, "nodes of the tree of branches, per row", 0.001, 0.2),
    Knob("size_median", 17.0, "median of the members of a branch", 3, 1000),
    Knob("size_p99", 150.0, "99th percentile of the members of a branch", 10, 5000),
    Knob("female", 0.35, "share of women"),
    Knob("minority", 0.009, "share of members of the groups B to E"),
    Knob("tertiary", 0.52, "share with higher education"),
    Knob("young", 0.266, "share aged 35 or less"),
    Knob("middle", 0.383, "share aged 36 to 59"),
    Knob("elsewhere", 0.34, "share of ids issued outside the city"),
    Knob("outside", 0.03, "share of branches outside the city"),
    Knob("residents", 0.34, "share of branches of residents' committees"),
    Knob("enterprise", 0.36, "share of branches in enterprises"),
    Knob("government", 0.08, "share of branches in government offices"),
    Knob("school", 0.14, "share of branches in schools"),
    Knob("foreign", 0.051, "share of branches in foreign-invested firms"),
    Knob("stated_wrong", 0.07, "branches whose stated number of members disagrees with the rows"),
    Knob("id_filled", 0.991, "rows with an id"),
    Knob("mobile_filled", 0.61, "rows with a mobile number"),
    Knob("address_filled", 0.48, "rows with an address"),
    Knob("position_filled", 0.06, "rows with a position"),
    Knob("landline_filled", 0.2, "rows with a landline"),
)

HABITS: Final = (
    Knob("full_width", 0.008, "rows with full-width digits and letters, whole branches at a time"),
    Knob("spaces", 0.03, "rows with a trailing or ideographic space in a cell"),
    Knob("missing_spelled", 0.3, "branches that write a missing value as a word or sign"),
    Knob("short_ids", 0.02, "rows with an id of 15 digits, most of people over 50"),
    Knob("lower_x", 0.04, "ids on X with a lower-case x"),
    Knob("id_as_phone", 0.0005, "rows with the id in the phone column"),
    Knob("two_phones", 0.004, "rows with two numbers in the phone cell"),
    Knob("excel_damage", 0.12, "rows of the second file whose id a spreadsheet spoilt"),
    Knob("zero_lost", 0.25, "landlines without their leading zero"),
    Knob("inner_space", 0.05, "names of two characters with spaces between"),
    Knob("rare_characters", 0.0005, "names with a character outside GBK, written as something else"),
    Knob("mojibake", 0.002, "rows in UTF-8 that were read as GBK and saved again"),
    Knob("group_codes", 0.06, "branches that write the group as a number"),
    Knob("serial_gaps", 0.003, "gaps in the serial number"),
    Knob("embedded_newlines", 0.0005, "rows with a line end within the address"),
    Knob("unquoted_commas", 0.0002, "rows with a comma in a cell that is not quoted (CSV only)"),
    Knob("header_rows", 0.0001, "repeated header rows (CSV only), at least one a file"),
    Knob("blank_rows", 0.002, "blank and test rows"),
    Knob("spellings", 0.056, "branches of whose rows some spell the branch in another way"),
)

IDENTITY: Final = (
    Knob("exact_copies", 0.002, "rows that are an exact copy of another, serial number aside"),
    Knob("transfers", 0.004, "rows of people listed in two branches, both rows counted"),
    Knob("retyped", 0.001, "rows of people listed a second time with one digit of the id wrong, both counted"),
    Knob("id_forms", 0.003, "rows of people listed with 15 and with 18 digits, both counted"),
    Knob("homonyms", 0.011, "people who share name and birth date with somebody else"),
    Knob("twins", 0.0005, "people with a twin: consecutive ids, one surname"),
    Knob("shared_phones", 0.03, "people who share a phone number with a parent or child"),
)

CLAIMS: Final = (
    Knob("firms", 200, "invented multinationals", 12, 400),
    Knob("near_misses", 1.5, "rows of near-miss branches for each row of a firm", 0.0, 5.0),
    Knob("r4_members", 612, "members of firms 1 and 2 (claim R4)", 0, 1e6),
    Knob("r4_branches", 19, "branches of firms 1 and 2", 2, 1000),
    Knob("r5_first", 69, "members of firm 3 (claim R5)", 0, 1e6),
    Knob("r5_second", 54, "members of firm 4 (claim R5)", 0, 1e6),
    Knob("r6_own", 61, "own members of firms 5 to 7 (claim R6)", 0, 1e6),
    Knob("r6_ventures", 153, "members of their joint ventures", 0, 1e6),
    Knob("r7_members", 249, "members of the staffing agency (claim R7)", 0, 1e6),
    Knob("r7_branches", 12, "its branches", 1, 1000),
)

FABRICATION: Final = (
    Knob("fabricated", 0.0, "share of rows replaced by fabricated ones"),
    Knob("fabrication", "F3", "class of the fabricated rows: F1, F2, F3, F3b, F4 or F5 (docs: verify)"),
    Knob("fabricated_block", 0, "1: the fabricated rows are contiguous in the file", 0, 1),
)

CONTAINERS: Final = (
    Knob("containers", "csv,sql", "which of csv, sql, xlsx, bcp are written; the branch table is always a CSV too"),
    Knob("archive", "zip", "inner archives of the CSVs: zip, or 7z (extra 'twin')"),
    Knob("sql_cut", 0.83, "where the SQL dump breaks off; 0: nowhere"),
)

KNOBS: Final = (*STRUCTURE, *HABITS, *IDENTITY, *CLAIMS, *FABRICATION, *CONTAINERS)
