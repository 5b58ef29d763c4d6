"""Licences and registrations: MS02 (production), MS03 (operation), MS04 (四小), with renewals and changes.

A production or operating licence holds five years, a 四小 registration three (handbook §2.1). Reissues of MS02 and
MS03 keep the number and count versions; a registration of MS04 is one row whose validity is extended.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import people
from demo.world import vocabulary as words
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.window import Window

FIVE_YEARS, THREE_YEARS = pd.DateOffset(years=5, days=-1), pd.DateOffset(years=3, days=-1)
_SECOND_LICENCES = 372
_ISSUER = "市场监督管理局"
_BIZ_DIGIT = {"restaurant": "2", "central_kitchen": "2", "meal_delivery": "2", "school_canteen": "3", "canteen": "3"}


def issued(roster: pd.DataFrame, window: Window, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    """Every licence number with its state at the first week (or at its issue).

    Returns:
        One row per number: owner (row of the roster), family (MS02, MS03, MS04), lic_no, lic_kind, biz_digit,
        category, version_no, issued_on, valid_to (NaT for YB), status; the first row of an owner is its main one.
    """
    table = _holders(roster, rng)
    _numbers(table, roster, places, rng)
    size, first = len(table), pd.Timestamp(window.first)
    small = table["family"] == "MS04"
    age = np.where(small, rng.integers(3, 1094, size), rng.integers(3, 1824, size))
    issue = pd.Series(first - pd.to_timedelta(age, unit="D"), index=table.index).astype("datetime64[s]")
    born = table["owner"].map(roster["born"])
    table["issued_on"] = issue.where(born.isna(), born)
    due = (table["issued_on"] + FIVE_YEARS).where(~small, table["issued_on"] + THREE_YEARS)
    table["valid_to"] = due.astype("datetime64[s]").where(table["lic_kind"] != "YB")
    # Whoever is due in the first three weeks has renewed before the story starts.
    early = table["valid_to"].notna() & (table["valid_to"] < first + pd.Timedelta(days=24))
    shift = pd.to_timedelta(rng.integers(30, 400, size), unit="D").to_series(index=table.index)
    table.loc[early, ["issued_on", "valid_to"]] = (
        table.loc[early, ["issued_on", "valid_to"]].add(shift[early], axis=0).to_numpy()
    )
    table["version_no"] = np.where(born.notna(), 1, rng.choice([1, 1, 1, 1, 1, 1, 1, 2], size))
    table.loc[table["family"] == "MS02", "version_no"] = rng.integers(2, 5, (table["family"] == "MS02").sum())
    table["status"] = _status(table, roster)
    return table


def _holders(roster: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    form = roster["biz_form"]
    family = (
        pd.Series("MS03", index=roster.index)
        .mask(form == "producer", "MS02")
        .mask(roster["small_kind"].notna(), "MS04")
    )
    table = pd.DataFrame({"owner": roster.index, "family": family})
    digit = form.map(_BIZ_DIGIT).fillna("1")
    kind = pd.Series("JY", index=roster.index)
    filed = (form == "supermarket") & (rng.random(len(roster)) < 0.64)
    kind[filed] = "YB"
    digit[filed] = np.where(rng.random(filed.sum()) < 0.06, "1", "2")
    table["lic_kind"], table["biz_digit"] = kind, digit
    both = roster.index[(form == "restaurant") & ~roster["was_closed"] & roster["born"].isna()]
    second = pd.DataFrame(
        {
            "owner": rng.choice(both, _SECOND_LICENCES, replace=False),
            "family": "MS03",
            "lic_kind": "YB",
            "biz_digit": "2",
        }
    )
    return pd.concat([table, second], ignore_index=True)


def _numbers(table: pd.DataFrame, roster: pd.DataFrame, places: Geography, rng: np.random.Generator) -> None:
    table["lic_no"] = None
    production = table["family"] == "MS02"
    meat = table["owner"].map(roster["plant"]) >= 0
    category = pd.Series(
        rng.choice([code for code in words.PRODUCTION if code != "104"], len(table)), index=table.index
    )
    table["category"] = category.mask(meat, "104").where(production)
    serials = rng.choice(9000, production.sum(), replace=False)
    table.loc[production, "lic_no"] = identifiers.production_licences(
        table.loc[production, "category"].tolist(), places.county, serials.tolist()
    )
    operating = table["family"] == "MS03"
    table.loc[operating, "lic_no"] = identifiers.operating_licences(
        table.loc[operating, "lic_kind"].tolist(),
        table.loc[operating, "biz_digit"].tolist(),
        places.county,
        (100 + rng.permutation(operating.sum())).tolist(),
    )
    small = table["family"] == "MS04"
    table.loc[small, "lic_no"] = identifiers.small_registrations(
        table.loc[small, "owner"].map(roster["small_kind"]).tolist(),
        places.county,
        (1 + rng.permutation(small.sum())).tolist(),
    )


def _status(table: pd.DataFrame, roster: pd.DataFrame) -> pd.Series:
    own = roster.loc[table["owner"]].set_axis(table.index)
    status = pd.Series("有效", index=table.index).mask(own["was_closed"] & (own["oper_status"] != "失联"), "注销")
    status = status.mask(own["reg_status"] == "吊销", "吊销")
    return status.mask((table["family"] == "MS04") & (status == "吊销"), "注销")


def reissues(
    licences: pd.DataFrame, roster: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Renewals before expiry (some are forgotten in the ordinary county) and changes of name, in order of time.

    Returns:
        Columns licence (row of `licences`), day, kind (renewal, rename), version_no, issued_on, valid_to.
    """
    owner = roster.loc[licences["owner"]].reset_index(drop=True)
    live = (
        (licences["status"] == "有效").to_numpy() & (owner["reg_status"] == "存续") & (owner["oper_status"] == "正常")
    )
    days = window.events()
    due = licences["valid_to"] < pd.Timestamp(window.end) + pd.Timedelta(days=14)
    due &= rng.random(len(licences)) >= profile.expired_valid
    found = []
    for licence in licences.index[live & (due | owner["rename_on"].notna())]:
        renewed, valid_to = pd.NaT, licences.at[licence, "valid_to"]
        if due[licence]:
            choices = days[
                (days >= np.datetime64(valid_to - pd.Timedelta(days=45)))
                & (days <= np.datetime64(valid_to - pd.Timedelta(days=9)))
            ]
            renewed = pd.Timestamp(rng.choice(choices)) if len(choices) else pd.NaT
        for day, kind in ((renewed, "renewal"), (owner.at[licence, "rename_on"], "rename")):
            closing = owner.at[licence, "close_on"]
            if pd.notna(day) and not (pd.notna(closing) and closing <= day):
                found.append((licence, day, kind))
    table = (
        pd.DataFrame(found, columns=["licence", "day", "kind"])
        .sort_values(["licence", "day"])
        .drop_duplicates(["licence", "day"])
        .reset_index(drop=True)
    )
    table["version_no"] = (
        licences["version_no"].loc[table["licence"]].to_numpy() + table.groupby("licence").cumcount() + 1
    )
    old = licences["valid_to"].loc[table["licence"]].reset_index(drop=True)
    renewed_to = table["day"].where(table["kind"] == "renewal").groupby(table["licence"]).ffill() + FIVE_YEARS
    table["issued_on"], table["valid_to"] = table["day"], renewed_to.where(renewed_to.notna(), old)
    return table


