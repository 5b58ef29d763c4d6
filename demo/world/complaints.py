"""MS10: complaints, reports and questions that come through 12315, and how they end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import schema
from demo.world.profile import Profile
from demo.world.ratings import penalties
from demo.world.sampling import name_at
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours, numbered

_PER_DAY, _REST_DAY_SHARE = 3.9, 0.6
_BY_NICKNAME, _UNANSWERED = 0.12, 0.3
_FROM_CASES = 0.35
#: Kind: share, first and last working day on which it ends after acceptance, and those of a late one. A complaint is
#: to be settled within 45 working days, a report to be decided within 15 (handbook §2.1, MS10).
_KINDS = {"投诉": (0.62, (4, 31), (46, 66)), "举报": (0.28, (3, 13), (17, 28)), "咨询": (0.10, (0, 3), (0, 3))}
_OUTCOMES = {
    "投诉": (("调解成功", "调解不成", "撤回"), (0.72, 0.2, 0.08)),
    "举报": (("不予立案", "不予受理"), (0.9, 0.1)),
    "咨询": (("已答复",), (1.0,)),
}
_CHANNELS = ("12315平台", "12315电话", "12345热线", "来人来函", "上级转办")
_ISSUES = ("食品安全", "价格", "服务", "计量", "广告")
_GOODS = ("预包装食品", "散装食品", "餐饮服务", "食用农产品", "酒类", "乳制品", "保健食品", "外卖餐饮")


def complaints(
    roster: pd.DataFrame,
    cases: pd.DataFrame,
    county_name: str,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Every sheet in its last state.

    Args:
        county_name: what people leave out when they name a shop.
        cases: MS09; some penalties began with a report, whose decision to file is the case's.
    """
    rows = pd.concat([_spontaneous(roster, window, rng), _behind_cases(roster, cases, rng)], ignore_index=True)
    rows = rows.sort_values("registered_at", kind="stable").reset_index(drop=True)
    own, size = roster.loc[rows["owner"]].reset_index(drop=True), len(rows)
    rows["sheet_no"] = numbered(own["entity_id"].iloc[0][2:8], rows["registered_at"])
    rows["channel"] = rng.choice(_CHANNELS, size, p=(0.5, 0.2, 0.2, 0.05, 0.05))
    rows["goods_cat"] = rng.choice(_GOODS, size)
    rows["issue_cat"] = rng.choice(_ISSUES, size, p=(0.7, 0.1, 0.1, 0.05, 0.05))
    rows["amount"] = pd.Series(rng.gamma(1.5, 60, size).round(2)).where(rows["kind"] == "投诉")
    rows["mso_code"] = own["mso_code"]
    _named(rows, own, roster, county_name, rng)
    _ended(rows, profile, rng)
    return rows


def _spontaneous(roster: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """People write on rest days, too, if less."""
    rate = np.where(np.isin(window.days, window.workdays), _PER_DAY, _PER_DAY * _REST_DAY_SHARE)
    days = np.repeat(window.days, rng.poisson(rate))
    steady = roster.index[
        ~roster["was_closed"] & (roster["oper_status"] == "正常") & roster["close_on"].isna() & roster["born"].isna()
        & (roster["biz_form"] != "stall")
    ]
    return pd.DataFrame(
        {
            "owner": rng.choice(steady, len(days)),
            "registered_at": at_hours(days, rng, 7.5, 22.5),
            "kind": rng.choice(list(_KINDS), len(days), p=[share for share, *_ in _KINDS.values()]),
        }
    )


def _behind_cases(roster: pd.DataFrame, cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Reports that led to a case: registered some days before it was taken up, decided when it was filed."""
    owners = pd.Series(roster.index, index=roster["entity_id"])
    begun = penalties(cases)
    begun = begun[begun["filed_on"].notna() & (rng.random(len(begun)) < _FROM_CASES)].reset_index(drop=True)
    lead = pd.to_timedelta(rng.integers(3, 7, len(begun)), unit="D")
    return pd.DataFrame(
        {
            "owner": begun["entity_id"].map(owners).to_numpy(),
            "registered_at": at_hours((begun["started_on"] - lead).to_numpy(dtype="datetime64[D]"), rng, 8, 18),
            "kind": "举报",
            "case_filed_on": begun["filed_on"].to_numpy(),
        }
    )


def _named(
    rows: pd.DataFrame, own: pd.DataFrame, roster: pd.DataFrame, county_name: str, rng: np.random.Generator
) -> None:
    """Who is meant: by the registered name, or as people call the shop, which nobody finds in the register."""
    known = pd.Series(rng.random(len(rows)) >= _BY_NICKNAME) | rows["case_filed_on"].notna()
    full = name_at(rows.assign(day=rows["registered_at"].dt.normalize()), roster, "day")
    short = full.str.removeprefix(county_name).str.replace("有限公司", "", regex=False)
    short = pd.Series([name.removeprefix(town) for name, town in zip(short, own["town_name"], strict=True)])
    rows["entity_name"] = full.where(known, short)
    rows["entity_id"], rows["uscc"] = own["entity_id"].where(known), own["uscc"].where(known)


def _ended(rows: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> None:
    size, filed = len(rows), rows["case_filed_on"].notna()
    registered = rows["registered_at"].to_numpy(dtype="datetime64[D]")
    accepted = add_workdays(registered, np.where(filed, 1, rng.integers(1, 6, size)))
    late = rng.random(size) < profile.late_complaint
    length = np.zeros(size, dtype=int)
    for kind, (_, usual, slow) in _KINDS.items():
        drawn = np.where(late, rng.integers(slow[0], slow[1] + 1, size), rng.integers(usual[0], usual[1] + 1, size))
        length = np.where(rows["kind"] == kind, drawn, length)
    ended = np.where(length > 0, add_workdays(accepted, np.maximum(length, 1)), accepted)
    rows["accepted_on"] = pd.Series(accepted.astype("datetime64[s]"))
    rows["closed_on"] = pd.Series(ended.astype("datetime64[s]")).where(~filed, rows["case_filed_on"])
    rows["closed_on"] = rows["closed_on"].astype("datetime64[s]")
    outcome = pd.Series(index=rows.index, dtype=object)
    for kind, (outcomes, shares) in _OUTCOMES.items():
        outcome = outcome.where(rows["kind"] != kind, pd.Series(rng.choice(outcomes, size, p=shares)))
    rows["outcome"] = outcome.mask(filed, "立案")
    rows["filed"] = filed.where(rows["kind"] == "举报")
    silent = rng.random(size) < _UNANSWERED
    rows["satisf"] = pd.Series(rng.choice(["满意", "基本满意", "不满意"], size, p=(0.7, 0.2, 0.1))).mask(silent)


def frame(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """MS10: registered, accepted, ended."""
    later = ["accepted_on", "closed_on", "outcome", "filed", "satisf"]
    base = rows.drop(columns=[*later, "owner", "case_filed_on"]).assign(_from=rows["registered_at"])
    taken = rows[["sheet_no", "accepted_on"]]
    taken = taken.assign(_from=at_hours(taken["accepted_on"].to_numpy(dtype="datetime64[D]"), rng, 9, 12))
    ended = rows[["sheet_no", *later[1:]]]
    ended = ended.assign(_from=at_hours(ended["closed_on"].to_numpy(dtype="datetime64[D]"), rng, 14, 17))
    return schema.framed(history(base, [taken, ended], ["sheet_no"]), "MS10")
