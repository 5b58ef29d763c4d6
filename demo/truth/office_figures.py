"""R04–R08 and R12: grading, binding and visits of the food-safety office."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.truth.figures import Figures
from demo.truth.known import Known

_VISITS = {"A": (calendar.QUARTER, 1), "B": (calendar.QUARTER, 1), "C": (calendar.QUARTER, 1), "D": ("half", 1)}


def add(figures: Figures, known: Known) -> None:
    """Binding figures of the report week and the visit rate of the quarter that holds the report day."""
    entities = known.rows("MS01")
    entities["town"] = known.town(entities["region_code"])
    live = live_bindings(known, entities)
    graded = live[live["bb_grade"].notna()]
    week = (calendar.WEEK, known.week)
    figures.counts("R04", week, graded, distinct="entity_id")
    figures.counts("R05", week, live[live["level"].notna()].dropna(subset="cadre_id"), distinct="cadre_id")
    figures.ratios("R06", week, graded, live_entities(entities), distinct="entity_id")
    for grade in "ABCD":
        figures.counts(
            "R07", week, graded[graded["bb_grade"] == grade], distinct="entity_id", breakdown=("bb_grade", grade)
        )
    once = live.groupby("entity_id").size()
    figures.ratios("R08", week, graded[graded["entity_id"].map(once) == 1], graded, distinct="entity_id")
    _visits(figures, known, graded)


def live_entities(entities: pd.DataFrame) -> pd.DataFrame:
    """Registered and open: 存续 and 正常."""
    return entities[(entities["reg_status"] == "存续") & (entities["oper_status"] == "正常")]


def live_bindings(known: Known, entities: pd.DataFrame) -> pd.DataFrame:
    """Bindings in force on the report day, with the entity's township (or the binding's own)."""
    rows = known.rows("FS02")
    live = rows[(rows["from_on"] <= known.day) & ~(rows["to_on"] <= known.day)].copy()
    place = live["entity_id"].map(entities.set_index("entity_id")["town"])
    live["town"] = place.where(place.notna(), known.town(live["region_code"]))
    return live


def _visits(figures: Figures, known: Known, graded: pd.DataFrame) -> None:
    quarter = calendar.period(calendar.period_of(known.day.date(), calendar.QUARTER))
    half = known.day.date().replace(month=1 if known.day.month <= 6 else 7, day=1)
    duty = known.seed("visit_frequency")
    wanted = (
        dict(_VISITS)
        if duty.empty
        else {row.bb_grade: (row.period_type, int(row.min_visits)) for row in duty.itertuples()}
    )
    made = known.rows("FS03")
    made = made[made["visit_date"] <= known.day]
    counted = {
        calendar.QUARTER: made[made["visit_date"] >= pd.Timestamp(quarter.first)].groupby("binding_id").size(),
        "half": made[made["visit_date"] >= pd.Timestamp(half)].groupby("binding_id").size(),
        "year": made[made["visit_date"].dt.year == known.day.year].groupby("binding_id").size(),
    }
    due = graded[graded["cadre_id"].notna() & graded["bb_grade"].isin(list(wanted))]
    enough = [
        counted[wanted[grade][0]].get(binding, 0) >= wanted[grade][1]
        for grade, binding in zip(due["bb_grade"], due["binding_id"], strict=True)
    ]
    figures.ratios("R12", (calendar.QUARTER, quarter.name), due[pd.Series(enough, index=due.index, dtype=bool)], due)
