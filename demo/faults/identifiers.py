"""Faults in codes that several datasets carry: unified social credit codes (D03, D05) and region codes (D06)."""

from __future__ import annotations

import pandas as pd

from demo import identifiers
from demo.faults.planter import Planter, plants
from demo.faults.subjects import take


def broken_uscc(code: str) -> str:
    """The code with a wrong check character."""
    return code[:17] + next(letter for letter in "1234" if letter != code[17])


def unknown_uscc(planter: Planter, serial: int) -> str:
    """A correct code that nobody in the county has."""
    return identifiers.usccs(["91"], planter.world.county, [880_000 + serial])[0]


@plants("D03")
def wrong_check_characters(planter: Planter) -> None:
    """Producers, cases, samples and bindings with a mistyped code; an old registration number is none."""
    for _, row in outside_producers(planter, 3, "D03", unlinked=True).iterrows():
        _mistype(planter, "AG01", row, "uscc")
    for _, row in steady(planter, "MS09", "uscc", 2, "D03").iterrows():
        _mistype(planter, "MS09", row, "uscc")
    for _, row in passed_samples(planter, 2, "D03").iterrows():
        since = _mistype(planter, "MS08", row, "sampled_uscc")
        planter.found(
            "X45.1",
            "MS08",
            row["sample_no"],
            "sampled_uscc",
            planter.seen("MS08", since),
            note="knock-on: no entity has the mistyped code",
        )
    for subject in take(planter, "D03", 2, in_platform=False).itertuples():
        since = planter.moment(planter.week("D03"))
        planter.change("FS02", subject.binding, since, uscc=broken_uscc(subject.uscc))
        first = planter.seen("FS02", since)
        planter.found("D03", "FS02", subject.binding_id, "uscc", first, note="wrong check character")
        planter.found("X30", "FS02", subject.binding_id, "uscc", first, note="knock-on: differs from the register")
    for _, row in outside_producers(planter, 1, "D03 old", unlinked=True).iterrows():
        old = f"62{planter.world.county[2:]}00012{row['_key'] % 1000:03d}"
        planter.change("AG01", row["_key"], planter.moment(planter.week("D03")), uscc=old + identifiers.mod_11_10(old))
        planter.missed("D03", "AG01", row["producer_id"], "uscc", note="a 15-digit registration number")


def _mistype(planter: Planter, dataset: str, row: pd.Series, field: str) -> pd.Timestamp:
    since = planter.moment(planter.week("D03"))
    planter.change(dataset, row["_key"], since, **{field: broken_uscc(row[field])})
    key = row[{"AG01": "producer_id", "MS08": "sample_no", "MS09": "case_no"}[dataset]]
    planter.found("D03", dataset, key, field, planter.seen(dataset, since), note="wrong check character")
    return since


def steady(
    planter: Planter, dataset: str, field: str, count: int, rule: str, rows: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Records whose last version dates from before the window and has the field; used from now on."""
    rows = planter.world.frames[dataset] if rows is None else rows
    start = planter.moment(planter.weeks[0])
    settled = rows[rows["_to"].isna() & (rows["_from"] < start) & rows[field].notna()]
    return planter.pick(dataset, settled, "_key", count, rule=rule)


def passed_samples(planter: Planter, count: int, rule: str) -> pd.DataFrame:
    """Samples without objection, reported before the window, of a party with a code; used from now on."""
    rows = planter.world.frames["MS08"]
    return steady(planter, "MS08", "sampled_uscc", count, rule, rows[rows["conclusion"] == "合格"])


def outside_producers(
    planter: Planter, count: int, rule: str, unlinked: bool = False, unregistered: bool = False
) -> pd.DataFrame:
    """Producers of one version, in operation; with a code (unlinked: unknown to MS01), or without any."""
    frame = planter.world.frames["AG01"]
    start = planter.moment(planter.weeks[0])
    rows = frame[(frame["_from"] < start) & frame["_to"].isna() & (frame["status"] == "正常")]
    rows = rows[~rows["_key"].isin(set(frame.loc[frame["_from"] >= start, "_key"]))]
    if unlinked:
        rows = rows[rows["uscc"].notna() & ~rows["uscc"].isin(set(planter.world.frames["MS01"]["uscc"].dropna()))]
    if unregistered:
        rows = rows[rows["uscc"].isna()]
    rows = rows.assign(town=rows["region_code"].str[:9])
    return planter.pick("AG01", rows, "_key", count, "town", rule)


@plants("D05")
def entities_without_code(planter: Planter) -> None:
    """The register loses the code of a business; its registration still matches by name and township."""
    kinds = ("企业", "个体工商户", "农民专业合作社")
    wanted = {"in_platform": False, "in_case": False, "sampled": False, "farms": False}
    for subject in take(planter, "D05", 5, entity_type=kinds, family=("MS03", "MS04"), **wanted).itertuples():
        since = planter.moment(planter.week("D05"))
        planter.change("MS01", subject.entity, since, uscc=None)
        first = planter.seen("MS01", since)
        planter.found("D05", "MS01", subject.entity_id, "uscc", first, note="code lost")
        planter.found("X30", "FS02", subject.binding_id, "uscc", first, note="knock-on: the binding still has the code")
    for subject in take(
        planter, "D05 stall", 2, entity_type="机关事业单位", family=("MS03", "MS04"), **wanted
    ).itertuples():
        since = planter.moment(planter.week("D05"))
        planter.change("MS01", subject.entity, since, uscc=None)
        planter.change("FS02", subject.binding, since, uscc=None)
        planter.missed("D05", "MS01", subject.entity_id, "uscc", note="a public body need not have a code")


@plants("D06")
def unknown_regions(planter: Planter) -> None:
    """Region codes of the county's numbering that no township or village has."""
    code, serial = planter.world.county + "{:03d}", 980
    kept = (("FS01", 2), ("AG02", 3), ("AG01", 2))
    for dataset, count in kept:
        if dataset == "AG01":
            rows = outside_producers(planter, count, "D06", unregistered=True)
        else:
            rows = steady(planter, dataset, "region_code", count, "D06")
        for _, row in rows.iterrows():
            serial += 1
            since = planter.moment(planter.week("D06"))
            planter.change(dataset, row["_key"], since, region_code=code.format(serial))
            key = row[{"FS01": "cadre_id", "AG02": "cert_no", "AG01": "producer_id"}[dataset]]
            planter.found("D06", dataset, key, "region_code", planter.seen(dataset, since), note="no such township")
    for subject in take(planter, "D06", 3, family="MS04", farms=False).itertuples():
        serial += 1
        since = planter.moment(planter.week("D06"))
        planter.change("MS04", subject.licence, since, region_code=code.format(serial))
        planter.found(
            "D06", "MS04", subject.lic_no, "region_code", planter.seen("MS04", since), note="no such township"
        )
    for subject in take(planter, "D06 whole", 1, family="MS04", farms=False).itertuples():
        planter.change("MS04", subject.licence, planter.moment(planter.week("D06")), region_code=subject.town)
        planter.missed("D06", "MS04", subject.lic_no, "region_code", note="the township's own code of nine digits")
