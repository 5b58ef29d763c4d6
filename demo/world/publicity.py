"""FS08: publicity and 你点我检 of the food-safety office, and the quick tests that were taken there (MS08)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import calendar, identifiers
from demo.world import schema
from demo.world import vocabulary as words
from demo.world.geography import Geography
from demo.world.model import World
from demo.world.profile import Profile
from demo.world.window import Window, add_workdays, at_hours

CONSUMER_DAY = (3, 15)
_PICK, _MEDIA = "你点我检", "新媒体"
#: Activities a month per 类型; more of some in the months of the consumers' day and of the publicity weeks.
_MONTHLY = {"进社区": 3, "进校园": 2, _PICK: 2, _MEDIA: 2, "反浪费": 1}
_ALSO = {3: {"3·15": 6}, 6: {"宣传周": 4}, 9: {"宣传周": 2}}
_HOLIDAYS_OF_SCHOOLS = (1, 2, 7, 8)
#: (least, most) of a figure per activity; copies are handed out by the fifty.
_COPIES = {"3·15": (8, 24), "宣传周": (10, 30), "进社区": (2, 9), "进校园": (2, 8), _PICK: (3, 10), "反浪费": (2, 6)}
_POINTS = {"3·15": (3, 6), "宣传周": (1, 3)}
_FIRMS = {"3·15": (7, 15), "宣传周": (4, 12)}
_ORGANIZERS = ("县食安办", "县市场监管局", "县食安办、县市场监管局", "县食安办、县教育局", "县市场监管局、团县委")
_PLATFORMS = ("微信", "抖音", "快手")
_QUICK_TESTS, _ONE_FAILS_OF = (10, 18), 40
_FIRST_QUICK_SERIAL = 900_001


def activities(
    roster: pd.DataFrame, places: Geography, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Every activity of the year before and of the window, with `shop`: the supermarket where tests were taken."""
    rows = _dated(window, rng)
    size = len(rows)
    town = places.towns.iloc[rng.integers(0, len(places.towns), size)].reset_index(drop=True)
    rows["act_no"] = [f"XC{places.county}{day:%Y%m}{n:04d}" for n, day in enumerate(rows["act_date"], 1)]
    rows["title"] = town["name"] + rows["kind"].map(_title)
    rows["organizer"] = rng.choice(_ORGANIZERS, size)
    rows["fixed_points"] = _between(rows["kind"], _POINTS, rng)
    rows["firms"] = _between(rows["kind"], _FIRMS, rng)
    rows["copies"] = _between(rows["kind"], _COPIES, rng) * 50
    rows["audience"] = (rows["copies"] * rng.uniform(1.0, 2.5, size)).round()
    rows["teams"] = pd.Series(rng.integers(1, 4, size)).where(rows["copies"].notna())
    online = rows["kind"] == _MEDIA
    rows["platform"] = pd.Series(rng.choice(_PLATFORMS, size)).where(online)
    rows["views"] = pd.Series(rng.integers(300, 26_000, size)).where(online)
    rows["evidence"] = True
    _test_on_the_spot(rows, roster, profile, rng)
    return _told_twice(rows, profile, rng)


def _title(kind: str) -> str:
    return {
        "3·15": "国际消费者权益日宣传",
        "宣传周": "食品安全宣传周活动",
        "进社区": "食品安全进社区宣传",
        "进校园": "食品安全进校园宣传",
        _PICK: "“你点我检”活动",
        _MEDIA: "食品安全科普推送",
        "反浪费": "反食品浪费宣传",
    }[kind]


