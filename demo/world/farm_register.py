"""AH01: the quarterly register of farms: those that report deaths week by week (AH06), and the many small ones."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from demo import calendar, identifiers
from demo.world import people, schema
from demo.world.farms import KINDS, FarmWeeks
from demo.world.geography import Geography
from demo.world.window import Window

#: Households per species, with the animals one of them keeps and sells in a quarter.
_HOUSEHOLDS = {"猪": (760, (1, 14), 3), "牛": (420, (1, 9), 1), "羊": (560, (3, 45), 6), "鸡": (240, (20, 180), 40),
               "鸭": (20, (10, 60), 10)}
_SPECIALISED, _EMPTY, _GIVEN_UP = 0.18, 0.03, 0.02
_VETS, _FIRST_USCC, _FIRST_PERMIT = 14, 800_000, 1001
_HISTORY = timedelta(days=130)


def frame(kept: FarmWeeks, places: Geography, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """AH01: one row per farm and species and quarter, written on the first morning of the next quarter."""
    kept_now = pd.concat([_reporting(kept, places, rng), _households(places, rng)], ignore_index=True)
    farms = _described(kept_now, places, rng)
    first = window.first - _HISTORY
    quarters = [name for name in calendar.periods_between(first, window.last, calendar.QUARTER)
                if calendar.period(name).last <= window.last]
    parts = [farms.assign(**_figures(farms, kept, window, name)) for name in quarters]
    rows = pd.concat(parts, ignore_index=True)
    rows["_key"] = np.tile(np.arange(len(farms)), len(quarters))
    rows["_sheet"] = rows["region_code"].str[:9]
    rows["_to"] = rows.groupby("_key")["_from"].shift(-1)
    return schema.framed(rows, "AH01")


def _reporting(kept: FarmWeeks, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    """The farms of AH06; `row` is their row in `FarmWeeks.farms`, `usual` what they sell in a week."""
    farms = kept.farms
    kinds = farms["species"].map(KINDS)
    begin = kept.weeks[kept.weeks["week"] == 0].set_index("farm")["stock_begin"].reindex(farms.index)
    usual = np.array([kind.journeys * sum(kind.heads) / 2 for kind in kinds])
    table = farms[["farm_code", "name", "owner", "species"]].assign(
        row=farms.index, region_code=farms["village"], scale="规模场", base=begin, usual=np.minimum(usual, begin * 0.1)
    )
    # A farm has one code, owner, permit and design, whatever the number of its species.
    one = table.drop_duplicates("farm_code")
    codes = identifiers.usccs(["92"] * len(one), places.county, _FIRST_USCC + np.arange(len(one)))
    given = pd.Series(codes, index=one["farm_code"]).where(rng.random(len(one)) < 0.6)
    table["uscc"] = table["farm_code"].map(given)
    table["usual"] *= rng.uniform(0.5, 1.5, len(table))
    table["capacity"] = table["farm_code"].map(
        table.groupby("farm_code")["base"].max().mul(1.5).add(49).floordiv(50).mul(50)
    )
    return table


def _households(places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    species = [name for name, (count, *_) in _HOUSEHOLDS.items() for _ in range(count)]
    size = len(species)
    where = places.draw_villages(rng, size, rural=True)
    table = pd.DataFrame({"species": species, "region_code": where["village"], "row": -1})
    table["farm_code"] = identifiers.farm_codes(places.county, range(2001, 2001 + size))
    number = table.groupby("region_code").cumcount() + 1
    table["name"] = where["town_name"] + where["name"] + "养殖户" + number.astype(str)
    table["owner"] = people.names(rng, size)
    table["scale"] = np.where(rng.random(size) < _SPECIALISED, "专业户", "散户")
    low, high = (table["species"].map(lambda name, n=n: _HOUSEHOLDS[name][1][n]) for n in (0, 1))
    big = np.where(table["scale"] == "专业户", 3, 1)
    table["base"] = rng.integers(low, high + 1) * big
    table["usual"] = table["species"].map(lambda name: _HOUSEHOLDS[name][2]) / 13 * big
    table["uscc"] = None
    table["capacity"] = (table["base"] * 2).where(table["scale"] == "专业户")
    return table


def _described(table: pd.DataFrame, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    """Permits of the large ones, veterinarians by township, insurance, state."""
    size = len(table)
    large = table["scale"] == "规模场"
    serial = table["farm_code"].map({code: n for n, code in enumerate(table["farm_code"].unique())})
    year = 2018 + serial % 7
    short = places.county_name[:2]
    permits = [f"（{short}）动防合字第{y}{_FIRST_PERMIT + n:04d}号" for y, n in zip(year, serial, strict=True)]
    table["ahc_no"] = pd.Series(permits).where(large)
    table["ahc_on"] = pd.Series([pd.Timestamp(y, 1 + n % 12, 1 + n % 28) for y, n in zip(year, serial, strict=True)])
    table["ahc_on"] = table["ahc_on"].where(large)
    table["env_no"] = pd.Series([f"{y}{places.county}{n:06d}" for y, n in zip(year, serial, strict=True)]).where(large)
    vets = people.names(rng, _VETS)
    towns = {town: vets[n % _VETS] for n, town in enumerate(places.towns["town"])}
    table["vet"] = table["region_code"].str[:9].map(towns)
    draw = rng.random(size)
    table["insured"] = np.where(large, draw < 0.85, draw < 0.3)
    state = rng.random(size)
    gone = np.select([state < _GIVEN_UP, state < _GIVEN_UP + _EMPTY], ["退出", "停养"], "正常")
    table["status"] = np.where(large, "正常", gone)
    return table


def _figures(farms: pd.DataFrame, kept: FarmWeeks, window: Window, quarter: str) -> dict[str, pd.Series]:
    """Stock at the quarter's end and animals sold since January, from AH06's weeks where there are any."""
    span = calendar.period(quarter)
    ends = [window.first + timedelta(days=7 * n + 6) for n in range(len(window.weeks))]
    past = [n for n, end in enumerate(ends) if end <= span.last]
    ours = [n for n in past if (ends[n] - timedelta(days=3)).year == span.last.year]
    before = max(0, (min(span.last, window.first) - span.last.replace(month=1, day=1)).days) / 7
    sold = np.floor(farms["usual"] * before)
    large = farms["row"] >= 0
    weeks = kept.weeks[kept.weeks["week"].isin(ours)].groupby("farm")["out_n"].sum()
    inside = farms["row"].map(weeks).fillna(0)
    later = max(0, (span.last - max(window.first, span.last.replace(month=1, day=1))).days) / 7
    sold = sold + inside.where(large, np.floor(farms["usual"] * later))
    stock = farms["base"]
    if past:
        ending = kept.weeks[kept.weeks["week"] == past[-1]].set_index("farm")["stock_end"]
        stock = farms["row"].map(ending).where(large, stock)
    there = farms["status"] == "正常"
    at = pd.Timestamp(span.last) + pd.Timedelta(days=1, hours=6)
    return {"stock": stock.where(there, 0), "sold_ytd": sold.where(farms["status"] != "退出", 0), "_from": at}
