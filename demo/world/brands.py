"""AG05: certificates and well-known marks of the county's producers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import schema
from demo.world import vocabulary as words
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.window import Window

#: kind → (certificates, days of validity (None: for good), share of them that have ended and say so).
_KINDS = {
    "绿色": (38, 1095, 4),
    "有机": (16, 365, 3),
    "地理标志": (3, None, 0),
    "名特优新": (6, 1095, 1),
    "良好农业规范": (9, 365, 1),
    "驰名商标": (1, None, 0),
}
#: Certificates of the window's end run on for so long at least.
_RUNS_ON_DAYS = 40
_HOUR = pd.Timedelta(hours=10)


def frame(
    producers: pd.DataFrame,
    entities: pd.DataFrame,
    places: Geography,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Every certificate; in the ordinary county some that have ended still read 有效, and some stand there twice."""
    rows = pd.DataFrame({"kind": [kind for kind, (count, *_) in _KINDS.items() for _ in range(count)]})
    _held(rows, _steady(producers, entities), places, rng)
    _dated(rows, window, rng)
    old = rows.groupby("kind").cumcount() < rows["kind"].map({kind: ended for kind, (*_, ended) in _KINDS.items()})
    ended = old & rows["valid_to"].notna()
    past = np.datetime64(window.history) - rng.integers(10, 200, len(rows))
    years = pd.to_timedelta(rows["kind"].map({kind: days for kind, (_, days, _) in _KINDS.items()}).fillna(0), unit="D")
    rows["valid_to"] = rows["valid_to"].mask(ended, pd.Series(past.astype("datetime64[s]")))
    rows["issued_on"] = rows["issued_on"].mask(ended, rows["valid_to"] - years + pd.Timedelta(days=1))
    rows["status"] = np.where(ended, "过期", "有效")
    rows["yearly_check"] = pd.Series(np.where(ended, "未检", "合格")).where(rows["kind"].isin(["绿色", "有机"]))
    lapsed = ~ended & rows["valid_to"].notna() & (rng.random(len(rows)) < profile.lapsed_brand)
    inside = np.datetime64(window.first) + rng.integers(5, 60, len(rows))
    rows["valid_to"] = rows["valid_to"].mask(lapsed, pd.Series(inside.astype("datetime64[s]")))
    rows["_from"] = np.maximum(rows["issued_on"] + _HOUR, pd.Timestamp(window.history))
    rows["_key"] = np.arange(len(rows))
    twice = rows[rng.random(len(rows)) < profile.repeated_brand]
    again = twice.assign(product=twice["product"] + "（礼盒）", _key=len(rows) + np.arange(len(twice)))
    return schema.framed(pd.concat([rows, again], ignore_index=True), "AG05")


def _steady(producers: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """Firms and co-operatives that are food businesses too and stay open under their name; markets grow nothing."""
    open_ones = entities.index[
        (entities["oper_status"] == "正常") & entities["pause_on"].isna() & (entities["biz_form"] != "farm_mkt")
    ]
    return producers[
        producers["entity"].isin(open_ones)
        & producers["kind"].isin(["企业", "合作社"])
        & (producers["status"] == "正常")
        & producers[["stop_on", "close_on", "rename_on"]].isna().all(axis=1)
    ]


def _held(rows: pd.DataFrame, steady: pd.DataFrame, places: Geography, rng: np.random.Generator) -> None:
    """Holders: such producers; of what belongs to the county, its association."""
    own = steady.loc[rng.choice(steady.index, len(rows), replace=len(rows) > len(steady))].reset_index(drop=True)
    common = rows["kind"].isin(["地理标志", "名特优新"])
    rows["holder"] = own["name"].mask(common, f"{places.county_name}{words.PRODUCE_ASSOCIATION}")
    rows["uscc"], rows["producer_id"] = own["uscc"].mask(common), own["producer_id"].mask(common)
    rows["product"] = own["product"].mask(rows["kind"] == "地理标志", f"{places.county_name[:2]}苹果")
    area = rng.lognormal(5.6, 0.8, len(rows)).round(0) * np.where(common, 60, 1)
    is_mark = rows["kind"] == "驰名商标"
    rows["area_mu"] = pd.Series(area).mask(is_mark)
    rows["output_t"] = pd.Series((area * rng.uniform(0.8, 2.2, len(rows))).round(1)).mask(is_mark)
    rows["issuer"] = rows["kind"].map(words.BRAND_ISSUERS)
    rows["std"] = rows["kind"].map(words.BRAND_STANDARDS)
    rows["cert_no"] = [
        f"{words.BRAND_PREFIX[kind]}{62}{1000 + n * 37:06d}" for n, kind in enumerate(rows["kind"])
    ]


def _dated(rows: pd.DataFrame, window: Window, rng: np.random.Generator) -> None:
    """Issued so that nothing ends while the county is watched: renewals are on time."""
    issued, valid = [], []
    for kind in rows["kind"]:
        days = _KINDS[kind][1]
        latest = pd.Timestamp(window.first) + pd.Timedelta(days=20)
        earliest = latest - pd.Timedelta(days=2000 if days is None else days - 1)
        if days is not None:
            earliest = min(latest, pd.Timestamp(window.last) + pd.Timedelta(days=_RUNS_ON_DAYS - days))
        day = earliest + pd.Timedelta(days=int(rng.integers(0, max(1, (latest - earliest).days) + 1)))
        issued.append(day)
        valid.append(pd.NaT if days is None else day + pd.Timedelta(days=days - 1))
    rows["issued_on"] = pd.Series(issued).astype("datetime64[s]")
    rows["valid_to"] = pd.Series(valid, dtype="datetime64[s]")
