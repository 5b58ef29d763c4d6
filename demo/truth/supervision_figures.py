"""Q10–Q12, E01–E04, E10–E12, E14: hazards, inspections, risk ratings, cases, complaints, the two lists."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from demo import calendar
from demo.truth.figures import UNKNOWN, Figures
from demo.truth.known import Known
from demo.truth.office_figures import live_entities
from demo.world.window import add_workdays, week_names

_LIMITS = {"投诉": 45, "举报": 15}
_CENT = Decimal("0.01")


def add(figures: Figures, known: Known) -> None:
    """Events of every week and month since the first week; stocks of the report day."""
    entities = known.rows("MS01")
    entities["town"] = known.town(entities["region_code"])
    weeks = calendar.periods_between(known.first_day, known.day.date(), calendar.WEEK)
    months = calendar.periods_between(known.first_day, known.day.date(), calendar.MONTH)
    inspections = _placed(known.rows("MS05"), entities)
    inspections = inspections[inspections["insp_date"] <= known.day]
    by_week = week_names(inspections["insp_date"])
    for week in weeks:
        figures.counts("E01", (calendar.WEEK, week), inspections[by_week == week])
    _hazards(figures, known, entities, weeks)
    _ratings(figures, known, live_entities(entities), inspections)
    _complaints(figures, known, weeks)
    _cases(figures, known, inspections, months)


def _placed(rows: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    place = rows["entity_id"].map(entities.set_index("entity_id")["town"])
    return rows.assign(town=place.where(place.notna(), UNKNOWN))


def _hazards(figures: Figures, known: Known, entities: pd.DataFrame, weeks: list[str]) -> None:
    rows = _placed(known.rows("MS06"), entities)
    due = rows[rows["due_on"] <= known.day]
    by_week = week_names(due["due_on"])
    for week in weeks:
        part = due[by_week == week]
        figures.ratios("Q10", (calendar.WEEK, week), part[part["fixed_on"] <= part["due_on"]], part)
    now = (calendar.WEEK, known.week)
    waiting = rows[(rows["found_on"] <= known.day) & ~(rows["closed_on"] <= known.day)]
    figures.counts("Q11", now, waiting[waiting["color"].isin(["红", "橙"])])
    for color in ("红", "橙"):
        figures.counts("Q11", now, waiting[waiting["color"] == color], breakdown=("color", color))
    serious = waiting[waiting["severity"].isin(["较大", "重大"])]
    figures.ratios("Q12", now, serious[serious["measure"].notna()], serious)


def _ratings(figures: Figures, known: Known, live: pd.DataFrame, inspections: pd.DataFrame) -> None:
    """E02–E04: by the last rating of the newest year begun, as known on the report day."""
    year = known.day.year
    given = known.rows("MS07")
    given = given[(given["rated_on"] <= known.day) & (given["rate_year"] <= year)]
    standing = given.sort_values(["rate_year", "seq"]).drop_duplicates("entity_id", keep="last").set_index("entity_id")
    rows = live.join(standing[["rate_year", "risk_level", "req_insp"]], on="entity_id")
    made = inspections.loc[inspections["insp_date"].dt.year == year, "entity_id"].value_counts()
    often = rows["entity_id"].map(made).fillna(0)
    asked = rows["req_insp"].notna()
    enough = asked & (often >= rows["req_insp"].fillna(0))
    figures.ratios("E02", (calendar.YEAR, str(year)), rows[enough], rows[asked])
    month = (calendar.MONTH, calendar.period_of(known.day.date(), calendar.MONTH))
    figures.ratios("E03", month, rows[(rows["rate_year"] == year).fillna(False)], rows)
    figures.ratios("E04", month, rows[rows["risk_level"] == "D"], rows[rows["risk_level"].notna()])


def _complaints(figures: Figures, known: Known, weeks: list[str]) -> None:
    limits = known.seed("complaint_limit")
    days = dict(_LIMITS) if limits.empty else dict(zip(limits["kind"], limits["workdays"].astype(int), strict=True))
    rows = known.rows("MS10")
    rows = rows[rows["kind"].isin(list(days))]
    since = rows["accepted_on"].where(rows["accepted_on"].notna(), rows["registered_at"].dt.normalize())
    due = pd.Series(add_workdays(since.to_numpy(), rows["kind"].map(days).to_numpy(dtype=int)), index=rows.index)
    due = due.astype("datetime64[s]")
    by_week = week_names(due)
    for week in weeks:
        part = rows[(by_week == week) & (due <= known.day)]
        figures.ratio("E12", (calendar.WEEK, week), (part["closed_on"] <= due[part.index]).sum(), len(part))


def _cases(figures: Figures, known: Known, inspections: pd.DataFrame, months: list[str]) -> None:
    """E10, E11, E14 of each month up to the report day."""
    cases = known.rows("MS09")
    cases = cases[cases["kind"].isin(["行政处罚", "价格案件"])]
    prices = inspections[inspections["campaign"].str.contains("价格", na=False)]
    listed = known.rows("MS07").dropna(subset="board")
    for name in months:
        month, last = (calendar.MONTH, name), min(pd.Timestamp(calendar.period(name).last), known.day)
        first = pd.Timestamp(calendar.period(name).first)
        filed = cases[cases["filed_on"].between(first, last)]
        closed = cases[cases["closed_on"].between(first, last)]
        figures.count("E10", month, len(filed))
        figures.count("E10", month, _ten_thousands(closed), ("口径", "罚没款"))
        figures.count("E11", month, prices["insp_date"].between(first, last).sum())
        figures.count("E11", month, (filed["kind"] == "价格案件").sum(), ("口径", "案件"))
        shown = listed[listed["published_on"].between(first, last)]
        for board in ("红", "黑"):
            figures.count("E14", month, shown.loc[shown["board"] == board, "entity_id"].nunique(), ("board", board))


def _ten_thousands(closed: pd.DataFrame) -> float:
    """Fines and confiscations in 万元, two decimals."""
    money = sum(Decimal(str(value)) for name in ("fine_cny", "confiscated_cny") for value in closed[name].dropna())
    return float((Decimal(money) / 10_000).quantize(_CENT, ROUND_HALF_UP))
