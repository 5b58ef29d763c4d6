"""A file's sheets from a canonical frame: title, unit row, header rows, body, 合计 and footer (handbook §2.5).

Where the columns stand, what they are called and which sheets there are follows the contract's delivery options;
this module only adds what people do by hand: aliases of headers, a column order of their own per township,
merged cells, yellow and struck-through rows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any

from contracts import Contract, Field
from demo import calendar
from demo.systems import forms
from demo.systems.sheets import Row, Sheet

TITLES = {
    "AH01": "畜禽养殖场名录", "AH02": "畜禽屠宰企业名录",
    "AH03": "畜禽屠宰检疫统计周报表", "AH05": "病死畜禽无害化处理台账",
    "AH06": "畜禽养殖死亡情况报告表", "FS01": "食品安全包保干部名册", "FS02": "食品安全包保责任台账",
    "FS03": "食品安全包保督导记录", "FS04": "食品安全会议调研台账", "FS05": "基层食品安全能力建设台账",
    "FS06": "食品安全经费装备台账", "FS07": "食品安全培训台账", "FS08": "食品安全宣传与“你点我检”活动台账",
    "FS09": "食品安全满意度测评结果", "FS10": "国家食品安全示范城市创建指标任务台账", "FS11": "食品集中区与市场台账",
}
UNITS = {"animal_husbandry": "县畜牧兽医中心", "food_safety_office": "县食安办"}
SIGNATURES = {
    "animal_husbandry": {"filled_by": "马志远", "approved_by": "何建平", "phone": "0939-5628017"},
    "food_safety_office": {"filled_by": "秦晓梅", "approved_by": "高天明", "phone": "0939-5621102"},
}
LEVEL_GRADES = {"市": "A", "县": "B", "乡": "C", "村": "D"}
ALIAS_SHARE = 0.08
DONE_SHARE = 0.4
ZERO_ROW = "本期无"
_NUMERALS = "一二三四五六七八九十"


@dataclass
class Plan:
    """What is particular about one file; defects change it before the sheets are built.

    Attributes:
        contract: the dataset's contract.
        seed: the demo's seed.
        county: full name of the county.
        period: period that title and 统计时间 name.
        received_at: arrival, wall time.
        sheet_names: name of each sheet by its code, in order; one entry with code "" for one-sheet files.
        plant_names: names beside codes in the ignored column 屠宰企业.
        envelope: parts that are filled in (unit, filled_by, approved_by, phone, report_date).
        left_out: fields without a column.
        renamed: header by field, against every alias.
        strangers: headers of columns that no contract knows.
        total_errors: by (sheet code, field): what the 合计 row says too much.
        notes: rows below the footer.
        zero: a zero report.
    """

    contract: Contract
    seed: int
    county: str
    period: str
    received_at: datetime
    sheet_names: dict[str, str]
    plant_names: dict[str, str] = field(default_factory=dict)
    envelope: dict[str, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    renamed: dict[str, str] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    total_errors: dict[tuple[str, str], Any] = field(default_factory=dict)
    notes: list[list[Any]] = field(default_factory=list)
    zero: bool = False

    def draw(self, *what: str) -> float:
        """A number in [0, 1) fixed for this dataset and purpose."""
        return zlib.crc32("/".join((str(self.seed), self.contract.dataset, *what)).encode()) / 2**32


@dataclass(frozen=True)
class Body:
    """The rows of one file: what is shown, the clean values behind it, and the sheet of each row."""

    shown: dict[str, list[Any]]
    clean: dict[str, list[Any]]
    sheets: list[str]

    def on(self, sheet: str) -> list[int]:
        """Row numbers of one sheet; "" holds all rows."""
        return list(range(len(self.sheets))) if sheet == "" else [n for n, s in enumerate(self.sheets) if s == sheet]


def envelope(submitter: str, received_at: datetime) -> dict[str, str]:
    """The envelope that a department fills in."""
    return {"unit": UNITS.get(submitter, submitter), **SIGNATURES.get(submitter, SIGNATURES["food_safety_office"]),
            "report_date": received_at.date().isoformat()}


def period_text(name: str) -> str:
    """A period as a sheet says it: 2026.11.16-11.22 · 2026年11月 · 2026年第3季度 · 2026年上半年."""
    span, kind = calendar.period(name), calendar.period_type(name)
    if kind == calendar.MONTH:
        return f"{span.first.year}年{span.first.month}月"
    if kind == calendar.QUARTER:
        return f"{span.first.year}年第{(span.first.month + 2) // 3}季度"
    if kind == calendar.HALF:
        return f"{span.first.year}年{'上' if span.first.month == 1 else '下'}半年"
    year = f"{span.last.year}." if span.last.year != span.first.year else ""
    return f"{_dots(span.first)}-{year}{span.last.month}.{span.last.day}"


def period_name(name: str) -> str:
    """A period as a title says it: 2026年第47周."""
    if calendar.period_type(name) == calendar.WEEK:
        return f"{name[:4]}年第{int(name[6:])}周"
    return period_text(name)


def _dots(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def previous(period: str) -> str:
    """The period before."""
    span = calendar.period(period)
    return calendar.period_of(span.first - timedelta(days=1), calendar.period_type(period))


def sheets(plan: Plan, body: Body) -> list[Sheet]:
    """All sheets of one file."""
    return [_sheet(plan, body, code, name) for code, name in plan.sheet_names.items()]


def _sheet(plan: Plan, body: Body, code: str, name: str) -> Sheet:
    rows = [] if plan.zero else body.on(code)
    columns = _columns(plan, body, code, rows)
    sheet = Sheet(name)
    _head(plan, sheet, columns)
    if not rows:
        sheet.rows.append(Row([ZERO_ROW]))
    elif plan.contract.delivery.options["section_rows"]:
        _sections(plan, body, sheet, columns, rows)
    else:
        _plain_body(plan, body, sheet, columns, rows)
    if plan.contract.totals and rows:
        sheet.rows.append(_total(plan, body, columns, rows, code))
    _foot(plan, sheet)
    return sheet


@dataclass(frozen=True)
class _Column:
    """A column of a sheet: a field, or a helper column (serial number, plant name, stranger)."""

    header: str
    field: Field | None = None


def _columns(plan: Plan, body: Body, code: str, rows: list[int]) -> list[_Column]:
    options, contract = plan.contract.delivery.options, plan.contract
    fields = [item for item in contract.fields if item.name not in plan.left_out]
    if options["section_rows"]:
        fields = [item for item in fields if f"(?P<{item.name}>" not in options["section_rows"]]
    fields = [item for item in fields if item.name != options["colour_gives"]]
    given = options["sheet_gives"]
    if given and code and rows and plan.draw("gives", code) < 0.4 and _says_only(body.clean[given], rows, code):
        fields = [item for item in fields if item.name != given]
    if options["sheets"] == "per_township" and contract.submitter == "food_safety_office":
        fields = [fields[0], *sorted(fields[1:], key=lambda item: plan.draw("order", code, item.name))]
    columns = [_Column(header_of(plan, item), item) for item in fields]
    if "屠宰企业" in options["ignore_headers"]:
        columns.insert(0, _Column("屠宰企业"))
    elif "序号" in options["ignore_headers"] and options["format"] != "csv":
        columns.insert(0, _Column("序号"))
    return columns + [_Column(header) for header in plan.strangers]


def _says_only(values: list[Any], rows: list[int], sheet: str) -> bool:
    """Whether every row says what the sheet is for and nothing finer, so that its name can stand for the column."""
    return all(str(values[row]) in (sheet, f"{sheet}000") for row in rows)


def header_of(plan: Plan, item: Field) -> str:
    """The header of a field in this file: usually its own, now and then an alias."""
    if item.name in plan.renamed:
        return plan.renamed[item.name]
    if item.aliases and plan.draw("header", item.name, plan.period) < ALIAS_SHARE:
        return item.aliases[0]
    return item.source


def _head(plan: Plan, sheet: Sheet, columns: list[_Column]) -> None:
    """Title, unit row and the header rows, with merged cells."""
    width, contract = len(columns), plan.contract
    title = plan.county + TITLES.get(contract.dataset, contract.name)
    office = contract.submitter == "food_safety_office"
    sheet.rows.append(Row([f"{title}（{period_name(plan.period)}）" if office else title], "title"))
    sheet.merges.append((0, 0, 0, width - 1))
    if not office:
        said = [f"填报单位：{plan.envelope['unit']}"] if "unit" in plan.envelope else [""]
        period = f"统计时间：{period_text(plan.period)}"
        sheet.rows.append(Row([*said, None, None, period, None, "单位：头、公斤"], "note"))
    if contract.delivery.options["header_rows"] == 2:
        _two_row_header(sheet, columns, contract.delivery.options["header_joiner"])
    else:
        sheet.rows.append(Row([column.header for column in columns], "header"))


def _two_row_header(sheet: Sheet, columns: list[_Column], joiner: str) -> None:
    top = len(sheet.rows)
    split = [column.header.split(joiner, 1) if joiner in column.header else [column.header, None] for column in columns]
    sheet.rows.append(Row([group for group, _ in split], "header"))
    sheet.rows.append(Row([name for _, name in split], "header"))
    place = 0
    for (_, grouped), run in groupby(split, key=lambda pair: (pair[0], pair[1] is not None)):
        length = len(list(run))
        if not grouped:
            sheet.merges += [(top, place + step, top + 1, place + step) for step in range(length)]
        elif length > 1:
            sheet.merges.append((top, place, top, place + length - 1))
            sheet.rows[top].values[place + 1:place + length] = [None] * (length - 1)
        place += length


def _value(plan: Plan, body: Body, column: _Column, row: int, number: int) -> Any:
    if column.field is not None:
        shown = body.shown[column.field.name][row]
        # a blank under a merged column would be read as the cell above it
        return "—" if shown is None and column.field.name in plan.contract.delivery.options["fill_down"] else shown
    if column.header == "序号":
        return number
    if column.header == "屠宰企业":
        return plan.plant_names.get(body.clean["plant_code"][row], "")
    return None


def _look(body: Body, row: int, plan: Plan) -> str:
    """Struck through when cancelled, yellow when done (office workbooks only), or in the colour that means a value."""
    if plan.contract.submitter != "food_safety_office":
        return "body"
    coloured = plan.contract.delivery.options["colour_gives"]
    if coloured:
        return _colours(plan.contract.field(coloured)).get(body.clean[coloured][row], "body")
    ended = body.clean.get("to_on")
    if ended and ended[row] is not None:
        return "cancelled"
    return "done" if plan.draw("done", str(body.clean[plan.contract.key[0]][row])) < DONE_SHARE else "body"


def _colours(item: Field) -> dict[str, str]:
    """The fill colour that stands for each code."""
    return {code.code: alias for code in item.codes for alias in code.aliases if alias.startswith("#")}


def _legend(item: Field) -> str:
    """What the colours mean, as people write it below the table."""
    said = [f"{alias}为{code.code}" for code in item.codes for alias in code.aliases if alias.endswith("色")]
    return f"说明：行的底色表示{item.label}，{'、'.join(said)}"


def _plain_body(plan: Plan, body: Body, sheet: Sheet, columns: list[_Column], rows: list[int]) -> None:
    fill = plan.contract.delivery.options["fill_down"]
    if fill:
        rows = sorted(rows, key=lambda row: tuple(str(body.clean[name][row]) for name in plan.contract.key))
    first = len(sheet.rows)
    for number, row in enumerate(rows, start=1):
        values = [_value(plan, body, column, row, number) for column in columns]
        sheet.rows.append(Row(values, _look(body, row, plan)))
    names = set(fill) | ({None} if fill else set())
    for place, column in enumerate(columns):
        if (column.field.name if column.field else None) in names and column.header not in plan.strangers:
            _merge_runs(sheet, body, rows, first, place, _run_key(plan, column, fill))


def _run_key(plan: Plan, column: _Column, fill: Iterable[str]) -> list[str]:
    """Fields that must agree for two neighbours to share a merged cell: the column and those left of it."""
    names = list(fill)
    if column.field is None:
        return names[:1]
    return names[:names.index(column.field.name) + 1]


def _merge_runs(sheet: Sheet, body: Body, rows: list[int], first: int, place: int, key: list[str]) -> None:
    """Merge equal neighbours of one column; a null or odd-looking cell is never merged over."""
    start = 0
    for _, run in groupby(rows, key=lambda row: tuple(body.clean[name][row] for name in key)):
        length = len(list(run))
        cells = [body.clean[name][rows[start]] for name in key]
        if length > 1 and all(cell is not None for cell in cells):
            sheet.merges.append((first + start, place, first + start + length - 1, place))
            for step in range(1, length):
                sheet.rows[first + start + step].values[place] = None
        start += length


def _sections(plan: Plan, body: Body, sheet: Sheet, columns: list[_Column], rows: list[int]) -> None:
    """Rows under sub-headings that alone say the level; rows without a level come before the first."""
    levels = {code.code: code for code in plan.contract.field("level").codes}
    order = [None, *levels]
    placed = sorted(rows, key=lambda row: (_position(order, body.clean["level"][row]), row))
    number, section = 0, 0
    for level, run in groupby(placed, key=lambda row: body.clean["level"][row]):
        if level is not None:
            known = levels.get(level)
            written = "乡镇" if level == "乡" else known.aliases[0] if known else level
            text = f"{_NUMERALS[section % 10]}、{LEVEL_GRADES.get(level, '其他')}级主体（{written}干部包保）"
            sheet.rows.append(Row([text], "section"))
            section += 1
        for row in run:
            number += 1
            values = [_value(plan, body, column, row, number) for column in columns]
            sheet.rows.append(Row(values, _look(body, row, plan)))


def _position(order: list[Any], level: Any) -> tuple[int, str]:
    return (order.index(level), "") if level in order else (len(order), str(level))


def _total(plan: Plan, body: Body, columns: list[_Column], rows: list[int], code: str) -> Row:
    """The 合计 row: sums of the clean values of every number column."""
    label = ("合计", "合 计", "总计")[int(plan.draw("total", code, plan.period) * 3)]
    values: list[Any] = []
    for column in columns:
        item = column.field
        if item is None or item.logical_type not in ("integer", "number"):
            values.append(None)
            continue
        numbers = [body.clean[item.name][row] for row in rows]
        total = sum((forms.decimal(value, item.scale) for value in numbers
                     if value is not None and not forms.mistyped(item.logical_type, value)), Decimal(0))
        total += Decimal(str(plan.total_errors.get((code, item.name), 0)))
        values.append(forms.numeric(total, item.scale))
    values[0] = label
    return Row(values, "total")


def _foot(plan: Plan, sheet: Sheet) -> None:
    labels = {"filled_by": "填报人", "approved_by": "审核人", "phone": "联系电话", "report_date": "填报日期"}
    if plan.contract.submitter == "food_safety_office" and "unit" in plan.envelope:
        sheet.rows.append(Row([f"填报单位：{plan.envelope['unit']}"], "footer"))
    said = [text for name, label in labels.items() for text in (f"{label}：{plan.envelope.get(name, '')}", None)]
    sheet.rows.append(Row(said, "footer"))
    if plan.contract.delivery.options["colour_gives"]:
        sheet.rows.append(Row([_legend(plan.contract.field(plan.contract.delivery.options["colour_gives"]))], "footer"))
    sheet.rows += [Row(note, "footer") for note in plan.notes]
