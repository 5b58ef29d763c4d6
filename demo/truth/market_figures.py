"""P01–P07, E05–E09, E13: the smart platform, sampling and its consequences, small businesses."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.truth.figures import Figures
from demo.truth.known import Known
from demo.truth.office_figures import live_entities
from demo.world.window import week_names

_SMALL_FORMS = ("workshop", "small_restaurant", "grocery", "stall")
_DISPOSAL_DAYS = 90


def add(figures: Figures, known: Known) -> None:
    """Platform figures of the report week; samples of every week and month; registrations of the month."""
    entities = known.rows("MS01")
    entities["town"] = known.town(entities["region_code"])
    _platform(figures, known, entities)
    _samples(figures, known, entities)
    registered = known.rows("MS04")
    registered["town"] = known.town(registered["region_code"])
    valid = (registered["status"] == "有效") & ~(registered["valid_to"] < known.day)
    small = live_entities(entities)
    month = (calendar.MONTH, calendar.period_of(known.day.date(), calendar.MONTH))
    figures.ratios("E13", month, registered[valid], small[small["biz_form"].isin(_SMALL_FORMS)])


def _platform(figures: Figures, known: Known, entities: pd.DataFrame) -> None:
    rows = known.rows("MS11")
    places = rows["entity_id"].map(entities.set_index("entity_id")["town"])
    rows["town"] = places.where(places.notna(), "未知")
    for name in ("should_join", "exempt", "joined", "active"):
        rows[name] = rows[name].fillna(False).astype(bool)
    week = (calendar.WEEK, known.week)
    joined, should = rows[rows["joined"]], rows[rows["should_join"] & ~rows["exempt"]]
    figures.counts("P01", week, joined, distinct="entity_id")
    figures.ratios("P02", week, should[should["joined"]], should)
    figures.ratios("P03", week, joined[joined["active"]], joined)
    figures.ratios("P04", week, should[should["active"]], should)
    schools = live_entities(entities)
    schools = schools[schools["biz_form"] == "school_canteen"]
    kitchens = joined.loc[joined["module"] == "明厨亮灶", "entity_id"]
    figures.ratios("P06", week, schools[schools["entity_id"].isin(kitchens)], schools)
    figures.sums("P07", week, rows.fillna({"cameras": 0, "cameras_online": 0}), "cameras_online", "cameras")
    for module in sorted(rows["module"].dropna().unique()):
        part = should[should["module"] == module]
        figures.ratios("P05", week, part[part["joined"]], part, breakdown=("module", module))


def _samples(figures: Figures, known: Known, entities: pd.DataFrame) -> None:
    rows = known.rows("MS08")
    rows = rows[~rows["is_quick"].fillna(False).astype(bool)].copy()
    first = entities.dropna(subset="uscc").sort_values("entity_id", kind="stable").drop_duplicates("uscc")
    places = rows["sampled_uscc"].map(first.set_index("uscc")["town"])
    rows["town"] = places.where(places.notna(), "未知")
    rows["week"] = week_names(rows["sampled_on"])
    past = rows[rows["sampled_on"] <= known.day]
    for week in calendar.periods_between(known.first_day, known.day.date(), calendar.WEEK):
        figures.counts("E05", (calendar.WEEK, week), past[past["week"] == week])
    cases = known.rows("MS09")
    closed = cases[cases["kind"] == "核查处置"].groupby("sample_no")["closed_on"].min()
    for name in calendar.periods_between(known.first_day, known.day.date(), calendar.MONTH):
        month = calendar.period(name)
        start, end = pd.Timestamp(month.first), min(pd.Timestamp(month.last), known.day)
        part = rows[rows["sampled_on"].between(start, end)]
        decided = part[part["conclusion"].isin(["合格", "不合格", "问题样品"])]
        figures.ratio("E07", (calendar.MONTH, name), (decided["conclusion"] == "合格").sum(), len(decided))
        _produce(figures, (calendar.MONTH, name), decided[decided["food_cat"] == "食用农产品"])
        year = rows[rows["sampled_on"].between(end - pd.DateOffset(months=12) + pd.Timedelta(days=1), end)]
        figures.quotient("E06", (calendar.MONTH, name), len(year), _residents(known, end.year) / 1000)
        bad = rows[rows["conclusion"] == "不合格"]
        limit = bad["reported_on"] + pd.Timedelta(days=_DISPOSAL_DAYS)
        due = bad[limit.between(start, end)]
        in_time = due["sample_no"].map(closed) <= limit[due.index]
        figures.ratio("E09", (calendar.MONTH, name), in_time.sum(), len(due))


def _produce(figures: Figures, month: tuple[str, str], decided: pd.DataFrame) -> None:
    """E08: failed samples of produce, in all and by class."""
    failed = decided["conclusion"] == "不合格"
    figures.ratio("E08", month, failed.sum(), len(decided))
    for name, part in decided.groupby(decided["food_sub"].fillna("未分类")):
        figures.ratio("E08", month, failed[part.index].sum(), len(part), ("food_sub", name))


def _residents(known: Known, year: int) -> int:
    """The county's residents of the newest year up to that one."""
    counts = known.seed("population")
    own = counts[(counts["region_code"] == known.world.county) & (counts["year"].astype(int) <= year)]
    return int(own.sort_values("year", kind="stable")["residents"].iloc[-1]) if len(own) else 0
