"""C07–C11, C14, A11–A13: money by budget year, vehicles, and the stalls of markets."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from demo import calendar
from demo.truth.figures import Figures
from demo.truth.known import Known

_SPECIAL, _VEHICLE, _CLUSTER = ["监管专项", "设施设备"], "执法车", "集中区"


def add(figures: Figures, known: Known) -> None:
    """Every budget year since the first week; the share that arrived and the markets as of the report day."""
    funds = known.rows("FS06")
    for year in calendar.periods_between(known.first_day, known.day.date(), calendar.YEAR):
        _year(figures, known, year, funds[funds["fiscal_year"] == int(year)])
    quarter = (calendar.QUARTER, calendar.period_of(known.day.date(), calendar.QUARTER))
    begun = funds.loc[funds["arrived_wan"] > 0, "fiscal_year"]
    if len(begun):
        money = funds[funds["fiscal_year"] == begun.max()]
        figures.ratio("C08", quarter, _sum(money["arrived_wan"]), _sum(money["budget_wan"]))
    _markets(figures, known, quarter)


def _year(figures: Figures, known: Known, year: str, rows: pd.DataFrame) -> None:
    period = (calendar.YEAR, year)
    vehicles = rows[rows["kind"] == _VEHICLE]
    cost, number = _sum(vehicles["budget_wan"]), int(vehicles.loc[vehicles["unit"] == "辆", "qty"].sum())
    figures.count("C07", period, _sum(rows.loc[rows["kind"].isin(_SPECIAL), "budget_wan"]))
    figures.count("C09", period, cost)
    figures.count("C10", period, number)
    figures.quotient("C11", period, cost, number)
    spending = _sum(rows.loc[rows["kind"] != _CLUSTER, "arrived_wan"])
    figures.quotient("C14", period, 10_000 * spending, _residents(known, int(year)))
    figures.count("A11", period, _sum(rows.loc[rows["kind"] == _CLUSTER, "arrived_wan"]))


def _markets(figures: Figures, known: Known, quarter: tuple[str, str]) -> None:
    markets, named = known.rows("FS11"), known.seed("named_market")
    if markets.empty:
        return
    ours = set() if named.empty else set(named["cluster_id"])
    figures.count("A12", quarter, markets.loc[markets["cluster_id"].isin(ours), "stalls_capacity"].sum())
    figures.ratio("A13", quarter, markets["food_stalls"].sum(), markets["stalls_capacity"].sum())


def _residents(known: Known, year: int) -> int:
    """Of the newest yearbook at or before the year; none when there is no such."""
    table = known.seed("population")
    own = table[(table["region_code"] == known.world.county) & (table["year"].astype(int) <= year)]
    return int(own.loc[own["year"].astype(int).idxmax(), "residents"]) if len(own) else 0


def _sum(amounts: pd.Series) -> Decimal:
    """The exact sum of amounts in 万元, which have four decimals at most."""
    return sum((Decimal(str(round(amount, 4))) for amount in amounts.dropna().tolist()), Decimal(0))
