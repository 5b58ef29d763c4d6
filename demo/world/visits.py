"""FS03: the cadres' visits (督导), with the rush at each quarter's end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import schema
from demo.world import vocabulary as words
from demo.world.profile import Profile
from demo.world.window import Window, week_names

_PER_WEEK, _RUSH_FACTOR, _HOLIDAY_SHARE = 315, 5.0, 0.72
_PER_DAY_LIMIT = 9
_GAP_MINUTES = 38
_PROBLEM_SHARE = 0.17


def visits(
    bindings: pd.DataFrame,
    entities: pd.DataFrame,
    cadres: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Every visit of the year before and of the window.

    A to C want one a quarter, D one a half-year (handbook §1.1); most get it, many in the quarter's last week. No
    cadre makes more than nine visits a day, and a visit takes its time.
    """
    parts = []
    for name in calendar.periods_between(window.history, window.last, calendar.QUARTER):
        parts.append(_quarter(bindings, calendar.period(name), window, profile, rng))
    rows = pd.concat(parts, ignore_index=True)
    rows = pd.concat([rows, _uncovered(rows, bindings, entities["town"], window, rng)], ignore_index=True)
    rows["cadre"] = bindings["cadre"].loc[rows["binding"]].to_numpy()
    rows["rank"] = rows.groupby(["cadre", "visit_date"]).cumcount()
    rows = (
        rows[rows["rank"] < _PER_DAY_LIMIT]
        .sort_values(["visit_date", "cadre", "rank"], kind="stable")
        .reset_index(drop=True)
    )
    seconds = 8 * 3600 + rows["rank"] * _GAP_MINUTES * 60 + rng.integers(0, (_GAP_MINUTES - 8) * 60, len(rows))
    ticked = (rows["rank"] > 0) & (rng.random(len(rows)) < profile.batch_ticking * 12)
    rows["created_at"] = rows["visit_date"] + pd.to_timedelta(seconds, unit="s")
    before = rows["created_at"].shift(1) + pd.Timedelta(seconds=50)
    rows["created_at"] = rows["created_at"].where(~ticked, before).astype("datetime64[s]")
    return described(rows, bindings, entities, cadres, profile, rng)


