"""What both judging steps share: contracts, rules in force, parameters, the moment, and one lock.

Everything is judged in one process and one transaction per step; a step killed half-way leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property

import psycopg
from psycopg import sql

import contracts
from contracts.model import Contract
from expectations import catalogue
from expectations.catalogue import Rule
from expectations.engine import SESSION, Engine, Verdict
from expectations.errors import JudgementError
from expectations.moment import Moment
from expectations.outcome import ERROR, FAILED, PASSED, SKIPPED, RuleOutcome
from expectations.rendering import Renderer
from warehouse.connection import connect

LOCK = "food-safety-warehouse judging"


@dataclass(frozen=True)
class Bench:
    """One judging step's equipment.

    Attributes:
        connection: open transaction as the role transformer.
        counties: codes of the counties that are judged.
        rules: rules in force at the moment.
        shadow: rules of the future, listed as skipped.
    """

    connection: psycopg.Connection
    moment: Moment
    counties: tuple[str, ...]
    contracts: Mapping[str, Contract]
    rules: tuple[Rule, ...]
    shadow: tuple[Rule, ...]
    renderer: Renderer

    @cached_property
    def by_dataset(self) -> dict[str, Contract]:
        """Contracts by dataset number."""
        return {contract.dataset: contract for contract in self.contracts.values()}

    @property
    def engine(self) -> Engine:
        """Great Expectations; the first use in a process imports it."""
        return engine(self.connection.info.dbname)

    def of_county(self, statement: str) -> str:
        """A rule's statement restricted to the counties that are judged."""
        listed = ", ".join(f"'{code}'" for code in self.counties)
        return f"select * from (\n{statement}\n) as violation where county_code in ({listed})"

    def outcome(self, rule: Rule, verdict: Verdict, selected: int, kept_in: str) -> RuleOutcome:
        """How the rule ran, by the engine's count and the number of rows that its own SQL selected.

        Where the two do not agree the rule could not be judged, and what it selected is not kept.

        Args:
            kept_in: temporary table into which its rows were put.
        """
        error = verdict.error
        if verdict.failed is not None and verdict.failed != selected:
            error = f"the engine counted {verdict.failed} rows, the rule's SQL selected {selected}"
        if verdict.failed is None or error:
            self.connection.execute(f"delete from {kept_in} where rule_id = %s", [rule.rule_id])
            return RuleOutcome(rule.rule_id, ERROR, None, error, verdict.seconds)
        return RuleOutcome(rule.rule_id, FAILED if selected else PASSED, selected, "", verdict.seconds)

    def skipped(self) -> list[RuleOutcome]:
        """Outcomes of the rules of the future."""
        return [RuleOutcome(rule.rule_id, SKIPPED, None, f"in force from {rule.valid_from}", 0.0)
                for rule in self.shadow]


@cache
def engine(database: str) -> Engine:
    """One engine per process and database."""
    return Engine()


@contextmanager
def bench(cutoff: datetime, counties: Sequence[str] | None, *, judging: bool) -> Iterator[Bench]:
    """Take the lock, read rules and parameters, open the transaction; commits at the end.

    Args:
        counties: codes to judge; None judges every county of the reference data.
        judging: true while newly landed submissions are judged.

    Raises:
        JudgementError: the reference data have not been loaded.
    """
    known = contracts.load_all()
    moment = Moment.of(cutoff)
    rules = catalogue.load()
    with connect("transformer", autocommit=True) as guard, connect("transformer") as connection:
        guard.execute("select pg_advisory_lock(hashtext(%s))", [LOCK])
        for name, value in SESSION.items():
            connection.execute(f"set {name} = '{value}'")
        by_table = {contract.table: contract for contract in known}
        renderer = Renderer(moment, by_table, _parameters(connection), judging)
        yield Bench(
            connection=connection, moment=moment, counties=_counties(connection, counties), contracts=by_table,
            rules=tuple(rule for rule in rules if rule.valid_from <= moment.day),
            shadow=tuple(rule for rule in rules if rule.valid_from > moment.day),
            renderer=renderer,
        )
        connection.commit()


