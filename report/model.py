"""What the report prints, as read from the warehouse at one cut-off: plain frozen rows, no judgement.

The renderers know these classes only, so a test feeds them by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from report.weeks import IsoWeek

OPEN = frozenset({"新增", "持续", "已反馈", "复发"})
FRESH = frozenset({"新增", "复发"})
WAIVED = frozenset({"已核实为真", "豁免"})
TOTAL_ROW = "总计"
SEVERITIES = {"B": "强制", "W": "核实", "I": "提示"}


@dataclass(frozen=True)
class Submitter:
    """One department that reports (dim_submitter)."""

    code: str
    name: str
    short_name: str
    abbreviation: str


@dataclass(frozen=True)
class Dataset:
    """One dataset of one department (dim_dataset); `fields` maps field names to their Chinese headers."""

    code: str
    name: str
    submitter: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Obligation:
    """One due submission (quality.expected_submission); `week` is the report that judges it first."""

    dataset: str
    stream: str
    submitter: str
    period: str
    due_at: datetime
    timeliness: str
    content: str | None
    cause: str | None
    received_at: datetime | None
    late_hours: Decimal | None
    week: IsoWeek


@dataclass(frozen=True)
class Rate:
    """On-time rate of one department and week (indicator G01); null value when nothing was due."""

    submitter: str
    week: IsoWeek
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None


@dataclass(frozen=True)
class Score:
    """One quality score 0–100 of one department and month: a GB/T 36344 dimension or 总分, now and a week ago."""

    submitter: str
    dimension: str
    score: Decimal | None
    previous: Decimal | None = None
    month: str = ""


@dataclass(frozen=True)
class Subject:
    """Whom a finding is about; citizens come masked already."""

    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule condition of one dataset (quality.rule) with the short title and remedy of its catalogue entry.

    `statement` says what is wrong, `explanation` why it matters, `remedy` what to do.
    """

    condition: str
    dataset: str
    rule_id: str
    title: str
    statement: str
    severity: str
    recipients: tuple[str, ...]
    authority: str
    valid_from: date
    explanation: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Finding:
    """One finding as of the cut-off (grain of quality.finding); values of personal fields come masked already."""

    fingerprint: str
    rule_id: str
    condition: str
    severity: str
    dataset: str
    submitter: str
    period: str
    business_key: str
    field: str
    observed: str | None
    expected: str | None
    counterpart_dataset: str | None
    counterpart_key: str | None
    counterpart_value: str | None
    region_code: str | None
    first_seen: datetime
    last_seen: datetime
    state: str
    due_on: date | None
    subject: Subject = Subject()

    @property
    def is_open(self) -> bool:
        """Still to be dealt with: neither closed nor waived."""
        return self.state in OPEN

    @property
    def is_fresh(self) -> bool:
        """Opened by this report: new or come back."""
        return self.state in FRESH

    def age_days(self, cutoff: datetime) -> int:
        """Whole days between first sight and the cut-off."""
        return (cutoff.date() - self.first_seen.date()).days

    def is_overdue(self, cutoff: datetime) -> bool:
        """Open past its due date."""
        return self.is_open and self.due_on is not None and self.due_on < cutoff.date()


@dataclass(frozen=True)
class Flow:
    """Findings of one department opened and closed by one weekly cycle, and how many stood open after it."""

    submitter: str
    week: IsoWeek
    opened: int
    closed: int
    standing: int


@dataclass(frozen=True)
class Indicator:
    """One indicator of dim_indicator; `datasets` are its inputs.

    A tracked indicator is computed for the running period only (a quarter's visits so far): its last value is
    that of the last report, not that of the period before. `cumulative_period_type` names the longer period, if any,
    over which the indicator is also counted from its beginning (a month's meetings, and the year's so far).
    """

    code: str
    name: str
    unit: str
    direction: str
    target: Decimal | None
    owner: str
    datasets: tuple[str, ...]
    is_tracked: bool = False
    cumulative_period_type: str = ""
    period_type: str = ""


