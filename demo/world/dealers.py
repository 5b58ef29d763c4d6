"""AG06: dealers in pesticides, veterinary drugs, feed and fertiliser, and what they bought and sold each month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import schema
from demo.world import vocabulary as words
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.window import Window

_KINDS = {"农药": 92, "兽药": 38, "饲料": 24, "肥料": 14}
#: Dealers in pesticides that hold a licence for veterinary drugs, too.
_SECOND_LICENCE = 12
_CLOSED, _RUNS_ON_DAYS, _FIRST_SERIAL = 6, 60, 700_000
_LICENCE = {
    "农药": "农药经许（甘）{}{:05d}",
    "兽药": "兽药经营证字{}{:05d}号",
    "饲料": "饲经备{}{:05d}",
    "肥料": "肥经备{}{:05d}",
}


def frame(places: Geography, window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """One row per licence and month, entered in the first night of the next month; only figures change."""
    dealers = _dealers(places, window, profile, rng)
    months = pd.date_range(pd.Timestamp(window.history).replace(day=1), window.last, freq="MS").astype("datetime64[s]")
    size, count = len(dealers), len(months)
    rows = dealers.loc[np.tile(dealers.index, count)].reset_index(drop=True)
    rows["_key"] = np.tile(np.arange(size), count)
    working = rows["status"] == "正常"
    for name, usual in (("in_n", 6), ("out_n", 40), ("insp_n", 0.5), ("sampled_n", 0.25)):
        rows[name] = np.where(working, rng.poisson(usual, size * count), 0)
    rows["fail_n"] = rng.binomial(rows["sampled_n"].astype(int), 0.03)
    begin = pd.Series(np.repeat(months, size)) + pd.offsets.MonthBegin(1)
    rows["_from"] = begin + pd.Timedelta(hours=1)
    rows["_to"] = rows.groupby("_key")["_from"].shift(-1)
    return schema.framed(rows, "AG06")


def _dealers(places: Geography, window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """Licences in force, closed ones, and in the ordinary county expired ones and dealers outside the platform."""
    table = pd.DataFrame({"kind": [kind for kind, count in _KINDS.items() for _ in range(count)]})
    size = len(table)
    where = places.draw_covering(rng, size)
    table["region_code"] = where["village"]
    brands = [first + second for first in words.BRAND_FIRST for second in words.BRAND_SECOND if first != second]
    picks = rng.permutation(len(brands))[:size]
    trade = [words.DEALER_WORDS[kind][pick % len(words.DEALER_WORDS[kind])]
             for kind, pick in zip(table["kind"], picks, strict=True)]
    table["name"] = (
        places.county_name + where["town_name"] + pd.Series([brands[n] for n in picks]) + pd.Series(trade)
    )
    table["address"] = places.county_name + where["town_name"] + where["name"]
    table["uscc"] = identifiers.usccs(["92"] * size, places.county, _FIRST_SERIAL + np.arange(size))
    both = table[table["kind"] == "农药"].head(_SECOND_LICENCE).assign(kind="兽药")
    table = pd.concat([table, both], ignore_index=True)
    size = len(table)
    table["lic_no"] = [_LICENCE[kind].format(places.county, n + 1) for n, kind in enumerate(table["kind"])]
    table["restricted"] = pd.Series(rng.random(size) < 0.1).where(table["kind"] == "农药")
    runs_on = np.datetime64(window.last) + rng.integers(_RUNS_ON_DAYS, 1500, size)
    lapsed = np.datetime64(window.first) + rng.integers(-40, 40, size)
    expired = rng.random(size) < profile.expired_dealer
    table["valid_to"] = pd.Series(np.where(expired, lapsed, runs_on).astype("datetime64[s]"))
    table["status"] = "正常"
    closed = rng.choice(table.index[~expired], _CLOSED, replace=False)
    table.loc[closed, "status"] = rng.choice(["停业", "注销"], _CLOSED)
    traced = table["kind"].isin(["农药", "兽药"]) & (rng.random(size) >= profile.untraced_dealer)
    table["on_trace"] = traced & (table["status"] == "正常")
    return table
