"""Rules about single rows, days, weeks and months, in pandas: each function gives the violating rows of a world."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from stdnum.iso7064 import mod_11_10

from demo import calendar, identifiers
from demo.truth import Known
from demo.world import World, schema
from demo.world.window import week_names

Check = Callable[[World, Known], pd.DataFrame]
WEIGHT_LIMIT_DAYS = {"动物B": 1, "动物A": 5, "产品A": 7}


def k02_k03_k08(world: World, known: Known) -> pd.DataFrame:
    """Required values, code lists and ranges of the contracts, in every version of every row."""
    found = []
    for dataset, frame in world.frames.items():
        for field in schema.contract(dataset).fields:
            values = frame[field.name]
            bad = values.isna() if field.required else pd.Series(False, index=frame.index)
            if field.codes:
                bad |= values.notna() & ~values.isin([code.code for code in field.codes])
            if field.minimum is not None:
                bad |= (values.astype("Float64") < field.minimum).fillna(False)
            found += [(dataset, field.name)] if bad.any() else []
    return pd.DataFrame(found)


def d03(world: World, known: Known) -> pd.DataFrame:
    parts = []
    for dataset, frame in world.frames.items():
        for field in schema.contract(dataset).fields_with("uscc"):
            codes = frame[field.name].dropna().drop_duplicates()
            parts.append(codes[[code[17] != identifiers.uscc_check(code[:17]) or len(code) != 18 for code in codes]])
    return pd.concat(parts).to_frame()


def d07_d08(world: World, known: Known) -> pd.DataFrame:
    parts = []
    for dataset, form in (("MS02", r"^SC\d{14}$"), ("MS03", r"^(JY[123]|YB[12])\d{13}$")):
        numbers = world.frames[dataset]["lic_no"].drop_duplicates()
        parts.append(numbers[~numbers.str.match(form) | ~numbers.str[2:].map(mod_11_10.is_valid)])
    return pd.concat(parts).to_frame()


def d11(world: World, known: Known) -> pd.DataFrame:
    rows = pd.concat([world.frames["MS02"], world.frames["MS03"]])
    limit = rows["issued_on"] + pd.DateOffset(years=5, days=1)
    return rows[(rows["valid_to"] < rows["issued_on"]) | (rows["valid_to"] > limit)]


def d27(world: World, known: Known) -> pd.DataFrame:
    rows = world.frames["MS11"]
    wrong = (rows["active"] & ~rows["joined"]) | (rows["joined"] & rows["joined_on"].isna())
    return rows[
        wrong
        | (rows["cameras_online"] > rows["cameras"])
        | (rows["online_hours"] > 168 * rows["cameras"].astype(float))
    ]


def d32_d33(world: World, known: Known) -> pd.DataFrame:
    certs, months = world.frames["AG02"], world.frames["AG03"]
    early = certs["issued_on"] > certs["created_at"].dt.normalize()
    wrong = (months["batches_traceable"] > months["batches"]) | (~months["joined"] & (months["batches"] > 0))
    return pd.concat([certs[early], months[wrong]])


def d34(world: World, known: Known) -> pd.DataFrame:
    rows = world.frames["AG04"]
    above = (rows["conclusion"] == "合格") & (rows["value"] > rows["limit_value"])
    return rows[above | (rows["conclusion"].isin(["不合格", "阳性"]) & rows["drug"].isna())]


def d36(world: World, known: Known) -> pd.DataFrame:
    rows = world.frames["AH01"]
    strange = ~rows["farm_code"].str.match(r"^\d{10}$") | (rows["farm_code"].str[:6] != world.county)
    return rows[strange | (rows["stock"] > 1.5 * rows["capacity"].astype("Float64")).fillna(False)]


def d37(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("AH03").sort_values(["plant_code", "species", "stat_date"])
    before = rows.groupby(["plant_code", "species"])["stock_end"].shift(1)
    balance = (
        rows["stock_begin"]
        + rows["in_heads"]
        - rows["slaughtered"]
        - rows["dead_waiting"]
        - rows["ante_reject"]
        - rows["stock_end"]
    )
    return rows[(balance != 0) | (before.notna() & (before != rows["stock_begin"]))]


def d39_d40_d41(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("AH04")
    home = rows["origin_code"].str.lstrip("AB").str.startswith(world.county, na=False)
    wrong = ~rows["cert_no"].str.match(r"^\d{10}$") | (home & (rows["cert_no"].str[:2] != world.county[:2]))
    wrong |= rows.duplicated(["cert_no", "cert_type"]) | (rows["valid_days"] > rows["cert_type"].map(WEIGHT_LIMIT_DAYS))
    return rows[wrong.fillna(False)]


def d42(world: World, known: Known) -> pd.DataFrame:
    rows = world.frames["AH05"]
    gap = (rows["treated_on"] - rows["collected_on"]).dt.days
    return rows[(gap < 0) | (gap > 7)]


def d44(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("AH06").sort_values(["farm_code", "species", "stat_week"])
    balance = (
        rows["stock_begin"]
        + rows["in_n"]
        - rows["out_n"]
        - rows["dead_n"]
        - rows["culled_n"].fillna(0)
        - rows["stock_end"]
    )
    before = rows.groupby(["farm_code", "species"])["stock_end"].shift(1)
    return rows[(balance != 0) | (before.notna() & (before != rows["stock_begin"]))]


def d48_d49_d50(world: World, known: Known) -> pd.DataFrame:
    rows = known.rows("FS03").sort_values(["cadre_id", "created_at"])
    crowd = rows.groupby(["cadre_id", "visit_date"])["visit_no"].transform("size") > 12
    gap = rows["created_at"] - rows.groupby("cadre_id")["created_at"].shift(1)
    ties = (
        world.frames["FS02"]
        .drop_duplicates("_key", keep="last")
        .set_index("binding_id")
        .reindex(rows["binding_id"])
        .set_axis(rows.index)
    )
    outside = (
        (rows["visit_date"] < ties["from_on"])
        | (rows["visit_date"] >= ties["to_on"])
        | (rows["cadre_id"] != ties["cadre_id"])
    )
    empty = ((rows["mode"] == "现场") & (rows["photos"].fillna(0) == 0)) | (
        (rows["problems"] > 0) & rows["descr"].isna()
    )
    return rows[crowd | (gap < pd.Timedelta(minutes=3)) | outside | empty | (rows["fixed_n"] > rows["problems"])]


def d51_d53(world: World, known: Known) -> pd.DataFrame:
    """Minutes of the standing committee, signatures of trainings, and numbers that contain each other."""
    meetings, courses = world.frames["FS04"], world.frames["FS07"]
    wrong = (courses["persons"] > courses["attendances"]) | (courses["passed"] > courses["tested"])
    return pd.concat(
        [
            meetings[(meetings["kind"] == "常委会") & meetings["doc_no"].isna()],
            courses[~courses["evidence"] | wrong.fillna(False)],
        ]
    )


def f07(world: World, known: Known) -> pd.DataFrame:
    """Rows of each file against the median of eight before; only the week of a quarter's last day may stand out.

    Ledgers of a few rows are not judged (parameter `min_median` of F07).
    """
    found = []
    for dataset in [name for name in schema.datasets() if schema.is_filed(name) and schema.mode(name) == "period"]:
        sizes = known.rows(dataset).groupby("_period").size()
        median = sizes.rolling(8, min_periods=4).median().shift(1)
        off = sizes[(median >= 20) & ((sizes < 0.5 * median) | (sizes > 2 * median))]
        found += [(dataset, name) for name in off.index if not (dataset == "FS03" and _ends_a_quarter(name))]
    return pd.DataFrame(found)


def _ends_a_quarter(week: str) -> bool:
    days = pd.date_range(calendar.period(week).first, calendar.period(week).last)
    return bool(days.is_quarter_end.any())


def f10(world: World, known: Known) -> pd.DataFrame:
    towns, missing = len(known.towns), []
    for dataset in ("AH06", "FS03"):
        present = known.rows(dataset).groupby("_period")["_sheet"].nunique()
        missing += [(dataset, period) for period in present.index[present < towns]]
    return pd.DataFrame(missing)


def _plant_weeks(known: Known) -> pd.DataFrame:
    days = known.rows("AH03")
    days = days.assign(
        week=week_names(days["stat_date"]),
        rejected=days[["dead_waiting", "ante_reject", "post_reject_eq"]].astype(float).sum(axis=1),
    )
    sums = days.groupby(["plant_code", "species", "week"])[
        ["in_cert_heads", "slaughtered", "prod_certs", "prod_kg", "rejected"]
    ].sum()
    sums["opening"] = days.sort_values("stat_date").groupby(["plant_code", "species", "week"])["stock_begin"].first()
    return sums.astype(float)


def x04_to_x08(world: World, known: Known) -> pd.DataFrame:
    weeks, papers, carcasses = _plant_weeks(known), known.rows("AH04"), known.rows("AH05")
    papers = papers[~papers["voided"].astype(bool)].assign(week=lambda rows: week_names(rows["issued_at"]))
    live, meat = papers[papers["cert_type"].str.startswith("动物")], papers[papers["cert_type"].str.startswith("产品")]
    heads = live.groupby(["dest_code", "species", "week"])["qty"].sum()
    made = meat.groupby(["origin_code", "species", "week"])["qty"].agg(["size", "sum"])
    handed = carcasses[carcasses["link"] == "屠宰"].assign(week=lambda rows: week_names(rows["collected_on"]))
    handed = handed.groupby(["source_code", "species", "week"])["qty_heads"].sum()
    index = weeks.index
    for name, other in (("heads", heads), ("certs", made["size"]), ("kg", made["sum"]), ("handed", handed)):
        other.index.names = index.names
        extra = other.index.difference(index)
        weeks[name] = other.reindex(index).fillna(0.0)
        assert not len(extra) or name == "handed", f"{name}: {list(extra)[:3]}"
    tolerance = (0.02 * weeks["heads"]).clip(lower=2)
    wrong = (weeks["in_cert_heads"] - weeks["heads"]).abs() > tolerance
    wrong |= weeks["slaughtered"] > weeks["opening"] + weeks["heads"] * 1.02
    wrong |= (weeks["prod_certs"] != weeks["certs"]) | ((weeks["prod_kg"] - weeks["kg"]).abs() > 0.03 * weeks["kg"])
    wrong |= (weeks["rejected"] - weeks["handed"]).abs() > (0.05 * weeks["handed"]).clip(lower=1)
    return weeks[wrong]


def x09_x10(world: World, known: Known) -> pd.DataFrame:
    key = ["farm_code", "species", "stat_week"]
    farms, carcasses = known.rows("AH06"), known.rows("AH05")
    collected = carcasses[carcasses["link"] == "养殖"].assign(stat_week=lambda rows: week_names(rows["collected_on"]))
    collected = collected.rename(columns={"source_code": "farm_code"}).groupby(key)["qty_heads"].sum()
    weeks = farms.set_index(key).sort_index()
    weeks["d"] = collected.reindex(weeks.index).fillna(0.0)
    gap = (weeks["should_treat"].astype(float) - weeks["d"]).rename("gap").reset_index()
    nxt = gap.groupby(["farm_code", "species"])["gap"].shift(-1)
    d_next = weeks["d"].groupby(level=[0, 1]).shift(-1).to_numpy()
    tol = (0.1 * weeks["d"]).clip(lower=2).to_numpy()
    tol_two = (0.1 * (weeks["d"].to_numpy() + d_next)).clip(min=2)
    x09 = gap[(gap["gap"].abs() > tol) & ((gap["gap"] + nxt).abs() > tol_two)]
    thursday = pd.to_datetime(weeks.index.get_level_values(2) + "-4", format="%G-W%V-%u").strftime("%Y-%m")
    months = (
        weeks.assign(month=thursday)
        .groupby(["farm_code", "species", "month"])[["treated_n", "dead_n", "culled_n", "d"]]
        .sum()
        .astype(float)
    )
    off = (months["treated_n"] - months["d"]).abs() > (0.1 * months["d"]).clip(lower=2)
    return pd.concat([x09, months[off | (months["treated_n"] > months["dead_n"] + months["culled_n"])]])


def x03(world: World, known: Known) -> pd.DataFrame:
    plants = known.rows("AH02").set_index("plant_code")
    days = known.rows("AH03")
    own = plants.reindex(days["plant_code"]).set_axis(days.index)
    return days[own["status"].isna() | ((own["status"] != "正常") & (own["status_on"] <= days["stat_date"]))]


def x11(world: World, known: Known) -> pd.DataFrame:
    papers = known.rows("AH04")
    home = papers["origin_code"].str.match(rf"^{world.county}\d{{4}}$", na=False)
    home &= papers["cert_type"].str.startswith("动物")
    farms = known.rows("AH01")
    return papers[home & ~papers["origin_code"].isin(set(farms.loc[farms["status"] == "正常", "farm_code"]))]


def x63(world: World, known: Known) -> pd.DataFrame:
    """Tests for clenbuterol: as many reported by the plants as entered by agriculture."""
    days, samples = world.frames["AH03"], world.frames["AG04"].drop_duplicates("_key")
    samples = samples[(samples["stage"] == "屠宰场") & samples["items"].str.contains("瘦肉精")]
    days = days[days["_to"].isna()]
    both = pd.concat(
        [
            days.groupby(days["stat_date"].dt.strftime("%Y-%m"))["beta_tests"].sum().rename("plants"),
            samples.groupby(samples["sampled_on"].dt.strftime("%Y-%m")).size().rename("agriculture"),
        ],
        axis=1,
    )
    return both[both["plants"] != both["agriculture"]]


def x40(world: World, known: Known) -> pd.DataFrame:
    producers, months, certs = known.rows("AG01").set_index("producer_id"), known.rows("AG03"), known.rows("AG02")
    obliged = months["producer_id"].map(producers["kind"]).isin(["企业", "合作社", "收购者"]) & months[
        "selling"
    ].astype(bool)
    given = set(zip(certs["producer_id"], certs["issued_on"].dt.strftime("%Y%m"), strict=True))
    pairs = zip(months["producer_id"], months["stat_month"], strict=True)
    return months[obliged & ~pd.Series([pair in given for pair in pairs], index=months.index)]


EVENT_RULES: dict[str, Check] = {
    check.__name__: check
    for check in (
        k02_k03_k08,
        d03,
        d07_d08,
        d11,
        d27,
        d32_d33,
        d34,
        d36,
        d37,
        d39_d40_d41,
        d42,
        d44,
        d48_d49_d50,
        d51_d53,
        f07,
        f10,
        x03,
        x04_to_x08,
        x09_x10,
        x11,
        x40,
        x63,
    )
}
