"""How people write the county's places, read from the deployment's own region tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from warehouse.errors import SettingsError

OPEN_END = "9999-12-31"


@dataclass(frozen=True)
class Township:
    """One township on a given day: 9-digit code, full name, the short name that sheets carry."""

    code: str
    name: str
    short: str


@dataclass(frozen=True)
class Gazetteer:
    """Regions and aliases of one county.

    Attributes:
        county_name: full name of the county.
        regions: region_code, region_name, level, valid_from, valid_to (text, empty = open).
        writings: every unambiguous way to write a township, by 9-digit code, full names first.
    """

    county_name: str
    regions: pd.DataFrame
    writings: dict[str, tuple[str, ...]]

    def townships(self, day: date) -> tuple[Township, ...]:
        """The townships that exist on a day, by code."""
        iso = day.isoformat()
        alive = self.regions[
            (self.regions["level"] == "township") & (self.regions["valid_from"] <= iso)
            & (self.regions["valid_to"].replace("", OPEN_END) > iso)
        ].sort_values("region_code", kind="stable")
        return tuple(Township(code, name, self._short(code, name))
                     for code, name in zip(alive["region_code"], alive["region_name"], strict=True))

    def _short(self, code: str, name: str) -> str:
        """城关镇 → 城关, unless that name is not unambiguous."""
        short = next((name.removesuffix(end) for end in ("街道", "镇", "乡") if name.endswith(end)), name)
        return short if short in self.writings.get(code, ()) else name


def load(deployment: Path, county_code: str) -> Gazetteer:
    """Read `seeds/region.csv` and `seeds/region_alias.csv` of a deployment.

    Raises:
        SettingsError: the deployment has no regions of that county.
    """
    path = deployment / "seeds" / "region.csv"
    if not path.exists():
        raise SettingsError(f"no {path}", fix="the demo's deployment lists the county's regions there")
    regions = pd.read_csv(path, dtype=str, keep_default_na=False)
    regions = regions[regions["county_code"] == county_code]
    county = regions.loc[regions["level"] == "county", "region_name"]
    if county.empty:
        raise SettingsError(f"{path} has no county {county_code}", fix="add a row of level county")
    aliases = pd.read_csv(deployment / "seeds" / "region_alias.csv", dtype=str, keep_default_na=False)
    return Gazetteer(county.iloc[-1], regions, _writings(regions, aliases[aliases["county_code"] == county_code]))


def _writings(regions: pd.DataFrame, aliases: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Names and aliases that stand for one township only, in whatever year."""
    townships = regions[regions["level"] == "township"]
    pairs = [*zip(townships["region_name"], townships["region_code"], strict=True),
             *zip(aliases["alias"], aliases["region_code"], strict=True)]
    owners: dict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        owners[name].add(code)
    gone = set(townships.loc[townships["valid_to"] != "", "region_name"])
    known: dict[str, dict[str, None]] = defaultdict(dict)
    for name, code in pairs:
        if len(owners[name]) == 1 and name not in gone:
            known[code][name] = None
    return {code: tuple(names) for code, names in known.items()}
