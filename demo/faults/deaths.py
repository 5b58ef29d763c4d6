"""Faults in farm deaths and carcass disposal (AH05, AH06): D42, D44, X09, X10."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.faults.planter import Planter, key_of, plants
from demo.world.window import week_names


@plants("D42.1", "D42.2")
def disposal_out_of_time(planter: Planter) -> None:
    """Carcasses treated the day before they were collected, or eight days after; seven days are allowed."""
    frame = planter.world.frames["AH05"]
    rows = frame[~frame["_period"].isin(planter.unsteady("AH05")) & frame["_period"].isin(planter.weeks[1:])]
    for condition, days in (("D42.1", -1), ("D42.2", 8)):
        for _, row in planter.pick("AH05", rows, "_key", 5, "_period", condition).iterrows():
            planter.put("AH05", row["_key"], treated_on=row["collected_on"] + pd.Timedelta(days=days))
            planter.keyed(condition, "AH05", row, "treated_on", note=f"{days} days after collection")
    for condition, days in (("D42.1", 0), ("D42.2", 7)):
        for _, row in planter.pick("AH05", rows, "_key", 1, "_period", f"{condition} near").iterrows():
            planter.put("AH05", row["_key"], treated_on=row["collected_on"] + pd.Timedelta(days=days))
            planter.missed(condition, "AH05", row["rec_no"], "treated_on", note=f"{days} days after collection")


def _farm_weeks(planter: Planter) -> pd.DataFrame:
    """Farm-weeks away from corrected files, with the heads that AH05 collected (`collected`) and a farm label."""
    frames = planter.world.frames
    carcasses = frames["AH05"][frames["AH05"]["link"] == "养殖"]
    heads = carcasses.assign(week=week_names(carcasses["collected_on"]))
    heads = heads.groupby(["source_code", "species", "week"])["qty_heads"].sum()
    rows = frames["AH06"]
    rows = rows.assign(farm=rows["farm_code"] + "|" + rows["species"])
    index = pd.MultiIndex.from_frame(rows[["farm_code", "species", "stat_week"]])
    rows["collected"] = heads.reindex(index).fillna(0.0).to_numpy()
    thursday = [calendar.period(week).first for week in rows["stat_week"]]
    rows["month"] = [(pd.Timestamp(day) + pd.Timedelta(days=3)).strftime("%Y-%m") for day in thursday]
    return rows


def _take(planter: Planter, rows: pd.DataFrame, count: int, rule: str) -> pd.DataFrame:
    """Farms of their own, over as many weeks as there are."""
    unsteady = planter.unsteady("AH06") | planter.unsteady("AH05")
    rows = rows[rows["stat_week"].isin(planter.weeks[1:-2]) & ~rows["stat_week"].isin(unsteady)]
    rows = rows.sample(frac=1, random_state=len(rule) + sum(map(ord, rule)))
    spread = rows.groupby("stat_week").head(count)
    return planter.pick("farm", spread.drop_duplicates("farm"), "farm", count, "stat_week", rule)


@plants("D44.1", "D44.2")
def broken_herds(planter: Planter) -> None:
    """Herds that do not balance (D44.1), and openings that are not last week's closing (D44.2)."""
    rows = _farm_weeks(planter)
    for number, (_, row) in enumerate(_take(planter, rows, 5, "D44.1").iterrows()):
        # A week's column that holds the year's sum so far (Z16), or two heads that nothing accounts for.
        sum_so_far = _since_january(rows, row) if number % 2 else 0
        planter.put("AH06", row["_key"], in_n=max(row["in_n"] + 2, sum_so_far))
        planter.keyed("D44.1", "AH06", row, "stock_end", note="more heads came in than the week accounts for")
    for _, row in _take(planter, rows, 5, "D44.2").iterrows():
        planter.put("AH06", row["_key"], stock_begin=row["stock_begin"] + 3, out_n=row["out_n"] + 3)
        planter.keyed("D44.2", "AH06", row, "stock_begin", note="three heads more than last week's closing")


