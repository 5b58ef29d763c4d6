"""Faults in slaughter days and plants (AH02, AH03): D37, X01, X03–X08. One plant and week each."""

from __future__ import annotations

import math

import pandas as pd

from demo.faults.identifiers import unknown_uscc
from demo.faults.planter import Planter, key_of, plants
from demo.faults.subjects import take
from demo.world.window import week_names


def plant_weeks(planter: Planter) -> pd.DataFrame:
    """One row per plant, species and week without corrections: sums of AH03 beside those of AH04 and AH05.

    Returns:
        plant, species, week, label, opening, slaughtered, in_cert_heads, prod_certs, prod_kg, rejected,
        heads, certs, kg, handed, sees_elsewhere.
    """
    frames, unsteady = planter.world.frames, set().union(*map(planter.unsteady, ("AH03", "AH04", "AH05")))
    days = frames["AH03"][~frames["AH03"]["_period"].isin(unsteady)].sort_values("stat_date", kind="stable")
    days = days.assign(
        rejected=days[["dead_waiting", "ante_reject", "post_reject_eq"]].astype(float).sum(axis=1),
        plant=days["plant_code"],
        week=days["_period"],
    )
    group = days.groupby(["plant", "species", "week"])
    rows = group[["slaughtered", "in_cert_heads", "prod_certs", "prod_kg", "rejected"]].sum().astype(float)
    rows["opening"] = group["stock_begin"].first().astype(float)
    papers = frames["AH04"][~frames["AH04"]["voided"].astype(bool)]
    papers = papers.assign(week=papers["_period"])
    live, meat = papers[papers["cert_type"].str.startswith("动物")], papers[papers["cert_type"].str.startswith("产品")]
    made = meat.groupby(["origin_code", "species", "week"])["qty"].agg(["size", "sum"])
    carcasses = frames["AH05"][frames["AH05"]["link"] == "屠宰"]
    carcasses = carcasses.assign(week=week_names(carcasses["collected_on"]))
    sums = {
        "heads": live.groupby(["dest_code", "species", "week"])["qty"].sum(),
        "certs": made["size"],
        "kg": made["sum"],
        "handed": carcasses.groupby(["source_code", "species", "week"])["qty_heads"].sum(),
    }
    for name, values in sums.items():
        values.index.names = rows.index.names
        rows[name] = values.reindex(rows.index).fillna(0.0).astype(float)
    away = live[~live["origin_code"].str.lstrip("AB").str.startswith(planter.world.county, na=False)]
    elsewhere = set(zip(away["dest_code"], away["week"], strict=True))
    rows = rows.reset_index()
    rows["sees_elsewhere"] = [
        _sees(planter, elsewhere, plant, week) for plant, week in zip(rows["plant"], rows["week"], strict=True)
    ]
    rows["label"] = rows["plant"] + "|" + rows["species"] + "|" + rows["week"]
    return rows[rows["week"].isin(planter.weeks[1:-1])]


def _sees(planter: Planter, elsewhere: set, plant: str, week: str) -> bool:
    place = planter.weeks.index(week)
    return any((plant, name) in elsewhere for name in planter.weeks[max(0, place - 7) : place + 1])


def _take(planter: Planter, rows: pd.DataFrame, count: int, rule: str) -> pd.DataFrame:
    """Plant-weeks of their own, spread over plants; the same plant's neighbouring weeks stay free for others."""
    return planter.pick("plant-week", rows, "label", count, "plant", rule)


def _days(planter: Planter, row) -> pd.DataFrame:
    frame = planter.world.frames["AH03"]
    return frame[
        (frame["plant_code"] == row.plant) & (frame["species"] == row.species) & (frame["_period"] == row.week)
    ].sort_values("stat_date", kind="stable")


def _day(planter: Planter, row) -> pd.Series:
    """The last day of a plant-week with slaughter."""
    days = _days(planter, row)
    return days[days["slaughtered"] > 0].iloc[-1]


@plants("X05.1", "X05.2")
def slaughter_without_origin(planter: Planter) -> None:
    """One head more than pens and 1.02 × certificates allow; X05.2 where no other county's certificates are seen."""
    _home_grown(planter)
    rows = plant_weeks(planter)
    rows = rows[rows["slaughtered"] > 0]
    for condition, sees in (("X05.1", True), ("X05.2", False)):
        chosen = rows[rows["sees_elsewhere"] == sees]
        for row in _take(planter, chosen, 5, condition).itertuples():
            _overslaughter(planter, row, condition, sees, 1)
        for row in _take(planter, chosen, 1, f"{condition} near").itertuples():
            _overslaughter(planter, row, condition, sees, 0)


