"""What the indicators truly are: recomputed in pandas from the world's frames, independently of the warehouse.

Grain and definitions: handbook §4 with the project's choices (docs of the indicators). Only what was delivered in good
order by the cut-off counts.
"""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from demo.truth import (
    duty_figures,
    farm_figures,
    fund_figures,
    ledger_figures,
    market_figures,
    office_figures,
    produce_figures,
    publicity_figures,
    staff_figures,
    submission_figures,
    supervision_figures,
)
from demo.truth.figures import COLUMNS, Figures
from demo.truth.known import Known, is_accepted
from demo.truth.submission_figures import quality_scores
from demo.world.model import World

__all__ = ["Known", "differences", "indicators", "is_accepted", "quality_scores"]
KEY = list(COLUMNS[:6])


def indicators(world: World, cutoff: datetime) -> pd.DataFrame:
    """Every indicator value as the report drawn at `cutoff` has to show it.

    Returns:
        indicator_code, region_code (9 digits, 未知, or the county's 6), breakdown_type, breakdown_code (总计: none),
        period_type, period, numerator, denominator (null for counts), value (per cent to two decimals, null for a zero
        denominator; the number itself for counts).
    """
    known = Known(world, cutoff)
    figures = Figures(world.county, known.towns)
    for family in (
        office_figures,
        duty_figures,
        ledger_figures,
        fund_figures,
        staff_figures,
        market_figures,
        supervision_figures,
        farm_figures,
        produce_figures,
        publicity_figures,
        submission_figures,
    ):
        family.add(figures, known)
    return figures.frame()


def differences(truth: pd.DataFrame, found: pd.DataFrame, tolerance: float = 0.005) -> pd.DataFrame:
    """Figures that two recomputations do not agree on.

    A row that one side lacks counts as numerator 0 and denominator 0 (or none), so that paddings may differ. Periods
    of an indicator that the truth does not speak of (what was published earlier of a register) are left out.

    Returns:
        The key and both sides' numerator, denominator and value.
    """
    numbers = ["numerator", "denominator", "value"]
    spoken = pd.MultiIndex.from_frame(truth[["indicator_code", "period"]]).unique()
    found = found[pd.MultiIndex.from_frame(found[["indicator_code", "period"]]).isin(spoken)]
    both = truth[[*KEY, *numbers]].merge(found[[*KEY, *numbers]], on=KEY, how="outer", suffixes=("_true", "_found"))
    bad = pd.Series(False, index=both.index)
    for name in numbers[:2]:
        left, right = (pd.to_numeric(both[f"{name}_{side}"]).fillna(0) for side in ("true", "found"))
        bad |= (left - right).abs() > tolerance
    left, right = (pd.to_numeric(both[f"value_{side}"]) for side in ("true", "found"))
    present = both["numerator_true"].notna() & both["numerator_found"].notna()
    bad |= present & ((left - right).abs().fillna(0) > tolerance) | (present & (left.isna() != right.isna()))
    return both[bad].reset_index(drop=True)
