"""Fingerprints and standing against a real warehouse."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline import inputs
from warehouse import reference, reference_versions, settings
from warehouse.errors import TerminalError

CUTOFF = datetime(2026, 11, 17, 10)
LEDGER = ("insert into quality.submission_ledger (county_code, submission_id, dataset, stream, submitter, period,"
          " revision, source, sha256, received_at, landed_at)"
          " values ('620899', %s, 'FS02', 'main', 'food_safety_office', '2026-W46', 1, 'x.xlsx', '', %s, %s)")


def deliver(warehouse, name: str, at: datetime, landed: datetime = CUTOFF) -> None:
    with warehouse.connect("loader") as connection:
        connection.execute(LEDGER, [name, at, landed])


def attempt(warehouse, name: str, outcome: str) -> None:
    with warehouse.connect("loader") as connection:
        connection.execute("insert into quality.attempt"
                           " values ('620899', %s, 'MS01', 'main', '2026-W46', %s, now(), %s)",
                           [name, datetime(2026, 11, 16, 6), outcome])


def test_a_delivery_before_the_cut_off_changes_the_fingerprint(warehouse):
    before = inputs.fingerprint(CUTOFF)
    deliver(warehouse, "in time", datetime(2026, 11, 17, 10))
    assert inputs.fingerprint(CUTOFF).input_hash != before.input_hash


def test_a_delivery_after_the_cut_off_does_not(warehouse):
    before = inputs.fingerprint(CUTOFF)
    deliver(warehouse, "too late", datetime(2026, 11, 17, 10, 0, 1))
    assert inputs.fingerprint(CUTOFF) == before


def test_an_attempt_counts_only_when_the_source_failed_and_once(warehouse):
    before = inputs.fingerprint(CUTOFF)
    attempt(warehouse, "a", "ok")
    assert inputs.fingerprint(CUTOFF) == before
    attempt(warehouse, "b", "unreachable")
    failed = inputs.fingerprint(CUTOFF)
    assert failed != before
    attempt(warehouse, "c", "unreachable")
    assert inputs.fingerprint(CUTOFF) == failed


def test_a_cycle_is_closed_by_its_own_fingerprint_only(warehouse):
    mark = inputs.fingerprint(CUTOFF)
    assert not inputs.closed(mark)
    inputs.close(mark, "2026-W46", ["620899"])
    assert inputs.closed(mark)
    assert inputs.newest_closed() == CUTOFF
    deliver(warehouse, "a correction", datetime(2026, 11, 17, 9))
    assert not inputs.closed(inputs.fingerprint(CUTOFF))
    inputs.reopen(CUTOFF)
    assert not inputs.closed(mark)


def test_a_closed_cycle_keeps_the_reference_data_it_was_made_from(warehouse, tmp_path):
    values = settings.load()
    reference.compose(values)
    inputs.close(inputs.fingerprint(CUTOFF), "2026-W46", ["620899"])
    with warehouse.connect() as connection:
        kept, program = connection.execute("select reference_hash, program_hash from quality.cycle").fetchone()
    assert (kept, program) == (reference.fingerprint(values), inputs.program_hash())
    written = reference_versions.write(kept, tmp_path / "seeds", values)
    assert written.of_today == ()
    assert {path.name: path.read_bytes() for path in written.folder.glob("*.csv")} == {
        path.name: path.read_bytes() for path in reference.files(values)}


def test_reference_data_of_then_are_taken_for_todays(warehouse, tmp_path):
    values = settings.load()
    reference.compose(values)
    today = inputs.fingerprint(CUTOFF)
    mark = reference_versions.keep(values)
    # Since then a limit was changed; one table has another shape, one is new.
    with warehouse.connect() as connection:
        connection.execute("update quality.reference_version set content = replace(content, '45', '30')"
                           " where seed = 'complaint_limit.csv'")
        connection.execute("update quality.reference_version set content = 'old,columns' where seed = 'unit.csv'")
        connection.execute("delete from quality.reference_version where seed = 'region.csv'")
    written = reference_versions.write(mark, tmp_path / "seeds", values)
    assert written.of_today == ("region", "unit")
    with reference.instead(written.folder):
        assert ",30" in (reference.compose(values) / "complaint_limit.csv").read_text(encoding="utf-8")
        assert inputs.fingerprint(CUTOFF).input_hash != today.input_hash
    assert inputs.fingerprint(CUTOFF) == today


def test_reference_data_that_were_not_kept_are_asked_for_in_vain(warehouse, tmp_path):
    with pytest.raises(TerminalError, match="were not kept"):
        reference_versions.write("unknown", tmp_path / "seeds", settings.load())


@pytest.mark.parametrize(("reached", "stands_built", "stands_published"), [
    (inputs.BUILT, True, False), (inputs.PUBLISHED, True, True)])
def test_the_warehouse_stands_where_the_last_whole_step_left_it(warehouse, reached, stands_built, stands_published):
    mark = inputs.fingerprint(CUTOFF)
    inputs.reach(mark, reached)
    assert inputs.stands(mark, inputs.BUILT) is stands_built
    assert inputs.stands(mark, inputs.PUBLISHED) is stands_published
    assert not inputs.stands(inputs.fingerprint(datetime(2026, 11, 10, 10)), inputs.BUILT)
    inputs.forget_standing()
    assert inputs.standing() is None
