"""Turns a rule's SQL file into the statement that runs: relations, keys and dates are filled in, nothing else.

What a file may use:
    current('ah_quarantine')    rows that count as of the cut-off
    landed('ms_entity')         those, and the ones kept out as duplicate or unreadable: parents for reference checks
    new('ah_quarantine')        typed rows of the submissions judged now, with period, business_key and row number
    raw('ah_quarantine')        those of these rows that staging marked, as they came, all text
    submissions()               at landing the submissions judged now; later each period's newest one: the accepted
                                one, or for rules that refuse the newest of all if it was refused
    delivered('AH04')           periods of that dataset for which an accepted submission is there
    key('ah_quarantine', 'r')   the business key: primary key fields joined with '|'
    week_of(x), param(name), overdue(days), contracts, required(c), bounded(c), numeric(c)
    d, cutoff, previous_cutoff  the moment, as SQL literals
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from contracts.model import Contract
from expectations import scope
from expectations.catalogue import RULES, Rule
from expectations.errors import CatalogueError
from expectations.moment import Moment

LANDED_STATES = "('current', 'duplicate', 'quarantined')"
#: Restricts rows `given` to the submissions judged now; by their ids an index finds them.
_JUDGED_NOW = ("inner join quality.judging as judged"
               " on given.county_code = judged.county_code and given._submission_id = judged.submission_id"
               " where given._submission_id = any(array(select submission_id from quality.judging))")
Parameters = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Renderer:
    """Renders rules for one moment.

    Attributes:
        contracts: every contract, by table name.
        parameters: reference.rule_param as (rule, parameter) → text.
        judging: whether only the submissions judged now are looked at (landing) or all that stand (warehouse).
        apart: tables whose rows of the submissions judged now have been copied to schema `judging`.
    """

    moment: Moment
    contracts: Mapping[str, Contract]
    parameters: Parameters
    judging: bool
    apart: frozenset[str] = frozenset()
    _environment: Environment = field(default_factory=lambda: Environment(
        loader=FileSystemLoader(RULES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=False, autoescape=False))

    def __post_init__(self) -> None:
        self._environment.filters["sql"] = literal

    def render(self, rule: Rule, datasets: Iterable[str] | None = None) -> str:
        """The rule's statement, without a closing semicolon.

        Args:
            datasets: restricts a contract-derived rule to some of its datasets.

        Raises:
            CatalogueError: the file uses a name, table or parameter that does not exist.
        """
        return self._rendered(rule.sql, rule, tuple(rule.datasets if datasets is None else datasets))

    def render_shared(self, name: str) -> str:
        """A shared statement of `rules/shared` that is no rule, such as `entity_licence`."""
        return self._rendered(RULES / "shared" / f"{name}.sql", None, ())

    def _rendered(self, path: Path, rule: Rule | None, wanted: tuple[str, ...]) -> str:
        chosen = [contract for contract in self.contracts.values() if contract.dataset in wanted]
        names: dict[str, Any] = {
            "contracts": sorted(chosen, key=lambda contract: contract.dataset), "judging": self.judging,
            "current": self._current, "landed": self.standing_rows, "new": self.new_rows, "raw": self.raw_rows,
            "submissions": partial(self._submissions, rule is not None and rule.rejects, wanted),
            "delivered": self._delivered, "overdue": self._overdue, "key": self._key, "week_of": week_of,
            "param": partial(self._parameter, rule.rule_id if rule else path.stem), "literal": literal,
            "required": scope.required_fields, "bounded": scope.bounded_fields, "numeric": scope.numeric_fields,
            "duplicates_judged_elsewhere": scope.DUPLICATES_JUDGED_ELSEWHERE,
            "d": literal(self.moment.day), "cutoff": literal(self.moment.cutoff),
            "previous_cutoff": literal(self.moment.previous_cutoff),
        }
        try:
            return self._environment.get_template(path.relative_to(RULES).as_posix()).render(names).strip()
        except (TemplateError, KeyError, LookupError) as error:
            raise CatalogueError(f"{path.name} cannot be rendered: {error}") from error

    def _contract(self, table: str) -> Contract:
        try:
            return self.contracts[table]
        except KeyError:
            known = ", ".join(sorted(self.contracts))
            raise CatalogueError(f"no contract for table {table!r}; known: {known}") from None

    def _current(self, table: str) -> str:
        return f"intermediate.int_{self._contract(table).table}_current"

    def standing_rows(self, table: str) -> str:
        """Rows that count, and those kept out as duplicate or unreadable, as a relation.

        A pull that lands only changes cannot say that it replaces an unreadable row except by the key as it came:
        such a row stands until a later pull brings that key again or no longer finds it.
        """
        contract = self._contract(table)
        rows = f"intermediate.int_{contract.table}_rows"
        if contract.mode == "period" or contract.delivery.form == "file":
            return f"(select * from {rows} where row_state in {LANDED_STATES})"
        return (
            f"(select kept.* from {rows} as kept where kept.row_state in ('current', 'duplicate')"
            f" or (kept.row_state = 'quarantined'"
            f" and not exists (select 1 from {rows} as later where later.county_code = kept.county_code"
            f" and later._row_key = kept._row_key and later.received_at > kept.received_at)"
            f" and not exists (select 1 from quality.absence as gone inner join quality.submission_ledger as pull"
            f" using (county_code, submission_id) where gone.county_code = kept.county_code"
            f" and gone.dataset = '{contract.dataset}' and gone.row_key = kept._row_key"
            f" and pull.received_at > kept.received_at and pull.received_at <= {literal(self.moment.cutoff)})))"
        )

    def raw_rows(self, table: str) -> str:
        """Rows of the submissions judged now as they came, all text, as a relation; of those set apart, the marked."""
        contract = self._contract(table)
        if table in self.apart:
            return f"judging.{table}_raw"
        return f"(select given.* from raw.{contract.table} as given {_JUDGED_NOW})"

    def new_rows(self, table: str) -> str:
        """Typed rows of the submissions judged now, without totals and deleted ones, as a relation."""
        contract = self._contract(table)
        if table in self.apart:
            return f"judging.{table}"
        complete = " and ".join(f"given.{name} is not null" for name in contract.key)
        return (
            f"(select given.*, judged.period as _period, case when {complete} then {self._key(table, 'given')}"
            f" else judged.period || '#' || coalesce(given._sheet, '') || '!' || given._row_no end as _business_key"
            f" from staging.{contract.staging_model} as given {_JUDGED_NOW}"
            f" and not given._is_total and not coalesce(given._deleted_flag, false))"
        )

    def _key(self, table: str, alias: str) -> str:
        return " || '|' || ".join(f"coalesce({alias}.{name}::text, '')" for name in self._contract(table).key)

    def _submissions(self, rejects: bool, datasets: tuple[str, ...]) -> str:
        listed = ", ".join(literal(name) for name in datasets) or "''"
        if self.judging:
            return ("(select ledger.* from quality.submission_ledger as ledger inner join quality.judging as judged"
                    " using (county_code, submission_id)"
                    f" where ledger.dataset in ({listed}))")
        seen = f"received_at <= {literal(self.moment.cutoff)} and dataset in ({listed})"
        newest = ("order by county_code, dataset, stream, period, received_at desc, revision desc, submission_id")
        newest_of = "select distinct on (county_code, dataset, stream, period) * from quality.submission_ledger"
        if rejects:
            return f"(select * from ({newest_of} where {seen} {newest}) as newest where state = '已退回')"
        return f"({newest_of} where {seen} and state = '已接受' {newest})"

    def _delivered(self, dataset: str) -> str:
        return (f"(select distinct county_code, period from quality.submission_ledger"
                f" where dataset = {literal(dataset)} and state = '已接受'"
                f" and received_at <= {literal(self.moment.cutoff)})")

    def _overdue(self, count: int | str) -> str:
        return literal(self.moment.more_workdays_ago_than(int(count)))

    def _parameter(self, rule_id: str, name: str) -> str:
        try:
            text = self.parameters[rule_id, name]
        except KeyError:
            raise CatalogueError(f"rule {rule_id} asks for parameter {name!r}, which reference.rule_param lacks",
                                 fix="add it to dbt_project/seeds/rule_param.csv and load the reference data") from None
        return text if _is_number(text) else literal(text)


def literal(value: str | date | datetime | float) -> str:
    """A value as an SQL literal."""
    if isinstance(value, datetime):
        return f"timestamp '{value:%Y-%m-%d %H:%M:%S}'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def week_of(expression: str) -> str:
    """ISO week of a date expression, like 2026-W47."""
    return f"to_char({expression}, 'IYYY-\"W\"IW')"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
