"""The stage ``publish``: what lies in ``out`` afterwards."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import bagit
import pytest

from findspot.errors import GateClosed
from findspot.model.finding import findings_document
from findspot.model.release import Release
from findspot.model.stage import Silent
from findspot.protection.releases import keep_release
from findspot.publication import check_bundle, publish_case
from findspot.publication.verifier import fingerprint
from findspot.store.case import Case, create_case


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, sample_release: Release) -> Case:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINDSPOT_KEYS", str(tmp_path_factory.mktemp("keys")))
        case = create_case(tmp_path_factory.mktemp("cases") / "case")
        keep_release(case, sample_release)
        case.state.set("recover", {"state": "look", "seconds": 1.5, "counts": {}, "inputs": ""})
        report = publish_case(case, progress=Silent())
    assert report.state == "done"
    assert report.counts["findings"] == len(sample_release.findings)
    assert "verify.py" in report.messages[0]
    return case


def test_the_findings_file_is_the_document_of_the_release(published: Case, sample_release: Release) -> None:
    data = (published.root / "out" / "findings.json").read_bytes()
    assert json.loads(data) == json.loads(json.dumps(findings_document(sample_release.findings)))
    assert data == (published.root / "out" / "bundle" / "data" / "findings.json").read_bytes()


def test_the_bundle_is_whole_and_a_bag(published: Case) -> None:
    bundle = published.root / "out" / "bundle"
    assert check_bundle(bundle) == []
    assert bagit.Bag(str(bundle)).is_valid()
    assert sorted(p.name for p in (bundle / "data").iterdir()) == [
        "README.txt",
        "checkpoint.json",
        "findings.json",
        "report.html",
        "verify.py",
        "versions.json",
    ]


def test_the_log_says_what_was_published_and_the_checkpoint_covers_it(published: Case) -> None:
    entry, last = published.log.entries()[-2:]
    report = (published.root / "out" / "report.html").read_bytes()
    assert entry["kind"] == "publish"
    assert entry["details"]["report_sha256"] == hashlib.sha256(report).hexdigest()
    checkpoint = json.loads((published.root / "out" / "bundle" / "data" / "checkpoint.json").read_bytes())
    assert checkpoint["size"] == entry["n"] + 1
    assert published.log.verify(held=checkpoint) == []
    assert last["kind"] == "bundle"
    assert last["details"] == {"fingerprint": fingerprint(published.root / "out" / "bundle")}


def test_nothing_published_tells_who_or_where(published: Case) -> None:
    who = published.log.entries()[-1]["who"]
    user, _, host = who.partition("@")
    for path in (published.root / "out").rglob("*"):
        if path.is_file():
            text = path.read_text("utf-8")
            assert who not in text
            assert not host or len(host) < 6 or host not in text
            assert str(published.root) not in text
            assert published.id not in text
    assert user


def test_two_cases_publish_the_same_findings(tmp_path: Path, published: Case, sample_release: Release) -> None:
    other = create_case(tmp_path / "other")
    keep_release(other, sample_release)
    publish_case(other, progress=Silent())
    publish_case(other, progress=Silent())
    assert (other.root / "out" / "findings.json").read_bytes() == (
        published.root / "out" / "findings.json"
    ).read_bytes()
    assert sorted(p.name for p in (other.root / "out").iterdir()) == ["bundle", "findings.json", "report.html"]
    assert check_bundle(other.root / "out" / "bundle") == []


def test_nothing_is_published_that_did_not_pass_the_gate(tmp_path: Path) -> None:
    case = create_case(tmp_path / "case")
    with pytest.raises(GateClosed):
        publish_case(case, progress=Silent())
    assert not (case.root / "out").exists()
