"""FS06: money for food safety by budget year, and the vehicles and instruments bought with it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import markets, schema
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours

#: 类别, 来源, how many, least and most in 万元, month in which the paper comes (negative: of the year before).
_ITEMS = (
    ("监管专项", "中央", 1, 58, 76, -11),
    ("监管专项", "省", 2, 18, 34, -12),
    ("监管专项", "市", 1, 9, 18, 3),
    ("监管专项", "县", 2, 24, 42, 2),
    ("设施设备", "省", 1, 24, 36, 4),
    ("设施设备", "县", 1, 8, 14, 3),
    ("抽检", "省", 1, 38, 52, -12),
    ("抽检", "县", 1, 55, 78, 2),
    ("宣传", "市", 1, 5, 9, 3),
    ("宣传", "县", 1, 11, 19, 2),
)
_PROJECT_ITEMS = (("省", 180, 420, 4), ("县", 240, 780, 2), ("自筹", 320, 960, 5))
_VEHICLES, _VEHICLE_WAN = (("省", 3), ("县", 3), ("自筹", 2)), (10.8, 13.6)
_PURCHASE_MONTHS = (4, 10)
_OFFICE_UPGRADES, _UPGRADE_WAN = 5, (6, 16)
#: Of the money of a budget year, what has arrived after each of its quarters; and of that, what is spent.
_ARRIVED, _SPENT = (0.28, 0.55, 0.8, 1.0), (0.45, 0.68, 0.84, 0.96)
_ISSUERS = {"中央": "财行", "省": "省财行", "市": "市财行", "县": "{sign}财行", "自筹": "{sign}市监"}
_OWN_SOURCES = ("县", "自筹")


def items(
    places: Geography, window: Window, rng: np.random.Generator, capacity: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every budget item and asset with `told_on`, the day on which it came into the ledger.

    Central and provincial money for a year is announced at the end of the year before; vehicles stand in the ledger
    from their purchase, one each, improvements of offices with the township that they are in.

    Args:
        capacity: the townships' ledger (FS05), whose improved offices the money goes to; where there is none, some
            townships are drawn.
    """
    years = range(window.history.year, window.last.year + 2)
    parts = [_year(year, places, rng) for year in years]
    upgrades = _drawn_upgrades(years, places, rng) if capacity is None else _told_upgrades(capacity, years)
    rows = pd.concat([*parts, _upgrades(upgrades, places)], ignore_index=True)
    rows = rows.sort_values(["fiscal_year", "told_on"], kind="stable")
    rows = rows[rows["told_on"] <= pd.Timestamp(window.last)].reset_index(drop=True)
    numbers = rows.groupby("fiscal_year").cumcount() + 1
    rows["item_no"] = [f"JF{places.county}{year}{n:03d}" for year, n in zip(rows["fiscal_year"], numbers, strict=True)]
    issuer = rows["source"].map(_ISSUERS)
    rows["doc_no"] = issuer + "〔" + rows["told_on"].dt.year.astype(str) + "〕" + numbers.astype(str) + "号"
    rows["reliable"] = rng.random(len(rows)) < 0.5
    return rows


