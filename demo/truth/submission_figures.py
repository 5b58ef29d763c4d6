"""G01 from the deliveries themselves, and G02 from a ledger of findings."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from demo import calendar
from demo.truth.figures import Figures, percentage
from demo.truth.known import Known, is_accepted
from demo.world import schema

_WEIGHTS = {"完整性": 25, "准确性": 25, "一致性": 20, "时效性": 20, "规范性": 10}
_SEVERITY = {"B": 1.0, "W": 0.4, "I": 0.0}
_LATE_DAY, _OLD_DAYS, _GATE = 5, 30, 60


def add(figures: Figures, known: Known) -> None:
    """G01: obligations that fell due between the last report and this one, per submitter."""
    since = _report_before(calendar.cutoff(known.week), known.week)
    tally: dict[str, list[int]] = {}
    exempt = known.seed("exemption")
    for dataset in schema.datasets():
        for name in known.world.obligation_periods(dataset):
            if since < calendar.due_at(name) <= calendar.cutoff(known.week) and not _is_exempt(exempt, dataset, name):
                counts = tally.setdefault(schema.submitter(dataset), [0, 0])
                counts[0] += on_time(known, dataset, name)
                counts[1] += 1
    for submitter, (good, due) in sorted(tally.items()):
        figures.ratio("G01", (calendar.WEEK, known.week), good, due, ("报送单位", submitter))


def on_time(known: Known, dataset: str, name: str) -> bool:
    """Whether the period's submission came by its deadline and could be accepted."""
    due = calendar.due_at(name)
    if not schema.is_filed(dataset):
        return any(period == name and success and at <= due for period, at, success in known.pulls(dataset))
    return any(is_accepted(file) and file.received_at <= due for file in known.world.delivered(dataset, name))


def _report_before(cutoff: datetime, week: str) -> datetime:
    """The newest report drawn before this one; weeks around a long holiday share one."""
    earlier = week
    while calendar.cutoff(earlier) >= cutoff:
        first = calendar.period(earlier).first
        earlier = calendar.period_of(first.fromordinal(first.toordinal() - 1), calendar.WEEK)
    return calendar.cutoff(earlier)


def _is_exempt(exempt: pd.DataFrame, dataset: str, name: str) -> bool:
    last = calendar.period(name).last.isoformat()
    return any(
        row.dataset == dataset and row.from_on <= last <= (row.to_on or "9999-12-31") for row in exempt.itertuples()
    )


def quality_scores(
    findings: pd.DataFrame, checked: pd.DataFrame, punctuality: pd.DataFrame, as_of: datetime
) -> pd.DataFrame:
    """G02 by handbook §6.2, from findings and what was checked.

    Args:
        findings: open ones: submitter, dimension, severity, first_seen.
        checked: submitter, dimension, rows that were looked at.
        punctuality: submitter, due, on_time, days_late (obligations of the month).
        as_of: the cut-off; findings open for more than 30 days count double.

    Returns:
        submitter and score (0–100, two decimals): Σ weight × dimension score over the dimensions that were checked.
    """
    weight = findings["severity"].map(_SEVERITY) * (
        1 + (findings["first_seen"] < pd.Timestamp(as_of) - pd.Timedelta(days=_OLD_DAYS))
    )
    wrong = weight.groupby([findings["submitter"], findings["dimension"]]).sum()
    rows = []
    for submitter, group in checked.groupby("submitter"):
        scores = {
            row.dimension: max(0.0, 100 * (1 - wrong.get((submitter, row.dimension), 0.0) / row.rows))
            for row in group.itertuples()
            if row.rows
        }
        for row in punctuality[punctuality["submitter"] == submitter].itertuples():
            scores["时效性"] = max(0.0, (percentage(row.on_time, row.due) or 0.0) - _LATE_DAY * row.days_late)
        used = {name: share for name, share in _WEIGHTS.items() if name in scores}
        total = sum(share * scores[name] for name, share in used.items()) / sum(used.values())
        if scores.get("可访问性", 100.0) < 100.0:
            total = min(total, _GATE)
        rows.append((submitter, round(total, 2)))
    return pd.DataFrame(rows, columns=["submitter", "score"])
