"""Faults in bindings (FS02) and in names and places across departments: D46, D47, X17, X18, X25–X28, X30."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.faults.identifiers import unknown_uscc
from demo.faults.planter import Planter, plants, workdays_between
from demo.faults.subjects import free_subjects, take

_GRACE_WORKDAYS = 22
_OTHER_LEVEL = {"A": "县", "B": "乡", "C": "村", "D": "乡"}


def _row(planter: Planter, subject) -> pd.Series:
    return planter.versions("FS02", subject.binding).iloc[-1]


def _changed(planter: Planter, condition: str, subject, field: str, note: str, **values: object) -> str | None:
    """Change a binding from a week on and expect the finding; returns the first week."""
    since = planter.moment(planter.week(condition))
    planter.change("FS02", subject.binding, since, **values)
    first = planter.seen("FS02", since)
    planter.found(condition, "FS02", subject.binding_id, field, first, note=note)
    return first


@plants("D46")
def bound_twice(planter: Planter) -> None:
    """A second live binding of an entity; one that has ended by the report's day is no fault."""
    for number, subject in enumerate(take(planter, "D46", 7).itertuples()):
        since, row = planter.moment(planter.week("D46")), _row(planter, subject)
        near = number >= 5
        ident = f"BB{planter.world.county}{970_000 + number}"
        week = planter.week_of(since)
        planter.add(
            "FS02",
            row,
            binding_id=ident,
            from_on=since.normalize(),
            graded_on=since.normalize(),
            to_on=planter.sunday(week) if near else pd.NaT,
            reason="调整" if near else None,
            _from=since,
            _to=pd.NaT,
        )
        write = planter.missed if near else planter.found
        write(
            "D46",
            "FS02",
            subject.entity_id,
            "binding_id",
            planter.seen("FS02", since),
            note="a second binding" + (" that ends on the report's day" if near else ""),
        )


@plants("D47")
def wrong_level(planter: Planter) -> None:
    """A cadre of another level than the grade asks for."""
    for subject in take(planter, "D47", 6).itertuples():
        _changed(planter, "D47", subject, "level", f"grade {subject.grade}", level=_OTHER_LEVEL[subject.grade])


@plants("X25")
def bound_strangers(planter: Planter) -> None:
    """Bindings of entities that the register does not have."""
    for number, subject in enumerate(take(planter, "X25", 5).itertuples()):
        since, row = planter.moment(planter.week("X25")), _row(planter, subject)
        ident = f"BB{planter.world.county}{971_000 + number}"
        planter.add(
            "FS02",
            row,
            binding_id=ident,
            entity_id=f"ZT{planter.world.county}{990_000 + number}",
            entity_name=f"{planter.world.county_name}无此店{'甲乙丙丁戊'[number]}",
            uscc=None,
            lic_no=None,
            from_on=since.normalize(),
            graded_on=since.normalize(),
            _from=since,
            _to=pd.NaT,
        )
        planter.found("X25", "FS02", ident, "entity_id", planter.seen("FS02", since), note="no such entity")


@plants("X26")
def bound_to_the_closed(planter: Planter) -> None:
    """Bindings left standing when their entity closed; one that ends after the 22nd working day is in time."""
    frame, entities = planter.world.frames["FS02"], planter.world.frames["MS01"]
    last = entities.drop_duplicates("_key", keep="last").set_index("entity_id")
    closed = last[(last["reg_status"] != "存续") | last["oper_status"].isin(["停业", "歇业"])]
    ended = frame.drop_duplicates("_key", keep="last")
    ended = ended[ended["to_on"].notna() & ended["entity_id"].isin(closed.index)]
    ended = ended.assign(closed_on=ended["entity_id"].map(closed["status_on"]))
    ended = ended[(ended["closed_on"] <= ended["to_on"]) & (ended["_from"] > planter.moment(planter.weeks[0]))]
    ended = ended[ended["_key"].map(frame["_key"].value_counts()) >= 2]
    ended["due"] = [
        next((week for week in planter.weeks if workdays_between(day, planter.sunday(week)) > _GRACE_WORKDAYS), None)
        for day in ended["closed_on"]
    ]
    _near_closing(planter, ended)
    chosen = planter.pick("entity", ended.dropna(subset="due"), "entity_id", 5, "_sheet", "X26")
    for _, row in chosen.iterrows():
        labels = planter.versions("FS02", row["_key"]).index
        planter.drop("FS02", labels[-1:])
        frame.loc[labels[-2], "_to"] = pd.NaT
        planter.found(
            "X26", "FS02", row["binding_id"], "entity_id", row["due"], note=f"closed on {row['closed_on'].date()}"
        )


