"""The recomputed indicators obey the office's rounding, the townships add up, and only what was delivered counts."""

from __future__ import annotations

import copy
from datetime import timedelta
from types import ModuleType

import pandas as pd
import pytest

from demo import calendar, truth
from demo.truth import farm_figures, submission_figures
from demo.truth.figures import Figures, percentage
from demo.world import World

WEEK = "2025-W47"
RATIOS = (
    *("R06", "R08", "R10", "R11", "R12", "R13", "R15", "C05", "C06", "C08", "Q02", "Q03"),
    *("Q04", "Q05", "Q06", "Q07", "Q08", "Q09", "Q10", "Q12", "Q13"),
    *("P02", "P03", "P04", "P05", "P06", "P07", "A04", "A07", "A08", "A09", "A13"),
    *("E02", "E03", "E04", "E07", "E08", "E09", "E12", "E13", "U08", "G01"),
)
COUNTS = ("R04", "Q11", "P01", "A03", "E01", "E05")
OF_YEARS = ("C07", "C09", "C10", "C11", "C14", "A11", "U01", "U02", "U03", "U04", "U05")
CODES = (
    *(*RATIOS, *COUNTS, *OF_YEARS, "R01", "R02", "R03", "R05", "R07", "R09", "R14", "A10", "A12", "U06", "U07"),
    *("C01", "C02", "C03", "C04", "C12", "C13", "Q01", "E06", "E10", "E11", "E14"),
)


@pytest.fixture(scope="module")
def figures(ordinary: World) -> pd.DataFrame:
    return truth.indicators(ordinary, calendar.cutoff(ordinary.last_week))


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (0, 0, None),
        (1, 3, 33.33),
        (1, 8, 12.5),
        (24_999, 25_000, 99.99),
        (25_000, 25_000, 100.0),
        (99_996, 100_000, 99.99),
        (5, 0, None),
        (201, 200, 100.5),
        (1, 20_000, 0.01),
    ],
)
def test_a_part_never_reads_as_the_whole(numerator: int, denominator: int, expected: float | None) -> None:
    assert percentage(numerator, denominator) == expected


@pytest.mark.parametrize("code", CODES)
def test_every_indicator_has_figures(figures: pd.DataFrame, code: str) -> None:
    assert (figures["indicator_code"] == code).any()


@pytest.mark.parametrize("code", RATIOS)
def test_each_ordinary_ratio_lies_between_0_and_100_somewhere(
    ordinary: World, figures: pd.DataFrame, code: str
) -> None:
    found = figures[figures["indicator_code"] == code]
    if code == "G01":
        found = pd.concat([_punctuality(ordinary, week) for week in ordinary.weeks])
    assert found["value"].between(0, 100, inclusive="neither").any()


@pytest.mark.parametrize("code", COUNTS)
def test_townships_add_up_to_the_county(figures: pd.DataFrame, ordinary: World, code: str) -> None:
    rows = figures[(figures["indicator_code"] == code) & (figures["breakdown_code"] == "总计")]
    county = rows[rows["region_code"] == ordinary.county].set_index("period")["numerator"]
    towns = rows[rows["region_code"] != ordinary.county].groupby("period")["numerator"].sum()
    pd.testing.assert_series_equal(county.sort_index(), towns.sort_index(), check_names=False, check_dtype=False)


@pytest.mark.parametrize("code", OF_YEARS)
def test_a_whole_year_has_a_plausible_figure(figures: pd.DataFrame, code: str) -> None:
    rows = figures[(figures["indicator_code"] == code) & (figures["period"] == "2025")]
    limits = {"C07": (200, 500), "C10": (8, 8), "C11": (5, 40), "C14": (5, 50), "A11": (500, 50_000), "U01": (43, 43)}
    low, high = limits.get(code, (1, 500_000))
    assert rows["value"].between(low, high).all()
    assert len(rows)


def test_a_month_tells_the_share_of_quick_tests_that_failed(figures: pd.DataFrame) -> None:
    rows = figures[(figures["indicator_code"] == "U06") & (figures["breakdown_code"] == "快检不合格率")]
    assert rows["value"].between(0, 100, inclusive="neither").any()


def test_every_township_has_a_row(figures: pd.DataFrame) -> None:
    rows = figures[(figures["indicator_code"] == "R06")]
    assert rows["region_code"].nunique() == 25


def test_keys_are_unique(figures: pd.DataFrame) -> None:
    assert not figures.duplicated(truth.KEY).any()


def test_a_missing_file_leaves_the_week_without_its_rows(clean: World) -> None:
    world = copy.copy(clean)
    world.deliveries = [file for file in clean.deliveries if (file.dataset, file.period) != ("AH03", WEEK)]
    found = _slaughtered(world)
    assert found.empty or (found["numerator"] == 0).all()
    assert (_slaughtered(clean)["numerator"] > 0).all()


def test_a_refused_file_leaves_the_earlier_one_standing(clean: World) -> None:
    world = copy.copy(clean)
    second = copy.copy(next(file for file in clean.deliveries if (file.dataset, file.period) == ("AH03", WEEK)))
    second.revision, second.defects = 2, {"password": True}
    second.received_at += timedelta(hours=1)
    world.deliveries = [*clean.deliveries, second]
    pd.testing.assert_frame_equal(_slaughtered(world), _slaughtered(clean))