@dataclass(frozen=True)
class Value:
    """County value of one indicator, period and breakdown (fct_indicator_value), as published by the cut-off.

    `unit` is the row's own (heads of pigs, birds of poultry) where it differs from the indicator's; `reason` says
    why the value is not 可信; `previous` is what the last report published for the same period.
    """

    indicator: str
    period_type: str
    period: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    data_status: str
    reason: str = ""
    breakdown: str = TOTAL_ROW
    unit: str = ""
    previous: Decimal | None = None


@dataclass(frozen=True)
class Licence:
    """A licence that ends soon."""

    kind: str
    number: str
    holder: str
    valid_to: date


@dataclass(frozen=True)
class VisitDeadline:
    """Visits of the running quarter or half-year: bindings due and bindings already visited often enough."""

    period: str
    ends_on: date
    due: int
    done: int


@dataclass(frozen=True)
class Deadline:
    """An obligation that falls due before the next report; `moved_from` is the day a holiday took away."""

    dataset: str
    period: str
    due_at: datetime
    moved_from: date | None = None


@dataclass(frozen=True)
class Provenance:
    """What makes the report repeatable: fingerprints of inputs and rules, and the release of the program."""

    input_hash: str
    rule_set: str
    release: str


@dataclass(frozen=True)
class WeekData:
    """Everything that one report prints.

    Args:
        county_code: six digits.
        county_name: e.g. ××县.
        week: the reporting week.
        cutoff: the report's cut-off (local wall-clock time); nothing later is in it.
        issue_number: serial within the year.
        next_cutoff: cut-off of the next report, for section 8.
        obligations: those of the last eight reports, oldest first.
        findings: standing at the cut-off, waived ones included.
        closed: findings that this cut-off closed.
        unjudged: rules that could not be executed at this cut-off (our fault); their findings are those of before.
    """

    county_code: str
    county_name: str
    week: IsoWeek
    cutoff: datetime
    issue_number: int
    provenance: Provenance
    submitters: tuple[Submitter, ...]
    datasets: tuple[Dataset, ...]
    regions: dict[str, str] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    rates: tuple[Rate, ...] = ()
    scores: tuple[Score, ...] = ()
    findings: tuple[Finding, ...] = ()
    closed: tuple[Finding, ...] = ()
    flows: tuple[Flow, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    values: tuple[Value, ...] = ()
    licences: tuple[Licence, ...] = ()
    visits: tuple[VisitDeadline, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    next_cutoff: datetime | None = None
    unjudged: tuple[str, ...] = ()

    @cached_property
    def open_findings(self) -> tuple[Finding, ...]:
        """Findings neither closed nor waived."""
        return tuple(finding for finding in self.findings if finding.is_open)

    def submitter(self, code: str) -> Submitter:
        """The department of a code; an unknown code stands for itself, so that nothing drops out."""
        return self._submitters.get(code, Submitter(code, code, code, code))

    def dataset(self, code: str) -> Dataset:
        """The dataset of a code; an unknown code stands for itself."""
        return self._datasets.get(code, Dataset(code, code, ""))

    def rule(self, condition: str, dataset: str) -> Rule:
        """The rule condition of a dataset; an unknown one stands for itself."""
        return self._rules.get((condition, dataset)) or Rule(
            condition, dataset, condition.split(".")[0], condition, condition, "W", (), "", date.min)

    @cached_property
    def _submitters(self) -> dict[str, Submitter]:
        return {submitter.code: submitter for submitter in self.submitters}

    @cached_property
    def _datasets(self) -> dict[str, Dataset]:
        return {dataset.code: dataset for dataset in self.datasets}

    @cached_property
    def _rules(self) -> dict[tuple[str, str], Rule]:
        return {(rule.condition, rule.dataset): rule for rule in self.rules}
