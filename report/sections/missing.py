"""§5 缺失与逾期: what never came, what is overdue and how old the open findings are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from report import charts, words
from report.model import Submitter, WeekData
from report.sections.submission import status
from report.weeks import period_label

SHOWN = 20
AGES = ((7, "0–7天"), (14, "8–14天"), (30, "15–30天"), (None, "30天以上"))
AGE_LABELS = tuple(label for _, label in AGES)


@dataclass(frozen=True)
class Unsent:
    """One obligation that still has no accepted submission."""

    dataset: str
    name: str
    department: str
    period: str
    due: str
    state: str
    cause: str


@dataclass(frozen=True)
class Ageing:
    """One department's open findings by age, and those past their due date."""

    submitter: Submitter
    buckets: tuple[int, ...]
    total: int
    overdue: int
    overdue_blocking: int
    longest: str


@dataclass(frozen=True)
class Section:
    """What §5 prints."""

    unsent: tuple[Unsent, ...]
    unsent_total: int
    ageing: tuple[Ageing, ...]
    ageing_chart: Markup | None
    labels: tuple[str, ...]
    colours: tuple[str, ...]


def build(data: WeekData) -> Section:
    """Unsent obligations of the last eight weeks, newest first; ageing per department."""
    unsent = _unsent(data)
    ageing = tuple(_ageing(data, submitter) for submitter in data.submitters)
    bars = [charts.Bar(one.submitter.short_name, one.buckets, f"{one.total:,}") for one in ageing]
    chart = charts.bars(bars, "各部门未办结问题按存续时间分布", charts.AGE_COLOURS, left=66, right=52, inside=True)
    return Section(
        unsent=tuple(unsent[:SHOWN]), unsent_total=len(unsent), ageing=ageing,
        ageing_chart=chart if any(one.total for one in ageing) else None,
        labels=AGE_LABELS, colours=charts.AGE_COLOURS,
    )


def bucket(days: int) -> int:
    """Place of an age in AGES."""
    return next(place for place, (limit, _) in enumerate(AGES) if limit is None or days <= limit)


def _unsent(data: WeekData) -> list[Unsent]:
    states = [(one, status(one)) for one in data.obligations]
    waiting = [(one, state) for one, state in states if state.word in {"未报", "退回"}]
    waiting.sort(key=lambda pair: (-pair[0].due_at.timestamp(), pair[0].dataset, pair[0].stream, pair[0].period))
    return [
        Unsent(
            dataset=one.dataset, name=data.dataset(one.dataset).name,
            department=data.submitter(one.submitter).short_name, period=period_label(one.period),
            due=words.moment(one.due_at), state=state.word, cause=one.cause or words.NONE,
        )
        for one, state in waiting
    ]


def _ageing(data: WeekData, submitter: Submitter) -> Ageing:
    own = [finding for finding in data.open_findings
           if finding.submitter == submitter.code and finding.severity in "BW"]
    counts = Counter(bucket(finding.age_days(data.cutoff)) for finding in own)
    overdue = [finding for finding in own if finding.is_overdue(data.cutoff)]
    longest = max(((data.cutoff.date() - finding.due_on).days for finding in overdue if finding.due_on), default=0)
    return Ageing(
        submitter=submitter, buckets=tuple(counts[place] for place in range(len(AGES))), total=len(own),
        overdue=len(overdue), overdue_blocking=sum(finding.severity == "B" for finding in overdue),
        longest=f"{longest}天" if longest else words.NONE,
    )
