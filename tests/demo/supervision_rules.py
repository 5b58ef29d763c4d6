"""Rules about inspections, hazards, ratings, complaints and the two officers, in pandas: the violating rows."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from demo.truth import Known
from demo.world import World
from demo.world.window import add_workdays

Check = Callable[[World, Known], pd.DataFrame]
BANDS = (("A", 0, 30), ("B", 30, 45), ("C", 45, 60), ("D", 60, 100))


def d15_d16_d17(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("MS05")
    founded = rows["entity_id"].map(known.rows("MS01").set_index("entity_id")["established_on"])
    wrong = (rows["insp_date"] > known.cutoff) | (rows["insp_date"] < founded) | founded.isna()
    wrong |= rows["inspectors"].str.split("[、,;]").map(lambda names: len(set(names)) < 2)
    wrong |= (rows["points_failed"] > rows["points_checked"]) | ((rows["points_failed"] > 0) & rows["action"].isna())
    wrong |= ((rows["result"] == "符合") != (rows["points_failed"] == 0))
    return rows[wrong]


def d18_d19(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("MS06")
    overdue = rows["closed_on"].isna() & (rows["due_on"] < known.day)
    backwards = (rows["fixed_on"] < rows["found_on"]) | (rows["closed_on"] < rows["fixed_on"])
    return rows[overdue | backwards | (rows["closed_on"].notna() & rows["fixed_on"].isna())]


def d20(world: World, known: Known) -> pd.DataFrame:
    """Without anything overdue the colour follows from severity and closing alone."""
    rows = known.rows("MS06")
    right = rows["severity"].map({"重大": "红", "较大": "橙", "一般": "黄"}).mask(rows["closed_on"].notna(), "绿")
    return rows[rows["color"] != right]


def d21_d22(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("MS07")
    wrong = (rows["total_score"] - rows["static_score"] - rows["dynamic_score"]).abs() > 0.01
    wrong |= ~rows["static_score"].between(0, 40) | ~rows["dynamic_score"].between(0, 60)
    for level, low, high in BANDS:
        inside = (rows["total_score"] > low) & (rows["total_score"] <= high)
        wrong |= rows["adjust"].isna() & (inside != (rows["risk_level"] == level))
    return rows[wrong | (rows["adjust"].notna() & rows["adjust_reason"].isna())]


def d28_d29(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("MS12")
    length = pd.to_datetime(rows["stat_month"], format="%Y%m").dt.days_in_month
    wrong = (rows["daily_n"] > rows["open_days"]) | (rows["weekly_n"] > 5) | (rows["open_days"] > length)
    wrong |= (rows["passed"] > rows["tested"]).fillna(False) | (rows["self_fixed"] > rows["self_found"])
    place = rows["entity_id"].map(known.rows("MS01").set_index("entity_id")["mso_code"])
    same = rows.groupby([place, "stat_month", "daily_n", "weekly_n", "monthly_n"])["entity_id"].transform("size")
    return rows[wrong | (same > 0.6 * rows.groupby([place, "stat_month"])["entity_id"].transform("size"))]


def x32_x33(world: World, known: Known) -> pd.DataFrame:
    visits = known.rows("FS03")
    visits = visits[(visits["problems"] > 0) & (visits["visit_date"] <= known.day - pd.Timedelta(days=7))]
    hazards = known.rows("MS06")
    handed = hazards[hazards["found_by"] == "督导"].set_index("source_no")
    found = visits["visit_no"].map(handed["found_on"])
    waiting = (visits["fixed_n"] == visits["problems"]) & visits["visit_no"].map(handed["fixed_on"]).isna()
    return visits[found.isna() | ((found - visits["visit_date"]).dt.days > 7) | waiting]


def x41(world: World, known: Known) -> pd.DataFrame:
    checks = known.rows("MS05")
    checks = checks[checks["producer_id"].notna()]
    certs = known.rows("AG02")
    given = set(zip(certs["producer_id"], certs["issued_on"], strict=True))
    had = [pair in given for pair in zip(checks["producer_id"], checks["insp_date"], strict=True)]
    without = checks["failed_items"].str.contains("无承诺达标合格证", na=False)
    return checks[pd.Series(had, index=checks.index) == without]


def x43(world: World, known: Known) -> pd.DataFrame:
    ratings = known.rows("MS07").sort_values(["rate_year", "seq"]).drop_duplicates("entity_id", keep="last")
    watched = ratings[(ratings["risk_level"] == "D") | (ratings["board"] == "黑")]
    entities = known.rows("MS01").set_index("entity_id")
    old = watched["entity_id"].map(entities["oper_status"]).eq("正常")
    old &= watched["entity_id"].map(entities["established_on"]) < known.day - pd.Timedelta(days=400)
    made = known.rows("MS05")
    made = made.loc[made["insp_date"].between(known.day - pd.DateOffset(years=1), known.day), "entity_id"]
    return watched[old & (watched["entity_id"].map(made.value_counts()).fillna(0) < watched["req_insp"])]


def x44(world: World, known: Known) -> pd.DataFrame:
    ratings, cases, samples = known.rows("MS07"), known.rows("MS09"), known.rows("MS08")
    red = ratings[ratings["board"] == "红"]
    codes = red["entity_id"].map(known.rows("MS01").set_index("entity_id")["uscc"])
    bad = samples.loc[samples["conclusion"] == "不合格", "sampled_uscc"]
    both = red["entity_id"].isin(ratings.loc[ratings["board"] == "黑", "entity_id"])
    return red[both | red["entity_id"].isin(cases["entity_id"]) | codes.isin(bad)]


def x46(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("MS05")
    ended = known.rows("MS01").set_index("entity_id")
    gone = ended.loc[ended["reg_status"].isin(["注销", "吊销"]), "status_on"]
    return rows[rows["insp_date"] > rows["entity_id"].map(gone)]


def x47_x48(world: World, known: Known) -> pd.DataFrame:
    entities, rows = known.rows("MS01").set_index("entity_id"), known.rows("MS12")
    form = rows["entity_id"].map(entities["biz_form"])
    undirected = form.isin(["school_canteen", "central_kitchen"]) & ~rows["need_director"]
    begun = pd.to_datetime(rows["stat_month"], format="%Y%m")
    closed = rows["entity_id"].map(entities["status_on"].where(entities["reg_status"] != "存续")) < begun
    live = entities[(entities["reg_status"] == "存续") & (entities["oper_status"] == "正常")]
    newest = sorted(rows["stat_month"].unique())[-2:]
    listed = rows.loc[rows["stat_month"].isin(newest), "entity_id"]
    old = live["established_on"] < pd.to_datetime(newest[0], format="%Y%m")
    forgotten = live[old & ~live.index.isin(listed)].reset_index()
    return pd.concat([rows.loc[undirected | closed, ["entity_id"]], forgotten[["entity_id"]]])


def x49(world: World, known: Known) -> pd.DataFrame:
    filed = known.rows("MS10")
    filed = filed[filed["outcome"] == "立案"]
    cases = known.rows("MS09")
    begun = set(zip(cases["entity_id"], cases["filed_on"], strict=True))
    pairs = zip(filed["entity_id"], filed["closed_on"], strict=True)
    return filed[[pair not in begun for pair in pairs]]


def limits(world: World, known: Known) -> pd.DataFrame:
    """Complaints and reports end within their limit, and nothing ends before it is accepted."""
    rows = known.rows("MS10")
    rows = rows[rows["closed_on"].notna()]
    days = rows["kind"].map({"投诉": 45, "举报": 15, "咨询": 60}).to_numpy()
    due = pd.Series(add_workdays(rows["accepted_on"].to_numpy(), days), index=rows.index)
    return rows[(rows["closed_on"] > due) | (rows["closed_on"] < rows["accepted_on"])]


SUPERVISION_RULES: dict[str, Check] = {
    check.__name__: check
    for check in (
        d15_d16_d17,
        d18_d19,
        d20,
        d21_d22,
        d28_d29,
        x32_x33,
        x41,
        x43,
        x44,
        x46,
        x47_x48,
        x49,
        limits,
    )
}
