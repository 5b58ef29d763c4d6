"""Faults in visits (FS03): D48, D49, D50."""

from __future__ import annotations

import pandas as pd

from demo.faults.planter import Planter, key_of, plants

_PER_DAY, _MINUTES = 12, 3


def _visits(planter: Planter, count: int, rule: str, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Visits of files that are sent once and accepted; days of a cadre that carry a fault are left alone."""
    frame = planter.world.frames["FS03"] if rows is None else rows
    weeks = [week for week in planter.weeks[1:] if ("FS03", week) not in planter.refused]
    rows = frame[frame["_period"].isin(weeks)]
    for (dataset, period), town in planter.partial.items():
        if dataset == "FS03":
            everyone = planter.world.frames["FS03"]
            absent = everyone.loc[(everyone["_period"] == period) & (everyone["_sheet"] == town), "cadre_id"]
            rows = rows[(rows["_period"] != period) | ~rows["cadre_id"].isin(set(absent))]
    rows = rows.assign(round=rows["cadre_id"] + "|" + rows["visit_date"].dt.strftime("%Y-%m-%d"))
    return planter.pick("round", rows, "round", count, "_period", rule)


@plants("D48.1")
def crowded_days(planter: Planter) -> None:
    """A thirteenth visit of one cadre on a day; twelve are no fault."""
    frame = planter.world.frames["FS03"]
    serial = 0
    for count, size, near in ((5, _PER_DAY + 1, False), (2, _PER_DAY, True)):
        for _, row in _visits(planter, count, f"D48.1 {near}").iterrows():
            own = frame[(frame["cadre_id"] == row["cadre_id"]) & (frame["visit_date"] == row["visit_date"])]
            last = own["created_at"].max()
            for step in range(size - len(own)):
                serial += 1
                at = last + pd.Timedelta(minutes=5 * (step + 1))
                planter.add(
                    "FS03",
                    row.drop("round"),
                    visit_no=f"DD{row['visit_date']:%Y%m%d}9{serial:04d}",
                    created_at=at,
                    _from=at,
                    first=False,
                    problems=0,
                    fixed_n=0,
                    descr=None,
                    fixed_on=pd.NaT,
                    due_on=pd.NaT,
                    handed_to=None,
                    handed_on=pd.NaT,
                )
            write = planter.missed if near else planter.found
            write("D48.1", "FS03", row["round"], "visit_no", row["_period"], note=f"{size} visits")


@plants("D48.2")
def ticked_in_a_row(planter: Planter) -> None:
    """A visit entered two minutes and 59 seconds after the one before; three minutes are no fault."""
    frame = planter.world.frames["FS03"]
    ordered = frame.sort_values(["cadre_id", "created_at"])
    same = (
        (ordered["cadre_id"].shift(1) == ordered["cadre_id"])
        & (ordered["visit_date"].shift(1) == ordered["visit_date"])
        & (ordered["_period"].shift(1) == ordered["_period"])
        & (
            ordered["cadre_id"].shift(-1).ne(ordered["cadre_id"])
            | ordered["visit_date"].shift(-1).ne(ordered["visit_date"])
        )
    )
    later = ordered[same].assign(before=ordered["created_at"].shift(1)[same])
    for count, seconds, near in ((5, _MINUTES * 60 - 1, False), (2, _MINUTES * 60, True)):
        for _, row in _visits(planter, count, f"D48.2 {near}", later).iterrows():
            at = row["before"] + pd.Timedelta(seconds=seconds)
            planter.put("FS03", row["_key"], created_at=at)
            write = planter.missed if near else planter.found
            write(
                "D48.2", "FS03", row["visit_no"], "created_at", row["_period"], note=f"{seconds} s after the one before"
            )


@plants("D49.1", "D49.2")
def visits_that_cannot_be(planter: Planter) -> None:
    """More problems mended than found (D49.1), visits before the binding began (D49.2)."""
    frame = planter.world.frames["FS03"]
    for _, row in _visits(planter, 5, "D49.1").iterrows():
        planter.put("FS03", row["_key"], fixed_n=row["problems"] + 1)
        planter.keyed("D49.1", "FS03", row, "fixed_n", note=f"{row['problems']} found")
    found = frame[(frame["problems"] > 0) & frame["fixed_on"].isna()]
    for _, row in _visits(planter, 2, "D49.1 near", found).iterrows():
        planter.put("FS03", row["_key"], fixed_n=row["problems"])
        planter.missed("D49.1", "FS03", key_of("FS03", row), "fixed_n", row["_period"], note="all mended")
    ties = planter.world.frames["FS02"].drop_duplicates("_key", keep="last")
    late = ties[ties["from_on"] > planter.sunday(planter.weeks[len(planter.weeks) // 2])]
    early = frame[frame["_period"].isin(planter.weeks[1 : len(planter.weeks) // 2])]
    chosen = planter.pick("future binding", late, "binding_id", 5, rule="D49.2")
    for (_, row), binding in zip(_visits(planter, 5, "D49.2", early).iterrows(), chosen.itertuples(), strict=False):
        planter.put("FS03", row["_key"], binding_id=binding.binding_id)
        known = planter.seen("FS02", planter.versions("FS02", _key(ties, binding.binding_id))["_from"].iloc[0])
        planter.found(
            "D49.2",
            "FS03",
            row["visit_no"],
            "visit_date",
            max(row["_period"], known or row["_period"]),
            note=f"{binding.binding_id} begins on {binding.from_on.date()}",
        )


def _key(ties: pd.DataFrame, binding_id: str) -> int:
    return int(ties.loc[ties["binding_id"] == binding_id, "_key"].iloc[0])


@plants("D50.1", "D50.2")
def nothing_to_show(planter: Planter) -> None:
    """Visits on the spot without a photo (D50.1), problems without a word (D50.2); on video no photo is needed."""
    frame = planter.world.frames["FS03"]
    spot = frame[frame["mode"] == "现场"]
    for number, (_, row) in enumerate(_visits(planter, 6, "D50.1", spot).iterrows()):
        planter.put("FS03", row["_key"], photos=0 if number % 2 else None)
        planter.keyed("D50.1", "FS03", row, "photos", note="no photo")
    for _, row in _visits(planter, 2, "D50.1 near", frame[frame["mode"] == "视频"]).iterrows():
        planter.put("FS03", row["_key"], photos=0)
        planter.missed("D50.1", "FS03", row["visit_no"], "photos", row["_period"], note="on video")
    for _, row in _visits(planter, 5, "D50.2", frame[frame["problems"] > 0]).iterrows():
        planter.put("FS03", row["_key"], descr=None)
        planter.keyed("D50.2", "FS03", row, "descr", note=f"{row['problems']} problems")
    for _, row in _visits(planter, 2, "D50.2 near", frame[(frame["problems"] == 0) & frame["descr"].isna()]).iterrows():
        planter.missed("D50.2", "FS03", row["visit_no"], "descr", row["_period"], note="nothing found")
