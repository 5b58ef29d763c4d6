"""MS07: the yearly risk rating of every entity, raised after a penalty, and the red and black lists."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import schema
from demo.world.officers import Officers
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours

#: Inspections that a level asks for in a year (handbook §1.4).
REQUIRED = {"A": 1, "B": 2, "C": 3, "D": 4}
_LEVELS, _SHARES = tuple(REQUIRED), (0.56, 0.325, 0.107, 0.008)
#: Total scores of a level: 0–30 A, above 30 to 45 B, above 45 to 60 C, above 60 D (handbook §1.4).
_TOTALS = {"A": (9.0, 30.0), "B": (30.5, 45.0), "C": (45.5, 60.0), "D": (60.5, 76.0)}
_STATIC_MOST = 40.0
_REDRAWN = 0.15
_RED_PER_MONTH, _BLACK_PER_MONTH, _PUBLISHED_FROM_DAY = 10, 4, 20
_KEY = ["entity_id", "rate_year", "seq"]


def ratings(
    roster: pd.DataFrame,
    officers: Officers,
    cases: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Every rating of the year before and of the window: one a year on the entity's own day, and one after a penalty.

    Args:
        cases: MS09.
    """
    rows = _scored(_planned(roster, window, profile, rng), rng)
    rows = pd.concat([rows, _raised(rows, roster, cases, window, rng)], ignore_index=True)
    rows = rows.sort_values(["rated_on", "owner"], kind="stable").reset_index(drop=True)
    rows["seq"] = rows.groupby(["owner", "rate_year"]).cumcount() + 1
    own = roster.loc[rows["owner"]].reset_index(drop=True)
    rows["entity_id"], rows["rater"] = own["entity_id"], officers.one(own["mso_code"], rng)
    county = own["entity_id"].iloc[0][2:8]
    rows["rating_no"] = [f"FX{county}{year}{n:06d}" for n, year in enumerate(rows["rate_year"], 1)]
    rows["req_insp"] = rows["risk_level"].map(REQUIRED)
    rows["valid_to"] = rows["rated_on"] + pd.DateOffset(years=1, days=-1)
    return rows


def required(rows: pd.DataFrame) -> pd.Series:
    """The most inspections a year that any rating of an owner ever asks for."""
    return rows.groupby("owner")["req_insp"].max()