def _quarter(
    bindings: pd.DataFrame, quarter: calendar.Period, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Visits of one quarter: those that are due, and more, spread over its days by their weight."""
    first, last = max(quarter.first, window.history), min(quarter.last, window.last)
    days = window.days[(window.days >= np.datetime64(first)) & (window.days <= np.datetime64(last))]
    weight = _day_weights(days, window)
    whole = (quarter.last - quarter.first).days + 1
    live = bindings[(bindings["from_on"] <= pd.Timestamp(last)) & ~(bindings["to_on"] <= pd.Timestamp(first))]
    share = len(days) / whole
    due = _due(live, quarter, rng)
    due = due[rng.random(len(due)) >= profile.missed_visit + (1 - share) * 0.5]
    extra = rng.choice(live.index.to_numpy(), max(0, round(weight.sum()) - len(due)))
    binding = rng.permutation(np.concatenate([due, extra])).astype(int)
    start = np.searchsorted(days, bindings["from_on"].loc[binding].to_numpy().astype("datetime64[D]"))
    end = bindings["to_on"].loc[binding].fillna(pd.Timestamp("2200-01-01")).to_numpy().astype("datetime64[D]")
    ladder = np.concatenate([[0], weight.cumsum()])
    stop = np.searchsorted(days, end)
    low, high = ladder[np.minimum(start, len(days))], ladder[stop]
    point = low + rng.random(len(binding)) * (high - low)
    chosen = np.minimum(np.searchsorted(ladder, point, side="right") - 1, len(days) - 1)
    rows = pd.DataFrame({"binding": binding, "visit_date": days[chosen].astype("datetime64[s]")})
    return rows[(high > low) & (weight[chosen] > 0)]


def _due(live: pd.DataFrame, quarter: calendar.Period, rng: np.random.Generator) -> np.ndarray:
    """Bindings that need a visit in this quarter: A to C always, of the D ones a half that is fixed by their number."""
    second_half = (quarter.first.month // 3) % 2
    is_d = (live["bb_grade"] == "D").to_numpy()
    turn = live.index.to_numpy() % 2 == second_half
    return live.index[~is_d | turn].to_numpy()


def _uncovered(
    rows: pd.DataFrame, bindings: pd.DataFrame, town: pd.Series, window: Window, rng: np.random.Generator
) -> pd.DataFrame:
    """One visit more for every township that a week would have left out: each township sends somebody each week."""
    lasting = bindings[(bindings["from_on"] < pd.Timestamp(window.history)) & bindings["to_on"].isna()]
    by_town = lasting.groupby(lasting["owner"].map(town)).groups
    monday = rows["visit_date"] - pd.to_timedelta(rows["visit_date"].dt.day_of_week, unit="D")
    seen = set(zip(monday, bindings["owner"].loc[rows["binding"]].map(town), strict=True))
    wanted = [(day, name) for day in monday.drop_duplicates() for name in by_town if (day, name) not in seen]
    last = pd.Timestamp(window.last)
    extra = [(rng.choice(by_town[name]), min(day + pd.Timedelta(days=3), last)) for day, name in wanted]
    return pd.DataFrame(extra, columns=["binding", "visit_date"]).astype({"visit_date": "datetime64[s]"})


def _day_weights(days: np.ndarray, window: Window) -> np.ndarray:
    """Visits that each day draws; the week with a quarter's last day draws five times as many, up to that day."""
    working = np.isin(days, window.workdays)
    index = pd.DatetimeIndex(days)
    week = index.to_period("W")
    per_week = pd.Series(working).groupby(np.asarray(week.astype(str))).transform("sum").to_numpy()
    # In a week of holidays the few working days carry more, and somebody goes out on a holiday, too.
    full = np.where(per_week >= 4, 1.0, _HOLIDAY_SHARE)
    weight = np.where(
        working,
        full * _PER_WEEK * 0.97 / np.maximum(per_week, 1),
        full * _PER_WEEK * 0.03 / np.maximum(7 - per_week, 1),
    )
    weight = np.where(per_week == 0, full * _PER_WEEK / 7, weight)
    quarter_end = index.to_period("Q").end_time.normalize()
    rush = (quarter_end.to_period("W") == week) & (index <= quarter_end)
    in_rush = pd.Series(rush & working).groupby(np.asarray(week.astype(str))).transform("sum").to_numpy()
    return np.where(rush & working, _RUSH_FACTOR * _PER_WEEK / np.maximum(in_rush, 1), weight)


def described(
    rows: pd.DataFrame,
    bindings: pd.DataFrame,
    entities: pd.DataFrame,
    cadres: pd.DataFrame,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """What the visits found: most problems are mended before the week's file goes out, which is all it can say."""
    size = len(rows)
    own = entities.loc[bindings["owner"].loc[rows["binding"]]].reset_index(drop=True)
    rows["binding_id"] = bindings["binding_id"].loc[rows["binding"]].to_numpy()
    rows["cadre_id"], rows["entity_id"], rows["_sheet"] = (
        cadres["cadre_id"].loc[rows["cadre"]].to_numpy(),
        own["entity_id"],
        own["town"],
    )
    rows["visit_no"] = [f"DD{day:%Y%m%d}{n % 100_000:05d}" for n, day in enumerate(rows["visit_date"])]
    rows["mode"] = rng.choice(["现场", "视频", "集中"], size, p=(0.9, 0.06, 0.04))
    rows["first"] = ~rows["binding"].duplicated()
    found = rng.random(size) < _PROBLEM_SHARE
    rows["problems"] = np.where(found, rng.integers(1, 4, size), 0)
    texts = rng.choice(words.PROBLEMS, (size, 3))
    rows["descr"] = [";".join(text[:count]) or None for text, count in zip(texts, rows["problems"], strict=True)]
    rows["handed_to"] = own["mso_code"].where(found)
    rows["handed_on"] = rows["visit_date"].where(found)
    rows["due_on"] = (rows["visit_date"] + pd.Timedelta(days=15)).where(found)
    sunday = rows["visit_date"] + pd.to_timedelta(6 - rows["visit_date"].dt.day_of_week, unit="D")
    fixed = rows["visit_date"] + pd.to_timedelta(rng.integers(1, 12, size), unit="D")
    rows["photos"] = np.where(rows["mode"] == "现场", rng.integers(1, 6, size), rng.integers(0, 2, size))
    done = found & (rng.random(size) >= profile.unfixed_problem)
    rows["fixed_on"] = fixed.where(fixed <= sunday, sunday).where(done)
    rows["fixed_n"] = rows["problems"].where(done, 0)
    rows["quarter"] = rows["visit_date"].dt.year.astype(str) + "-Q" + rows["visit_date"].dt.quarter.astype(str)
    return rows


def frame(rows: pd.DataFrame) -> pd.DataFrame:
    """FS03: rows belong to the ISO week of the visit and to the sheet of the entity's township."""
    return schema.framed(rows.assign(_period=week_names(rows["visit_date"]), _from=rows["created_at"]), "FS03")
