"""FS05: what each township has to supervise food with: office, staff, market-supervision office, assistants."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import schema
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.window import Window, add_workdays, at_hours

_WEAK, _IMPROVED_A_YEAR = 8, 7
#: Quarters in which the county moves enforcement staff to townships.
_TRANSFER_QUARTERS = (2, 3, 4)
_ALLOWANCES = (600.0, 800.0, 1000.0)


def quarters(places: Geography, window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """One row per township and ended quarter, from the beginning of the year of `window.history` on."""
    names = calendar.periods_between(window.history.replace(month=1, day=1), window.last, calendar.QUARTER)
    names = [name for name in names if calendar.period(name).last <= window.last]
    towns = _standing(places, profile, rng)
    parts = []
    for name in names:
        if name.endswith("Q1") or not parts:
            upgraded = _upgrades(towns, rng)
        parts.append(_quarter(towns, calendar.period(name), upgraded, profile, rng))
    return pd.concat(parts, ignore_index=True)


def _standing(places: Geography, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """What stays as it is: offices, weak townships, how many villages there are."""
    towns = places.towns.reset_index(drop=True)
    size = len(towns)
    weak = towns["residents"].rank(method="first") <= _WEAK
    unaccepted = rng.permutation(size) < round(profile.unaccepted_office * size)
    accepted = np.datetime64("2023-03-01") + rng.integers(0, 500, size)
    return pd.DataFrame(
        {
            "town_code": towns["town"],
            "mso_code": towns["mso"],
            "weak": weak,
            "has_sign": True,
            "staff": rng.integers(1, 5, size),
            "office_m2": rng.integers(36, 160, size) / 2,
            "standard_ok": ~unaccepted,
            "accepted_on": pd.Series(accepted.astype("datetime64[s]")).where(~unaccepted),
            "star": pd.Series(rng.integers(3, 6, size)).where(~unaccepted),
            "villages": towns["town"].map(places.villages.groupby("town").size()),
            "allowance": rng.choice(_ALLOWANCES, size),
            "kits": rng.integers(1, 4, size),
        }
    )


def _upgrades(towns: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """The quarter (1–4) of the year in which a township's market-supervision office is done up; 0: not this year."""
    chosen = rng.permutation(len(towns)) < _IMPROVED_A_YEAR
    return pd.Series(np.where(chosen, rng.integers(1, 5, len(towns)), 0))


def _quarter(
    towns: pd.DataFrame, quarter: calendar.Period, upgraded: pd.Series, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    number, size = int(quarter.name[-1]), len(towns)
    rows = towns.assign(stat_quarter=quarter.name, _period=quarter.name)
    rows["villages_covered"] = rows["villages"] - rng.binomial(rows["villages"], profile.uncovered_village)
    rows["assistants"] = rows["villages_covered"] + rng.integers(0, 3, size)
    rows["improved"] = upgraded == number
    done = np.datetime64(quarter.first) + rng.integers(5, 85, size)
    rows["improved_on"] = pd.Series(done.astype("datetime64[s]")).where(rows["improved"])
    rows["improve_wan"] = pd.Series(rng.integers(300, 4000, size) / 100).where(rows["improved"])
    likely = np.where(rows["weak"], 0.5, 0.06)
    sent = (rng.random(size) < likely) if number in _TRANSFER_QUARTERS else np.zeros(size, dtype=bool)
    rows["added_staff"] = np.where(sent, rng.integers(1, 4, size), 0)
    order = f"{{sign}}编调〔{quarter.name[:4]}〕{number}号"
    rows["transfer_batch"] = pd.Series([order] * size).where(sent, None)
    entered = at_hours(add_workdays(np.full(size, np.datetime64(quarter.last)), rng.integers(1, 5, size)), rng)
    return rows.assign(_from=entered)


def frame(rows: pd.DataFrame) -> pd.DataFrame:
    """FS05: entered in the first days of the next quarter."""
    return schema.framed(rows, "FS05")
