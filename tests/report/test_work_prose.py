"""What the work report says: a mart row in, a sentence out."""

from dataclasses import replace
from decimal import Decimal

import pytest
import work_sample as sample

from report import figures
from report.errors import ReportError
from report.model import Value
from report.weeks import IsoWeek
from report.work import claims, prose
from report.work.figures import tell
from report.work.readings import read


def text(data) -> str:
    draft = prose.compose(data)
    paragraphs = [draft.opening, *(one for section in draft.sections for one in section.paragraphs)]
    return "\n".join("".join(span.text for span in paragraph) for paragraph in paragraphs)


def marked(data, kind: str) -> list[str]:
    draft = prose.compose(data)
    return [span.text for section in draft.sections for one in section.paragraphs for span in one if span.kind == kind]


def test_the_text_names_every_figure_once_in_the_order_of_the_county_report():
    named = [place for place in prose.places(prose.load()) if place.startswith("S")]
    assert named == [figure.s for figure in figures.load()]


def test_the_text_has_six_sections_and_names_every_claim_once():
    named = [place for place in prose.places(prose.load()) if not place.startswith("S")]
    ids = [claim.id for claim in claims.load()]
    assert sorted(set(named) - {"county", "year", "until", "market"}) == sorted(ids)
    assert all(named.count(one) == 1 for one in ids)
    assert len(prose.load()["sections"]) == 6


def test_every_indicator_that_is_named_is_in_the_catalogue():
    known = {indicator.code for indicator in sample.indicators()}
    assert {code for code, _, _ in sample.asked()} <= known


def test_a_complete_week_is_told_without_any_mark():
    draft = prose.compose(sample.data())
    assert (marked(sample.data(), "open"), marked(sample.data(), "flag"), draft.flagged) == ([], [], [])
    assert prose.unusable(draft) == []
    assert draft.title == "川安县国家食品安全示范城市创建工作汇报"
    assert "2026年以来工作情况汇报如下，数据截至2026年11月24日" in text(sample.data())


def test_a_mart_row_becomes_a_figure_of_the_text():
    assert "已为4,450户主体定级，1,150名干部分层认领" in text(sample.data())
    assert "2026年安排监管和设施设备专项经费320.5万元" in text(sample.data())


@pytest.mark.parametrize(
    ("code", "value", "printed"),
    [
        ("A12", 312, "设摊位310多个"),
        ("A12", 300, "设摊位300个"),
        ("A12", 9, "设摊位9个"),
        ("A12", 1999, "设摊位1,900多个"),
        ("U05", 23456, "资料发放23,000余份"),
        ("U05", 23000, "资料发放23,000份"),
    ],
)
def test_rounding_words_come_with_rounded_figures(code, value, printed):
    assert printed in text(sample.changed(code, value=value))


def test_a_figure_with_the_word_for_nearly_is_rounded_up():
    figure = replace(figures.load()[3], word="近")
    assert tell(figure, sample.changed("R04", value=4412)).text == "近4,500"


def test_three_equal_rates_are_told_in_one_phrase():
    assert "定点屠宰率、检疫出证率、病害动物无害化处理率均达到100.0%" in text(sample.data())


@pytest.mark.parametrize("value", ["99.96", "99.99"])
def test_a_rate_below_the_whole_is_never_told_as_all_reaching_100(value):
    said = text(sample.changed("A08", value=value))
    assert "均达到" not in said
    assert "定点屠宰率为100.0%，检疫出证率为99.9%，病害动物无害化处理率为100.0%" in said


def test_a_rate_that_cannot_be_used_breaks_the_common_phrase():
    said = text(sample.changed("A09", data_status="不可用", reason="AH06 2026-W42 未报送或被退回"))
    assert "定点屠宰率为100.0%，检疫出证率为100.0%，病害动物无害化处理率为［待核：A09 不可用］" in said


def test_an_unusable_figure_is_marked_and_its_value_is_not_printed():
    data = sample.changed("R01", data_status="不可用", reason="FS04 本期尚无报送", value=77)
    assert "专题研究食品安全工作［待核：R01 不可用］次" in text(data)
    assert "77" not in text(data)
    assert [one.code for one in prose.unusable(prose.compose(data))] == ["R01"]


def test_a_missing_figure_is_marked_as_missing():
    assert "已为［待核：R04 无数据］户主体定级" in text(sample.without("R04"))


def test_last_months_value_is_never_carried_into_this_one():
    old = Value("Q09", "month", "2026-09", Decimal(99), Decimal(100), Decimal(99), "可信", unit="%")
    data = sample.without("Q09")
    data = replace(data, values=(*data.values, old))
    assert "企业自查覆盖率为［待核：Q09 无数据］（2026年10月）" in text(data)


def test_a_period_that_is_not_due_yet_gives_way_to_the_one_before_by_name():
    rows = [Value("C06", "quarter", period, Decimal(9), Decimal(10), Decimal(value), "可信", unit="%")
            for period, value in (("2026-Q2", 90), ("2026-Q3", 10))]
    data = sample.without("C06")
    data = replace(data, values=(*data.values, *rows), pending=frozenset({("FS05", "2026-Q3")}))
    assert "规范化建成率为90.0%（2026年第2季度）" in text(data)
    assert "规范化建成率为10.0%" in text(replace(data, pending=frozenset()))