def _home_grown(planter: Planter) -> None:
    """Let the plant with the fewest animals from elsewhere take animals of the county only."""
    frame = planter.world.frames["AH04"]
    away = (
        frame["cert_type"].str.startswith("动物")
        & frame["dest_code"].isin(set(planter.world.frames["AH03"]["plant_code"]))
        & ~frame["origin_code"].str.lstrip("AB").str.startswith(planter.world.county, na=False)
    )
    plant = frame.loc[away, "dest_code"].value_counts().index[-1]
    moved = frame[away & (frame["dest_code"] == plant)]
    farms = sorted(planter.world.frames["AH06"]["farm_code"].unique())
    for number, key in enumerate(moved["_key"].unique()):
        planter.put(
            "AH04", key, origin_code=farms[number % len(farms)], cert_no=f"{planter.world.county[:2]}98{number:06d}"
        )


def _overslaughter(planter: Planter, row, condition: str, sees: bool, beyond: int) -> None:
    allowed = math.floor(row.opening + 1.02 * (row.heads if sees else row.in_cert_heads) + 1e-9)
    by, day = allowed + beyond - int(row.slaughtered), _day(planter, row)
    planter.put("AH03", day["_key"], slaughtered=day["slaughtered"] + by, in_heads=day["in_heads"] + by)
    _told(planter, condition, row, "slaughtered", not beyond, f"{allowed + beyond} heads of {allowed} allowed")


@plants("D37.1", "D37.2")
def broken_pens(planter: Planter) -> None:
    """Opening pens that are not the closing of the day before (D37.1), and days that do not balance (D37.2)."""
    rows = plant_weeks(planter)
    for row in _take(planter, rows[rows["slaughtered"] > 0], 5, "D37.1").itertuples():
        day = _later_day(planter, row)
        planter.put("AH03", day["_key"], stock_begin=day["stock_begin"] + 5, in_heads=day["in_heads"] - 5)
        planter.keyed("D37.1", "AH03", day, "stock_begin", note="five heads more than the evening before")
    for row in _take(planter, rows[rows["slaughtered"] > 0], 5, "D37.2").itertuples():
        day = _day(planter, row)
        planter.put("AH03", day["_key"], in_heads=day["in_heads"] + 3)
        planter.keyed("D37.2", "AH03", day, "stock_end", note="three heads more came in than the day accounts for")


def _later_day(planter: Planter, row) -> pd.Series:
    days = _days(planter, row)
    later = days.iloc[1:]
    enough = later[later["in_heads"] >= 5]
    return (enough if len(enough) else later).iloc[-1]


@plants("X04")
def declared_against_certified(planter: Planter) -> None:
    """One head beyond the tolerance of two heads or 2 %; exactly the tolerance is no fault."""
    rows = plant_weeks(planter)
    rows = rows[rows["sees_elsewhere"] & (rows["slaughtered"] > 0) & (rows["in_cert_heads"] == rows["heads"])]
    for count, extra, near in ((5, 1, False), (2, 0, True)):
        for row in _take(planter, rows, count, f"X04 {near}").itertuples():
            by, day = math.floor(max(2, 0.02 * row.heads)) + extra, _day(planter, row)
            planter.put("AH03", day["_key"], in_cert_heads=day["in_cert_heads"] + by)
            _told(planter, "X04", row, "in_cert_heads", near, f"{by} heads too many against {row.heads:g}")


def _told(planter: Planter, condition: str, row, field: str, near: bool, note: str) -> None:
    if near:
        planter.missed(condition, "AH03", row.label, field, row.week, note=note)
    else:
        planter.found(condition, "AH03", row.label, field, row.week, note=note)


@plants("X06", "X07", "X08")
def products_and_carcasses(planter: Planter) -> None:
    """One product certificate more than given, 3.5 % more meat than certified, more rejects than carcasses handed over.

    Meat within 3 % and rejects just within the tolerance are no faults.
    """
    rows = plant_weeks(planter)
    rows = rows[(rows["slaughtered"] > 0) & (rows["certs"] > 0) & ((rows["prod_kg"] - rows["kg"]).abs() < 1)]
    for row in _take(planter, rows, 5, "X06").itertuples():
        day = _day(planter, row)
        planter.put("AH03", day["_key"], prod_certs=day["prod_certs"] + 1)
        _told(planter, "X06", row, "prod_certs", False, f"{row.certs + 1:g} against {row.certs:g}")
    for count, share, near in ((5, 0.035, False), (2, 0.0299, True)):
        for row in _take(planter, rows, count, f"X07 {near}").itertuples():
            day = _day(planter, row)
            more = row.kg * (1 + share) - row.prod_kg
            planter.put("AH03", day["_key"], prod_kg=round(day["prod_kg"] + more, 1))
            _told(planter, "X07", row, "prod_kg", near, f"{share:.2%} more than {row.kg:.1f} kg")
    for count, extra, near in ((5, 0.5, False), (2, -0.1, True)):
        for row in _take(planter, rows, count, f"X08 {near}").itertuples():
            day = _day(planter, row)
            more = row.handed + max(1, 0.05 * row.handed) + extra - row.rejected
            planter.put("AH03", day["_key"], post_reject_eq=round(day["post_reject_eq"] + more, 2))
            _told(planter, "X08", row, "disposed_eq", near, f"{row.rejected + more:.2f} against {row.handed:.2f}")