def _near_closing(planter: Planter, ended: pd.DataFrame) -> None:
    frame = planter.world.frames["FS02"]
    free = ended["entity_id"].map(lambda ident: planter.free("entity", ident)).astype(bool)
    for _, row in ended[free].iterrows():
        for week in planter.weeks[1:-2]:
            sunday = planter.sunday(week)
            if sunday < row["closed_on"] or workdays_between(row["closed_on"], sunday) != _GRACE_WORKDAYS:
                continue
            labels = planter.versions("FS02", row["_key"]).index
            since = pd.Timestamp(calendar.cutoff(week)) + pd.Timedelta(hours=5)
            if planter.seen("FS02", since) != planter.week_after(week):
                continue
            planter.use("entity", row["entity_id"])
            frame.loc[labels[-2], "_to"] = since
            frame.loc[labels[-1], "_from"] = since
            frame.loc[labels[-1], "to_on"] = sunday + pd.Timedelta(days=1)
            planter.missed("X26", "FS02", row["binding_id"], "entity_id", week, week, "22 working days after closing")
            return


@plants("X27")
def left_out(planter: Planter) -> None:
    """Licensed entities whose binding ended with no other after it; nobody visits them any more."""
    rows = free_subjects(planter)
    quiet = rows[rows["visited"].isna() | (rows["visited"] < planter.sunday(planter.weeks[-8]))]
    for subject in planter.pick("entity", quiet, "entity_id", 5, "town", "X27").itertuples():
        since = planter.moment(planter.week("X27"))
        if pd.notna(subject.visited):
            since = max(
                since,
                planter.moment(planter.week_of(subject.visited + pd.Timedelta(days=7)))
                if subject.visited >= planter.moment(planter.weeks[0]) - pd.Timedelta(days=14)
                else since,
            )
        planter.change("FS02", subject.binding, since, to_on=since.normalize(), reason="调整")
        planter.found(
            "X27",
            "FS02",
            subject.entity_id,
            "entity_id",
            planter.seen("FS02", since),
            note=f"{subject.binding_id} ended",
        )
    _near_licensed(planter)


def _near_licensed(planter: Planter) -> None:
    """An entity whose only licence is 22 working days old on a Sunday, bound from the next report on."""
    rows, week = free_subjects(planter, family=("MS03", "MS04"), in_platform=False), planter.weeks[-6]
    quiet = rows[rows["visited"].isna() | (rows["visited"] < planter.moment(week))]
    for subject in planter.pick("entity", quiet, "entity_id", 1, "town", "X27 near").itertuples():
        sunday = planter.sunday(week)
        day = next(
            day
            for day in (sunday - pd.Timedelta(days=n) for n in range(20, 80))
            if workdays_between(day, sunday) == _GRACE_WORKDAYS
        )
        planter.put(subject.family, subject.licence, issued_on=day)
        bound = pd.Timestamp(calendar.cutoff(week)) + pd.Timedelta(hours=5)
        row, since = _row(planter, subject), planter.moment(week)
        planter.change("FS02", subject.binding, since, to_on=since.normalize(), reason="调整")
        planter.add(
            "FS02",
            row,
            binding_id=f"BB{planter.world.county}972000",
            from_on=bound.normalize(),
            graded_on=bound.normalize(),
            _from=bound,
            _to=pd.NaT,
        )
        planter.missed("X27", "FS02", subject.entity_id, "entity_id", week, week, "licensed 22 working days ago")


@plants("X28.1", "X28.2")
def not_graded(planter: Planter) -> None:
    """Live entities without a grade or its date (X28.1), or graded without a cadre (X28.2)."""
    for number, subject in enumerate(take(planter, "X28.1", 6).itertuples()):
        field = ("bb_grade", "graded_on")[number % 2]
        _changed(planter, "X28.1", subject, field, "not filled in", **{field: None})
    for subject in take(planter, "X28.2", 5).itertuples():
        _changed(planter, "X28.2", subject, "cadre_id", "graded, no cadre", cadre_id=None)


