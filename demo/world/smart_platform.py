"""MS11: which entities are joined to the smart-supervision platform, and what they did each week."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import schema
from demo.world import vocabulary as words
from demo.world.profile import Profile
from demo.world.window import Window

_MODULES = {
    "透明车间": ("producer", "workshop"),
    "阳光仓储": ("storage",),
    "明厨亮灶": ("restaurant", "small_restaurant", "school_canteen", "canteen", "central_kitchen", "meal_delivery"),
    "农兽药追溯": ("farm_mkt", "wholesale_mkt", "supermarket"),
    "电子台账": ("supermarket", "grocery"),
}
#: Share of the entities of a form that the module lists at all (others: every one).
_LISTED = {("农兽药追溯", "supermarket"): 0.07, ("电子台账", "supermarket"): 0.17, ("电子台账", "grocery"): 0.18}
#: Share of the entities that should join and have joined, per form; handbook §4 (P05) gives the order of size.
_JOINED = {"producer": 1.0, "workshop": 0.52, "storage": 0.42, "school_canteen": 1.0, "small_restaurant": 0.93}
_NOT_REQUIRED = {"small_restaurant": 0.2, "supermarket": 0.15, "grocery": 0.25}
_SNAPSHOT_HOUR = np.timedelta64(23 * 3600 + 1800, "s")


def access(
    roster: pd.DataFrame,
    licences: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
    canteens: np.random.Generator,
) -> pd.DataFrame:
    """Weekly snapshots of entity × module; each is taken on Sunday 23:30 and stands until the next.

    Args:
        canteens: decides which school canteens have no camera yet.
    """
    rows = _listed(roster, licences, window, profile, rng)
    schools = rows["owner"].map(roster["biz_form"]) == "school_canteen"
    rows["joined"] &= ~(schools & (canteens.random(len(rows)) < profile.dark_kitchen))
    weeks = np.array([np.datetime64(window.first) + 7 * n + 6 for n in range(len(window.weeks))])
    grid = rows.loc[rows.index.repeat(len(weeks))].reset_index(drop=True)
    sunday = pd.Series(np.tile(weeks, len(rows)).astype("datetime64[s]"))
    grid["_key"] = np.repeat(np.arange(len(rows)), len(weeks))
    grid["_from"] = sunday + _SNAPSHOT_HOUR
    grid["_to"] = (sunday + pd.Timedelta(days=7) + _SNAPSHOT_HOUR).where(sunday < pd.Timestamp(weeks[-1]))
    own = roster.loc[grid["owner"]].reset_index(drop=True)
    closed = own["was_closed"] | (own["close_on"].notna() & (own["close_on"] <= sunday))
    struck = closed & own["close_reg"].isin(["注销", "吊销"])
    forgotten = closed & (own["was_closed"] | (np.repeat(rng.random(len(rows)), len(weeks)) < profile.zombie))
    grid["joined"] = grid["joined"] & (grid["joined_on"] <= sunday) & (~closed | forgotten)
    grid["should_join"] &= ~closed
    _week_figures(grid, sunday, ~closed, rng)
    kept = (~struck | forgotten) & ~(own["born"].notna() & (own["born"] > sunday))
    return schema.framed(grid[kept], "MS11")


def _listed(
    roster: pd.DataFrame, licences: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    main = licences.drop_duplicates("owner").set_index("owner")["lic_no"]
    kept = roster["was_closed"] & (rng.random(len(roster)) < profile.zombie)
    open_ones = roster[(~roster["was_closed"] & (roster["oper_status"] == "正常")) | kept]
    parts = []
    for module, forms in _MODULES.items():
        own = open_ones[open_ones["biz_form"].isin(forms)]
        share = own["biz_form"].map(lambda form, module=module: _LISTED.get((module, form), 1.0))
        # Entities that are new within the weeks join the modules that take everybody.
        own = own[(rng.random(len(own)) < share) & (own["born"].isna() | (share == 1.0))]
        parts.append(pd.DataFrame({"owner": own.index, "module": module}))
    rows = pd.concat(parts, ignore_index=True)
    own = roster.loc[rows["owner"]].reset_index(drop=True)
    size = len(rows)
    rows["entity_id"], rows["mso_code"] = own["entity_id"], own["mso_code"]
    rows["should_join"] = rng.random(size) >= own["biz_form"].map(_NOT_REQUIRED).fillna(0)
    rows["exempt"] = (
        rows["should_join"] & (rng.random(size) < 0.015) & ~own["biz_form"].isin(["producer", "school_canteen"])
    )
    wish = own["biz_form"].map(_JOINED).fillna(0.955)
    joined = (rng.random(size) < np.where(rows["should_join"], wish, 0.3)) & ~rows["exempt"]
    rows["joined"] = joined & own["pause_on"].isna()
    earlier = np.datetime64(window.first) - rng.integers(20, 1100, size)
    recent = rng.choice(window.events(), size)
    day = pd.Series(np.where(rng.random(size) < 0.02, recent, earlier).astype("datetime64[s]"))
    first_day = own["established_on"] + pd.to_timedelta(rng.integers(5, 12, size), unit="D")
    rows["joined_on"] = day.where(day > first_day, first_day)
    rows["lic_no"] = rows["owner"].map(main)
    rows["cameras"] = np.where(rows["module"].isin(["农兽药追溯", "电子台账"]), 0, rng.integers(1, 7, size))
    rows["vendor"] = rng.choice(words.VENDORS, size)
    rows["diligence"] = np.clip(rng.normal(0.96, 0.09, size), 0.3, 1.0)
    return rows


def _week_figures(grid: pd.DataFrame, sunday: pd.Series, is_open: pd.Series, rng: np.random.Generator) -> None:
    """The week's activity; an entity that has not joined shows none and carries no licence number."""
    size, joined = len(grid), grid["joined"]
    grid["active"] = joined & is_open & (rng.random(size) < grid["diligence"])
    grid["cameras"] = grid["cameras"].where(joined, 0)
    grid["cameras_online"] = np.where(grid["active"], np.ceil(grid["cameras"] * rng.uniform(0.6, 1, size)), 0)
    grid["online_hours"] = (grid["cameras_online"] * rng.uniform(40, 165, size)).round(1)
    grid["records_uploaded"] = np.where(grid["active"], rng.integers(1, 40, size), 0)
    grid["ai_alerts"] = np.where(grid["active"] & (grid["cameras"] > 0), rng.poisson(0.6, size), 0)
    grid["alerts_handled"] = np.minimum(grid["ai_alerts"], rng.poisson(0.9, size))
    seen = sunday + pd.to_timedelta(rng.integers(-5 * 86400, 79_000, size), unit="s")
    grid["last_active_at"] = seen.where(grid["active"])
    for column in ("joined_on", "lic_no", "vendor"):
        grid[column] = grid[column].where(joined)
