"""The Excel annex of one department: one row per finding, with protected facts and columns to answer in.

A row is found again by its number (first characters of the finding's fingerprint), also after sorting or copying;
the hidden sheet `_meta` maps the numbers to fingerprints and names the notice. Every text is written as a text
cell, so a leading = or a long code stays what it is. Same data, same bytes: the workbook's date is the cut-off.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from report import words
from report.model import SEVERITIES, WAIVED, Finding, Submitter, WeekData
from report.sections.cross import authority
from report.sections.printed import field_label
from report.weeks import period_label

SHEET, META = "问题清单", "_meta"
ANSWERS = ("属实已改", "属实待改", "数据无误申请豁免", "非本部门")
NUMBER_LENGTH = 12
TEXT_LIMIT = 2000
EXPLANATION_LIMIT = 500
HEADER_ROW = 3
A3 = 8
LINE_HEIGHT, MOST_LINES = 14.5, 8
WIDE_FROM = 0x2E80
ANSWER_DAYS = 366
FONT = "Microsoft YaHei"


@dataclass(frozen=True)
class Column:
    """One column: heading, width in characters, and whether departments write in it."""

    heading: str
    width: float
    is_answer: bool = False


COLUMNS = (
    Column("序号", 6), Column("问题编号", 14), Column("规则编号", 9), Column("严重程度", 9), Column("数据集", 21),
    Column("所属周期", 11), Column("业务主键", 20), Column("主体名称", 24), Column("字段", 14), Column("现值", 20),
    Column("参考值/对方部门值", 22), Column("问题说明", 34), Column("整改建议", 26), Column("以谁为准", 10),
    Column("会同部门", 14), Column("状态", 10), Column("首次发现日期", 13), Column("整改期限", 13),
    Column("核实结果", 17, is_answer=True), Column("整改说明", 28, is_answer=True),
    Column("完成日期", 13, is_answer=True), Column("经办人", 10, is_answer=True), Column("审核人", 10, is_answer=True),
)
FIRST_ANSWER = next(place for place, column in enumerate(COLUMNS) if column.is_answer)


def notice_id(data: WeekData, submitter: Submitter) -> str:
    """Number of the notice that the annex belongs to: ××县食安办数改〔2026〕47-SCJG-01号."""
    return f"{data.county_name}食安办数改〔{data.week.year}〕{data.issue_number}-{submitter.abbreviation}-01号"


def render(data: WeekData, submitter: Submitter) -> bytes:
    """The workbook of one department; a department without findings gets one that says so."""
    findings = _ordered([finding for finding in data.findings if finding.submitter == submitter.code])
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    workbook.set_properties({
        "title": f"{data.county_name}食品安全数据质量问题清单", "subject": notice_id(data, submitter),
        "author": f"{data.county_name}食安办", "created": data.cutoff})
    _list_sheet(workbook, data, submitter, findings)
    _meta_sheet(workbook, data, submitter, findings)
    workbook.close()
    return buffer.getvalue()


def number(finding: Finding) -> str:
    """The short number under which people talk about a finding."""
    return finding.fingerprint[:NUMBER_LENGTH]


def _ordered(findings: list[Finding]) -> list[Finding]:
    """Blocking first, waived last, then by rule and key."""
    return sorted(findings, key=lambda one: (one.state in WAIVED, "BWI".find(one.severity), one.condition,
                                             one.dataset, one.business_key, one.field, one.fingerprint))


def _list_sheet(workbook: Workbook, data: WeekData, submitter: Submitter, findings: Sequence[Finding]) -> None:
    sheet = workbook.add_worksheet(SHEET)
    _heading(workbook, sheet, data, submitter, len(findings))
    text = workbook.add_format({**_cell(), "num_format": "@"})
    plain = workbook.add_format({**_cell(), "align": "center"})
    day = workbook.add_format({**_cell(), "num_format": "yyyy-mm-dd", "align": "center"})
    answer = workbook.add_format({**_cell(), "num_format": "@", "locked": False, "bg_color": "#FFF8E1"})
    answer_day = workbook.add_format({**_cell(), "num_format": "yyyy-mm-dd", "locked": False, "bg_color": "#FFF8E1"})
    for place, finding in enumerate(findings, start=1):
        row = HEADER_ROW + place - 1
        sheet.write_number(row, 0, place, plain)
        texts = _texts(finding, data)
        sheet.set_row(row, LINE_HEIGHT * _lines(texts))
        for column, value in enumerate(texts, start=1):
            sheet.write_string(row, column, value[:TEXT_LIMIT], text)
        for column, value in enumerate((finding.first_seen.date(), finding.due_on), start=FIRST_ANSWER - 2):
            _write_day(sheet, row, column, value, day)
        for column in range(FIRST_ANSWER, len(COLUMNS)):
            is_day = COLUMNS[column].heading == "完成日期"
            sheet.write_blank(row, column, None, answer_day if is_day else answer)
    if findings:
        _validate(sheet, data, HEADER_ROW, HEADER_ROW + len(findings) - 1)
        sheet.autofilter(HEADER_ROW - 1, 0, HEADER_ROW + len(findings) - 1, len(COLUMNS) - 1)
    else:
        sheet.write_string(HEADER_ROW, 0, "本期没有需要核实或整改的问题。")
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})


def _heading(workbook: Workbook, sheet: Worksheet, data: WeekData, submitter: Submitter, count: int) -> None:
    """Title, notice line and column headings; both stay in sight and repeat on every printed page."""
    title = workbook.add_format({"font_name": FONT, "font_size": 14, "bold": True})
    note = workbook.add_format({"font_name": FONT, "font_size": 10, "font_color": "#5F6B7A"})
    head = {"font_name": FONT, "font_size": 10, "bold": True, "border": 1, "border_color": "#C9D1DA",
            "text_wrap": True, "valign": "vcenter", "align": "center"}
    fact_head = workbook.add_format({**head, "bg_color": "#EEF3F9"})
    answer_head = workbook.add_format({**head, "bg_color": "#FFE9A8"})
    sheet.write_string(0, 0, f"{data.county_name}食品安全数据质量问题清单（{submitter.name}）"
                             f"{data.week.year}年第{data.issue_number}期", title)
    sheet.write_string(1, 0, f"{notice_id(data, submitter)}　共{count}项　统计周期{data.week.days}　"
                             f"统计截止{words.day(data.cutoff)}{data.cutoff:%H:%M}　"
                             "请在黄色栏填写：核实结果从下拉列表选择，完成日期填日期；其余单元格已保护。", note)
    for place, column in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW - 1, place, column.heading, answer_head if column.is_answer else fact_head)
        sheet.set_column(place, place, column.width)
    sheet.set_row(HEADER_ROW - 1, 30)
    sheet.freeze_panes(HEADER_ROW, 3)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C— &P —")


def _cell() -> dict:
    return {"font_name": FONT, "font_size": 10, "border": 1, "border_color": "#DDE2E8", "text_wrap": True,
            "valign": "top"}


def _texts(finding: Finding, data: WeekData) -> tuple[str, ...]:
    """Every text column between the running number and the dates."""
    rule = data.rule(finding.condition, finding.dataset)
    others = [data.submitter(code).short_name for code in rule.recipients if code not in ("owner", finding.submitter)]
    reason = "：".join(dict.fromkeys(part for part in (rule.title, rule.statement) if part))
    return (
        number(finding), finding.condition, SEVERITIES.get(finding.severity, finding.severity),
        f"{finding.dataset} {data.dataset(finding.dataset).name}",
        period_label(finding.period), finding.business_key, finding.subject.name,
        field_label(finding.dataset, finding.field, data).replace(words.NONE, ""),
        finding.observed or "", _reference(finding, data), reason, rule.remedy,
        authority(rule, data) if finding.rule_id.startswith("X") else "", words.listed(others), finding.state,
    )


def _lines(texts: Sequence[str]) -> int:
    """Lines that the longest of the texts needs in its column; not every office program finds the height itself."""
    needed = (math.ceil(sum(2 if ord(char) > WIDE_FROM else 1 for char in text) / (column.width - 1))
              for text, column in zip(texts, COLUMNS[1:], strict=False))
    return min(max(needed, default=1) or 1, MOST_LINES)


def _reference(finding: Finding, data: WeekData) -> str:
    """What the other ledger says, with its name and key; else what the rule expects."""
    if not finding.counterpart_value:
        return finding.expected or ""
    dataset = data.dataset(finding.counterpart_dataset or "")
    key = f" {finding.counterpart_key}" if finding.counterpart_key else ""
    return f"{finding.counterpart_value}（{data.submitter(dataset.submitter).short_name} {dataset.name}{key}）"


def _write_day(sheet: Worksheet, row: int, column: int, value: date | None, style) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), style)


def _validate(sheet: Worksheet, data: WeekData, first: int, last: int) -> None:
    """Answers from the list, an explanation of bounded length, a date that can be true."""
    headings = [column.heading for column in COLUMNS]
    result, explanation, done = (headings.index(name) for name in ("核实结果", "整改说明", "完成日期"))
    sheet.data_validation(first, result, last, result, {
        "validate": "list", "source": list(ANSWERS), "error_title": "核实结果", "error_message": "请从下拉列表中选择"})
    sheet.data_validation(first, explanation, last, explanation, {
        "validate": "length", "criteria": "<=", "value": EXPLANATION_LIMIT,
        "error_title": "整改说明", "error_message": f"不超过{EXPLANATION_LIMIT}字"})
    sheet.data_validation(first, done, last, done, {
        "validate": "date", "criteria": "between", "minimum": date(data.week.year - 1, 1, 1),
        "maximum": data.cutoff.date() + timedelta(days=ANSWER_DAYS),
        "error_title": "完成日期", "error_message": "请填日期，如 2026-11-27"})


def _meta_sheet(workbook: Workbook, data: WeekData, submitter: Submitter, findings: Sequence[Finding]) -> None:
    """What the read-back needs: which notice, and which finding each number stands for, with the value shown."""
    sheet = workbook.add_worksheet(META)
    facts = (
        ("notice_id", notice_id(data, submitter)), ("county_code", data.county_code), ("submitter", submitter.code),
        ("week", str(data.week)), ("cutoff", data.cutoff.isoformat(sep=" ")),
        ("rule_set", data.provenance.rule_set), ("input_hash", data.provenance.input_hash),
        ("release", data.provenance.release), ("rows", str(len(findings))),
    )
    for row, pair in enumerate((*facts, ("number", "fingerprint"))):
        for column, value in enumerate(pair):
            sheet.write_string(row, column, value)
    sheet.write_string(len(facts), 2, "observed")
    for row, finding in enumerate(findings, start=len(facts) + 1):
        for column, value in enumerate((number(finding), finding.fingerprint, (finding.observed or "")[:TEXT_LIMIT])):
            sheet.write_string(row, column, value)
    sheet.very_hidden()
