"""The unusual ways in which departments write a value; every one means the same to a careful reader.

Each way is a function of the clean value that returns the written form, or None where the way does not fit the
value (1.2万 cannot say 12 345): the value is then written the usual way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from contracts import Field

Way = Callable[[Any], Any]

FULL_WIDTH = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
_LIKE_A_PLACE = re.compile(r"[一-龥]{1,4}[省市县区]")
_HALF_BRACKETS, _FULL_BRACKETS = str.maketrans("（）", "()"), str.maketrans("()", "（）")
THIN_SPACE = "\u2009"
#: (yes, no) as written; the first pair is the usual one.
BOOLEANS = {
    "json": (("是", "否"), (1, 0), ("1", "0"), ("Y", "N")),
    "sql": (("1", "0"), ("是", "否"), ("Y", "N")),
    "sheet": (("是", "否"), ("√", "×"), (1, 0), ("Y", "N")),
    "csv": (("是", "否"), ("1", "0"), ("Y", "N")),
}
_TYPES = {"date": date, "timestamp": datetime, "boolean": bool,
          "integer": (int, float, Decimal), "number": (int, float, Decimal)}
_EXCEL_EPOCH = date(1899, 12, 30)
#: Units in which a base unit is also written, with their size in base units.
_OTHER_UNITS: dict[str, tuple[tuple[str, Decimal], ...]] = {
    "公斤": (("公斤", Decimal(1)), ("斤", Decimal("0.5")), ("吨", Decimal(1000))),
    "吨": (("吨", Decimal(1)), ("公斤", Decimal("0.001"))),
    "亩": (("亩", Decimal(1)), ("公顷", Decimal(15))),
    "平方米": (("平方米", Decimal(1)), ("㎡", Decimal(1))),
    "元": (("元", Decimal(1)), ("万元", Decimal(10000))),
    "万元": (("万元", Decimal(1)), ("元", Decimal("0.0001"))),
    "分": (("分", Decimal(1)), ("%", Decimal(1))),
    "%": (("%", Decimal(1)), ("％", Decimal(1))),
}


def mistyped(logical_type: str, value: Any) -> bool:
    """Whether a value lacks its field's type, as a planted fault does: such values are written as they are."""
    return not isinstance(value, _TYPES.get(logical_type, str))


def numeric(value: Any, scale: int | None, *, as_text: bool = False) -> Any:
    """A number without trailing zeros; text where the medium has only text."""
    if type(value) is int:
        return str(value) if as_text else value
    exact = decimal(value, scale)
    if as_text:
        return format(exact, "f")
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def decimal(value: Any, scale: int | None = None) -> Decimal:
    """The exact decimal of a number, rounded to its column's scale (6 digits where the column names none)."""
    exact = Decimal(str(value)) if not isinstance(value, Decimal) else value
    if exact != exact.to_integral_value():
        exact = round(exact, 6 if scale is None else scale)
    return _plain(exact)


def _plain(exact: Decimal) -> Decimal:
    """Without trailing zeros and without exponent."""
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


# dates (Z5)

def date_ways(medium: str) -> tuple[Way, ...]:
    """2026.3.5 · 2026年3月5日 · 20260305 · 2026/3/5; serial numbers in sheets."""
    ways = (_dotted, _chinese, _compact, _slashed)
    return (*ways, serial, iso) if medium == "sheet" else ways


