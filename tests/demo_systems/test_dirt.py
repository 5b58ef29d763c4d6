"""Dirt changes how values look, never what they mean."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import plain_reading
import pytest
import small_world

from demo.systems import dirt, forms, gazetteer
from demo.systems.dirt import Dirt, clean_values

PLACES = gazetteer.load(small_world.DEPLOYMENT, small_world.COUNTY)
MEDIUM = {"rest": "json", "sql": "sql", "xls": "sheet", "xlsx": "sheet", "csv": "csv"}


def _dirt(dataset: str, seed: int = 1) -> Dirt:
    contract = small_world.known()[dataset]
    medium = MEDIUM[contract.delivery.options.get("format", contract.delivery.form)]
    return Dirt(contract, seed, medium, PLACES.writings, PLACES.county_name)


def _expected(value, item):
    """The clean value in the form that plain_reading gives."""
    if value is None:
        return None
    if item.identifier == "region_code":
        return value.removesuffix("000")
    if item.logical_type == "date":
        return date(value.year, value.month, value.day)
    if item.logical_type in ("integer", "number"):
        return Decimal(str(value))
    if item.identifier == "uscc":
        return plain_reading.folded(value).upper()
    return plain_reading.folded(value) if isinstance(value, str) else value


@pytest.mark.parametrize("dataset", sorted(small_world.known()))
def test_a_careful_reader_gets_the_clean_value_back_from_every_written_form(dataset):
    hand, contract = _dirt(dataset), small_world.known()[dataset]
    frame = small_world.frame(contract, 1500)
    shown = hand.frame(frame)
    for item in contract.fields:
        clean = clean_values(frame[item.name])
        for value, written in zip(clean, shown[item.name], strict=True):
            if item.name in dirt.NAME_FIELDS and value is not None:
                assert plain_reading.name(written, "川安县") == plain_reading.name(value, "川安县")
            else:
                assert plain_reading.read(written, item, PLACES.writings, 2026) == _expected(value, item), item.name


@pytest.mark.parametrize("dataset", sorted(small_world.known()))
def test_some_values_of_every_dataset_are_written_oddly_and_most_are_not(dataset):
    hand, contract = _dirt(dataset), small_world.known()[dataset]
    frame = small_world.frame(contract, 800)
    shown = hand.frame(frame)
    odd = sum(value is not None and written != usual
              for item in contract.fields for values in [clean_values(frame[item.name])]
              for value, usual, written in zip(values, hand._plain(item, values), shown[item.name], strict=True))
    assert 0.005 < odd / (len(frame) * len(contract.fields)) < 0.1


def test_a_row_looks_the_same_whatever_stands_around_it_and_another_seed_looks_different():
    contract = small_world.known()["FS02"]
    frame = small_world.frame(contract, 600)
    alone = frame.iloc[300:310].reset_index(drop=True)
    whole, part, other = _dirt("FS02").frame(frame), _dirt("FS02").frame(alone), _dirt("FS02", 2).frame(frame)
    assert all(whole[name][300:310] == part[name] for name in whole)
    assert whole != other


def test_values_of_the_wrong_type_pass_untouched():
    item = small_world.known()["AH03"].field("in_heads")
    hashes = np.arange(1, 400, dtype=np.uint64) * np.uint64(7919)
    nonsense = ["若干"] * len(hashes)
    assert _dirt("AH03").column(item, nonsense, hashes) == nonsense


def test_a_date_leaves_out_its_year_only_inside_a_period_of_one_year():
    contract = small_world.known()["AH03"]
    frame = small_world.frame(contract, 1500)
    frame["stat_date"] = pd.Timestamp("2026-01-01")
    frame["_period"] = "2026-W01"  # Monday is 29 December 2025
    yearless = [value for value in _dirt("AH03").frame(frame)["stat_date"] if str(value).startswith("1月")]
    assert yearless == []
    frame["_period"] = "2026-W02"
    assert any(str(value).startswith("1月") for value in _dirt("AH03").frame(frame)["stat_date"])


def test_a_village_is_never_written_as_its_township():
    item = small_world.known()["FS02"].field("region_code")
    hashes = np.arange(1, 2000, dtype=np.uint64) * np.uint64(104729)
    shown = _dirt("FS02").column(item, [small_world.VILLAGE] * len(hashes), hashes)
    assert {plain_reading.folded(value) for value in shown} == {small_world.VILLAGE}


@pytest.mark.parametrize(("number", "written"), [(13_900, "2.78万斤"), (13_901.5, "27803斤"), (1234.567, None)])
def test_a_weight_moves_to_another_unit_only_when_no_digit_is_lost(number, written):
    ways = forms.number_ways(small_world.known()["AH05"].field("kg"), "sheet")
    shown = {way(number) for way in ways} - {None}
    if written:
        assert written in shown
    assert all(not str(value).endswith("斤") or plain_reading.read(
        value, small_world.known()["AH05"].field("kg"), {}) == Decimal(str(number)) for value in shown)


def test_frames_become_plain_python_values():
    column = pd.Series([1, None, 3], dtype="Int64")
    assert clean_values(column) == [1, None, 3]
    assert clean_values(pd.Series([datetime(2026, 1, 1), pd.NaT])) == [datetime(2026, 1, 1), None]
    assert clean_values(pd.Series([1.5, "若干", np.int64(4), 2.0], dtype=object)) == [1.5, "若干", 4, 2]
