"""A finding in the words of the report: shared by the sections and the annex."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from report import words
from report.model import SEVERITIES, Finding, WeekData
from report.weeks import period_label

TEXT_LIMIT = 48
ONLY_STREAM = "main"


@dataclass(frozen=True)
class PrintedFinding:
    """One finding, every part as text; "—" where nothing is known.

    `entity` is the name, `key` tells which row: masked code of the entity, dataset, business key and period.
    """

    condition: str
    title: str
    severity: str
    department: str
    dataset: str
    entity: str
    key: str
    field: str
    observed: str
    expected: str
    reason: str
    state: str
    due: str
    overdue: bool


def printed(finding: Finding, data: WeekData, limit: int = TEXT_LIMIT) -> PrintedFinding:
    """A finding as text; long values are cut to `limit` characters."""
    rule = data.rule(finding.condition, finding.dataset)
    return PrintedFinding(
        condition=finding.condition,
        title=rule.title,
        severity=SEVERITIES.get(finding.severity, finding.severity),
        department=data.submitter(finding.submitter).short_name,
        dataset=data.dataset(finding.dataset).name,
        entity=words.shortened(finding.subject.name, 24),
        key=_key(finding, limit),
        field=field_label(finding.dataset, finding.field, data),
        observed=words.shortened(finding.observed, limit),
        expected=words.shortened(finding.expected, limit),
        reason=rule.statement,
        state=finding.state,
        due=words.short_day(finding.due_on),
        overdue=finding.is_overdue(data.cutoff),
    )


def _key(finding: Finding, limit: int) -> str:
    """Which row it is; a period that ends the business key is printed in words, once.

    The key of a whole submission is its stream, which says nothing where a dataset has one only.
    """
    key = finding.business_key
    if finding.period:
        key = key.removesuffix(f"|{finding.period}").removesuffix(f"|{finding.period.replace('-', '')}")
    key = "" if key == ONLY_STREAM else words.shortened(key.replace("|", " "), limit)
    parts = (masked_code(finding.subject.code), finding.dataset, key, period_label(finding.period))
    return "　".join(part for part in parts if part and part != words.NONE)


def masked_code(code: str) -> str:
    """A code with its middle hidden: 91620899MA7****2X4; short codes stay whole."""
    return code if len(code) < 12 else f"{code[:4]}****{code[-4:]}"


def field_label(dataset: str, field: str, data: WeekData) -> str:
    """The Chinese header of a field, or of every field of a key (`a|b`); a name that no contract knows stays."""
    labels = data.dataset(dataset).fields
    return "、".join(labels.get(name, name) for name in field.split("|")) or words.NONE


def grouped(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Findings that follow one another with the same rule condition, as (condition, findings)."""
    return [(condition, list(group)) for condition, group in groupby(findings, key=lambda one: one.condition)]


def spread(findings: Iterable[Finding], limit: int) -> list[Finding]:
    """At most `limit` findings, rule conditions taking turns so that one rule cannot fill the page.

    Within a condition: fresh before continuing, earlier due date first, then the key; the result is grouped by
    condition again, the condition with the most findings first.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.condition, []).append(finding)
    for group in groups.values():
        group.sort(key=lambda one: (not one.is_fresh, str(one.due_on or ""), one.business_key, one.fingerprint))
    order = sorted(groups, key=lambda condition: (-len(groups[condition]), condition))
    chosen = list(_turns([groups[condition] for condition in order]))[:limit]
    place = {condition: number for number, condition in enumerate(order)}
    return sorted(chosen, key=lambda one: place[one.condition])


def _turns(groups: list[list[Finding]]) -> Iterator[Finding]:
    for turn in range(max((len(group) for group in groups), default=0)):
        for group in groups:
            if turn < len(group):
                yield group[turn]
