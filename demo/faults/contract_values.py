"""Values against the contract (K01–K08). What a typed frame cannot hold goes into `World.raw_values`."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from demo.faults.planter import Planter, key_of, plants
from demo.world import schema

#: dataset, field, what is written; `{}` stands for the true value.
_NOT_CASTABLE = (
    ("FS01", "trained_on", "去年下半年"),
    ("FS03", "due_on", "整改完毕为止"),
    ("MS03", "diners", "若干"),
    ("AG03", "last_upload", "不定期"),
    ("MS08", "published_on", "待定"),
    ("MS01", "employees", "若干"),
)
_NO_CODE = (
    ("AH05", "method", "甲类处置"),
    ("AG02", "basis", "口头承诺"),
    ("MS08", "task_level", "自送"),
    ("AH04", "purpose", "赠送"),
    ("AG02", "method", "传真件"),
)
_NEAR_CODE = (
    ("AH05", "method", "化制处理"),
    ("AG02", "basis", "自检自测"),
    ("MS08", "task_level", "省抽查"),
    ("AH04", "purpose", "饲养用途"),
    ("AG02", "method", "手写联"),
)
_NO_UNIT = (
    ("MS01", "area_m2", "{}间"),
    ("AG01", "area_mu", "{}垧"),
    ("MS09", "fine_cny", "{}镑"),
    ("MS11", "online_hours", "{}课时"),
    ("MS01", "area_m2", "{}榀"),
)
_NEAR_UNIT = (
    ("MS01", "area_m2", "{}平方米整"),
    ("AG01", "area_mu", "{}公顷许"),
    ("MS09", "fine_cny", "{}万元许"),
    ("MS01", "area_m2", "{}平方米许"),
    ("AG01", "area_mu", "{}公顷地"),
)
_ROUGH = (
    ("MS01", "employees", "约{}"),
    ("MS03", "diners", "{}余"),
    ("AG03", "logins", "约{}"),
    ("MS01", "employees", "{}多"),
    ("MS11", "records_uploaded", "{}余"),
    ("AG03", "scans", "约{}"),
)
_NO_PLACE = (
    ("FS01", "region_code", "城北片区"),
    ("AG02", "region_code", "河东一带"),
    ("MS04", "region_code", "工业园区北"),
    ("AG02", "region_code", "后山"),
    ("FS01", "region_code", "西关外"),
)
_NEEDED = (
    ("MS09", "cause"),
    ("AG02", "product"),
    ("AH04", "vet"),
    ("FS01", "position"),
    ("MS08", "lab"),
    ("MS03", "items"),
)
_BELOW = (
    ("AH04", "valid_days"),
    ("AG03", "issues"),
    ("MS09", "fine_cny"),
    ("MS01", "employees"),
    ("AG01", "annual_t"),
    ("AG03", "patrols"),
)


_DATED = ("AH04", "AH05", "FS03", "AG03")


def _records(planter: Planter, dataset: str, field: str, rule: str) -> pd.DataFrame:
    """A record for a faulty value: of a file of the window, or a register's that does not change in the window."""
    frame, start = planter.world.frames[dataset], planter.moment(planter.weeks[0])
    rows = frame[frame["_to"].isna() & frame[field].notna()]
    if dataset in _DATED:
        rows = rows[
            (rows["_key"].map(frame["_key"].value_counts()) == 1)
            & rows["_period"].isin(set(planter.world.obligation_periods(dataset)) - planter.unsteady(dataset))
        ]
    elif dataset != "MS11":
        rows = rows[rows["_from"] < start]
    return _harmless(planter, dataset, rows, rule)


def _harmless(planter: Planter, dataset: str, rows: pd.DataFrame, rule: str) -> pd.DataFrame:
    """Leave out records on which other rules lean, and use one of the rest: of an entity that stays without others."""
    if dataset == "AH04":
        codes = set(planter.world.frames["AH02"]["plant_code"])
        rows = rows[~rows["dest_code"].isin(codes) & ~rows["origin_code"].isin(codes)]
    if dataset == "MS04":
        rows = rows[rows["uscc"].isin(set(planter.world.frames["MS01"]["uscc"].dropna()))]
    if dataset == "AG01":
        rows = rows[rows["uscc"].isna()]
    if dataset == "MS09":
        rows = rows[rows["kind"] != "核查处置"]
    if dataset == "MS08":
        rows = rows[rows["conclusion"].isin(["合格", "待检"])]
    if dataset not in ("MS03", "MS04", "MS01", "MS11"):
        return planter.pick(dataset, rows, "_key", 1, rule=rule)
    code = "entity_id" if "entity_id" in rows else "uscc"
    entities = planter.world.frames["MS01"]
    used = entities[[not planter.free("entity", ident) for ident in entities["entity_id"]]]
    chosen = planter.pick(dataset, rows[~rows[code].isin(set(used[code].dropna()))], "_key", 1, rule=rule)
    planter.use("entity", *entities.loc[entities[code].isin(chosen[code].dropna()), "entity_id"].unique())
    return chosen


