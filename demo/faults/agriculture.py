"""Faults in agriculture's producers, certificates and traceability (AG01 AG02 AG03): D32, D33, X14, X15, X40."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.faults.identifiers import outside_producers
from demo.faults.planter import Planter, key_of, plants, workdays_between

_GRACE_WORKDAYS = 22
#: Certificates of producers at rest are numbered from here, above those of ended registrations.
_AT_REST = 50


def _certificates(planter: Planter, count: int, rule: str) -> pd.DataFrame:
    """Certificates of the window that are entered in the week and month of their issue and never changed."""
    frame = planter.world.frames["AG02"]
    start, end = planter.moment(planter.weeks[1]), planter.moment(planter.weeks[-2])
    rows = frame[
        (frame["_from"] > start)
        & (frame["_from"] < end)
        & frame["_to"].isna()
        & (frame["created_at"].dt.normalize() == frame["issued_on"])
        & frame["issued_on"].dt.day.between(3, 25)
        & (frame["issued_on"].dt.day_of_week < 4)
    ]
    rows = rows.assign(week=[planter.week_of(at) for at in rows["_from"]], town=rows["region_code"].str[:9])
    return planter.pick("AG02", rows, "_key", count, "week", rule).drop(columns=["week", "town"])


@plants("D32.1", "D32.2")
def certificates_out_of_order(planter: Planter) -> None:
    """Certificates issued the day after they were entered (D32.1) and numbers given twice (D32.2)."""
    for _, row in _certificates(planter, 5, "D32.1").iterrows():
        planter.put("AG02", row["_key"], issued_on=row["issued_on"] + pd.Timedelta(days=1))
        planter.keyed("D32.1", "AG02", row, "issued_on", note="entered the day before")
    for _, row in _certificates(planter, 5, "D32.2").iterrows():
        planter.add("AG02", row, qty=row["qty"] + 10)
        planter.keyed("D32.2", "AG02", row, "cert_no", note="another quantity under the same number")
    for _, row in _certificates(planter, 2, "D32.1 near").iterrows():
        planter.missed("D32.1", "AG02", row["cert_no"], "issued_on", note="issued on the day of its entry")


@plants("D33.1", "D33.2")
def impossible_batches(planter: Planter) -> None:
    """More traceable batches than batches (D33.1); batches of producers that have not joined (D33.2)."""
    frame = planter.world.frames["AG03"]
    months = _months(planter)
    rows = frame[frame["_period"].isin(months) & frame["joined"].astype(bool) & (frame["batches"] > 0)]
    for _, row in planter.pick("AG03", rows, "_key", 5, "_period", "D33.1").iterrows():
        planter.put("AG03", row["_key"], batches_traceable=row["batches"] + 1)
        planter.keyed("D33.1", "AG03", row, "batches_traceable", note="one batch more than there are")
    for _, row in planter.pick("AG03", rows, "_key", 2, "_period", "D33.1 near").iterrows():
        planter.put("AG03", row["_key"], batches_traceable=row["batches"])
        planter.missed("D33.1", "AG03", key_of("AG03", row), "batches_traceable", note="all batches are traceable")
    outside = frame[
        frame["_period"].isin(months)
        & ~frame["joined"].astype(bool)
        & (frame["batches"] == 0)
        & (frame["batches_traceable"] == 0)
    ]
    for _, row in planter.pick("AG03", outside, "_key", 5, "_period", "D33.2").iterrows():
        planter.put("AG03", row["_key"], batches=2)
        planter.keyed("D33.2", "AG03", row, "batches", note="two batches without having joined")


def _months(planter: Planter) -> list[str]:
    """Months of AG03 that a report of the window sees."""
    return planter.world.obligation_periods("AG03")


def _linked(planter: Planter) -> pd.DataFrame:
    """Producers whose code one entity has that was struck off: AG01's last version, with `struck` and `status_on`."""
    entities = planter.world.frames["MS01"].drop_duplicates("_key", keep="last")
    entities = entities[entities["reg_status"].isin(["注销", "吊销"]) & entities["_to"].isna()].dropna(subset="uscc")
    last = planter.world.frames["AG01"].drop_duplicates("_key", keep="last")
    return last.merge(entities[["uscc", "status_on"]].drop_duplicates("uscc"), on="uscc")


