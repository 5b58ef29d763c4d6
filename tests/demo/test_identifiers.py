"""Check digits as the handbook works them out (§3)."""

from __future__ import annotations

import pytest
from stdnum.cn import ric, uscc

from demo import identifiers


@pytest.mark.parametrize(
    "code", ["91620899MA7F2K3B8X", "92620899MA71QT052R", "N2620899MF4A17C29N", "91110000600037341L"]
)
def test_uscc_check_character(code: str) -> None:
    assert identifiers.uscc_check(code[:17]) == code[17]


@pytest.mark.parametrize(
    "number", ["1016208990012-2", "2016208990001-5", "1620899000123-9", "1620899000045-9", "1074101830253-1"]
)
def test_licence_check_digit(number: str) -> None:
    body, check = number.split("-")
    assert identifiers.mod_11_10(body) == check


def test_codes_are_distinct_and_valid() -> None:
    codes = identifiers.usccs(["92"] * 5000, "620899", range(5000))
    assert len(set(codes)) == 5000
    assert all(uscc.is_valid(code) for code in codes)


def test_licence_numbers_have_their_form() -> None:
    assert identifiers.operating_licences(["JY"], ["1"], "620899", [123]) == ["JY16208990001239"]
    assert identifiers.production_licences(["101"], "620899", [12]) == ["SC10162089900122"]


def test_person_numbers_carry_the_check_character() -> None:
    assert identifiers.person_ids("110105", ["19491231"], [2]) == ["11010519491231002X"]
    assert all(
        number[17] == ric.calc_check_digit(number)
        for number in identifiers.person_ids("620899", ["19800101", "19991231"], [1, 998])
    )


def test_ear_tags_span_as_many_heads() -> None:
    first, last = identifiers.ear_tag_ranges("1", "620899", [12345], [12])[0].split("-")
    assert int(last) - int(first) + 1 == 12
    assert len(first) == 15
