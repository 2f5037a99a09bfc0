from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from findspot.errors import InputRefused, UsageProblem
from findspot.testing.damage import BLOCK, Fate
from findspot.testing.twins.payloads import read_payload
from findspot.testing.twins.truthfiles import read_streams
from findspot.testing.wreckage import FATES, KINDS, damage_twin, read_fates
from findspot.testing.wreckage.scene import open_scene

Twins = Callable[[str], Path]
PAYLOAD_KINDS = [kind for kind in KINDS if kind != "gzip"]


def hold_fates(before: Path, after: Path) -> None:
    """Hold that whole records are byte for byte where the fates say, in every container."""
    records = pq.read_table(before / "truth" / "records.parquet")
    offset, length = (records.column(name).to_numpy() for name in ("offset", "length"))
    scene = open_scene(after)
    for number, info in enumerate(scene.infos):
        old = read_payload(before / "dump", info.file, info.stream)
        new = read_payload(after / "dump", info.file, info.stream)
        fates = scene.fates[number]
        whole = fates.take(fates.has(Fate.UNTOUCHED, Fate.DOUBLED) & (fates.offset >= 0))
        for record, at, size in zip(whole.record.tolist(), whole.offset.tolist(), whole.length.tolist(), strict=True):
            assert size == length[record]
            assert new[at : at + size] == old[offset[record] : offset[record] + size]
        recoded = fates.take(fates.has(Fate.RECODED))
        assert all(new[a : a + n] for a, n in zip(recoded.offset.tolist(), recoded.length.tolist(), strict=True))


@pytest.mark.parametrize("kind", PAYLOAD_KINDS)
@pytest.mark.parametrize("twin", ["register", "visitors"])
def test_whole_records_are_where_the_truth_says(kind: str, twin: str, twins: Twins, copied: Twins) -> None:
    folder = copied(twin)
    report = damage_twin(folder, kind=kind, seed=2)
    hold_fates(twins(twin), folder)
    fates = read_fates(folder)
    assert fates is not None
    count = len(pq.read_table(folder / "truth" / "records.parquet"))
    assert set(fates.record.tolist()) == set(range(count))
    assert report.fates == {name: int((fates.fate == code).sum()) for code, name in enumerate(FATES)}
    assert report.step["files"]


def test_damage_adds_up_over_several_kinds(twins: Twins, copied: Twins) -> None:
    folder = copied("register")
    for kind in PAYLOAD_KINDS:
        damage_twin(folder, kind=kind, seed=3)
        hold_fates(twins("register"), folder)
    steps = json.loads((folder / "damage.json").read_text("utf-8"))
    assert [step["kind"] for step in steps] == PAYLOAD_KINDS


def test_split_and_compressed_archives_are_written_anew(twins: Twins, copied: Twins) -> None:
    folder = copied("profiles")
    damage_twin(folder, kind="blocks", seed=3, amount=0.05)
    hold_fates(twins("profiles"), folder)
    parts = sorted(path.name for path in (folder / "dump").glob("info.tar.gz.*"))
    assert parts == [f"info.tar.gz.00{n}" for n in range(1, 6)]


def test_the_same_seed_gives_the_same_bytes(copied: Twins, tmp_path: Path, twins: Twins) -> None:
    import shutil

    other = Path(shutil.copytree(twins("profiles"), tmp_path / "other"))
    folder = copied("profiles")
    for place in (folder, other):
        damage_twin(place, kind="zero", seed=8)
        damage_twin(place, kind="gzip", seed=8)
    files = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    assert all((folder / f).read_bytes() == (other / f).read_bytes() for f in files)


def test_damage_json_says_which_bytes_changed_and_only_those_did(twins: Twins, copied: Twins) -> None:
    folder = copied("register")
    step = damage_twin(folder, kind="zero", seed=1, amount=0.05).step
    for info in read_streams(folder):
        old = bytes(read_payload(twins("register") / "dump", info.file, info.stream))
        new = bytes(read_payload(folder / "dump", info.file, info.stream))
        entries = [f for f in step["files"] if (f["file"], f["stream"]) == (info.file, info.stream)]
        expected = bytearray(old)
        for place in (r for f in entries for r in f["ranges"]):
            assert place["what"] == "zeroed"
            assert place["old"] == place["new"]
            expected[place["old"][0] : sum(place["old"])] = bytes(BLOCK)
        assert new == bytes(expected)


