"""What departments write is read as a careful person would read it (schema norm)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

NEAR = date(2026, 11, 16)
Norm = Callable[..., Any]


@pytest.fixture(scope="module")
def norm(module_warehouse) -> Iterator[Norm]:
    """Calls a function of schema norm: norm("date", "2026.3.5", NEAR)."""
    with module_warehouse.connect("warehouse_owner") as connection:
        _reference_tables(connection)
        types = {str: "text", date: "date", int: "integer", list: "text[]", bool: "boolean", Decimal: "numeric"}

        def call(function: str, *arguments: Any) -> Any:
            casts = ", ".join(f"%s::{types.get(type(argument), 'text')}" for argument in arguments)
            return connection.execute(f"select norm.{function}({casts})", arguments).fetchone()[0]

        yield call


def _reference_tables(connection) -> None:
    """The little of schema reference that the functions look at, as dbt's seeds would make it."""
    connection.execute("""
        set role transformer;
        create table reference.unit (unit text, unit_kind text, base_unit text, factor numeric);
        insert into reference.unit values ('斤', 'mass', '公斤', 0.5), ('公斤', 'mass', '公斤', 1),
            ('吨', 'mass', '公斤', 1000), ('亩', 'area', '平方米', 666.67),
    ('公顷', 'area', '平方米', 10000.05),
            ('元', 'money', '元', 1), ('万元', 'money', '元', 10000), ('克', 'mass', '公斤', 0.001);
        create table reference.workday (day date, is_workday boolean);
        insert into reference.workday
        select day, extract(isodow from day) < 6 and day not between '2026-10-01' and '2026-10-07'
            or day = '2026-10-10'
        from generate_series(date '2026-09-01', date '2026-12-31', interval '1 day') as day;
    """)


@pytest.mark.parametrize("written", ["", " ", "-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "NULL", "N/A", "n/a",
                                     "未知", "－", "／", "\u3000", "\u00a0"])
def test_null_tokens_become_null(norm, written):
    assert norm("is_null_token", written) is True
    assert norm("text", written) is None


@pytest.mark.parametrize("written", ["0", "无锡", "正常", "N", "null值"])
def test_other_words_are_values(norm, written):
    assert norm("is_null_token", written) is False
    assert norm("text", written) == written


@pytest.mark.parametrize(("written", "expected"), [
    ("ＡＢＣ（１）", "ABC(1)"), ("川安县\n城关镇", "川安县 城关镇"), ("\u200b\ufeff甲 ", "甲"),
    ("甲\u00a0\u3000乙", "甲 乙"),
])
def test_text_is_unicode_normal_and_without_stray_blanks(norm, written, expected):
    assert norm("text", written) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("ＳＣ10462089900033 ", "SC10462089900033"), ("9i620899ma7f2k3b8x", "9I620899MA7F2K3B8X"),
    ("91620899-MA7F2K3B-8X", "91620899MA7F2K3B8X"), ("6200018273.0", "6200018273"),
    ("0000018273", "0000018273"),
    ("9162O899MA7F2K3B8X", "9162O899MA7F2K3B8X"),
])
def test_codes_are_upper_case_and_never_repaired(norm, written, expected):
    assert norm("code", written) == expected


def test_record_ids_keep_hyphens_and_case(norm):
    assert norm("id", " E-2026 01 ") == "E-202601"
    assert norm("id", "b0012") == "b0012"


@pytest.mark.parametrize(("one", "other"), [
    ("川安县陇源肉制品有限责任公司（清真）", "陇源肉制品有限公司(清真)"),
    ("宏泰屠宰厂（场）", "川安县宏泰屠宰厂"),
    ("惠民超市（城关镇）", "惠民 超市"), ("甘肃省川安县丰禾面粉有限公司", "丰禾面粉有限公司"),
    ("王家餐馆（个体工商户）", "王家餐馆"),
])
def test_variants_of_a_name_compare_equal(norm, one, other):
    assert norm("name", one) == norm("name", other)


@pytest.mark.parametrize(("one", "other"), [
    ("兴隆超市", "兴旺超市"), ("丰禾股份有限公司", "丰禾有限公司"), ("兴隆超市城关便民店", "城关便民店"),
])
def test_different_names_stay_different(norm, one, other):
    assert norm("name", one) != norm("name", other)


@pytest.mark.parametrize(("written", "expected"), [
    ("2026-11-18", date(2026, 11, 18)), ("2026.3.5", date(2026, 3, 5)), ("2026/3/5", date(2026, 3, 5)),
    ("2026年3月5日", date(2026, 3, 5)), ("２０２６．３．５", date(2026, 3, 5)),
    ("20260305", date(2026, 3, 5)),
    ("2026-11-18 00:00:00", date(2026, 11, 18)), ("3月5日", date(2026, 3, 5)), ("11.17", date(2026, 11, 17)),
    ("45977", date(2025, 11, 16)), ("45977.0", date(2025, 11, 16)), ("2024-02-29", date(2024, 2, 29)),
])
def test_dates_are_read_in_every_usual_form(norm, written, expected):
    assert norm("date", written, NEAR) == expected