def _write(planter: Planter, condition: str, entries: Sequence[tuple[str, str, str]], near: bool = False) -> None:
    for number, (dataset, field, text) in enumerate(entries):
        for _, row in _records(planter, dataset, field, f"{condition}/{number}").iterrows():
            value = row[field]
            value = f"{value:g}" if isinstance(value, float) else value
            since = _since(planter, condition, dataset)
            planter.raw(dataset, row["_key"], field, text.format(value), since)
            write = planter.missed if near else planter.found
            write(
                condition,
                dataset,
                key_of(dataset, row),
                field,
                _first(planter, dataset, row, since),
                note=text.format(value),
            )


def _since(planter: Planter, condition: str, dataset: str) -> pd.Timestamp | None:
    """When a register's record turns faulty; rows of a period are faulty from the start."""
    return None if dataset in _DATED else planter.moment(planter.week(condition))


def _first(planter: Planter, dataset: str, row: pd.Series, since: pd.Timestamp | None) -> str | None:
    return planter.seen(dataset, since or row["_from"], row["_period"] if schema.mode(dataset) == "period" else "")


def _set(planter: Planter, condition: str, dataset: str, row: pd.Series, field: str, value: object, note: str) -> None:
    """Change a field, from some week on where the record is a register's."""
    since = _since(planter, condition, dataset)
    if since is None:
        planter.put(dataset, row["_key"], **{field: value})
    else:
        planter.change(dataset, row["_key"], since, **{field: value})
    planter.found(condition, dataset, key_of(dataset, row), field, _first(planter, dataset, row, since), note=note)


@plants("K01", "K03.1", "K03.2", "K05.1", "K05.2", "K06", "K07")
def nonsense(planter: Planter) -> None:
    """Texts where dates and numbers belong, unknown codes, units, rough numbers, places nobody knows."""
    _write(planter, "K01", _NOT_CASTABLE)
    _write(planter, "K03.1", _NO_CODE)
    _write(planter, "K03.2", _NEAR_CODE)
    _write(planter, "K05.1", _NO_UNIT)
    _write(planter, "K05.2", _NEAR_UNIT)
    _write(planter, "K06", _ROUGH)
    _write(planter, "K07", _NO_PLACE)
    _write(planter, "K05.1", (("MS01", "area_m2", "{}㎡"),), near=True)
    _write(planter, "K01", (("MS01", "established_on", "2019年3月5日"),), near=True)


@plants("K02")
def nothing_where_something_is_needed(planter: Planter) -> None:
    """Required fields left empty; an optional field may be."""
    for number, (dataset, field) in enumerate(_NEEDED):
        for _, row in _records(planter, dataset, field, f"K02/{number}").iterrows():
            _set(planter, "K02", dataset, row, field, None, "left empty")
    for _, row in _records(planter, "MS08", "maker_name", "K02 near").iterrows():
        planter.put("MS08", row["_key"], maker_name=None)
        planter.missed("K02", "MS08", row["sample_no"], "maker_name", note="an optional field")


@plants("K04")
def keys_used_twice(planter: Planter) -> None:
    """Two rows of different content under one key, in datasets where no other rule speaks of duplicates."""
    twins = (
        ("MS04", "reg_no", {"products": "散装食品、面食制品"}),
        ("FS01", "cadre_id", {"position": "临时负责人"}),
        ("AG01", "producer_id", {"main_product": "洋葱"}),
        ("AH05", "rec_no", {"supervisor": "代签人"}),
        ("FS03", "visit_no", {"photos": 9}),
    )
    for number, (dataset, field, values) in enumerate(twins):
        for _, row in _records(planter, dataset, field, f"K04/{number}").iterrows():
            since = _since(planter, "K04", dataset)
            planter.add(dataset, row, **values, **({"_from": since} if since else {}))
            planter.found(
                "K04",
                dataset,
                key_of(dataset, row),
                "|".join(schema.key(dataset)),
                _first(planter, dataset, row, since),
                note="two rows, one key",
            )


@plants("K08")
def out_of_range(planter: Planter) -> None:
    """Numbers below zero; zero itself is in range."""
    for number, (dataset, field) in enumerate(_BELOW):
        for _, row in _records(planter, dataset, field, f"K08/{number}").iterrows():
            _set(planter, "K08", dataset, row, field, -1, "-1")
    for _, row in _records(planter, "AG03", "issues", "K08 near").iterrows():
        planter.put("AG03", row["_key"], issues=0)
        planter.missed("K08", "AG03", key_of("AG03", row), "issues", note="zero")
