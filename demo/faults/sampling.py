"""Faults in sampling and its follow-up (MS08, MS09): D25, X35, X36, X45."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.faults.identifiers import passed_samples, steady, unknown_uscc
from demo.faults.planter import Planter, plants, workdays_between

_FOLLOW_UP_WORKDAYS, _CLOSING_DAYS = 5, 90


@plants("D25")
def numbers_used_twice(planter: Planter) -> None:
    """Two samples entered under one number at the same moment, with different lots."""
    frame = planter.world.frames["MS08"]
    start, end = planter.moment(planter.weeks[1]), planter.moment(planter.weeks[-2])
    rows = frame[
        (frame["_from"] > start) & (frame["_from"] < end) & frame["_to"].isna() & (frame["conclusion"] == "合格")
    ]
    rows = rows.assign(week=[planter.week_of(at) for at in rows["_from"]])
    for _, row in planter.pick("MS08", rows, "_key", 5, "week", "D25").iterrows():
        planter.add("MS08", row.drop("week"), lot_no=f"{row['lot_no'] or ''}-2")
        planter.found(
            "D25",
            "MS08",
            row["sample_no"],
            "sample_no",
            planter.seen("MS08", row["_from"]),
            note="another lot under the same number",
        )


def _bad_samples(planter: Planter) -> pd.DataFrame:
    """Unqualified samples with their one case of follow-up, which no fault has used yet."""
    samples = planter.world.frames["MS08"]
    bad = samples[(samples["conclusion"] == "不合格") & ~samples["is_quick"].astype(bool)].drop_duplicates("_key")
    cases = planter.world.frames["MS09"].drop_duplicates("_key")
    cases = cases[(cases["kind"] == "核查处置") & ~cases["sample_no"].duplicated(keep=False)]
    cases = cases[cases["_key"].map(lambda key: planter.free("MS09", key)).astype(bool)]
    return bad.merge(cases[["sample_no", "_key"]].rename(columns={"_key": "case"}), on="sample_no")


@plants("X35")
def nobody_follows_up(planter: Planter) -> None:
    """Unqualified samples whose case was never opened; one opened after exactly five working days is no fault."""
    bad = _bad_samples(planter)
    due = [
        next(
            (week for week in planter.weeks if workdays_between(day, planter.sunday(week)) > _FOLLOW_UP_WORKDAYS), None
        )
        for day in bad["reported_on"]
    ]
    bad = bad.assign(due=due).dropna(subset="due")
    late = bad[bad["due"] != planter.weeks[0]]
    for row in _near_follow_up(planter, late):
        bad = bad[bad["sample_no"] != row]
    chosen = planter.pick("MS08", bad[bad["due"] != planter.weeks[0]], "_key", 5, "due", "X35")
    if len(chosen) < 5:
        chosen = pd.concat([chosen, planter.pick("MS08", bad, "_key", 5 - len(chosen), rule="X35")])
    for _, row in chosen.iterrows():
        planter.use("MS09", row["case"])
        planter.drop("MS09", planter.versions("MS09", row["case"]).index)
        known = planter.seen("MS08", row["_from"])
        planter.found(
            "X35",
            "MS08",
            row["sample_no"],
            "conclusion",
            max(row["due"], known or row["due"]),
            note=f"reported on {row['reported_on'].date()}, no case",
        )


def _near_follow_up(planter: Planter, bad: pd.DataFrame) -> list[str]:
    """Let one case be entered only when five working days have just passed."""
    for row in bad.itertuples():
        for week in planter.weeks[1:-2]:
            sunday = planter.sunday(week)
            if sunday < row.reported_on or workdays_between(row.reported_on, sunday) != _FOLLOW_UP_WORKDAYS:
                continue
            versions = planter.versions("MS09", row.case)
            since = sunday + pd.Timedelta(days=2, hours=17)
            end = versions["_to"].iloc[0]
            if pd.notna(end) and end <= since:
                continue
            key = int(versions["_key"].iloc[0])
            planter.use("MS09", key)
            planter.world.frames["MS09"].loc[versions.index[0], ["_from", "started_on"]] = [since, since.normalize()]
            planter.world.frames["MS09"].loc[versions.index, "started_on"] = since.normalize()
            planter.missed("X35", "MS08", row.sample_no, "conclusion", week, week, "five working days after the report")
            return [row.sample_no]
    return []


@plants("X36")
def cases_that_stay_open(planter: Planter) -> None:
    """Cases that are never closed; one closed just after its 90th day is no fault."""
    frame = planter.world.frames["MS09"]
    counts = frame.groupby("_key")["closed_on"].agg(["size", "count"])
    once = counts.index[(counts["size"] >= 2) & (counts["count"] == 1)]
    cases = frame[frame["_key"].isin(once)].drop_duplicates("_key", keep="last")
    cases = cases[
        cases["closed_on"].notna() & (cases["kind"] != "核查处置") & (cases["closed_on"] > cases["started_on"])
    ]
    over = cases["started_on"] + pd.Timedelta(days=_CLOSING_DAYS + 1)
    inside = cases[
        (over > planter.moment(planter.weeks[0]))
        & (over < planter.moment(planter.weeks[-1]))
        & (cases["_from"] > planter.moment(planter.weeks[0]))
    ]
    lost = over.map(planter.week_of).isin(planter.unsteady("MS09"))
    near = inside[(inside["started_on"].dt.day_of_week == 0) & ~lost.reindex(inside.index)]
    for _, row in planter.pick("MS09", near, "_key", 1, rule="X36 near").iterrows():
        _close_late(planter, row)
    inside = inside.assign(month=inside["started_on"].dt.strftime("%Y-%m"))
    for _, row in planter.pick("MS09", inside, "_key", 5, "month", "X36").iterrows():
        versions = planter.versions("MS09", row["_key"])
        planter.drop("MS09", versions.index[-1:])
        planter.world.frames["MS09"].loc[versions.index[-2], "_to"] = pd.NaT
        first = next(
            week
            for week in planter.weeks
            if planter.sunday(week) - row["started_on"] > pd.Timedelta(days=_CLOSING_DAYS)
        )
        planter.found("X36", "MS09", row["case_no"], "closed_on", first, note=f"started on {row['started_on'].date()}")


def _close_late(planter: Planter, row: pd.Series) -> None:
    sunday = row["started_on"] + pd.Timedelta(days=_CLOSING_DAYS)
    week = planter.week_of(sunday)
    labels = planter.versions("MS09", row["_key"]).index
    since = pd.Timestamp(calendar.cutoff(week)) + pd.Timedelta(hours=4)
    frame = planter.world.frames["MS09"]
    frame.loc[labels[-2], "_to"] = since
    frame.loc[labels[-1], "_from"] = since
    frame.loc[labels[-1], "closed_on"] = since.normalize()
    planter.missed("X36", "MS09", row["case_no"], "closed_on", week, week, "open for 90 days")


@plants("X45.1")
def sampled_strangers(planter: Planter) -> None:
    """Samples of a party whose correct code no entity has."""
    for number, (_, row) in enumerate(passed_samples(planter, 5, "X45.1").iterrows()):
        since = planter.moment(planter.week("X45.1"))
        planter.change("MS08", row["_key"], since, sampled_uscc=unknown_uscc(planter, number))
        planter.found(
            "X45.1",
            "MS08",
            row["sample_no"],
            "sampled_uscc",
            planter.seen("MS08", since),
            note="code unknown to the register",
        )


@plants("X45.2")
def sampled_after_the_end(planter: Planter) -> None:
    """Samples of businesses struck off before; a sample taken on the day of striking off is no fault."""
    frame = planter.world.frames["MS01"]
    last = frame.drop_duplicates("_key", keep="last").dropna(subset=["uscc", "status_on"])
    shared = frame.dropna(subset="uscc").groupby("uscc")["entity_id"].nunique()
    gone = last[last["reg_status"].isin(["注销", "吊销"]) & last["_to"].isna() & (last["uscc"].map(shared) == 1)]
    gone = gone[~gone["uscc"].isin(set(planter.world.frames["MS08"]["sampled_uscc"].dropna()))]
    start = planter.moment(planter.weeks[0])
    struck = gone[gone["status_on"] < start - pd.Timedelta(days=200)]
    parties = planter.pick("entity", struck, "entity_id", 5, rule="X45.2")
    chosen = passed_samples_after(planter, start - pd.Timedelta(days=150), len(parties))
    for party, (_, row) in zip(parties.itertuples(), chosen.iterrows(), strict=False):
        since = planter.moment(planter.week("X45.2"))
        planter.change("MS08", row["_key"], since, sampled_uscc=party.uscc, sampled_name=party.entity_name)
        planter.found(
            "X45.2",
            "MS08",
            row["sample_no"],
            "sampled_uscc",
            planter.seen("MS08", since),
            note=f"struck off on {party.status_on.date()}, sampled on {row['sampled_on'].date()}",
        )
    for party in planter.pick("entity", struck, "entity_id", 1, rule="X45.2 near").itertuples():
        row = passed_samples(planter, 1, "X45.2 near").iloc[0]
        planter.change(
            "MS08",
            row["_key"],
            planter.moment(planter.week("X45.2")),
            sampled_uscc=party.uscc,
            sampled_name=party.entity_name,
            sampled_on=party.status_on,
        )
        planter.missed("X45.2", "MS08", row["sample_no"], "sampled_uscc", note="sampled on the day of striking off")


def passed_samples_after(planter: Planter, day: pd.Timestamp, count: int) -> pd.DataFrame:
    """Samples without objection taken after a day, settled before the window."""
    rows = planter.world.frames["MS08"]
    return steady(
        planter,
        "MS08",
        "sampled_uscc",
        count,
        "X45.2",
        rows[(rows["conclusion"] == "合格") & (rows["sampled_on"] > day)],
    )
