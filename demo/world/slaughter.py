"""Slaughter plants and their days: AH02, AH03, and the condemned animals handed to disposal."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import schema
from demo.world.entities import PLANTS
from demo.world.geography import Geography
from demo.world.versions import history
from demo.world.window import Window, at_hours, week_names

_SHARE = {("A", 0): 0.46, ("A", 1): 0.34, ("B", 4): 0.2}
#: kilogrammes of meat per head, certificates per day for a usual day, condemned parts in heads per head.
_MEAT = {"猪": (72, 88), "牛": (170, 230), "羊": (15, 21), "鸡": (1.6, 2.1)}
_CERTS = {"猪": 9, "牛": 4, "羊": 5, "鸡": 6}
_CONDEMNED = {"猪": 0.006, "牛": 0.004, "羊": 0.003, "鸡": 0.001}
DISPOSAL_PLANT = "{county}病死畜禽无害化处理中心"


def plants(entities: pd.DataFrame, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    """AH02's rows in their first state, and the species list of each."""
    own = entities[entities["plant"] >= 0].sort_values("plant", kind="stable").reset_index(drop=True)
    kinds = [PLANTS[number] for number in own["plant"]]
    size, types = len(own), [kind[1] for kind in kinds]
    serial = pd.Series(types).groupby(types).cumcount() + 1
    year = rng.integers(2017, 2024, size)
    table = pd.DataFrame(
        {
            "plant_code": identifiers.plant_codes(types, places.county, serial.tolist()),
            "name": own["entity_name"],
            "uscc": own["uscc"],
            "species": ["、".join(kind[2]) for kind in kinds],
            "plant_type": types,
            "permit_no": [f"甘畜屠准字{places.county}{n:03d}号" for n in range(1, size + 1)],
            "ahc_no": [f"（{places.county_name[:2]}）动防合字第{y}{n:04d}号" for n, y in enumerate(year, 11)],
            "capacity": np.where(np.array(types) == "A", 60_000, 8_000),
            "vets": rng.integers(1, 5, size),
            "inspectors": rng.integers(2, 7, size),
            "disposal_mode": "委托",
            "disposal_plant": DISPOSAL_PLANT,
            "address": own["address"],
            "region_code": own["region_code"],
            "issued_on": [pd.Timestamp(y, 5, 12) for y in year],
            "status": [kind[3] for kind in kinds],
            "town": own["town"],
        }
    )
    table["status_on"] = own["status_on"].where(table["status"] != "正常")
    return table


