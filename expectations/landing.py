"""Judges what has just landed: refuses or accepts submissions, judges rows once, keeps unreadable ones apart.

    ledger 已入库 ─→ file rules that refuse ─→ 已接受 / 已退回
    staging rows  ─→ K rules (native) and row rules ─→ row_violation ─→ quarantine

A submission is judged once per rule set: when a rule, its SQL or the contract changes, it is judged again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from contracts.model import Contract
from expectations import catalogue, contract_suite, similarity
from expectations.catalogue import Rule
from expectations.engine import Verdict
from expectations.judging import Bench, bench, sync_rules, write_runs
from expectations.outcome import ERROR, JudgeResult, RuleOutcome, summed


def judge_landing(cutoff: datetime, counties: Sequence[str] | None = None) -> JudgeResult:
    """Accept or refuse what arrived by the cut-off and judge its rows; doing it again changes nothing.

    Args:
        cutoff: report's cut-off, Asia/Shanghai wall time.
        counties: codes of the counties to judge; None judges all.
    """
    with bench(cutoff, counties, judging=True) as own:
        sync_rules(own.connection, catalogue.load(), own.by_dataset)
        judged = _choose(own)
        own.connection.commit()  # the engine reads quality.judging over its own connection
        if not judged:
            return JudgeResult(cutoff, (), {"submissions": 0})
        own = _set_apart(own, judged)
        similarity.refresh_codes(own)
        outcomes = _refuse(own) + _judge_rows(own, judged)
        facts = _settle(own, judged, outcomes)
        write_runs(own, "landing", outcomes + own.skipped(), _CHECKED, _FAILED)
        own.connection.execute("delete from quality.judging")
        _clear(own)
        return JudgeResult(cutoff, tuple(outcomes), {**facts, **summed(tuple(outcomes))})


def rule_set(contract: Contract, rules: Sequence[Rule]) -> str:
    """Fingerprint of all that decides how a submission of that dataset is judged at landing."""
    concerned = [rule for rule in rules if contract.dataset in rule.datasets and (rule.kind == "row" or rule.rejects)]
    digest = hashlib.sha256(catalogue.fingerprint(concerned).encode())
    digest.update(contract.path.read_bytes())
    return digest.hexdigest()[:16]


def _choose(own: Bench) -> dict[str, int]:
    """Fill quality.judging with the staged submissions that this rule set has not judged; their number by dataset."""
    own.connection.execute("delete from quality.judging")
    own.connection.execute(_LOOK_UP)
    chosen = {}
    for contract in own.contracts.values():
        done = own.connection.execute(
            _CHOOSE.replace("STAGING", f"staging.{contract.staging_model}"),
            {"dataset": contract.dataset, "cutoff": own.moment.cutoff, "counties": list(own.counties),
             "rule_set": rule_set(contract, own.rules)})
        if done.rowcount:
            chosen[contract.dataset] = done.rowcount
    return chosen


def _set_apart(own: Bench, judged: Iterable[str]) -> Bench:
    """Copy the rows judged now, and those with a mark as they came, for the rules; the bench that reads them there."""
    _clear(own)
    own.connection.execute(_LOOK_UP)
    tables = [own.by_dataset[dataset].table for dataset in judged]
    for table in tables:
        own.connection.execute(
            f"create unlogged table judging.{table} as select * from {own.renderer.new_rows(table)} as judged_now")
        own.connection.execute(f"analyze judging.{table}")
        own.connection.execute(
            f"create unlogged table judging.{table}_raw as select came.* from {own.renderer.raw_rows(table)} as came"
            f" inner join judging.{table} as typed on came.county_code = typed.county_code"
            " and came._submission_id = typed._submission_id and came._row_no = typed._row_no"
            " where num_nonnulls(typed._k01, typed._k03, typed._k05, typed._k06, typed._k07) > 0")
    own.connection.commit()
    return replace(own, renderer=replace(own.renderer, apart=frozenset(tables)))


def _clear(own: Bench) -> None:
    """Drop what was set apart, also by a process that was killed."""
    for (name,) in own.connection.execute("select tablename from pg_tables where schemaname = 'judging'").fetchall():
        own.connection.execute(f"drop table judging.{name}")


def _refuse(own: Bench) -> list[RuleOutcome]:
    """Run the file rules that refuse; their violations are kept in the temporary table `refusal`."""
    own.connection.execute("create temporary table refusal (county_code text, submission_id text, rule_id text,"
                           " reason text) on commit drop")
    outcomes = []
    for rule in own.rules:
        if not rule.rejects:
            continue
        statement = own.renderer.render(rule)
        verdict = own.engine.count(rule.rule_id, statement, rule.conditions[0].severity)
        refused = 0
        if verdict.failed:
            refused = own.connection.execute(
                "insert into refusal select county_code, submission_id, %(rule)s, %(title)s || '：' || observed"
                " from (" + statement.replace("%", "%%") + ") as refused",
                {"rule": rule.rule_id, "title": rule.title}).rowcount
        outcomes.append(own.outcome(rule, verdict, refused, "refusal"))
    return outcomes


def _judge_rows(own: Bench, judged: dict[str, int]) -> list[RuleOutcome]:
    """Run the row rules over the new rows; their violations are kept in the temporary table `violation`."""
    own.connection.execute("create temporary table violation (like quality.row_violation) on commit drop")
    native = [rule for rule in own.rules if rule.is_native]
    outcomes = _judge_contracts(own, native, judged)
    for rule in own.rules:
        datasets = [dataset for dataset in rule.datasets if dataset in judged]
        if rule.kind != "row" or rule.is_native or not datasets:
            continue
        statement = own.renderer.render(rule, datasets)
        verdict = own.engine.count(rule.rule_id, statement, rule.conditions[0].severity)
        outcomes.append(_kept(own, rule, statement, verdict))
    return outcomes


def _judge_contracts(own: Bench, rules: list[Rule], judged: dict[str, int]) -> list[RuleOutcome]:
    """Run the contracts' native expectations, then take the failing rows of the rules that failed."""
    concerned = [own.by_dataset[dataset] for dataset in judged]
    checks = contract_suite.checks(rules)
    verdicts = own.engine.check_columns(contract_suite.batch(concerned, rules, own.renderer), checks)
    outcomes = []
    for rule, check in zip(rules, checks, strict=True):
        verdict = verdicts[check]
        datasets = [dataset for dataset in judged if dataset in rule.datasets]
        statement = own.renderer.render(rule, datasets) if verdict.failed else ""
        outcomes.append(_kept(own, rule, statement, verdict))
    return outcomes


