"""Townships, villages and market-supervision offices of the county, from the deployment's reference data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from demo.world.vocabulary import FIRST_COUNTY, OUTSIDE

_COMMUNITY_WEIGHT = 5.0


@dataclass(frozen=True)
class Geography:
    """The county's places that are in force.

    Attributes:
        county, county_name: code (6 digits) and name (three characters).
        towns: one row per township: town (9 digits), name, short, residents, mso, is_urban.
        villages: one row per village or community: village (12 digits), name, town, town_name, mso, weight (how many
            food businesses it draws; the weights add up to 1).
    """

    county: str
    county_name: str
    towns: pd.DataFrame
    villages: pd.DataFrame

    def neighbours(self) -> list[tuple[str, str]]:
        """Code and name of the counties around; to a neighbour of the first county, that one is a neighbour."""
        return [FIRST_COUNTY if code == self.county else (code, name) for code, name in OUTSIDE]

    def draw_villages(self, rng: np.random.Generator, size: int, rural: bool = False) -> pd.DataFrame:
        """Villages at random, by their weight; rural ones alike if so asked (farms)."""
        weights = self.villages["weight"].to_numpy()
        if rural:
            weights = np.where(self.villages["is_community"], 0.15, 1.0)
            weights = weights / weights.sum()
        chosen = rng.choice(len(self.villages), size, p=weights)
        return self.villages.iloc[chosen].reset_index(drop=True)

    def draw_covering(self, rng: np.random.Generator, size: int, rural: bool = False) -> pd.DataFrame:
        """As `draw_villages`, but every township occurs at least once (size must allow for that)."""
        drawn = self.draw_villages(rng, size, rural)
        first = self.villages.drop_duplicates("town").sample(frac=1, random_state=rng).reset_index(drop=True)
        drawn.iloc[: len(first)] = first
        return drawn.sample(frac=1, random_state=rng).reset_index(drop=True)


def load(folder: Path, county_code: str = "") -> Geography:
    """Read a county's rows of `seeds/region.csv`, `mso.csv` and `population.csv` of a deployment.

    Args:
        folder: the deployment.
        county_code: six digits; the first county of region.csv by default.
    """
    seeds = folder / "seeds"
    region = pd.read_csv(seeds / "region.csv", dtype=str, keep_default_na=False)
    region = region[(region["valid_to"] == "") & (region["county_code"] == (county_code or region["county_code"][0]))]
    office = pd.read_csv(seeds / "mso.csv", dtype=str).set_index("region_code")["mso_code"]
    people = pd.read_csv(seeds / "population.csv", dtype={"region_code": str, "county_code": str})
    people = people[people["year"] == people["year"].max()].set_index("region_code")["residents"]
    county = region[region["level"] == "county"].iloc[0]
    towns = region.loc[region["level"] == "township", ["region_code", "region_name"]].reset_index(drop=True)
    towns.columns = ["town", "name"]
    towns["short"] = towns["name"].str.replace(r"(街道|镇|乡)$", "", regex=True)
    towns["residents"], towns["mso"] = towns["town"].map(people), towns["town"].map(office)
    towns["is_urban"] = towns["name"].str.endswith("街道") | (towns["short"] == "城关")
    return Geography(county["region_code"], county["region_name"], towns, _villages(region, towns))


def _villages(region: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    villages = region.loc[region["level"] == "village", ["region_code", "region_name", "parent_code"]]
    villages.columns = ["village", "name", "town"]
    villages = villages.merge(towns.rename(columns={"name": "town_name"}), on="town").reset_index(drop=True)
    villages["is_community"] = villages["village"].str[9:].astype(int) < 200
    raw = np.where(villages["is_community"], _COMMUNITY_WEIGHT, 1.0)
    share = raw / villages.assign(raw=raw).groupby("town")["raw"].transform("sum")
    pull = villages["residents"] * np.where(villages["is_urban"], 2.2, 1.0)
    weight = share * pull
    villages["weight"] = weight / weight.sum()
    return villages
