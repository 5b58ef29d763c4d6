"""The proof sheet: every figure and claim with what it was taken from."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
import work_sample as sample

from report import figures
from report.work import claims, proof, prose


def opened(data) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(proof.render(data, prose.compose(data))))


def rows(data, name: str = proof.FIGURES) -> list[dict]:
    sheet = opened(data)[name]
    headings = [cell.value for cell in sheet[proof.HEADER_ROW]]
    return [dict(zip(headings, row, strict=True))
            for row in sheet.iter_rows(min_row=proof.HEADER_ROW + 1, values_only=True)]


def row_of(data, number: str) -> dict:
    return next(row for row in rows(data) if row["编号"] == number)


def test_every_figure_and_every_test_of_a_claim_has_a_row():
    expected = [one.s for one in figures.load() for _ in (*one.indicators, *one.also)]
    expected += [claim.number for claim in claims.load() for _ in claim.tests]
    assert [row["编号"] for row in rows(sample.data())] == expected


def test_a_rows_figures_are_those_of_the_mart():
    data = sample.changed("P04", data_status="存疑", reason="MS11 核实问题")
    row = row_of(data, "S19")
    assert (row["指标代码"], row["印出"], row["精确值"], row["分子"], row["分母"], row["统计期"]) == (
        "P04", "88.3%（平台接入率96.0%，平台应用率92.0%）", 88.32, 88.32, 100, "2026年第47周")
    assert (row["数据状态"], row["原因"]) == ("存疑", "MS11 核实问题")


def test_a_rounded_figure_stands_beside_the_exact_one():
    row = row_of(sample.data(), "S22")
    assert (row["印出"], row["精确值"], row["分母"]) == ("310多", 312, "—")


def test_the_fiscal_year_is_a_period_and_its_money_is_shown_as_the_exact_value():
    row = row_of(sample.data(), "S11")
    assert (row["印出"], row["指标代码"], row["统计期"]) == ("2026", "C07", "2026年")


def test_constants_are_called_so():
    rows_ = [row_of(sample.data(), number) for number in ("S23", "S24", "S25")]
    assert [(row["印出"], row["数据状态"]) for row in rows_] == [("44", "固定值"), ("3", "固定值"), ("15", "固定值")]


def test_an_unusable_figure_shows_mark_and_value():
    row = row_of(sample.changed("R01", data_status="不可用", reason="FS04 本期尚无报送", value=7), "S01")
    assert (row["印出"], row["精确值"], row["判断"]) == ("［待核：R01 不可用］", 7, "待核")


@pytest.mark.parametrize(
    ("value", "status", "verdict"),
    [("100", "可信", "成立"), ("98.2", "可信", "不成立"), ("98.2", "不可用", "待核"), ("98.2", "存疑", "不成立")],
)
def test_a_claim_stands_with_its_demand_and_verdict(value, status, verdict):
    row = next(one for one in rows(sample.changed("C05", value=value, data_status=status)) if one["编号"] == "T02")
    assert (row["表述"], row["要求"], row["判断"]) == ("协管员全覆盖", "不低于100%", verdict)


def test_claims_that_do_not_hold_have_a_sheet_of_their_own():
    assert rows(sample.data(), proof.FLAGGED)[0]["表述"] == "无"
    found = rows(sample.changed("C05", value="98.2"), proof.FLAGGED)
    assert [(row["编号"], row["表述"]) for row in found] == [("T02", "协管员全覆盖")]
    assert found[0]["数据"].startswith("C05 村级协管员覆盖率98.2%")


def test_the_submissions_behind_a_figure_are_counted_and_listed_once():
    data = replace(sample.data(), sources=(sample.source(1), sample.source(2), sample.source(3, "P01", "MS11")))
    row = row_of(data, "S04")
    assert (row["报送数"], row["有效行数"]) == (2, 8900)
    listed = rows(data, proof.SUBMISSIONS)
    assert [(one["指标代码"], one["报送编号"], one["数据集名称"]) for one in listed] == [
        ("R04", "620899-FS02-0001", "包保关系"), ("R04", "620899-FS02-0002", "包保关系"),
        ("P01", "620899-MS11-0003", "MS11")]


def test_codes_are_text_headings_stay_in_sight_and_columns_have_widths():
    book = opened(replace(sample.data(), sources=(sample.source(1),)))
    assert book.sheetnames == ["取数依据", "报送依据", "不成立的表述"]
    for sheet in book:
        assert sheet.freeze_panes == "C4"
        assert sheet.print_title_rows == "$3:$3"
        assert all(cell.data_type == "s" and cell.number_format == "@" for cell in sheet["A"][3:])
    columns = book[proof.SUBMISSIONS].column_dimensions
    assert max(columns[name].width for name in "ABCDEFGHIJ") >= 40
    cell = book[proof.SUBMISSIONS]["F4"]
    assert (cell.value, cell.number_format) == ("620899-FS02-0001", "@")
