"""Faults in licences: numbers (D07, D08), validity (D11, D12) and versions (D13)."""

from __future__ import annotations

import pandas as pd

from demo import identifiers
from demo.faults.planter import Planter, key_of, plants
from demo.faults.subjects import free_subjects, take


@plants("D07")
def wrong_production_numbers(planter: Planter) -> None:
    """Three wrong check digits and two numbers of a wrong shape; every system that names the licence copies them."""
    for place, subject in enumerate(take(planter, "D07", 5, family="MS02").itertuples()):
        number = (
            _other_check(subject.lic_no)
            if place < 3
            else (subject.lic_no[:-2] if place == 3 else "XK" + subject.lic_no[2:])
        )
        _renumber(planter, subject, number, "D07", quarantined=True)


@plants("D08.1", "D08.2")
def wrong_operating_numbers(planter: Planter) -> None:
    """JY numbers with a wrong check digit or main form 4 (D08.1), YB numbers with a wrong check digit (D08.2)."""
    for place, subject in enumerate(_numbered(planter, "JY", "D08.1", 5).itertuples()):
        number = _other_check(subject.lic_no) if place < 3 else _with_check("JY4" + subject.lic_no[3:-1])
        _renumber(planter, subject, number, "D08.1", quarantined=True)
    for subject in _numbered(planter, "YB", "D08.2", 5).itertuples():
        _renumber(planter, subject, _other_check(subject.lic_no), "D08.2", quarantined=False)


def _numbered(planter: Planter, prefix: str, rule: str, count: int) -> pd.DataFrame:
    rows = free_subjects(planter, family="MS03")
    return planter.pick("entity", rows[rows["lic_no"].str.startswith(prefix)], "entity_id", count, "town", rule)


def _with_check(body: str) -> str:
    return body + identifiers.mod_11_10(body[2:])


def _other_check(number: str) -> str:
    return number[:-1] + str((int(number[-1]) + 3) % 10)


def _renumber(planter: Planter, subject, number: str, condition: str, quarantined: bool) -> None:
    """From a moment on the licence has another number, in the register and wherever it is quoted."""
    since, dataset = planter.moment(planter.week(condition)), subject.family
    values = {"lic_no": number, **({"_quarantined": True} if quarantined else {})}
    planter.change(dataset, subject.licence, since, **values)
    planter.change("FS02", subject.binding, since, lic_no=number)
    quoted = planter.world.frames["MS11"]
    for key in quoted.loc[quoted["entity_id"] == subject.entity_id, "_key"].unique():
        planter.change("MS11", key, since, lic_no=number)
    row = planter.versions(dataset, subject.licence).iloc[-1]
    planter.found(
        condition,
        dataset,
        f"{number}|{row['version_no']}",
        "lic_no",
        planter.seen(dataset, since),
        note=f"was {subject.lic_no}",
    )


def _ended(planter: Planter, dataset: str, count: int, rule: str) -> pd.DataFrame:
    """Licences that ended before the window, in one last version that nothing else follows."""
    frame, start = planter.world.frames[dataset], planter.moment(planter.weeks[0])
    rows = frame[
        frame["_to"].isna()
        & frame["status"].isin(["注销", "过期"])
        & (frame["valid_to"] < start - pd.Timedelta(days=40))
        & (frame["_from"] < start)
        & (frame["issued_on"] < frame["valid_to"])
    ]
    return planter.pick(dataset, rows, "_key", count, rule=rule)


@plants("D11.1", "D11.2")
def impossible_validity(planter: Planter) -> None:
    """Ended licences that end before they begin (D11.1), live ones valid for five years and two days (D11.2)."""
    for dataset, count, live in (("MS03", 3, 5), ("MS02", 2, 1)):
        for _, row in _ended(planter, dataset, count, "D11.1").iterrows():
            since = planter.moment(planter.week("D11.1"))
            planter.change(dataset, row["_key"], since, valid_to=row["issued_on"] - pd.Timedelta(days=1))
            planter.found(
                "D11.1",
                dataset,
                key_of(dataset, row),
                "valid_to",
                planter.seen(dataset, since),
                note="ends the day before it was issued",
            )
        for _, row in _ended(planter, dataset, 1, "D11.1 near").iterrows():
            planter.change(dataset, row["_key"], planter.moment(planter.week("D11.1")), valid_to=row["issued_on"])
            planter.missed("D11.1", dataset, key_of(dataset, row), "valid_to", note="ends on the day of issue")
        for subject in take(planter, "D11.2", live, family=dataset).itertuples():
            since = _prolong(planter, subject, 2)
            planter.found(
                "D11.2",
                dataset,
                _version_key(planter, subject),
                "valid_to",
                planter.seen(dataset, since),
                note="five years and two days",
            )
        for subject in take(planter, "D11.2 near", 1, family=dataset).itertuples():
            _prolong(planter, subject, 1)
            planter.missed("D11.2", dataset, _version_key(planter, subject), "valid_to", note="five years and one day")


def _prolong(planter: Planter, subject, days: int) -> pd.Timestamp:
    row = planter.versions(subject.family, subject.licence).iloc[-1]
    end = row["issued_on"] + pd.DateOffset(years=5) + pd.Timedelta(days=days)
    since = planter.moment(planter.week("D11.2"))
    planter.change(subject.family, subject.licence, since, valid_to=end)
    return since


def _version_key(planter: Planter, subject) -> str:
    return key_of(subject.family, planter.versions(subject.family, subject.licence).iloc[-1])


@plants("D12")
def expired_and_valid(planter: Planter) -> None:
    """Ended licences that read 有效 again; one that ends on the last report's Sunday is no fault."""
    for dataset, count in (("MS03", 3), ("MS02", 2)):
        for _, row in _ended(planter, dataset, count, "D12").iterrows():
            since = planter.moment(planter.week("D12"))
            planter.change(dataset, row["_key"], since, status="有效")
            planter.found(
                "D12",
                dataset,
                key_of(dataset, row),
                "status",
                planter.seen(dataset, since),
                note=f"expired on {row['valid_to'].date()}",
            )
    for subject in take(planter, "D12 near", 2, family="MS03").itertuples():
        row = planter.versions("MS03", subject.licence).iloc[-1]
        day = planter.sunday(planter.weeks[-1])
        if row["issued_on"] < day:
            planter.change("MS03", subject.licence, planter.moment(planter.week("D12")), valid_to=day)
            planter.missed("D12", "MS03", key_of("MS03", row), "status", note="expires on the report's day")


@plants("D13")
def two_live_versions(planter: Planter) -> None:
    """A renewed licence whose old version stays 有效; an old version that reads 过期 is no fault."""
    for dataset, count in (("MS03", 5), ("MS02", 1)):
        for subject in take(planter, "D13", count, family=dataset).itertuples():
            row = planter.versions(dataset, subject.licence).iloc[-1]
            since = planter.moment(planter.week("D13"))
            planter.add(dataset, row, version_no=row["version_no"] + 1, _from=since, updated_at=since)
            planter.found(
                "D13",
                dataset,
                subject.lic_no,
                "version_no",
                planter.seen(dataset, since),
                note="the version before is still valid",
            )
    for subject in take(planter, "D13 near", 2, family="MS03").itertuples():
        row = planter.versions("MS03", subject.licence).iloc[-1]
        since = planter.moment(planter.week("D13"))
        planter.add("MS03", row, version_no=row["version_no"] + 1, _from=since, updated_at=since, status="过期")
        planter.missed("D13", "MS03", subject.lic_no, "version_no", note="the second version reads 过期")
