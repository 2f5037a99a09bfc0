"""A made-up case as its later stages see it, without the pipeline: material, its release, and the report's data."""

from __future__ import annotations

import pytest

from findspot.model.finding import Estimate, Finding
from findspot.model.profile import ColumnProfile, TableProfile
from findspot.model.release import Release
from findspot.model.tables import Privacy
from findspot.plugins.manager import PluginRecord
from findspot.plugins.protocols import Verdict
from findspot.protection.material import Material
from findspot.protection.releases import clear_material
from findspot.protection.streams import StreamMaterial
from findspot.publication.authenticity import CheckText
from findspot.publication.report import ReportData, RunBox
from findspot.publication.versions import versions_of
from findspot.store.streams import StreamInfo

KEEPS_PERSONS = ("counts-persons",)
SEX = {"女": 98_310, "男": 101_476, "不详": 12, "X": 3}
PARTY = {
    "群众": 91_225,
    "共青团员": 60_118,
    "中共党员": 42_007,
    "民革党员": 3_120,
    "民盟盟员": 2_871,
    "致公党党员": 440,
    "台盟盟员": 11,
    "<b>无党派</b>": 7,
    "not stated": 2,
}


def _info(number: int, parent: int | None, step: str, name: str, length: int, state: str = "sealed") -> StreamInfo:
    reason = "the member is encrypted and no password was given" if state == "failed" else ""
    return StreamInfo(number, parent, step, name, name.encode(), length, f"{number:064x}", state, reason)


STREAMS = (
    _info(1, None, "source", "members.zip", 9_012_331),
    _info(2, 1, "zip 1", "members.csv", 26_400_127, "cached"),
    _info(3, 1, "zip 2", "secret.csv", 0, "failed"),
    _info(4, None, "source", "branches.sql", 1_207_441),
    _info(5, None, "source", "visits.json.gz", 4_001_999),
    _info(6, 5, "gzip", "visits.json", 18_220_000, "cached"),
)


def _ledger(
    rows: int, flagged: int, rejects: int, classes: tuple[int, int, int, int, int], form: str
) -> dict[str, object]:
    names = ("bytes_rows", "bytes_rejects", "bytes_structure", "bytes_child", "bytes_gaps")
    encoding = "gb18030, utf-8" if form == "FMT-CSV" else "utf-8"
    counts = {"rows": rows, "flagged": flagged, "rejects": rejects}
    return {
        "format": form or "container",
        "encoding": encoding if form else "",
        **counts,
        **dict(zip(names, classes, strict=True)),
    }


LEDGER = {
    1: _ledger(0, 0, 0, (0, 0, 332, 9_011_999, 0), ""),
    2: _ledger(199_801, 214, 88, (26_261_207, 11_804, 96, 0, 127_020), "FMT-CSV"),
    4: _ledger(1_204, 0, 0, (1_190_004, 0, 17_437, 0, 0), "FMT-SQL"),
    5: _ledger(0, 0, 0, (0, 0, 18, 3_000_000, 1_001_981), ""),
    6: _ledger(88_120, 3, 1, (18_131_879, 1, 88_120, 0, 0), "FMT-NDJSON"),
}


def _map(length: int, damage: dict[int, tuple[int, float]]) -> list[list[int]]:
    slices = []
    for i in range(1_024):
        size = length * (i + 1) // 1_024 - length * i // 1_024
        layer, share = damage.get(i, (0, 0.0))
        bad = int(size * share)
        slices.append([size - bad if n == 0 else bad if n == layer else 0 for n in range(7)])
    return slices


MAPS = {
    1: [[0, 0, 0, 0, 1, 8_800, 0] for _ in range(1_024)],
    2: _map(
        26_400_127, {i: (6, 1.0) for i in range(310, 318)} | {i: (2, 0.4) for i in (100, 101, 640)} | {800: (3, 0.2)}
    ),
    4: _map(1_207_441, {}),
    5: [[0, 0, 0, 0, 0, 3_900, 0] if i < 768 else [0, 0, 0, 0, 0, 0, 3_900] for i in range(1_024)],
    6: _map(18_220_000, {1_023: (3, 0.1)} | {500: (1, 0.05)}),
}


def _exact(code: str, table: str, value: float, missing: int = 0, **more: object) -> Finding:
    bounds = {"recovered_share": 0.9947, "bound_low": value, "bound_high": value + missing} if missing else {}
    estimate = Estimate(value, value, value, None, "count of what was recovered", **bounds)
    return Finding(code, table, estimate, **more)  # type: ignore[arg-type]


def _list(table: str, by: str, counts: dict[str, int]) -> list[Finding]:
    total = sum(counts.values())
    return [
        Finding(
            "COUNT",
            table,
            Estimate(n, n, n, None, "count of what was recovered", total, 0.9947, n, n + 1_371),
            (by,),
            (label,),
            notes=KEEPS_PERSONS,
        )
        for label, n in counts.items()
    ]


