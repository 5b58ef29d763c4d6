"""MS08 and MS09: samples taken from food businesses, and what follows an unqualified one; other cases besides."""

from __future__ import annotations

import chinese_calendar
import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import schema
from demo.world import vocabulary as words
from demo.world.profile import Profile
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours

_PER_DAY, _FESTIVAL_FACTOR, _FESTIVAL_LEAD_DAYS = 7.2, 1.5, 21
_STAGE = {"PROD": "生产", "SALE": "流通", "CATER": "餐饮", "STORE": "流通", "MIXED": "流通"}
_UNQUALIFIED, _PROBLEM, _QUICK = 0.024, 0.003, 0.06
_CASES_PER_WEEK = 3.4


def name_at(rows: pd.DataFrame, entities: pd.DataFrame, day: str) -> pd.Series:
    """The entity's name on the day that the column holds."""
    own = entities.loc[rows["owner"]].set_axis(rows.index)
    return own["new_name"].where(own["rename_on"].notna() & (rows[day] >= own["rename_on"]), own["entity_name"])


def samples(entities: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """Every sample in its last state, with owner (row of the roster); more are taken before the great festivals."""
    days = np.sort(rng.permutation(np.repeat(window.workdays, _daily_counts(window, rng))))
    size = len(days)
    steady = entities[
        ~entities["was_closed"]
        & (entities["oper_status"] == "正常")
        & entities["close_on"].isna()
        & entities["born"].isna()
        & entities["pause_on"].isna()
    ]
    rows = pd.DataFrame({"owner": rng.choice(steady.index, size), "sampled_on": days.astype("datetime64[s]")})
    own = entities.loc[rows["owner"]].reset_index(drop=True)
    rows["stage"], rows["sampled_name"], rows["sampled_uscc"] = (
        own["stage"].map(_STAGE),
        name_at(rows, entities, "sampled_on"),
        own["uscc"],
    )
    goods = [
        words.SAMPLES[stage][pick % len(words.SAMPLES[stage])]
        for stage, pick in zip(rows["stage"], rng.integers(0, 1000, size), strict=True)
    ]
    rows["sample_name"], rows["food_cat"] = [good[0] for good in goods], [good[1] for good in goods]
    rows["food_sub"] = rows["sample_name"]
    rows["task_level"] = rng.choice(["国抽", "省抽", "市抽", "县抽"], size, p=(0.04, 0.14, 0.22, 0.6))
    rows["sample_no"] = identifiers.sample_numbers(
        rows["task_level"].tolist(),
        rows["sampled_on"].dt.year.tolist(),
        entities["entity_id"].iloc[0][2:8],
        range(200_001, 200_001 + size),
    )
    rows["maker_name"], rows["supplier_code"] = _makers(entities, size, rng)
    rows["prod_date"] = rows["sampled_on"] - pd.to_timedelta(rng.integers(1, 90, size), unit="D")
    rows["lot_no"] = rows["prod_date"].dt.strftime("%Y%m%d")
    rows["lab"], rows["is_quick"] = rng.choice(words.LABS, size), rng.random(size) < _QUICK
    _results(rows, rng)
    return rows


def _daily_counts(window: Window, rng: np.random.Generator) -> np.ndarray:
    """Samples per working day; so many less per day in a week of holidays as offices have to prepare them."""
    lead = [any(_is_great_festival(day + n) for n in range(1, _FESTIVAL_LEAD_DAYS, 5)) for day in window.workdays]
    return rng.poisson(_PER_DAY * np.where(lead, _FESTIVAL_FACTOR, 1.0))


def _is_great_festival(day: np.datetime64) -> bool:
    try:
        _, name = chinese_calendar.get_holiday_detail(day.astype(object))
    except NotImplementedError:
        return False
    return name in (chinese_calendar.Holiday.spring_festival.value, chinese_calendar.Holiday.mid_autumn_festival.value)


def _makers(entities: pd.DataFrame, size: int, rng: np.random.Generator) -> tuple[pd.Series, pd.Series]:
    producers = entities[(entities["biz_form"] == "producer") & ~entities["was_closed"]]
    maker = producers.iloc[rng.integers(0, len(producers), size)].reset_index(drop=True)
    local = pd.Series(rng.random(size) < 0.25)
    elsewhere = pd.Series(rng.choice(["兰州陇味食品有限公司", "西安秦川粮油有限公司", "郑州中原食品有限公司"], size))
    return maker["entity_name"].where(local, elsewhere), maker["uscc"].where(local)


def _results(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    size = len(rows)
    reported = add_workdays(rows["sampled_on"].to_numpy(), rng.integers(9, 18, size))
    rows["reported_on"] = pd.Series(reported.astype("datetime64[s]")).where(~rows["is_quick"], rows["sampled_on"])
    draw = rng.random(size)
    rows["conclusion"] = np.select(
        [draw < _UNQUALIFIED, draw < _UNQUALIFIED + _PROBLEM], ["不合格", "问题样品"], "合格"
    )
    rows["report_no"] = [f"BG{day:%Y%m%d}{n % 10_000:04d}" for n, day in enumerate(rows["reported_on"])]
    rows["failed_items"] = pd.Series(rng.choice(words.FAILED, size)).where(rows["conclusion"] == "不合格")
    published = add_workdays(rows["reported_on"].to_numpy(), rng.integers(12, 24, size))
    rows["published_on"] = pd.Series(published.astype("datetime64[s]")).where(~rows["is_quick"])


def sample_frame(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """MS08: taken (待检), reported, published."""
    later = ["report_no", "reported_on", "conclusion", "failed_items", "published_on"]
    taken = rows.drop(columns=later).assign(
        conclusion="待检", _from=at_hours(rows["sampled_on"].to_numpy(dtype="datetime64[D]"), rng, 17, 20)
    )
    result = rows[["sample_no", *later[:4]]].assign(
        _from=at_hours(rows["reported_on"].to_numpy(dtype="datetime64[D]"), rng, 20.2, 22)
    )
    shown = rows.loc[rows["published_on"].notna(), ["sample_no", "published_on"]]
    shown = shown.assign(_from=at_hours(shown["published_on"].to_numpy(dtype="datetime64[D]"), rng, 9, 16))
    return schema.framed(history(taken.drop(columns="owner"), [result, shown], ["sample_no"]), "MS08")


def cases(
    rows: pd.DataFrame, entities: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Every case in its last state: a 核查处置 per unqualified sample, and cases found otherwise."""
    bad = rows[(rows["conclusion"] == "不合格") & ~rows["is_quick"]]
    bad = bad[rng.random(len(bad)) >= profile.no_disposal]
    followed = pd.DataFrame(
        {
            "owner": bad["owner"],
            "kind": "核查处置",
            "sample_no": bad["sample_no"],
            "cause": "生产经营不合格食品（" + bad["sample_name"] + "）",
            "started_on": add_workdays(bad["reported_on"].to_numpy(), rng.integers(1, 4, len(bad))).astype(
                "datetime64[s]"
            ),
            "controlled_kg": rng.uniform(0, 60, len(bad)).round(1),
            "recalled_kg": rng.uniform(0, 20, len(bad)).round(1),
        }
    )
    other = _other_cases(rows, window, profile, rng)
    table = (
        pd.concat([followed, other], ignore_index=True).sort_values("started_on", kind="stable").reset_index(drop=True)
    )
    size = len(table)
    own = entities.loc[table["owner"]].reset_index(drop=True)
    table["entity_id"], table["uscc"] = own["entity_id"], own["uscc"]
    table["party_name"] = name_at(table, entities, "started_on")
    table["case_no"] = [
        f"AJ{own['entity_id'].iloc[0][2:8]}{day:%Y}{n:05d}" for n, day in enumerate(table["started_on"], 1)
    ]
    slow = _every(profile.late_disposal, table["kind"] == "核查处置")
    length = np.where(slow, rng.integers(96, 170, size), rng.integers(22, 74, size))
    table["closed_on"] = add_workdays((table["started_on"] + pd.to_timedelta(length, unit="D")).to_numpy(), 1).astype(
        "datetime64[s]"
    )
    table["transferred"] = rng.random(size) < 0.01
    punished = table["kind"].isin(["行政处罚", "价格案件"])
    filed = add_workdays(table["started_on"].to_numpy(), rng.integers(1, 9, size)).astype("datetime64[s]")
    table["filed_on"] = pd.Series(filed).where(punished)
    table["decision_no"] = pd.Series(
        [f"{{sign}}市监处罚〔{day:%Y}〕{n}号" for n, day in enumerate(table["closed_on"], 1)]
    ).where(punished)
    table["fine_cny"] = pd.Series(rng.integers(2, 60, size) * 500.0).where(punished)
    table["confiscated_cny"] = pd.Series(rng.uniform(0, 900, size).round(2)).where(punished)
    return table


def _every(share: float, rows: pd.Series) -> np.ndarray:
    """That share of the marked rows, evenly spread, so that any few months show some."""
    if not share:
        return np.zeros(len(rows), dtype=bool)
    step = max(1, round(1 / share))
    return (rows & (rows.cumsum() % step == 0)).to_numpy()


def _other_cases(rows: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    weeks = len(window.days) / 7
    count, private = int(_CASES_PER_WEEK * weeks), rng.poisson(profile.private_slaughter * weeks / 4.35)
    table = pd.DataFrame(
        {
            "owner": rng.choice(rows["owner"].unique(), count + private),
            "kind": rng.choice(["行政处罚", "提醒告诫", "价格案件"], count + private, p=(0.6, 0.3, 0.1)),
            "cause": rng.choice(words.CAUSES, count + private),
            "started_on": rng.choice(window.workdays, count + private).astype("datetime64[s]"),
        }
    )
    hidden = table.index[count:]
    table.loc[hidden, ["kind", "cause"]] = ["行政处罚", "未经定点从事生猪屠宰活动（私屠滥宰）"]
    table["heads_involved"] = pd.Series(rng.integers(1, 9, count + private)).where(table.index >= count)
    return table


def case_frame(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """MS09: started, filed, closed with its decision."""
    later = ["filed_on", "decision_no", "fine_cny", "confiscated_cny", "closed_on"]
    started = table.drop(columns=[*later, "owner"]).assign(
        _from=at_hours(table["started_on"].to_numpy(dtype="datetime64[D]"), rng, 9, 12)
    )
    filed = table.loc[table["filed_on"].notna(), ["case_no", "filed_on"]]
    filed = filed.assign(_from=at_hours(filed["filed_on"].to_numpy(dtype="datetime64[D]"), rng, 14, 17))
    ended = table[["case_no", "closed_on", "decision_no", "fine_cny", "confiscated_cny"]]
    ended = ended.assign(_from=at_hours(ended["closed_on"].to_numpy(dtype="datetime64[D]"), rng, 14, 17))
    return schema.framed(history(started, [filed, ended], ["case_no"]), "MS09")
