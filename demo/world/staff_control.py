"""MS12: month by month, who watches over food safety in each business and what the record books show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import people, schema
from demo.world.profile import Profile
from demo.world.window import Window, add_workdays, at_hours

_MONTHS_BEFORE = 40
#: Trades that need a director whatever their legal form; companies need one in any trade (handbook §1.3).
_DIRECTED = ("school_canteen", "central_kitchen", "meal_delivery", "wholesale_mkt", "farm_mkt")
_OFFICERED = ("restaurant",)
_SCHOOL, _SCHOOL_DAYS = "school_canteen", 22
_TESTED, _PASSED, _SECOND_NAME = 0.015, 0.93, 0.02
_IDLE_DAYS, _NO_RECORD, _LATE_SELF_CHECK = 4, 0.025, 0.05
_LONG_AGO = 200
_COPIED = {"daily_n": 26, "weekly_n": 4, "monthly_n": 1}


def months(roster: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """MS12: one row per entity that is open at the month's end, entered in the first days of the next month."""
    table = _posts(roster, profile, rng)
    since = pd.Timestamp(window.first) - pd.Timedelta(days=_MONTHS_BEFORE)
    names = calendar.periods_between(since.date(), window.last, calendar.MONTH)
    parts = [
        _month(table, calendar.period(name), profile, rng)
        for name in names
        if calendar.period(name).last <= window.last
    ]
    return schema.framed(pd.concat(parts, ignore_index=True), "MS12")


def _posts(roster: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """What does not change from month to month: who is needed, who is there, and how careful the house is."""
    size, form, kind = len(roster), roster["biz_form"], roster["entity_type"]
    table = roster.copy()
    table["need_director"] = (kind == "企业") | form.isin(_DIRECTED)
    table["has_director"] = table["need_director"] & (rng.random(size) >= profile.no_director)
    names = pd.Series(people.names(rng, size), index=roster.index)
    second = pd.Series(people.names(rng, size), index=roster.index)
    table["director"] = names.where(rng.random(size) >= _SECOND_NAME, names + "、" + second)
    table["director"] = table["director"].where(table["has_director"])
    obliged = ~kind.isin(["个体工商户", "自然人"]) | form.isin(_OFFICERED)
    table["need_officers"] = np.where(obliged, 1 + (table["employees"] > 30).astype(int), 0)
    short = obliged & (rng.random(size) < profile.short_officers)
    table["officers"] = table["need_officers"] - short.astype(int)
    lax = rng.random(size) < profile.lax_records
    table["care"] = np.where(obliged, np.where(lax, rng.uniform(0.3, 0.8, size), 1 - _NO_RECORD), rng.random(size))
    table["still_listed"] = rng.random(size) < profile.listed_closed
    return table


def _month(
    table: pd.DataFrame, month: calendar.Period, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    first, last = pd.Timestamp(month.first), pd.Timestamp(month.last)
    closed = table["was_closed"] | (table["oper_status"] != "正常") | (table["close_on"] <= last)
    paused = (table["pause_on"] <= last) & ~(table["resume_on"] <= last)
    there = ~closed & ~paused | (closed & table["still_listed"])
    rows = table[there & ~(table["born"] > last)].copy()
    size, is_open = len(rows), ~closed[rows.index].to_numpy()
    held = (last - rows["born"].where(rows["born"] > first, first)).dt.days.to_numpy() + 1
    days = np.where(rows["biz_form"] == _SCHOOL, np.minimum(held, _SCHOOL_DAYS), held)
    rows["open_days"] = np.where(is_open, np.maximum(days - rng.integers(0, _IDLE_DAYS + 1, size), 1), 0)
    care = rows["care"].to_numpy()
    rows["daily_n"] = rng.binomial(rows["open_days"], care)
    rows["weekly_n"] = rng.binomial(-(-rows["open_days"] // 7), np.minimum(care + 0.01, 1))
    rows["monthly_n"] = np.where(is_open, rng.random(size) < np.minimum(care + 0.01, 1), 0).astype(int)
    if rng.random() < profile.copied_records:
        _copied(rows, rng)
    rows["self_found"] = np.where(is_open, rng.poisson(0.6, size), 0)
    rows["self_fixed"] = rng.binomial(rows["self_found"], 0.95)
    asked = is_open & (rows["officers"] > 0) & (rng.random(size) < _TESTED)
    rows["tested"] = pd.Series(np.minimum(rows["officers"], 2), index=rows.index).where(asked)
    rows["passed"] = pd.Series(rng.binomial(np.minimum(rows["officers"], 2), _PASSED), index=rows.index).where(asked)
    ago = np.where(rng.random(size) < care - _LATE_SELF_CHECK, rng.integers(0, 26, size), rng.integers(32, 60, size))
    age = (last - rows["born"]).dt.days.fillna(_LONG_AGO).to_numpy()
    rows["self_last"] = last - pd.to_timedelta(np.where(is_open, np.minimum(ago, age), _LONG_AGO), unit="D")
    entered = add_workdays(np.full(size, np.datetime64(month.last)), rng.integers(1, 4, size))
    return rows.assign(
        stat_month=month.name.replace("-", ""), _period=month.name, _from=at_hours(entered, rng, 9, 17)
    )


def _copied(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    """One office fills in the same numbers for all of its businesses."""
    office = rows["mso_code"] == rng.choice(sorted(rows["mso_code"].unique()))
    for name, number in _COPIED.items():
        ceiling = rows.loc[office, "open_days"] if name == "daily_n" else -(-rows.loc[office, "open_days"] // 7)
        rows.loc[office, name] = np.minimum(number, ceiling)
