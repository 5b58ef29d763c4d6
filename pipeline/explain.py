"""Why a number changed: the steps between the newest publication and the one before, each computed by itself.

    published before ─ 程序 ─ 规则 ─ 后到 ─ 更正 ─ 隔离或放行 ─ published now
                       └── as of the ──┘ └── as of this cut-off, ─┘
                          earlier cut-off      without what comes after

A step is a recomputation of all figures in schema `recomputed`, beside what readers see; one for which nothing happened
between the two cut-offs is left out and costs nothing. `marts.fct_indicator_change` is folded from the results.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from contracts.model import Contract
from contracts.render.current import replaces
from pipeline import inputs, phases, reference_data, verdicts
from pipeline.phases import PhaseReport
from warehouse import dbt, reference, reference_versions, settings
from warehouse.connection import connect
from warehouse.dbt import Scope

MODEL = "int_indicator_values"
CODE, RULES, ARRIVALS, AMENDED = "程序", "规则", "后到", "更正"


@dataclass(frozen=True)
class Happened:
    """What is different between a publication and the one before.

    Attributes:
        previous: cut-off of the publication before.
        reference_then: version of its reference data where that is another one, else empty.
        rules: whether the judge's rules are others.
        program: whether the code that decides figures is another.
        words: whether the judge says something else than then about what he had seen.
        amendments: whether something that stood was revised, changed or withdrawn.
    """

    previous: datetime
    reference_then: str
    rules: bool
    program: bool
    words: bool
    amendments: bool


@dataclass(frozen=True)
class Step:
    """One recomputation; `reference_then` names other reference data than today's."""

    name: str
    cutoff: datetime
    scope: Scope
    reference_then: str = ""


def explain(cutoff: datetime) -> PhaseReport:
    """Explain the publication of a cut-off where it is the newest one, and the warehouse stands at it."""
    begun = time.monotonic()
    with phases.exclusively():
        if reason := _reason_to_leave_out(cutoff):
            return PhaseReport("explain", time.monotonic() - begun, {"left out": reason})
        happened = _happened(cutoff)
        chosen = plan(cutoff, happened) if happened else []
        _forget()
        for step in chosen:
            with _reference_of(step):
                dbt.recompute(MODEL, cutoff=step.cutoff, scope=step.scope)
            _take(step, cutoff)
        baseline = Scope(baseline=happened.previous) if happened else dbt.EVERYTHING
        done = dbt.build("tag:explain", cutoff=cutoff, scope=baseline)
    return PhaseReport("explain", time.monotonic() - begun, _facts(cutoff, chosen), done.nodes)


def plan(cutoff: datetime, happened: Happened) -> list[Step]:
    """The recomputations, in the order in which each follows on the one before.

    The program comes first: the old one is no longer there to compute with new rules.
    """
    before = happened.previous
    words = "now" if happened.rules else "then"
    steps = []
    if happened.program:
        steps.append(Step(CODE, before, Scope("then", before, "then"), happened.reference_then))
    if happened.reference_then or (happened.rules and happened.words):
        steps.append(Step(RULES, before, Scope("then", before, words)))
    if happened.amendments:
        steps.append(Step(ARRIVALS, cutoff, Scope("arrivals", before, words)))
    # Where the rules are others, what the judge says otherwise is their doing.
    if happened.words and not happened.rules:
        steps.append(Step(AMENDED, cutoff, Scope("amended", before, words)))
    return steps


def _reason_to_leave_out(cutoff: datetime) -> str:
    newest, now = inputs.newest_closed(), inputs.standing()
    if newest is not None and newest > cutoff:
        return "only the newest publication is explained"
    if now is None or now[0].cutoff != cutoff or now[1] != inputs.PUBLISHED:
        return "the warehouse does not stand at this publication"
    return ""


