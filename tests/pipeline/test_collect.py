"""Collecting: trouble with one dataset is told and recorded, and the others go on."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest

import contracts
from extract import ingest, landing
from extract.submission import Receipt
from pipeline import collect, tasks, weeks
from pipeline.collect import Collected
from pipeline.errors import SourceGaveNothingError, SourceRefusedError
from pipeline.weeks import Moment, Week
from warehouse import deployment
from warehouse.errors import TerminalError, TransientError

AT = datetime(2026, 11, 16, 6)
COUNTY = deployment.County("620899", "川安县", "62", "2026-W38", {})


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch) -> dict[str, Receipt]:
    """What each dataset answers; without an entry it lands ten rows."""
    answers: dict[str, Receipt] = {}

    def answer(contract, county, upto, now, way):
        landed = Receipt(county.code, contract.dataset, "main", "2026-W46", "landed", "id", landed_rows=10)
        return [answers.get(contract.dataset, landed)]

    class Nowhere:
        @classmethod
        def open(cls):
            return cls()

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(ingest, "ingest", answer)
    monkeypatch.setattr(ingest, "sweep", lambda *_: [])
    monkeypatch.setattr(landing, "Landing", Nowhere)
    monkeypatch.setattr(deployment, "load", lambda: SimpleNamespace(counties=(COUNTY,), options={}))
    return answers


def trouble(dataset: str, outcome: str) -> Receipt:
    return Receipt("620899", dataset, "main", "2026-W46", outcome, detail="what was found")


def test_every_dataset_is_collected_though_one_gives_nothing(sources):
    sources["MS01"] = trouble("MS01", "unreachable")
    pulled = tuple(contract for contract in contracts.load_all() if weeks.is_pulled(contract))
    found = {item.dataset: item for item in collect.at_moment(Moment(AT, pulled))}
    assert set(found) == {contract.dataset for contract in pulled}
    assert {dataset for dataset, item in found.items() if item.outcome != "ok"} == {"MS01"}
    assert found["AG01"] == Collected("AG01", "620899", AT, deliveries=1, rows=10)


def test_an_unreadable_file_is_a_delivery_and_no_failure_of_the_task(sources):
    sources["AH03"] = trouble("AH03", "unreadable")
    found = collect.collect(tasks.phases.find_contract("AH03"), COUNTY, AT)
    assert (found.outcome, found.deliveries) == ("ok", 1)
    assert found.must_be_had() is found


@pytest.mark.parametrize(("outcome", "error", "kind"), [
    ("unreachable", SourceGaveNothingError, TransientError),
    ("server_error", SourceGaveNothingError, TransientError),
    ("unauthorised", SourceRefusedError, TerminalError),
    ("our_fault", SourceRefusedError, TerminalError),
])
def test_the_kind_of_trouble_says_whether_to_try_again(sources, outcome, error, kind):
    sources["MS01"] = trouble("MS01", outcome)
    with pytest.raises(error, match=r"MS01 of county 620899.*what was found") as caught:
        tasks.ingest("MS01", "620899", AT)
    assert isinstance(caught.value, kind)


def test_a_registers_past_is_not_asked_for(monkeypatch):
    monkeypatch.setattr(tasks.clock, "load", lambda: SimpleNamespace(now=lambda: datetime(2026, 11, 20)))
    known = {contract.dataset: contract for contract in contracts.load_all()}
    reason = {name: tasks.reason_to_leave_out(known[name], AT, known.values()) for name in ("MS01", "MS08", "FS02")}
    assert "what was landed" in reason["MS01"]
    assert reason["MS08"] == reason["FS02"] == ""


def test_a_monthly_moment_asks_only_for_what_is_due_then(monkeypatch):
    own, = weeks.own_pulls(tasks.phases.find_contract("AG03"), Week("2026-W45"))
    monkeypatch.setattr(tasks.clock, "load", lambda: SimpleNamespace(now=lambda: own))
    agriculture = next(source for source in tasks.sources() if source.submitter == "agriculture").contracts
    asked = [contract.dataset for contract in agriculture if not tasks.reason_to_leave_out(contract, own, agriculture)]
    assert asked == ["AG03", "AG04", "AG06"]
