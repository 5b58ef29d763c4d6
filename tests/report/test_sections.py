"""What each section says about a week, with hand-made rows."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import report_sample as sample
from report_findings import finding
from report_register import CUTOFF, WEEK

from report.model import Deadline, Indicator, Rate, Score, Value
from report.sections import ahead, blocking, cross, indicators, key_points, missing, rectification, scores, submission
from report.sections.printed import masked_code, spread
from report.weeks import IsoWeek


def obligation(timeliness, content=None, cause=None, hours=None):
    first = sample.obligations()[0]
    late = None if hours is None else Decimal(hours)
    return replace(first, timeliness=timeliness, content=content, cause=cause, late_hours=late)


@pytest.mark.parametrize(
    ("given", "word", "detail"),
    [
        (("按时", "有数据"), "按时", ""),
        (("按时", "零报"), "零报告", ""),
        (("迟报", "有数据", None, "3.5"), "迟报", "迟4小时"),
        (("迟报", "零报", "源系统不可达", "1"), "迟报", "迟1小时"),
        (("补报", "有数据", None, "52"), "补报", "迟3天"),
        (("缺报", None, "源系统不可达"), "未报", "源系统不可达"),
        (("缺报", None, "未报"), "未报", ""),
        (("按时", "退回", "结构变更"), "退回", "结构变更"),
        (("免报",), "免报", ""),
        (("未到期",), "未到期", ""),
    ],
)
def test_every_state_of_an_obligation_has_a_word(given, word, detail):
    state = submission.status(obligation(*given))
    assert (state.word, state.detail) == (word, detail)


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        (("按时", "有数据"), True),
        (("缺报", None, "未报"), True),
        (("缺报", None, "我方故障"), False),
        (("免报",), False),
        (("未到期",), False),
    ],
)
def test_exemptions_and_our_own_faults_are_not_counted_as_due(given, counted):
    assert submission.counted(obligation(*given)) is counted


def test_no_obligation_of_the_week_drops_out_of_the_list():
    data = sample.data()
    shown = {row.dataset for _, rows in submission.build(data).groups for row in rows}
    assert shown == {one.dataset for one in data.obligations if one.week == WEEK}


def test_the_key_points_are_five_sentences_and_name_who_must_act():
    section = key_points.build(sample.data())
    assert len(section.sentences) == 5
    assert "按时报送率73.3%" in section.sentences[0]
    assert "下降26.7个百分点" in section.sentences[0]
    assert section.sentences[1].startswith("新增强制问题")
    assert "X27" in section.sentences[2]
    assert all(name in section.sentences[4] for name in ("市场监管", "农业农村", "畜牧兽医", "食安办"))


def test_a_week_without_anything_still_has_key_points():
    empty = sample.data(obligations=(), rates=(), scores=(), findings=(), closed=(), flows=())
    assert key_points.build(empty).sentences == ("本期无应报数据。", "无未办结的强制问题。")


def test_scores_are_ranked_with_equal_totals_alike_and_graded_as_printed():
    totals = {
        "market_supervision": "89.96",
        "agriculture": "90.01",
        "animal_husbandry": "59.9",
        "food_safety_office": "80",
    }
    rows = tuple(Score(code, scores.TOTAL, Decimal(value), Decimal(80)) for code, value in totals.items())
    columns = scores.build(sample.data(scores=rows)).columns
    assert [column.rank for column in columns] == ["1", "1", "4", "3"]
    assert [column.grade for column in columns] == ["优", "优", "差", "良"]
    assert [column.change for column in columns] == ["+10", "+10", "−20.1", "持平"]


def test_the_twenty_blocking_examples_take_turns_over_the_rules():
    section = blocking.build(sample.data())
    assert section.shown == blocking.SHOWN
    assert {group.condition for group in section.groups} == {"X27", "D03", "D44.1", "D12"}
    assert {len(group.rows) for group in section.groups} == {5}
    assert section.total == sum(one.severity == "B" for one in sample.data().open_findings)


def test_spread_prefers_fresh_findings_and_keeps_conditions_together():
    many = [finding(n, "X27") for n in range(30)] + [finding(n, "D12") for n in range(3)]
    chosen = spread(many, 10)
    assert [one.condition for one in chosen] == ["X27"] * 7 + ["D12"] * 3
    assert chosen[0].is_fresh


def test_waived_findings_are_not_open():
    data = sample.data()
    assert any(one.state == "豁免" for one in data.findings)
    assert all(one.state != "豁免" for one in data.open_findings)


def test_both_departments_values_stand_side_by_side():
    section = cross.build(sample.data())
    group = next(group for group in section.examples if group.condition == "X04")
    row = group.rows[0]
    assert (row.own.value, row.other.value) == ("412", "388")
    assert (row.own.dataset, row.other.dataset) == ("屠宰日报", "动物检疫证明")
    assert group.authority == "畜牧兽医"
    assert section.shown == cross.EXAMPLES


def test_a_disagreement_without_a_counterpart_says_so():
    section = cross.build(sample.data())
    group = next(group for group in section.examples if group.condition == "X27")
    assert group.rows[0].other.value == cross.NO_COUNTERPART


def test_closed_findings_are_counted_as_solved():
    group = next(group for group in cross.build(sample.data()).groups if group.condition == "X30")
    assert group.closed == 36


@pytest.mark.parametrize(("days", "place"), [(0, 0), (7, 0), (8, 1), (14, 1), (15, 2), (30, 2), (31, 3), (400, 3)])
def test_ages_fall_into_four_buckets(days, place):
    assert missing.bucket(days) == place


def test_ages_and_overdue_are_counted_per_department_without_hints_only_rules():
    rows = (
        finding(0, "X27"),
        finding(1, "X27", first_seen=CUTOFF - timedelta(days=31), due_on=date(2026, 11, 23)),
        finding(2, "X27", severity="I", first_seen=CUTOFF - timedelta(days=31), due_on=date(2026, 11, 23)),
    )
    office = missing.build(sample.data(findings=rows)).ageing[3]
    assert office.buckets == (1, 0, 0, 1)
    assert (office.total, office.overdue, office.longest) == (2, 1, "1天")


def test_what_never_came_stays_listed_until_it_comes():
    section = missing.build(sample.data())
    assert {(one.dataset, one.state) for one in section.unsent} == {
        ("AG02", "未报"),
        ("AH03", "退回"),
        ("AH06", "未报"),
    }


def test_opened_and_closed_add_up_to_what_stands():
    section = rectification.build(sample.data())
    for row in (*section.rows, section.total):
        assert row.stood + row.opened - row.closed == row.standing
    assert section.total.closed == 36
    assert section.rows[3].repeated == 1


def row_of(code, **given):
    section = indicators.build(sample.data(**given))
    return next(row for row in (*section.figures, *section.others, *section.calm) if row.code == code)


def test_all_28_figures_are_printed():
    printed = {row.code.split("-")[0] for row in indicators.build(sample.data()).figures}
    assert printed >= {f"S{number:02d}" for number in range(1, 29)}


@pytest.mark.parametrize("code", ["S01", "S06", "S12", "S22", "S28"])
def test_figures_without_an_indicator_are_printed_as_not_connected(code):
    row = row_of(code)
    assert (row.value, row.status) == ("—", "未接入")
    assert row.reason.startswith("指标目录中没有")


def test_a_share_below_the_whole_never_prints_100():
    assert row_of("S20-2").value == "99.9%"


def test_a_missing_week_prints_the_old_value_as_carried_and_unusable():
    row = row_of("A03")
    assert (row.value, row.carried, row.status) == ("4,211", "沿用第46周", "不可用")


def test_a_month_whose_inputs_are_not_due_yet_is_not_called_carried():
    traced = Indicator("A04", "合格证应开尽开率", "%", "higher", None, "agriculture", ("AG03",))
    value = Value("A04", "month", "2026-09", Decimal(9), Decimal(10), Decimal(90), "可信")
    due = Deadline("AG03", "2026-10", CUTOFF + timedelta(days=2))
    given = {"indicators": (traced,), "values": (value,)}
    assert row_of("A04", **given, deadlines=()).carried == "沿用2026年9月"
    assert row_of("A04", **given, deadlines=(due,)).carried == ""


def test_a_running_quarter_is_compared_with_last_weeks_report():
    row = row_of("R12")
    assert (row.value, row.previous, row.change) == ("47.2%", "41.0%", "+6.2 个百分点")


def test_an_empty_denominator_prints_a_dash_and_says_why():
    section = indicators.build(sample.data())
    row = next(row for row in (*section.others, *section.calm) if row.name.endswith("阳光仓储"))
    assert (row.value, row.basis, row.reason) == ("—", "0/0", "分母为零")


@pytest.mark.parametrize(
    ("direction", "value", "status", "asks"),
    [("higher", 98, "可信", False), ("higher", "97.99", "可信", True), ("lower", 98, "可信", False),
     ("lower", "98.01", "可信", True), ("exact", 99, "可信", True), ("higher", 99, "存疑", True)],
)
def test_other_indicators_are_shown_when_they_miss_their_target_or_are_doubtful(direction, value, status, asks):
    passed = Indicator("E07", "抽检合格率", "%", direction, Decimal(98), "market_supervision", ("MS08",))
    now = Value("E07", "month", "2026-10", Decimal(1), Decimal(1), Decimal(value), status)
    section = indicators.build(sample.data(indicators=(passed,), values=(now,)))
    assert [row.code for row in section.others] == (["E07"] if asks else [])
    assert [row.code for row in section.calm] == ([] if asks else ["E07"])


def test_unusable_figures_say_why_in_words():
    assert row_of("S20-3").reason == "AH06 第42周、第43周 未报送或被退回"


def test_reasons_that_differ_in_the_dataset_only_are_told_in_one_breath():
    value = Value("R04", "week", "2026-W47", None, None, Decimal(3), "不可用",
                  "MS01 2026-W47 未报送或被退回；MS11 2026-W47 未报送或被退回；FS02 强制问题涉及 9% 的行")
    assert row_of("S04", values=(value,)).reason == "MS01、MS11 第47周 未报送或被退回；FS02 强制问题涉及 9% 的行"


@pytest.mark.parametrize(
    ("third", "sentence"),
    [
        (Decimal(100), "定点屠宰率、检疫出证率、病害动物无害化处理率均达到100.0%。"),
        (Decimal("98.52"), "三率不一致，不能使用“均达到”的表述；最低为病害动物无害化处理率98.5%。"),
        (None, "三率中有的无数据，不能使用“均达到”的表述。"),
    ],
)
def test_the_three_rates_share_a_sentence_only_when_they_are_equal(third, sentence):
    rows = [
        Value(code, "month", "2026-10", Decimal(1), Decimal(1), value, "可信")
        for code, value in (("A07", Decimal(100)), ("A08", Decimal(100)), ("A09", third))
    ]
    assert indicators.build(sample.data(values=tuple(rows))).sentence == sentence


def test_the_shared_figure_of_three_rates_is_the_lowest_with_the_worst_status():
    row = row_of("S20")
    assert (row.value, row.status) == ("98.5%", "不可用")


def test_rules_that_could_not_run_are_told():
    assert key_points.build(sample.data()).caution == ""
    caution = key_points.build(sample.data(unjudged=("X17", "X18"))).caution
    assert caution == "X17、X18共2条规则因系统原因未能执行，其问题沿用上期结论。"


def test_a_rounding_word_is_used_where_the_county_report_has_one():
    market = Indicator("A12", "综合市场可容纳摊点数", "个", "none", None, "food_safety_office", ())
    value = Value("A12", "quarter", "2026-Q3", Decimal(312), None, Decimal(312), "可信")
    assert row_of("S22", indicators=(market,), values=(value,)).value == "310多"


@pytest.mark.parametrize(
    ("week", "year", "funds"),
    [(WEEK, "2026", "320"), (IsoWeek(2027, 2), "2026", "320"), (IsoWeek(2027, 5), "2027", "12")],
    ids=["the running year", "in January the year that is over", "from February on the new one"],
)
def test_figures_of_a_year_are_of_the_year_reported_on_and_the_year_is_a_figure_too(week, year, funds):
    special = Indicator("C07", "年度专项经费", "万元", "higher", None, "food_safety_office", ("FS06",))
    rows = tuple(Value("C07", "year", period, Decimal(value), None, Decimal(value), "可信", unit="万元")
                 for period, value in (("2025", 280), ("2026", 320), ("2027", 12)))
    given = {"week": week, "indicators": (special,), "values": rows}
    fiscal, money = row_of("S11", **given), row_of("S12", **given)
    assert (fiscal.value, fiscal.unit) == (year, "年")
    assert (money.value, money.period) == (funds, f"{year}年")


def test_a_monthly_figure_that_the_county_report_counts_from_january_is_the_years():
    meetings = Indicator("R01", "县委常委会专题研究次数", "次", "higher", None, "food_safety_office", ("FS04",),
                         cumulative_period_type="year")
    rows = tuple(Value("R01", kind, period, Decimal(value), None, Decimal(value), "可信", unit="次")
                 for kind, period, value in (("month", "2026-10", 1), ("year", "2026", 4)))
    assert row_of("S01", indicators=(meetings,), values=rows).value == "4"


def test_the_next_week_names_licences_visits_deadlines_and_rule_changes():
    hints = {hint.heading: hint for hint in ahead.build(sample.data()).hints}
    assert "到期14件" in hints["许可证到期"].text
    assert len(hints["许可证到期"].lines) == ahead.LICENCES_SHOWN + 1
    assert "距今37天" in hints["督导期限"].text
    assert hints["规则变更"].lines == ("X30 包保台账与登记信息不一致",)
    assert hints["报送期限"].text == "报送期限无节假日顺延。"


def test_a_deadline_moved_by_a_holiday_names_both_days():
    moved = Deadline("AG02", "2026-W40", datetime(2026, 10, 8, 12), date(2026, 10, 5))
    hint = next(hint for hint in ahead.build(sample.data(deadlines=(moved,))).hints if hint.heading == "报送期限")
    assert hint.lines == ("10月8日 12:00（星期四）（原定10月5日，因节假日顺延）：第40周 AG02",)


def test_an_unknown_rule_department_or_township_stands_for_itself():
    stray = replace(
        finding(1, "X27"), submitter="forestry", region_code="999999999", dataset="LY01", condition="Z99", rule_id="Z99"
    )
    section = blocking.build(sample.data(findings=(stray,)))
    assert section.groups[0].title == "Z99"
    assert section.groups[0].department == "forestry"
    assert (section.places, section.nowhere) == (None, 1)


def test_codes_are_masked_in_the_middle_and_short_ones_kept():
    assert masked_code("92620899MA7000012X") == "9262****012X"
    assert masked_code("E000012") == "E000012"


def test_a_week_with_no_rate_is_a_gap_not_a_zero():
    rates = (Rate("agriculture", WEEK, None, Decimal(0), None),)
    summary = submission.build(sample.data(rates=rates)).summaries[1]
    assert (summary.rate, summary.previous, summary.change) == ("—", "—", "—")
