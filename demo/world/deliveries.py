"""When the husbandry centre and the office send their files: in time, late, again with corrections, or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from demo import calendar
from demo.world import schema
from demo.world.model import DATA, STREAM, ZERO, Delivery, World
from demo.world.profile import Profile

#: How far back files were sent before the first week, for figures that are counted from there.
_SENT_SINCE = {"FS03": calendar.HALF, **dict.fromkeys(("FS04", "FS05", "FS07", "FS08"), calendar.YEAR)}
#: Files of what happens once in a period: sent when it is known, long before the period's deadline.
_SENT_WHEN_KNOWN = frozenset({"FS09"})


def schedule(world: World, profile: Profile) -> list[Delivery]:
    """First files of all periods that fall due within the world, and of the periods before that give it its start.

    Registers that come monthly or quarterly were sent once before the first week; visits were sent week by week since
    the half-year began, so that the visit rate of the first quarter has its rows.
    """
    rng = world.rng("deliveries")
    filed = [dataset for dataset in schema.datasets() if schema.is_filed(dataset)]
    weekly = [dataset for dataset in filed if schema.period_type(dataset) == calendar.WEEK]
    filed = [*weekly, *(dataset for dataset in filed if dataset not in weekly)]
    owed = [(dataset, period) for dataset in filed for period in world.obligation_periods(dataset)]
    missing, late = _faltering([file for file in owed if file[0] in weekly], profile, rng)
    before = [(dataset, period) for dataset in filed for period in _history_periods(world, dataset)]
    found = [_sent(world, dataset, period, _in_time(period, rng)) for dataset, period in before]
    told = {(dataset, file.period): file for dataset in filed for file in _told_early(world, dataset)}
    found += told.values()
    for dataset, period in owed:
        if (dataset, period) not in missing and (dataset, period) not in told:
            at = _late(period, rng) if (dataset, period) in late else _in_time(period, rng)
            found.append(_sent(world, dataset, period, at))
    return sorted(found, key=lambda delivery: delivery.received_at)


def _faltering(files: list[tuple[str, str]], profile: Profile, rng: np.random.Generator) -> tuple[set, set]:
    """Which weekly files never come and which come late."""
    never, late = (int(np.ceil(share * len(files))) for share in (profile.missing_file, profile.late_file))
    chosen = [files[number] for number in rng.choice(len(files), never + late, replace=False)]
    return set(chosen[:never]), set(chosen[never:])


def _history_periods(world: World, dataset: str) -> list[str]:
    """Periods before the world's first obligation for which the dataset was sent in its time."""
    owed, kind = world.obligation_periods(dataset), schema.period_type(dataset)
    first = calendar.period(world.first_week).first
    if dataset in _SENT_SINCE:
        since = calendar.period(calendar.period_of(first, _SENT_SINCE[dataset])).first
        names = calendar.periods_between(since, first - timedelta(days=1), kind)
        return [name for name in names if name not in owed]
    if schema.mode(dataset) == "snapshot":
        names = calendar.periods_between(first - timedelta(days=130), first, kind)
        before = [name for name in names if name not in owed and calendar.due_at(name).date() < first]
        return before[-1:]
    return []


def _told_early(world: World, dataset: str) -> list[Delivery]:
    """Files that were sent two hours after their last row was known, for periods that end in the world or later."""
    if dataset not in _SENT_WHEN_KNOWN:
        return []
    first, end = calendar.period(world.first_week).first, calendar.cutoff(world.last_week)
    known = world.frames[dataset].groupby("_period")["_from"].max() + timedelta(hours=2)
    return [
        Delivery(dataset, STREAM, period, 1, at.to_pydatetime())
        for period, at in known.items()
        if calendar.period(period).last >= first and at <= end
    ]


def _sent(world: World, dataset: str, period: str, at: datetime) -> Delivery:
    nothing = schema.mode(dataset) == "period" and not (world.frames[dataset]["_period"].array == period).any()
    return Delivery(dataset, STREAM, period, 1, at, ZERO if nothing else DATA)


def _in_time(period: str, rng: np.random.Generator) -> datetime:
    """The morning of the deadline's day, or a working afternoon up to two days before a monthly one."""
    due = calendar.due_at(period)
    if calendar.period_type(period) == calendar.WEEK:
        return due.replace(hour=7, minute=30) + timedelta(seconds=int(rng.integers(0, 4 * 3600)))
    return due - timedelta(hours=int(rng.integers(0, 3)) * 24) - timedelta(seconds=int(rng.integers(900, 6 * 3600)))


def _late(period: str, rng: np.random.Generator) -> datetime:
    """Most late files still come before the report; some come days after it."""
    due, cutoff = calendar.due_at(period), calendar.cutoff(period)
    if rng.random() < 0.6:
        return due + timedelta(seconds=int(rng.uniform(0.05, 0.95) * (cutoff - due).total_seconds()))
    return cutoff + timedelta(seconds=int(rng.integers(4 * 3600, 60 * 3600)))