def test_a_file_after_the_cutoff_is_not_seen(clean: World) -> None:
    world = copy.copy(clean)
    world.deliveries = [copy.copy(file) for file in clean.deliveries]
    late = next(file for file in world.deliveries if (file.dataset, file.period) == ("AH03", WEEK))
    late.received_at = calendar.cutoff(WEEK) + timedelta(minutes=1)
    rates = _punctuality(world, WEEK)
    on_time = rates[rates["breakdown_code"] == "animal_husbandry"].iloc[0]
    assert (on_time["numerator"], on_time["denominator"]) == (3, 4)
    assert _slaughtered(world)["numerator"].sum() == 0


def test_an_unreachable_system_shows_what_was_pulled_last(clean: World) -> None:
    world = copy.copy(clean)
    pull = calendar.pull_at(WEEK)
    world.outages = [("market_supervision", pull - timedelta(hours=1), pull + timedelta(hours=1))]
    before = truth.Known(clean, calendar.cutoff("2025-W46")).rows("MS01")
    pd.testing.assert_frame_equal(truth.Known(world, calendar.cutoff(WEEK)).rows("MS01"), before)


def test_differences_name_the_figure_that_differs(figures: pd.DataFrame) -> None:
    found = figures.copy()
    row = found.index[(found["indicator_code"] == "R04")][0]
    found.loc[row, ["numerator", "value"]] += 1
    assert truth.differences(figures, figures).empty
    assert truth.differences(figures, found)["indicator_code"].tolist() == ["R04"]


def test_scores_follow_the_weights_and_the_gate() -> None:
    findings = pd.DataFrame(
        {
            "submitter": ["a", "a"],
            "dimension": ["完整性", "可访问性"],
            "severity": ["B", "W"],
            "first_seen": pd.to_datetime(["2025-09-01", "2025-11-20"]),
        }
    )
    checked = pd.DataFrame(
        {"submitter": ["a"] * 3, "dimension": ["完整性", "准确性", "可访问性"], "rows": [100, 100, 10]}
    )
    punctual = pd.DataFrame({"submitter": ["a"], "due": [4], "on_time": [3], "days_late": [1]})
    scores = truth.quality_scores(findings, checked, punctual, pd.Timestamp("2025-11-25"))
    # (25·98 + 25·100 + 20·70) / 70 = 90.71, capped because the system was not always accessible.
    assert scores["score"].tolist() == [60.0]
    open_gate = truth.quality_scores(findings[:1], checked, punctual, pd.Timestamp("2025-11-25"))
    assert open_gate["score"].tolist() == [90.71]


def _family(world: World, week: str, family: ModuleType) -> pd.DataFrame:
    known = truth.Known(world, calendar.cutoff(week))
    figures = Figures(world.county, known.towns)
    family.add(figures, known)
    return figures.frame()


def _punctuality(world: World, week: str) -> pd.DataFrame:
    return _family(world, week, submission_figures)


def _slaughtered(world: World) -> pd.DataFrame:
    rows = _family(world, WEEK, farm_figures)
    return rows[(rows["indicator_code"] == "A10") & (rows["period"] == WEEK)].reset_index(drop=True)


def test_a_quotient_has_two_decimals_and_no_value_without_a_divisor() -> None:
    found = Figures("620899", [])
    found.quotient("E06", ("month", "2026-11"), 1663, 398.79)
    found.quotient("E06", ("month", "2026-12"), 1663, 0)
    assert found.frame()["value"].tolist()[0] == 4.17
    assert found.frame()["value"].isna().tolist() == [False, True]


def test_a_count_keeps_its_four_decimals_and_its_value_has_two() -> None:
    found = Figures("620899", [])
    found.count("C09", ("year", "2025"), 94.7745)
    assert found.frame()[["numerator", "value"]].to_numpy().tolist() == [[94.7745, 94.77]]


def test_a_month_that_falls_due_in_the_first_cycle_is_pulled_although_nobody_owes_it(clean: World) -> None:
    world = copy.copy(clean)
    world.first_week, world.last_week = "2025-W49", "2025-W50"
    pulled = truth.Known(world, calendar.cutoff("2025-W50")).pulls("MS12")
    assert [name for name, _, _ in pulled] == ["2025-11"]


@pytest.mark.parametrize(
    ("text", "is_known"), [("5000镑", False), ("5000万元许", False), ("约5000", True), ("0.5万元", True)]
)
def test_a_number_that_nobody_can_read_is_not_known(clean: World, text: str, is_known: bool) -> None:
    cutoff = calendar.cutoff(clean.last_week)
    case = truth.Known(clean, cutoff).rows("MS09").dropna(subset="fine_cny").iloc[0]
    world = copy.copy(clean)
    world.raw_values = [("MS09", case["_key"], "fine_cny", text, None)]
    rows = truth.Known(world, cutoff).rows("MS09").set_index("case_no")
    assert pd.notna(rows.loc[case["case_no"], "fine_cny"]) == is_known
