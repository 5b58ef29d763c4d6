"""§7 整改闭环: findings opened and closed by this report, per department."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from report import charts
from report.model import WAIVED, Submitter, WeekData
from report.sections.submission import WEEKS_SHOWN


@dataclass(frozen=True)
class Row:
    """One department: stood + opened − closed = standing, unless findings were waived."""

    submitter: Submitter
    stood: int
    opened: int
    repeated: int
    closed: int
    waived: int
    standing: int


@dataclass(frozen=True)
class Section:
    """What §7 prints; `total` sums the rows."""

    rows: tuple[Row, ...]
    total: Row
    chart: Markup | None


def build(data: WeekData) -> Section:
    """Counts per department and eight weeks of opened against closed."""
    rows = tuple(_row(data, submitter) for submitter in data.submitters)
    total = Row(Submitter("", "合计", "合计", ""), *(
        sum(getattr(row, name) for row in rows)
        for name in ("stood", "opened", "repeated", "closed", "waived", "standing")))
    return Section(rows, total, _chart(data))


def _row(data: WeekData, submitter: Submitter) -> Row:
    own = [finding for finding in data.findings if finding.submitter == submitter.code]
    standing = [finding for finding in own if finding.is_open]
    opened = sum(finding.is_fresh for finding in standing)
    closed = sum(finding.submitter == submitter.code for finding in data.closed)
    return Row(
        submitter=submitter, stood=len(standing) - opened + closed, opened=opened,
        repeated=sum(finding.state == "复发" for finding in standing), closed=closed,
        waived=sum(finding.state in WAIVED for finding in own), standing=len(standing),
    )


def _chart(data: WeekData) -> Markup | None:
    weeks = data.week.last(WEEKS_SHOWN)
    judged = {week: [flow for flow in data.flows if flow.week == week] for week in weeks}
    bars = [(f"{week.number}周", *((sum(flow.opened for flow in flows), sum(flow.closed for flow in flows))
                                  if flows else (None, None))) for week, flows in judged.items()]
    return charts.two_way(bars, "近八周新增与销号问题数") if any(judged.values()) else None
