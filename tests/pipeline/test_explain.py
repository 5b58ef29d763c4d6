"""Which recomputations a publication needs, and that what happened is seen in the ledgers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from pipeline import explain, inputs
from pipeline.explain import AMENDED, ARRIVALS, CODE, RULES, Happened
from warehouse import reference, settings
from warehouse.dbt import Scope

BEFORE, NOW = datetime(2026, 11, 17, 10), datetime(2026, 11, 24, 10)
NOTHING = Happened(BEFORE, reference_then="", rules=False, program=False, words=False, amendments=False)
OLD = "hash of then"


def planned(**happened: object) -> list[str]:
    return [step.name for step in explain.plan(NOW, replace(NOTHING, **happened))]


@pytest.mark.parametrize(("happened", "steps"), [
    ({}, []),
    ({"amendments": True}, [ARRIVALS]),
    ({"words": True}, [AMENDED]),
    ({"amendments": True, "words": True}, [ARRIVALS, AMENDED]),
    ({"reference_then": OLD}, [RULES]),
    ({"rules": True}, []),
    ({"rules": True, "words": True}, [RULES]),
    ({"program": True}, [CODE]),
    ({"program": True, "reference_then": OLD, "amendments": True}, [CODE, RULES, ARRIVALS]),
])
def test_a_step_is_computed_only_where_something_of_its_kind_happened(happened, steps):
    assert planned(**happened) == steps


def test_steps_before_the_arrivals_stand_at_the_earlier_cut_off():
    everything = replace(NOTHING, program=True, reference_then=OLD, amendments=True, words=True)
    assert [(step.cutoff, step.scope, step.reference_then) for step in explain.plan(NOW, everything)] == [
        (BEFORE, Scope("then", BEFORE, "then"), OLD), (BEFORE, Scope("then", BEFORE, "then"), ""),
        (NOW, Scope("arrivals", BEFORE, "then"), ""), (NOW, Scope("amended", BEFORE, "then"), "")]


def test_other_words_under_other_rules_are_the_rules_doing():
    steps = explain.plan(NOW, replace(NOTHING, rules=True, words=True, amendments=True))
    assert [(step.name, step.scope.words) for step in steps] == [(RULES, "now"), (ARRIVALS, "now")]


def deliver(warehouse, name: str, at: datetime, said_at: datetime | None, period: str = "2026-W46") -> None:
    with warehouse.connect("warehouse_owner") as connection:
        connection.execute(
            "insert into quality.submission_ledger (county_code, submission_id, dataset, stream, submitter, period,"
            " revision, source, sha256, received_at, landed_at, state)"
            " values ('620899', %s, 'AH04', 'main', 'animal_husbandry', %s, 1, 'x.csv', '', %s, %s, '已接受')",
            [name, period, at, at])
        if said_at:
            connection.execute("insert into quality.submission_verdict values ('620899', %s, %s, '已接受')",
                               [name, said_at])


@pytest.fixture
def published(warehouse, monkeypatch):
    """A warehouse with one closed cycle; staging tables are not there, so pulls are left out."""
    files = [contract for contract in explain.phases.all_contracts() if explain.replaces(contract) != "nothing"]
    monkeypatch.setattr(explain.phases, "all_contracts", lambda: files)
    reference.compose(settings.load())
    deliver(warehouse, "first", datetime(2026, 11, 16, 10), BEFORE)
    inputs.close(inputs.fingerprint(BEFORE), "2026-W46", ["620899"])
    return warehouse


def test_nothing_happened_where_only_a_new_period_came(published):
    deliver(published, "next week", datetime(2026, 11, 23, 10), NOW, "2026-W47")
    assert explain._happened(NOW) == NOTHING


def test_a_revision_is_an_amendment_and_so_is_one_found_late(published):
    deliver(published, "revision", datetime(2026, 11, 16, 11), NOW)
    assert explain._happened(NOW) == replace(NOTHING, amendments=True)


def test_a_refusal_taken_back_is_another_word(published):
    with published.connect() as connection:
        connection.execute("insert into quality.submission_verdict values ('620899', 'first', %s, '已退回', 'F04')",
                           [NOW])
    assert explain._happened(NOW) == replace(NOTHING, words=True)


def test_another_reference_table_and_another_program_are_seen(published, monkeypatch):
    then = reference.fingerprint(settings.load())
    monkeypatch.setattr(reference, "fingerprint", lambda _: "another")
    monkeypatch.setattr(inputs, "program_hash", lambda: "another")
    assert explain._happened(NOW) == replace(NOTHING, reference_then=then, program=True)


def test_the_first_publication_has_nothing_to_be_compared_with(published):
    assert explain._happened(BEFORE) is None


def test_only_the_newest_publication_is_explained(published):
    assert explain.explain(datetime(2026, 11, 10, 10)).facts == {"left out": "only the newest publication is explained"}


def test_a_warehouse_that_stands_elsewhere_is_not_explained(published):
    inputs.forget_standing()
    assert explain.explain(NOW).facts == {"left out": "the warehouse does not stand at this publication"}
