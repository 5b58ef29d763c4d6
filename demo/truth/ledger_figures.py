"""R01–R03, C01–C06, C12, C13, Q01–Q03: meetings, capacity, trainings and acceptance items."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.truth.figures import Figures
from demo.truth.known import Known

_MOBILISING = ("动员会", "推进会", "调度会")
_SUPERVISING = ("监管人员", "包保干部", "协管员")


def add(figures: Figures, known: Known) -> None:
    """Events of every month and year, capacity of every quarter and year, items as they stand."""
    _events(figures, known)
    _capacity(figures, known)
    items = known.rows("FS10")
    items = items[items["version"] == items["version"].dropna().max()]
    month, year = ((kind, calendar.period_of(known.day.date(), kind)) for kind in (calendar.MONTH, calendar.YEAR))
    figures.count("Q01", year, len(items))
    figures.ratio("Q02", month, (items["status"] == "达标").sum(), len(items))
    figures.ratio("Q03", month, items["recheck_on"].notna().sum(), len(items))


def _events(figures: Figures, known: Known) -> None:
    meetings, courses = known.rows("FS04"), known.rows("FS07")
    special = meetings["is_special"].fillna(False).astype(bool)
    courses = courses[courses["kind"].isin(_SUPERVISING)]
    for kind in (calendar.MONTH, calendar.YEAR):
        for name in calendar.periods_between(known.first_day, known.day.date(), kind):
            span = calendar.period(name)
            start, end = pd.Timestamp(span.first), min(pd.Timestamp(span.last), known.day)
            held = meetings["event_date"].between(start, end)
            figures.count("R01", (kind, name), (held & special & (meetings["kind"] == "常委会")).sum())
            figures.count("R02", (kind, name), (held & (meetings["kind"] == "调研督查")).sum())
            figures.count("R03", (kind, name), (held & meetings["kind"].isin(_MOBILISING)).sum())
            given = courses[courses["start_on"].between(start, end)]
            figures.count("C12", (kind, name), len(given))
            figures.count("C13", (kind, name), given["attendances"].sum())


def _capacity(figures: Figures, known: Known) -> None:
    rows = known.rows("FS05")
    rows["town"] = known.town(rows["town_code"])
    rows["standard_ok"] = rows["standard_ok"].fillna(False).astype(bool)
    for name in calendar.periods_between(known.first_day, known.day.date(), calendar.QUARTER):
        quarter, part = (calendar.QUARTER, name), rows[rows["stat_quarter"] == name]
        figures.sums("C05", quarter, part, "villages_covered", "villages")
        figures.ratio("C06", quarter, part["standard_ok"].sum(), len(part))
    for name in calendar.periods_between(known.first_day, known.day.date(), calendar.YEAR):
        year, part = (calendar.YEAR, name), rows[rows["stat_quarter"].str[:4] == name]
        weak = part[part["weak"].fillna(False).astype(bool) & (part["added_staff"] > 0)]
        figures.count("C01", year, part["transfer_batch"].nunique())
        figures.count("C02", year, weak["town_code"].nunique())
        figures.count("C03", year, part["added_staff"].sum())
        figures.count("C04", year, part.loc[part["improved"].fillna(False).astype(bool), "town_code"].nunique())
