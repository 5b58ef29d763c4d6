"""AG01: who grows and keeps what; co-operatives and firms that are food businesses too carry their MS01 identity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import people, schema
from demo.world import vocabulary as words
from demo.world.geography import Geography
from demo.world.register import nightly_touches
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours

KINDS = {"企业": 120, "合作社": 650, "家庭农场": 400, "种养大户": 60, "农户": 110, "收购者": 40, "集体经济组织": 20}
#: Producers that must give a certificate when they sell (承诺达标合格证管理办法).
OBLIGED = ("企业", "合作社", "收购者")
_USCC_CLASS = {"企业": "91", "合作社": "93", "家庭农场": "92", "收购者": "92", "集体经济组织": "N2"}
_SHARED_COMPANIES, _STOPS, _TOUCHED = 48, 12, 8
_FIRST_SERIAL = 500_000


def roster(entities: pd.DataFrame, window: Window, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    """Every producer.

    Returns:
        Columns of AG01 in their state at the first week, and: entity (row of the entities' roster or -1), traced
        (listed in AG03), product, stop_on (the producer stops, 停产), and of the entity close_on, rename_on, new_name.
    """
    table = pd.DataFrame({"kind": [kind for kind, count in KINDS.items() for _ in range(count)]})
    size = len(table)
    where = places.draw_covering(rng, size, rural=True)
    table["region_code"], table["town_name"], table["village_name"] = (
        where["village"],
        where["town_name"],
        where["name"],
    )
    table["product"] = rng.choice(
        list(words.PRODUCE), size, p=(0.42, 0.04, 0.03, 0.08, 0.09, 0.06, 0.05, 0.05, 0.04, 0.05, 0.04, 0.04, 0.01)
    )
    table["name"] = _names(table, places, rng)
    coded = table["kind"].isin(list(_USCC_CLASS))
    codes = identifiers.usccs(
        table.loc[coded, "kind"].map(_USCC_CLASS).tolist(), places.county, table.index[coded] + _FIRST_SERIAL
    )
    table["uscc"] = pd.Series(codes, index=table.index[coded])
    table["legal_rep"] = people.names(rng, size)
    _share_identity(table, entities, rng)
    table["producer_id"] = [f"NCP{places.county}{number:06d}" for number in range(1, size + 1)]
    category = table["product"].map(lambda product: words.PRODUCE[product][0])
    table["sector"] = category.map({"畜禽": "畜牧", "禽蛋": "畜牧", "水产": "渔业"}).fillna("种植")
    table["main_product"] = table["product"]
    table["base_no"] = [f"JD{places.county}{number:05d}" for number in range(1, size + 1)]
    area = rng.lognormal(4.2, 0.9, size).round(1)
    table["area_mu"] = pd.Series(area).where(table["sector"] == "种植")
    table["annual_t"] = (area * rng.uniform(0.6, 3.2, size)).round(2)
    table["traced"] = table["kind"].isin([*OBLIGED, "集体经济组织"]) | (
        (table["kind"] == "家庭农场") & (rng.random(size) < 0.675)
    )
    table["in_roster"] = table["traced"] | (rng.random(size) < 0.5)
    table["on_trace"] = table["traced"] & (rng.random(size) < 0.93)
    table["has_inspector"] = table["kind"].isin(["企业", "合作社"]) & (rng.random(size) < 0.85)
    old = rng.random(size)
    table["status"] = np.where(
        (old < 0.012) & (table["entity"] < 0), "注销", np.where((old < 0.035) & (table["entity"] < 0), "停产", "正常")
    )
    touched = np.datetime64(window.history) - rng.integers(5, 300, size)
    table["updated_at"] = pd.Series(
        touched.astype("datetime64[s]") + rng.integers(30_000, 61_000, size).astype("m8[s]")
    )
    table["stop_on"] = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    stops = rng.choice(table.index[(table["entity"] < 0) & (table["status"] == "正常")], _STOPS, replace=False)
    table.loc[stops, "stop_on"] = pd.DatetimeIndex(rng.choice(window.events(), _STOPS)).astype("datetime64[s]")
    return table


def _names(table: pd.DataFrame, places: Geography, rng: np.random.Generator) -> pd.Series:
    brands = [first + second for first in words.BRAND_FIRST for second in words.BRAND_SECOND if first != second]
    names = pd.Series("", index=table.index)
    for kind, group in table.groupby("kind", sort=False):
        choices = words.PRODUCER_WORDS[kind]
        picks = rng.permutation(len(brands) * len(choices))[: len(group)]
        names[group.index] = [brands[pick % len(brands)] + choices[pick // len(brands)] for pick in picks]
    village = table["town_name"] + table["village_name"]
    collective = table["kind"] == "集体经济组织"
    names = names.mask(collective, village + "股份经济合作社")
    head = places.county_name + village.where(table["kind"].isin(["农户", "种养大户"]), table["town_name"])
    return (head.mask(table["kind"].isin(["企业", "合作社"]) | collective, places.county_name)) + names


def _share_identity(table: pd.DataFrame, entities: pd.DataFrame, rng: np.random.Generator) -> None:
    """Co-operatives and companies that also process or store food: one identity in both departments."""
    table["entity"] = -1
    open_ones = entities[~entities["was_closed"] & entities["born"].isna() & (entities["plant"] < 0)]
    firms = open_ones[
        (open_ones["entity_type"] == "企业") & open_ones["biz_form"].isin(["producer", "storage", "farm_mkt"])
    ]
    for kind, own in (("合作社", open_ones[open_ones["entity_type"] == "农民专业合作社"]), ("企业", firms)):
        chosen = own if len(own) <= _SHARED_COMPANIES else own.sample(_SHARED_COMPANIES, random_state=rng)
        rows = table.index[table["kind"] == kind][: len(chosen)]
        chosen = chosen.iloc[: len(rows)]
        table.loc[rows, "entity"] = chosen.index
        for column, source in (
            ("name", "entity_name"),
            ("uscc", "uscc"),
            ("region_code", "region_code"),
            ("legal_rep", "legal_rep"),
        ):
            table.loc[rows, column] = chosen[source].to_numpy()
    shared = entities.reindex(table["entity"].where(table["entity"] >= 0)).reset_index(drop=True)
    for column in ("close_on", "close_reg", "rename_on", "new_name"):
        table[column] = shared[column]


def gone_from(table: pd.DataFrame) -> pd.Series:
    """First day of the month in which a producer stops selling for good (NaT: it does not)."""
    day = table["stop_on"].fillna(table["close_on"])
    month = day.dt.to_period("M").dt.to_timestamp().astype("datetime64[s]")
    return month.mask(table["status"] != "正常", pd.Timestamp("2000-01-01"))


def frame(table: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """AG01: names and closings follow market supervision within days; producers stop."""
    base = table.assign(_from=table["updated_at"])
    closing = table[table["close_on"].notna()]
    told = add_workdays(closing["close_on"].to_numpy(), rng.integers(2, 8, len(closing)))
    renamed, stopped = table[table["rename_on"].notna()], table[table["stop_on"].notna()]
    changes = [
        renamed[["producer_id"]].assign(
            name=renamed["new_name"], _from=at_hours(renamed["rename_on"].to_numpy(dtype="datetime64[D]"), rng)
        ),
        closing[["producer_id"]].assign(
            status=np.where(closing["close_reg"].isin(["注销", "吊销"]), "注销", "停产"),
            on_trace=False,
            _from=at_hours(told, rng),
        ),
        stopped[["producer_id"]].assign(
            status="停产", _from=at_hours(stopped["stop_on"].to_numpy(dtype="datetime64[D]"), rng)
        ),
        nightly_touches(table.loc[table["status"] == "正常", ["producer_id"]], window, _TOUCHED, rng),
    ]
    wanted = [*schema.fields("AG01")[:-1], "_from"]
    rows = history(base[wanted], changes, ["producer_id"])
    return schema.framed(rows.assign(updated_at=rows["_from"]), "AG01")
