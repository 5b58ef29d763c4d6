"""Faults in access to the smart platform (MS11): D27, X22, X23, and the denominators of X21."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.faults.planter import Planter, plants
from demo.faults.subjects import take

_HOURS = 168
_STAY_WEEKS = 2
_ZOMBIE_DAYS = 90


def _accounts(planter: Planter, joined: bool, count: int, rule: str) -> pd.DataFrame:
    """Records of the platform that last all the window, joined (or not) all the time."""
    frame = planter.world.frames["MS11"]
    start = planter.sunday(planter.weeks[1])
    same = frame.groupby("_key")["joined"].agg(["min", "max"])
    ends = frame.assign(ended=frame["_to"].notna()).groupby("_key").agg(begin=("_from", "min"), gone=("ended", "all"))
    steady = same.index[(same["min"] == joined) & (same["max"] == joined) & (ends["begin"] < start) & ~ends["gone"]]
    rows = frame[frame["_key"].isin(steady)].drop_duplicates("_key", keep="last")
    if joined:
        rows = rows[(rows["cameras"] > 0) & rows["lic_no"].notna() & rows["joined_on"].notna()]
    rows = rows[rows["entity_id"].map(lambda ident: planter.free("entity", ident))]
    return planter.pick("MS11", rows, "_key", count, "mso_code", rule)


@plants("D27.1", "D27.2", "D27.3", "D27.4")
def contradictory_access(planter: Planter) -> None:
    """For two weeks each: active without access, access without a date, too many cameras, too many hours."""
    for _, row in _accounts(planter, False, 5, "D27.1").iterrows():
        _for_some_weeks(planter, row, "D27.1", "active", {"active": True})
    for _, row in _accounts(planter, True, 5, "D27.2").iterrows():
        _for_some_weeks(planter, row, "D27.2", "joined_on", {"joined_on": None})
    for _, row in _accounts(planter, True, 5, "D27.3").iterrows():
        _for_some_weeks(planter, row, "D27.3", "cameras_online", {"cameras_online": row["cameras"] + 1})
    for _, row in _accounts(planter, True, 5, "D27.4").iterrows():
        _for_some_weeks(planter, row, "D27.4", "online_hours", {"online_hours": _HOURS * float(row["cameras"]) + 0.1})
    for _, row in _accounts(planter, True, 2, "D27.3 near").iterrows():
        _for_some_weeks(planter, row, "D27.3", "cameras_online", {"cameras_online": row["cameras"]}, near=True)
    for _, row in _accounts(planter, True, 2, "D27.4 near").iterrows():
        _for_some_weeks(
            planter, row, "D27.4", "online_hours", {"online_hours": _HOURS * float(row["cameras"])}, near=True
        )


def _for_some_weeks(
    planter: Planter, row: pd.Series, condition: str, field: str, values: dict[str, object], near: bool = False
) -> None:
    """Change what the platform shows for two weeks of reports."""
    week = planter.week(condition)
    since = planter.moment(week)
    until = since + pd.Timedelta(weeks=_STAY_WEEKS)
    planter.change("MS11", row["_key"], since, until, **values)
    write = planter.missed if near else planter.found
    first, last = planter.shown("MS11", since, until)
    write(condition, "MS11", f"{row['entity_id']}|{row['module']}", field, first, last, f"from {week} for two weeks")


def _new_account(
    planter: Planter,
    entity: str,
    module: str,
    mso_code: str,
    lic_no: str | None,
    since: pd.Timestamp,
    until: pd.Timestamp | None = None,
) -> None:
    like = planter.world.frames["MS11"]
    like = like[like["joined"].astype(bool) & (like["module"] == module)].iloc[-1]
    planter.add(
        "MS11",
        like,
        entity_id=entity,
        lic_no=lic_no,
        mso_code=mso_code,
        should_join=False,
        active=False,
        _from=since,
        _to=until if until is not None else pd.NaT,
    )


@plants("X22")
def zombies(planter: Planter) -> None:
    """Accounts of businesses closed for more than 90 days; an account that ends on the 90th day is no fault."""
    frame = planter.world.frames["MS01"]
    last = frame.drop_duplicates("_key", keep="last")
    closed = last[
        ((last["reg_status"] != "存续") | (last["oper_status"] != "正常"))
        & last["status_on"].notna()
        & last["_to"].isna()
        & ~last["entity_id"].isin(set(planter.world.frames["MS11"]["entity_id"]))
        & ~last["biz_form"].isin(["producer", "workshop"])
    ]
    start = planter.sunday(planter.weeks[0])
    old = closed[closed["status_on"] < start - pd.Timedelta(days=_ZOMBIE_DAYS)]
    for row in planter.pick("entity", old, "entity_id", 5, "mso_code", "X22").itertuples():
        since = planter.moment(planter.week("X22"))
        _new_account(planter, row.entity_id, "明厨亮灶", _roomy_office(planter), None, since)
        planter.found(
            "X22",
            "MS11",
            f"{row.entity_id}|明厨亮灶",
            "joined",
            planter.seen("MS11", since),
            note=f"{row.reg_status} {row.oper_status} since {row.status_on.date()}",
        )
    _closed_for_ninety_days(planter, closed)


def _closed_for_ninety_days(planter: Planter, closed: pd.DataFrame) -> None:
    """An account of a business that closed on a Monday and is seen on the Sunday 90 days later, not after."""
    for _, row in closed.iterrows():
        monday = row["status_on"] - pd.Timedelta(days=row["status_on"].day_of_week)
        end = monday + pd.Timedelta(days=_ZOMBIE_DAYS)
        week = planter.week_of(end)
        if week not in planter.weeks[2:] or not planter.free("entity", row["entity_id"]):
            continue
        planter.use("entity", row["entity_id"])
        planter.world.frames["MS01"].loc[
            (planter.world.frames["MS01"]["_key"] == row["_key"]) & planter.world.frames["MS01"]["status_on"].notna(),
            "status_on",
        ] = monday
        since, until = planter.moment(week), planter.moment(week) + pd.Timedelta(weeks=1)
        _new_account(planter, row["entity_id"], "明厨亮灶", _roomy_office(planter), None, since, until)
        planter.missed("X22", "MS11", f"{row['entity_id']}|明厨亮灶", "joined", week, week, "closed for 90 days")
        return


def _roomy_office(planter: Planter) -> str:
    """The office with the most kitchens that have not joined: a few more accounts do not exceed its entities."""
    rows = planter.world.frames["MS11"].drop_duplicates("_key", keep="last")
    rows = rows[(rows["module"] == "明厨亮灶") & ~rows["joined"].astype(bool)]
    return rows["mso_code"].value_counts().index[0]


@plants("X23")
def dead_licences(planter: Planter) -> None:
    """Accounts under a number that no register knows, or under a licence that has ended."""
    ended = planter.world.frames["MS03"]
    ended = ended[ended["status"].isin(["注销"]) & ended["_to"].isna()]
    ended = ended[~ended["lic_no"].isin(set(planter.world.frames["MS03"].query("status == '有效'")["lic_no"]))]
    for place, (_, row) in enumerate(_accounts(planter, True, 6, "X23").iterrows()):
        since = planter.moment(planter.week("X23"))
        if place < 3:
            number = f"XCY{planter.world.county}{990_000 + place:06d}"
        else:
            number = planter.pick("MS03", ended, "_key", 1, rule=f"X23/{place}").iloc[0]["lic_no"]
        planter.change("MS11", row["_key"], since, lic_no=number)
        planter.found(
            "X23",
            "MS11",
            f"{row['entity_id']}|{row['module']}",
            "lic_no",
            planter.seen("MS11", since),
            note=f"{number} {'does not exist' if place < 3 else 'has ended'}",
        )


_COVERED = {
    "透明车间": ("producer", "workshop"),
    "阳光仓储": ("storage",),
    "农兽药追溯": ("farm_mkt", "wholesale_mkt", "supermarket"),
    "明厨亮灶": ("restaurant", "small_restaurant", "school_canteen", "canteen", "central_kitchen", "meal_delivery"),
}


@plants("X21")
def more_joined_than_there_are(planter: Planter) -> None:
    """Shops that a module does not cover join it, until an office counts more accounts than entities.

    In the week before, exactly as many accounts as entities stand there: the near miss.
    """
    room, weeks = _room(planter)
    planted = 0
    for (module, office), gaps in sorted(room.items(), key=lambda item: (max(item[1]), item[0])):
        place = 2 + planted * 3 % max(1, len(weeks) - 5)
        stay = gaps[place : place + 2]
        if planted == 5 or not stay or max(gaps[place - 1 : place + 2]) > 9:
            continue
        wanted = max(stay) + 1
        guests = take(planter, "X21", wanted, in_platform=False, in_case=False, biz_form=("grocery",))
        if len(guests) < wanted:
            break
        since, until = planter.moment(weeks[place]), planter.moment(weeks[place]) + pd.Timedelta(weeks=len(stay))
        before = since - pd.Timedelta(weeks=1)
        for number, guest in enumerate(guests.itertuples()):
            begin = before if number < gaps[place - 1] else since
            _new_account(planter, guest.entity_id, module, office, guest.lic_no, begin, until)
        first, last = planter.shown("MS11", since, until)
        planter.found("X21", "MS11", f"{module}|{office}", "joined", first, last, f"{wanted} accounts of other shops")
        planter.missed(
            "X21",
            "MS11",
            f"{module}|{office}",
            "joined",
            weeks[place - 1],
            weeks[place - 1],
            "as many accounts as entities",
        )
        planted += 1


def _room(planter: Planter) -> tuple[dict[tuple[str, str], list[int]], list[str]]:
    """Per module and office, week by week, how many entities that a module covers have not joined it."""
    world, room, weeks = planter.world, {}, planter.weeks
    for week in weeks:
        at, day = calendar.pull_at(week), planter.sunday(week)
        entities, accounts = world.visible("MS01", at), world.visible("MS11", at)
        entities = entities[(entities["reg_status"] == "存续") & (entities["oper_status"] == "正常")]
        licences = [
            (world.visible(name, at), holder)
            for name, holder in (("MS02", "holder_name"), ("MS03", "holder_name"), ("MS04", "name"))
        ]
        live = [(rows[(rows["status"] == "有效") & ~(rows["valid_to"] < day)], holder) for rows, holder in licences]
        codes = set(pd.concat([rows["uscc"] for rows, _ in live]).dropna())
        names = set(pd.concat([rows[holder] for rows, holder in live]))
        entities = entities[
            entities["uscc"].isin(codes) | (entities["uscc"].isna() & entities["entity_name"].isin(names))
        ]
        joined = accounts[accounts["joined"].astype(bool)].groupby(["module", "mso_code"]).size()
        for module, forms in _COVERED.items():
            there = entities[entities["biz_form"].isin(forms)].groupby("mso_code").size()
            for office in there.index:
                gap = int(there[office]) - int(joined.get((module, office), 0))
                room.setdefault((module, office), []).append(gap)
    return {pair: gaps for pair, gaps in room.items() if len(gaps) == len(weeks)}, weeks
