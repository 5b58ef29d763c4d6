"""Reads one week of one county from the warehouse (role office) into the plain rows of report.model.

The queries stand in queries/*.sql, one per class; what they cannot know (which report shows an obligation, whom a
finding is about, what must be masked) is added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from contracts import Contract
from expectations import catalogue
from report import masking
from report.errors import ReportError
from report.model import (
    Dataset,
    Deadline,
    Finding,
    Flow,
    Indicator,
    Licence,
    Obligation,
    Provenance,
    Rate,
    Rule,
    Score,
    Subject,
    Submitter,
    Value,
    VisitDeadline,
    WeekData,
)
from report.sections.ahead import LICENCE_DAYS
from report.sections.submission import WEEKS_SHOWN
from report.subjects import Directory
from report.weeks import IsoWeek, running_period
from warehouse import workdays

QUERIES = Path(__file__).with_name("queries")
SEPARATORS = re.compile(r"[、,，;；|\s]+")
VISIT_NOTICE_DAYS = 45
KIND_FIELD = "lic_kind"
OWNER, CLOSED = "owner", "已整改"
Row = dict[str, Any]


def load(connection: psycopg.Connection, week: IsoWeek, cutoff: datetime, county: str,
         contracts: Sequence[Contract]) -> WeekData:
    """Everything that the report of one week prints.

    Args:
        connection: as role office.
        week: the reporting week.
        cutoff: its cut-off; the warehouse must have been published as of it.
        county: six-digit code.
        contracts: all contracts, for names, headers and classification of fields.

    Raises:
        ReportError: the warehouse stands at another cut-off, or does not know the county.
    """
    source = Source(connection, week, cutoff, county)
    provenance = source.provenance()
    name, issue = source.county()
    directory = Directory(connection, county, contracts)
    findings = _findings(source.rows("findings"), contracts, directory)
    next_cutoff = _next_cutoff(week, cutoff)
    return WeekData(
        county_code=county, county_name=name, week=week, cutoff=cutoff, issue_number=issue, provenance=provenance,
        submitters=tuple(Submitter(**row) for row in source.rows("submitters")),
        datasets=tuple(_dataset(contract) for contract in contracts),
        regions={row["region_code"]: row["region_name"] for row in source.rows("regions")},
        rules=_rules(source.rows("rules")),
        obligations=source.obligations(), rates=source.rates(),
        scores=tuple(Score(**row) for row in source.rows("scores")),
        findings=tuple(finding for finding in findings if finding.state != CLOSED),
        closed=tuple(finding for finding in findings if finding.state == CLOSED),
        flows=source.flows(),
        indicators=source.indicators(),
        values=tuple(Value(**row) for row in source.rows("values")),
        licences=_licences(source.rows("licences", days=LICENCE_DAYS), contracts),
        visits=tuple(_visits(source.rows("visits"), cutoff.date())),
        deadlines=source.deadlines(next_cutoff), next_cutoff=next_cutoff,
        unjudged=tuple(row["rule_id"] for row in source.rows("unjudged")),
    )


def newest_week(connection: psycopg.Connection) -> str:
    """The week whose report the published warehouse stands at.

    Raises:
        ReportError: nothing has been published yet.
    """
    standing = connection.execute("select max(cutoff) from quality.standing where step = '已发布'").fetchone()
    if standing is None or standing[0] is None:
        raise ReportError("the warehouse has not been published", fix="run `python -m pipeline catchup`")
    return workdays.last_complete_week(standing[0])


class Source:
    """The warehouse as one report sees it: one county, one week, one cut-off."""

    def __init__(self, connection: psycopg.Connection, week: IsoWeek, cutoff: datetime, county: str) -> None:
        self._cursor = connection.cursor(row_factory=dict_row)
        self._week, self._cutoff = week, cutoff
        self._weeks = {shown: workdays.report_cutoff(str(shown)) for shown in week.last(WEEKS_SHOWN)}
        since = workdays.report_cutoff(str(week.back(WEEKS_SHOWN)))
        self._given = {"county": county, "cutoff": cutoff, "week": str(week), "since": since}

    def rows(self, name: str, **given: Any) -> list[Row]:
        """Rows of queries/<name>.sql."""
        return self._cursor.execute(_query(name), {**self._given, **given}).fetchall()

    def provenance(self) -> Provenance:
        """Fingerprints of what the warehouse was built from; refuses a warehouse that stands elsewhere."""
        standing = self.rows("standing")
        if not standing or standing[0]["cutoff"] != self._cutoff:
            found = f"stands at {standing[0]['cutoff']}" if standing else "has not been published"
            raise ReportError(f"the warehouse {found}, the report of {self._week} needs {self._cutoff}",
                              fix=f"run `python -m pipeline replay --from {self._week}`, which rebuilds and reports")
        return Provenance(standing[0]["input_hash"], standing[0]["rule_set_hash"], standing[0]["release"])

    def county(self) -> tuple[str, int]:
        """Name of the county and number of the issue; without a list of issues the week's number serves."""
        found = self.rows("county")
        if not found:
            raise ReportError(f"the warehouse knows no county {self._given['county']!r}",
                              fix="name it in deployment.yaml and build the warehouse")
        return found[0]["county_name"], found[0]["issue_no"] or self._week.number

    def indicators(self) -> tuple[Indicator, ...]:
        """The catalogue of indicators."""
        return tuple(_indicator(row) for row in self.rows("indicators"))

    def obligations(self) -> tuple[Obligation, ...]:
        """Obligations of the weeks shown."""
        rows = self.rows("obligations", until=self._cutoff)
        return tuple(Obligation(**row, week=self._shown_in(row["due_at"])) for row in rows)

    def rates(self) -> tuple[Rate, ...]:
        """On-time rates of the weeks shown; weeks that share a cut-off share the rate of the last of them."""
        return tuple(
            Rate(row["submitter"], min(IsoWeek.parse(row["period"]), self._week), row["numerator"],
                 row["denominator"], row["value"])
            for row in self.rows("rates")
        )

    def flows(self) -> tuple[Flow, ...]:
        """Findings opened and closed per judged cut-off of the weeks shown."""
        rows = self.rows("flows", cutoffs=[row["cutoff"] for row in self.rows("cutoffs")])
        return tuple(
            Flow(row["submitter"], self._shown_in(row["cutoff"]), row["opened"], row["closed"], row["standing"])
            for row in rows if row["cutoff"] > self._given["since"]
        )

    def deadlines(self, until: datetime) -> tuple[Deadline, ...]:
        """Obligations that fall due before the next report."""
        rows = self.rows("obligations", since=self._cutoff, until=until)
        return tuple(Deadline(row["dataset"], row["period"], row["due_at"], _moved_from(row["period"], row["due_at"]))
                     for row in rows if row["timeliness"] != "免报")

    def _shown_in(self, moment: datetime) -> IsoWeek:
        """The week whose report is the first to see a moment; around long holidays the last week that shares it."""
        cutoff = min((cutoff for cutoff in self._weeks.values() if cutoff >= moment), default=self._cutoff)
        return max(week for week, own in self._weeks.items() if own == cutoff)


