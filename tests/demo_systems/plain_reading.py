"""What a careful person reads from a written value (handbook §2.6), written for these tests alone."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from contracts import Field

NULLS = {"", "-", "—", "/", "\\", "无", "暂无", "N/A", "空"}
KILOS = {"公斤": Decimal(1), "斤": Decimal("0.5"), "吨": Decimal(1000)}
SIZES = {"公斤": KILOS, "吨": {unit: size / 1000 for unit, size in KILOS.items()},
         "亩": {"亩": Decimal(1), "公顷": Decimal(15)}, "元": {"元": Decimal(1), "万元": Decimal(10000)},
         "万元": {"万元": Decimal(1), "元": Decimal("0.0001")}, "分": {"分": Decimal(1), "%": Decimal(1)},
         "%": {"%": Decimal(1)},
         "平方米": {"平方米": Decimal(1), "㎡": Decimal(1), "m2": Decimal(1)}}
YES, NO = {"是", "1", "Y", "√", "true"}, {"否", "0", "N", "×", "false"}


@cache
def folded(value: Any) -> str:
    """NFKC without blanks."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value)))


def read(value: Any, item: Field, writings: dict[str, tuple[str, ...]], year: int | None = None) -> Any:
    """The clean value: None, text, date, datetime, Decimal or bool."""
    if item.none_means_zero and value == "无":
        return Decimal(0)
    if value is None or folded(value) in NULLS:
        return None
    if item.identifier == "region_code":
        return _region(folded(value), writings)
    if item.codes:
        known = {folded(form): code.code for code in item.codes for form in (code.code, code.label, *code.aliases)}
        return known[folded(value)]
    reader = {"date": _date, "timestamp": _moment, "integer": _number, "number": _number, "boolean": _yes}
    if item.logical_type in reader:
        return reader[item.logical_type](value, item, year)
    if item.identifier == "uscc":
        return folded(value).upper()
    return _period(folded(value)) if (item.identifier or "").startswith("stat_") else folded(value)


def name(text: str, county: str) -> str:
    """A company's name without brackets' shape, legal form and county."""
    return folded(text).replace("有限责任公司", "有限公司").removeprefix(county)


def _region(text: str, writings: dict[str, tuple[str, ...]]) -> str:
    if text.isdecimal():
        return text.removesuffix("000") if len(text) == 12 else text
    return next(code for code, names in writings.items() if text in map(folded, names))


def _period(text: str) -> str:
    for pattern, shape in ((r"(\d{4})年第(\d+)周", "{}-W{:02d}"), (r"(\d{4})年(\d+)月", "{}{:02d}"),
                           (r"(\d{4})年第(\d)季度", "{}-Q{}")):
        if found := re.fullmatch(pattern, text):
            return shape.format(found[1], int(found[2]))
    return text


def _date(value: Any, item: Field, year: int | None) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    text = folded(value)
    if re.fullmatch(r"[2-6]\d{4}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    for pattern in (r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", r"(\d{4})(\d\d)(\d\d)"):
        if found := re.fullmatch(pattern, text):
            return date(*map(int, found.groups()))
    found = re.fullmatch(r"(\d{1,2})月(\d{1,2})日", text)
    assert found, f"{item.name}: {value!r} is no date"
    assert year, f"{item.name}: {value!r} says no year"
    return date(year, int(found[1]), int(found[2]))


def _moment(value: Any, item: Field, year: int | None) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("/", "-"))


def _number(value: Any, item: Field, year: int | None) -> Decimal:
    text = folded(value).replace(",", "")
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)(万)?(\D+\d?)?", text)
    assert found, f"{item.name}: {value!r} is no number"
    number = Decimal(found[1]) * (10000 if (found[2] and found[3] != "元") or (found[2] and not found[3]) else 1)
    if found[2] and found[3] == "元":
        return number * 10000 * SIZES[item.unit]["元"]
    return number * SIZES[item.unit][found[3]] if found[3] else number


def _yes(value: Any, item: Field, year: int | None) -> bool:
    text = folded(value)
    assert text in YES | NO, f"{item.name}: {value!r} is neither yes nor no"
    return text in YES