@plants("X30")
def not_as_registered(planter: Planter) -> None:
    """Bindings under another code or licence number, or another name (which X17 finds as well)."""
    for number, subject in enumerate(take(planter, "X30 uscc", 2, in_platform=False).itertuples()):
        _changed(planter, "X30", subject, "uscc", "a code nobody has", uscc=unknown_uscc(planter, 300 + number))
    for number, subject in enumerate(take(planter, "X30 lic_no", 2).itertuples()):
        _changed(
            planter,
            "X30",
            subject,
            "lic_no",
            "a number nobody has",
            lic_no=f"XSD{planter.world.county}{980_000 + number}",
        )
    for number, subject in enumerate(take(planter, "X30 name", 2).itertuples()):
        other = _other_name(planter, number)
        first = _changed(planter, "X30", subject, "entity_name", "another name", entity_name=other)
        planter.found("X17.1", "FS02", subject.binding_id, "entity_name", first, note="knock-on: the same wrong name")


def _other_name(planter: Planter, number: int) -> str:
    first, second, last = "青禾白露秋分霜降"[number % 8], "山水田园"[number % 4], "一二三四五六七八九"[number % 9]
    return f"{planter.world.county_name}{first}{second}粮油副食销售中心{last}部"


def _placed(planter: Planter, count: int, rule: str) -> pd.DataFrame:
    """AG01's only version of producers whose code one calm entity has under the same name."""
    frame = planter.world.frames["AG01"]
    once = frame[(frame["_key"].map(frame["_key"].value_counts()) == 1) & (frame["status"] == "正常")]
    entities = planter.world.frames["MS01"].dropna(subset="uscc")
    steady = entities.assign(exists=entities["reg_status"] == "存续").groupby("uscc").agg(
        entities=("entity_id", "nunique"),
        names=("entity_name", "nunique"),
        name=("entity_name", "first"),
        alive=("exists", "all"),
    )
    steady = steady[(steady["entities"] == 1) & (steady["names"] == 1) & steady["alive"]]
    rows = once[once["uscc"].isin(steady.index)]
    rows = rows[rows["uscc"].map(steady["name"]) == rows["name"]]
    rows = rows.assign(town=rows["region_code"].str[:9])
    return planter.pick("AG01", rows, "_key", count, "town", rule)


@plants("X17.1", "X17.2")
def other_names(planter: Planter) -> None:
    """Producers under quite another name (X17.1), or with one character too many in a long name (X17.2)."""
    for number, (_, row) in enumerate(_placed(planter, 5, "X17.1").iterrows()):
        _renamed(planter, row, "X17.1", _other_name(planter, number), "another name")
    long = 0
    for _, row in _placed(planter, 30, "X17.2").iterrows():
        bare = row["name"].removeprefix(planter.world.county_name)
        if len(bare) >= 11 and long < 5:
            long += 1
            _renamed(planter, row, "X17.2", row["name"][:6] + row["name"][5] + row["name"][6:], "a character twice")
        elif long >= 5:
            planter.change("AG01", row["_key"], planter.moment(planter.week("X17.2")), name=f" {row['name']}　")
            planter.missed("X17.2", "AG01", row["producer_id"], "name", note="blanks around the same name")
            break


def _renamed(planter: Planter, row: pd.Series, condition: str, name: str, note: str) -> None:
    since = planter.moment(planter.week(condition))
    planter.change("AG01", row["_key"], since, name=name)
    planter.found(condition, "AG01", row["producer_id"], "name", planter.seen("AG01", since), note=note)


@plants("X18")
def other_places(planter: Planter) -> None:
    """Producers and bindings in another township than the register says; another village of the township will do."""
    regions = planter.world.frames["MS01"]["region_code"]
    villages = sorted(regions[regions.str.len() == 12].unique())
    for number, (_, row) in enumerate(_placed(planter, 3, "X18").iterrows()):
        since = planter.moment(planter.week("X18"))
        other = [code for code in villages if code[:9] != row["region_code"][:9]][number * 7]
        planter.change("AG01", row["_key"], since, region_code=other)
        planter.found(
            "X18", "AG01", row["producer_id"], "region_code", planter.seen("AG01", since), note=f"was in {row['town']}"
        )
    for number, subject in enumerate(take(planter, "X18", 3).itertuples()):
        other = [code for code in villages if code[:9] != subject.town][number * 5 + 3]
        _changed(planter, "X18", subject, "region_code", f"registered in {subject.town}", region_code=other)
    for subject in take(planter, "X18 near", 1).itertuples():
        other = next((code for code in villages if code[:9] == subject.town and code != subject.region_code), None)
        if other:
            planter.change("FS02", subject.binding, planter.moment(planter.week("X18")), region_code=other)
            planter.missed("X18", "FS02", subject.binding_id, "region_code", note="another village of the township")
