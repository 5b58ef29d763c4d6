"""What the report reads from a warehouse, as role office and as of its cut-off."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from report_register import CUTOFF, WEEK

import contracts
from report import data, weekly
from report.errors import ReportError
from report.model import Provenance
from report.weeks import IsoWeek

ROWS = Path(__file__).with_name("warehouse_rows.sql")
COUNTY = "620899"


@pytest.fixture(scope="module")
def filled(module_warehouse):
    with module_warehouse.connect("transformer") as connection:
        connection.execute(ROWS.read_text(encoding="utf-8"))
    return module_warehouse


@pytest.fixture(scope="module")
def week(filled):
    with filled.connect("office") as connection:
        return data.load(connection, WEEK, CUTOFF, COUNTY, contracts.load_all())


def finding(week, fingerprint):
    return next(one for one in (*week.findings, *week.closed) if one.fingerprint == fingerprint)


def test_the_issue_has_its_own_number_and_says_what_it_was_made_from(week):
    assert (week.county_name, week.issue_number) == ("川安县", 46)
    assert week.provenance == Provenance("inputs", "rules", "0.1.0")


def test_findings_stand_as_of_the_cutoff_and_of_this_county_only(week):
    assert {one.fingerprint: one.state for one in week.findings} == {
        "a": "持续", "c": "新增", "d": "新增", "e": "新增", "f": "新增", "i": "新增"}
    assert [one.fingerprint for one in week.closed] == ["b"]
    assert finding(week, "a").first_seen == datetime(2026, 11, 17, 10)
    assert finding(week, "a").due_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("fingerprint", "name", "code"),
    [
        ("b", "川安县面粉厂", "91620899MA70000002"),
        ("c", "川安县城关便民商店", "92620899MA70000001"),
        ("d", "鑫源定点屠宰厂", ""),
        ("a", "王**", ""),
        ("i", "川安县石门饭店", ""),
        ("e", "城关镇人民政府 王**", ""),
        ("f", "城关镇人民政府 王**", ""),
    ],
    ids=["own row though quarantined", "register of the entity", "part of an aggregate key", "person as entity",
         "field that points at a register", "cadre", "cadre in an aggregate key"],
)
def test_a_finding_knows_whom_it_is_about(week, fingerprint, name, code):
    subject = finding(week, fingerprint).subject
    assert (subject.name, subject.code) == (name, code)


def test_values_of_personal_fields_come_masked(week):
    assert finding(week, "e").observed == "王**138****2046"


def test_values_are_those_published_by_the_cutoff_with_the_reading_before(week):
    values = {(one.indicator, one.period): one for one in week.values}
    assert set(values) == {("R04", "2026-W47"), ("R04", "2026-W46"), ("A03", "2026-W46"), ("A03", "2026-W47"),
                           ("G01", "2026-W47"), ("G01", "2026-W46")}
    assert values["R04", "2026-W47"].value == 4450
    assert values["R04", "2026-W47"].reason == "FS02 核实问题"
    assert (values["A03", "2026-W46"].value, values["A03", "2026-W46"].previous) == (420, 400)


def test_obligations_belong_to_the_report_that_first_sees_them(week):
    assert {(one.dataset, one.period): str(one.week) for one in week.obligations} == {
        ("AG02", "2026-W47"): "2026-W47", ("AG02", "2026-W46"): "2026-W46", ("AG03", "2026-10"): "2026-W45"}
    assert [(one.dataset, one.period) for one in week.deadlines] == [("AG02", "2026-W48")]


def test_rates_and_scores_are_read_with_the_week_before(week):
    assert {str(rate.week): rate.value for rate in week.rates} == {"2026-W47": 50, "2026-W46": 100}
    total = next(score for score in week.scores if score.dimension == "总分")
    assert (total.score, total.previous) == (Decimal("88.46"), 90)


def test_opened_and_closed_are_counted_per_cutoff(week):
    flows = {(flow.submitter, str(flow.week)): (flow.opened, flow.closed, flow.standing) for flow in week.flows}
    assert flows["market_supervision", "2026-W47"] == (1, 1, 1)
    assert flows["food_safety_office", "2026-W47"] == (3, 0, 4)


def test_names_come_from_the_register_and_the_contracts(week):
    assert [one.short_name for one in week.submitters] == ["市场监管", "农业农村", "畜牧兽医", "食安办"]
    assert week.regions == {"620899001": "城关镇"}
    assert week.dataset("MS01").fields["uscc"] == "统一社会信用代码"
    rule = week.rule("X26", "FS02")
    assert rule.recipients == ("food_safety_office", "market_supervision")
    assert rule.remedy


def test_rules_in_error_at_this_cutoff_are_named(week):
    assert week.unjudged == ("X17",)


def test_only_live_licences_within_thirty_days_are_announced(week):
    assert [(one.number, one.kind) for one in week.licences] == [("JY1", "食品经营许可")]
    assert [(visit.period, visit.due, visit.done) for visit in week.visits] == [("2026-Q4", 2, 1)]


def test_a_warehouse_at_another_cutoff_is_refused_with_the_command_to_run(filled):
    with filled.connect("office") as connection, pytest.raises(ReportError, match="pipeline replay --from 2026-W46"):
        data.load(connection, IsoWeek(2026, 46), datetime(2026, 11, 17, 10), COUNTY, contracts.load_all())


def test_an_unknown_county_is_refused(filled):
    with filled.connect("office") as connection, pytest.raises(ReportError, match="knows no county '999999'"):
        data.load(connection, WEEK, CUTOFF, "999999", contracts.load_all())


def test_the_report_is_written_twice_with_the_same_bytes(filled, tmp_path):
    first = weekly.write("2026-W47", CUTOFF, COUNTY, tmp_path)
    files = {path: path.read_bytes() for path in (first.page, *first.annexes)}
    assert first.page == tmp_path / "2026-W47" / COUNTY / "周报.html"
    assert [path.name for path in first.annexes] == [
        "附件_市场监管.xlsx", "附件_农业农村.xlsx", "附件_畜牧兽医.xlsx", "附件_食安办.xlsx"]
    again = weekly.write("2026-W47", CUTOFF, COUNTY, tmp_path)
    assert files == {path: path.read_bytes() for path in (again.page, *again.annexes)}
    assert {path.name for path in first.folder.iterdir()} == {path.name for path in files}
    assert "王小明" not in first.page.read_text(encoding="utf-8")


def test_office_may_read_and_never_write(filled):
    with filled.connect("office") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("delete from quality.finding_seen")
