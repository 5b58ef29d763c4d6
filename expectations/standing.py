"""Judges what stands as of the cut-off and folds it into the ledger of problems.

    row violations whose row still stands ─┐
    rules over sets, submissions, and      ├→ finding_seen (this cut-off) ─→ finding (life over all cut-offs)
    across departments                    ─┘

A rule that could not run closes nothing: what it said at the cut-off before is said again.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from contracts.model import Contract
from expectations import catalogue, similarity
from expectations.catalogue import Rule
from expectations.engine import Verdict
from expectations.judging import Bench, bench, sync_rules, write_runs
from expectations.outcome import ERROR, FAILED, PASSED, JudgeResult, RuleOutcome, summed

_COLUMNS = ("condition", "county_code", "dataset", "period", "region_code", "business_key", "field", "observed",
            "expected", "counterpart_dataset", "counterpart_key", "counterpart_value")
_NEVER_NULL = ("period", "business_key", "field")
#: Columns that a rule of the kind does not select.
_ABSENT = {
    "set": {"counterpart_dataset", "counterpart_key", "counterpart_value"},
    "file": {"counterpart_dataset", "counterpart_key", "counterpart_value", "region_code"},
    "cross": set(),
}


def judge_warehouse(cutoff: datetime, counties: Sequence[str] | None = None) -> JudgeResult:
    """Judge the warehouse as built for the cut-off; doing it again replaces what was said for this cut-off.

    Args:
        cutoff: report's cut-off, Asia/Shanghai wall time; the intermediate layer must stand at it.
        counties: codes of the counties to judge; None judges all.
    """
    with bench(cutoff, counties, judging=False) as own:
        sync_rules(own.connection, catalogue.load(), own.by_dataset)
        _prepare(own)
        own.connection.commit()  # the engine reads these tables over its own connection
        own.connection.execute(_FOUND)
        outcomes = _judge(own) + _recall_rows(own)
        facts = _fold(own, outcomes)
        write_runs(own, "warehouse", outcomes + own.skipped(), _checked(own), _FAILED)
        return JudgeResult(cutoff, tuple(outcomes), {**facts, **summed(tuple(outcomes))})


def _prepare(own: Bench) -> None:
    """What several rules look up: licences by entity, and how alike names are."""
    own.connection.execute("delete from quality.entity_licence")
    if {"ms_entity", "ms_prod_lic", "ms_oper_lic", "ms_small_reg"} <= set(own.contracts):
        own.connection.execute(
            "insert into quality.entity_licence (county_code, entity_id, dataset, lic_no, issued_on, is_live)\n"
            + own.renderer.render_shared("entity_licence"))
    similarity.refresh_names(own)


def _judge(own: Bench) -> list[RuleOutcome]:
    """Run every rule that is not about single rows; violations are kept in the temporary table `found`.

    The engine counts over a connection of its own, so it is at the next rule while the last one's keys are taken.
    """
    with ThreadPoolExecutor(1) as taking:
        taken = []
        for rule in own.rules:
            if rule.kind != "row":
                statement = own.of_county(own.renderer.render(rule))
                verdict = own.engine.count(rule.rule_id, statement, rule.conditions[0].severity)
                taken.append(taking.submit(_outcome, own, rule, statement, verdict))
        return [outcome.result() for outcome in taken]


def _outcome(own: Bench, rule: Rule, statement: str, verdict: Verdict) -> RuleOutcome:
    """Take the keys of what the engine counted."""
    return own.outcome(rule, verdict, _take(own, rule, statement) if verdict.failed else 0, "found")


def _take(own: Bench, rule: Rule, statement: str) -> int:
    """Insert the violating keys of a rule by its own SQL; returns their number."""
    selected = ", ".join(
        "null" if name in _ABSENT[rule.kind] else f"coalesce({name}, '')" if name in _NEVER_NULL else name
        for name in _COLUMNS)
    done = own.connection.execute(
        f"insert into found (rule_id, {', '.join(_COLUMNS)}) select '{rule.rule_id}', {selected}"
        f" from (\n{statement}\n) as violating")
    return done.rowcount


def _recall_rows(own: Bench) -> list[RuleOutcome]:
    """Violations of single rows hold as long as their row does; returns the outcomes of the row rules."""
    for contract in own.contracts.values():
        own.connection.execute(_recall(contract, own), {"counties": list(own.counties)})
    erred = dict(own.connection.execute(_ERRED, [f"{own.moment.cutoff:%Y-%m-%dT%H:%M}/landing"]).fetchall())
    failed = dict(own.connection.execute("select rule_id, count(*) from found group by rule_id").fetchall())
    return [
        RuleOutcome(rule.rule_id, ERROR, None, erred[rule.rule_id], 0.0) if rule.rule_id in erred
        else RuleOutcome(rule.rule_id, FAILED if failed.get(rule.rule_id) else PASSED,
                         failed.get(rule.rule_id, 0), "", 0.0)
        for rule in own.rules if rule.kind == "row"
    ]


def _recall(contract: Contract, own: Bench) -> str:
    region = "standing.region_code" if any(field.name == "region_code" for field in contract.fields) else "null"
    period = "standing.period" if contract.mode == "period" else "''"
    return f"""
        insert into found (rule_id, {', '.join(_COLUMNS)})
        select
            violation.rule_id, violation.condition, violation.county_code, violation.dataset, {period}, {region},
            violation.business_key, violation.field, violation.observed, violation.expected, null, null, null
        from quality.row_violation as violation
        inner join {own.renderer.standing_rows(contract.table)} as standing
            on
                violation.county_code = standing.county_code
                and violation.submission_id = standing._submission_id
                and violation.row_no = standing._row_no
        inner join quality.rule as rule
            on violation.condition = rule.condition and violation.dataset = rule.dataset
        where violation.dataset = '{contract.dataset}' and violation.county_code = any(%(counties)s)
        order by standing.row_state"""


def _fold(own: Bench, outcomes: list[RuleOutcome]) -> dict[str, int]:
    """Write what was seen at this cut-off and fold the ledger up to it."""
    submitters = [(contract.dataset, contract.submitter) for contract in own.contracts.values()]
    given = {
        "cutoff": own.moment.cutoff, "day": own.moment.day, "counties": list(own.counties),
        "rule_set": catalogue.fingerprint(), "datasets": [dataset for dataset, _ in submitters],
        "submitters": [submitter for _, submitter in submitters],
        "erred": [outcome.rule_id for outcome in outcomes if outcome.result == ERROR],
    }
    for statement in _FOLD:
        own.connection.execute(statement, given)
    facts = own.connection.execute(_FACTS, given).fetchone()
    return dict(zip(("findings", "blocking", "warning", "new", "closed"), facts, strict=True))


def _checked(own: Bench) -> str:
    """How many rows and submissions stand, per county and dataset; nothing to look at counts as zero."""
    rows = "\nunion all\n".join(
        f"select county.county_code, '{contract.dataset}' as dataset, 'row' as kind, count(held.county_code) as checked"
        f" from reference.county as county left join intermediate.int_{contract.table}_current as held"
        f" using (county_code) group by county.county_code"
        for contract in own.contracts.values())
    listed = ", ".join(f"('{contract.dataset}')" for contract in own.contracts.values())
    return (f"{rows}\nunion all\nselect county.county_code, known.dataset, 'file' as kind,"
            " count(distinct (sent.stream, sent.period)) as checked"
            f" from reference.county as county cross join (values {listed}) as known (dataset)"
            " left join quality.submission_ledger as sent on sent.county_code = county.county_code"
            f" and sent.dataset = known.dataset and sent.received_at <= '{own.moment.cutoff}'"
            " group by county.county_code, known.dataset")


_FOUND = """
create temporary table found (
    rule_id text, condition text, county_code text, dataset text, period text, region_code text, business_key text,
    field text, observed text, expected text, counterpart_dataset text, counterpart_key text, counterpart_value text,
    ordinal bigint generated always as identity
) on commit drop
"""
_ERRED = """
select rule_id, max(detail) from quality.check_run where run_id = %s and result = 'error' group by rule_id
"""
_FAILED = """
select county_code, condition, dataset, count(*) as failed from found group by county_code, condition, dataset
"""
_FOLD = (
    "delete from quality.finding_seen where cutoff = %(cutoff)s and county_code = any(%(counties)s)",
    """
    insert into quality.finding_seen
    select distinct on (found.county_code, fingerprint)
        found.county_code, %(cutoff)s,
        md5(concat_ws('|', found.county_code, found.condition, found.dataset, found.business_key, found.field))
            as fingerprint,
        found.rule_id, found.condition, rule.severity, rule.dimension, found.dataset, owner.submitter, found.period,
        found.business_key, found.field, found.observed, found.expected, found.counterpart_dataset,
        found.counterpart_key, found.counterpart_value, found.region_code
    from found
    inner join quality.rule as rule on found.condition = rule.condition and found.dataset = rule.dataset
    inner join unnest(%(datasets)s::text[], %(submitters)s::text[]) as owner (dataset, submitter)
        on found.dataset = owner.dataset
    order by found.county_code, fingerprint, found.ordinal
    """,
    """
    insert into quality.judgement (county_code, cutoff, day, rule_set)
    select unnest(%(counties)s::text[]), %(cutoff)s, %(day)s, %(rule_set)s
    on conflict (county_code, cutoff) do update set day = excluded.day, rule_set = excluded.rule_set
    """,
    # A rule in error repeats what it said at the cut-off before.
    """
    insert into quality.finding_seen
    select
        before.county_code, %(cutoff)s, before.fingerprint, before.rule_id, before.condition, before.severity,
        before.dimension, before.dataset, before.submitter, before.period, before.business_key, before.field,
        before.observed, before.expected, before.counterpart_dataset, before.counterpart_key,
        before.counterpart_value, before.region_code
    from quality.finding_seen as before
    inner join (
        select county_code, max(cutoff) as cutoff from quality.judgement where cutoff < %(cutoff)s group by county_code
    ) as newest using (county_code, cutoff)
    where before.county_code = any(%(counties)s) and before.rule_id = any(%(erred)s)
    on conflict (county_code, cutoff, fingerprint) do nothing
    """,
    "delete from quality.finding where county_code = any(%(counties)s)",
    "insert into quality.finding select * from quality.finding_as_of(%(cutoff)s) where county_code = any(%(counties)s)",
)
_FACTS = """
select
    count(*) filter (where last_seen = %(cutoff)s),
    count(*) filter (where last_seen = %(cutoff)s and severity = 'B'),
    count(*) filter (where last_seen = %(cutoff)s and severity = 'W'),
    count(*) filter (where state = '新增'),
    count(*) filter (where closed_at = %(cutoff)s)
from quality.finding where county_code = any(%(counties)s)
"""
