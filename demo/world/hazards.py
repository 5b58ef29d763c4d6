"""MS06: problems that cadres' visits, inspections, reports, samples and the businesses themselves brought to light."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import schema
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, at_hours, numbered

_FROM_INSPECTIONS, _FROM_SHEETS, _SELF_FOUND_PER_WEEK = 0.25, 0.5, 3.0
_MOST_PER_QUARTER = 2
_SEVERITY, _SHARES = ("一般", "较大", "重大"), (0.88, 0.1, 0.02)
_DAYS = {"一般": 15, "较大": 10, "重大": 7}
_FIRST_COLOR = {"一般": "黄", "较大": "橙", "重大": "红"}
#: A hazard overdue for more than a week is red (handbook §1.3); the platform colours anew at half past six.
_RED_AFTER_DAYS, _COLOURED_AT = 7, pd.Timedelta(hours=6, minutes=30)
#: What is mended and closed on the day it was found is entered that evening, step by step.
_NEXT_STEP = pd.Timedelta(minutes=10)
_OVERDUE_DAYS = (2, 24)
_PLANNED_ANYWAY, _HANDED_OVER = 0.2, 0.3
_CATEGORIES = ("资质", "场所", "原料", "加工", "人员", "标签", "记录", "追溯")
_SELF_FOUND = ("原料临近保质期", "冷柜温度偏高", "台账漏登一日", "从业人员晨检漏登", "地面积水未及时清理")
_MEASURES = ("限期整改并由所长包抓", "停用问题设备，整改后复核", "全员培训并补齐记录", "更换供货者，逐批索证")


def hazards(
    roster: pd.DataFrame,
    visits: pd.DataFrame,
    inspections: pd.DataFrame,
    sheets: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Every hazard in its last state.

    Args:
        visits: FS03; every visit that found problems hands them over.
        inspections, sheets: those of the inspections' and complaints' modules, with `owner`.
    """
    rows = pd.concat(
        [_from_visits(roster, visits), _from_others(roster, inspections, sheets, window, rng)], ignore_index=True
    )
    rows = rows.sort_values(["found_on", "owner"], kind="stable").reset_index(drop=True)
    own, size = roster.loc[rows["owner"]].reset_index(drop=True), len(rows)
    rows["entity_id"], rows["owner"] = own["entity_id"], own["legal_rep"]
    rows["hazard_no"] = numbered("YH" + own["entity_id"].iloc[0][2:8], rows["found_on"])
    rows["category"] = rng.choice(_CATEGORIES, size)
    rows["severity"] = rng.choice(_SEVERITY, size, p=_SHARES)
    serious = rows["severity"] != "一般"
    planned = np.where(serious, rng.random(size) >= profile.no_measure, rng.random(size) < _PLANNED_ANYWAY)
    rows["measure"] = pd.Series(rng.choice(_MEASURES, size)).where(planned)
    handed = (rows["severity"] == "重大") & (rng.random(size) < _HANDED_OVER)
    rows["handed_over_to"] = pd.Series("公安机关", index=rows.index).where(handed)
    _mended(rows, profile, rng)
    return rows


def _from_visits(roster: pd.DataFrame, visits: pd.DataFrame) -> pd.DataFrame:
    made = visits[visits["problems"] > 0].drop_duplicates("_key")
    owners = pd.Series(roster.index, index=roster["entity_id"])
    return pd.DataFrame(
        {
            "owner": made["entity_id"].map(owners),
            "found_by": "督导",
            "source_no": made["visit_no"],
            "descr": made["descr"],
            "found_on": made["visit_date"],
            "due_on": made["due_on"],
            "fixed_at_once": made["fixed_on"],
        }
    )


