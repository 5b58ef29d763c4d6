"""Registers in which nobody has changed anything for a while (F13). Planted last: every other fault is a change."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import calendar
from demo.faults.planter import Planter, plants

_STALE_DAYS = 7


@plants("F13")
def standing_still(planter: Planter) -> None:
    """Registers whose newest record is eight days old on the report's Sunday; seven days are no fault."""
    weeks = [planter.weeks[place] for place in np.linspace(2, len(planter.weeks) - 4, 6).round().astype(int)]
    for dataset, week in zip(("MS01", "MS02", "MS03", "AG01", "MS01"), weeks, strict=False):
        _hold_still(planter, dataset, week, _STALE_DAYS + 1)
        planter.found("F13", dataset, "main", "updated_at", week, week, f"last touched {_STALE_DAYS + 1} days before")
    _hold_still(planter, "MS03", weeks[5], _STALE_DAYS)
    planter.missed("F13", "MS03", "main", "updated_at", weeks[5], weeks[5], f"last touched {_STALE_DAYS} days before")


def _hold_still(planter: Planter, dataset: str, week: str, days: int) -> None:
    newest = planter.sunday(week) - pd.Timedelta(days=days) + pd.Timedelta(hours=10)
    planter.backdate(dataset, pd.Timestamp(calendar.cutoff(week)), newest)