@plants("X14")
def struck_off_and_trading(planter: Planter) -> None:
    """Producers that stay on the platform although their registration ended 23 working days ago or earlier."""
    entities = planter.world.frames["MS01"].drop_duplicates("_key", keep="last")
    shared = entities["uscc"].value_counts()
    gone = entities[entities["reg_status"].isin(["注销", "吊销"]) & entities["_to"].isna() & entities["uscc"].notna()]
    gone = gone[
        (gone["uscc"].map(shared) == 1)
        & (gone["status_on"] < planter.moment(planter.weeks[0]) - pd.Timedelta(days=60))
        & ~gone["uscc"].isin(set(planter.world.frames["AG01"]["uscc"].dropna()))
    ]
    chosen = planter.pick("entity", gone, "entity_id", 5, "mso_code", "X14")
    for entity, (_, row) in zip(chosen.itertuples(), _idle_producers(planter, 5, "X14").iterrows(), strict=False):
        since = planter.moment(planter.week("X14"))
        planter.change(
            "AG01",
            row["_key"],
            since,
            uscc=entity.uscc,
            name=entity.entity_name,
            region_code=entity.region_code,
            on_trace=True,
        )
        planter.found(
            "X14",
            "AG01",
            row["producer_id"],
            "status",
            planter.seen("AG01", since),
            note=f"{entity.reg_status} on {entity.status_on.date()}",
        )
    _near_grace(planter, entities, shared)


def _near_grace(planter: Planter, entities: pd.DataFrame, shared: pd.Series) -> None:
    """A producer that is on the platform up to the 22nd working day and gone the week after."""
    gone = entities[
        entities["reg_status"].isin(["注销", "吊销"])
        & entities["uscc"].notna()
        & (entities["uscc"].map(shared) == 1)
        & ~entities["uscc"].isin(set(planter.world.frames["AG01"]["uscc"].dropna()))
        & entities["entity_id"].map(lambda ident: planter.free("entity", ident))
    ]
    for entity in gone.itertuples():
        for week in planter.weeks[2:-2]:
            sunday = planter.sunday(week)
            if sunday < entity.status_on or workdays_between(entity.status_on, sunday) != _GRACE_WORKDAYS:
                continue
            row = _idle_producers(planter, 1, "X14 near").iloc[0]
            planter.use("entity", entity.entity_id)
            since = planter.moment(week)
            until = pd.Timestamp(calendar.cutoff(week)) + pd.Timedelta(hours=2)
            planter.change(
                "AG01",
                row["_key"],
                since,
                until,
                uscc=entity.uscc,
                name=entity.entity_name,
                region_code=entity.region_code,
                on_trace=True,
            )
            planter.missed("X14", "AG01", row["producer_id"], "status", week, week, "22 working days after the end")
            return


def _idle_producers(planter: Planter, count: int, rule: str) -> pd.DataFrame:
    """Producers without a code and without a certificate in the window."""
    issued = planter.world.frames["AG02"]
    busy = set(
        issued.loc[issued["issued_on"] >= planter.moment(planter.weeks[0]) - pd.Timedelta(days=400), "producer_id"]
    )
    frame = planter.world.frames["AG01"]
    keys = frame.loc[frame["producer_id"].isin(busy), "_key"]
    planter_free = frame[~frame["_key"].isin(set(keys))]
    rows = planter_free[
        planter_free["uscc"].isna()
        & (planter_free["status"] == "正常")
        & planter_free["_to"].isna()
        & (planter_free["_from"] < planter.moment(planter.weeks[0]))
    ]
    if len(rows) < count:  # hardly any producer sells nothing: take those that no fault may disturb otherwise
        return outside_producers(planter, count, rule, unregistered=True)
    return planter.pick("AG01", rows, "_key", count, rule=rule)


def _issue(planter: Planter, producer: pd.Series, day: pd.Timestamp, serial: int) -> str:
    """One more certificate of a producer; returns its number."""
    like = planter.world.frames["AG02"].iloc[-1]
    number = f"HGZ{planter.world.county}{day:%y%m%d}{9000 + serial}"
    at = day + pd.Timedelta(hours=11)
    planter.add(
        "AG02",
        like,
        cert_no=number,
        producer_id=producer["producer_id"],
        issued_on=day,
        created_at=at,
        region_code=producer["region_code"],
        _from=at,
        _to=pd.NaT,
        batch_no=f"{day:%y%m%d}-{serial}",
    )
    return number


