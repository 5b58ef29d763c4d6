"""取数依据.xlsx: for every figure and claim of the work report what it was taken from, down to the submissions.

Sheets: one row per figure or claim and indicator behind it; the submissions; the claims that do not hold. Every
code is a text cell. Same data, same bytes: the workbook's date is the cut-off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from report import words
from report.figures import Figure
from report.work import claims
from report.work.claims import OPEN, Judged
from report.work.figures import Told
from report.work.model import Reading, Source, WorkData
from report.work.prose import Draft
from report.work.readings import printed, spans

FIGURES, SUBMISSIONS, FLAGGED = "取数依据", "报送依据", "不成立的表述"
FIXED = "固定值"
HEADER_ROW = 3
FONT = "Microsoft YaHei"
LINE_HEIGHT, MOST_LINES = 15.0, 6
WIDE_FROM = 0x2E80
Cell = str | int | Decimal | datetime | None


@dataclass(frozen=True)
class Column:
    """One column: heading and width in characters."""

    heading: str
    width: float


FIGURE_COLUMNS = (
    Column("编号", 7), Column("表述", 34), Column("指标代码", 9), Column("指标名称", 24), Column("印出", 18),
    Column("精确值", 12), Column("单位", 9), Column("分子", 12), Column("分母", 12), Column("统计期", 16),
    Column("数据状态", 10), Column("原因", 40), Column("要求", 14), Column("判断", 9), Column("报送数", 8),
    Column("有效行数", 10),
)
SUBMISSION_COLUMNS = (
    Column("指标代码", 9), Column("指标名称", 24), Column("统计期", 12), Column("数据集", 9), Column("数据集名称", 24),
    Column("报送编号", 40), Column("所属期", 12), Column("第几次报送", 11), Column("到达时间", 18),
    Column("有效行数", 10),
)
FLAGGED_COLUMNS = (Column("编号", 7), Column("表述", 24), Column("数据", 80))


def render(data: WorkData, draft: Draft) -> bytes:
    """The workbook."""
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(buffer, {"in_memory": True})
    workbook.set_properties({"title": f"{draft.title}取数依据", "author": draft.signature, "created": data.cutoff})
    figures = [*figure_rows(data, draft.figures.values()), *claim_rows(data, draft.claims.values())]
    _sheet(workbook, FIGURES, _titles(data, draft, FIGURES), FIGURE_COLUMNS, figures)
    _sheet(workbook, SUBMISSIONS, _titles(data, draft, SUBMISSIONS), SUBMISSION_COLUMNS, submission_rows(data, draft))
    flagged = [(one.claim.number, one.claim.title, claims.evidence(one)) for one in draft.flagged]
    _sheet(workbook, FLAGGED, _titles(data, draft, FLAGGED), FLAGGED_COLUMNS,
           flagged or [("", "无", "各项表述与数据没有矛盾")])
    workbook.close()
    return buffer.getvalue()


def figure_rows(data: WorkData, told: Iterable[Told]) -> Iterable[tuple[Cell, ...]]:
    """One row per figure and indicator that it is made of or read with."""
    for one in told:
        figure = one.figure
        if figure.is_fixed:
            yield _fixed_row(figure, one)
            continue
        for reading in one.readings:
            text = one.text if len(one.readings) == 1 else "".join(span.text for span in spans(reading))
            yield _row(data, (figure.s, figure.phrase), reading, text)
        for reading in one.beside:
            yield _row(data, (figure.s, f"{figure.phrase}（对照：{reading.name}）"), reading, printed(reading))


def claim_rows(data: WorkData, judged: Iterable[Judged]) -> Iterable[tuple[Cell, ...]]:
    """One row per claim and test; the verdict is the claim's."""
    for one in judged:
        for tested in one.tested:
            text = "".join(span.text for span in spans(tested.reading))
            yield _row(data, (one.claim.number, one.claim.title), tested.reading, text, tested.demand, one.verdict)


def submission_rows(data: WorkData, draft: Draft) -> Iterable[tuple[Cell, ...]]:
    """The submissions behind every reading, each indicator's period once."""
    for reading in used(draft):
        for source in data.behind(reading):
            yield (reading.code, reading.name, source.period, source.dataset,
                   data.datasets.get(source.dataset, source.dataset), source.submission_id, source.submission_period,
                   source.revision, source.received_at, source.rows)


