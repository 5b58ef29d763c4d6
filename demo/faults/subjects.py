"""Calm entities: businesses to which nothing happens in the window, so that a fault in their records stands alone.

Such an entity is in operation throughout, has one place of business under its code, one licence or registration in
one version that stays valid, and one graded binding in one version.
"""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.faults.planter import Planter

_LICENCES = (("MS02", "lic_no", "holder_name"), ("MS03", "lic_no", "holder_name"), ("MS04", "reg_no", "name"))
_cache: dict[int, tuple[object, pd.DataFrame]] = {}


def subjects(planter: Planter) -> pd.DataFrame:
    """One row per calm entity.

    Returns:
        entity_id, uscc, name, town, region_code, mso_code, biz_form, entity_type, entity (`_key` in MS01), family
        (MS02 MS03 MS04), lic_no, licence (`_key`), binding (`_key` in FS02), binding_id, grade, in_platform, sampled,
        in_case, farms (an AG01 producer has the code), visited (last visit's day, NaT for none).
    """
    known = _cache.get(id(planter.world))
    if known is None or known[0] is not planter.world:
        _cache.clear()
        _cache[id(planter.world)] = (planter.world, _calm(planter))
    return _cache[id(planter.world)][1]


def free_subjects(planter: Planter, **wanted: object) -> pd.DataFrame:
    """Calm entities that no fault has used and that have the wanted properties."""
    rows = subjects(planter)
    rows = rows[rows["entity_id"].map(lambda ident: planter.free("entity", ident))]
    for name, value in wanted.items():
        rows = rows[rows[name].isin(value) if isinstance(value, (set, tuple, list)) else rows[name] == value]
    return rows


def _calm(planter: Planter) -> pd.DataFrame:
    start = pd.Timestamp(calendar.period(planter.weeks[0]).first)
    end = planter.sunday(planter.weeks[-1]) + pd.Timedelta(days=60)
    rows = _entities(planter, start).merge(_licence_of(planter, start, end), on="uscc")
    rows = rows.merge(_binding_of(planter, start), on="entity_id")
    frames = planter.world.frames
    rows = rows[
        (rows["holder"] == rows["name"])
        & (rows["bound_name"] == rows["name"])
        & (rows["bound_lic_no"] == rows["lic_no"])
    ]
    rows = rows[~rows["uscc"].isin(set(frames["AH02"]["uscc"]))]
    visits = frames["FS03"].groupby("binding_id")["visit_date"].max()
    return (
        rows.assign(
            in_platform=rows["entity_id"].isin(set(frames["MS11"]["entity_id"])),
            sampled=rows["uscc"].isin(set(frames["MS08"]["sampled_uscc"].dropna()))
            | rows["name"].isin(set(frames["MS08"]["sampled_name"])),
            in_case=rows["entity_id"].isin(set(frames["MS09"]["entity_id"].dropna())),
            farms=rows["uscc"].isin(set(frames["AG01"]["uscc"].dropna())),
            visited=rows["binding_id"].map(visits),
        )
        .drop(columns=["holder", "bound_name", "bound_lic_no"])
        .reset_index(drop=True)
    )


def _entities(planter: Planter, start: pd.Timestamp) -> pd.DataFrame:
    frame = planter.world.frames["MS01"]
    shared = frame.dropna(subset="uscc").groupby("uscc")["entity_id"].nunique()
    named = frame.groupby("entity_name")["entity_id"].nunique()
    same = ["entity_name", "uscc", "region_code", "mso_code", "reg_status", "oper_status", "biz_form", "entity_type"]
    steady = (frame.groupby("_key")[same].nunique(dropna=False) == 1).all(axis=1)
    spans = frame.assign(ended=frame["_to"].notna()).groupby("_key").agg(begin=("_from", "min"), gone=("ended", "all"))
    kept = steady[steady & (spans["begin"] < start) & ~spans["gone"]].index
    last = frame[frame["_key"].isin(kept)].drop_duplicates("_key", keep="last")
    last = last[
        (last["reg_status"] == "存续") & (last["oper_status"] == "正常") & last["uscc"].notna() & last["_to"].isna()
    ]
    last = last[(last["uscc"].map(shared) == 1) & (last["entity_name"].map(named) == 1)]
    return pd.DataFrame(
        {
            "entity_id": last["entity_id"],
            "uscc": last["uscc"],
            "name": last["entity_name"],
            "town": last["region_code"].str[:9],
            "region_code": last["region_code"],
            "mso_code": last["mso_code"],
            "biz_form": last["biz_form"],
            "entity_type": last["entity_type"],
            "entity": last["_key"],
        }
    )


def _licence_of(planter: Planter, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
    """The only licence under a code, where it is one version, in force before the window and beyond it."""
    parts = []
    for dataset, number, name in _LICENCES:
        frame = planter.world.frames[dataset]
        parts.append(
            pd.DataFrame(
                {
                    "uscc": frame["uscc"],
                    "family": dataset,
                    "lic_no": frame[number],
                    "licence": frame["_key"],
                    "holder": frame[name],
                    "live": (frame["status"] == "有效")
                    & ~(frame["valid_to"] < end)
                    & (frame["_from"] < start)
                    & frame["_to"].isna()
                    & (frame["issued_on"] < start - pd.Timedelta(days=60)),
                }
            )
        )
    rows = pd.concat(parts, ignore_index=True).dropna(subset="uscc")
    numbers, held = rows.groupby("uscc")["lic_no"].nunique(), rows[rows["live"]]
    held = held[(held["uscc"].map(numbers) == 1) & ~held["uscc"].duplicated(keep=False)]
    holders = rows.groupby("holder")["uscc"].nunique()
    return held[held["holder"].map(holders) == 1].drop(columns="live")


def _binding_of(planter: Planter, start: pd.Timestamp) -> pd.DataFrame:
    frame = planter.world.frames["FS02"]
    rows = frame[
        (frame["entity_id"].map(frame["entity_id"].value_counts()) == 1)
        & frame["_to"].isna()
        & frame["to_on"].isna()
        & (frame["_from"] < start)
        & frame["bb_grade"].notna()
    ]
    return pd.DataFrame(
        {
            "entity_id": rows["entity_id"],
            "binding": rows["_key"],
            "binding_id": rows["binding_id"],
            "bound_name": rows["entity_name"],
            "bound_lic_no": rows["lic_no"],
            "grade": rows["bb_grade"],
        }
    )


def take(planter: Planter, rule: str, count: int = 5, **wanted: object) -> pd.DataFrame:
    """Calm entities for one rule, spread over townships, used from now on."""
    return planter.pick("entity", free_subjects(planter, **wanted), "entity_id", count, "town", rule)
