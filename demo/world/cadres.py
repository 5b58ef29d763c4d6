"""FS01: the cadres who answer for food businesses, by level, with departures and successors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import people, schema
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, at_hours

_CITY, _COUNTY = 3, 34
_TOWN_POSTS = (
    "党委书记",
    "镇长",
    "副镇长",
    "党委副书记",
    "人大主席",
    "武装部长",
    "组织委员",
    "宣传委员",
    "综合执法队队长",
    "食安办主任",
)
_VILLAGE_POSTS = ("党支部书记", "村委会主任", "村文书", "监委会主任", "村委会副主任")
_COUNTY_UNITS = (
    "县人民政府办公室",
    "县委办公室",
    "县教育局",
    "县市场监督管理局",
    "县农业农村局",
    "县卫生健康局",
    "县商务局",
    "县公安局",
)
_DEPARTURES_PER_WEEK = 1.9
_LEFT_BEFORE = 42
_HANDOVER_DAYS = 52


def roster(
    entities: pd.DataFrame, window: Window, places: Geography, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Every cadre's post.

    Returns:
        Columns of FS01 (as they end up) and town, village, left_before (gone before the first week), leave_on
        (departure within the window) and appears (first moment in the roster, NaT for the old ones). Successors are
        in the roster about seven weeks before they take over.
    """
    table = pd.concat(
        [_leaders(places), _town_posts(entities, places), _village_posts(entities, places, rng)], ignore_index=True
    )
    size = len(table)
    table["left_before"], table["appears"] = False, pd.NaT
    leaving = rng.choice(
        table.index[table["level"].isin(["乡", "村"])], int(_DEPARTURES_PER_WEEK * len(window.weeks)), replace=False
    )
    table["leave_on"] = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    table.loc[leaving, "leave_on"] = pd.DatetimeIndex(rng.choice(window.events(), len(leaving))).astype("datetime64[s]")
    heirs = table.loc[leaving].assign(
        appears=table.loc[leaving, "leave_on"] - pd.Timedelta(days=_HANDOVER_DAYS), leave_on=pd.NaT
    )
    former = table.loc[rng.choice(table.index[table["level"].isin(["乡", "村"])], _LEFT_BEFORE, replace=False)].assign(
        left_before=True, leave_on=pd.NaT
    )
    table = pd.concat([table, heirs, former], ignore_index=True)
    table["cadre_id"] = [f"GB{places.county}{number:05d}" for number in range(1, len(table) + 1)]
    table["successor_id"] = None
    table.loc[leaving, "successor_id"] = table["cadre_id"].iloc[size : size + len(leaving)].to_numpy()
    _personal(table, window, profile, rng)
    return table


def _leaders(places: Geography) -> pd.DataFrame:
    seat = places.towns.loc[places.towns["short"] == "城关"].iloc[0]
    units = ["市人民政府"] * _CITY + [_COUNTY_UNITS[n % len(_COUNTY_UNITS)] for n in range(_COUNTY)]
    posts = ["副市长"] * _CITY + [
        "副县长" if n % len(_COUNTY_UNITS) < 2 else "局长" if n < 16 else "副局长" for n in range(_COUNTY)
    ]
    return pd.DataFrame(
        {
            "level": ["市"] * _CITY + ["县"] * _COUNTY,
            "unit": units,
            "position": posts,
            "region_code": seat["town"],
            "town": seat["town"],
            "village": None,
        }
    )


def _town_posts(entities: pd.DataFrame, places: Geography) -> pd.DataFrame:
    load = entities.groupby("town").size()
    rows = []
    for town in places.towns.itertuples():
        body = f"{town.name}办事处" if town.name.endswith("街道") else f"{town.name}人民政府"
        for n in range(max(7, int(load.get(town.town, 0) // 17))):
            rows.append(("乡", body, _TOWN_POSTS[n % len(_TOWN_POSTS)], town.town, town.town, None))
    return _posts(rows)


def _village_posts(entities: pd.DataFrame, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    load = entities.groupby("region_code").size()
    rows = []
    for village in places.villages.itertuples():
        for n in range(max(1, int(np.ceil(load.get(village.village, 0) / 6.5)))):
            rows.append(
                (
                    "村",
                    f"{village.town_name}{village.name}",
                    _VILLAGE_POSTS[n % len(_VILLAGE_POSTS)],
                    village.village,
                    village.town,
                    village.village,
                )
            )
    return _posts(rows)


def _posts(rows: list[tuple]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["level", "unit", "position", "region_code", "town", "village"])


def _personal(table: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator) -> None:
    size = len(table)
    table["name"], table["phone"] = people.names(rng, size), people.phones(rng, size)
    table["account"] = rng.random(size) < 0.985
    start = pd.Series((np.datetime64(window.first) - rng.integers(400, 1500, size)).astype("datetime64[s]"))
    table["from_on"] = start.where(table["appears"].isna(), table["appears"] - pd.Timedelta(days=6))
    pledged = table["from_on"] + pd.to_timedelta(rng.integers(1, 6, size), unit="D")
    table["pledge_on"] = pledged.mask(rng.random(size) < profile.incomplete_cadre / 2)
    trained = (np.datetime64(window.first) - rng.integers(20, 300, size)).astype("datetime64[s]")
    table["trained_on"] = pd.Series(trained).where(table["appears"].isna())
    for column in ("list_duty", "list_task", "list_check"):
        signed = pd.Series(True, index=table.index, dtype="boolean")
        table[column] = signed.mask(rng.random(size) < profile.incomplete_cadre / 6)
    left = table["left_before"]
    table["to_on"] = pd.Series(
        (np.datetime64(window.first) - rng.integers(40, 350, size)).astype("datetime64[s]")
    ).where(left)
    table["status"] = np.where(left, "离任", "在任")


def frame(table: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """FS01: entries, departures, and new phone numbers now and then."""
    known = np.where(table["left_before"], table["to_on"], table["from_on"] + pd.Timedelta(days=6))
    base = table.assign(_from=pd.DatetimeIndex(known) + pd.Timedelta(hours=9), successor_id=None)
    leaving = table[table["leave_on"].notna()]
    gone = leaving[["cadre_id", "successor_id"]].assign(
        status="离任",
        to_on=leaving["leave_on"],
        _from=at_hours(leaving["leave_on"].to_numpy(dtype="datetime64[D]"), rng, 9, 12),
    )
    steady = table[table["leave_on"].isna() & table["appears"].isna() & ~table["left_before"]]
    moved = steady.sample(2 * len(window.weeks), random_state=rng)
    calls = moved[["cadre_id"]].assign(
        phone=people.phones(rng, len(moved)), _from=at_hours(rng.choice(window.events(), len(moved)), rng)
    )
    wanted = ["cadre_id", *schema.fields("FS01")[1:], "_from"]
    return schema.framed(history(base[wanted], [gone, calls], ["cadre_id"]), "FS01")
