"""FS10: the acceptance items of the demonstration-city rules, how far each one is, and who looked back at it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import people, schema
from demo.world.profile import Profile
from demo.world.versions import CLEARED, history
from demo.world.window import Window, at_hours

_CURRENT, _FORMER = "2025版", "2021版"
#: kind → letter of its codes, items in the current and in the former edition, points of one.
_KINDS = {
    "关键(否决)项": ("G", 8, 6, 0.0),
    "基本项": ("J", 96, 22, 1.0),
    "加分项": ("Z", 12, 4, 2.0),
}
_LEADS = (
    "县市场监督管理局",
    "县农业农村局",
    "县教育局",
    "县卫生健康局",
    "县公安局",
    "县财政局",
    "县融媒体中心",
    "县食安办",
)
#: How a clerk in a hurry writes them.
_SHORT = {"县市场监督管理局": "市监局", "县农业农村局": "农业局", "县卫生健康局": "卫健局"}
_SUBJECTS = (
    "食品安全责任体系",
    "监管能力建设",
    "风险隐患排查",
    "监督检查频次",
    "抽检监测",
    "违法案件查办",
    "农产品源头治理",
    "畜禽屠宰管理",
    "校园食品安全",
    "餐饮质量提升",
    "智慧监管应用",
    "追溯体系",
    "应急处置",
    "社会共治",
    "宣传教育",
    "群众满意度",
)
_VERBS = ("落实到位", "达到规定要求", "有制度有记录")
_GAPS = ("佐证材料不全", "覆盖率未达要求", "制度尚未健全")
_MEASURES = ("补齐台账资料", "列入月度调度", "由牵头单位限期完成")
_MET_BEFORE, _STARTED_BEFORE = 0.75, 0.9
_LATER = pd.Timestamp("2200-01-01")


def items(window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """One row per item, with the days on which it was started, met and looked back at (NaT: not within the window).

    The former edition's items stay in the ledger as they ended.
    """
    rows = pd.DataFrame(
        [
            (edition, kind, f"{edition[2:4]}{letter}{number:03d}", points)
            for edition, place in ((_FORMER, 2), (_CURRENT, 1))
            for kind, (letter, *_, points) in _KINDS.items()
            for number in range(1, _KINDS[kind][place] + 1)
        ],
        columns=["version", "kind", "item_code", "full_score"],
    )
    size = len(rows)
    rows["text"] = [
        f"{subject}{verb}" for subject, verb in zip(rng.choice(_SUBJECTS, size), rng.choice(_VERBS, size), strict=True)
    ]
    lead = pd.Series(np.resize(np.repeat(_LEADS, 5), size))
    rows["lead"] = lead.where(rng.random(size) >= 0.1, lead.map(lambda name: _SHORT.get(name, name)))
    rows["support"] = ["、".join(rng.choice(_LEADS, 2, replace=False)) for _ in range(size)]
    rows["owner"] = people.names(rng, size)
    _progress(rows, window, profile, rng)
    return rows


def _progress(rows: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator) -> None:
    """Most items were met before the window, the others are in its course; some never."""
    size, start = len(rows), window.start
    old = (rows["version"] == _FORMER).to_numpy()
    met_before = old | (rng.random(size) < _MET_BEFORE)
    during = pd.DatetimeIndex(rng.choice(window.events(), size)).astype("datetime64[s]")
    earlier = start - pd.to_timedelta(rng.integers(30, 300, size), unit="D")
    met = pd.Series(np.where(met_before, earlier, during)).astype("datetime64[s]")
    met = met.mask(old, start - pd.Timedelta(days=310))
    unmet = ~old & (rng.random(size) < profile.unmet_item)
    rows["met_on"] = met.mask(unmet)
    begun = met_before | (rng.random(size) < _STARTED_BEFORE)
    rows["started_on"] = pd.Series(np.where(begun, start - pd.Timedelta(days=320), met - pd.Timedelta(days=12)))
    looked = np.searchsorted(window.event_days, (met + pd.Timedelta(days=21)).to_numpy().astype("datetime64[D]"))
    days = np.append(window.event_days, np.datetime64(_LATER, "D"))[looked].astype("datetime64[s]")
    never = unmet | (rng.random(size) < profile.unchecked_item)
    rows["recheck_on"] = pd.Series(np.where(met_before, met + pd.Timedelta(days=21), days)).mask(never)
    rows["due_on"] = pd.Timestamp(window.last) + pd.to_timedelta(rng.integers(20, 120, size), unit="D")
    rows.loc[old, "due_on"] = pd.Timestamp("2024-12-31")
    rows["failed"] = unmet & (rng.random(size) < 0.4)


def frame(rows: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """FS10: the item as it was entered, and its changes: started, met or found wanting, looked back at."""
    size, long_ago = len(rows), window.start - pd.Timedelta(days=330)
    base = rows.assign(status="未启动", self_score=0.0, evidence_n=0, gap="尚未开展")
    base = base.assign(measure="按计划启动", _from=long_ago)
    moment = {name: _moments(rows[name], rng) for name in ("started_on", "met_on", "recheck_on")}
    begun = rows[["item_code"]].assign(
        status=np.where(rows["failed"], "不达标", "推进中"),
        self_score=rows["full_score"] * rng.choice((0.3, 0.5, 0.7), size),
        evidence_n=rng.integers(1, 4, size),
        gap=rng.choice(_GAPS, size),
        measure=rng.choice(_MEASURES, size),
        _from=moment["started_on"],
    )
    met = rows[["item_code"]].assign(
        status="达标",
        self_score=rows["full_score"],
        evidence_n=rng.integers(3, 15, size),
        gap=CLEARED,
        measure=CLEARED,
        _from=moment["met_on"],
    )
    looked = rows[["item_code", "recheck_on"]].assign(recheck_ok=True, _from=moment["recheck_on"])
    changes = [
        change[change["_from"].notna() & (change["_from"] < pd.Timestamp(window.end))]
        for change in (begun, met, looked)
    ]
    wanted = [name for name in ("item_code", *schema.fields("FS10")[1:]) if name in base and name != "recheck_on"]
    return schema.framed(history(base[[*wanted, "_from"]], changes, ["item_code"]), "FS10")


def _moments(days: pd.Series, rng: np.random.Generator) -> pd.Series:
    """Office hours of each day; NaT stays NaT."""
    found = pd.Series(at_hours(days.fillna(_LATER).to_numpy(dtype="datetime64[D]"), rng), index=days.index)
    return found.where(days.notna())