def _from_others(
    roster: pd.DataFrame, inspections: pd.DataFrame, sheets: pd.DataFrame, window: Window, rng: np.random.Generator
) -> pd.DataFrame:
    """Of inspections, reports that led to a case, and the businesses' own checks; few per entity and quarter."""
    failed = inspections[(inspections["points_failed"] > 0) & (rng.random(len(inspections)) < _FROM_INSPECTIONS)]
    told = sheets[sheets["case_filed_on"].notna() & (rng.random(len(sheets)) < _FROM_SHEETS)]
    count = int(_SELF_FOUND_PER_WEEK * len(window.days) / 7)
    steady = roster.index[~roster["was_closed"] & roster["close_on"].isna() & roster["born"].isna()]
    rows = pd.concat(
        [
            pd.DataFrame({"owner": failed["owner"], "found_by": "检查", "source_no": failed["insp_no"],
                          "descr": failed["failed_items"], "found_on": failed["insp_date"]}),
            pd.DataFrame({"owner": told["owner"], "found_by": "投诉", "source_no": told["sheet_no"],
                          "descr": "诉求反映的" + told["goods_cat"] + "问题属实",
                          "found_on": told["accepted_on"]}),
            pd.DataFrame({"owner": rng.choice(steady, count), "found_by": "自查",
                          "descr": rng.choice(_SELF_FOUND, count),
                          "found_on": rng.choice(window.workdays, count).astype("datetime64[s]")}),
        ],
        ignore_index=True,
    ).sort_values("found_on", kind="stable")  # fmt: skip
    place = rows.groupby(["owner", rows["found_on"].dt.to_period("Q")]).cumcount()
    return rows[place < _MOST_PER_QUARTER]


def _mended(rows: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> None:
    """Deadline, mending and closing; in good order a hazard is closed by its deadline."""
    size = len(rows)
    span = pd.to_timedelta(rows["severity"].map(_DAYS), unit="D")
    rows["due_on"] = rows["due_on"].where(rows["due_on"].notna(), rows["found_on"] + span).astype("datetime64[s]")
    room = (rows["due_on"] - rows["found_on"]).dt.days.to_numpy()
    days = 1 + (rng.random(size) * (room - 3)).astype(int)
    slow = (rng.random(size) < profile.overdue_hazard) & rows["fixed_at_once"].isna()
    days = np.where(slow, room + rng.integers(*_OVERDUE_DAYS, size), days)
    later = rows["found_on"] + pd.to_timedelta(days, unit="D")
    rows["fixed_on"] = rows["fixed_at_once"].where(rows["fixed_at_once"].notna(), later).astype("datetime64[s]")
    proof = np.where(rows["fixed_at_once"].notna(), 0, rng.integers(0, 3, size))
    rows["closed_on"] = (rows["fixed_on"] + pd.to_timedelta(proof, unit="D")).astype("datetime64[s]")


def frame(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """MS06: found, coloured while it waits, mended, closed."""
    later = ["fixed_on", "closed_on", "fixed_at_once"]
    base = rows.drop(columns=later).assign(
        color=rows["severity"].map(_FIRST_COLOR),
        _from=at_hours(rows["found_on"].to_numpy(dtype="datetime64[D]"), rng, 19, 21),
    )
    mended, closed = rows[["hazard_no", "fixed_on"]], rows[["hazard_no", "closed_on"]].assign(color="绿")
    mended = mended.assign(_from=_entered(mended["fixed_on"], base["_from"], rng, 9, 12))
    closed = closed.assign(_from=_entered(closed["closed_on"], mended["_from"], rng, 14, 17))
    changes = [mended, closed, *(_coloured(rows, *step) for step in ((0, "橙", "一般"), (_RED_AFTER_DAYS, "红", "")))]
    return schema.framed(history(base, changes, ["hazard_no"]), "MS06")


def _entered(days: pd.Series, before: pd.Series, rng: np.random.Generator, first: float, last: float) -> pd.Series:
    """When a step is entered: in these hours of its day, yet after the step before it."""
    moments = pd.Series(at_hours(days.to_numpy(dtype="datetime64[D]"), rng, first, last), index=days.index)
    return moments.where(moments > before, before + _NEXT_STEP)


def _coloured(rows: pd.DataFrame, days: int, color: str, severity: str) -> pd.DataFrame:
    """Hazards that stay open for more than some days after their deadline get another colour that morning."""
    over = rows["due_on"] + pd.Timedelta(days=days)
    late = (rows["closed_on"] > over) & (rows["severity"].eq(severity) if severity else rows["severity"].ne("重大"))
    return rows.loc[late, ["hazard_no"]].assign(color=color, _from=over[late] + pd.Timedelta(days=1) + _COLOURED_AT)
