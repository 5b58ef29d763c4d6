"""The office's workbooks on money, markets, publicity and surveys agree with each other and with other departments."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demo import calendar
from demo.world import World, funds, geography, markets, schema, window

DEPLOYMENT = Path(__file__).parents[2] / "demo" / "deployment"


@pytest.fixture(scope="module", params=["clean", "ordinary"])
def county(request: pytest.FixtureRequest) -> World:
    return request.getfixturevalue(request.param)


def test_no_money_is_spent_that_has_not_arrived_and_none_arrives_beyond_the_budget(county: World) -> None:
    money = county.frames["FS06"]
    assert (money["spent_wan"] <= money["arrived_wan"]).all()
    assert (money["arrived_wan"] <= money["budget_wan"]).all()


def test_all_money_of_a_year_has_arrived_after_it_only_in_the_clean_county(clean: World, ordinary: World) -> None:
    for world, whole in ((clean, True), (ordinary, False)):
        money = world.visible("FS06", calendar.cutoff(world.last_week))
        money = money[money["fiscal_year"] == 2025]
        assert (money["arrived_wan"].sum() == pytest.approx(money["budget_wan"].sum())) == whole


def test_every_vehicle_has_a_plate_of_its_own_and_a_price_of_a_vehicle(county: World) -> None:
    cars = county.frames["FS06"].drop_duplicates("_key")
    cars = cars[cars["kind"] == "执法车"]
    assert cars["asset_no"].is_unique
    assert cars["budget_wan"].between(5, 40).all()
    assert (cars.groupby("fiscal_year").size() <= 8).all()


def test_the_money_of_a_cluster_is_the_money_of_its_budget_items(clean: World) -> None:
    built = clean.facts["markets"].set_index("cluster_id")["before_wan"]
    for _, row in clean.frames["FS11"].iterrows():
        items = clean.visible("FS06", row["_from"])
        arrived = items.loc[items["project_no"] == row["cluster_id"], "arrived_wan"].sum()
        assert row["arrived_wan"] == pytest.approx(built[row["cluster_id"]] + arrived, abs=0.01)


def test_stalls_with_a_registration_are_those_that_market_supervision_knows_in_the_market(county: World) -> None:
    for _, row in county.frames["FS11"].iterrows():
        known = county.visible("MS04", row["_from"])
        here = (known["cluster_id"] == row["cluster_id"]) & (known["status"] == "有效")
        assert row["food_stalls_reg"] == here.sum()
        assert row["food_stalls_reg"] <= row["food_stalls"] <= row["stalls_occupied"]


def test_openers_are_live_businesses_of_the_register(clean: World) -> None:
    known = clean.visible("MS01", calendar.cutoff(clean.last_week))
    live = known[(known["reg_status"] == "存续") & (known["oper_status"] == "正常")]
    assert set(clean.frames["FS11"]["opener_uscc"]) <= set(live["uscc"])


def test_the_quick_tests_of_an_activity_stand_in_the_sampling_system(county: World) -> None:
    acts, samples = county.frames["FS08"], county.frames["MS08"]
    samples = samples[samples["report_no"].astype("str").str.startswith("KJ")]
    for act in acts[acts["kind"] == "你点我检"].itertuples():
        tested = samples[samples["sampled_on"] == act.act_date]
        assert len(tested) == act.quick_n
        assert tested["sampled_name"].nunique() == 1
        assert (tested["conclusion"] == "不合格").sum() == act.quick_fail


def test_every_failed_quick_test_is_followed_up_in_the_clean_county(clean: World) -> None:
    failed = clean.frames["FS08"]
    failed = failed[failed["quick_fail"].fillna(0) > 0]
    assert failed["follow_up"].notna().all()
    assert len(failed) > 3


def test_the_consumers_day_is_kept_on_15_march(county: World) -> None:
    acts = county.frames["FS08"]
    days = acts.loc[acts["kind"] == "3·15", "act_date"]
    assert pd.Timestamp("2025-03-15") in set(days)
    assert (days.dt.month == 3).all()


def test_answers_lie_within_samples_and_every_township_is_asked_all_questions(county: World) -> None:
    answers = county.frames["FS09"]
    sized = answers.dropna(subset=["valid_n"])
    assert (sized["positive_n"] <= sized["valid_n"]).all()
    assert (sized["valid_n"] <= sized["sent"]).all()
    assert answers["score"].between(0, 100).all()
    assert (answers.groupby("survey_no").size() == 24 * 5).all()


def test_a_survey_is_sent_when_its_report_is_known(clean: World) -> None:
    (file,) = [sent for sent in clean.deliveries if sent.dataset == "FS09"]
    assert file.period == "2025-H2"
    assert file.received_at < calendar.due_at(file.period)
    assert len(clean.visible("FS09", file.received_at, file.period)) == 24 * 5


def test_only_the_ordinary_county_writes_numbers_roughly(clean: World, ordinary: World) -> None:
    rough = {(dataset, field) for dataset, _, field, _, _ in ordinary.raw_values}
    assert {("FS08", "copies"), ("FS11", "stalls_capacity")} <= rough
    assert not clean.raw_values


def test_publicity_of_the_year_begun_was_sent_before_the_first_week(clean: World) -> None:
    sent = {file.period for file in clean.deliveries if file.dataset == "FS08"}
    assert {"2025-01", "2025-08"} <= sent
    assert schema.period_type("FS08") == calendar.MONTH


def test_the_money_for_offices_goes_to_the_townships_that_improved_theirs() -> None:
    capacity = pd.DataFrame({"_key": [0, 1], "town_code": ["620899100", "620899101"], "improved": [True, False],
                             "improved_on": pd.to_datetime(["2025-05-06", None]), "improve_wan": [12.5, None]})
    places, span = geography.load(DEPLOYMENT), window.span(["2025-W39", "2025-W40"])
    items = funds.items(places, span, np.random.default_rng(7), capacity)
    (own,) = items[items["town_code"].notna()].to_dict("records")
    assert (own["kind"], own["town_code"], own["fiscal_year"]) == ("设施设备", "620899100", 2025)
    assert own["budget_wan"] == 12.5


def test_a_market_finds_nobody_where_another_one_has_taken_all() -> None:
    registrations = pd.DataFrame({"_key": [0, 1], "region_code": ["620899101001"] * 2, "small_kind": ["小餐饮"] * 2,
                                  "in_cluster": [False] * 2, "cluster_id": pd.array([None] * 2, dtype="str")})
    table = pd.DataFrame({"number": ["SC01", "SC02"], "cluster_id": ["620899SC01", "620899SC02"],
                          "town": ["620899101"] * 2, "stalls_capacity": [10] * 2})
    markets.settle(registrations, table, np.random.default_rng(1))
    assert registrations["cluster_id"].tolist() == ["620899SC01"] * 2