def _planned(roster: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """Owner, year and day: each old entity on its day of the year, a new one within a month of its licence."""
    live = roster[~roster["was_closed"] & (roster["oper_status"] == "正常")]
    old, new = live[live["born"].isna()], live[live["born"].notna()]
    share = rng.random(len(old))
    parts = []
    for year in range(window.history.year, window.last.year + 1):
        day = np.datetime64(f"{year}-01-01") + (share * 365).astype(int)
        parts.append(pd.DataFrame({"owner": old.index, "rate_year": year, "rated_on": _workday(day, window)}))
    first = add_workdays(new["born"].to_numpy(), rng.integers(12, 23, len(new)))
    parts.append(pd.DataFrame({"owner": new.index, "rate_year": first.astype("datetime64[Y]").astype(int) + 1970,
                               "rated_on": first}))
    rows = pd.concat(parts, ignore_index=True).astype({"rated_on": "datetime64[s]"})
    rows = rows[rng.random(len(rows)) >= profile.unrated]
    closed = rows["owner"].map(roster["close_on"])
    held = rows["rated_on"].between(pd.Timestamp(window.history), pd.Timestamp(window.last))
    return rows[held & ~(closed <= rows["rated_on"])].reset_index(drop=True)


def _workday(days: np.ndarray, window: Window) -> np.ndarray:
    """The first working day of the window from each day on; days outside the window stay outside."""
    place = np.minimum(np.searchsorted(window.workdays, days), len(window.workdays) - 1)
    inside = (days >= window.days[0]) & (days <= window.workdays[-1])
    return np.where(inside, window.workdays[place], days)


def _scored(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Level and scores; an entity keeps its level from year to year unless its circumstances change."""
    size, count = len(rows), int(rows["owner"].max()) + 1
    steady, fresh = (rng.choice(len(_LEVELS), number, p=_SHARES) for number in (count, size))
    place = np.where(rng.random(size) < _REDRAWN, fresh, steady[rows["owner"]])
    low, high = (np.array([_TOTALS[level][side] for level in _LEVELS])[place] for side in (0, 1))
    total = low + rng.random(size) * (high - low)
    static = np.minimum(total * rng.uniform(0.35, 0.5, size), _STATIC_MOST).round(2)
    dynamic = (total - static).round(2)
    return rows.assign(
        risk_level=np.array(_LEVELS)[place],
        static_score=static,
        dynamic_score=dynamic,
        total_score=(static + dynamic).round(2),
    )


def _raised(
    rows: pd.DataFrame, roster: pd.DataFrame, cases: pd.DataFrame, window: Window, rng: np.random.Generator
) -> pd.DataFrame:
    """After a penalty the level rises by one, whatever the score says."""
    owners = pd.Series(roster.index, index=roster["entity_id"])
    ended = penalties(cases)
    day = pd.Series(add_workdays(ended["closed_on"].to_numpy(), rng.integers(2, 9, len(ended)))).astype("datetime64[s]")
    punished = pd.DataFrame({"owner": ended["entity_id"].map(owners).to_numpy(), "day": day})
    punished = punished.sort_values("day", kind="stable").drop_duplicates("owner").reset_index(drop=True)
    standing = pd.merge_asof(
        punished, rows.sort_values("rated_on", kind="stable"), by="owner", left_on="day", right_on="rated_on",
        allow_exact_matches=False,
    )
    closed = standing["owner"].map(roster["close_on"])
    kept = standing["risk_level"].isin(_LEVELS[:-1]) & (standing["day"] <= pd.Timestamp(window.last))
    standing = standing[kept & ~(closed <= standing["day"])]
    higher = dict(pairwise(_LEVELS))
    return standing.assign(
        rated_on=standing["day"], rate_year=standing["day"].dt.year, risk_level=standing["risk_level"].map(higher),
        adjust="上调", adjust_reason="受到行政处罚",
    ).drop(columns="day")


def penalties(cases: pd.DataFrame) -> pd.DataFrame:
    """Closed administrative penalties of MS09, each in its last version."""
    last = cases.drop_duplicates("_key", keep="last")
    return last[(last["kind"] == "行政处罚") & last["closed_on"].notna()].reset_index(drop=True)


def frame(
    rows: pd.DataFrame,
    roster: pd.DataFrame,
    samples: pd.DataFrame,
    cases: pd.DataFrame,
    window: Window,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """MS07: rated, and later published on a list.

    Args:
        samples: MS08.
        cases: MS09.
    """
    base = rows.assign(_from=at_hours(rows["rated_on"].to_numpy(dtype="datetime64[D]"), rng, 10, 17))
    listed = _listed(rows, roster, samples, cases, window, rng)
    listed["_from"] = at_hours(listed["published_on"].to_numpy(dtype="datetime64[D]"), rng, 18, 19)
    return schema.framed(history(base.drop(columns="owner"), [listed], _KEY), "MS07")


def _listed(
    rows: pd.DataFrame,
    roster: pd.DataFrame,
    samples: pd.DataFrame,
    cases: pd.DataFrame,
    window: Window,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Each month ten of those that never had a case or a bad sample, and some of those just punished."""
    bad = samples.loc[samples["conclusion"].isin(["不合格", "问题样品"]), "sampled_uscc"]
    spotless = roster.index[
        ~roster["entity_id"].isin(cases["entity_id"]) & ~roster["uscc"].isin(bad) & roster["close_on"].isna()
        & ~roster["was_closed"] & roster["born"].isna() & roster["pause_on"].isna()
    ]
    good = rng.permutation(spotless)
    ended = penalties(cases)
    owners = pd.Series(roster.index, index=roster["entity_id"])
    found, before = [], pd.Timestamp(window.history)
    for turn, day in enumerate(_publishing_days(window)):
        standing = rows[rows["rated_on"] < day].drop_duplicates("owner", keep="last").set_index("owner")
        looked_at = good[2 * turn * _RED_PER_MONTH : 2 * (turn + 1) * _RED_PER_MONTH]
        red = [owner for owner in looked_at if owner in standing.index]
        due = ended[(ended["closed_on"] >= before) & (ended["closed_on"] < day)]
        black = [owner for owner in due["entity_id"].map(owners).drop_duplicates() if owner in standing.index]
        for board, chosen in (("红", red[:_RED_PER_MONTH]), ("黑", black[:_BLACK_PER_MONTH])):
            found.append(standing.loc[chosen, _KEY].assign(board=board, published_on=day))
        before = day
    return pd.concat(found).drop_duplicates(_KEY).astype({"published_on": "datetime64[s]"})


def _publishing_days(window: Window) -> list[pd.Timestamp]:
    """The first working day from the 20th of each month on."""
    months = calendar.periods_between(window.history, window.last, calendar.MONTH)
    firsts = [calendar.period(name).first + timedelta(days=_PUBLISHED_FROM_DAY - 1) for name in months]
    days = [window.workdays[window.workdays >= np.datetime64(first)][:1] for first in firsts]
    return [pd.Timestamp(day[0]) for day in days if len(day)]
