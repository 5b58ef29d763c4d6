"""§6 重点指标及可信度: the 28 figures of the county report and the other connected indicators.

A value of an earlier period is never carried silently: it is printed grey with 沿用 and its period.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from report import figures, words
from report.figures import Figure
from report.model import TOTAL_ROW, Indicator, Value, WeekData
from report.weeks import expected_period, period_end, period_label, reported_year, spoken

ABSENT = "未接入"
FIXED = "固定值"
BAD_STATUS = "不可用"
STYLES = {"可信": "ontime", "存疑": "late", BAD_STATUS: "missing", ABSENT: "exempt", FIXED: "zero"}
REASON_LIMIT = 60
STATUS_ORDER = ("可信", "存疑", BAD_STATUS)
TARGET_SIGNS = {"higher": "≥", "lower": "≤", "exact": "＝"}


@dataclass(frozen=True)
class Row:
    """One printed figure; `carried` names the earlier period that a value was taken over from."""

    code: str
    name: str
    unit: str
    value: str
    period: str
    previous: str
    change: str
    basis: str
    status: str
    style: str
    reason: str
    target: str = ""
    carried: str = ""
    minor: bool = False
    absent: bool = False
    off_target: bool = False


@dataclass(frozen=True)
class Section:
    """What §6 prints; of the other indicators `others` ask for a look, `calm` are 可信 and on target or without one."""

    figures: tuple[Row, ...]
    others: tuple[Row, ...]
    calm: tuple[Row, ...]
    connected: int
    sentence: str


def build(data: WeekData) -> Section:
    """S01–S28 in the report's order, then every connected indicator that they leave out (G01, G02: see §1 and §2)."""
    rows = tuple(row for figure in figures.load() for row in _figure_rows(figure, data))
    used = {code for figure in figures.load() for code in (*figure.indicators, *figure.also)} | {"G01", "G02"}
    others = tuple(row for one in data.indicators if one.code not in used for row in _other_rows(one, data))
    connected = sum(_is_connected(figure, data) for figure in figures.load())
    noted = {row for row in others if row.status != STATUS_ORDER[0] or row.off_target}
    return Section(rows, tuple(row for row in others if row in noted),
                   tuple(row for row in others if row not in noted), connected, _three_rates(data))


def _other_rows(indicator: Indicator, data: WeekData) -> list[Row]:
    """The total, or one row per breakdown where no total is defined (units that must not be added)."""
    breakdowns = sorted({value.breakdown for value in data.values if value.indicator == indicator.code})
    if TOTAL_ROW in breakdowns or not breakdowns:
        return [_indicator_row(indicator, indicator.code, indicator.name, data)]
    return [_indicator_row(indicator, indicator.code, f"{indicator.name}：{breakdown}", data, breakdown=breakdown)
            for breakdown in breakdowns]


def _is_connected(figure: Figure, data: WeekData) -> bool:
    known = {indicator.code for indicator in data.indicators}
    return figure.is_fixed or all(code in known for code in figure.indicators)


def _figure_rows(figure: Figure, data: WeekData) -> list[Row]:
    fixed = figure.fixed(int(reported_year(data.week)))
    if fixed is not None:
        note = f"年份−{figure.years_since}" if figure.years_since else "固定日期"
        return [_plain(figure, f"{fixed}", FIXED, note)]
    if not _is_connected(figure, data):
        return [_plain(figure, words.NONE, ABSENT, f"指标目录中没有{words.listed(list(figure.indicators))}")]
    known = {indicator.code: indicator for indicator in data.indicators}
    if len(figure.indicators) == 1:
        row = _indicator_row(known[figure.indicators[0]], figure.s, figure.phrase, data, word=figure.word,
                             breakdown=figure.breakdown, yearly=figure.is_yearly)
        rows = [_period_as_figure(row, figure) if figure.takes == "period" else row]
    else:
        rows = [_indicator_row(known[code], f"{figure.s}-{place}", known[code].name, data, minor=True)
                for place, code in enumerate(figure.indicators, start=1)]
        rows.insert(0, _lowest(figure, rows, data))
    return rows + [_indicator_row(known[code], code, known[code].name, data, minor=True)
                   for code in figure.also if code in known]


def _period_as_figure(row: Row, figure: Figure) -> Row:
    """The year itself is the figure; what is counted in it is printed elsewhere."""
    year = row.period.removesuffix(figure.unit) or words.NONE
    return replace(row, unit=figure.unit, value=year, previous=words.NONE, change=words.NONE, basis=words.NONE)


def _lowest(figure: Figure, parts: list[Row], data: WeekData) -> Row:
    """One figure for several rates is the lowest of them, with the worst of their statuses."""
    worst = max(parts, key=lambda row: STATUS_ORDER.index(row.status))
    lowest = _lowest_value(figure, data)
    return Row(figure.s, figure.phrase, figure.unit, words.measure(lowest, figure.unit), worst.period, words.NONE,
               words.NONE, words.NONE, worst.status, worst.style, "取下列各项中最低的")


def _lowest_value(figure: Figure, data: WeekData) -> Decimal | None:
    """The lowest of a figure's values, None where one is missing."""
    known = {indicator.code: indicator for indicator in data.indicators}
    newest = [_series(known[code], data)[:1] for code in figure.indicators if code in known]
    values = [series[0].value if series else None for series in newest]
    return min(values) if values and None not in values else None


