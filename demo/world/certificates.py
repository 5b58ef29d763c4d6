"""AG02 and AG03: certificates that producers give with their goods, and the month's use of the trace platform."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import schema
from demo.world import vocabulary as words
from demo.world.producers import OBLIGED, gone_from
from demo.world.profile import Profile
from demo.world.window import Window

_BASE_PER_WEEK, _PEAK_FACTOR = 290.0, 4.0
#: Day of the year: the apple harvest begins to show, is full, begins to fade, is over (in the next year).
_RISE, _FULL, _FADE, _OVER = 213, 288, 312, 395
_SELLING = {"水果": (0.42, 0.8), "蔬菜": (0.45, 0.6), "畜禽": (0.4, 0.4), "禽蛋": (0.5, 0.5), "水产": (0.35, 0.4)}
_UPDATED, _WITHDRAWN = 0.006, 0.003


def weekly_target(days: np.ndarray) -> np.ndarray:
    """Certificates per week that the season brings on each day: ×4 at the height of the apple harvest."""
    index = pd.DatetimeIndex(days)
    day = index.day_of_year.to_numpy() + np.where(index.day_of_year < 60, 365, 0)
    lift = np.interp(day, [_RISE, _FULL, _FADE, _OVER], [0, 1, 1, 0])
    return _BASE_PER_WEEK * _PEAK_FACTOR**lift


def selling(producers: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """Which traced producer sells in which month of the year before and of the weeks.

    Returns:
        One row per producer (row of the roster) and month (first day), with selling.
    """
    months = pd.date_range(pd.Timestamp(window.history).replace(day=1), window.last, freq="MS").astype("datetime64[s]")
    traced = producers.index[producers["traced"]]
    table = pd.DataFrame({"producer": np.repeat(traced, len(months)), "month": np.tile(months, len(traced))})
    own = producers.loc[table["producer"]].reset_index(drop=True)
    category = own["product"].map(lambda product: words.PRODUCE[product][0])
    low, high = (category.map(lambda c, n=n: _SELLING[c][n]) for n in (0, 1))
    season = np.log(weekly_target((table["month"] + pd.Timedelta(days=14)).to_numpy()) / _BASE_PER_WEEK) / np.log(
        _PEAK_FACTOR
    )
    table["selling"] = rng.random(len(table)) < low + (high - low) * season
    table["selling"] &= ~(gone_from(own) <= table["month"])
    return table


def certificates(
    producers: pd.DataFrame, sales: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Every certificate: each obliged seller of a month gives one at least, the rest follows the season."""
    sales = sales[sales["selling"]]
    kind = sales["producer"].map(producers["kind"])
    must = sales[kind.isin(OBLIGED)]
    must = must[rng.random(len(must)) >= profile.no_certificate]
    willing = sales[~kind.isin(OBLIGED)]
    sellers = pd.concat([must, willing[rng.random(len(willing)) < 0.3]])
    days = window.days
    weight = weekly_target(days) / 7 * np.where(pd.DatetimeIndex(days).day_of_week >= 5, 0.8, 1.08)
    month = pd.DatetimeIndex(days).to_period("M").to_timestamp().to_numpy().astype("datetime64[s]")
    parts = []
    for first, group in sellers.groupby("month"):
        inside = np.flatnonzero(month == np.datetime64(first))
        if not len(inside):
            continue
        extra = max(0, int(weight[inside].sum()) - len(group))
        more = rng.choice(group["producer"].to_numpy(), extra, p=_eagerness(group, producers))
        given = np.concatenate([group["producer"].to_numpy(), more])
        day = rng.choice(inside, len(given), p=weight[inside] / weight[inside].sum())
        parts.append(
            pd.DataFrame(
                {
                    "producer": given,
                    "issued_on": days[day].astype("datetime64[s]"),
                    "rank": np.arange(len(given)) >= len(group),
                }
            )
        )
    return _described(
        pd.concat(parts, ignore_index=True)
        .sort_values(["issued_on", "producer"], kind="stable")
        .reset_index(drop=True),
        producers,
        rng,
    )


def _eagerness(group: pd.DataFrame, producers: pd.DataFrame) -> np.ndarray:
    weight = np.where(group["producer"].map(producers["product"]) == "苹果", 2.0, 1.0)
    return weight / weight.sum()