def _dated(window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """Kind and day of every activity, by day; the consumers' day is kept whatever day of the week it is."""
    parts = []
    for name in calendar.periods_between(window.history, window.last, calendar.MONTH):
        month = calendar.period(name)
        days = window.workdays[
            (window.workdays >= np.datetime64(month.first)) & (window.workdays <= np.datetime64(month.last))
        ]
        for kind, count in {**_MONTHLY, **_ALSO.get(month.first.month, {})}.items():
            if len(days) and not (kind == "进校园" and month.first.month in _HOLIDAYS_OF_SCHOOLS):
                chosen = _days_of(kind, days, count, rng)
                parts.append(pd.DataFrame({"kind": kind, "act_date": chosen.astype("datetime64[s]")}))
        day = np.datetime64(month.first.replace(day=CONSUMER_DAY[1]))
        if month.first.month == CONSUMER_DAY[0] and day in window.days:
            parts.append(pd.DataFrame({"kind": ["3·15"], "act_date": [day.astype("datetime64[s]")]}))
    return pd.concat(parts).sort_values(["act_date", "kind"], kind="stable").reset_index(drop=True)


def _days_of(kind: str, days: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """Days for one kind: those before the consumers' day for it, one in each half of a month for 你点我检."""
    of_month = (days - days.astype("datetime64[M]")).astype(int) + 1
    if kind == "3·15":
        days = days[(of_month >= CONSUMER_DAY[1] - 7) & (of_month < CONSUMER_DAY[1])]
        return rng.choice(days, count) if len(days) else days
    if kind == _PICK:
        halves = [days[of_month <= 12], days[of_month >= 17]]
        return np.array([rng.choice(half) for half in halves if len(half)], dtype="datetime64[D]")
    return rng.choice(days, count)


def _between(kinds: pd.Series, bounds: dict[str, tuple[int, int]], rng: np.random.Generator) -> pd.Series:
    """A whole number within the bounds of each row's kind, missing for kinds that have none."""
    low, high = (kinds.map({kind: pair[end] for kind, pair in bounds.items()}) for end in (0, 1))
    return (low + rng.random(len(kinds)) * (high - low + 1)).floordiv(1)


def _test_on_the_spot(rows: pd.DataFrame, roster: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> None:
    """Quick tests of 你点我检 at one supermarket each: one in forty fails, which wants a follow-up."""
    picks = rows.index[rows["kind"] == _PICK]
    steady = roster["close_on"].isna() & roster["rename_on"].isna() & roster["pause_on"].isna() & roster["born"].isna()
    shops = roster.index[(roster["biz_form"] == "supermarket") & steady & ~roster["was_closed"]]
    rows["shop"] = pd.Series(rng.choice(shops, len(picks)), index=picks).reindex(rows.index).astype("Int64")
    tests = pd.Series(rng.integers(*_QUICK_TESTS, len(picks), endpoint=True), index=picks)
    failed = (tests.cumsum() // _ONE_FAILS_OF).diff().fillna(0).astype(int)
    rows["quick_n"], rows["quick_fail"] = tests.reindex(rows.index), failed.reindex(rows.index)
    followed = rng.random(len(rows)) >= profile.unfollowed_quick
    rows["follow_up"] = pd.Series("已下架并转监督抽检", index=rows.index).where((rows["quick_fail"] > 0) & followed)


def _told_twice(rows: pd.DataFrame, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """Some activities are reported by a second unit as well, under a number of its own."""
    again = rows[rows["kind"].isin(["进社区", "进校园"]) & (rng.random(len(rows)) < profile.reported_twice)]
    again = again.assign(act_no=again["act_no"] + "B", organizer="县卫生健康局")
    return pd.concat([rows, again], ignore_index=True)


def frame(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """FS08: each activity is entered on the working day after it."""
    entered = add_workdays(rows["act_date"].to_numpy(), 1)
    months = rows["act_date"].dt.strftime("%Y-%m")
    return schema.framed(rows.assign(_from=at_hours(entered, rng), _period=months), "FS08")


def rough_numbers(world: World, profile: Profile, rng: np.random.Generator) -> None:
    """Some copies are written as about so many; the number itself is right."""
    told = world.frames["FS08"].drop_duplicates("_key").dropna(subset="copies")
    told = told[rng.random(len(told)) < profile.rough_numbers]
    ways = ("约{}份", "{}余份", "{}多", "{}+")
    for n, (key, copies) in enumerate(zip(told["_key"], told["copies"], strict=True)):
        world.raw_values.append(("FS08", int(key), "copies", ways[n % len(ways)].format(int(copies)), None))


def quick_tests(rows: pd.DataFrame, roster: pd.DataFrame, county: str, rng: np.random.Generator) -> pd.DataFrame:
    """MS08 rows of the tests on the spot: as many on the day as the activity reports, known the same evening."""
    picks = rows[rows["kind"] == _PICK].reset_index(drop=True)
    tests = picks.loc[picks.index.repeat(picks["quick_n"].astype(int))]
    nth = tests.groupby(level=0).cumcount()
    failed = (nth < tests["quick_fail"]).reset_index(drop=True)
    tests = tests.reset_index(drop=True)
    size, own = len(tests), roster.loc[tests["shop"].astype(int)].reset_index(drop=True)
    goods = [words.SAMPLES["流通"][pick] for pick in rng.integers(0, len(words.SAMPLES["流通"]), size)]
    table = pd.DataFrame({"sampled_on": tests["act_date"], "reported_on": tests["act_date"]})
    serials = range(_FIRST_QUICK_SERIAL, _FIRST_QUICK_SERIAL + size)
    years = table["sampled_on"].dt.year.tolist()
    table["sample_no"] = identifiers.sample_numbers(["县抽"] * size, years, county, serials)
    table["task_level"], table["stage"], table["lab"], table["is_quick"] = "县抽", "流通", "县检验检测中心", True
    table["sample_name"], table["food_cat"] = [good[0] for good in goods], [good[1] for good in goods]
    table["food_sub"], table["maker_name"] = table["sample_name"], "兰州陇味食品有限公司"
    table["sampled_name"], table["sampled_uscc"] = own["entity_name"], own["uscc"]
    table["prod_date"] = table["sampled_on"] - pd.to_timedelta(rng.integers(1, 60, size), unit="D")
    table["lot_no"] = table["prod_date"].dt.strftime("%Y%m%d")
    table["report_no"] = [f"KJ{day:%Y%m%d}{n % 10_000:04d}" for n, day in enumerate(table["reported_on"])]
    table["conclusion"] = np.where(failed, "不合格", "合格")
    table["failed_items"] = pd.Series(rng.choice(words.FAILED, size)).where(failed)
    table["_from"] = at_hours(table["sampled_on"].to_numpy(dtype="datetime64[D]"), rng, 18, 21)
    return schema.framed(table, "MS08")