def _span(code: str, by: str, day: str) -> Finding:
    return Finding(
        code, "members", Estimate(day, day, day, None, "dates that pass every test"), (by,), notes=KEEPS_PERSONS
    )


FINDINGS = (
    _exact("ROWS", "members", 199_801, 1_371, notes=KEEPS_PERSONS),
    _exact("DISTINCT", "members", 199_420, 1_371, notes=KEEPS_PERSONS),
    Finding(
        "PERSONS",
        "members",
        Estimate(
            198_733,
            198_402,
            199_010,
            0.95,
            "distinct valid identity numbers, else name and birth date",
            199_801,
            0.9947,
            198_402,
            200_381,
        ),
        notes=KEEPS_PERSONS,
    ),
    *_list("members", "性别", SEX),
    *_list("members", "政治面貌", PARTY),
    _span("SPAN-FIRST", "入党时间", "1931-07-01"),
    _span("SPAN-LAST", "入党时间", "2016-04-16"),
    _exact("ROWS", "branches__branch", 1_204),
    _exact("ROWS", "visits", 88_120, 12),
)


def _column(
    name: str, source: str, meaning: str, privacy: Privacy, fill: float, distinct: int, *patterns: str
) -> ColumnProfile:
    return ColumnProfile(name, source, meaning, 0.98, privacy, "text", fill, 0.997, distinct, patterns=patterns)


PROFILES = (
    TableProfile(
        "branches__branch",
        1_204,
        (
            _column("c001", "id", "key", Privacy.HARMLESS, 1.0, 1_204, "9999"),
            _column("c002", "name", "organisation-name", Privacy.QUASI, 1.0, 1_201, "汉汉汉汉汉汉"),
        ),
    ),
    TableProfile(
        "members",
        199_801,
        (
            _column("c001", "姓名", "person-name", Privacy.DIRECT, 1.0, 151_002, "汉汉汉", "汉汉"),
            _column(
                "c002", "身份证号", "cn-id", Privacy.DIRECT, 0.99, 198_733, "999999999999999999", "99999999999999999a"
            ),
            _column("c003", "性别", "sex", Privacy.QUASI, 1.0, 4, "汉"),
            _column("c004", "政治面貌", "category", Privacy.SENSITIVE, 0.999_99, 9, "汉汉汉汉"),
            _column("c005", "入党时间", "date", Privacy.QUASI, 0.48, 18_201, "9999-99-99", "9999.99"),
            _column("c006", "备注", "free-text", Privacy.DIRECT, 0.02, 3_001),
        ),
    ),
    TableProfile("visits", 88_120, (_column("c001", "_source.plate", "unknown", Privacy.DIRECT, 1.0, 44_002),)),
)

VERDICTS = (
    Verdict(
        "CHK-IDLOGIC",
        "members",
        "Ids come from the official register.",
        "share of ids that fail a test",
        0.0021,
        0.0019,
        0.0023,
        197_803,
        "look",
        counts={"fail checksum": 415, "impossible date": 22},
    ),
    Verdict(
        "CHK-DUPLICATES",
        "members",
        "Rows are not repeated in blocks.",
        "share of repeated rows",
        0.0019,
        0.0017,
        0.0021,
        199_801,
        "passed",
        counts={"repeated": 381},
    ),
    Verdict(
        "CHK-DUPLICATES",
        "visits",
        "Rows are not repeated in blocks.",
        "share of repeated rows",
        0.31,
        0.30,
        0.32,
        88_120,
        "failed",
        counts={"repeated": 27_317},
    ),
)

CHECK_TEXTS = {
    "CHK-IDLOGIC": CheckText(
        "Identity numbers follow their own logic", "", ("typing errors", "numbers issued before 1999")
    ),
    "CHK-DUPLICATES": CheckText("Repeated rows", "", ("exports joined from overlapping parts",)),
}

PARTS = (("members", 2, 199_801), ("branches__branch", 4, 1_204), ("visits", 6, 88_120))


@pytest.fixture(scope="session")
def sample_material() -> Material:
    """What a case of three made-up sources knows."""
    return Material(FINDINGS, PROFILES, VERDICTS, StreamMaterial(STREAMS, LEDGER, MAPS, {6: [9_000_000]}, PARTS))


@pytest.fixture(scope="session")
def sample_release(sample_material: Material) -> Release:
    """Its release."""
    return clear_material(sample_material, 10)[0]


@pytest.fixture(scope="session")
def sample_report(sample_release: Release) -> ReportData:
    """All that its report says."""
    plugins = [PluginRecord("findspot.formats", "0.1.0", ("FMT-CSV", "FMT-NDJSON", "FMT-SQL"))]
    run = RunBox("2026-11-21 14:05 UTC", "2026-11-21 14:01 UTC", (("intake", "done", 2.0), ("recover", "look", 11.4)))
    return ReportData(sample_release, versions_of(plugins), run, CHECK_TEXTS)
