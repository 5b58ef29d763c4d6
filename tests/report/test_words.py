"""How numbers, dates and rounding words are printed."""

from datetime import datetime
from decimal import Decimal

import pytest

from report import words


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, "—"),
        (Decimal("99.96"), "99.9%"),
        (Decimal("99.99"), "99.9%"),
        (100, "100.0%"),
        (Decimal("99.94"), "99.9%"),
        (Decimal("87.25"), "87.3%"),
        (0, "0.0%"),
        (Decimal("100.4"), "100.4%"),
    ],
)
def test_a_percentage_never_rounds_up_to_100(value, printed):
    assert words.percent(value) == printed


@pytest.mark.parametrize(
    ("value", "word", "printed"),
    [
        (312, "多", "310多"),
        (300, "多", "300"),
        (23456, "余", "23,000余"),
        (312, "近", "近320"),
        (320, "近", "近320"),
        (7, "多", "7"),
        (None, "余", "—"),
        (312, "", "312"),
        (99, "近", "近99"),
        (999, "近", "近1,000"),
    ],
)
def test_rounding_words_come_with_rounded_numbers(value, word, printed):
    assert words.rounded(value, word) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (None, "—"),
        (0, "0"),
        (1234567, "1,234,567"),
        (Decimal("12.50"), "12.5"),
        (Decimal("12.00"), "12"),
        (Decimal("0.04"), "0"),
    ],
)
def test_null_prints_a_dash_and_zero_prints_zero(value, printed):
    assert words.number(value) == printed


@pytest.mark.parametrize(
    ("now", "before", "unit", "printed"),
    [
        (Decimal("96.0"), Decimal("95.63"), "%", "+0.4 个百分点"),
        (Decimal("99.96"), 100, "%", "−0.1 个百分点"),
        (4450, 4448, "户", "+2"),
        (10, 10, "户", "持平"),
        (None, 3, "户", "—"),
        (3, None, "户", "—"),
    ],
)
def test_a_change_is_the_difference_of_the_printed_values(now, before, unit, printed):
    assert words.change(now, before, unit) == printed


@pytest.mark.parametrize(
    ("delay", "printed"),
    [(Decimal("0.2"), "1小时"), (Decimal("3.5"), "4小时"), (47, "47小时"), (Decimal("49"), "3天"), (None, "—")],
)
def test_a_delay_is_rounded_up(delay, printed):
    assert words.hours(delay) == printed


def test_dates_are_printed_the_chinese_way():
    moment = datetime(2026, 11, 23, 9, 5)
    assert words.day(moment) == "2026年11月23日"
    assert words.moment(moment) == "11月23日 09:05"
    assert words.weekday(moment) == "星期一"
    assert words.day(None) == "—"


def test_long_text_is_cut_with_an_ellipsis():
    assert words.shortened("一二三四五", 4) == "一二三…"
    assert words.shortened("", 4) == words.shortened(None, 4) == "—"