@plants("X15.1")
def certificates_after_the_end(planter: Planter) -> None:
    """Certificates issued on the day a registration ended or later."""
    linked = _linked(planter)
    start, end = planter.sunday(planter.weeks[1]), planter.sunday(planter.weeks[-3])
    serial = 0
    chosen = planter.pick("AG01", linked[linked["status"] == "注销"], "_key", 5, rule="X15.1")
    for number, (_, row) in enumerate(chosen.iterrows()):
        day = (
            max(row["status_on"], start - pd.Timedelta(days=4))
            if number == 0
            else planter.moment(planter.week("X15.1")).normalize()
        )
        day = max(day, row["status_on"])
        if day > end:
            day = row["status_on"]
        serial += 1
        cert = _issue(planter, row, day, serial)
        planter.found(
            "X15.1",
            "AG02",
            cert,
            "issued_on",
            planter.seen("AG02", day + pd.Timedelta(hours=11)),
            note=f"registration ended on {row['status_on'].date()}",
        )
        if number == 0:
            before = row["status_on"] - pd.Timedelta(days=1)
            serial += 1
            planter.missed(
                "X15.1",
                "AG02",
                _issue(planter, row, before, serial),
                "issued_on",
                note="issued the day before the registration ended",
            )


@plants("X15.2")
def certificates_at_rest(planter: Planter) -> None:
    """Certificates issued by a producer that has stopped producing; one of the day before is no fault."""
    start, serial = planter.sunday(planter.weeks[1]), _AT_REST
    resting = planter.world.frames["AG01"]
    resting = resting[
        (resting["status"] == "停产")
        & resting["_to"].isna()
        & (resting["_from"] < start)
        & ~resting["uscc"].isin(set(planter.world.frames["MS01"]["uscc"].dropna()))
    ]
    for number, (_, row) in enumerate(planter.pick("AG01", resting, "_key", 5, rule="X15.2").iterrows()):
        serial += 1
        day = planter.moment(planter.week("X15.2")).normalize()
        planter.found(
            "X15.2",
            "AG02",
            _issue(planter, row, day, serial),
            "issued_on",
            planter.seen("AG02", day + pd.Timedelta(hours=11)),
            note=f"at rest since {row['updated_at'].date()}",
        )
        if number < 2:
            serial += 1
            before = row["updated_at"].normalize() - pd.Timedelta(days=1)
            planter.missed(
                "X15.2",
                "AG02",
                _issue(planter, row, before, serial),
                "issued_on",
                note="issued the day before production stopped",
            )


@plants("X40")
def sales_without_certificate(planter: Planter) -> None:
    """Obliged producers that sell in a month for which they gave no certificate; farmers are not obliged."""
    producers = planter.world.frames["AG01"].drop_duplicates("_key", keep="last").set_index("producer_id")
    certs = planter.world.frames["AG02"]
    given = set(zip(certs["producer_id"], certs["issued_on"].dt.strftime("%Y%m"), strict=True))
    frame = planter.world.frames["AG03"]
    rows = frame[frame["_period"].isin(_months(planter)) & ~frame["selling"].astype(bool)]
    rows = rows[[(who, month) not in given for who, month in zip(rows["producer_id"], rows["stat_month"], strict=True)]]
    rows = rows.assign(kind=rows["producer_id"].map(producers["kind"]))
    obliged = rows[rows["kind"].isin(["企业", "合作社", "收购者"])]
    for _, row in planter.pick("AG03", obliged, "_key", 5, "_period", "X40").iterrows():
        planter.put("AG03", row["_key"], selling=True)
        planter.keyed("X40", "AG03", row, "selling", note=f"{row['kind']} sells without a certificate")
    free = rows[rows["kind"].isin(["农户", "家庭农场", "种养大户"])]
    for _, row in planter.pick("AG03", free, "_key", 2, "_period", "X40 near").iterrows():
        planter.put("AG03", row["_key"], selling=True)
        planter.missed("X40", "AG03", key_of("AG03", row), "selling", note=f"{row['kind']} need not give one")