def _kept(own: Bench, rule: Rule, statement: str, verdict: Verdict) -> RuleOutcome:
    """Insert the violating rows of a failed rule by its own SQL."""
    selected = 0
    if verdict.failed:
        own.connection.execute(
            f"insert into violation select county_code, submission_id, row_no, dataset, '{rule.rule_id}', condition,"
            f" field, business_key, observed, expected from (\n{statement}\n) as violating")
        # A mark is one per row, however many of the row's fields it names.
        counted = "count(distinct (submission_id, row_no))" if rule.is_native else "count(*)"
        selected = own.connection.execute(
            f"select {counted} from violation where rule_id = %s", [rule.rule_id]).fetchone()[0]
    return own.outcome(rule, verdict, selected, "violation")


def _settle(own: Bench, judged: dict[str, int], outcomes: list[RuleOutcome]) -> dict[str, int]:
    """Write violations, quarantine and states of the judged submissions, and that they have been judged."""
    erred = [outcome.rule_id for outcome in outcomes if outcome.result == ERROR]
    quarantining = [condition.condition for rule in own.rules if rule.kind == "row"
                    for condition in rule.conditions if condition.effect == "quarantine"]
    given = {"erred": erred, "quarantining": quarantining, "cutoff": own.moment.cutoff}
    for statement in _SETTLE:
        own.connection.execute(statement, given)
    for dataset in judged:
        concerned = {rule.rule_id for rule in own.rules if dataset in rule.datasets}
        if not concerned.intersection(erred):
            own.connection.execute(_JUDGED, {"dataset": dataset,
                                             "rule_set": rule_set(own.by_dataset[dataset], own.rules)})
    accepted, refused, violations = own.connection.execute(_FACTS).fetchone()
    return {"submissions": sum(judged.values()), "accepted": accepted, "refused": refused, "violations": violations}