@pytest.mark.parametrize("written", ["26-3-5", "2026-02-30", "2026-13-01", "2026年3月", "19999", "60001", "昨天", "-",
                                     "长期", "2025-02-29"])
def test_what_is_no_date_is_null(norm, written):
    assert norm("date", written, NEAR) is None


def test_a_date_without_year_needs_a_period(norm):
    assert norm("date", "3月5日") is None


@pytest.mark.parametrize(("written", "near", "expected"), [
    ("12月30日", date(2026, 1, 5), date(2025, 12, 30)), ("1月2日", date(2025, 12, 29), date(2026, 1, 2)),
])
def test_around_new_year_the_nearest_year_is_meant(norm, written, near, expected):
    assert norm("date", written, near) == expected


def test_unlimited_validity_is_the_last_day_only_where_allowed(norm):
    assert norm("date", "长期", NEAR, True) == date(9999, 12, 31)
    assert norm("date", "永久", NEAR, True) == date(9999, 12, 31)


@pytest.mark.parametrize(("written", "expected"), [
    ("2026-11-18 09:21:07", datetime(2026, 11, 18, 9, 21, 7)),
    ("2026-11-18T09:21:07", datetime(2026, 11, 18, 9, 21, 7)),
    ("2026/11/18 9:21", datetime(2026, 11, 18, 9, 21)),
    ("2026年11月18日 9时21分", datetime(2026, 11, 18, 9, 21)),
    ("20261118092107", datetime(2026, 11, 18, 9, 21, 7)), ("2026-11-18", datetime(2026, 11, 18)),
    ("2026-11-18T01:21:07Z", datetime(2026, 11, 18, 9, 21, 7)), ("45977.5", datetime(2025, 11, 16, 12)),
    ("2026-11-18T09:21:07+08:00", datetime(2026, 11, 18, 9, 21, 7)),
    ("2026-11-18T09:21:07+05:30", datetime(2026, 11, 18, 11, 51, 7)), ("2026-11-18 25:00:00", None),
    ("昨天", None),
])
def test_timestamps_are_local_wall_time(norm, written, expected):
    assert norm("ts", written) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("1 233", 1233), ("１７６", 176), ("14\u2009320", 14320), ("1，233", 1233),
    ("12,345.6", Decimal("12345.6")), ("-5", -5),
    ("1.2万", 12000), ("1.5亿", 150000000), ("约1200", 1200), ("500+", 500), ("3万多", 30000), ("0", 0),
    ("1,5", None),
    ("abc", None), ("三", None), ("NaN", None), ("12..5", None),
])
def test_numbers_are_read_with_separators_and_multipliers(norm, written, expected):
    assert norm("number", written) == expected


@pytest.mark.parametrize(("written", "unit", "same", "expected"), [
    ("2.78万斤", "公斤", [], 13900), ("500斤", "公斤", [], 250), ("5千克", "公斤", [], 5),
    ("3吨", "公斤", [], 3000),
    ("2公顷", "亩", [], 30), ("1.2万元", "元", [], 12000), ("96份", "份", [], 96),
    ("300只", "头", ["只", "羽"], 300),
    ("300余头", "头", ["只"], 300), ("96箱", "份", [], None), ("3亩", "公斤", [], None),
])
def test_units_in_the_cell_are_converted_or_refused(norm, written, unit, same, expected):
    assert norm("quantity", written, unit, same) == expected
    assert norm("unit_is_unknown", written, unit, same) is (expected is None)


@pytest.mark.parametrize(("written", "expected"), [
    ("约1200", True), ("近百", False), ("300余头", True), ("3万多", True), ("500+", True),
    ("1200", False), ("-5", False),
    ("2.78万斤", False), ("", False),
])
def test_approximate_numbers_are_noticed(norm, written, expected):
    assert norm("is_approximate", written) is expected


def test_whole_numbers_have_no_fraction_and_fit(norm):
    assert norm("whole_quantity", "12.0", "头", []) == 12
    assert norm("whole_quantity", "1.2万", "头", []) == 12000
    assert norm("whole_quantity", "12.5", "头", []) is None
    assert norm("whole_quantity", "9" * 30, "头", []) is None


def test_numbers_that_exceed_their_column_are_null(norm):
    assert norm("sized_quantity", "999999.994", "头", [], 8, 2) == Decimal("999999.994")
    assert norm("sized_quantity", "1000000", "头", [], 8, 2) is None
    assert norm("sized_quantity", "999", "头", [], 5, 2) == 999
    assert norm("sized_quantity", "1000", "头", [], 5, 2) is None


