"""MS05: inspections by the risk level's yearly number, and those of campaigns (prices, liquor, campus, produce)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import schema
from demo.world.officers import Officers
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours, numbered

_WORKDAYS_A_YEAR, _EARLIER = 250, 0.92
_NEW_AFTER_WORKDAYS = 15
#: Campaign: inspections a working day, and the trades that it looks at.
_CAMPAIGNS = {
    "价格": (3.6, ("supermarket", "grocery", "restaurant", "farm_mkt")),
    "酒类": (0.8, ("supermarket", "grocery")),
    "校园": (0.9, ("school_canteen",)),
    "农产品准入": (0.8, ("farm_mkt", "wholesale_mkt", "supermarket")),
}
PRODUCE = "农产品准入"
_WITHOUT_PAPER = "无承诺达标合格证"
_FAILING, _SEVERE, _PAPERLESS = 0.25, 0.05, 0.2
_MISSED_VISITS = 0.6
_ITEMS = (
    "未公示许可证件", "健康证明过期", "进货查验记录不全", "食品贮存不离地", "冷藏温度无记录", "标签标识不清",
    "餐用具消毒无记录", "日管控记录缺页", "防鼠防蝇设施破损", "散装食品未标明信息",
)  # fmt: skip


def inspections(
    roster: pd.DataFrame,
    officers: Officers,
    required: pd.Series,
    papers: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Every inspection in its last state, with `owner` (row of the roster).

    Args:
        required: inspections a year by owner.
        papers: AG02, which says whose produce had a certificate on the day.
    """
    rows = pd.concat(
        [_due(roster, required, window, profile, rng), _campaigns(roster, window, rng)], ignore_index=True
    )
    rows = rows.sort_values(["insp_date", "owner"], kind="stable").reset_index(drop=True)
    own = roster.loc[rows["owner"]].reset_index(drop=True)
    rows["entity_id"], rows["uscc"], rows["mso_code"] = own["entity_id"], own["uscc"], own["mso_code"]
    county, size = own["entity_id"].iloc[0][2:8], len(rows)
    rows["insp_no"] = numbered(f"JC{county}", rows["insp_date"])
    usual = pd.Series(rng.choice(["日常", "双随机", "回头看", "飞行", "体系"], size, p=(0.76, 0.13, 0.06, 0.03, 0.02)))
    usual = usual.mask((usual == "体系") & (own["biz_form"] != "producer"), "日常")
    rows["insp_type"] = usual.mask(rows["campaign"].notna(), "专项")
    rows["inspectors"], rows["cert_nos"] = officers.pairs(own["mso_code"], rng)
    _results(rows, rng)
    _produce_checks(rows, papers, rng)
    _consequences(rows, rng)
    return rows