# Rows are found by index until the transaction ends: of a short history the planner expects that a submission holds
# a good part of it, and reads all.
_LOOK_UP = "set local enable_seqscan = off"
_CHOOSE = """
with unjudged as materialized (
    select ledger.*
    from quality.submission_ledger as ledger
    left join quality.row_judgement as done using (county_code, submission_id)
    where
        ledger.dataset = %(dataset)s
        and ledger.received_at <= %(cutoff)s
        and ledger.county_code = any(%(counties)s)
        and done.rule_set is distinct from %(rule_set)s
)
insert into quality.judging (county_code, submission_id, dataset, stream, period)
select county_code, submission_id, dataset, stream, period
from unjudged
-- What landed after staging was built waits for the next round. By their order rows are looked up, not searched for.
where
    landed_rows = 0
    or (
        select true from STAGING as typed
        where typed.county_code = unjudged.county_code and typed._submission_id = unjudged.submission_id
        order by typed._submission_id, typed._row_no
        limit 1
    )
"""
# Words given earlier for this cut-off or a later one are void; of the others only a different one is news.
_REMEMBER = (
    "delete from quality.submission_verdict as said using quality.judging as judged"
    " where said.county_code = judged.county_code and said.submission_id = judged.submission_id"
    " and said.cutoff >= %(cutoff)s",
    "delete from quality.quarantine_verdict as said using quality.judging as judged"
    " where said.county_code = judged.county_code and said.submission_id = judged.submission_id"
    " and said.cutoff >= %(cutoff)s",
    """
    insert into quality.submission_verdict (county_code, submission_id, cutoff, state, reject_rule)
    select ledger.county_code, ledger.submission_id, %(cutoff)s, ledger.state, ledger.reject_rule
    from quality.judging as judged
    inner join quality.submission_ledger as ledger using (county_code, submission_id)
    left join (
        select distinct on (said.county_code, said.submission_id)
            said.county_code, said.submission_id, said.state, said.reject_rule
        from quality.submission_verdict as said inner join quality.judging as judged using (county_code, submission_id)
        order by said.county_code, said.submission_id, said.cutoff desc
    ) as said using (county_code, submission_id)
    where (ledger.state, ledger.reject_rule) is distinct from (said.state, said.reject_rule)
    """,
    """
    insert into quality.quarantine_verdict (county_code, dataset, submission_id, row_no, cutoff, is_held)
    select county_code, dataset, submission_id, row_no, %(cutoff)s, held.submission_id is not null
    from (
        select distinct held.county_code, held.dataset, held.submission_id, held.row_no
        from quality.quarantine as held inner join quality.judging as judged using (county_code, submission_id)
    ) as held
    full join (
        select distinct on (said.county_code, said.dataset, said.submission_id, said.row_no)
            said.county_code, said.dataset, said.submission_id, said.row_no, said.is_held
        from quality.quarantine_verdict as said inner join quality.judging as judged using (county_code, submission_id)
        order by said.county_code, said.dataset, said.submission_id, said.row_no, said.cutoff desc
    ) as said using (county_code, dataset, submission_id, row_no)
    where (held.submission_id is not null) <> coalesce(said.is_held, false)
    """,
)
# A rule that could not run keeps what it said before.
_SETTLE = (
    "delete from quality.row_violation as old using quality.judging as judged"
    " where old.county_code = judged.county_code and old.submission_id = judged.submission_id"
    " and old.rule_id <> all(%(erred)s)",
    "insert into quality.row_violation select * from violation where rule_id <> all(%(erred)s)",
    "delete from quality.quarantine as old using quality.judging as judged"
    " where old.county_code = judged.county_code and old.submission_id = judged.submission_id"
    " and old.rule_id <> all(%(erred)s)",
    "insert into quality.quarantine (county_code, dataset, submission_id, row_no, rule_id, condition)"
    " select distinct county_code, dataset, submission_id, row_no, rule_id, condition from violation"
    " where condition = any(%(quarantining)s) and rule_id <> all(%(erred)s)",
    "update quality.submission_ledger as ledger set"
    " state = case when refused.rule_id is null then '已接受' else '已退回' end,"
    " reject_rule = refused.rule_id, reject_reason = refused.reason"
    " from quality.judging as judged left join ("
    "   select county_code, submission_id, min(rule_id) as rule_id, string_agg(reason, '；' order by rule_id) as reason"
    "   from refusal group by county_code, submission_id) as refused using (county_code, submission_id)"
    " where ledger.county_code = judged.county_code and ledger.submission_id = judged.submission_id",
    *_REMEMBER,
)
_JUDGED = """
insert into quality.row_judgement (county_code, submission_id, dataset, rule_set)
select county_code, submission_id, dataset, %(rule_set)s from quality.judging where dataset = %(dataset)s
on conflict (county_code, submission_id) do update set rule_set = excluded.rule_set
"""
_FACTS = """
select
    count(*) filter (where ledger.state = '已接受'),
    count(*) filter (where ledger.state = '已退回'),
    (select count(*) from violation)
from quality.judging as judged
inner join quality.submission_ledger as ledger using (county_code, submission_id)
"""
_CHECKED = """
select county_code, dataset, 'file' as kind, count(*) as checked
from quality.judging group by county_code, dataset
union all
select judged.county_code, judged.dataset, 'row' as kind, sum(ledger.landed_rows) as checked
from quality.judging as judged
inner join quality.submission_ledger as ledger using (county_code, submission_id)
group by judged.county_code, judged.dataset
"""
_FAILED = """
select county_code, condition, dataset, count(*) as failed from violation group by county_code, condition, dataset
union all
select refusal.county_code, refusal.rule_id as condition, judged.dataset, count(*) as failed
from refusal inner join quality.judging as judged using (county_code, submission_id)
group by refusal.county_code, refusal.rule_id, judged.dataset
"""