def sync_rules(connection: psycopg.Connection, rules: Iterable[Rule], by_dataset: Mapping[str, Contract]) -> None:
    """Write quality.rule: one row per condition and dataset, as the catalogue says now."""
    rows = [
        (rule.rule_id, condition.condition, rule.version, condition.severity, condition.effect, rule.dimension, dataset,
         ",".join(rule.recipients_of(by_dataset[dataset])), condition.title, rule.explanation, rule.authority,
         rule.kind, rule.valid_from)
        for rule in rules for condition in rule.conditions for dataset in rule.datasets
    ]
    columns = ("rule_id, condition, version, severity, effect, dimension, dataset, recipients, title, explanation,"
               " authority, kind, valid_from")
    if set(connection.execute(f"select {columns} from quality.rule")) == set(rows):
        return
    connection.execute("delete from quality.rule")
    with connection.cursor() as cursor, cursor.copy(f"copy quality.rule ({columns}) from stdin") as stream:
        for row in rows:
            stream.write_row(row)


def write_runs(bench: Bench, step: str, outcomes: Iterable[RuleOutcome], checked: str, failed: str) -> None:
    """Write quality.check_run: one row per county, rule condition and dataset.

    Args:
        step: `landing` or `warehouse`; with the cut-off it names the run.
        checked: query of (county_code, dataset, kind, checked) for datasets that were looked at; kind `file` counts
            submissions, `row` rows.
        failed: query of (county_code, condition, dataset, failed).
    """
    by_rule = {outcome.rule_id: outcome for outcome in outcomes}
    bench.connection.execute(
        "create temporary table outcome (rule_id text, result text, detail text, seconds numeric) on commit drop")
    with bench.connection.cursor() as cursor, cursor.copy("copy outcome from stdin") as stream:
        for outcome in by_rule.values():
            stream.write_row((outcome.rule_id, outcome.result, outcome.detail, round(outcome.seconds, 3)))
    run_id = f"{bench.moment.cutoff:%Y-%m-%dT%H:%M}/{step}"
    bench.connection.execute("delete from quality.check_run where run_id = %s and county_code = any(%s)",
                             [run_id, list(bench.counties)])
    bench.connection.execute(sql.SQL(_RUNS).format(checked=sql.SQL(checked), failed=sql.SQL(failed)),
                             {"run": run_id, "cutoff": bench.moment.cutoff, "counties": list(bench.counties)})
    bench.connection.execute("drop table outcome")


_RUNS = """
with checked as ({checked}),
failed as ({failed}),
spread as (select rule_id, count(*) as lines from quality.rule group by rule_id)
insert into quality.check_run
    (county_code, run_id, rule_id, condition, dataset, period, cutoff, checked, failed, result, detail, seconds)
select
    checked.county_code, %(run)s, rule.rule_id, rule.condition, rule.dataset, '', %(cutoff)s,
    case when outcome.result in ('passed', 'failed') then checked.checked end,
    case when outcome.result in ('passed', 'failed') then coalesce(failed.failed, 0) end,
    case
        when outcome.result not in ('passed', 'failed') then outcome.result
        when coalesce(failed.failed, 0) > 0 then 'failed'
        else 'passed'
    end,
    nullif(outcome.detail, ''), round(outcome.seconds / spread.lines, 3)
from quality.rule as rule
inner join outcome on rule.rule_id = outcome.rule_id
inner join spread on rule.rule_id = spread.rule_id
inner join checked
    on rule.dataset = checked.dataset and checked.kind = case when rule.kind = 'file' then 'file' else 'row' end
left join failed
    on checked.county_code = failed.county_code and rule.condition = failed.condition and rule.dataset = failed.dataset
where checked.county_code = any(%(counties)s)
"""


def _counties(connection: psycopg.Connection, wanted: Sequence[str] | None) -> tuple[str, ...]:
    if wanted is not None:
        return tuple(wanted)
    return tuple(row[0] for row in connection.execute("select county_code from reference.county order by 1"))


def _parameters(connection: psycopg.Connection) -> dict[tuple[str, str], str]:
    try:
        rows = connection.execute("select rule_id, param, value from reference.rule_param").fetchall()
    except psycopg.errors.UndefinedTable:
        raise JudgementError("reference.rule_param does not exist", fix="load the reference data first") from None
    return {(rule_id, name): value for rule_id, name, value in rows}
