"""§5 缺失与逾期: what never came, what is overdue and how old the open findings are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from report import charts, words
from report.model import Obligation, Submitter, WeekData
from report.sections.submission import status
from report.weeks import period_label

PERIODS_SHOWN = 3
AGES = ((7, "0–7天"), (14, "8–14天"), (30, "15–30天"), (None, "30天以上"))
AGE_LABELS = tuple(label for _, label in AGES)


@dataclass(frozen=True)
class Unsent:
    """Obligations of one dataset that still have no accepted submission, for one cause."""

    dataset: str
    name: str
    department: str
    periods: str
    since: str
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
    """Unsent obligations of the last eight weeks, the longest outstanding first; ageing per department."""
    unsent = _unsent(data)
    ageing = tuple(_ageing(data, submitter) for submitter in data.submitters)
    bars = [charts.Bar(one.submitter.short_name, one.buckets, f"{one.total:,}") for one in ageing]
    chart = charts.bars(bars, "各部门未办结问题按存续时间分布", charts.AGE_COLOURS, left=66, inside=True)
    return Section(
        unsent=tuple(unsent), unsent_total=_outstanding_total(data), ageing=ageing,
        ageing_chart=chart if any(one.total for one in ageing) else None,
        labels=AGE_LABELS, colours=charts.AGE_COLOURS,
    )


def bucket(days: int) -> int:
    """Place of an age in AGES."""
    return next(place for place, (limit, _) in enumerate(AGES) if limit is None or days <= limit)


def _unsent(data: WeekData) -> list[Unsent]:
    """One row per dataset, stream, state and cause, the longest outstanding first."""
    groups: dict[tuple[str, ...], list[Obligation]] = {}
    for one in data.obligations:
        state = status(one)
        if state.word in {"未报", "退回"}:
            groups.setdefault((one.submitter, one.dataset, one.stream, state.word, one.cause or ""), []).append(one)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return [_outstanding(key, obligations, data) for key, obligations in ordered]


def _outstanding_total(data: WeekData) -> int:
    return sum(status(one).word in {"未报", "退回"} for one in data.obligations)


def _outstanding(key: tuple[str, ...], obligations: list[Obligation], data: WeekData) -> Unsent:
    submitter, dataset, _, state, cause = key
    obligations = sorted(obligations, key=lambda one: one.due_at)
    newest = [period_label(one.period) for one in obligations[-PERIODS_SHOWN:]]
    older = len(obligations) - len(newest)
    return Unsent(
        dataset=dataset, name=data.dataset(dataset).name, department=data.submitter(submitter).short_name,
        periods=words.listed(newest) + (f"等{len(obligations)}期" if older else ""),
        since=words.moment(obligations[0].due_at), state=state, cause=cause or words.NONE,
    )


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
