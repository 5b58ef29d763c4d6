"""How alike two texts are decides whether a finding is a question or a fault."""

from __future__ import annotations

import pytest

from expectations.similarity import _queue, nearness, similarity


@pytest.mark.parametrize(("left", "right", "expected"), [
    ("宏泰屠宰厂", "宏泰屠宰厂", 1.0),
    ("宏泰屠宰厂", "宏泰屠宰场", 0.8),
    ("一二三四五六七八九十", "一二三四五六七八九", 0.9),
    ("丰禾", "兴农", 0.0),
])
def test_similarity_is_the_share_of_the_longer_text_that_stays(left: str, right: str, expected: float) -> None:
    assert similarity(left, right) == expected


@pytest.mark.parametrize(("given", "known", "near"), [
    ("存续（在营）", "存续", True),
    ("个体户", "个体工商户", True),   # two of five characters are missing: exactly 0.6
    ("已停用", "存续", False),
    ("正常经营中吗", "正在", False),
    ("头", "头数", False),            # one character contained in another word says little
])
def test_a_value_is_near_a_code_that_it_contains_or_mostly_shares(given: str, known: str, near: bool) -> None:
    assert (nearness(given, known) >= 0.6) == near


def test_the_queue_holds_near_names_of_one_township_and_no_equal_ones() -> None:
    named = [
        ("620899100", True, "川安宏泰畜禽屠宰有限公司"), ("620899101", True, "川安宏泰畜禽屠宰有限公司"),
        ("620899100", False, "川安宏泰畜禽屠宰公司"), ("620899100", False, "川安宏太畜禽屠宰有限公司"),
        ("620899101", False, "川安宏泰畜禽屠宰有限公司"), ("620899205", False, "川安宏太畜禽屠宰有限公司"),
    ]
    assert _queue(named) == {("川安宏太畜禽屠宰有限公司", "川安宏泰畜禽屠宰有限公司"): 0.9167}
