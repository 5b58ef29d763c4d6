"""Faults in cadres (FS01): incomplete papers (D45), and bindings to cadres who left (X29)."""

from __future__ import annotations

import pandas as pd

from demo.faults.planter import Planter, plants
from demo.faults.subjects import take

_PAPERS = ("pledge_on", "list_duty", "list_task", "list_check")


def _serving(planter: Planter, count: int, rule: str, serving: bool = True) -> pd.DataFrame:
    """Cadres in one version from before the window on, who serve (or had left) throughout."""
    frame, start = planter.world.frames["FS01"], planter.moment(planter.weeks[0])
    once = frame["_key"].map(frame["_key"].value_counts()) == 1
    settled = frame[once & frame["_to"].isna() & (frame["_from"] < start - pd.Timedelta(days=60))]
    rows = (
        settled[(settled["status"] == "在任") & settled["to_on"].isna()]
        if serving
        else (settled[(settled["status"] == "离任") & (settled["to_on"] < start - pd.Timedelta(days=60))])
    )
    return planter.pick("FS01", rows, "_key", count, "unit", rule)


@plants("D45")
def incomplete_papers(planter: Planter) -> None:
    """Serving cadres without a pledge or one of the three lists; those who left need none."""
    for number, (_, row) in enumerate(_serving(planter, 8, "D45").iterrows()):
        field, since = _PAPERS[number % 4], planter.moment(planter.week("D45"))
        planter.change("FS01", row["_key"], since, **{field: None if field == "pledge_on" else False})
        planter.found("D45", "FS01", row["cadre_id"], field, planter.seen("FS01", since), note="paper missing")
    for _, row in _serving(planter, 2, "D45 near", serving=False).iterrows():
        planter.change("FS01", row["_key"], planter.moment(planter.week("D45")), pledge_on=None)
        planter.missed("D45", "FS01", row["cadre_id"], "pledge_on", note="has left")


@plants("X29")
def bound_to_cadres_who_left(planter: Planter) -> None:
    """Bindings handed to a cadre who had left before; one who leaves later than the report's day is still there."""
    gone = _serving(planter, 5, "X29", serving=False)
    for subject, (_, cadre) in zip(take(planter, "X29", 5).itertuples(), gone.iterrows(), strict=False):
        since = planter.moment(planter.week("X29"))
        planter.change("FS02", subject.binding, since, cadre_id=cadre["cadre_id"])
        planter.found(
            "X29",
            "FS02",
            subject.binding_id,
            "cadre_id",
            planter.seen("FS02", since),
            note=f"{cadre['cadre_id']} left on {cadre['to_on'].date()}",
        )
    for _, cadre in _serving(planter, 1, "X29 near").iterrows():
        leaving = planter.sunday(planter.weeks[-1]) + pd.Timedelta(days=1)
        planter.change("FS01", cadre["_key"], planter.moment(planter.weeks[1]), to_on=leaving)
        planter.missed("X29", "FS01", cadre["cadre_id"], "cadre_id", note=f"leaves on {leaving.date()}")
