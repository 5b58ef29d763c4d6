"""Writing anew only what changed gives the table that a build from nothing gives."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from staged import build, judge, land, quarantine, say, states, vanish

from warehouse.dbt import EVERYTHING, Scope

#: One dataset per way in which deliveries replace each other: by period, as a stock, by arrival (pulls and events).
DATASETS = ("AH03", "FS02", "MS01", "MS08")
START, DELIVERIES = datetime(2026, 11, 23, 10), 8


def _row(dataset: str, chance: random.Random) -> dict[str, object]:
    """A row of one of few keys, so that keys meet again within a delivery and across deliveries."""
    number = chance.randint(1, 6)
    if dataset == "AH03":
        return {"plant_code": f"A6208990{number}", "species": "猪", "slaughtered": str(chance.randint(1, 9)),
                "stat_date": chance.choice(["2026-11-17", "2026-11-18", "坏日期"])}
    if dataset == "FS02":
        return {"binding_id": f"B{number}", "entity_id": f"E{chance.randint(1, 9)}"}
    if dataset == "MS01":
        return {"entity_id": f"E{number}", "entity_name": f"店{chance.randint(1, 9)}",
                "updated_at": f"2026-11-0{chance.randint(1, 9)} 00:00:00", "_deleted_flag": chance.random() < 0.1}
    return {"sample_no": f"XBJ{number}", "conclusion": chance.choice(["合格", "待检"]), "sampled_on": "2026-11-17"}


def _deliver(number: int, chance: random.Random) -> None:
    """The deliveries of one moment, some of them refused, not yet judged, of a period that came before, or held in
    part by the judge."""
    for dataset in DATASETS:
        submission = f"{dataset}-{number}"
        state = chance.choices(["已接受", "已退回", "已入库"], weights=[8, 1, 1])[0]
        land(dataset, submission, f"2026-W{chance.randint(44, 47)}", f"{_moment(number)}",
             [_row(dataset, chance) for _ in range(chance.randint(1, 8))], state=state, revision=number + 1)
        held = [(1, True)] if chance.random() < 0.3 else []
        if state != "已入库":
            say(submission, _moment(number), state, held=held)
        if dataset == "MS01":
            vanish(dataset, submission, *chance.sample([f"E{n}" for n in range(1, 7)], chance.randint(0, 2)))
        if held:
            quarantine(dataset, submission, 1)
        if number and chance.random() < 0.3:
            earlier, other = f"{dataset}-{chance.randrange(number)}", chance.choice(["已接受", "已退回"])
            judge(earlier, other)
            say(earlier, _moment(number), other)


def _moment(number: int) -> datetime:
    return START + timedelta(days=number)


def _seen(cutoff: datetime, *, full_refresh: bool = False, scope: Scope = EVERYTHING) -> dict[str, dict[str, str]]:
    build(DATASETS, cutoff, full_refresh=full_refresh, scope=scope)
    return {dataset: states(dataset) for dataset in DATASETS}


@pytest.mark.parametrize("seed", range(2))
def test_states_after_many_builds_equal_those_of_a_build_from_nothing(seeded_warehouse, seed):
    chance = random.Random(seed)
    numbers = range(seed * DELIVERIES, (seed + 1) * DELIVERIES)
    for number in numbers:
        _deliver(number, chance)
        # A build of the past comes between those of the present.
        back, moment = _moment(chance.randint(numbers[0], number)), _moment(number)
        last = {cutoff: _seen(cutoff) for cutoff in (back, moment)}
    assert {cutoff: _seen(cutoff, full_refresh=True) for cutoff in last} == last


def test_states_in_every_scope_equal_those_of_a_build_from_nothing(seeded_warehouse):
    chance = random.Random(7)
    numbers = range(100, 100 + DELIVERIES)
    for number in numbers:
        _deliver(number, chance)
    chosen = ((4, 4, "then", "then"), (6, 4, "arrivals", "then"), (6, 4, "amended", "then"),
              (6, 4, "arrivals", "now"), (7, 6, "arrivals", "then"))
    wanted = [(_moment(numbers[moment]), Scope(scope, _moment(numbers[baseline]), words))
              for moment, baseline, scope, words in chosen]
    wanted.append((_moment(numbers[-1]), EVERYTHING))
    # Every scope follows on every other one, as the weeks bring them.
    order = chance.sample(range(len(wanted)), len(wanted)) + list(range(len(wanted)))
    last = {number: _seen(wanted[number][0], scope=wanted[number][1]) for number in order}
    assert last == {number: _seen(moment, scope=scope, full_refresh=True)
                    for number, (moment, scope) in enumerate(wanted)}
    assert any(state == "withheld" for seen in last.values() for state in seen["MS01"].values())