def _happened(cutoff: datetime) -> Happened | None:
    """What happened since the publication before; None where there is none."""
    with connect("transformer") as connection:
        then = connection.execute(
            "select cutoff, reference_hash, program_hash, rule_set_hash, release from quality.cycle"
            " where cutoff < %s order by cutoff desc, county_code limit 1", [cutoff]).fetchone()
        if then is None:
            return None
        previous, reference_then, program, rules, release = then
        today = reference.fingerprint(settings.load())
        given = {"previous": previous, "cutoff": cutoff}
        return Happened(
            previous=previous,
            reference_then=reference_then if reference_then not in (None, today) else "",
            rules=rules != inputs.rule_set_hash(),
            # A release that noted no program is another one.
            program=program != inputs.program_hash() if program else release != inputs.release(),
            words=verdicts.changed(previous, cutoff) > 0,
            amendments=any(connection.execute(_amended(contract), given | {"dataset": contract.dataset}).fetchone()[0]
                           for contract in phases.all_contracts()),
        )


def _amended(contract: Contract) -> str:
    """Whether a dataset's new deliveries touch what stood: a period for files, a key for pulls."""
    if replaces(contract) != "nothing":
        return _REVISED
    same = " and ".join(f"older.{name} = newer.{name}" for name in ("county_code", *contract.key))
    return _CHANGED.format(staging=f"staging.{contract.staging_model}", same=same)


@contextmanager
def _reference_of(step: Step) -> Iterator[None]:
    """Reference data of then for one step, today's again afterwards."""
    if not step.reference_then:
        yield
        return
    values = settings.load()
    written = reference_versions.write(step.reference_then, values.home / "explain" / "seeds", values)
    try:
        with reference.instead(written.folder):
            reference_data.load()
            yield
    finally:
        reference_data.load()


def _forget() -> None:
    with connect("transformer") as connection:
        connection.execute("delete from quality.indicator_step")


def _take(step: Step, cutoff: datetime) -> None:
    """Keep what a recomputation gave."""
    with connect("transformer") as connection:
        connection.execute(_TAKE, {"as_of": cutoff, "step": step.name})


def _facts(cutoff: datetime, steps: list[Step]) -> dict[str, int | str]:
    """Figures that changed, and by how many each step moved them."""
    with connect("transformer") as connection:
        rows: list[tuple[str, int, int]] = connection.execute(_MOVED, [cutoff]).fetchall()
    figures = rows[0][2] if rows else 0
    return {"recomputed": " ".join(step.name for step in steps) or "nothing", "figures changed": figures,
            **{step: moved for step, moved, _ in rows if moved}}


_TAKE = f"""
insert into quality.indicator_step (
    county_code, as_of, step, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period,
    numerator, denominator
)
select
    county_code, %(as_of)s, %(step)s, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period,
    numerator, denominator
from {dbt.APART}.{MODEL}
"""
_MOVED = """
select step, count(*) filter (where numerator_delta <> 0 or denominator_delta <> 0), count(*)
from marts.fct_indicator_change where as_of = %s group by step, step_no order by step_no
"""
#: Accepted deliveries of a dataset, and whether the judge had seen them by the cut-off before.
_SEEN = """
with sent as (
    select
        ledger.county_code, ledger.submission_id, ledger.stream, ledger.period,
        not exists (
            select 1 from quality.submission_verdict as said
            where
                said.county_code = ledger.county_code and said.submission_id = ledger.submission_id
                and said.cutoff <= %(previous)s
        ) as is_new
    from quality.submission_ledger as ledger
    where ledger.dataset = %(dataset)s and ledger.received_at <= %(cutoff)s and ledger.state = '已接受'
)
"""
_REVISED = _SEEN + """
select exists (
    select 1 from sent as newer inner join sent as older using (county_code, stream, period)
    where newer.is_new and not older.is_new
)
"""
_CHANGED = _SEEN + """
select
    exists (
        select 1 from quality.absence as gone inner join sent using (county_code, submission_id)
        where sent.is_new and gone.dataset = %(dataset)s
    )
    or exists (
        select 1
        from {staging} as newer
        inner join sent as pull on newer.county_code = pull.county_code and newer._submission_id = pull.submission_id
        where pull.is_new and exists (
            select 1
            from {staging} as older
            inner join sent as stood
                on older.county_code = stood.county_code and older._submission_id = stood.submission_id
            where not stood.is_new and {same}
        )
    )
"""
