"""§1 报送情况: what was due, what came, and eight weeks of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from report import charts, words
from report.model import Obligation, Rate, Submitter, WeekData
from report.weeks import period_label

WEEKS_SHOWN = 8
NOT_COUNTED = frozenset({"免报", "未到期"})
OUR_FAULT = "我方故障"


@dataclass(frozen=True)
class Status:
    """An obligation's state in one word, its character on the heat map, its colour class, and a detail."""

    word: str
    character: str
    style: str
    detail: str = ""


@dataclass(frozen=True)
class Row:
    """One due submission of this week."""

    dataset: str
    name: str
    period: str
    due: str
    received: str
    status: Status


@dataclass(frozen=True)
class Summary:
    """One department's week in numbers; `line` is its eight-week on-time line."""

    submitter: Submitter
    due: int
    counts: Counter[str]
    rate: str
    basis: str
    previous: str
    change: str
    line: Markup


@dataclass(frozen=True)
class Section:
    """What §1 prints."""

    summaries: tuple[Summary, ...]
    groups: tuple[tuple[Submitter, tuple[Row, ...]], ...]
    heat_map: Markup | None
    week_labels: tuple[str, str]


def status(obligation: Obligation) -> Status:
    """The one word for an obligation; a refused delivery counts before its lateness, lateness before zero."""
    cause = obligation.cause or ""
    late = words.hours(obligation.late_hours) if obligation.late_hours is not None else ""
    if obligation.content == "退回":
        return Status("退回", "退", "rejected", cause)
    if obligation.timeliness == "缺报":
        return Status("未报", "缺", "missing", "" if cause == "未报" else cause)
    if obligation.timeliness == "迟报":
        return Status("迟报", "迟", "late", f"迟{late}" if late else "")
    if obligation.timeliness == "补报":
        return Status("补报", "补", "late", f"迟{late}" if late else "")
    if obligation.timeliness == "免报":
        return Status("免报", "免", "exempt")
    if obligation.timeliness == "未到期":
        return Status("未到期", "待", "exempt")
    if obligation.content == "零报":
        return Status("零报告", "零", "zero")
    return Status("按时", "按", "ontime")


def tally(obligation: Obligation) -> str:
    """Under which word an obligation is counted: what failed because of us is nobody's 未报 or 迟报."""
    return OUR_FAULT if obligation.cause == OUR_FAULT else status(obligation).word


def counted(obligation: Obligation) -> bool:
    """Whether an obligation stands in the denominator of the on-time rate."""
    return obligation.timeliness not in NOT_COUNTED and obligation.cause != OUR_FAULT


def build(data: WeekData) -> Section:
    """Summaries per department, this week's obligations by department, the heat map."""
    return Section(
        summaries=tuple(_summary(data, submitter) for submitter in data.submitters),
        groups=tuple((submitter, rows) for submitter in data.submitters if (rows := _rows(data, submitter))),
        heat_map=_heat_map(data),
        week_labels=(data.week.last(WEEKS_SHOWN)[0].label, data.week.label),
    )


def _summary(data: WeekData, submitter: Submitter) -> Summary:
    own = [one for one in data.obligations if one.submitter == submitter.code and one.week == data.week]
    rates = {rate.week: rate for rate in data.rates if rate.submitter == submitter.code}
    now, before = rates.get(data.week), rates.get(data.week.back(1))
    value, previous = _value(now), _value(before)
    points = [charts.Point(f"{week.number}周", None if (rate := _value(rates.get(week))) is None else float(rate))
              for week in data.week.last(WEEKS_SHOWN)]
    return Summary(
        submitter=submitter,
        due=sum(counted(one) for one in own),
        counts=Counter(tally(one) for one in own),
        rate=words.percent(value),
        basis=f"{words.number(now.numerator)}/{words.number(now.denominator)}" if now else words.NONE,
        previous=words.percent(previous),
        change=words.change(value, previous, "%"),
        line=charts.small_line(points, f"{submitter.short_name}近八周按时报送率"),
    )


def _value(rate: Rate | None):
    return rate.value if rate else None


def _rows(data: WeekData, submitter: Submitter) -> tuple[Row, ...]:
    own = [one for one in data.obligations if one.submitter == submitter.code and one.week == data.week]
    return tuple(
        Row(
            dataset=one.dataset, name=data.dataset(one.dataset).name, period=period_label(one.period),
            due=words.moment(one.due_at), received=words.moment(one.received_at), status=status(one),
        )
        for one in sorted(own, key=lambda one: (one.dataset, one.stream, one.period))
    )


def _heat_map(data: WeekData) -> Markup | None:
    """Dataset × week; a cell that holds two obligations (two streams) shows the worse one."""
    if not data.obligations:
        return None
    weeks = data.week.last(WEEKS_SHOWN)
    order = {submitter.code: place for place, submitter in enumerate(data.submitters)}
    codes = sorted({(order.get(one.submitter, len(order)), one.dataset) for one in data.obligations})
    labels = {code: f"{code} {words.shortened(data.dataset(code).name, 9)}" for _, code in codes}
    worst: dict[tuple[str, str], str] = {}
    for one in data.obligations:
        if one.week in weeks:
            key = (labels[one.dataset], f"{one.week.number}周")
            worst[key] = min(worst.get(key, "待"), status(one).character, key="缺退补迟按零免待".index)
    cells = [charts.Cell(row, column, word) for (row, column), word in sorted(worst.items())]
    columns = [f"{week.number}周" for week in weeks]
    return charts.heat_map(list(labels.values()), columns, cells, "近八周各数据集报送情况")