def _plain(figure: Figure, value: str, status: str, reason: str) -> Row:
    return Row(figure.s, figure.phrase, figure.unit, value, "", words.NONE, words.NONE, words.NONE, status,
               STYLES[status], reason, absent=status == ABSENT)


def _indicator_row(indicator: Indicator, code: str, name: str, data: WeekData, *, word: str = "",
                   minor: bool = False, breakdown: str = TOTAL_ROW, yearly: bool = False) -> Row:
    """The figure of the period due; an older one is carried, and then counts as 不可用 for this period."""
    series = _series(indicator, data, breakdown, yearly)
    if not series:
        return Row(code, name, indicator.unit, words.NONE, "", words.NONE, words.NONE, words.NONE, BAD_STATUS,
                   STYLES[BAD_STATUS], "本期无数据", _target(indicator), minor=minor)
    now, before = series[0], _before(series, is_tracked=indicator.is_tracked or yearly)
    due = expected_period(now.period_type, data.week)
    old = now.period < due and not _not_due_yet(indicator, due, data)
    status = BAD_STATUS if old else now.data_status
    return Row(
        code=code, name=name, unit=now.unit or indicator.unit,
        value=words.rounded(now.value, word) if word else words.measure(now.value, indicator.unit),
        period=period_label(now.period), previous=words.measure(before, indicator.unit),
        change=words.change(now.value, before, indicator.unit),
        basis=_basis(now), status=status, style=STYLES.get(status, "exempt"),
        reason=_reason(now, old), target=_target(indicator),
        carried=f"沿用{period_label(now.period)}" if old else "", minor=minor,
        off_target=_is_off_target(indicator, now.value),
    )


def _series(indicator: Indicator, data: WeekData, breakdown: str = TOTAL_ROW, yearly: bool = False) -> list[Value]:
    """Values of the indicator's own period, or of the calendar year reported on and those before; newest first.

    Of its own periods the ended ones, and running ones where they are tracked.
    """
    own = [value for value in data.values if value.indicator == indicator.code and value.breakdown == breakdown]
    if yearly:
        last = reported_year(data.week)
        kept = [value for value in own if value.period_type == "year" and value.period <= last]
    else:
        kept = [value for value in own if value.period_type != indicator.cumulative_period_type
                and (indicator.is_tracked or _has_ended(value.period, data))]
    return sorted(kept, key=lambda value: value.period, reverse=True)


def _has_ended(period: str, data: WeekData) -> bool:
    end = period_end(period)
    return end is not None and end <= data.week.sunday


def _before(series: list[Value], *, is_tracked: bool) -> Decimal | None:
    """What to compare with: last week's reading of a running period, else the period before."""
    if is_tracked and series[0].period_type != "week":
        return series[0].previous
    return series[1].value if len(series) > 1 else None


def _not_due_yet(indicator: Indicator, period: str, data: WeekData) -> bool:
    """Whether an input of that period falls due only after the cut-off."""
    return any(one.dataset in indicator.datasets and one.period == period and one.due_at > data.cutoff
               for one in data.deadlines)


def _basis(value: Value) -> str:
    if value.numerator is None or value.denominator is None:
        return words.NONE
    return f"{words.number(value.numerator)}/{words.number(value.denominator)}"


def _target(indicator: Indicator) -> str:
    if indicator.target is None:
        return words.NONE
    unit = "%" if indicator.unit in words.PERCENT_UNITS else ""
    return f"{TARGET_SIGNS.get(indicator.direction, '')}{words.number(indicator.target)}{unit}"


def _is_off_target(indicator: Indicator, value: Decimal | None) -> bool:
    """Whether the value lies on the wrong side of the indicator's target."""
    if indicator.target is None or value is None:
        return False
    wrong = {"higher": value < indicator.target, "lower": value > indicator.target}
    return wrong.get(indicator.direction, value != indicator.target)


def _reason(value: Value, carried: bool) -> str:
    """Why a figure is not 可信, as the warehouse found; an empty denominator explains a missing value."""
    reason = words.shortened(spoken(_merged(value.reason)), REASON_LIMIT) if value.reason else ""
    if carried:
        return "；".join(part for part in ("本期尚无数据", reason) if part)
    return reason or ("分母为零" if value.value is None else "")


def _merged(reason: str) -> str:
    """Reasons that differ in the dataset only, in one breath: MS01 缺；MS11 缺 → MS01、MS11 缺."""
    groups: dict[str, list[str]] = {}
    for part in reason.split("；"):
        dataset, _, rest = part.partition(" ")
        groups.setdefault(rest, []).append(dataset)
    return "；".join(f"{words.listed(datasets)} {rest}".strip() for rest, datasets in groups.items())


def _three_rates(data: WeekData) -> str:
    """The county report's 均达到 holds only where all three rates are equal; else the lowest is named."""
    codes = next(figure.indicators for figure in figures.load() if figure.s == "S20")
    known = {indicator.code: indicator for indicator in data.indicators}
    values: list[tuple[str, Decimal]] = []
    for code in codes:
        series = _series(known[code], data) if code in known else []
        if not series or series[0].value is None:
            return "三率中有的无数据，不能使用“均达到”的表述。"
        values.append((known[code].name, series[0].value))
    printed = [words.percent(value) for _, value in values]
    if len(set(printed)) == 1:
        return f"{words.listed([name for name, _ in values])}均达到{printed[0]}。"
    lowest = min(values, key=lambda one: one[1])
    return f"三率不一致，不能使用“均达到”的表述；最低为{lowest[0]}{words.percent(lowest[1])}。"
