"""Q04–Q09 and Q13: directors, officers and their record books, month by month."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.truth.figures import UNKNOWN, Figures
from demo.truth.known import Known

_NUMBERS = ("need_officers", "officers", "open_days", "daily_n", "weekly_n", "monthly_n")


def add(figures: Figures, known: Known) -> None:
    """Figures of every month since the first week."""
    rows = _books(known)
    for name in calendar.periods_between(known.first_day, known.day.date(), calendar.MONTH):
        month, part = (calendar.MONTH, name), rows[rows["month"] == name]
        needed = part[part["need_director"]]
        figures.ratios("Q04", month, needed[needed["has_director"]], needed)
        figures.sums("Q05", month, part, "officers_counted", "need_officers")
        obliged = part[part["need_officers"] > 0]
        figures.sums("Q06", month, obliged, "daily_n", "open_days")
        figures.sums("Q07", month, obliged, "weekly_n", "open_weeks")
        figures.ratios("Q08", month, obliged[obliged["monthly_n"] >= 1], obliged)
        figures.ratios("Q09", month, obliged[obliged["self_last"].dt.strftime("%Y-%m") == name], obliged)
        asked = part[part["tested"].notna()]
        figures.ratio("Q13", month, asked["passed"].fillna(0).sum(), asked["tested"].sum())


def _books(known: Known) -> pd.DataFrame:
    entities = known.rows("MS01").set_index("entity_id")
    rows = known.rows("MS12")
    place = rows["entity_id"].map(known.town(entities["region_code"]))
    rows["town"] = place.where(place.notna(), UNKNOWN)
    rows["month"] = rows["stat_month"].str[:4] + "-" + rows["stat_month"].str[4:]
    for name in ("need_director", "has_director"):
        rows[name] = rows[name].fillna(False).astype(bool)
    rows[list(_NUMBERS)] = rows[list(_NUMBERS)].fillna(0).astype(int)
    rows["officers_counted"] = rows[["officers", "need_officers"]].min(axis=1)
    rows["open_weeks"] = -(-rows["open_days"] // 7)
    return rows