def _year(year: int, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    rows: list[dict] = []
    for kind, source, count, low, high, month in _ITEMS:
        rows += [_item(year, kind, source, (low, high), month, rng) for _ in range(count)]
    for number in markets.UNDER_CONSTRUCTION:
        for source, low, high, month in _PROJECT_ITEMS:
            rows.append({**_item(year, "集中区", source, (low, high), month, rng),
                         "project_no": places.county + number, "user_unit": "集中区建设指挥部"})
    rows.append({**_item(year, "设施设备", "市", (10, 18), 5, rng), "qty": int(rng.integers(8, 20)), "unit": "套",
                 "asset_no": f"ZC{year}0101", "user_unit": "县检验检测中心", "remark": "食品快检设备"})
    rows[-1]["bought_on"] = rows[-1]["told_on"]
    rows += _vehicles(year, rng)
    return pd.DataFrame(rows)


def _drawn_upgrades(years: range, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    """Some townships a year: town, told_on, budget_wan."""
    rows = []
    for year in years:
        for town in rng.choice(places.towns["town"].to_numpy(), _OFFICE_UPGRADES, replace=False):
            paper = _item(year, "设施设备", "县", _UPGRADE_WAN, 3, rng)
            rows.append({"town": town, "told_on": paper["told_on"], "budget_wan": paper["budget_wan"]})
    return pd.DataFrame(rows)


def _told_upgrades(capacity: pd.DataFrame, years: range) -> pd.DataFrame:
    """The improvements that the townships' ledger tells: town, told_on, budget_wan."""
    improved = capacity[capacity["improved"].fillna(False).astype(bool)].drop_duplicates("_key")
    improved = improved[improved["improved_on"].dt.year.isin(list(years))]
    return pd.DataFrame(
        {"town": improved["town_code"], "told_on": improved["improved_on"], "budget_wan": improved["improve_wan"]}
    )


def _upgrades(table: pd.DataFrame, places: Geography) -> pd.DataFrame:
    """Items for improved offices, each in its township and in the budget year of its day."""
    short, year = table["town"].map(places.towns.set_index("town")["short"]), table["told_on"].dt.year
    return pd.DataFrame(
        {
            "fiscal_year": year,
            "kind": "设施设备",
            "source": "县",
            "budget_wan": table["budget_wan"],
            "told_on": table["told_on"],
            "user_unit": short + "市场监督管理所",
            "town_code": table["town"],
            "project_no": "GS" + year.astype(str) + table["town"],
            "remark": "监管所改善办公条件",
        }
    )


def _item(
    year: int, kind: str, source: str, bounds: tuple[float, float], month: int, rng: np.random.Generator
) -> dict:
    """One item; amounts in 万元 to the hundred yuan, its paper on a working day of the month."""
    first = date(year - 1, -month, 1) if month < 0 else date(year, month, 1)
    told = add_workdays(np.array([first]), rng.integers(4, 15, 1))[0]
    return {"fiscal_year": year, "kind": kind, "source": source, "budget_wan": round(float(rng.uniform(*bounds)), 2),
            "told_on": pd.Timestamp(told), "user_unit": "县市场监督管理局"}


def _vehicles(year: int, rng: np.random.Generator) -> list[dict]:
    """Vehicles for law enforcement: a plate each, bought in spring and summer."""
    rows = []
    for n, source in enumerate(source for source, count in _VEHICLES for _ in range(count)):
        month = int(rng.integers(*_PURCHASE_MONTHS))
        row = _item(year, "执法车", source, _VEHICLE_WAN, month, rng)
        row["budget_wan"] = round(row["budget_wan"] + 0.0001 * int(rng.integers(0, 90)), 4)
        rows.append({**row, "qty": 1, "unit": "辆", "asset_no": f"甘L{year % 100:02d}{n:02d}警",
                     "bought_on": row["told_on"], "user_unit": "县市场监管综合行政执法队"})
    return rows


def frame(rows: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """FS06: entered when the paper comes, then what has arrived and was spent after each quarter of the budget year."""
    base = rows.assign(_from=at_hours(add_workdays(rows["told_on"].to_numpy(), 1), rng), arrived_wan=0.0, spent_wan=0.0)
    short = rows["source"].isin(_OWN_SOURCES) & ~rows["reliable"]
    final = rows["budget_wan"] * (1 - np.where(short, 2 * profile.funds_short, 0.0))
    changes = []
    for year in sorted(rows["fiscal_year"].unique()):
        for quarter in range(4):
            day = add_workdays(np.array([calendar.period(f"{year}-Q{quarter + 1}").last]), rng.integers(1, 4, 1))
            moment = at_hours(day, rng)[0]
            own = rows["fiscal_year"] == year
            wobble = rng.uniform(0.93, 1.0, len(rows)) if quarter < 3 else 1.0
            arrived = (final * _ARRIVED[quarter] * wobble).round(4 if quarter == 3 else 2)[own]
            spent = (arrived * _SPENT[quarter]).round(2)
            if moment <= pd.Timestamp(window.end):
                changes.append(pd.DataFrame({"item_no": rows.loc[own, "item_no"], "arrived_wan": arrived,
                                             "spent_wan": spent, "_from": moment}))
    # One sheet per budget year, which sometimes only the sheet's name tells.
    base["_sheet"] = base["fiscal_year"].astype(str)
    wanted = [*schema.fields("FS06"), "_sheet", "_from"]
    return schema.framed(history(base[wanted], changes, ["item_no"]), "FS06")
