"""AH05: carcasses and condemned parts collected and treated; every head is one that AH06 or AH03 reports."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import people, schema
from demo.world.farms import FarmWeeks
from demo.world.slaughter import DISPOSAL_PLANT
from demo.world.window import Window, week_names

_WEIGHT = {"猪": (18, 95), "牛": (150, 330), "羊": (12, 38), "鸡": (1.2, 2.2), "鸭": (1.4, 2.6)}
_SUBSIDY_PER_PIG = 80
_SUPERVISORS = 12


def frame(
    farms: FarmWeeks, plant_days: pd.DataFrame, plant_lines: pd.DataFrame, window: Window, rng: np.random.Generator
) -> pd.DataFrame:
    """AH05 in order of collection; the week of a record is that of its collection."""
    rows = pd.concat([_from_farms(farms, window, rng), _from_plants(plant_days, plant_lines)], ignore_index=True)
    rows = (
        rows[rows["qty_heads"] > 0].sort_values(["collected_on", "source_code"], kind="stable").reset_index(drop=True)
    )
    size = len(rows)
    rows["_period"] = week_names(rows["collected_on"])
    rows = rows[rows["_period"].isin(window.weeks)].reset_index(drop=True)
    size = len(rows)
    sunday = rows["collected_on"].dt.day_of_week == 6
    later = pd.to_timedelta(np.where(sunday, 0, rng.integers(0, 2, size)), unit="D")
    rows["treated_on"] = rows["collected_on"] + later
    low, high = (rows["species"].map(lambda name, n=n: _WEIGHT[name][n]) for n in (0, 1))
    rows["kg"] = (rows["qty_heads"] * rng.uniform(low, high)).round(1)
    rows["rec_no"] = [f"WHH{day:%Y%m%d}{n % 10_000:04d}" for n, day in enumerate(rows["collected_on"])]
    rows["method"] = rng.choice(["化制", "高温", "焚烧"], size, p=(0.8, 0.15, 0.05))
    rows["plant"], rows["output_to"] = DISPOSAL_PLANT, "有机肥原料"
    tagged = rows["species"].isin(["猪", "牛", "羊"]) & (rows["link"] == "养殖")
    rows["ear_tags"] = rows["qty_heads"].where(tagged)
    insured = tagged & (rng.random(size) < 0.6)
    rows["insur_no"] = pd.Series([f"BX{n:08d}" for n in rng.integers(1, 99_999_999, size)]).where(insured)
    rows["subsidy_cny"] = (rows["qty_heads"] * _SUBSIDY_PER_PIG).where(
        (rows["species"] == "猪") & (rows["link"] == "养殖")
    )
    rows["supervisor"] = rng.choice(people.names(rng, _SUPERVISORS), size)
    rows["_from"] = rows["treated_on"] + pd.Timedelta(hours=18)
    return schema.framed(rows, "AH05")


def _from_farms(farms: FarmWeeks, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """One round per farm and week; what was left over goes with Monday's round of the next week."""
    weeks = farms.weeks
    now = weeks.assign(qty=weeks["treated_n"] - weeks["late"], shift=rng.integers(0, 7, len(weeks)))
    later = weeks.assign(qty=weeks["late"], shift=7)
    rows = pd.concat([now, later], ignore_index=True)
    rows = rows[rows["qty"] > 0]
    own = farms.farms.loc[rows["farm"]]
    monday = np.datetime64(window.first) + 7 * rows["week"].to_numpy() + rows["shift"].to_numpy()
    return pd.DataFrame(
        {
            "link": "养殖",
            "source_name": own["name"].to_numpy(),
            "source_code": own["farm_code"].to_numpy(),
            "species": own["species"].to_numpy(),
            "reason": rng.choice(["疾病", "意外", "不明"], len(rows), p=(0.6, 0.2, 0.2)),
            "qty_heads": rows["qty"].to_numpy(),
            "collected_on": monday.astype("datetime64[s]"),
        }
    )


def _from_plants(plant_days: pd.DataFrame, plant_lines: pd.DataFrame) -> pd.DataFrame:
    """Plants hand over twice a week, on Wednesday and on Sunday, within the week in which it came up."""
    day = plant_days["stat_date"]
    round_on = day + pd.to_timedelta(
        np.where(day.dt.day_of_week <= 2, 2 - day.dt.day_of_week, 6 - day.dt.day_of_week), unit="D"
    )
    sums = (
        plant_days.assign(collected_on=round_on)
        .groupby(["plant", "collected_on"], as_index=False)[["dead_waiting", "ante_reject", "post_reject_eq"]]
        .sum()
    )
    own = plant_lines.loc[sums["plant"]].reset_index(drop=True)
    return pd.DataFrame(
        {
            "link": "屠宰",
            "source_name": own["name"],
            "source_code": own["plant_code"],
            "species": own["species"],
            "reason": "检疫不合格",
            "qty_heads": sums[["dead_waiting", "ante_reject", "post_reject_eq"]].sum(axis=1).round(2),
            "collected_on": sums["collected_on"],
        }
    )
