"""The Excel annex: one row per finding, safe text, answers that can be read back."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
import report_sample as sample
from report_register import SUBMITTERS

from report import annex

MARKET, OFFICE = SUBMITTERS[0], SUBMITTERS[3]


@pytest.fixture(scope="module")
def workbook() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(annex.render(sample.data(), MARKET)))


@pytest.mark.parametrize("submitter", SUBMITTERS, ids=lambda one: one.abbreviation)
def test_every_finding_of_a_department_has_one_row(submitter):
    sheet = openpyxl.load_workbook(BytesIO(annex.render(sample.data(), submitter)))[annex.SHEET]
    numbers = [row[1] for row in sheet.iter_rows(min_row=annex.HEADER_ROW + 1, values_only=True)]
    expected = [annex.number(one) for one in sample.data().findings if one.submitter == submitter.code]
    assert sorted(numbers) == sorted(expected)


def test_text_that_looks_like_a_formula_stays_text(workbook):
    cells = [cell for row in workbook[annex.SHEET].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(cell.value == '=HYPERLINK("x")' and cell.data_type == "s" for cell in cells)


def test_codes_are_text_cells(workbook):
    sheet = workbook[annex.SHEET]
    headings = [cell.value for cell in sheet[annex.HEADER_ROW]]
    for name in ("问题编号", "规则编号", "业务主键", "现值", "参考值/对方部门值"):
        cell = sheet.cell(annex.HEADER_ROW + 1, headings.index(name) + 1)
        assert cell.number_format == "@"


def test_only_the_answer_columns_can_be_written(workbook):
    sheet = workbook[annex.SHEET]
    assert sheet.protection.sheet
    headings = [cell.value for cell in sheet[annex.HEADER_ROW]]
    open_columns = {headings[cell.column - 1] for cell in sheet[annex.HEADER_ROW + 1] if not cell.protection.locked}
    assert open_columns == {"核实结果", "整改说明", "完成日期", "经办人", "审核人"}


def test_answers_are_validated(workbook):
    rules = {rule.type: rule for rule in workbook[annex.SHEET].data_validations.dataValidation}
    assert set(rules) == {"list", "textLength", "date"}
    assert rules["list"].formula1 == '"属实已改,属实待改,数据无误申请豁免,非本部门"'


def test_headings_stay_in_sight_and_repeat_in_print(workbook):
    sheet = workbook[annex.SHEET]
    assert sheet.freeze_panes == "D4"
    assert sheet.print_title_rows == "$3:$3"


def test_the_hidden_sheet_maps_numbers_to_fingerprints(workbook):
    meta = workbook[annex.META]
    assert meta.sheet_state == "veryHidden"
    rows = list(meta.iter_rows(values_only=True))
    facts = dict(row[:2] for row in rows[:9])
    assert facts["notice_id"] == "川安县食安办数改〔2026〕46-SCJG-01号"
    assert facts["cutoff"] == "2026-11-24 10:00:00"
    mapped = {row[0]: row[1] for row in rows[10:]}
    assert mapped == {
        annex.number(one): one.fingerprint for one in sample.data().findings if one.submitter == MARKET.code
    }


def test_the_same_week_gives_the_same_bytes_and_no_file_carries_the_machines_time():
    first, second = (annex.render(sample.data(), OFFICE) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"2026-11-24T10:00:00Z" in archive.read("docProps/core.xml")


def test_waived_findings_are_listed_last_with_their_state():
    sheet = openpyxl.load_workbook(BytesIO(annex.render(sample.data(), OFFICE)))[annex.SHEET]
    headings = [cell.value for cell in sheet[annex.HEADER_ROW]]
    states = [row[headings.index("状态")] for row in sheet.iter_rows(min_row=annex.HEADER_ROW + 1, values_only=True)]
    assert states[-1] == "豁免"
    assert "豁免" not in states[:-1]


def test_a_department_without_findings_gets_a_sheet_that_says_so():
    sheet = openpyxl.load_workbook(BytesIO(annex.render(sample.data(findings=()), MARKET)))[annex.SHEET]
    assert sheet.cell(annex.HEADER_ROW + 1, 1).value == "本期没有需要核实或整改的问题。"
