"""Frames of market supervision's registers: MS01, MS02, MS03, MS04."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import licences as lic
from demo.world import schema
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, at_hours

_TOUCHED = {"MS01": 7, "MS02": 2, "MS03": 6}
_MISTAKEN = 14


def nightly_touches(keys: pd.DataFrame, window: Window, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Rows that the weekly comparison with the business register stamps anew, each Sunday at 02:30.

    It runs on holidays too, so a register that works is never seen without a fresh `updated_at`.
    """
    sundays = window.days[
        (window.days >= np.datetime64(window.first)) & (pd.DatetimeIndex(window.days).day_of_week == 6)
    ]
    chosen = keys.iloc[rng.integers(0, len(keys), count * len(sundays))].reset_index(drop=True)
    return chosen.assign(_from=np.repeat(sundays, count).astype("datetime64[s]") + np.timedelta64(9000, "s"))


def entities(roster: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """MS01 with renamings, closings, pauses, and some rows that were entered by mistake and deleted."""
    base = roster.assign(_from=roster["updated_at"])
    changes = [
        _change(roster, "rename_on", rng, entity_name=roster["new_name"]),
        _change(
            roster,
            "close_on",
            rng,
            reg_status=roster["close_reg"],
            oper_status=roster["close_oper"],
            status_on=roster["close_on"],
        ),
        _change(roster, "pause_on", rng, oper_status="停业", status_on=roster["pause_on"]),
        _change(roster, "resume_on", rng, oper_status="正常", status_on=roster["resume_on"]),
    ]
    steady = roster.loc[roster["born"].isna(), ["entity_id"]]
    touches = nightly_touches(steady, window, _TOUCHED["MS01"], rng)
    changes.append(touches.assign(employees=rng.integers(1, 9, len(touches))))
    wrong = _mistaken(roster, window, rng)
    base = pd.concat([base, wrong], ignore_index=True)
    ended = wrong[["entity_id"]].assign(_from=wrong["_from"] + pd.Timedelta(days=2, hours=3), _deleted=True)
    rows = history(
        base[["entity_id", *[c for c in base if c in schema.fields("MS01")[1:]], "_from"]],
        [*changes, ended],
        ["entity_id"],
    )
    return schema.framed(rows.assign(updated_at=rows["_from"]), "MS01")


def _change(roster: pd.DataFrame, when: str, rng: np.random.Generator, **values: object) -> pd.DataFrame:
    rows = roster[["entity_id"]].assign(**values)[roster[when].notna()]
    return rows.assign(_from=at_hours(roster.loc[rows.index, when].to_numpy(dtype="datetime64[D]"), rng))


def _mistaken(roster: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """Double entries of market supervision's clerks: they get a number, no licence and no cadre, and vanish."""
    twins = roster[roster["biz_form"] == "grocery"].sample(_MISTAKEN, random_state=rng).copy()
    days = np.sort(rng.choice(window.events(), _MISTAKEN))
    days[: _MISTAKEN // 2] -= np.timedelta64(200, "D")
    first = len(roster) + 500
    return twins.assign(
        entity_id=[f"{number[:8]}{first + n:06d}" for n, number in enumerate(twins["entity_id"])],
        reg_status="撤销",
        oper_status="歇业",
        status_on=days.astype("datetime64[s]"),
        _from=days.astype("datetime64[s]") + np.timedelta64(36_000, "s"),
    )


def production(
    table: pd.DataFrame,
    again: pd.DataFrame,
    roster: pd.DataFrame,
    window: Window,
    places: Geography,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """MS02: every version of every production licence."""
    rows = lic.production_rows(table[table["family"] == "MS02"], roster, places, rng)
    return _versioned("MS02", rows, again, roster, window, profile, rng)


def operation(
    table: pd.DataFrame,
    again: pd.DataFrame,
    roster: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """MS03: every version of every operating licence or filing."""
    rows = lic.operating_rows(table[table["family"] == "MS03"], roster, rng)
    return _versioned("MS03", rows, again, roster, window, profile, rng)


def _versioned(
    dataset: str,
    rows: pd.DataFrame,
    again: pd.DataFrame,
    roster: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    key = ["lic_no", "version_no"]
    current = rows.assign(_from=_recorded(rows["issued_on"], window, rng))
    again = again[again["licence"].isin(rows.index)]
    moments = at_hours(again["day"].to_numpy(dtype="datetime64[D]"), rng, 9, 12)
    fresh = rows.loc[again["licence"]].assign(
        version_no=again["version_no"].to_numpy(),
        issued_on=again["issued_on"].to_numpy(),
        valid_to=again["valid_to"].to_numpy(),
        status="有效",
        _from=moments,
    )
    renamed = again.loc[again["kind"] == "rename", "licence"]
    names = lic.holder(fresh, roster)["new_name"]
    after = fresh["issued_on"] >= lic.holder(fresh, roster)["rename_on"]
    fresh["holder_name"] = names.where(after & fresh.index.isin(renamed), fresh["holder_name"])
    replaced = fresh[key].assign(
        version_no=fresh["version_no"] - 1, status="注销", _from=moments, cancelled_on=fresh["issued_on"]
    )
    everything = pd.concat([current, _earlier(current), fresh], ignore_index=True)
    keys = pd.concat([current, fresh]).sort_values("version_no", kind="stable").drop_duplicates("lic_no", keep="last")
    changes = [replaced, _closings(keys, roster, rng), _expiries(keys, roster, window, profile, rng)]
    touches = nightly_touches(
        current.loc[~current.index.isin(again["licence"]) & (current["status"] == "有效"), key],
        window,
        _TOUCHED[dataset],
        rng,
    )
    wanted = [*key, *[c for c in everything if c in schema.fields(dataset) and c not in key], "_from"]
    rows = history(everything[wanted], [*changes, touches], key)
    return schema.framed(rows.assign(updated_at=rows["_from"]), dataset)


def _recorded(issued_on: pd.Series, window: Window, rng: np.random.Generator) -> pd.Series:
    """When the system last wrote the row: on the day of issue."""
    return pd.Series(at_hours(issued_on.to_numpy(dtype="datetime64[D]"), rng, 9, 12), index=issued_on.index)


def _earlier(current: pd.DataFrame) -> pd.DataFrame:
    """Versions before the one in force, five years apart, ended when the next one came."""
    parts = []
    for back in range(1, int(current["version_no"].max())):
        rows = current[current["version_no"] > back]
        ended = rows["issued_on"] - pd.DateOffset(years=5 * (back - 1))
        issued = rows["issued_on"] - pd.DateOffset(years=5 * back)
        parts.append(
            rows.assign(
                version_no=rows["version_no"] - back,
                issued_on=issued,
                valid_to=(issued + lic.FIVE_YEARS).where(rows["valid_to"].notna()),
                status="注销",
                cancelled_on=ended,
                _from=rows["_from"],
            )
        )
    return pd.concat(parts) if parts else current.iloc[:0]


def _closings(rows: pd.DataFrame, roster: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A licence ends with its holder's registration, within the same day."""
    own = lic.holder(rows, roster)
    ended = own["close_on"].notna() & own["close_reg"].isin(["注销", "吊销"])
    own = own[ended]
    return rows.loc[ended, ["lic_no", "version_no"]].assign(
        status=own["close_reg"].to_numpy(),
        cancelled_on=own["close_on"].to_numpy(),
        _from=at_hours(own["close_on"].to_numpy(dtype="datetime64[D]"), rng, 14, 17),
    )


def _expiries(
    rows: pd.DataFrame, roster: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """The system marks a licence that nobody renewed as 过期 in the first night after its last day.

    In the ordinary county it overlooks half of them.
    """
    own = lic.holder(rows, roster)
    ended = rows["valid_to"].notna() & (rows["valid_to"] < pd.Timestamp(window.end)) & (rows["status"] == "有效")
    ended &= ~(own["close_reg"].isin(["注销", "吊销"]) & (own["close_on"] <= rows["valid_to"]))
    ended &= rng.random(len(rows)) >= (0.5 if profile.expired_valid else 0.0)
    night = rows.loc[ended, "valid_to"] + pd.Timedelta(days=1, minutes=30)
    return rows.loc[ended, ["lic_no", "version_no"]].assign(status="过期", _from=night)


def registrations(
    table: pd.DataFrame,
    again: pd.DataFrame,
    roster: pd.DataFrame,
    window: Window,
    places: Geography,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """MS04: one row per registration; a renewal extends its validity. Some of the ordinary county never registered."""
    small = table[table["family"] == "MS04"]
    small = small[rng.random(len(small)) >= profile.unregistered]
    rows = lic.small_rows(small, roster, window, places, rng)
    own = lic.holder(rows, roster)
    again = again[again["licence"].isin(rows.index)]
    renewed = again[again["kind"] == "renewal"]
    new_end = (renewed["day"] + lic.THREE_YEARS).astype("datetime64[s]")
    changes = [
        rows.loc[renewed["licence"], ["reg_no"]].assign(
            valid_to=new_end.to_numpy(), _from=at_hours(renewed["day"].to_numpy(dtype="datetime64[D]"), rng, 9, 12)
        ),
        _moment(rows, own, "rename_on", rng, name=own["new_name"]),
        _moment(rows, own[own["close_reg"].isin(["注销", "吊销"])], "close_on", rng, status="注销"),
    ]
    last_end = pd.Series(new_end.to_numpy(), index=renewed["licence"]).reindex(rows.index).fillna(rows["valid_to"])
    over = _expiries(rows.assign(valid_to=last_end, version_no=1), roster, window, profile, rng)
    changes.append(rows.loc[over.index, ["reg_no"]].assign(status="过期", _from=over["_from"]))
    base = (
        rows.drop(columns="owner")
        .rename(columns={"owner_name": "owner"})
        .assign(_from=_recorded(rows["issued_on"], window, rng))
    )
    wanted = ["reg_no", *[c for c in base if c in schema.fields("MS04")[1:]], "_from"]
    return schema.framed(history(base[wanted], changes, ["reg_no"]), "MS04")


def _moment(
    rows: pd.DataFrame, own: pd.DataFrame, when: str, rng: np.random.Generator, **values: object
) -> pd.DataFrame:
    hit = own.index[own[when].notna()]
    found = rows.assign(**values).loc[hit, ["reg_no", *values]]
    return found.assign(_from=at_hours(own.loc[hit, when].to_numpy(dtype="datetime64[D]"), rng))
