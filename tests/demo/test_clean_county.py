"""The clean county violates no rule, although holidays, peaks, corrections and closings happen in it."""

from __future__ import annotations

import pandas as pd
import pytest
from event_rules import EVENT_RULES
from stock_rules import STOCK_RULES
from supervision_rules import SUPERVISION_RULES

from demo import calendar
from demo.truth import Known
from demo.world import World, schema

#: Around the National Day, in an ordinary week, at the turn of the year, after the Spring Festival, at the end.
CUTOFF_WEEKS = ("2025-W40", "2025-W47", "2026-W01", "2026-W08", "2026-W12")


@pytest.fixture(scope="module")
def knowledge(clean: World) -> dict[str, Known]:
    return {week: Known(clean, calendar.cutoff(week)) for week in CUTOFF_WEEKS}


@pytest.mark.parametrize("week", CUTOFF_WEEKS)
@pytest.mark.parametrize("rule", STOCK_RULES)
def test_registers_violate_no_rule(knowledge: dict[str, Known], rule: str, week: str) -> None:
    violations = STOCK_RULES[rule](knowledge[week])
    assert violations.empty, violations.head(5).to_string()


@pytest.mark.parametrize("rule", EVENT_RULES)
def test_events_violate_no_rule(clean: World, knowledge: dict[str, Known], rule: str) -> None:
    violations = EVENT_RULES[rule](clean, knowledge["2026-W12"])
    assert violations.empty, violations.head(5).to_string()


@pytest.mark.parametrize("week", ["2025-W52", "2026-W12"])
@pytest.mark.parametrize("rule", SUPERVISION_RULES)
def test_supervision_violates_no_rule(clean: World, rule: str, week: str) -> None:
    violations = SUPERVISION_RULES[rule](clean, Known(clean, calendar.cutoff(week)))
    assert violations.empty, violations.head(5).to_string()


def test_every_file_comes_by_its_deadline(clean: World) -> None:
    for dataset in filter(schema.is_filed, schema.datasets()):
        for period in clean.obligation_periods(dataset):
            first = clean.delivered(dataset, period)[0]
            assert first.received_at <= calendar.due_at(period), (dataset, period)


def test_the_plants_are_closed_at_the_spring_festival_and_say_so(clean: World) -> None:
    assert [file.content for file in clean.delivered("AH03", "2026-W08")] == ["zero"]
    assert not (clean.frames["AH03"]["_period"] == "2026-W08").any()


def test_visits_pile_up_in_the_week_of_a_quarter_end(clean: World) -> None:
    sizes = clean.frames["FS03"].groupby("_period").size()
    assert 4 < sizes["2026-W01"] / sizes["2025-W46":"2025-W51"].median() < 7


def test_apple_season_brings_four_times_the_certificates(clean: World) -> None:
    weeks = clean.frames["AG02"]["issued_on"].dt.strftime("%G-W%V").value_counts()
    assert 3 < weeks["2025-W44"] / weeks["2026-W11"] < 5


def test_a_correction_shows_other_rows_than_the_first_file(clean: World) -> None:
    again = [file for file in clean.deliveries if file.revision == 2]
    assert {file.dataset for file in again} == {"AH03", "AH04", "AH05", "AH06", "FS03"}
    for second in again:
        first = clean.delivered(second.dataset, second.period)[0]
        fields = schema.fields(second.dataset)
        shown = [clean.visible(file.dataset, file.received_at, file.period)[fields] for file in (first, second)]
        assert not shown[0].reset_index(drop=True).equals(shown[1].reset_index(drop=True)), second


def test_life_goes_on(clean: World) -> None:
    entities, ties, licences = clean.frames["MS01"], clean.frames["FS02"], clean.frames["MS03"]
    start = pd.Timestamp(calendar.period(clean.first_week).first)
    assert (entities["status_on"] >= start).sum() > 50
    assert set(ties.loc[ties["to_on"] >= start, "reason"]) == {"注销", "调整", "干部变动"}
    assert ((licences["version_no"] > 1) & (licences["issued_on"] >= start)).sum() > 50
    assert clean.frames["AG01"].loc[clean.frames["AG01"]["status"] == "注销", "_from"].max() >= start
    assert len(clean.deleted("AG02", calendar.cutoff(clean.last_week))) > 0
    assert len(clean.deleted("MS01", calendar.cutoff(clean.last_week))) > 0
