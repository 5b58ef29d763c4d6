"""P08–P10, A01, A02, A05, A06: traceability, dealers, certificates and monitoring of farm produce."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.truth.figures import Figures
from demo.truth.known import Known
from demo.world.monitoring import RAPID

_PROOFS = ("has_origin_doc", "has_test_doc", "has_producer_record", "has_voucher")
_FOUR_KINDS, _MARK = ("绿色", "有机", "地理标志", "名特优新"), "驰名商标"


def add(figures: Figures, known: Known) -> None:
    """Figures of every month or quarter since the first week; of registers, those of the report day."""
    months = calendar.periods_between(known.first_day, known.day.date(), calendar.MONTH)
    _tracing(figures, known, months)
    _registers(figures, known)
    samples = known.rows("AG04")
    decided = samples[(samples["kind"] != RAPID) & samples["conclusion"].isin(["合格", "不合格"])]
    decided = decided[decided["sampled_on"] <= known.day]
    for month in months:
        own = decided[decided["sampled_on"].dt.strftime("%Y-%m") == month]
        figures.ratio("A06", (calendar.MONTH, month), (own["conclusion"] == "合格").sum(), len(own))


def _tracing(figures: Figures, known: Known, months: list[str]) -> None:
    rows = known.rows("AG03")
    places = known.rows("AG01").set_index("producer_id")["region_code"]
    rows["town"] = known.town(rows["producer_id"].map(places))
    rows["month"] = rows["stat_month"].str[:4] + "-" + rows["stat_month"].str[4:]
    flags = ("should_trace", "joined", "selling", *_PROOFS)
    rows = rows.assign(**{name: rows[name].fillna(False).astype(bool) for name in flags})
    for month in months:
        own = rows[(rows["month"] == month)]
        due = own[own["should_trace"]]
        figures.ratios("P08", (calendar.MONTH, month), due[due["joined"]], due)
        figures.sums("P09", (calendar.MONTH, month), own, "batches_traceable", "batches")
    first_days = pd.to_datetime(rows["month"] + "-01")
    for name in calendar.periods_between(known.first_day, known.day.date(), calendar.QUARTER):
        span = calendar.period(name)
        inside = first_days.between(pd.Timestamp(span.first), min(pd.Timestamp(span.last), known.day))
        sellers = rows[inside & rows["selling"]]
        complete = sellers[sellers[list(_required(known))].all(axis=1)]
        figures.ratios("A05", (calendar.QUARTER, name), complete, sellers)


def _required(known: Known) -> tuple[str, ...]:
    """Proofs that a deployment asks for; all four by default."""
    own = known.seed("produce_proof")
    return _PROOFS if own.empty else tuple(own.loc[own["is_required"] == "true", "proof"])


def _registers(figures: Figures, known: Known) -> None:
    dealers = known.rows("AG06")
    live = dealers[
        dealers["kind"].isin(["农药", "兽药"]) & (dealers["status"] == "正常") & (dealers["valid_to"] >= known.day)
    ]
    day = known.day.date()
    month = (calendar.MONTH, calendar.period_of(day, calendar.MONTH))
    figures.ratio("P10", month, live["on_trace"].fillna(False).astype(bool).sum(), len(live))
    brands = known.rows("AG05")
    brands = brands[(brands["status"] == "有效") & ~(brands["valid_to"] < known.day)]
    quarter, year = (calendar.period_of(day, kind) for kind in (calendar.QUARTER, calendar.YEAR))
    figures.count("A01", (calendar.QUARTER, quarter), brands["kind"].isin(_FOUR_KINDS).sum())
    figures.count("A02", (calendar.YEAR, year), (brands["kind"] == _MARK).sum())
