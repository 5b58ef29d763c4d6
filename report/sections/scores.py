"""§2 质量评分: six GB/T 36344 dimensions, total, rank and the change since last week.

The scores come from marts.fct_quality_score; this module only ranks and prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from report import charts, words
from report.model import Score, Submitter, WeekData
from report.weeks import period_label

TOTAL, NO_SCORE = "总分", "无得分"
DIMENSIONS = ("完整性", "准确性", "一致性", "时效性", "规范性", "可访问性")
GRADES = ((90, "优"), (80, "良"), (60, "一般"), (0, "差"))


@dataclass(frozen=True)
class Column:
    """One department's scores, printed."""

    submitter: Submitter
    dimensions: tuple[str, ...]
    total: str
    grade: str
    rank: str
    change: str


@dataclass(frozen=True)
class Section:
    """What §2 prints."""

    month: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    chart: Markup | None


def build(data: WeekData) -> Section:
    """One column per department in the order of the departments; totals printed alike share a rank."""
    scores = {(score.submitter, score.dimension): score for score in data.scores}
    totals = [_shown(score.score) for score in data.scores if score.dimension == TOTAL and score.score is not None]
    columns = tuple(_column(submitter, scores, totals) for submitter in data.submitters)
    bars = [(column.submitter.short_name, _number(scores, column.submitter.code, "score"),
             _number(scores, column.submitter.code, "previous"), column.total.replace(words.NONE, NO_SCORE))
            for column in columns]
    chart = charts.score_bars(bars, "各部门数据质量总分，与上周比较") if totals else None
    month = max((score.month for score in data.scores), default="")
    return Section(period_label(month), DIMENSIONS, columns, chart)


def grade(score: Decimal) -> str:
    """优, 良, 一般 or 差; judged on the printed number, so that 89.96 printed 90.0 reads 优."""
    return next(word for least, word in GRADES if _shown(score) >= least)


def _shown(score: Decimal) -> Decimal:
    return Decimal(words.score(score))


def _column(submitter: Submitter, scores: dict[tuple[str, str], Score], totals: list[Decimal]) -> Column:
    total = scores.get((submitter.code, TOTAL))
    value = total.score if total else None
    dimensions = [scores.get((submitter.code, name)) for name in DIMENSIONS]
    return Column(
        submitter=submitter,
        dimensions=tuple(words.score(one.score if one else None) for one in dimensions),
        total=words.score(value),
        grade=words.NONE if value is None else grade(value),
        rank=words.NONE if value is None else str(1 + sum(other > _shown(value) for other in totals)),
        change=words.NONE if total is None else words.change(value, total.previous, "分"),
    )


def _number(scores: dict[tuple[str, str], Score], submitter: str, attribute: str) -> float | None:
    total = scores.get((submitter, TOTAL))
    value = getattr(total, attribute) if total else None
    return None if value is None else float(value)
