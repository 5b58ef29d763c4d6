"""§4 跨部门不一致: what two ledgers say differently, side by side, and whose word counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from report import words
from report.model import Finding, Rule, WeekData
from report.sections.printed import TEXT_LIMIT, grouped, printed, spread

EXAMPLES = 10
NO_COUNTERPART = "无对应记录"


@dataclass(frozen=True)
class Group:
    """One rule condition and what became of its findings."""

    condition: str
    title: str
    severity: str
    fresh: int
    continuing: int
    closed: int
    authority: str


@dataclass(frozen=True)
class Side:
    """What one department's ledger says."""

    department: str
    dataset: str
    value: str


@dataclass(frozen=True)
class Example:
    """One disagreement: this side and the other side."""

    entity: str
    key: str
    field: str
    own: Side
    other: Side


@dataclass(frozen=True)
class ExampleGroup:
    """Examples of one rule condition with the proposed authority."""

    condition: str
    title: str
    authority: str
    rows: tuple[Example, ...]


@dataclass(frozen=True)
class Section:
    """What §4 prints."""

    groups: tuple[Group, ...]
    examples: tuple[ExampleGroup, ...]
    shown: int
    total: int


def build(data: WeekData) -> Section:
    """Findings of the rules X.. that are open or were closed by this report."""
    standing = [finding for finding in data.open_findings if finding.rule_id.startswith("X")]
    closed = [finding for finding in data.closed if finding.rule_id.startswith("X")]
    shown = spread(standing, EXAMPLES)
    return Section(
        groups=tuple(_groups(standing, closed, data)),
        examples=tuple(_examples(condition, findings, data) for condition, findings in grouped(shown)),
        shown=len(shown),
        total=len(standing),
    )


def _examples(condition: str, findings: list[Finding], data: WeekData) -> ExampleGroup:
    rule = data.rule(condition, findings[0].dataset)
    return ExampleGroup(condition, rule.title, authority(rule, data),
                        tuple(_example(finding, data) for finding in findings))


def _groups(standing: list[Finding], closed: list[Finding], data: WeekData) -> list[Group]:
    fresh = Counter(finding.condition for finding in standing if finding.is_fresh)
    open_now = Counter(finding.condition for finding in standing)
    gone = Counter(finding.condition for finding in closed)
    rules = {one.condition: data.rule(one.condition, one.dataset) for one in (*standing, *closed)}
    groups = [
        Group(
            condition=condition, title=rule.title, severity=rule.severity, fresh=fresh[condition],
            continuing=open_now[condition] - fresh[condition], closed=gone[condition], authority=authority(rule, data),
        )
        for condition, rule in rules.items()
    ]
    return sorted(groups, key=lambda group: (-(group.fresh + group.continuing), group.condition))


def _example(finding: Finding, data: WeekData) -> Example:
    other_dataset = data.dataset(finding.counterpart_dataset or "")
    row = printed(finding, data)
    return Example(
        entity=row.entity,
        key=row.key,
        field=row.field,
        own=Side(row.department, data.dataset(finding.dataset).name, row.observed),
        other=Side(data.submitter(other_dataset.submitter).short_name, other_dataset.name, _other_value(finding)),
    )


def _other_value(finding: Finding) -> str:
    """The other ledger's value; what the rule expects where it only compares, or that there is no such row."""
    if finding.counterpart_value:
        return words.shortened(finding.counterpart_value, TEXT_LIMIT)
    return NO_COUNTERPART if not finding.counterpart_key else words.shortened(finding.expected, TEXT_LIMIT)


def authority(rule: Rule, data: WeekData) -> str:
    """Whose value is proposed to count; a department code is spelled out, other wording stays."""
    names = {submitter.code: submitter.short_name for submitter in data.submitters}
    return names.get(rule.authority, rule.authority) or "双方核实"
