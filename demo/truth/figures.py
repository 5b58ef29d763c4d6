"""Collects indicator figures: numerator, denominator, and the value by the office's rounding."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

TOTAL, UNKNOWN = "总计", "未知"
COLUMNS = (
    "indicator_code",
    "region_code",
    "breakdown_type",
    "breakdown_code",
    "period_type",
    "period",
    "numerator",
    "denominator",
    "value",
)
_CENT, _JUST_BELOW = Decimal("0.01"), Decimal("99.99")


def percentage(numerator: float | Decimal, denominator: float | Decimal) -> float | None:
    """Per cent, two decimals, half up; none for a zero denominator; a part never reads 100 (handbook §4)."""
    top, whole = Decimal(str(numerator)), Decimal(str(denominator))
    if whole == 0:
        return None
    value = (100 * top / whole).quantize(_CENT, ROUND_HALF_UP)
    return float(min(value, _JUST_BELOW) if top < whole else value)


def quotient(numerator: float | Decimal, denominator: float | Decimal) -> float | None:
    """One number per other, two decimals, half up; none for a zero denominator."""
    top, whole = Decimal(str(numerator)), Decimal(str(denominator))
    return float((top / whole).quantize(_CENT, ROUND_HALF_UP)) if whole else None


@dataclass
class Figures:
    """Figures of one cut-off.

    Attributes:
        county: its code, the region of county figures.
        towns: codes of the townships in force on the report day; each gets a row, with or without data.
    """

    county: str
    towns: list[str]
    rows: list[tuple] = field(default_factory=list)

    def count(
        self,
        code: str,
        period: tuple[str, str],
        amount: float,
        breakdown: tuple[str, str] = (TOTAL, TOTAL),
        region: str = "",
    ) -> None:
        """One count; the region is the county unless named. Its value has two decimals, as all published ones."""
        number = _number(amount)
        value = float(Decimal(str(number)).quantize(_CENT, ROUND_HALF_UP))
        self.rows.append((code, region or self.county, *breakdown, *period, number, None, value))

    def ratio(
        self,
        code: str,
        period: tuple[str, str],
        top: float,
        whole: float,
        breakdown: tuple[str, str] = (TOTAL, TOTAL),
        region: str = "",
    ) -> None:
        """One ratio; the region is the county unless named."""
        top, whole = _number(top), _number(whole)
        self.rows.append((code, region or self.county, *breakdown, *period, top, whole, percentage(top, whole)))

    def quotient(
        self,
        code: str,
        period: tuple[str, str],
        top: float | Decimal,
        whole: float | Decimal,
        breakdown: tuple[str, str] = (TOTAL, TOTAL),
        region: str = "",
    ) -> None:
        """One quotient; the region is the county unless named."""
        value = quotient(top, whole)
        self.rows.append((code, region or self.county, *breakdown, *period, _number(top), _number(whole), value))

    def counts(
        self,
        code: str,
        period: tuple[str, str],
        rows: pd.DataFrame,
        amount: str | None = None,
        distinct: str | None = None,
        breakdown: tuple[str, str] = (TOTAL, TOTAL),
    ) -> None:
        """A count per township and for the county, of rows with a column `town`.

        Args:
            amount: column to add up; by default rows are counted.
            distinct: column whose different values are counted instead.
        """
        for region, part in self.areas(rows, amount, distinct):
            value = part[distinct].nunique() if distinct else part[amount].sum() if amount else len(part)
            self.count(code, period, value, breakdown, region)

    def ratios(
        self,
        code: str,
        period: tuple[str, str],
        top: pd.DataFrame,
        whole: pd.DataFrame,
        distinct: str | None = None,
        breakdown: tuple[str, str] = (TOTAL, TOTAL),
    ) -> None:
        """A ratio per township and for the county, of two sets of rows with a column `town`."""
        above = {
            region: part[distinct].nunique() if distinct else len(part) for region, part in self.areas(top, distinct)
        }
        below = {
            region: part[distinct].nunique() if distinct and distinct in part else len(part)
            for region, part in self.areas(whole, distinct)
        }
        for region in sorted({*above, *below}):
            self.ratio(code, period, above.get(region, 0), below.get(region, 0), breakdown, region)

    def sums(self, code: str, period: tuple[str, str], rows: pd.DataFrame, top: str, whole: str) -> None:
        """A ratio of two columns' sums per township and for the county, of rows with a column `town`."""
        for region, part in self.areas(rows, top, whole):
            self.ratio(code, period, part[top].sum(), part[whole].sum(), region=region)

    def frame(self) -> pd.DataFrame:
        """All figures, one row each."""
        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    def areas(self, rows: pd.DataFrame, *columns: str | None) -> list[tuple[str, pd.DataFrame]]:
        """The county with all rows, and every township (未知 if there is such a row) with its own, by column `town`.

        Args:
            columns: what is wanted of the rows; a name that is none of their columns is left out.
        """
        rows = rows[list(dict.fromkeys(name for name in ("town", *columns) if name in rows))]
        by_town = dict(list(rows.groupby("town")))
        empty = rows.iloc[:0]
        places = [*self.towns, *([UNKNOWN] if UNKNOWN in by_town else [])]
        return [(self.county, rows), *((town, by_town.get(town, empty)) for town in places)]


def _number(amount: float) -> float:
    """Whole numbers as int, others rounded to the four decimals that any source has at most (万元 to the yuan)."""
    value = round(float(amount), 4)
    return int(value) if value == int(value) else value