def test_a_running_figure_of_an_earlier_week_is_not_todays():
    data = sample.changed("R04", period="2026-W46")
    assert read(data, "R04").status == "无数据"


def test_weeks_that_share_a_cutoff_share_their_running_figures():
    data = replace(sample.data(), week=IsoWeek(2026, 46))
    assert read(data, "R04").period == "2026-W47"


def test_the_year_is_that_of_the_last_month_that_has_ended():
    january = replace(sample.data(), week=IsoWeek(2027, 2))
    assert read(january, "C07", yearly=True).period == "2026"
    assert "第44个“3·15”" in text(january)
    assert read(replace(january, week=IsoWeek(2027, 5)), "C07", yearly=True).period == "2027"


def test_a_doubtful_figure_has_a_numbered_note_with_its_reason():
    data = sample.changed("R04", data_status="存疑", reason="FS02 核实问题涉及 7.1% 的行")
    draft = prose.compose(data)
    assert "已为4,450〔1〕户主体定级" in text(data)
    assert [[one.reason for one in told] for told in draft.notes.doubts.values()] == [["FS02 核实问题涉及 7.1% 的行"]]


def test_one_doubt_that_touches_two_figures_has_one_note():
    draft = sample.changed("C07", data_status="存疑", reason="x")
    assert "2026〔1〕年安排监管和设施设备专项经费320.5〔1〕万元" in text(draft)


def test_a_claim_without_figures_that_stands_on_a_doubtful_one_has_the_mark():
    data = sample.changed("C05", data_status="存疑", reason="x")
    assert "协管员做到村村都有〔1〕；" in text(data)


def test_a_claim_that_prints_its_doubtful_figure_is_marked_once():
    assert text(sample.changed("Q09", data_status="存疑", reason="x")).count("〔1〕") == 1


@pytest.mark.parametrize(
    ("code", "group", "value", "printed", "flag"),
    [
        ("C05", "总计", "98.2", "食品药品协管员覆盖率为98.2%［“协管员全覆盖”的表述不成立］",
         "C05 村级协管员覆盖率98.2%（应不低于100%"),
        ("Q03", "总计", "99.99", "“回头看”完成率为99.9%［“回头看”的表述不成立］",
         "Q03 “回头看”完成率99.9%（应不低于100%"),
        ("A02", "总计", 0, "全国驰名商标0件［“驰名商标”的表述不成立］", "A02 驰名商标数0件（应不低于1件"),
        ("U07", "认可度", "79.9", "认可度为79.9分", "U07 满意度与认可度（认可度）79.9分（应不低于80分"),
        ("U06", "活动", 0, "开展0场", "U06 你点我检活动与快检（活动）0场（应不低于1"),
    ],
)
def test_a_claim_that_the_figures_contradict_is_flagged_with_the_figure(code, group, value, printed, flag):
    data = sample.changed(code, group, value=value)
    assert printed in text(data)
    assert [claims.evidence(one)[:len(flag)] for one in prose.compose(data).flagged] == [flag]
    assert len(marked(data, "flag")) == 1


@pytest.mark.parametrize("claim", claims.load(), ids=lambda one: one.id)
def test_every_claim_can_hold_and_can_fail_or_be_open(claim):
    assert claims.judge(claim, sample.data()).verdict == claims.HOLDS
    for test in claim.tests:
        verdict = claims.judge(claim, sample.changed(test.indicator, test.breakdown, value=0)).verdict
        assert verdict == (claims.HOLDS if test.known else claims.FAILS)
        unusable = sample.changed(test.indicator, test.breakdown, data_status="不可用")
        assert claims.judge(claim, unusable).verdict == claims.OPEN


def test_a_claim_on_an_unusable_figure_is_not_printed_as_true():
    said = text(sample.changed("C05", data_status="不可用"))
    assert "村村都有" not in said
    assert "村级食品药品协管员覆盖率为［待核：C05 不可用］" in said


def test_where_less_is_better_the_target_is_a_ceiling():
    claim = replace(claims.load()[0], tests=(claims.Test("R09", target=True),))
    one = Value("R09", "month", "2026-11", Decimal(9), Decimal(1), Decimal(9), "可信", unit="户/人")
    data = replace(sample.data(), values=(one,))
    assert claims.judge(claim, data).verdict == claims.HOLDS
    data = replace(data, values=(replace(one, value=Decimal(16)),))
    assert claims.evidence(claims.judge(claim, data)) == "R09 户均干部负担16户/人（应不高于15户/人，2026年11月）"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("[{indicator: C05}]", "needs one of at_least, target, known"),
        ("[{indicator: C05, known: true, target: true}]", "needs one of at_least, target, known"),
        ("[{indicator: C05, most: 3}]", "most"),
    ],
)
def test_a_wrongly_declared_claim_is_refused(tmp_path, body, found):
    file = tmp_path / "claims.yaml"
    file.write_text(f"- {{id: a, title: t, claim: c, fact: f, tests: {body}}}\n", encoding="utf-8")
    with pytest.raises(ReportError, match=found):
        claims.load(file)


def test_a_market_without_a_name_is_called_what_it_is():
    assert "其中城东综合市场设摊位" in text(sample.data())
    assert "其中综合市场设摊位" in text(sample.data(market=""))
