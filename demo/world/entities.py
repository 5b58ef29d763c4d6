"""Who makes, sells and serves food: the roster behind MS01–MS04, MS11 and the office's bindings.

One row per entity (one entity at one address). Sizes follow handbook §7 for a county of 400,000 residents.
The roster is the truth; the frames of the departments are views of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import people
from demo.world import vocabulary as words
from demo.world.geography import Geography
from demo.world.window import Window

#: Live entities per 业态 at the first week.
FORMS = {
    "producer": 34,
    "workshop": 260,
    "supermarket": 1560,
    "wholesale_mkt": 4,
    "farm_mkt": 12,
    "grocery": 600,
    "restaurant": 850,
    "small_restaurant": 650,
    "school_canteen": 112,
    "canteen": 62,
    "central_kitchen": 2,
    "meal_delivery": 3,
    "stall": 290,
    "storage": 26,
}
SMALL_KIND = {"workshop": "小作坊", "small_restaurant": "小餐饮", "grocery": "小食杂店", "stall": "小摊点"}
STAGE = {
    **dict.fromkeys(("producer", "workshop"), "PROD"),
    **dict.fromkeys(("supermarket", "wholesale_mkt", "farm_mkt", "grocery", "stall"), "SALE"),
    **dict.fromkeys(
        ("restaurant", "small_restaurant", "school_canteen", "canteen", "central_kitchen", "meal_delivery"), "CATER"
    ),
    "storage": "STORE",
}
#: Slaughter plants: name ({town}: its township's), 类别, species, 停业 or 正常, last digits of the township's code.
#: They are food producers at market supervision, too.
PLANTS = (
    ("宏泰肉类联合加工有限公司", "A", ("猪",), "正常", "100"),
    ("陇丰畜产品有限公司", "A", ("猪",), "正常", "101"),
    ("清源清真牛羊肉有限公司", "A", ("牛", "羊"), "正常", "103"),
    ("百顺禽业有限公司", "A", ("鸡",), "正常", "109"),
    ("{town}生猪屠宰点", "B", ("猪",), "正常", "102"),
    ("{town}羊只屠宰点", "B", ("羊",), "正常", "107"),
    ("{town}生猪屠宰点", "B", ("猪",), "停业", "108"),
)
_CLASS = {"企业": "91", "个体工商户": "92", "农民专业合作社": "93", "机关事业单位": "12", "民办非企业": "52"}
_CLOSED_BEFORE, _BRANCHES = 112, 30
_NEW_PER_WEEK, _CLOSE_PER_WEEK, _RENAME_PER_WEEK = 6.0, 3.6, 1.2
_NEW_FORMS = ("supermarket", "restaurant", "small_restaurant", "grocery", "stall", "workshop")
_MOVING_FORMS = (*_NEW_FORMS[:4], "workshop")
_PAUSES, _KNOWN_TO_AGRICULTURE = 22, 3


@dataclass(frozen=True)
class _Draft:
    window: Window
    places: Geography
    rng: np.random.Generator


def roster(window: Window, places: Geography, rng: np.random.Generator) -> pd.DataFrame:
    """Every entity of the world.

    Returns:
        Columns of MS01 in their state at the first week (or at their start), and: town, plant (its number or -1),
        small_kind, born (first day in the register, NaT for the old ones), close_on, close_reg, close_oper,
        pause_on, resume_on, rename_on, new_name. A moment that never comes is NaT.
    """
    draft = _Draft(window, places, rng)
    forms = [form for form, count in FORMS.items() for _ in range(count)]
    closed = rng.choice(_NEW_FORMS, _CLOSED_BEFORE).tolist()
    born_days = _born_days(draft)
    new = rng.choice(_NEW_FORMS, len(born_days), p=(0.28, 0.2, 0.2, 0.16, 0.1, 0.06)).tolist()
    table = pd.DataFrame({"biz_form": ["producer"] * len(PLANTS) + forms + closed + new})
    table["plant"] = np.where(table.index < len(PLANTS), table.index, -1)
    table["was_closed"] = False
    start = len(PLANTS) + len(forms)
    table.loc[start : start + _CLOSED_BEFORE - 1, "was_closed"] = True
    table["born"] = pd.Series([pd.NaT] * (start + _CLOSED_BEFORE) + list(born_days), dtype="datetime64[s]")
    _place(table, draft)
    _identify(table, draft)
    _describe(table, draft)
    _old_states(table, draft)
    _future(table, draft)
    return table


def _born_days(draft: _Draft) -> pd.DatetimeIndex:
    days = draft.window.events()
    count = int(_NEW_PER_WEEK * len(draft.window.weeks))
    return pd.DatetimeIndex(np.sort(draft.rng.choice(days, count))).astype("datetime64[s]")


def _place(table: pd.DataFrame, draft: _Draft) -> None:
    where = draft.places.draw_covering(draft.rng, len(table))
    villages = draft.places.villages
    for number, plant in enumerate(PLANTS):
        where.iloc[number] = villages[villages["town"].str[6:] == plant[4]].iloc[-1]
    table["town"], table["town_name"], table["mso_code"] = where["town"], where["town_name"], where["mso"]
    only_town = draft.rng.random(len(table)) < 0.05
    table["region_code"] = where["village"].where(~pd.Series(only_town), where["town"])
    street = draft.rng.choice(words.STREETS, len(table))
    number = draft.rng.integers(1, 240, len(table)).astype(str)
    urban = where["is_community"].to_numpy()
    spot = np.where(urban, np.char.add(street, number), np.char.add(where["name"].to_numpy(dtype=str), number))
    table["address"] = draft.places.county_name + table["town_name"] + pd.Series(spot) + "号"
    table.loc[table["plant"] >= 0, "region_code"] = where.loc[table["plant"] >= 0, "village"]


def _identify(table: pd.DataFrame, draft: _Draft) -> None:
    rng = draft.rng
    kind = pd.Series("个体工商户", index=table.index)
    company = {
        "producer": 0.85,
        "supermarket": 0.1,
        "wholesale_mkt": 1,
        "farm_mkt": 1,
        "restaurant": 0.08,
        "central_kitchen": 1,
        "meal_delivery": 1,
        "storage": 0.6,
    }
    kind[rng.random(len(table)) < table["biz_form"].map(company).fillna(0)] = "企业"
    cooperative = table["biz_form"].isin(["producer", "storage"]) & (kind != "企业")
    cooperative |= (table["biz_form"] == "workshop") & (rng.random(len(table)) < 0.15)
    kind[cooperative] = "农民专业合作社"
    kind[table["biz_form"].isin(["school_canteen", "canteen"])] = "机关事业单位"
    kind[(table["biz_form"] == "school_canteen") & (rng.random(len(table)) < 0.3)] = "民办非企业"
    kind[table["biz_form"] == "stall"] = "自然人"
    kind[table["plant"] >= 0] = "企业"
    table["entity_type"] = kind
    coded = kind != "自然人"
    codes = identifiers.usccs(kind[coded].map(_CLASS).tolist(), draft.places.county, table.index[coded])
    table["uscc"] = pd.Series(codes, index=table.index[coded])
    table["entity_id"] = [f"ZT{draft.places.county}{number:06d}" for number in table.index + 1]
    table["entity_name"] = _names(table, draft)
    _branches(table, draft)


def _names(table: pd.DataFrame, draft: _Draft) -> pd.Series:
    """A brand and a word of the trade, distinct in the county, behind the county's or the township's name."""
    brands = [first + second for first in words.BRAND_FIRST for second in words.BRAND_SECOND if first != second]
    names = pd.Series("", index=table.index)
    for form, group in table.groupby("biz_form", sort=False):
        choices = words.SHOP_WORDS[form]
        picks = draft.rng.permutation(len(brands) * len(choices))[: len(group)]
        names[group.index] = [brands[pick % len(brands)] + choices[pick // len(brands)] for pick in picks]
    corporate = table["entity_type"].isin(["企业", "农民专业合作社"]) | table["biz_form"].isin(
        ["school_canteen", "canteen"]
    )
    names = (draft.places.county_name + table["town_name"].where(~corporate, "")) + names
    cooperative = table["entity_type"] == "农民专业合作社"
    names[cooperative] = names[cooperative].str.replace("有限公司", "", regex=False) + "农民专业合作社"
    plants = table.index[table["plant"] >= 0]
    short = draft.places.towns.set_index("town")["short"]
    names[plants] = [
        draft.places.county_name + PLANTS[row.plant][0].replace("{town}", short[row.town])
        for row in table.loc[plants, ["plant", "town"]].itertuples()
    ]
    return names


def _branches(table: pd.DataFrame, draft: _Draft) -> None:
    """Some supermarkets run a second shop in their township: the same code at another address."""
    shops = table[(table["biz_form"] == "supermarket") & ~table["was_closed"] & table["born"].isna()]
    for _, group in list(shops.groupby("town"))[:_BRANCHES]:
        if len(group) < 2:
            continue
        main, branch = group.index[:2]
        table.loc[branch, ["uscc", "entity_type"]] = table.loc[main, ["uscc", "entity_type"]].to_numpy()
        table.loc[branch, "entity_name"] = f"{table.loc[main, 'entity_name']}（{table.loc[branch, 'town_name']}二店）"


def _describe(table: pd.DataFrame, draft: _Draft) -> None:
    rng, size = draft.rng, len(table)
    table["stage"] = table["biz_form"].map(STAGE)
    table.loc[(table["biz_form"] == "supermarket") & (rng.random(size) < 0.04), "stage"] = "MIXED"
    table["small_kind"] = table["biz_form"].map(SMALL_KIND)
    table["legal_rep"], table["phone"] = people.names(rng, size), people.phones(rng, size)
    table.loc[rng.random(size) < 0.04, "phone"] = None
    big = table["biz_form"].isin(["producer", "wholesale_mkt", "central_kitchen", "school_canteen", "storage"])
    table["employees"] = np.where(big, rng.integers(8, 90, size), rng.integers(1, 9, size))
    table["area_m2"] = np.where(big, rng.uniform(150, 4000, size), rng.uniform(8, 260, size)).round(1)
    table["is_collective"] = table["biz_form"].isin(["school_canteen", "canteen"])
    age = rng.integers(420, 4200, size)
    start = np.datetime64(draft.window.first) - age
    table["established_on"] = pd.Series(start).astype("datetime64[s]").where(table["born"].isna(), table["born"])
    touched = np.datetime64(draft.window.first) - rng.integers(9, 410, size)
    table["updated_at"] = pd.Series(
        touched.astype("datetime64[s]") + rng.integers(30_000, 61_000, size).astype("m8[s]")
    )
    table["updated_at"] = table["updated_at"].where(table["born"].isna(), table["born"] + pd.Timedelta(hours=10))


def _old_states(table: pd.DataFrame, draft: _Draft) -> None:
    """Entities that had closed before the first week; nobody deletes them."""
    table["reg_status"], table["oper_status"] = "存续", "正常"
    table["status_on"] = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    closed = table.index[table["was_closed"]]
    kinds = [("注销", "歇业"), ("吊销", "歇业"), ("迁出", "歇业"), ("存续", "停业"), ("存续", "歇业"), ("存续", "失联")]
    picks = draft.rng.choice(len(kinds), len(closed), p=(0.56, 0.08, 0.05, 0.16, 0.1, 0.05))
    # Small businesses leave with their registration; they do not stay behind as 停业 for years.
    picks = np.where(table.loc[closed, "biz_form"].isin(list(SMALL_KIND)), 0, picks)
    table.loc[closed, ["reg_status", "oper_status"]] = [kinds[pick] for pick in picks]
    idle = table.index[(table["plant"] >= 0) & table["plant"].map(lambda n: n >= 0 and PLANTS[n][3] != "正常")]
    table.loc[idle, "oper_status"] = "停业"
    gone = closed.append(idle)
    days = np.datetime64(draft.window.first) - draft.rng.integers(75, 400, len(gone))
    table.loc[gone, "status_on"] = pd.DatetimeIndex(days).astype("datetime64[s]")
    table.loc[gone, "updated_at"] = pd.DatetimeIndex(days).astype("datetime64[s]") + pd.Timedelta(hours=11)


def _future(table: pd.DataFrame, draft: _Draft) -> None:
    """What happens to whom within the window; one thing per entity, and nothing to the plants."""
    rng, weeks = draft.rng, len(draft.window.weeks)
    for column in ("close_on", "pause_on", "resume_on", "rename_on"):
        table[column] = pd.Series(pd.NaT, index=table.index, dtype="datetime64[s]")
    for column in ("close_reg", "close_oper", "new_name"):
        table[column] = pd.Series(None, index=table.index, dtype=object)
    shared = table["uscc"].notna() & table["uscc"].duplicated(keep=False)
    free = table[~table["was_closed"] & table["born"].isna() & table["biz_form"].isin(_MOVING_FORMS) & ~shared]
    closing, renaming = int(_CLOSE_PER_WEEK * weeks), int(_RENAME_PER_WEEK * weeks)
    chosen = rng.choice(free.index, closing + renaming, replace=False)
    ends, renames = np.split(chosen, [closing])
    licensed = free.index[~free["biz_form"].isin(list(SMALL_KIND)) & ~free.index.isin(chosen)]
    pauses = rng.choice(licensed, min(_PAUSES, weeks), replace=False)
    # Some are co-operatives that agriculture knows, too: its register has to follow.
    known = free.index[(free["entity_type"] == "农民专业合作社") & ~free.index.isin(chosen)]
    ends[:_KNOWN_TO_AGRICULTURE] = known[:_KNOWN_TO_AGRICULTURE]
    days = draft.window.events()
    table.loc[ends, "close_on"] = _stamps(rng.choice(days, closing))
    kinds = np.array([("注销", "歇业"), ("存续", "停业"), ("存续", "歇业"), ("吊销", "歇业")])
    picks = rng.choice(4, closing, p=(0.5, 0.24, 0.2, 0.06))
    picks = np.where(table.loc[ends, "biz_form"].isin(list(SMALL_KIND)), 0, picks)
    table.loc[ends, ["close_reg", "close_oper"]] = kinds[picks]
    table.loc[renames, "rename_on"] = _stamps(rng.choice(days, renaming))
    # A new trade name keeps the trade: 兴隆超市 becomes 新兴隆超市.
    place = (draft.places.county_name + table.loc[renames, "town_name"]).tolist()
    table.loc[renames, "new_name"] = [
        _renamed(name, head, word)
        for name, head, word in zip(
            table.loc[renames, "entity_name"], place, rng.choice(["新", "老", "大"], renaming), strict=True
        )
    ]
    begin = rng.choice(days[: max(1, len(days) - 12)], len(pauses))
    table.loc[pauses, "pause_on"] = _stamps(begin)
    table.loc[pauses, "resume_on"] = _stamps([_resume(day, days, rng) for day in begin])


def _resume(day: np.datetime64, days: np.ndarray, rng: np.random.Generator) -> np.datetime64:
    later = days[(days > day) & (days <= day + 24)]
    return rng.choice(later) if len(later) else np.datetime64("NaT")


def _renamed(name: str, place: str, word: str) -> str:
    cut = len(place) if name.startswith(place) else name.index("县") + 1
    return name[:cut] + word + name[cut:]


def _stamps(days: object) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(days).astype("datetime64[s]")