def holder(rows: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """The roster's rows of the licences' owners, in the licences' order."""
    return roster.loc[rows["owner"]].set_axis(rows.index)


def production_rows(
    rows: pd.DataFrame, roster: pd.DataFrame, places: Geography, rng: np.random.Generator
) -> pd.DataFrame:
    """MS02's columns that do not change with a licence's state."""
    own = holder(rows, roster)
    named = rows["category"].map(words.PRODUCTION)
    return rows.assign(
        holder_name=own["entity_name"],
        uscc=own["uscc"],
        reg_address=own["address"],
        prod_address=own["address"],
        food_cat=named.str[0],
        cat_detail=named.str[2],
        issuer=places.county_name + _ISSUER,
        supervisor=people.names(rng, len(rows)),
    )


def operating_rows(rows: pd.DataFrame, roster: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """MS03's columns that do not change with a licence's state."""
    own = holder(rows, roster)
    items = [
        ";".join(words.ITEMS[digit][: 1 + int(more)])
        for digit, more in zip(rows["biz_digit"], rng.integers(0, 3, len(rows)), strict=True)
    ]
    diners = pd.Series(rng.integers(40, 900, len(rows)), index=rows.index).where(rows["biz_digit"] == "3")
    return rows.assign(
        holder_name=own["entity_name"],
        uscc=own["uscc"],
        address=own["address"],
        region_code=own["region_code"],
        items=pd.Series(items, index=rows.index).mask(rows["lic_kind"] == "YB", "预包装食品销售"),
        diners=diners,
        is_online=rng.random(len(rows)) < 0.12,
        is_chain=rng.random(len(rows)) < 0.05,
    )


def small_rows(
    rows: pd.DataFrame, roster: pd.DataFrame, window: Window, places: Geography, rng: np.random.Generator
) -> pd.DataFrame:
    """MS04's columns that do not change with a registration's state."""
    own, size = holder(rows, roster), len(rows)
    products = [rng.choice(words.SMALL_PRODUCTS[kind]) for kind in own["small_kind"]]
    clustered = (own["small_kind"] == "小作坊") & (rng.random(size) < 0.15)
    checked = pd.Timestamp(window.last) + pd.to_timedelta(rng.integers(10, 360, size), unit="D")
    return rows.assign(
        reg_no=rows["lic_no"],
        small_kind=own["small_kind"],
        name=own["entity_name"],
        owner_name=own["legal_rep"],
        uscc=own["uscc"],
        id_no=people.person_ids(rng, places.county, size),
        address=own["address"],
        region_code=own["region_code"],
        products=products,
        in_cluster=clustered,
        cluster_id=pd.Series(f"{places.county}JZQ01", index=rows.index).where(clustered),
        health_cert_to=pd.Series(checked, index=rows.index),
    )
