"""FS04: meetings at which the county's leaders dealt with food safety, and their field research."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import people, schema
from demo.world.profile import Profile
from demo.world.window import Window, add_workdays, at_hours, workdays_between

#: kind → how many a month, who leads, what it is about, prefix of the minutes' number (none: no minutes).
_KINDS = {
    "常委会": (0.2, "县委书记", ("听取食品安全工作汇报", "研究乡村振兴和食品安全等工作"), "{sign}委常纪"),
    "政府常务会": (0.4, "县长", ("研究食品安全监管经费", "审议食品安全事故应急预案"), "{sign}政常纪"),
    "食安委全会": (0.15, "县长", ("安排年度食品安全重点工作", "通报食品安全形势"), "{sign}食安纪"),
    "动员会": (0.2, "县委书记", ("创建食品安全示范城市迎检冲刺动员",), None),
    "推进会": (0.6, "副县长", ("推进示范城市创建重点任务", "推进“两个责任”落实"), None),
    "调度会": (0.6, "副县长", ("调度创建指标完成情况", "调度包保督导进度"), None),
    "联席会": (0.6, "副县长", ("食品安全部门联席会商", "校园食品安全联席会商"), None),
    "调研督查": (4.2, "常委", ("调研企业主体责任落实", "督查校园食堂食品安全", "调研农贸市场改造"), None),
}
_SPECIAL_TOPIC = "专题研究食品安全和“两个责任”落实"
_RESEARCH, _COMMITTEE, _PROGRESS = "调研督查", "常委会", ("推进会", "调度会")
_ROOMS = ("县委常委会议室", "县政府二楼会议室", "县市场监管局会议室", "县政务大厅三楼会议室")
_MAX_SITES = 3
_CLERKS = 3


def meetings(
    roster: pd.DataFrame, cadres: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Every meeting and research trip from the beginning of the year of `window.history` on.

    The standing committee takes up food safety as an item of its own once a quarter.
    """
    since = window.history.replace(month=1, day=1)
    months = calendar.periods_between(since, window.last, calendar.MONTH)
    rows = pd.concat([_month(calendar.period(name), window, rng) for name in months], ignore_index=True)
    rows = _twice(rows, profile, rng).sort_values(["event_date", "kind"], kind="stable").reset_index(drop=True)
    chairs = _chairs(cadres, rng)
    size = len(rows)
    rows["leader_level"] = [_KINDS[kind][1] for kind in rows["kind"]]
    rows["leader"] = [rng.choice(chairs[level]) for level in rows["leader_level"]]
    rows["attendees"] = np.where(rows["kind"] == _RESEARCH, rng.integers(4, 12, size), rng.integers(12, 90, size))
    _places(rows, roster, rng)
    rows["doc_no"] = _documents(rows)
    rows["tasks"] = rng.integers(1, 9, size)
    rows["tasks_done"] = (rows["tasks"] * rng.uniform(0.3, 1.0, size)).round()
    rows["evidence"] = rng.random(size) < 0.97
    rows["filled_by"] = rng.choice(people.names(rng, _CLERKS), size)
    rows["event_no"] = [f"HY{day:%Y%m%d}{n % 1000:03d}" for n, day in enumerate(rows["event_date"])]
    unsaid = (rows["kind"] == _COMMITTEE) & (rng.random(size) < profile.no_special_mark)
    rows["is_special"] = rows["is_special"].astype("boolean").mask(unsaid)
    return rows


def _month(month: calendar.Period, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """What happened in one month, on its working days."""
    working = workdays_between(month.first, min(month.last, window.last))
    rows = []
    for kind, (rate, _, topics, _) in _KINDS.items():
        special = kind == _COMMITTEE and month.first.month % 3 == 2
        for number in range((rng.poisson(rate) + special) * bool(len(working))):
            own = special and number == 0
            topic = _SPECIAL_TOPIC if own else rng.choice(topics)
            rows.append((kind, rng.choice(working), topic, own or kind not in (_RESEARCH, _COMMITTEE, "政府常务会")))
    table = pd.DataFrame(rows, columns=["kind", "event_date", "topic", "is_special"])
    return table.astype({"event_date": "datetime64[s]"})


def _twice(rows: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """One meeting, two entries: it was called a progress meeting here and a dispatching meeting there."""
    again = rows[rows["kind"].isin(_PROGRESS) & (rng.random(len(rows)) < profile.listed_twice)]
    other = dict(zip(_PROGRESS, _PROGRESS[::-1], strict=True))
    return pd.concat([rows, again.assign(kind=again["kind"].map(other))], ignore_index=True)


def _chairs(cadres: pd.DataFrame, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Who may lead: the vice-magistrates are cadres with bindings of their own, the others are not."""
    deputies = cadres.loc[(cadres["level"] == "县") & (cadres["position"] == "副县长"), "name"].to_numpy()
    return {
        "县委书记": people.names(rng, 1),
        "县长": people.names(rng, 1),
        "常委": people.names(rng, 5),
        "副县长": deputies,
    }


def _places(rows: pd.DataFrame, roster: pd.DataFrame, rng: np.random.Generator) -> None:
    """Rooms; for research the businesses that were called at, several in one cell (Z15)."""
    steady = roster[
        ~roster["was_closed"] & roster["rename_on"].isna() & roster["close_on"].isna() & roster["born"].isna()
    ]
    steady = steady[steady["biz_form"].isin(["producer", "supermarket", "farm_mkt", "school_canteen", "restaurant"])]
    rows["site"], rows["entity_id"] = rng.choice(_ROOMS, len(rows)), None
    for row in rows.index[rows["kind"] == _RESEARCH]:
        chosen = steady.iloc[rng.choice(len(steady), rng.integers(1, _MAX_SITES + 1), replace=False)]
        rows.loc[row, "site"] = "、".join(chosen["entity_name"])
        if len(chosen) == 1:
            rows.loc[row, "entity_id"] = chosen["entity_id"].iloc[0]


def _documents(rows: pd.DataFrame) -> list[str | None]:
    """Numbers of minutes, counted per body and year."""
    year = rows["event_date"].dt.year
    serial = rows.groupby([rows["kind"], year]).cumcount() + 1
    prefix = [_KINDS[kind][3] for kind in rows["kind"]]
    return [mark and f"{mark}〔{y}〕{n}号" for mark, y, n in zip(prefix, year, serial, strict=True)]


def frame(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """FS04: entered on the working day after; rows belong to the month of the event."""
    entered = at_hours(add_workdays(rows["event_date"].to_numpy(), 1), rng)
    return schema.framed(rows.assign(_period=rows["event_date"].dt.strftime("%Y-%m"), _from=entered), "FS04")