def _since_january(rows: pd.DataFrame, row: pd.Series) -> int:
    """Heads that came to the farm from the first week of the year up to the row's."""
    own = rows[(rows["farm"] == row["farm"]) & (rows["stat_week"].str[:4] == row["stat_week"][:4])]
    return int(own.loc[own["stat_week"] <= row["stat_week"], "in_n"].sum())


@plants("X09")
def deaths_without_carcasses(planter: Planter) -> None:
    """Three heads or more to treat that nobody collected within two weeks; two are within the tolerance."""
    rows = _quiet(_farm_weeks(planter))
    for count, heads, near in ((5, 3, False), (2, 2, True)):
        for _, row in _take(planter, rows, count, f"X09 {near}").iterrows():
            planter.put("AH06", row["_key"], should_treat=heads)
            first = planter.week_after(row["stat_week"])
            write = planter.missed if near else planter.found
            write("X09", "AH06", key_of("AH06", row), "should_treat", first, note=f"{heads} heads, none collected")


def _quiet(rows: pd.DataFrame) -> pd.DataFrame:
    """Farm-weeks without deaths and carcasses in the week, before it and after it."""
    rows = rows.sort_values(["farm", "stat_week"])
    still = (rows["should_treat"] == 0) & (rows["collected"] == 0)
    by_farm = still.groupby(rows["farm"])
    return rows[still & by_farm.shift(1, fill_value=False) & by_farm.shift(-1, fill_value=False)]


@plants("X10.1", "X10.2")
def treated_against_collected(planter: Planter) -> None:
    """A month in which three heads fewer were treated than collected (X10.1), or one more than died (X10.2)."""
    rows = _farm_weeks(planter)
    unsteady = planter.unsteady("AH06")
    judged = [name for name in rows["month"].unique() if _month_end(planter, name)]
    rows = rows[rows["month"].isin(judged)]
    sums = rows.drop_duplicates("_key").groupby(["farm", "month"])[["treated_n", "dead_n", "culled_n", "collected"]]
    total = sums.transform("sum").astype(float)
    even = (total["treated_n"] == total["collected"]) & (total["treated_n"] == total["dead_n"] + total["culled_n"])
    small = rows[even & (total["collected"] <= 20) & ~rows["stat_week"].isin(unsteady)]
    for count, by, near in ((5, 3, False), (2, 2, True)):
        for _, row in _take(planter, small[small["treated_n"] >= 3], count, f"X10.1 {near}").iterrows():
            planter.put("AH06", row["_key"], treated_n=row["treated_n"] - by)
            _tell(planter, "X10.1", row, near, f"{by} heads fewer than collected")
    for _, row in _take(planter, small, 5, "X10.2").iterrows():
        planter.put("AH06", row["_key"], treated_n=row["treated_n"] + 1)
        _tell(planter, "X10.2", row, False, "one head more than died")
    for _, row in _take(planter, small[small["treated_n"] > 0], 1, "X10.2 near").iterrows():
        _tell(planter, "X10.2", row, True, "as many as died")


def _tell(planter: Planter, condition: str, row: pd.Series, near: bool, note: str) -> None:
    write = planter.missed if near else planter.found
    write(condition, "AH06", f"{row['farm']}|{row['month']}", "treated_n", _month_end(planter, row["month"]), note=note)


def _month_end(planter: Planter, month: str) -> str | None:
    """The week whose report first judges a month: the one that holds its last Thursday."""
    weeks = [
        week
        for week in planter.weeks
        if (calendar.period(week).first + pd.Timedelta(days=3)).strftime("%Y-%m") == month
    ]
    if not weeks:
        return None
    after = (calendar.period(weeks[-1]).first + pd.Timedelta(days=10)).strftime("%Y-%m")
    return weeks[-1] if after != month else None
