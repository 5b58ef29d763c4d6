"""The order of a cycle, what is left out, and what a change makes run again (phases replaced by recorders)."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline import collect, cycle, explain, inputs, phases, weeks
from pipeline.inputs import Fingerprint
from pipeline.phases import PhaseReport
from pipeline.weeks import Week

STEPS = ("stage", "judge_landing", "build", "judge_warehouse", "publish")


class Recorder:
    """Stands for the warehouse: remembers what was run and which cycles are closed."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, str]] = []
        self.closed: dict[datetime, Fingerprint] = {}
        self.inputs = "first"

    def fingerprint(self, cutoff: datetime) -> Fingerprint:
        return Fingerprint(cutoff, self.inputs, "rules", "release")


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    made = Recorder()

    def record(name):
        def phase(what):
            made.ran.append((name, f"{what:%m-%d}" if isinstance(what, datetime) else str(what)))
            return PhaseReport(name, 0.0)

        return phase

    for name in STEPS:
        monkeypatch.setattr(phases, name, record(name))
    monkeypatch.setattr(phases, "report", record("report"))
    monkeypatch.setattr(explain, "explain", record("explain"))
    monkeypatch.setattr(phases, "counties", lambda: ["620899"])
    monkeypatch.setattr(collect, "cycle", lambda group: record("ingest")(" ".join(map(str, group))))
    monkeypatch.setattr(inputs, "fingerprint", made.fingerprint)
    monkeypatch.setattr(inputs, "closed", lambda mark: made.closed.get(mark.cutoff) == mark)
    monkeypatch.setattr(inputs, "close", lambda mark, week, counties: made.closed.update({mark.cutoff: mark}))
    monkeypatch.setattr(inputs, "reopen", lambda cutoff: made.closed.pop(cutoff, None))
    return made


def names(recorder: Recorder) -> list[str]:
    return [name for name, _ in recorder.ran]


def test_a_cycle_runs_its_phases_in_order(recorder):
    told = []
    cycle.catch_up([Week("2026-W46")], lambda week, done: told.append((str(week), done.phase)))
    assert recorder.ran == [("ingest", "2026-W46"), *((step, "11-17") for step in STEPS), ("report", "2026-W46"),
                            ("explain", "11-17")]
    assert [phase for _, phase in told] == names(recorder)


def test_weeks_with_one_cut_off_are_judged_once_and_reported_each(recorder):
    cycle.catch_up([Week("2026-W07"), Week("2026-W08")], lambda *_: None)
    assert names(recorder) == ["ingest", *STEPS, "report", "report", "explain"]
    assert recorder.ran[-3:-1] == [("report", "2026-W07"), ("report", "2026-W08")]


def test_only_the_last_cycle_is_explained(recorder):
    cycle.catch_up(weeks.between("2026-W44", "2026-W46"), lambda *_: None)
    assert [name for name in names(recorder) if name in ("report", "explain")] == ["report"] * 3 + ["explain"]


def test_a_closed_cycle_with_the_same_inputs_is_left_alone(recorder):
    chosen = weeks.between("2026-W44", "2026-W46")
    assert cycle.catch_up(chosen, lambda *_: None) == chosen
    recorder.ran.clear()
    assert cycle.catch_up(chosen, lambda *_: None) == []
    assert recorder.ran == []


def test_changed_inputs_run_the_cycle_again(recorder):
    cycle.catch_up([Week("2026-W46")], lambda *_: None)
    recorder.inputs = "one delivery more"
    assert cycle.catch_up([Week("2026-W46")], lambda *_: None) == [Week("2026-W46")]


def test_a_cycle_that_changes_takes_all_later_ones_with_it(recorder):
    chosen = weeks.between("2026-W44", "2026-W46")
    cycle.catch_up(chosen, lambda *_: None)
    del recorder.closed[Week("2026-W45").cutoff]
    assert cycle.catch_up(chosen, lambda *_: None) == chosen[1:]


def test_a_rebuild_asks_nobody(recorder):
    cycle.catch_up([Week("2026-W46")], lambda *_: None, ingest=False)
    assert "ingest" not in names(recorder)