@pytest.mark.parametrize(("kind", "what"), [("head", "head cut off"), ("tail", "tail cut off"), ("blocks", "doubled")])
def test_what_is_gone_or_twice_is_written_down_too(kind: str, what: str, copied: Twins) -> None:
    step = damage_twin(copied("register"), kind=kind, seed=1, amount=0.05).step
    named = {r["what"] for f in step["files"] for r in f["ranges"]}
    assert what in named
    for entry in step["files"]:
        assert entry["after"] - entry["before"] == sum(
            r["new"][1] - (0 if r["what"] == "doubled" else r["old"][1]) for r in entry["ranges"]
        )


def test_recoded_records_read_the_same_in_the_other_encoding(twins: Twins, copied: Twins) -> None:
    folder = copied("register")
    damage_twin(folder, kind="recode", seed=1, amount=0.1)
    records = pq.read_table(folder / "truth" / "records.parquet")
    scene = open_scene(folder)
    seen = 0
    for number, info in enumerate(scene.infos):
        old = read_payload(twins("register") / "dump", info.file, info.stream)
        new = read_payload(folder / "dump", info.file, info.stream)
        fates = scene.fates[number]
        recoded = fates.take(fates.has(Fate.RECODED))
        columns = (recoded.record.tolist(), recoded.offset.tolist(), recoded.length.tolist())
        for record, at, size in zip(*columns, strict=True):
            begin, length = records["offset"][record].as_py(), records["length"][record].as_py()
            assert new[at : at + size].decode("utf-8") == old[begin : begin + length].decode("gb18030")
            seen += 1
    assert seen > 20


def test_records_before_a_flip_in_compressed_bytes_keep_their_place_and_later_ones_lose_it(copied: Twins) -> None:
    folder = copied("profiles")
    damage_twin(folder, kind="gzip", seed=1, amount=1e-4)
    fates = read_fates(folder)
    assert fates is not None
    whole = fates.take(fates.has(Fate.UNTOUCHED))
    assert 0 < np.count_nonzero(whole.offset < 0) < len(whole.offset)
    assert fates.has(Fate.TOUCHED).any()
    # What lies behind damage to compressed bytes cannot be written anew; other streams can.
    damage_twin(folder, kind="flips", seed=1)


def test_the_recipe_tenth_spares_the_batches_that_survive(copied: Twins) -> None:
    folder = copied("profiles")
    planted = json.loads((folder / "truth.json").read_text("utf-8"))["planted"]
    damage_twin(folder, recipe="tenth")
    fates = read_fates(folder)
    assert fates is not None
    records = pq.read_table(folder / "truth" / "records.parquet", columns=["table"])
    person = np.array(records.column("table").to_pylist()) == "person"
    whole = fates.take(fates.has(Fate.UNTOUCHED))
    assert int(person[whole.record].sum()) == planted["claim.K2.profiles"]
    with pytest.raises(UsageProblem, match="before any other"):
        damage_twin(folder, recipe="tenth")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Name a kind"),
        ({"kind": "flips", "recipe": "tenth"}, "Name a kind"),
        ({"kind": "rust"}, "no damage 'rust'"),
        ({"recipe": "fifth"}, "no recipe 'fifth'"),
        ({"kind": "flips", "amount": 1.5}, "share"),
        ({"kind": "gzip"}, "no gzip file"),
        ({"recipe": "tenth"}, "no crawl batches"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(
    options: dict[str, str], message: str, twins: Twins
) -> None:
    with pytest.raises(UsageProblem, match=message):
        damage_twin(twins("register"), **options)  # type: ignore[arg-type]
    assert not (twins("register") / "damage.json").exists()


def test_a_kind_that_finds_nothing_to_act_on_is_refused(copied: Twins) -> None:
    with pytest.raises(UsageProblem, match="nothing that such damage"):
        damage_twin(copied("media"), kind="recode")


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused):
        damage_twin(tmp_path, kind="flips")
