"""Farms week by week: animals kept, sold, dead (AH06), and the journeys of those that were sold (for AH04)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import people, schema
from demo.world import vocabulary as words
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.window import Window


@dataclass(frozen=True)
class Kind:
    """How a species is kept: farms, stock, journeys per farm-week, heads of each, farm-weeks with deaths."""

    farms: int
    stock: tuple[int, int]
    journeys: float
    heads: tuple[int, int]
    deaths: float
    dead: tuple[int, int]
    unit: str
    ear_digit: str


KINDS = {
    "猪": Kind(322, (80, 900), 0.46, (5, 26), 0.19, (1, 4), "头", "1"),
    "牛": Kind(90, (30, 220), 0.3, (1, 6), 0.05, (1, 1), "头", "2"),
    "羊": Kind(132, (90, 500), 0.4, (5, 22), 0.12, (1, 3), "只", "3"),
    "鸡": Kind(100, (2500, 16000), 0.35, (250, 1300), 0.28, (4, 28), "羽", ""),
    "鸭": Kind(12, (800, 4000), 0.25, (100, 500), 0.2, (3, 12), "羽", ""),
}
_SECOND_SPECIES = 12
_LATE_COLLECTION, _LATE_LIMIT = 0.04, 2


@dataclass
class FarmWeeks:
    """Outcome of the farms' weeks.

    Attributes:
        farms: one row per farm and species: farm_code, species, name, owner, town, village, village_name.
        weeks: rows of AH06 with farm (row of farms), week (number), and late (animals collected on the next Monday).
        journeys: farm, week, day (datetime64), heads: every transport of live animals.
    """

    farms: pd.DataFrame
    weeks: pd.DataFrame
    journeys: pd.DataFrame


def live(window: Window, places: Geography, lift: np.ndarray, profile: Profile, rng: np.random.Generator) -> FarmWeeks:
    """Simulate every farm over the window's weeks.

    Args:
        lift: per week, how many times the usual number of journeys the season brings.
    """
    farms = _farms(places, rng)
    kinds = farms["species"].map(KINDS)
    stock = np.array([rng.integers(*kind.stock) for kind in kinds])
    usual, rows, trips = stock.copy(), [], []
    for number, factor in enumerate(lift):
        heads, journeys = _journeys(farms, kinds, stock, factor, rng)
        dead = _deaths(kinds, stock - heads, rng)
        added = rng.poisson(np.maximum(0, (usual - (stock - heads - dead)) * 0.3 + 0.5))
        end = stock + added - heads - dead
        rows.append(
            pd.DataFrame(
                {
                    "farm": farms.index,
                    "week": number,
                    "stock_begin": stock,
                    "in_n": added,
                    "out_n": heads,
                    "dead_n": dead,
                    "culled_n": 0,
                    "stock_end": end,
                }
            )
        )
        monday = np.datetime64(window.first) + 7 * number
        trips.append(
            journeys.assign(week=number, day=(monday + rng.integers(0, 7, len(journeys))).astype("datetime64[s]"))
        )
        stock = end
    weeks = pd.concat(rows, ignore_index=True)
    _treatment(weeks, len(lift), profile, rng)
    return FarmWeeks(farms, weeks, pd.concat(trips, ignore_index=True))


def _farms(places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    species = [
        name for name, kind in KINDS.items() for _ in range(kind.farms - (_SECOND_SPECIES if name == "鸭" else 0))
    ]
    size = len(species)
    farms = pd.DataFrame({"species": species})
    where = places.draw_covering(rng, size, rural=True)
    farms["town"], farms["village"], farms["village_name"], farms["town_name"] = (
        where["town"],
        where["village"],
        where["name"],
        where["town_name"],
    )
    farms["farm_code"] = identifiers.farm_codes(places.county, range(1, size + 1))
    brands = [first + second for first in words.BRAND_FIRST for second in words.BRAND_SECOND if first != second]
    picks = rng.permutation(len(brands))[:size]
    farms["name"] = (
        places.county_name
        + farms["town_name"]
        + pd.Series([brands[n] for n in picks])
        + farms["species"].map(words.FARM_WORDS)
    )
    farms["owner"] = people.names(rng, size)
    second = farms[farms["species"] == "猪"].sample(_SECOND_SPECIES, random_state=rng).assign(species="鸭")
    return pd.concat([farms, second], ignore_index=True)


def _journeys(
    farms: pd.DataFrame, kinds: pd.Series, stock: np.ndarray, factor: float, rng: np.random.Generator
) -> tuple[np.ndarray, pd.DataFrame]:
    """Heads sold per farm, and the journeys that carried them; no farm sells more than 35 % in a week."""
    count = rng.poisson(np.array([kind.journeys for kind in kinds]) * factor)
    farm = np.repeat(np.arange(len(farms)), count)
    low, high = (np.array([kind.heads[n] for kind in kinds])[farm] for n in (0, 1))
    heads = rng.integers(low, high + 1)
    wanted = np.bincount(farm, heads, len(farms))
    share = np.minimum(1.0, 0.35 * stock / np.maximum(wanted, 1))
    heads = np.floor(heads * share[farm]).astype(int)
    kept = heads > 0
    total = np.bincount(farm[kept], heads[kept], len(farms)).astype(int)
    return total, pd.DataFrame({"farm": farm[kept], "heads": heads[kept]})


def _deaths(kinds: pd.Series, stock: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    happens = rng.random(len(kinds)) < np.array([kind.deaths for kind in kinds])
    low, high = (np.array([kind.dead[n] for kind in kinds]) for n in (0, 1))
    return np.where(happens, np.minimum(rng.integers(low, high + 1), stock), 0)


def _treatment(weeks: pd.DataFrame, count: int, profile: Profile, rng: np.random.Generator) -> None:
    """What had to be collected and was; up to two animals may wait for Monday's round (never in the last week)."""
    weeks["should_treat"] = weeks["dead_n"] + weeks["culled_n"]
    lost = (rng.random(len(weeks)) < profile.untreated) & (weeks["should_treat"] > 0)
    weeks["treated_n"] = weeks["should_treat"].where(~lost, weeks["should_treat"] // 3)
    small = weeks["treated_n"].between(1, _LATE_LIMIT) & (weeks["week"] < count - 1)
    weeks["late"] = weeks["treated_n"].where(small & (rng.random(len(weeks)) < _LATE_COLLECTION), 0)


def frame(world: FarmWeeks, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """AH06: one row per farm, species and week, written on the week's Sunday evening."""
    own = world.farms.loc[world.weeks["farm"]].reset_index(drop=True)
    names = np.array(window.weeks)
    sunday = np.datetime64(window.first) + 7 * world.weeks["week"].to_numpy() + 6
    rows = world.weeks.assign(
        farm_code=own["farm_code"],
        species=own["species"],
        stat_week=names[world.weeks["week"]],
        reporter=own["owner"],
        epidemic=False,
        _period=names[world.weeks["week"]],
        _sheet=own["town"],
        _from=sunday.astype("datetime64[s]") + np.timedelta64(18 * 3600, "s"),
    )
    rows["remark"] = pd.Series(np.where(rng.random(len(rows)) < 0.02, "新购种畜隔离观察", None), dtype=object)
    return schema.framed(rows, "AH06")