def _described(rows: pd.DataFrame, producers: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    own, size = producers.loc[rows["producer"]].reset_index(drop=True), len(rows)
    rows["producer_id"], rows["product"], rows["region_code"] = own["producer_id"], own["product"], own["region_code"]
    kinds = own["product"].map(words.PRODUCE)
    rows["product_cat"], rows["unit"] = kinds.str[0], kinds.str[1]
    rows["qty"] = np.maximum(1, (kinds.str[2].astype(float) * rng.lognormal(0, 0.5, size)).round())
    rows["cert_no"] = [
        f"HGZ{number[3:9]}{day:%y%m}{n % 100_000:05d}"
        for n, (number, day) in enumerate(zip(rows["producer_id"], rows["issued_on"], strict=True))
    ]
    rows["batch_no"] = (
        rows["producer_id"].str[-5:]
        + rows["issued_on"].dt.strftime("-%y%m%d-")
        + rows.groupby(["producer", "issued_on"]).cumcount().add(1).astype(str)
    )
    county = own["name"].str[:3]
    rows["origin"] = county + own["town_name"] + own["village_name"]
    rows["method"] = rng.choice(["信息化", "印刷", "手写"], size, p=(0.8, 0.12, 0.08))
    rows["copies"] = rng.integers(1, 30, size)
    rows["basis"] = rng.choice(["质量控制", "自检", "委托检测", "内控"], size, p=(0.45, 0.35, 0.1, 0.1))
    rows["test_no"] = pd.Series([f"JC{n:07d}" for n in range(size)]).where(rows["basis"].isin(["自检", "委托检测"]))
    rows["buyer"] = pd.Series(rng.choice(words.BUYERS, size)).where(rng.random(size) < 0.8)
    rows["reissued"] = rng.random(size) < 0.02
    lag = rng.choice([0, 1, 2], size, p=(0.86, 0.11, 0.03))
    rows["created_at"] = rows["issued_on"] + pd.to_timedelta(
        lag * 86_400 + rng.integers(28_800, 75_000, size), unit="s"
    )
    return rows


def certificate_frame(rows: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """AG02: some rows are completed later, a few are withdrawn (never a producer's only one of the month)."""
    base = rows.assign(_from=rows["created_at"], _key=np.arange(len(rows)))
    draw = rng.random(len(rows))
    later = rows["created_at"] + pd.to_timedelta(rng.integers(2 * 86_400, 12 * 86_400, len(rows)), unit="s")
    completed = base["buyer"].isna() & (draw < 5 * _UPDATED)
    second = base[completed].assign(buyer=rng.choice(words.BUYERS, completed.sum()), _from=later[completed])
    base["_to"] = later.where(completed | (rows["rank"] & (draw > 1 - _WITHDRAWN)))
    return schema.framed(pd.concat([base, second], ignore_index=True), "AG02")


def month_frame(
    producers: pd.DataFrame, sales: pd.DataFrame, certs: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """AG03: one row per traced producer and month, written in the first night of the next month."""
    rows, size = sales.reset_index(drop=True), len(sales)
    own = producers.loc[rows["producer"]].reset_index(drop=True)
    rows["producer_id"], rows["joined"], rows["should_trace"] = own["producer_id"], own["on_trace"], True
    rows["stat_month"], rows["_period"] = rows["month"].dt.strftime("%Y%m"), rows["month"].dt.strftime("%Y-%m")
    per_month = certs.groupby([certs["producer"], certs["issued_on"].dt.strftime("%Y%m")]).size()
    given = per_month.reindex(pd.MultiIndex.from_arrays([rows["producer"], rows["stat_month"]])).fillna(0).to_numpy()
    for column, share in (
        ("has_origin_doc", 0.97),
        ("has_test_doc", 0.93),
        ("has_producer_record", 0.95),
        ("has_voucher", 0.97),
    ):
        rows[column] = rows["selling"] & (rng.random(size) < share)
    used = rows["joined"].to_numpy()
    rows["logins"] = np.where(used, rng.poisson(6, size), 0)
    rows["farm_records"] = np.where(used, rng.poisson(9, size), 0)
    rows["batches"] = np.where(used, given + rng.poisson(0.4, size), 0)
    rows["batches_traceable"] = rng.binomial(rows["batches"].astype(int), 0.95)
    rows["labels"], rows["scans"] = rows["batches"] * rng.integers(5, 60, size), rng.poisson(2, size)
    rows["patrols"], rows["issues"] = rng.integers(0, 3, size), rng.poisson(0.05, size)
    day = rows["month"] + pd.to_timedelta(rng.integers(0, 28, size), unit="D")
    rows["last_upload"] = day.where(used & (rows["farm_records"] > 0))
    rows["_from"] = rows["month"] + pd.offsets.MonthBegin(1) + pd.Timedelta(hours=2)
    return schema.framed(rows, "AG03")
