"""What a contract may say about how its records are delivered: the option names per form, with defaults.

A contract writes only what differs from the defaults. Connections (addresses, accounts, folders) are never
written in a contract: they belong to the deployment.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

#: Rows whose first non-empty cell, blanks removed, is one of these are totals (handbook rule 10 of staging).
TOTAL_TOKENS = ("合计", "总计", "小计", "累计", "全县", "全县合计")
#: A sheet whose only body row starts with one of these is a formal zero report.
ZERO_TOKENS = ("本期无", "零报告", "本周无", "本月无", "本季度无")
#: Rows whose first non-empty cell starts with one of these are titles or footers, never records.
FOOTER_TOKENS = ("填报", "审核", "注", "备注", "单位负责人", "制表", "说明", "联系电话")

#: Signature block of a submitted file; each expression has one group, the value.
ENVELOPE = MappingProxyType(
    {
        "unit": r"填报单位[:：]\s*([^\s:：]+)",
        "filled_by": r"填报人[:：]\s*([^\s:：]+)",
        "approved_by": r"审核人[:：]\s*([^\s:：]+)",
        "phone": r"联系电话[:：]\s*([0-9０-９\-－—]+)",
        "report_date": r"填报日期[:：]\s*([0-9０-９年月日./\-]+)",
    }
)
#: How a sheet may declare its own period. Named groups: from/to (dates), or year with week, month, quarter or half.
PERIOD_CELLS = (
    r"统计(?:时间|周期|日期)[:：]\s*(?P<from>\d{4}\D\d{1,2}\D\d{1,2})日?\s*[-—–~～至到]+\s*"
    r"(?P<to>(?:\d{4}\D)?\d{1,2}\D\d{1,2})日?",
    r"(?P<year>\d{4})年第?(?P<week>\d{1,2})周",
    r"(?P<year>\d{4})年第?(?P<quarter>[1-4一二三四])季度",
    r"(?P<year>\d{4})年(?P<half>[上下])半年",
    r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?!\d{0,2}日)",
)

_NEEDED: Mapping[str, frozenset[str]] = {
    "rest": frozenset({"path"}),
    "sql": frozenset({"view"}),
    "file": frozenset({"pattern", "format"}),
}
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "rest": {
        "list_key": "data.list",
        "total_key": "data.total",
        "code_key": "code",
        "ok_code": 200,
        "page_param": "pageNum",
        "size_param": "pageSize",
        "page_size": 200,
        # null: the whole stock is pulled every time; else only what changed since the last successful pull.
        "updated_param": None,
        # The parameter that asks for one period's records only, for datasets delivered per period.
        "period_param": None,
        # The soft-delete flag of a record and the parameter that makes the platform show such records at all.
        "deleted_source": None,
        "include_deleted_param": "includeDeleted",
    },
    "sql": {
        "deleted_column": None,
        # The column that says which period a row belongs to, for datasets delivered per period.
        "period_column": None,
        # A watermark column; only for columns the department keeps reliably.
        "updated_column": None,
    },
    "file": {
        # one: the first visible sheet; each: all visible sheets, same layout; per_township: each, and the
        # sheet's name is the township.
        "sheets": "one",
        "header_rows": 1,
        # The header is searched in this many rows from the top; titles and unit rows may stand above it.
        "header_search_rows": 12,
        # Group and column of a two-row header are joined with this: 入场 + 头数 -> 入场/头数.
        "header_joiner": "/",
        "fill_down": (),
        # Sub-heading rows inside the body: a regular expression whose named groups are fields that hold for
        # the rows below, where those rows do not say it themselves.
        "section_rows": None,
        # The field that takes the sheet's name where the sheet has no such column.
        "sheet_gives": None,
        # Figures that stand in one column per code: {field: species, values: [stock]} reads 期末存栏/猪 as a row
        # with species 猪 and its stock; a record becomes one row per code with figures.
        "wide": None,
        # The field that takes the row's fill colour, written as #RRGGBB, where the row has no value of its own.
        "colour_gives": None,
        # Headers that are known and deliberately have no field (serial numbers, plant names beside codes).
        "ignore_headers": (),
        "totals": TOTAL_TOKENS,
        "zero_tokens": ZERO_TOKENS,
        "footers": FOOTER_TOKENS,
        "envelope": ENVELOPE,
        "period_cells": PERIOD_CELLS,
        "encodings": ("utf-8-sig", "gb18030"),
        "delimiter": ",",
        "max_rows": 200_000,
    },
}
_CHOICES = {"format": ("xls", "xlsx", "csv"), "sheets": ("one", "each", "per_township"), "header_rows": (1, 2)}

FORMS = tuple(_DEFAULTS)


def option_names(form: str) -> tuple[str, ...]:
    """Every option that a contract may name for a form."""
    return tuple(sorted({*_DEFAULTS[form], *_NEEDED[form]}))


def fault(form: str, options: Mapping[str, Any]) -> tuple[str, object, str] | None:
    """First fault of a delivery as (option, found, expected), or None when it can be used."""
    if form not in FORMS:
        return "form", form, f"one of {', '.join(FORMS)}"
    for name in sorted(set(options) - set(option_names(form))):
        return name, options[name], f"an option of {form}: {', '.join(option_names(form))}"
    for name in sorted(_NEEDED[form] - set(options)):
        return name, None, f"a value, because {form} deliveries cannot be read without it"
    for name, choices in _CHOICES.items():
        if name in options and options[name] not in choices:
            return name, options[name], f"one of {', '.join(map(str, choices))}"
    wide = options.get("wide")
    if wide is not None and not (
        isinstance(wide, Mapping) and set(wide) == {"field", "values"} and options.get("header_rows") == 2
    ):
        return "wide", wide, "field and values, with header_rows: 2 (figure above, code below)"
    return None


def complete(form: str, options: Mapping[str, Any]) -> Mapping[str, Any]:
    """The options with the defaults of the form filled in, read-only."""
    return MappingProxyType({**_DEFAULTS[form], **options})