def plant_frame(table: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """AH02: the roster; now and then a veterinarian more or less."""
    base = table.assign(_from=table["issued_on"] + pd.Timedelta(hours=10))
    base["_from"] = base["_from"].where(table["status_on"].isna(), table["status_on"] + pd.Timedelta(hours=10))
    moved = table[["plant_code"]].iloc[[0, 2]].assign(vets=[5, 3], _from=at_hours(rng.choice(window.events(), 2), rng))
    return schema.framed(history(base[[*schema.fields("AH02"), "_from"]], [moved], ["plant_code"]), "AH02")


def lines(table: pd.DataFrame) -> pd.DataFrame:
    """One row per operating plant and species: plant_code, species, share, name, place, town."""
    rows = [
        {
            "plant_code": row.plant_code,
            "species": species,
            "share": _SHARE.get((row.plant_type, row.Index), 0.5),
            "name": row.name_,
            "place": row.address,
            "town": row.town,
        }
        for row in table.rename(columns={"name": "name_"}).itertuples()
        if row.status == "正常"
        for species in row.species.split("、")
    ]
    return pd.DataFrame(rows)


def days(
    plant_lines: pd.DataFrame, living: pd.DataFrame, closed: pd.DatetimeIndex, window: Window, rng: np.random.Generator
) -> pd.DataFrame:
    """AH03's figures: what came in by certificate, was slaughtered, condemned, and stays in the pens.

    The pens are empty before the plants close. Balance (handbook §2.3): opening + in = slaughtered + dead + rejected
    before slaughter + closing; a day's opening is the closing of the plant's day before.
    """
    inside = pd.DatetimeIndex(window.days[window.days >= np.datetime64(window.first)])
    arrived = living[living["plant"] >= 0].groupby(["plant", "day"])["heads"].agg(["sum", "size"])
    grid = pd.MultiIndex.from_product([plant_lines.index, inside.astype("datetime64[s]")], names=["plant", "day"])
    arrived = arrived.reindex(grid).fillna(0).astype(int)
    heads, certs = (arrived[name].to_numpy().reshape(len(plant_lines), len(inside)) for name in ("sum", "size"))
    works = ~inside.isin(closed)
    condemned = plant_lines["species"].map(_CONDEMNED).to_numpy()
    stock, parts = rng.integers(5, 25, len(plant_lines)), []
    for number in np.flatnonzero(works):
        penned = stock + heads[:, number]
        dead = rng.binomial(penned, 0.0012)
        rejected = rng.binomial(penned - dead, 0.0015)
        able = penned - dead - rejected
        last = number + 1 < len(works) and not works[number + 1]
        killed = able if last else np.floor(able * rng.uniform(0.78, 0.97, len(stock))).astype(int)
        end = able - killed
        parts.append(
            pd.DataFrame(
                {
                    "plant": plant_lines.index,
                    "stat_date": inside[number],
                    "stock_begin": stock,
                    "in_heads": heads[:, number],
                    "in_certs": certs[:, number],
                    "dead_waiting": dead,
                    "ante_reject": rejected,
                    "slaughtered": killed,
                    "stock_end": end,
                    "post_reject_eq": np.round(killed * condemned * rng.uniform(0, 2, len(stock)), 2),
                }
            )
        )
        stock = end
    rows = pd.concat(parts, ignore_index=True)
    _products(rows, plant_lines, rng)
    return rows


def _products(rows: pd.DataFrame, plant_lines: pd.DataFrame, rng: np.random.Generator) -> None:
    species = rows["plant"].map(plant_lines["species"])
    rows["in_cert_heads"] = rows["in_heads"]
    rows["post_pass"] = (rows["slaughtered"] - np.ceil(rows["post_reject_eq"])).clip(lower=0).astype(int)
    low, high = (species.map(lambda name, n=n: _MEAT[name][n]) for n in (0, 1))
    rows["prod_kg"] = (rows["post_pass"] * rng.uniform(low, high)).round(1)
    usual = species.map(_CERTS) * rows["plant"].map(plant_lines["share"]) / 0.4
    rows["prod_certs"] = np.minimum(rng.poisson(usual) + 1, np.maximum(rows["post_pass"], 0)).astype(int)
    rows["quality_certs"] = rows["post_pass"]
    rows["asf_tests"] = pd.Series(np.ceil(rows["slaughtered"] / 15)).where(species == "猪")
    # Clenbuterol is looked for in pigs, cattle and sheep only.
    rows["beta_tests"] = np.ceil(rows["slaughtered"] * 0.05).where(species != "鸡")
    rows["disposed_eq"] = (rows["dead_waiting"] + rows["ante_reject"] + rows["post_reject_eq"]).round(2)


def day_frame(rows: pd.DataFrame, plant_lines: pd.DataFrame) -> pd.DataFrame:
    """AH03: one row per plant, species and working day, written that evening; sheets by the plant's township."""
    own = plant_lines.loc[rows["plant"]].reset_index(drop=True)
    dated = rows.assign(
        plant_code=own["plant_code"],
        species=own["species"],
        _sheet=own["town"],
        _period=week_names(rows["stat_date"]),
        _from=rows["stat_date"] + pd.Timedelta(hours=19),
    )
    return schema.framed(dated, "AH03")
