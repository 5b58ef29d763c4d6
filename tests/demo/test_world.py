"""A world is deterministic, has the county's size, types as in the contracts, and no person's name in public text."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from demo.errors import DemoError
from demo.world import World, build, schema
from warehouse import settings

SEED = 7

#: Records (not versions) that handbook §2 and §7 give for a county, lowest and highest.
SIZES = {
    "MS01": (4400, 4900),
    "MS02": (100, 140),
    "MS03": (3000, 3900),
    "MS04": (1750, 2050),
    "MS05": (12_000, 14_500),
    "MS06": (4800, 7000),
    "MS07": (6000, 7400),
    "MS08": (2400, 3300),
    "MS10": (1700, 2200),
    "MS11": (2300, 2700),
    "MS12": (30_000, 33_000),
    "AG01": (1400, 1400),
    "AH02": (3, 8),
    "FS01": (1100, 1400),
    "FS02": (4500, 5700),
    "FS06": (60, 120),
    "FS10": (100, 200),
    "FS11": (8, 15),
}
WEEKLY = {"AH03": (30, 125), "AH04": (500, 1200), "AH05": (60, 200), "AH06": (640, 680), "FS03": (290, 450)}
PUBLIC_TEXT = {
    "MS01": ("entity_name", "address"),
    "MS02": ("holder_name", "issuer"),
    "MS03": ("holder_name", "address", "items"),
    "MS04": ("name", "address", "products"),
    "MS05": ("campaign", "failed_items"),
    "MS06": ("descr", "measure", "handed_over_to"),
    "MS07": ("adjust_reason",),
    "MS08": ("sampled_name", "maker_name", "sample_name", "lab"),
    "MS09": ("party_name", "cause"),
    "MS10": ("entity_name", "goods_cat"),
    "AG01": ("name", "main_product"),
    "AG02": ("origin", "buyer"),
    "AH02": ("name", "address"),
    "AH04": ("origin", "dest"),
    "AH05": ("source_name", "plant"),
    "FS01": ("unit", "position"),
    "FS02": ("entity_name", "assist"),
    "FS03": ("descr",),
    "FS04": ("topic", "site", "doc_no"),
    "FS06": ("user_unit", "remark"),
    "FS07": ("title", "organizer", "place"),
    "FS08": ("title", "organizer", "follow_up"),
    "FS09": ("agency",),
    "FS10": ("text", "lead", "support", "gap", "measure"),
    "FS11": ("name", "address", "opener"),
}


@pytest.mark.parametrize("dataset", SIZES)
def test_registers_have_the_size_of_a_county(clean: World, dataset: str) -> None:
    low, high = SIZES[dataset]
    assert low <= clean.frames[dataset]["_key"].nunique() <= high


@pytest.mark.parametrize(("dataset", "low", "high"), [("FS04", 60, 120), ("FS07", 30, 60), ("FS05", 96, 96)])
def test_a_years_ledgers_have_the_size_of_a_county(clean: World, dataset: str, low: int, high: int) -> None:
    rows = clean.frames[dataset]
    assert low <= rows["_period"].str.startswith("2025").sum() <= high


@pytest.mark.parametrize("dataset", WEEKLY)
def test_weekly_files_have_the_size_of_a_county(clean: World, dataset: str) -> None:
    low, high = WEEKLY[dataset]
    rows = clean.frames[dataset]
    assert low <= rows[rows["_period"].isin(clean.weeks)].groupby("_period")["_key"].nunique().median() <= high


def test_the_same_seed_gives_the_same_world_whatever_the_processor() -> None:
    """numpy sorts with what the processor offers: rows that tie come in another order unless the sort is stable."""
    features = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    asked = (SEED, "ordinary", "2025-W39", "2025-W42")
    code = ("import pickle, sys; from demo.world import build; "
            f"world = build{asked}; pickle.dump((world.deliveries, world.frames), sys.stdout.buffer)")
    plain = subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, check=True, stdout=subprocess.PIPE,
                           env={**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(features)})
    deliveries, frames = pickle.loads(plain.stdout)
    world = build(*asked)
    assert world.deliveries == deliveries
    for dataset, frame in world.frames.items():
        pd.testing.assert_frame_equal(frame, frames[dataset])


def test_versions_of_a_record_follow_each_other(clean: World, ordinary: World) -> None:
    for world in (clean, ordinary):
        for dataset, frame in world.frames.items():
            rows = frame.sort_values(["_key", "_from"])
            following = rows.groupby("_key")["_from"].shift(-1)
            assert not (rows["_to"] <= rows["_from"]).any(), dataset
            assert not (following.notna() & ~(rows["_to"] <= following)).any(), dataset


def test_rows_of_a_period_are_written_before_its_file_comes(clean: World) -> None:
    for file in clean.deliveries:
        if schema.mode(file.dataset) == "period" and file.revision == 1:
            rows = clean.frames[file.dataset]
            rows = rows[rows["_period"] == file.period].drop_duplicates("_key")
            late = rows[rows["_from"] > pd.Timestamp(file.received_at)]
            assert len(late) <= 4, (file, len(late))


def test_twelve_months_of_history_stand_before_the_first_week(clean: World) -> None:
    year_before = pd.Timestamp("2024-10-15")
    for dataset, column in (
        ("MS05", "insp_date"),
        ("MS06", "found_on"),
        ("MS07", "rated_on"),
        ("MS08", "sampled_on"),
        ("MS09", "started_on"),
        ("MS10", "registered_at"),
        ("AG02", "issued_on"),
        ("FS03", "visit_date"),
        ("FS04", "event_date"),
        ("FS07", "start_on"),
    ):
        assert clean.frames[dataset][column].min() < year_before, dataset


def test_no_persons_name_is_part_of_any_public_text(clean: World, ordinary: World) -> None:
    for world in (clean, ordinary):
        text = "\n".join(
            value
            for dataset, columns in PUBLIC_TEXT.items()
            for column in columns
            for value in world.frames[dataset][column].dropna().unique()
        )
        shown = {text[n : n + 3] for n in range(len(text))}
        names = world.personal_values()["name"]
        assert len(names) > 1000
        assert {len(name) for name in names} == {3}
        assert not names & shown


def test_personal_values_name_everybody(clean: World) -> None:
    values = clean.personal_values()
    assert all(len(phone) == 11 for phone in values["phone"])
    assert all(len(number) == 18 for number in values["id_no"])
    assert len(values["id_no"]) > 1700


def test_an_unknown_variant_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DemoError, match="clean, ordinary, faulted"):
        build(1, "perfect", "2025-W39", "2025-W40")


def test_weeks_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(DemoError, match="no weeks"):
        build(1, "clean", "2025-W40", "2025-W39")