def _due(
    roster: pd.DataFrame, required: pd.Series, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Inspections at even distances, somewhat more often than the level asks for; some entities are forgotten."""
    live = roster[~roster["was_closed"] & (roster["oper_status"] == "正常")]
    step = _EARLIER * _WORKDAYS_A_YEAR / live.index.map(required).to_series().fillna(1).to_numpy()
    begin = np.searchsorted(window.workdays, live["born"].fillna(pd.Timestamp(window.history)).to_numpy())
    begin = begin + np.where(live["born"].notna(), _NEW_AFTER_WORKDAYS, 0) + rng.random(len(live)) * step
    turns = np.arange(int(np.ceil(len(window.workdays) / step.min())))
    place = (begin[:, None] + turns * step[:, None]).astype(int).ravel()
    rows = pd.DataFrame({"owner": np.repeat(live.index.to_numpy(), len(turns)), "place": place})
    forgotten = np.repeat(rng.random(len(live)) < profile.missed_inspection, len(turns))
    skipped = forgotten & (rng.random(len(rows)) < _MISSED_VISITS)
    rows = rows[(rows["place"] < len(window.workdays)) & ~skipped]
    rows = rows.assign(insp_date=window.workdays[rows["place"]].astype("datetime64[s]"), campaign=None)
    ends = rows["owner"].map(roster["close_on"])
    idle = rows["insp_date"].between(rows["owner"].map(roster["pause_on"]), rows["owner"].map(roster["resume_on"]))
    return rows.loc[~(ends <= rows["insp_date"]) & ~idle, ["owner", "insp_date", "campaign"]]


def _campaigns(roster: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    steady = roster[
        ~roster["was_closed"] & (roster["oper_status"] == "正常") & roster["close_on"].isna() & roster["born"].isna()
        & roster["pause_on"].isna()
    ]
    parts = []
    for campaign, (per_day, forms) in _CAMPAIGNS.items():
        days = np.repeat(window.workdays, rng.poisson(per_day, len(window.workdays)))
        chosen = rng.choice(steady.index[steady["biz_form"].isin(forms)], len(days))
        parts.append(
            pd.DataFrame({"owner": chosen, "insp_date": days.astype("datetime64[s]"), "campaign": campaign})
        )
    return pd.concat(parts, ignore_index=True)


def _results(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    size = len(rows)
    rows["points_checked"] = rng.integers(16, 60, size)
    failing = rng.random(size) < _FAILING
    rows["points_failed"] = np.where(failing, rng.integers(1, 5, size), 0)
    severe = failing & (rng.random(size) < _SEVERE)
    rows["result"] = np.select([severe, failing], ["不符合", "基本符合"], "符合")
    items = pd.DataFrame(rng.choice(_ITEMS, (size, 4)))
    counts = rows["points_failed"]
    rows["failed_items"] = [
        ";".join(dict.fromkeys(texts[:count])) or None
        for texts, count in zip(items.to_numpy().tolist(), counts.tolist(), strict=True)
    ]


def _produce_checks(rows: pd.DataFrame, papers: pd.DataFrame, rng: np.random.Generator) -> None:
    """Whose produce was looked at: with a certificate of that very day, or found to have none."""
    given = papers[papers["_to"].isna()].sort_values("issued_on", kind="stable")
    days, who = given["issued_on"].to_numpy(), given["producer_id"].to_numpy()
    checks = rows.index[rows["campaign"] == PRODUCE]
    on = rows.loc[checks, "insp_date"].to_numpy()
    low, high = np.searchsorted(days, on), np.searchsorted(days, on, side="right")
    with_paper = who[np.minimum(low + (rng.random(len(checks)) * (high - low)).astype(int), len(who) - 1)]
    without = rng.choice(papers["producer_id"].unique(), len(checks))
    had_one = pd.MultiIndex.from_arrays([without, on]).isin(
        pd.MultiIndex.from_frame(papers[["producer_id", "issued_on"]])
    )
    fails = ((rng.random(len(checks)) < _PAPERLESS) | (low == high)) & ~had_one
    known = fails | (low < high)
    rows["producer_id"] = pd.Series(np.where(fails, without, with_paper), index=checks).where(known).reindex(rows.index)
    rows.loc[checks, ["points_failed", "result", "failed_items"]] = [0, "符合", None]
    rows.loc[checks[fails], ["points_failed", "result", "failed_items"]] = [1, "基本符合", _WITHOUT_PAPER]
    # A day on which nobody gave a certificate has nothing to look at.
    rows.loc[checks[~known], "campaign"] = None
    rows.loc[checks[~known], "insp_type"] = "日常"


def _consequences(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    size, failed, severe = len(rows), rows["points_failed"] > 0, rows["result"] == "不符合"
    mild = rng.choice(["责令整改", "约谈"], size, p=(0.94, 0.06))
    hard = rng.choice(["责令整改", "立案", "停产停业"], size, p=(0.7, 0.25, 0.05))
    rows["action"] = pd.Series(np.where(severe, hard, mild), index=rows.index).where(failed)
    rows["rectify_due"] = (rows["insp_date"] + pd.Timedelta(days=15)).where(failed)
    again = add_workdays((rows["insp_date"] + pd.Timedelta(days=9)).to_numpy(), rng.integers(1, 4, size))
    rows["recheck_on"] = pd.Series(again.astype("datetime64[s]"), index=rows.index).where(failed)
    rows["recheck_result"] = pd.Series("符合", index=rows.index).where(failed)


def frame(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """MS05: inspected, and looked at again where something had failed."""
    later = ["recheck_on", "recheck_result"]
    base = rows.drop(columns=[*later, "owner"]).assign(
        _from=at_hours(rows["insp_date"].to_numpy(dtype="datetime64[D]"), rng, 16.5, 19)
    )
    again = rows.loc[rows["recheck_on"].notna(), ["insp_no", *later]]
    again = again.assign(_from=at_hours(again["recheck_on"].to_numpy(dtype="datetime64[D]"), rng, 14, 18))
    return schema.framed(history(base, [again], ["insp_no"]), "MS05")
