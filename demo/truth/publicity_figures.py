"""U01–U08: the consumers' day, publicity, 你点我检, and what the residents say."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from demo import calendar
from demo.truth.figures import TOTAL, Figures
from demo.truth.known import Known

_FIGURE = "口径"
_SCORES, _SHARES = ("满意度", "认可度"), ("知晓率", "支持率", "参与率")


def add(figures: Figures, known: Known) -> None:
    """Years, months and half-years since the first week, each up to the report day."""
    acts, surveys = known.rows("FS08"), known.rows("FS09")
    for year in calendar.periods_between(known.first_day, known.day.date(), calendar.YEAR):
        period, part = (calendar.YEAR, year), _within(acts, "act_date", year, known)
        figures.count("U01", period, int(year) - 1982)
        for breakdown, number in (((TOTAL, TOTAL), 3), ((_FIGURE, "月"), 3), ((_FIGURE, "日"), 15)):
            figures.count("U02", period, number, breakdown)
        figures.count("U03", period, part.loc[part["kind"] == "3·15", "firms"].sum())
        figures.count("U04", period, part["fixed_points"].sum())
        figures.count("U05", period, part["copies"].sum())
    for month in calendar.periods_between(known.first_day, known.day.date(), calendar.MONTH):
        part = _within(acts, "act_date", month, known)
        figures.count("U05", (calendar.MONTH, month), part["copies"].sum())
        _picked(figures, (calendar.MONTH, month), part[part["kind"] == "你点我检"])
    for half in calendar.periods_between(known.first_day, known.day.date(), calendar.HALF):
        _surveyed(figures, (calendar.HALF, half), _within(surveys, "to_on", half, known))


def _within(rows: pd.DataFrame, day: str, name: str, known: Known) -> pd.DataFrame:
    period = calendar.period(name)
    return rows[rows[day].between(pd.Timestamp(period.first), min(pd.Timestamp(period.last), known.day))]


def _picked(figures: Figures, month: tuple[str, str], acts: pd.DataFrame) -> None:
    tests, failed = acts["quick_n"].sum(), acts["quick_fail"].sum()
    figures.count("U06", month, len(acts))
    figures.count("U06", month, len(acts), (_FIGURE, "活动"))
    figures.count("U06", month, tests, (_FIGURE, "快检"))
    figures.ratio("U06", month, failed, tests, (_FIGURE, "快检不合格率"))


def _surveyed(figures: Figures, half: tuple[str, str], answers: pd.DataFrame) -> None:
    """Answers whose sample has no size have no weight; the first of the questions stands for the total."""
    sized = answers[answers["valid_n"].notna()]
    for breakdown, question in (((TOTAL, TOTAL), _SCORES[0]), *(((_FIGURE, name), name) for name in _SCORES)):
        part = sized[(sized["question"] == question) & sized["score"].notna()]
        pairs = zip(part["score"].tolist(), part["valid_n"].tolist(), strict=True)
        top = sum((Decimal(str(round(score, 2))) * int(weight) for score, weight in pairs), Decimal(0))
        figures.quotient("U07", half, top, int(part["valid_n"].sum()), breakdown)
    for breakdown, question in (((TOTAL, TOTAL), _SHARES[0]), *(((_FIGURE, name), name) for name in _SHARES)):
        part = sized[(sized["question"] == question) & sized["positive_n"].notna()]
        figures.ratio("U08", half, part["positive_n"].sum(), part["valid_n"].sum(), breakdown)
