"""R09–R11 and R13–R15: how much each cadre answers for, papers, what visits found, first visits."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.truth.figures import Figures
from demo.truth.known import Known
from demo.truth.office_figures import live_bindings

_FIRST_VISIT_DAYS = 30
_LISTS = ["list_duty", "list_task", "list_check"]


def add(figures: Figures, known: Known) -> None:
    """Stocks of the report day by its month; visits of every quarter and new bindings of every month."""
    entities = known.rows("MS01")
    entities["town"] = known.town(entities["region_code"])
    month = (calendar.MONTH, calendar.period_of(known.day.date(), calendar.MONTH))
    _workload(figures, known, entities, month)
    _papers(figures, known, month)
    ties = known.rows("FS02").set_index("binding_id", drop=False)
    place = ties["entity_id"].map(entities.set_index("entity_id")["town"])
    ties["town"] = place.where(place.notna(), known.town(ties["region_code"]))
    made = known.rows("FS03")
    made["town"] = made["binding_id"].map(ties["town"]).fillna("未知")
    _problems(figures, known, made)
    _first_visits(figures, known, ties, made)


def _workload(figures: Figures, known: Known, entities: pd.DataFrame, month: tuple[str, str]) -> None:
    for region, part in figures.areas(
        live_bindings(known, entities), "bb_grade", "entity_id", "level", "cadre_id"
    ):
        graded = part.loc[part["bb_grade"].notna(), "entity_id"].nunique()
        layered = part.loc[part["level"].notna(), "cadre_id"].nunique()
        figures.quotient("R09", month, graded, layered, region=region)


def _papers(figures: Figures, known: Known, month: tuple[str, str]) -> None:
    cadres = known.rows("FS01")
    cadres = cadres[(cadres["status"] == "在任") & ~(cadres["to_on"] <= known.day)].copy()
    cadres["town"] = known.town(cadres["region_code"])
    listed = cadres[_LISTS].fillna(False).astype(bool).all(axis=1)
    figures.ratios("R10", month, cadres[cadres["pledge_on"].notna()], cadres)
    figures.ratios("R11", month, cadres[listed], cadres)


def _problems(figures: Figures, known: Known, made: pd.DataFrame) -> None:
    for name in calendar.periods_between(known.first_day, known.day.date(), calendar.QUARTER):
        span = calendar.period(name)
        start, end = pd.Timestamp(span.first), min(pd.Timestamp(span.last), known.day)
        figures.sums("R13", (calendar.QUARTER, name), made[made["due_on"].between(start, end)], "fixed_n", "problems")
        for region, part in figures.areas(made[made["visit_date"].between(start, end)], "problems"):
            figures.quotient("R14", (calendar.QUARTER, name), part["problems"].sum(), len(part), region=region)


def _first_visits(figures: Figures, known: Known, ties: pd.DataFrame, made: pd.DataFrame) -> None:
    limit = ties["from_on"] + pd.Timedelta(days=_FIRST_VISIT_DAYS)
    ties = ties.assign(limit=limit)[~(ties["to_on"] <= limit)]
    first = made.loc[made["first"].fillna(False).astype(bool), ["binding_id", "visit_date"]]
    calls = first.merge(ties[["from_on", "limit"]], left_on="binding_id", right_index=True)
    calls = calls[calls["visit_date"].between(calls["from_on"], calls["limit"])]
    for name in calendar.periods_between(known.first_day, known.day.date(), calendar.MONTH):
        span = calendar.period(name)
        due = ties[ties["limit"].between(pd.Timestamp(span.first), min(pd.Timestamp(span.last), known.day))]
        figures.ratios("R15", (calendar.MONTH, name), due[due["binding_id"].isin(calls["binding_id"])], due)