@plants("X01")
def unknown_plants(planter: Planter) -> None:
    """Plants in operation whose correct code no entity has; an entity that merely rests is registered all the same."""
    like = planter.world.frames["AH02"].iloc[-1]
    places = sorted(planter.world.frames["FS02"]["_sheet"].dropna().unique())
    early, start = pd.Timestamp("2020-03-02 10:00:00"), planter.moment(planter.weeks[0])
    for number in range(5):
        code = f"B{planter.world.county}{71 + number}"
        since = early if number < 2 else start + pd.Timedelta(days=3 * number)
        planter.add(
            "AH02",
            like,
            plant_code=code,
            name=f"{planter.world.county_name}新设屠宰点{'甲乙丙丁戊'[number]}",
            uscc=unknown_uscc(planter, 100 + number),
            status="正常",
            status_on=None,
            region_code=places[number * 4 % len(places)],
            _from=since,
            _to=pd.NaT,
        )
        planter.found("X01", "AH02", code, "uscc", planter.seen("AH02", since), note="code unknown to the register")
    entities = planter.world.frames["MS01"].drop_duplicates("_key", keep="last").dropna(subset="uscc")
    shared = entities["uscc"].value_counts()
    rest = entities[
        (entities["reg_status"] == "存续")
        & entities["oper_status"].isin(["停业", "歇业"])
        & (entities["uscc"].map(shared) == 1)
        & (entities["status_on"] < start)
        & entities["_to"].isna()
    ]
    for _, row in planter.pick("entity", rest, "entity_id", 1, rule="X01 near").iterrows():
        code = f"B{planter.world.county}79"
        planter.add(
            "AH02",
            like,
            plant_code=code,
            name=row["entity_name"],
            uscc=row["uscc"],
            status="正常",
            status_on=None,
            region_code=row["region_code"],
            _from=early,
            _to=pd.NaT,
        )
        planter.missed("X01", "AH02", code, "uscc", note="registered, though it rests")


_AMOUNTS = (
    "in_heads",
    "in_certs",
    "in_cert_heads",
    "dead_waiting",
    "ante_reject",
    "slaughtered",
    "post_pass",
    "post_reject_eq",
    "prod_certs",
    "prod_kg",
    "quality_certs",
    "asf_tests",
    "beta_tests",
    "disposed_eq",
)


def _closed_plant(planter: Planter, closed: pd.Timestamp) -> str:
    """Code of a plant that the register has shown as closed since a day."""
    owner, code = next(take(planter, "X03", 1, in_platform=False).itertuples()), f"B{planter.world.county}61"
    planter.add(
        "AH02",
        planter.world.frames["AH02"].iloc[-1],
        plant_code=code,
        name=owner.name,
        uscc=owner.uscc,
        status="停业",
        status_on=closed,
        region_code=owner.region_code,
        _from=pd.Timestamp("2020-03-02 10:00:00"),
        _to=pd.NaT,
    )
    return code


@plants("X03")
def days_of_closed_plants(planter: Planter) -> None:
    """A plant that is closed reports slaughter days; the day before its closing is no fault."""
    closed = planter.sunday(planter.weeks[0]) + pd.Timedelta(days=9)
    code, day_like = _closed_plant(planter, closed), planter.world.frames["AH03"].iloc[-1]
    weeks = [
        week
        for week in planter.weeks[1:]
        if week not in planter.unsteady("AH03") and (planter.world.frames["AH03"]["_period"] == week).any()
    ]
    step = max(1, len(weeks) // 5)
    days = [closed + pd.Timedelta(days=offset) for offset in (-1, 0)]
    days += [pd.Timestamp(planter.sunday(week)) - pd.Timedelta(days=3) for week in weeks[2::step]]
    for day in dict.fromkeys(days):
        week = planter.week_of(day)
        if week in planter.unsteady("AH03"):
            continue
        at = day + pd.Timedelta(hours=19)
        planter.add(
            "AH03",
            day_like,
            plant_code=code,
            species="猪",
            stat_date=day,
            stock_begin=6,
            stock_end=6,
            **dict.fromkeys(_AMOUNTS, 0),
            _period=week,
            _from=at,
            _to=pd.NaT,
        )
        key = key_of("AH03", pd.Series({"plant_code": code, "species": "猪", "stat_date": day}))
        if day < closed:
            planter.missed("X03", "AH03", key, "plant_code", week, note="the day before the plant closed")
        else:
            planter.found("X03", "AH03", key, "plant_code", week, note=f"closed since {closed.date()}")