@cache
def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _dataset(contract: Contract) -> Dataset:
    labels = {field.name: field.label for field in contract.fields}
    return Dataset(contract.dataset, contract.name, contract.submitter, labels)


def _rules(rows: Iterable[Row]) -> tuple[Rule, ...]:
    """Rule conditions, with the short title and the remedy that only the catalogue holds."""
    known = {rule.rule_id: rule for rule in catalogue.load()}
    return tuple(_rule(row, known.get(row["rule_id"])) for row in rows)


def _rule(row: Row, entry: catalogue.Rule | None) -> Rule:
    recipients = tuple(code for code in SEPARATORS.split(row.pop("recipients")) if code and code != OWNER)
    title, remedy = (entry.title, entry.remedy) if entry else (row["statement"], "")
    return Rule(**row, title=title, remedy=remedy, recipients=recipients)


def _indicator(row: Row) -> Indicator:
    datasets = tuple(code for code in SEPARATORS.split(row.pop("inputs")) if code)
    return Indicator(**row, datasets=datasets)


def _findings(rows: Iterable[Row], contracts: Sequence[Contract], directory: Directory) -> tuple[Finding, ...]:
    """Findings with their subjects; values of personal fields masked."""
    private = {(contract.dataset, field.name) for contract in contracts for field in contract.fields
               if field.is_personal}
    findings = [_masked(Finding(**row), private) for row in rows]
    subjects = directory.find((finding.dataset, finding.business_key) for finding in findings)
    return tuple(replace(one, subject=subjects.get((one.dataset, one.business_key), Subject())) for one in findings)


def _masked(finding: Finding, private: set[tuple[str, str]]) -> Finding:
    own = (finding.dataset, finding.field) in private
    other = (finding.counterpart_dataset or "", finding.field) in private
    if not own and not other:
        return finding
    # What a contract asks for (rules K…) says nothing about anybody: 负责人为必填项.
    expected = finding.expected if finding.rule_id.startswith("K") else masking.personal(finding.expected)
    return replace(finding, observed=masking.personal(finding.observed), expected=expected,
                   counterpart_value=masking.personal(finding.counterpart_value))


def _licences(rows: Iterable[Row], contracts: Sequence[Contract]) -> tuple[Licence, ...]:
    """Licences that end soon, their kinds as the contracts' code lists call them."""
    kinds = {code.code: code.label for contract in contracts for field in contract.fields
             if field.name == KIND_FIELD for code in field.codes}
    return tuple(
        Licence(kinds.get(row["kind"], row["kind"] or "许可"), row["number"], masking.subject_name(row["holder"]),
                row["valid_to"])
        for row in rows
    )


def _visits(rows: Iterable[Row], today: date) -> Iterable[VisitDeadline]:
    """Running visit periods that end soon."""
    for row in rows:
        period, ends_on = running_period(row["period_type"], row["starts_on"])
        if today <= ends_on <= today + timedelta(days=VISIT_NOTICE_DAYS):
            yield VisitDeadline(period, ends_on, row["due"], row["done"])


def _next_cutoff(week: IsoWeek, cutoff: datetime) -> datetime:
    following = week
    while (moment := workdays.report_cutoff(str(following))) <= cutoff:
        following = following.back(-1)
    return moment


def _moved_from(period: str, due_at: datetime) -> date | None:
    """The Monday after a week, where the week's deadline does not fall on it; other deadlines count working days."""
    try:
        monday = IsoWeek.parse(period).back(-1).monday
    except ReportError:
        return None
    return monday if due_at.date() != monday else None
