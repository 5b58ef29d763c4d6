"""The answer key names enough faults of every condition, over different weeks, and each on records of its own."""

from __future__ import annotations

import pandas as pd
import pytest

from demo import calendar
from demo.errors import DemoError
from demo.faults.answer_key import COLUMNS, AnswerKey
from demo.faults.planter import REGISTRY, Planter, key_of
from demo.world import World, build, schema

RULES = [
    "K01",
    "K02",
    "K03",
    "K04",
    "K05",
    "K06",
    "K07",
    "K08",
    "F01",
    "F02",
    "F03",
    "F04",
    "F05",
    "F06",
    "F07",
    "F08",
    "F09",
    "F10",
    "F11",
    "F12",
    "F13",
    "D03",
    "D05",
    "D06",
    "D07",
    "D08",
    "D11",
    "D12",
    "D13",
    "D25",
    "D27",
    "D32",
    "D33",
    "D37",
    "D39",
    "D40",
    "D41",
    "D42",
    "D44",
    "D45",
    "D46",
    "D47",
    "D48",
    "D49",
    "D50",
    "X01",
    "X03",
    "X04",
    "X05",
    "X06",
    "X07",
    "X08",
    "X09",
    "X10",
    "X14",
    "X15",
    "X17",
    "X18",
    "X21",
    "X22",
    "X23",
    "X25",
    "X26",
    "X27",
    "X28",
    "X29",
    "X30",
    "X35",
    "X36",
    "X40",
    "X45",
]
CONDITIONS = sorted({condition for condition, _ in REGISTRY})


def test_every_rule_of_the_first_release_has_planters() -> None:
    assert sorted({condition.split(".")[0] for condition in CONDITIONS}) == sorted(RULES)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_has_five_faults_over_two_weeks(key: AnswerKey, condition: str) -> None:
    rows = key.rows[(key.rows["condition"] == condition) & ~key.rows["note"].str.startswith("knock-on")]
    assert len(rows) >= 5
    assert rows["first_cutoff"].nunique() >= 2


def test_the_key_is_whole(key: AnswerKey, planted: tuple[World, AnswerKey]) -> None:
    rows, world = key.rows, planted[0]
    assert list(rows.columns) == list(COLUMNS)
    assert not rows[["condition", "dataset", "business_key", "first_cutoff", "last_cutoff"]].isna().any().any()
    assert (rows["first_cutoff"] <= rows["last_cutoff"]).all()
    assert (rows["last_cutoff"] <= calendar.cutoff(world.last_week)).all()
    assert set(rows["dataset"]) <= set(schema.datasets())
    assert not rows.duplicated(["condition", "dataset", "business_key", "field", "first_cutoff"]).any()


def test_thresholds_have_near_misses_that_the_key_does_not_expect(key: AnswerKey) -> None:
    ident = ["condition", "dataset", "business_key", "field"]
    missed = set(key.near_misses["condition"])
    assert {
        "D11.1",
        "D11.2",
        "D12",
        "D41",
        "D42.2",
        "D48.1",
        "D48.2",
        "X04",
        "X05.1",
        "X07",
        "X08",
        "X09",
        "X10.1",
        "X14",
        "X22",
        "X26",
        "X27",
        "X35",
        "X36",
        "F02",
        "F07",
        "F09",
        "F13",
    } <= missed
    both = key.near_misses.merge(key.rows, on=ident, suffixes=("_near", ""))
    overlap = (both["first_cutoff_near"] <= both["last_cutoff"]) & (both["first_cutoff"] <= both["last_cutoff_near"])
    assert not overlap.any(), both[overlap][ident].to_string()


def test_frames_keep_their_types(planted: tuple[World, AnswerKey]) -> None:
    for dataset, frame in planted[0].frames.items():
        wanted = schema.framed(frame.iloc[:1], dataset).drop(columns="_key").dtypes
        assert (frame[wanted.index].dtypes == wanted).all(), dataset
        assert not (frame["_to"] <= frame["_from"]).any(), dataset


def test_a_record_is_used_once() -> None:
    planter = Planter(build(3, "faulted", "2025-W40", "2025-W43"))
    row = pd.DataFrame({"_key": [4]})
    assert list(planter.pick("MS01", row, "_key")["_key"]) == [4]
    assert planter.pick("MS01", row, "_key").empty
    with pytest.raises(DemoError, match="two faults"):
        planter.use("MS01", 4)


#: Rules whose findings name something else than a row: a licence number, a business, a day of a cadre.
OF_SEVERAL_ROWS = {"D13", "D46", "D48"}


def test_a_fault_in_a_row_stands_in_the_world(key: AnswerKey, planted: tuple[World, AnswerKey]) -> None:
    """No later fault wiped it out: a row with that key is there."""
    rows = key.rows[key.rows["rule_id"].str[0].isin(["K", "D"]) & ~key.rows["rule_id"].isin(OF_SEVERAL_ROWS)]
    for dataset, part in rows.groupby("dataset"):
        shown = planted[0].frames[dataset].drop_duplicates(schema.key(dataset))
        assert set(part["business_key"]) <= {key_of(dataset, row) for _, row in shown.iterrows()}, dataset