@pytest.mark.parametrize(("written", "expected"), [
    ("是", True), ("1", True), ("Y", True), ("√", True), ("TRUE", True), ("１", True), ("1.0", True),
    ("否", False), ("0", False),
    ("N", False), ("×", False), ("no", False), ("也许", None), ("无", None), ("", None), ("2", None),
])
def test_yes_and_no(norm, written, expected):
    assert norm("bool", written) is expected


@pytest.mark.parametrize(("function", "written", "expected"), [
    ("stat_month", "202611", "202611"), ("stat_month", "2026-11", "202611"),
    ("stat_month", "2026年11月", "202611"),
    ("stat_month", "11月", "202611"), ("stat_month", "2026/1", "202601"), ("stat_month", "202613", None),
    ("stat_week", "2026-W47", "2026-W47"), ("stat_week", "2026年第47周", "2026-W47"),
    ("stat_week", "第5周", "2026-W05"),
    ("stat_week", "2025-W53", None), ("stat_week", "2026-W53", "2026-W53"), ("stat_week", "上周", None),
    ("stat_quarter", "2026-Q4", "2026-Q4"), ("stat_quarter", "2026年四季度", "2026-Q4"),
    ("stat_quarter", "第4季度", "2026-Q4"), ("stat_quarter", "5季度", None),
])
def test_periods_have_one_form(norm, function, written, expected):
    assert norm(function, written, NEAR) == expected


@pytest.mark.parametrize(("period", "expected"), [
    ("2026-W47", date(2026, 11, 16)), ("2026-W01", date(2025, 12, 29)), ("2026-11", date(2026, 11, 1)),
    ("2026-Q4", date(2026, 10, 1)), ("2026-H2", date(2026, 7, 1)), ("2026", date(2026, 1, 1)),
    ("kaputt", None),
])
def test_periods_start_on_their_first_day(norm, period, expected):
    assert norm("period_start", period) == expected


@pytest.mark.parametrize(("written", "expected"), [
    ("620899100001", "620899100001"), ("620899100000", "620899100"), ("620899000000", "620899"),
    ("620899100", "620899100"),
    ("６２０８９９１００", "620899100"), ("6208991", "6208991"), ("城关镇", None),
])
def test_region_codes_lose_empty_groups_only(norm, written, expected):
    assert norm("region_digits", written) == expected


@pytest.mark.parametrize("one", ["城关镇", "城关镇人民政府", " 城关 镇"])
def test_forms_of_a_township_compare_equal(norm, one):
    assert norm("place", one) == "城关镇"


@pytest.mark.parametrize("written", [
    "91620899MA7F2K3B8X", "92620899MA71QT052R", "93620899MA73R8XH0C", "12620899438712600F",
    "52620899MJX08T4167",
    "N2620899MF4A17C29N", "91110000600037341L",
])
def test_valid_credit_codes_pass(norm, written):
    assert norm("uscc_is_valid", written) is True
    assert norm("uscc_inner_is_valid", written) is True


@pytest.mark.parametrize("written", [
    "91620899MA7F2K3B8Y", "9I620899MA7F2K3B8X", "91620899MA7F2K3B8", "620899600012345",
    "94620899MA7F2K3B8X", "",
])
def test_invalid_credit_codes_fail(norm, written):
    assert norm("uscc_is_valid", written) is False


def test_old_registration_numbers_are_told_apart(norm):
    assert norm("is_legacy_registration", "620899600012345") is True
    assert norm("is_legacy_registration", "91620899MA7F2K3B8X") is False


@pytest.mark.parametrize("written", [
    "SC10741018302531", "SC10744030704994", "SC11351090100010", "SC12336098200173", "SC12434017430075",
    "SC10162089900122", "SC10462089900033", "SC11762089900279", "SC20162089900015", "JY11108071215650",
    "JY16208990001239", "JY26208990045673", "JY36208990000185", "YB16208990000459", "YB26208990012034",
    "YB26208990033102",
])
def test_valid_licence_numbers_pass(norm, written):
    assert norm("licence_is_valid", written) is True
    assert norm("mod11_10_is_valid", written[2:]) is True


@pytest.mark.parametrize("written", [
    "SC12345678901234", "JY46208990001239", "YB36208990000459", "QS620899001234", "SC1",
])
def test_invalid_licence_numbers_fail(norm, written):
    assert norm("licence_is_valid", written) is False


def test_working_days_follow_the_calendar(norm):
    assert norm("workdays_between", date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert norm("workdays_between", date(2026, 10, 10), date(2026, 9, 30)) == -3
    assert norm("workdays_between", date(2026, 10, 10), date(2026, 10, 10)) == 0
    assert norm("add_workdays", date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert norm("add_workdays", date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert norm("add_workdays", date(2026, 10, 1), 0) == date(2026, 10, 8)
    assert norm("add_workdays", date(2026, 10, 9), 0) == date(2026, 10, 9)
