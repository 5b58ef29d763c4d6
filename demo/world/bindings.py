"""FS02: which cadre answers for which entity, from when to when (包保关系)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import schema
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours

LEVEL = {"A": "市", "B": "县", "C": "乡", "D": "村"}
_REGRADES_PER_WEEK = 1.0
_FORMER, _RENEWED = 430, 0.125
_B_SHARE = {"producer": 0.6, "school_canteen": 0.28, "central_kitchen": 1.0, "storage": 0.15, "supermarket": 0.005}
_C_SHARE = {
    "producer": 1.0,
    "school_canteen": 1.0,
    "canteen": 1.0,
    "meal_delivery": 1.0,
    "storage": 1.0,
    "farm_mkt": 1.0,
    "supermarket": 0.07,
    "restaurant": 0.47,
    "workshop": 0.0,
}


def grades(entities: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """A–D of each entity by its trade: A is the most important (handbook §1.1)."""
    draw, form = rng.random(len(entities)), entities["biz_form"]
    grade = pd.Series("D", index=entities.index)
    b_share = form.map(_B_SHARE).fillna(0)
    grade[draw < b_share + form.map(_C_SHARE).fillna(0)] = "C"
    grade[draw < b_share] = "B"
    grade[(form == "wholesale_mkt") | (entities["plant"] > 0)] = "B"
    grade[entities["plant"] == 0] = "A"
    grade[entities.index[form == "wholesale_mkt"][:3]] = "A"
    return grade.mask(entities["born"].notna() & (grade == "B"), "C")


def segments(
    entities: pd.DataFrame,
    cadres: pd.DataFrame,
    main_licence: pd.Series,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Every binding that ever is, in its last state.

    Returns:
        One row per binding: owner (row of the entities' roster), bb_grade, graded_on, cadre (row of the cadres'
        roster), from_on, to_on (NaT = still), reason, lic_no, binding_id.
    """
    first = _first_bindings(entities, cadres, window, profile, rng)
    rows = pd.concat(
        [_former(first, cadres, window, rng), _chained(first, entities, cadres, window, profile, rng)],
        ignore_index=True,
    )
    twice = rows[rows["to_on"].isna()].sample(frac=profile.doubly_bound, random_state=rng)
    other = twice.assign(cadre=_peers(twice["cadre"], cadres), from_on=twice["from_on"] + pd.Timedelta(days=30))
    rows = (
        pd.concat([rows, other], ignore_index=True)
        .sort_values(["from_on", "owner"], kind="stable")
        .reset_index(drop=True)
    )
    rows["lic_no"] = rows["owner"].map(main_licence)
    county = entities["entity_id"].iloc[0][2:8]
    rows["binding_id"] = [f"BB{county}{number:06d}" for number in range(1, len(rows) + 1)]
    ungraded = rows["to_on"].isna() & (rng.random(len(rows)) < profile.ungraded)
    rows.loc[ungraded, ["bb_grade", "graded_on"]] = [None, pd.NaT]
    return rows