def used(draft: Draft) -> list[Reading]:
    """Readings of the report, each indicator and period once (groups share their submissions)."""
    readings = [reading for told in draft.figures.values() for reading in (*told.readings, *told.beside)]
    readings += [tested.reading for one in draft.claims.values() for tested in one.tested]
    found: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        if reading.value is not None:
            found.setdefault((reading.code, reading.period), reading)
    return list(found.values())


def _fixed_row(figure: Figure, told: Told) -> tuple[Cell, ...]:
    reading = told.readings[0]
    why = f"年份−{figure.years_since}" if figure.years_since else "固定日期"
    return (figure.s, figure.phrase, reading.code, reading.title, told.text, Decimal(told.text), figure.unit, None,
            None, reading.period_label, FIXED, why, "", "", 0, 0)


def _row(data: WorkData, named: tuple[str, str], reading: Reading, text: str, demand: str = "",
         verdict: str = "") -> tuple[Cell, ...]:
    value, behind = reading.value, data.behind(reading)
    numbers = (value.value, value.numerator, value.denominator) if value else (None, None, None)
    return (*named, reading.code, reading.title, text, numbers[0], reading.unit, numbers[1], numbers[2],
            reading.period_label, reading.status, reading.reason, demand,
            verdict or ("" if reading.is_usable else OPEN), len(behind), _rows_of(behind))


def _rows_of(behind: Sequence[Source]) -> int:
    return sum(source.rows for source in behind)


def _titles(data: WorkData, draft: Draft, sheet: str) -> tuple[str, str]:
    made = data.provenance
    return (f"{draft.title}——{sheet}",
            f"{data.week}　统计截止{words.day(data.cutoff)}{data.cutoff:%H:%M}　输入{made.input_hash[:12]}　"
            f"规则{made.rule_set[:12]}　程序{made.release}")


def _sheet(workbook: Workbook, name: str, titles: tuple[str, str], columns: Sequence[Column],
           rows: Iterable[tuple[Cell, ...]]) -> None:
    """One sheet: title, where it comes from, headings that stay in sight and repeat in print, and the rows."""
    sheet = workbook.add_worksheet(name)
    formats = _formats(workbook)
    sheet.write_string(0, 0, titles[0], formats["title"])
    sheet.write_string(1, 0, titles[1], formats["note"])
    for place, column in enumerate(columns):
        sheet.write_string(HEADER_ROW - 1, place, column.heading, formats["head"])
        sheet.set_column(place, place, column.width)
    last = HEADER_ROW - 1
    for last, row in enumerate(rows, start=HEADER_ROW):
        sheet.set_row(last, LINE_HEIGHT * _lines(row, columns))
        for place, cell in enumerate(row):
            _write(sheet, last, place, cell, formats)
    sheet.autofilter(HEADER_ROW - 1, 0, max(last, HEADER_ROW), len(columns) - 1)
    sheet.freeze_panes(HEADER_ROW, 2)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C— &P —")


def _formats(workbook: Workbook) -> dict[str, Format]:
    cell = {"font_name": FONT, "font_size": 10, "border": 1, "border_color": "#DDE2E8", "valign": "top"}
    return {
        "title": workbook.add_format({"font_name": FONT, "font_size": 14, "bold": True}),
        "note": workbook.add_format({"font_name": FONT, "font_size": 10, "font_color": "#5F6B7A"}),
        "head": workbook.add_format({**cell, "bold": True, "bg_color": "#EEF3F9", "align": "center",
                                     "valign": "vcenter", "text_wrap": True}),
        "text": workbook.add_format({**cell, "num_format": "@", "text_wrap": True}),
        "number": workbook.add_format({**cell, "num_format": "#,##0.##"}),
        "whole": workbook.add_format({**cell, "num_format": "#,##0"}),
        "moment": workbook.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
    }


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, formats: dict[str, Format]) -> None:
    """Text as text, whole numbers without a decimal point, nothing as —."""
    if isinstance(cell, datetime):
        sheet.write_datetime(row, place, cell, formats["moment"])
    elif isinstance(cell, int | Decimal):
        sheet.write_number(row, place, cell, formats["whole" if cell == int(cell) else "number"])
    else:
        sheet.write_string(row, place, words.NONE if cell is None else cell, formats["text"])


def _lines(row: tuple[Cell, ...], columns: Sequence[Column]) -> int:
    """Lines that the longest text needs in its column."""
    needed = (-(-sum(2 if ord(char) > WIDE_FROM else 1 for char in cell) // int(column.width - 1))
              for cell, column in zip(row, columns, strict=True) if isinstance(cell, str))
    return min(max(needed, default=1) or 1, MOST_LINES)
