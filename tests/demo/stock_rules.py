"""Rules about registers and ties between departments, in pandas: the violating rows at one cut-off."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from demo.truth import Known
from warehouse import workdays

MODULES = {
    "透明车间": {"producer", "workshop"},
    "阳光仓储": {"storage"},
    "明厨亮灶": {"restaurant", "small_restaurant", "school_canteen", "canteen", "central_kitchen", "meal_delivery"},
    "农兽药追溯": {"farm_mkt", "wholesale_mkt", "supermarket"},
}
Check = Callable[[Known], pd.DataFrame]


def workdays_since(days: pd.Series, until: pd.Timestamp) -> pd.Series:
    """Working days after each day up to `until`."""
    known = days.dropna()
    if known.empty:
        return pd.Series(np.nan, index=days.index)
    span = pd.date_range(known.min(), until)
    working = pd.Series([workdays.is_workday(day.date()) for day in span], index=span).cumsum()
    elapsed = known.map(lambda day: float(working.iloc[-1] - working[day]) if day <= until else 0.0)
    return elapsed.reindex(days.index)


def live_licences(known: Known) -> pd.DataFrame:
    """lic_no, uscc, name, town, issued_on of every licence or registration that is in force."""
    parts = []
    for dataset, number, name in (
        ("MS02", "lic_no", "holder_name"),
        ("MS03", "lic_no", "holder_name"),
        ("MS04", "reg_no", "name"),
    ):
        rows = known.rows(dataset)
        rows = rows[(rows["status"] == "有效") & ~(rows["valid_to"] < known.day)]
        town = rows["region_code"].str[:9] if "region_code" in rows else None
        parts.append(
            pd.DataFrame(
                {
                    "lic_no": rows[number],
                    "uscc": rows["uscc"],
                    "name": rows[name],
                    "town": town,
                    "issued_on": rows["issued_on"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def live_entities(known: Known) -> pd.DataFrame:
    rows = known.rows("MS01")
    return rows[(rows["reg_status"] == "存续") & (rows["oper_status"] == "正常")]


def live_bindings(known: Known) -> pd.DataFrame:
    rows = known.rows("FS02")
    return rows[(rows["from_on"] <= known.day) & ~(rows["to_on"] <= known.day)]


def is_licensed(entities: pd.DataFrame, licences: pd.DataFrame) -> pd.Series:
    """By code where the entity has one, else by name and township."""
    by_code = entities["uscc"].isin(set(licences["uscc"].dropna()))
    names = set(zip(licences["name"], licences["town"], strict=True))
    by_name = pd.Series(
        [pair in names for pair in zip(entities["entity_name"], entities["region_code"].str[:9], strict=True)],
        index=entities.index,
    )
    return by_code.where(entities["uscc"].notna(), by_name)


def d05(known: Known) -> pd.DataFrame:
    rows = known.rows("MS01")
    return rows[rows["entity_type"].isin(["企业", "农民专业合作社", "个体工商户"]) & rows["uscc"].isna()]


def d06(known: Known) -> pd.DataFrame:
    region = known.seed("region")
    day = str(known.day.date())
    valid = set(
        region.loc[
            (region["valid_from"] <= day) & ((region["valid_to"] == "") | (region["valid_to"] > day)), "region_code"
        ]
    )
    placed = ("MS01", "MS03", "MS04", "AG01", "AG02", "AG04", "AG06", "AH01", "AH02", "FS01", "FS02")
    codes = pd.concat([known.rows(name)[["region_code"]] for name in placed])
    return codes[~codes["region_code"].isin(valid)]


def d12_d13(known: Known) -> pd.DataFrame:
    rows = pd.concat([known.rows("MS02"), known.rows("MS03")])
    valid = rows[rows["status"] == "有效"]
    live = valid[~(valid["valid_to"] < known.day)]
    return pd.concat([valid[valid["valid_to"] < known.day], live[live["lic_no"].duplicated()]])


def d35_x16(known: Known) -> pd.DataFrame:
    """Certificates: none has ended and reads 有效; holders with a code are live entities of that name."""
    rows, names = known.rows("AG05"), live_entities(known)[["uscc", "entity_name"]].dropna()
    ended = (rows["status"] == "有效") & (rows["valid_to"] < known.day)
    known_as = pd.MultiIndex.from_frame(rows[["uscc", "holder"]]).isin(pd.MultiIndex.from_frame(names))
    return rows[ended | (rows["uscc"].notna() & ~known_as)]


def d45(known: Known) -> pd.DataFrame:
    rows = known.rows("FS01")
    live = rows[(rows["status"] == "在任") & ~(rows["to_on"] <= known.day)]
    lists = live[["list_duty", "list_task", "list_check"]].fillna(False).all(axis=1)
    return live[live["pledge_on"].isna() | ~lists.astype(bool)]


def d46_d47_x28(known: Known) -> pd.DataFrame:
    live = live_bindings(known)
    level = live["bb_grade"].map({"A": "市", "B": "县", "C": "乡", "D": "村"})
    wrong = (
        live["entity_id"].duplicated() | (level != live["level"]) | live["graded_on"].isna() | live["cadre_id"].isna()
    )
    return live[wrong]


def f13(known: Known) -> pd.DataFrame:
    stale = [
        name
        for name in ("MS01", "MS02", "MS03", "AG01")
        if known.rows(name)["updated_at"].max() < known.day - pd.Timedelta(days=7)
    ]
    return pd.DataFrame({"dataset": stale})


def x01(known: Known) -> pd.DataFrame:
    plants, entities = known.rows("AH02"), known.rows("MS01")
    live = set(entities.loc[entities["reg_status"] == "存续", "uscc"].dropna())
    return plants[(plants["status"] == "正常") & ~plants["uscc"].isin(live)]


def x14(known: Known) -> pd.DataFrame:
    entities = known.rows("MS01")
    gone = (
        entities[entities["reg_status"].isin(["注销", "吊销"])].drop_duplicates("uscc").set_index("uscc")["status_on"]
    )
    rows = known.rows("AG01")
    rows = rows[rows["on_trace"] & (rows["status"] == "正常")].assign(since=rows["uscc"].map(gone))
    return rows[workdays_since(rows["since"], known.day) > 22]


def x15(known: Known) -> pd.DataFrame:
    entities, producers = known.rows("MS01"), known.rows("AG01").set_index("producer_id")
    gone = (
        entities[entities["reg_status"].isin(["注销", "吊销", "撤销"])]
        .dropna(subset="uscc")
        .drop_duplicates("uscc")
        .set_index("uscc")["status_on"]
    )
    certs = known.rows("AG02")
    struck = certs["producer_id"].map(producers["uscc"]).map(gone)
    stopped = certs["producer_id"].map(producers.loc[producers["status"] == "停产", "updated_at"]).dt.normalize()
    return certs[(certs["issued_on"] >= struck) | (certs["issued_on"] >= stopped)]


def x17_x18(known: Known) -> pd.DataFrame:
    entities = known.rows("MS01").dropna(subset="uscc")
    pairs = set(zip(entities["uscc"], entities["entity_name"], entities["region_code"].str[:9], strict=True))
    parts = []
    for dataset, name in (("AG01", "name"), ("AH02", "name"), ("FS02", "entity_name")):
        rows = known.rows(dataset) if dataset != "FS02" else live_bindings(known)
        rows = rows[rows["uscc"].isin(set(entities["uscc"]))]
        same = [pair in pairs for pair in zip(rows["uscc"], rows[name], rows["region_code"].str[:9], strict=True)]
        parts.append(rows[~np.array(same, dtype=bool)][["uscc"]])
    return pd.concat(parts)


def x21(known: Known) -> pd.DataFrame:
    entities = live_entities(known)
    entities = entities[is_licensed(entities, live_licences(known))]
    rows = known.rows("MS11")
    found = []
    for module, forms in MODULES.items():
        joined = rows[(rows["module"] == module) & rows["joined"]].groupby("mso_code").size()
        eligible = entities[entities["biz_form"].isin(forms)].groupby("mso_code").size()
        found.append(joined[joined > eligible.reindex(joined.index).fillna(0)])
    return pd.concat(found).to_frame()


def x22_x23(known: Known) -> pd.DataFrame:
    rows = known.rows("MS11")
    rows = rows[rows["joined"]]
    closed = known.rows("MS01")
    closed = closed[(closed["reg_status"] != "存续") | (closed["oper_status"] != "正常")].set_index("entity_id")[
        "status_on"
    ]
    since = rows["entity_id"].map(closed)
    return rows[(since < known.day - pd.Timedelta(days=90)) | ~rows["lic_no"].isin(set(live_licences(known)["lic_no"]))]


def x25_x26_x29(known: Known) -> pd.DataFrame:
    live, entities, cadres = live_bindings(known), known.rows("MS01").set_index("entity_id"), known.rows("FS01")
    left = set(cadres.loc[(cadres["status"] == "离任") | (cadres["to_on"] <= known.day), "cadre_id"])
    own = entities.reindex(live["entity_id"]).set_axis(live.index)
    closed = (own["reg_status"] != "存续") | own["oper_status"].isin(["停业", "歇业"])
    late = workdays_since(own["status_on"].where(closed), known.day) > 22
    return live[own["entity_name"].isna() | late | live["cadre_id"].isin(left)]


def x27(known: Known) -> pd.DataFrame:
    entities, licences = live_entities(known), live_licences(known)
    licences = licences[workdays_since(licences["issued_on"], known.day) > 22]
    bound = set(live_bindings(known)["entity_id"])
    return entities[is_licensed(entities, licences) & ~entities["entity_id"].isin(bound)]


def x30(known: Known) -> pd.DataFrame:
    live, entities = live_bindings(known), known.rows("MS01").set_index("entity_id")
    own = entities.reindex(live["entity_id"]).set_axis(live.index)
    numbers = set(known.rows("MS02")["lic_no"]) | set(known.rows("MS03")["lic_no"]) | set(known.rows("MS04")["reg_no"])
    code = own["uscc"].fillna("") != live["uscc"].fillna("")
    return live[(own["entity_name"] != live["entity_name"]) | code | ~live["lic_no"].isin(numbers)]


def x35(known: Known) -> pd.DataFrame:
    rows, cases = known.rows("MS08"), known.rows("MS09")
    bad = rows[(rows["conclusion"] == "不合格") & ~rows["is_quick"].astype(bool)]
    bad = bad[~bad["sample_no"].isin(set(cases.loc[cases["kind"] == "核查处置", "sample_no"].dropna()))]
    return bad[workdays_since(bad["reported_on"], known.day) > 5]


def x36_x45(known: Known) -> pd.DataFrame:
    cases, samples, entities = known.rows("MS09"), known.rows("MS08"), known.rows("MS01")
    slow = cases[cases["closed_on"].isna() & (cases["started_on"] < known.day - pd.Timedelta(days=90))]
    gone = (
        entities[entities["reg_status"].isin(["注销", "吊销", "撤销"])]
        .dropna(subset="uscc")
        .set_index("uscc")["status_on"]
    )
    gone = gone[~gone.index.isin(set(entities.loc[entities["reg_status"] == "存续", "uscc"].dropna()))]
    unknown = samples["sampled_uscc"].notna() & ~samples["sampled_uscc"].isin(set(entities["uscc"].dropna()))
    late = samples["sampled_on"] > samples["sampled_uscc"].map(gone.groupby(level=0).max())
    return pd.concat([slow[["case_no"]], samples.loc[unknown | late, ["sample_no"]]])


STOCK_RULES: dict[str, Check] = {
    check.__name__: check
    for check in (
        d05,
        d06,
        d12_d13,
        d35_x16,
        d45,
        d46_d47_x28,
        f13,
        x01,
        x14,
        x15,
        x17_x18,
        x21,
        x22_x23,
        x25_x26_x29,
        x27,
        x30,
        x35,
        x36_x45,
    )
}