def _dotted(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _compact(day: date) -> str:
    return f"{day:%Y%m%d}"


def _slashed(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def iso(day: date) -> str:
    """2026-03-05."""
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def serial(day: date) -> int:
    """The day's number in the 1900 system of workbooks."""
    return (date(day.year, day.month, day.day) - _EXCEL_EPOCH).days


def without_year(day: date, year: int | None) -> str | None:
    """3月5日, where the period says the year."""
    return f"{day.month}月{day.day}日" if day.year == year else None


TIMESTAMPS: tuple[Way, ...] = (
    lambda moment: moment.strftime("%Y/%m/%d %H:%M:%S"),
    lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S"),
)


# numbers (Z2, Z8)

def number_ways(field: Field, medium: str) -> tuple[Way, ...]:
    """Full-width digits, thousands separators, 万, and units in the cell."""
    read = partial(decimal, scale=field.scale)
    ways: list[Way] = [lambda value: format(read(value), "f").translate(FULL_WIDTH),
                       lambda value: _thousands(read(value), ","),
                       lambda value: _ten_thousands(read(value))]
    if medium in ("sheet", "csv"):
        ways += [lambda value: _thousands(read(value), THIN_SPACE), lambda value: _thousands(read(value), "，")]
    if field.none_means_zero:
        ways += [lambda value: "无" if value == 0 else None]
    ways += [partial(_zero_word, word=word) for word in field.zero_words]
    if not field.unit_field:
        others = _OTHER_UNITS.get(field.unit or "", ())
        ways += [partial(_in_unit, read=read, unit=unit, size=size) for unit, size in others]
    return tuple(ways)


def _zero_word(value: Any, word: str) -> str | None:
    """不得检出 for a limit of nothing."""
    return word if value == 0 else None


def _thousands(value: Decimal, separator: str) -> str | None:
    return f"{value:,f}".replace(",", separator) if abs(value) >= 1000 else None


def _ten_thousands(value: Decimal) -> str | None:
    short = _plain(value / 10000)
    return f"{short:f}万" if value >= 10000 and -short.as_tuple().exponent <= 2 else None


def _in_unit(value: Any, read: Callable[[Any], Decimal], unit: str, size: Decimal) -> str | None:
    """`13 900` kg as 2.78万斤: only when no digit is lost."""
    amount = read(value) / size
    short = _plain(amount)
    if -short.as_tuple().exponent > 3 or _plain(short * size) != read(value):
        return None
    in_tens = _ten_thousands(short) if not unit.startswith("万") else None
    return f"{in_tens or format(short, 'f')}{unit}"


# text, names, codes, places (Z2, Z6, Z9, Z11, Z12, Z13)

TEXTS: tuple[Way, ...] = (
    lambda text: text.translate(FULL_WIDTH),
    lambda text: text + " ",
    lambda text: "\u3000" + text,
    lambda text: text + "\u00a0",
)


#: A code typed by hand: small letters, a blank in the middle (Z11).
CODES: tuple[Way, ...] = (
    lambda code: code.lower() if code.lower() != code else None,
    lambda code: f"{code[:8]} {code[8:]}" if len(code) > 8 else None,
)


def bare_number(code: str) -> int | None:
    """Digits that a workbook keeps as a number."""
    return int(code) if code.isdecimal() and not code.startswith("0") else None


def name_ways(county_name: str) -> tuple[Way, ...]:
    """（） for (), 有限责任公司 for 有限公司, without the county's name, blanks."""
    return (
        _other_brackets,
        lambda name: _swap(name, "有限责任公司", "有限公司"),
        lambda name: _without_county(name, county_name),
        lambda name: name + "\u3000",
    )


def _other_brackets(name: str) -> str:
    return name.translate(_HALF_BRACKETS if "（" in name else _FULL_BRACKETS)


def _without_county(name: str, county_name: str) -> str | None:
    """Only where what is left cannot be taken for another place (龙泉市场 is no city)."""
    rest = name.removeprefix(county_name)
    return rest if len(rest) >= 4 and not _LIKE_A_PLACE.match(rest) else None


def _swap(name: str, long: str, short: str) -> str | None:
    if long in name:
        return name.replace(long, short)
    return name.replace(short, long) if short in name else None


def code_ways(field: Field) -> tuple[Way, ...]:
    """The other written forms of a code that the contract lists, and the code in full width."""
    written = {code.code: tuple(dict.fromkeys((code.label, *code.aliases))) for code in field.codes}

    def alias(value: str, choice: int) -> str | None:
        others = [form for form in written.get(str(value), ()) if form != value]
        return others[choice % len(others)] if others else None

    return (*(partial(alias, choice=choice) for choice in range(3)), lambda value: str(value).translate(FULL_WIDTH))


def boolean_ways(medium: str) -> tuple[Way, ...]:
    """是/否 beside √/×, 1/0 and Y/N in one column."""
    return tuple(partial(_pair, pair=pair) for pair in BOOLEANS[medium][1:])


def _pair(value: bool, pair: tuple[Any, Any]) -> Any:
    return pair[0 if value else 1]


def place_ways(writings: dict[str, tuple[str, ...]]) -> tuple[Way, ...]:
    """A township by one of its names, only where the code names no village; full-width digits."""

    def named(code: str, choice: int) -> str | None:
        names = writings.get(code[:9], ()) if len(code) == 9 or (len(code) == 12 and code.endswith("000")) else ()
        return names[choice % len(names)] if names else None

    return (*(partial(named, choice=choice) for choice in range(3)), lambda code: str(code).translate(FULL_WIDTH))


# periods as a column

def period_ways(identifier: str, medium: str) -> tuple[Way, ...]:
    """2026年第47周 for 2026-W47, 2026年11月 for 202611, 2026年第4季度 for 2026-Q4; databases keep one form."""
    return () if medium == "sql" else (partial(_spelled_period, kind=identifier),)


def _spelled_period(value: str, kind: str) -> str | None:
    found = re.fullmatch({"stat_week": r"(\d{4})-W0?(\d+)", "stat_month": r"(\d{4})-?0?(\d+)",
                          "stat_quarter": r"(\d{4})-Q(\d)"}[kind], value)
    mark = {"stat_week": "第{}周", "stat_month": "{}月", "stat_quarter": "第{}季度"}[kind]
    return f"{found[1]}年{mark.format(found[2])}" if found else None
