"""FS11: clusters and markets that stalls and workshops were moved into, and who of market supervision's is there."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import schema
from demo.world.geography import Geography
from demo.world.model import World
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours

#: The cluster that market supervision's workshops stand in.
WORKSHOPS = "JZQ01"
#: number, name, 类型, township, stalls designed, square metres, 万元 that had arrived before the year before.
_BUILT = (
    (WORKSHOPS, "食品集中加工区", "集中加工区", "新华", 60, 12600.0, 2860.0),
    ("JZQ02", "城北食品集中经营区", "集中经营区", "城关", 140, 8400.0, 1240.0),
    ("SC01", "城东综合市场", "综合市场", "东城", 320, 21500.0, 4380.0),
    ("SC02", "西关综合市场", "综合市场", "新华", 180, 9800.0, 1915.0),
    ("MSJ01", "滨河美食街", "美食街", "城关", 90, 3600.0, 610.0),
)
#: Clusters that are still being built, on which the county spends (FS06).
UNDER_CONSTRUCTION = (WORKSHOPS, "JZQ02", "SC01")
_FARM_MARKETS = 6
_COLUMNS = [
    "number",
    "name",
    "kind",
    "address",
    "region_code",
    "town",
    "opener_uscc",
    "opener",
    "area_m2",
    "stalls_capacity",
    "before_wan",
]
_REGISTERED_SHARE, _FREE_STALLS = 0.35, 2
_MOVED_KINDS = ("小摊点", "小食杂店", "小餐饮")


def clusters(roster: pd.DataFrame, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    """One row per cluster or market: FS11's lasting columns, town, and money arrived before the year before."""
    steady = roster[roster["close_on"].isna() & roster["born"].isna() & ~roster["was_closed"]]
    houses = steady[steady["biz_form"] == "farm_mkt"].iloc[:_FARM_MARKETS]
    openers = steady[steady["biz_form"] == "wholesale_mkt"]
    rows = []
    for n, (number, name, kind, short, stalls, area, before) in enumerate(_BUILT):
        opener, place = openers.iloc[n % len(openers)], places.villages[places.villages["short"] == short].iloc[0]
        where = f"{places.county_name}{place['town_name']}{place['name']}"
        here = (where, place["village"], place["town"], opener["uscc"], opener["entity_name"])
        rows.append((number, places.county_name + name, kind, *here, area, stalls, before))
    for n, house in enumerate(houses.itertuples(), 1):
        here = (house.address, house.region_code, house.town, house.uscc, house.entity_name)
        size = (house.area_m2, int(rng.integers(40, 90)), float(rng.integers(60, 280)))
        rows.append((f"NM{n:02d}", house.entity_name, "农贸市场", *here, *size))
    table = pd.DataFrame(rows, columns=_COLUMNS)
    table["cluster_id"] = places.county + table["number"]
    table["has_lab"] = table["kind"].isin(["综合市场", "集中经营区"]) | (rng.random(len(table)) < 0.4)
    opened = [f"{year}-{month:02d}-01" for year, month in zip(rng.integers(2016, 2023, len(table)),
                                                            rng.integers(1, 13, len(table)), strict=True)]
    table["opened_on"] = pd.to_datetime(pd.Series(opened))
    return table


def settle(registrations: pd.DataFrame, table: pd.DataFrame, rng: np.random.Generator) -> None:
    """Let small businesses of a market's township stand in it, in every version of their registration (MS04)."""
    last = registrations.drop_duplicates("_key", keep="last")
    town = last["region_code"].astype("str").str[:9]
    movable = last["small_kind"].isin(_MOVED_KINDS) & ~last["in_cluster"].astype(bool)
    taken: set[int] = set()
    for market in table[table["number"] != WORKSHOPS].itertuples():
        near = last.loc[movable & (town == market.town) & ~last["_key"].isin(taken), "_key"].to_numpy(copy=True)
        chosen = rng.permutation(near)[: int(market.stalls_capacity * _REGISTERED_SHARE)]
        taken |= set(chosen.tolist())
        here = registrations["_key"].isin(chosen)
        registrations.loc[here, ["in_cluster", "cluster_id"]] = [True, market.cluster_id]


def frame(
    table: pd.DataFrame, world: World, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """FS11: a state before the history and one per quarter, entered in the first working days after it."""
    moments = [pd.Timestamp(window.history) - pd.Timedelta(days=40)]
    for name in calendar.periods_between(window.history, window.last, calendar.QUARTER):
        day = add_workdays(np.array([calendar.period(name).last]), rng.integers(2, 5, 1))
        moments.append(at_hours(day, rng)[0])
    moments = [moment for moment in moments if moment <= pd.Timestamp(window.end)]
    states = [_state(table, world, moment, n, rng) for n, moment in enumerate(moments)]
    lasting = ["cluster_id", "name", "kind", "address", "region_code", "opener_uscc", "opener", "area_m2", "has_lab",
               "opened_on"]
    base = table[lasting].merge(states[0], on="cluster_id")
    mixed = (rng.random(len(base)) < profile.mixed_stalls) & (base["kind"] == "农贸市场")
    base["stalls_capacity"] = base["stalls_capacity"].mask(mixed, base["food_stalls"])
    later = [state.drop(columns="stalls_capacity") for state in states[1:]]
    return schema.framed(history(base, later, ["cluster_id"]), "FS11")


def _state(
    table: pd.DataFrame, world: World, moment: pd.Timestamp, number: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Stalls, money and progress as they stand at a moment."""
    here = world.visible("MS04", moment.to_pydatetime())
    here = here[(here["status"] == "有效")].groupby("cluster_id").size()
    registered = table["cluster_id"].map(here).fillna(0).astype(int)
    share = np.clip(0.74 + 0.012 * number + rng.normal(0, 0.02, len(table)), 0.6, 0.93)
    food = np.maximum((table["stalls_capacity"] * share).astype(int), registered)
    food = food.where(table["number"] != WORKSHOPS, registered)
    spent = world.visible("FS06", moment.to_pydatetime()).groupby("project_no")["arrived_wan"].sum()
    planned = world.frames["FS06"].drop_duplicates("_key").groupby("project_no")["budget_wan"].sum()
    arrived = table["before_wan"] + table["cluster_id"].map(spent).fillna(0)
    invest = table["before_wan"] + table["cluster_id"].map(planned).fillna(0)
    return pd.DataFrame({
        "cluster_id": table["cluster_id"],
        "stalls_capacity": table["stalls_capacity"],
        "stalls_occupied": np.minimum(food + _FREE_STALLS, np.maximum(table["stalls_capacity"], food)),
        "food_stalls": food,
        "food_stalls_reg": registered,
        "invest_wan": invest.round(2),
        "arrived_wan": arrived.round(2),
        "progress_pct": np.minimum(100, (100 * arrived / invest).round(1)),
        "_from": moment,
    })


def rough_numbers(world: World, profile: Profile) -> None:
    """The stalls of the street are told as so many and some; the number itself is right."""
    street = world.frames["FS11"]
    for key, stalls in street.loc[street["kind"] == "美食街", ["_key", "stalls_capacity"]].drop_duplicates().to_numpy():
        if profile.rough_numbers:
            world.raw_values.append(("FS11", int(key), "stalls_capacity", f"{stalls}余个", None))