def _first_bindings(
    entities: pd.DataFrame, cadres: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """One binding per entity that is or becomes live, with the cadre in office at the first week."""
    live = entities[
        ~entities["was_closed"] & (entities["oper_status"] == "正常") & (rng.random(len(entities)) >= profile.unbound)
    ]
    size = len(live)
    # Most bindings date from the years before; one in eight was made anew in the year before the first week.
    age = np.where(rng.random(size) < _RENEWED, rng.integers(60, 360, size), rng.integers(390, 1000, size))
    days = np.datetime64(window.first) - age
    later = add_workdays(live["born"].fillna(pd.Timestamp(window.first)).to_numpy(), rng.integers(2, 9, size))
    event_days = np.append(window.event_days, np.datetime64("2200-01-01"))
    later = event_days[np.searchsorted(event_days, later)]
    start = pd.Series(np.where(live["born"].notna(), later, days).astype("datetime64[s]"), index=live.index)
    rows = pd.DataFrame({"owner": live.index, "bb_grade": grades(live, rng), "from_on": start, "born": live["born"]})
    rows["graded_on"] = rows["from_on"] - pd.to_timedelta(rng.integers(0, 3, size), unit="D")
    rows = rows[rows["from_on"] <= pd.Timestamp(window.last)]
    rows["cadre"] = _assigned(rows, entities, cadres)
    return rows.drop(columns="born").reset_index(drop=True)


def _assigned(rows: pd.DataFrame, entities: pd.DataFrame, cadres: pd.DataFrame) -> pd.Series:
    """Entities go round among the cadres of their level and place; a village without cadres falls to its township."""
    serving = cadres[~cadres["left_before"] & cadres["appears"].isna()]
    town, village = rows["owner"].map(entities["town"]), rows["owner"].map(entities["region_code"])
    level = rows["bb_grade"].map(LEVEL)
    place = village.where(level == "村", town.where(level == "乡", "")).where(
        ~((level == "村") & (village.str.len() < 12)), town
    )
    pools: dict[tuple[str, str], list[int]] = {}
    for cadre in serving.itertuples():
        homes = {"村": (cadre.village, cadre.town), "乡": (cadre.town,)}.get(cadre.level, ("",))
        for home in homes:
            pools.setdefault((cadre.level, home), []).append(cadre.Index)
    rank = rows.groupby([level, place]).cumcount()
    keys = zip(level, place, rank, strict=True)
    return pd.Series([pools[lv, pl][n % len(pools[lv, pl])] for lv, pl, n in keys], index=rows.index)


def _former(first: pd.DataFrame, cadres: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """Bindings that ended in the year before the first week: their cadre had left."""
    gone = cadres[cadres["left_before"]]
    renewed = (first["from_on"] < window.start) & (first["from_on"] >= pd.Timestamp(window.history))
    begun = first[renewed & first["bb_grade"].isin(["C", "D"])]
    towns = cadres["town"].loc[begun["cadre"]].to_numpy()
    pool = gone.groupby("town").apply(lambda group: group.index[0], include_groups=False)
    level = cadres["level"].loc[begun["cadre"]].to_numpy()
    begun = begun.assign(before=pd.Series(towns, index=begun.index).map(pool), level=level).dropna(subset="before")
    begun = begun[cadres["level"].loc[begun["before"]].to_numpy() == begun["level"]]
    chosen = begun.sample(min(_FORMER, len(begun)), random_state=rng)
    return chosen.assign(
        cadre=chosen["before"].astype(int),
        to_on=chosen["from_on"],
        reason="干部变动",
        from_on=chosen["from_on"] - pd.Timedelta(days=500),
        graded_on=chosen["from_on"] - pd.Timedelta(days=505),
    ).drop(columns=["before", "level"])


def _chained(
    first: pd.DataFrame,
    entities: pd.DataFrame,
    cadres: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Bindings after departures of cadres, new grades and closings of entities."""
    heir = pd.Series(cadres.index, index=cadres["cadre_id"]).reindex(cadres["successor_id"]).set_axis(cadres.index)
    leave, close = first["cadre"].map(cadres["leave_on"]), first["owner"].map(entities["close_on"])
    end = _unbinding(close, window, rng).where(rng.random(len(first)) >= profile.stale_binding)
    rows = first.assign(to_on=pd.NaT, reason=None)
    moved = leave.notna() & ~(end <= leave) & (rows["from_on"] < leave)
    second = rows[moved].assign(from_on=leave[moved], cadre=rows.loc[moved, "cadre"].map(heir).astype(int))
    # Whoever is bound after the departure of the cadre first meant for him starts with the successor.
    late = leave.notna() & (rows["from_on"] >= leave)
    rows.loc[late, "cadre"] = rows.loc[late, "cadre"].map(heir).astype(int)
    rows.loc[moved, "to_on"], rows.loc[moved, "reason"] = leave[moved], "干部变动"
    calm = rows.index[~moved & close.isna() & (rows["from_on"] < window.start) & (rows["bb_grade"] == "D")]
    raised = rng.choice(calm, int(_REGRADES_PER_WEEK * len(window.weeks)), replace=False)
    third = _regraded(rows.loc[raised], entities, cadres, window, rng)
    rows.loc[raised, "to_on"], rows.loc[raised, "reason"] = third["from_on"], "调整"
    rows = pd.concat([rows, second, third], ignore_index=True)
    last = rows["owner"].map(pd.Series(end.to_numpy(), index=first["owner"]))
    struck = rows["owner"].map(entities["close_reg"]).isin(["注销", "吊销"])
    closing = rows["to_on"].isna() & last.notna() & (last <= pd.Timestamp(window.last))
    rows.loc[closing, "to_on"] = last[closing]
    rows.loc[closing, "reason"] = np.where(struck[closing], "注销", "调整")
    return rows


def _regraded(
    rows: pd.DataFrame, entities: pd.DataFrame, cadres: pd.DataFrame, window: Window, rng: np.random.Generator
) -> pd.DataFrame:
    """A shop that grew: from D to C, and from a village cadre to one of the township."""
    days = pd.DatetimeIndex(rng.choice(window.events(), len(rows))).astype("datetime64[s]")
    grown = rows.assign(bb_grade="C", from_on=days, graded_on=days)
    stay = cadres["leave_on"].isna()
    return grown.assign(cadre=_assigned(grown, entities, cadres[stay]))


def _unbinding(close: pd.Series, window: Window, rng: np.random.Generator) -> pd.Series:
    """The office unbinds within three to ten working days after a closing."""
    days = add_workdays(close.dropna().to_numpy(), rng.integers(3, 11, close.notna().sum()))
    event_days = np.append(window.event_days, np.datetime64("2200-01-01"))
    ends = event_days[np.searchsorted(event_days, days)]
    return pd.Series(ends.astype("datetime64[s]"), index=close.dropna().index).reindex(close.index)


def _peers(cadre: pd.Series, cadres: pd.DataFrame) -> pd.Series:
    """Another serving cadre of the same level."""
    peers = {
        level: group.index.to_numpy()
        for level, group in cadres[~cadres["left_before"] & cadres["leave_on"].isna()].groupby("level")
    }
    return cadre.map(
        lambda n: int(
            peers[cadres.at[n, "level"]][
                (np.searchsorted(peers[cadres.at[n, "level"]], n) + 1) % len(peers[cadres.at[n, "level"]])
            ]
        )
    )


def frame(
    rows: pd.DataFrame,
    entities: pd.DataFrame,
    cadres: pd.DataFrame,
    places: Geography,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """FS02: bindings with their beginnings, ends and changes of the entity's name."""
    own = entities.loc[rows["owner"]].reset_index(drop=True)
    town_names = places.towns.set_index("town")["name"]
    renamed = own["rename_on"].notna() & (rng.random(len(rows)) >= profile.misspelt_binding)
    after = renamed & (rows["from_on"] >= own["rename_on"])
    begun = at_hours(rows["from_on"].to_numpy(dtype="datetime64[D]"), rng, 9, 12)
    base = rows.assign(
        entity_id=own["entity_id"],
        entity_name=own["new_name"].where(after, own["entity_name"]),
        uscc=own["uscc"],
        cadre_id=cadres["cadre_id"].loc[rows["cadre"]].to_numpy(),
        level=cadres["level"].loc[rows["cadre"]].to_numpy(),
        assist=own["town"].map(town_names) + "市场监管协管站",
        board_shown=rng.random(len(rows)) < 0.97,
        region_code=own["region_code"],
        _sheet=own["town"],
        _from=begun,
    )
    ended = base[["binding_id", "to_on", "reason"]][rows["to_on"].notna()]
    ended = ended.assign(_from=at_hours(ended["to_on"].to_numpy(dtype="datetime64[D]"), rng, 14, 17))
    during = renamed & ~after & ~(rows["to_on"] <= own["rename_on"])
    names = base.loc[during, ["binding_id"]].assign(
        entity_name=own.loc[during, "new_name"],
        _from=at_hours(own.loc[during, "rename_on"].to_numpy(dtype="datetime64[D]"), rng),
    )
    wanted = ["binding_id", *schema.fields("FS02")[1:], "_sheet", "_from"]
    versions = history(base.assign(to_on=pd.NaT, reason=None)[wanted], [ended, names], ["binding_id"])
    return schema.framed(versions, "FS02")
