"""Pulls: which period they serve, what changed since the last one, what vanished, and trouble at the source."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from contracts.model import Deadline, Stream
from extract import archive, ledger, pulls
from extract.ingest import ingest
from extract.pulls import due_at
from extract.submission import LANDED, UNREADABLE
from tests.extract.test_rest_reader import entity
from tests.extract.test_sql_reader import fill

FIRST, SECOND, THIRD = datetime(2026, 11, 16, 6), datetime(2026, 11, 23, 6), datetime(2026, 11, 30, 6)


@pytest.fixture
def run(by_dataset, county, landing, platform):
    """One cycle: the platform's clock and the run's logical time agree."""

    def pull_at(now: datetime, dataset: str = "MS01"):
        platform.now = now
        return ingest(by_dataset[dataset], county, now, now, landing)

    return pull_at


def rows(landing, query: str):
    return landing.connection.execute(query).fetchall()


def keys_of(landing, receipt) -> list[str]:
    return [key for (key,) in rows(landing, "select entity_id from raw.ms_entity where _submission_id = "
                                            f"'{receipt.submission_id}' order by _row_no")]


def test_first_pull_lands_everything(run, landing, platform):
    platform.records = [entity(n) for n in range(1, 301)]
    (receipt,) = run(FIRST)
    assert (receipt.outcome, receipt.period) == (LANDED, "2026-W46")
    assert (receipt.received_rows, receipt.landed_rows) == (300, 300)
    (row,) = rows(landing, "select declared_rows, header_rows, content, received_at, source, "
                           "facts ->> 'max_updated_at', facts -> 'api' ->> 'slot' from quality.submission_ledger")
    assert row == (300, 0, "有数据", FIRST, "接口：/openapi/v1/food/entity", "2026-11-18 09:21:07",
                   "2026-11-16 06:00:00")


def test_later_pull_lands_only_what_changed(run, landing, platform):
    platform.records = [entity(n) for n in range(1, 301)]
    run(FIRST)
    platform.records[4] = entity(5, ztmc="改名店")
    platform.records.append(entity(301))
    (receipt,) = run(SECOND)
    assert (receipt.received_rows, receipt.unchanged_rows, receipt.landed_rows) == (301, 299, 2)
    assert keys_of(landing, receipt) == ["E00005", "E00301"]
    assert rows(landing, "select count(*) from quality.absence") == [(0,)]


def test_unchanged_pull_lands_no_row_and_says_so(run, landing, platform):
    platform.records = [entity(n) for n in range(1, 11)]
    run(FIRST)
    (receipt,) = run(SECOND)
    assert (receipt.received_rows, receipt.unchanged_rows, receipt.landed_rows) == (10, 10, 0)


def test_all_rows_of_a_key_land_again_when_one_of_them_changed(run, landing, platform):
    """Two records share a key (rules D13, D25): both must stay visible as the key's current rows."""
    platform.records = [entity(1, ztmc="甲"), entity(1, ztmc="乙"), entity(2)]
    run(FIRST)
    platform.records[0] = entity(1, ztmc="甲改")
    assert [(r.unchanged_rows, r.landed_rows) for r in run(SECOND)] == [(1, 2)]
    assert [(r.unchanged_rows, r.landed_rows) for r in run(THIRD)] == [(3, 0)]


def test_vanished_key_is_noted_once_and_lands_again_when_it_comes_back(run, landing, platform):
    platform.records = [entity(1), entity(2), entity(3)]
    run(FIRST)
    platform.records = [entity(1), entity(3)]
    (second,) = run(SECOND)
    (third,) = run(THIRD)
    assert rows(landing, "select submission_id, row_key from quality.absence") == [(second.submission_id, "E00002")]
    assert (third.landed_rows, third.unchanged_rows) == (0, 2)
    platform.records = [entity(1), entity(2), entity(3)]
    (fourth,) = run(datetime(2026, 12, 7, 6))
    assert keys_of(landing, fourth) == ["E00002"]
    platform.records = [entity(1), entity(3)]
    run(datetime(2026, 12, 14, 6))
    assert len(rows(landing, "select 1 from quality.absence")) == 2


def test_key_written_in_another_way_is_the_same_key(run, landing, platform):
    """Full-width digits and blanks: the key as it came before vanished, its rows land under the new writing."""
    platform.records = [entity(1), entity(1, ztmc="双胞胎"), entity(2)]
    run(FIRST)
    platform.records[0] = entity(1, ztbh="Ｅ００００１ ")
    (receipt,) = run(SECOND)
    assert keys_of(landing, receipt) == ["Ｅ００００１ ", "E00001"]
    assert rows(landing, "select row_key from quality.absence") == []
    platform.records[1] = entity(1, ztbh="Ｅ００００１ ", ztmc="双胞胎")
    run(THIRD)
    assert rows(landing, "select row_key from quality.absence") == [("E00001",)]


def test_deleted_flag_is_a_change(run, landing, platform):
    platform.records = [entity(1), entity(2)]
    run(FIRST)
    platform.records[1] = entity(2, sfsc="1")
    (receipt,) = run(SECOND)
    assert rows(landing, f"select entity_id, _deleted_flag from raw.ms_entity where _submission_id = "
                         f"'{receipt.submission_id}'") == [("E00002", True)]


def test_rows_without_a_key_are_compared_by_content(run, platform):
    platform.records = [entity(1, ztbh=None, ztmc="无号摊"), entity(2)]
    run(FIRST)
    assert [(r.unchanged_rows, r.landed_rows) for r in run(SECOND)] == [(2, 0)]


def test_what_a_refused_pull_brought_lands_again(run, landing, platform, warehouse):
    platform.records = [entity(1), entity(2)]
    run(FIRST)
    platform.records = [entity(1, ztmc="新")]
    (refused,) = run(SECOND)
    with warehouse.connect("transformer") as judge:
        judge.execute("update quality.submission_ledger set state = '已退回' where submission_id = %s",
                      [refused.submission_id])
    (receipt,) = run(THIRD)
    assert keys_of(landing, receipt) == ["E00001"]
    assert len(rows(landing, "select 1 from quality.absence")) == 2


def test_empty_or_incomplete_snapshot_withholds_absences(run, landing, platform):
    platform.records = [entity(n) for n in range(1, 11)]
    run(FIRST)
    platform.records = []
    run(SECOND)
    assert rows(landing, "select 1 from quality.absence") == []
    assert rows(landing, "select content, facts ->> 'absences_withheld' from quality.submission_ledger "
                         "where received_rows = 0") == [("零报", "true")]


def test_run_is_pulled_once_however_often_it_is_repeated(run, landing, platform):
    platform.records = [entity(1)]
    run(FIRST)
    assert run(FIRST) == []
    assert run(datetime(2026, 11, 9, 6)) == []  # a live system is not asked for its past
    assert len(rows(landing, "select 1 from quality.submission_ledger")) == 1


def test_pull_serves_the_ended_week_until_it_is_covered_then_the_running_one(run, platform):
    platform.records = [entity(1)]
    nightly = [datetime(2026, 11, day, 2) for day in (21, 22, 23, 24)]
    assert [receipt.period for now in nightly for receipt in run(now)] == [
        "2026-W46", "2026-W47", "2026-W47", "2026-W48"]


def test_pull_that_failed_on_monday_and_worked_on_tuesday_still_serves_the_ended_week(run, landing, platform):
    platform.records = [entity(1)]
    platform.fault = lambda p, n: (503, {})
    assert [(r.outcome, r.period) for r in run(SECOND)] == [("server_error", "2026-W47")]
    platform.fault = lambda p, n: None
    assert [(r.outcome, r.period) for r in run(datetime(2026, 11, 24, 9))] == [(LANDED, "2026-W47")]
    assert rows(landing, "select period, outcome from quality.attempt order by attempted_at") == [
        ("2026-W47", "server_error"), ("2026-W47", "ok")]


def test_wrong_secret_is_an_attempt_and_nothing_else(run, landing, county):
    county.connections["market_supervision"]["client_secret"] = "wrong"
    assert [r.outcome for r in run(SECOND)] == ["unauthorised"]
    assert rows(landing, "select 1 from quality.submission_ledger") == []


def test_incremental_pull_asks_from_the_last_one_on_with_an_overlap(run, platform):
    platform.records = [{"cydbh": "XBJ26620899000000001", "gxsj": "2026-11-10 10:00:00", "sfsc": "0"}]
    run(FIRST, "MS08")
    (receipt,) = run(SECOND, "MS08")
    assert "updatedSince" not in platform.requests[0]
    assert platform.requests[-1]["updatedSince"] == "2026-11-15 06:00:00"
    assert (receipt.unchanged_rows, receipt.landed_rows) == (1, 0)


def test_pages_of_a_pull_are_kept(run, landing, platform):
    platform.records = [entity(n) for n in range(1, 301)]
    run(FIRST)
    ((name, digest),) = rows(landing, "select archive_path, sha256 from quality.submission_ledger")
    kept = b"".join(archive.lines(landing.archive.path(name)))
    assert kept.count(b"\n") == 2
    assert "川安县第300店".encode() in kept
    assert len(digest) == 64


@pytest.fixture
def agriculture(county, tmp_path):
    """The agriculture database as a file; its clock is what the test says."""
    url = f"sqlite:///{tmp_path}/agriculture.db"
    fill(url)

    def set_clock(now: datetime) -> None:
        county.connections["agriculture"] = {"url": url, "clock": f"select '{now.isoformat(' ')}'"}

    return set_clock


def test_month_is_pulled_once_and_not_before_its_deadline_is_near(run, landing, agriculture):
    """Deadline of 2026-10: fifth working day of November, 17:00."""
    assert due_at(Stream("main", "month", "monthly", Deadline(time(17), workday=5), False), "2026-10") == datetime(
        2026, 11, 6, 17)
    for now, expected in ((datetime(2026, 11, 6, 15), []), (datetime(2026, 11, 6, 16), ["2026-10"]),
                          (datetime(2026, 11, 9, 6), [])):
        agriculture(now)
        assert [receipt.period for receipt in run(now, "AG03")] == expected
    assert rows(landing, "select producer_id from raw.ag_trace order by 1") == [("P001",), ("P002",)]


def test_a_monthly_list_is_pulled_once_a_month_and_then_what_changed_since(run, platform):
    platform.records = [{"pdbh": "FX1", "ztbh": "E1", "nd": 2026, "cx": 1, "sfsc": "0"}]
    near, before = datetime(2026, 11, 6, 16), datetime(2026, 11, 6, 15)
    served = {now: [receipt.period for receipt in run(now, "MS07")]
              for now in (before, near, datetime(2026, 11, 9, 6), datetime(2026, 12, 7, 16))}
    assert list(served.values()) == [[], ["2026-10"], [], ["2026-11"]]
    assert [request.get("updatedSince") for request in platform.requests] == [None, "2026-11-05 16:00:00"]


def test_a_list_kept_by_month_is_asked_for_one_month(run, platform):
    platform.records = [{"ztbh": "E1", "yf": "202610", "sfsc": "0"}]
    assert [receipt.period for receipt in run(datetime(2026, 11, 6, 16), "MS12")] == ["2026-10"]
    assert [request["period"] for request in platform.requests] == ["2026-10"]


def test_each_stream_is_pulled_for_its_own_period(run, landing, agriculture):
    """Rapid tests with the week's pull, laboratory samples once the fifth working day of November is near."""
    for now, expected in ((datetime(2026, 11, 2, 6), [("rapid", "2026-W44")]),
                          (datetime(2026, 11, 6, 16), [("rapid", "2026-W45"), ("quantitative", "2026-10")]),
                          (datetime(2026, 11, 9, 6), [("rapid", "2026-W45")])):
        agriculture(now)
        assert [(receipt.stream, receipt.period) for receipt in run(now, "AG04")] == expected
    assert rows(landing, "select sample_no from raw.ag_monitor order by 1") == [(f"S{n}",) for n in range(1, 6)]


def test_view_that_is_gone_is_a_submission_without_its_columns(run, landing, agriculture):
    agriculture(FIRST)
    assert [r.outcome for r in run(FIRST, "AG02")] == [UNREADABLE]
    (row,) = rows(landing, "select facts ->> 'unreadable', jsonb_array_length(facts -> 'missing_headers') > 10 "
                           "from quality.submission_ledger")
    assert row == ("no_header", True)


def test_database_pull_lands_and_is_kept_with_a_header_line(run, landing, agriculture):
    agriculture(FIRST)
    (receipt,) = run(FIRST, "AG01")
    assert (receipt.received_rows, receipt.landed_rows) == (3, 3)
    ((name,),) = rows(landing, "select archive_path from quality.submission_ledger")
    kept = list(archive.lines(landing.archive.path(name)))
    assert kept[0].startswith(b"producer_id,name,")
    assert len(kept) == 4
    agriculture(SECOND)
    assert [(r.unchanged_rows, r.landed_rows) for r in run(SECOND, "AG01")] == [(3, 0)]


def test_pulls_of_one_run_by_two_processes_are_one_submission(run, landing, platform, by_dataset, county, monkeypatch):
    """The second process passed the first look at the ledger before the other one committed."""
    platform.records = [entity(1)]
    run(FIRST)
    monkeypatch.setattr(pulls.ledger, "last_pull", lambda *key: ledger.Pulled())
    platform.now = datetime(2026, 11, 16, 6, 0, 1)
    again = pulls.pull(by_dataset["MS01"], by_dataset["MS01"].streams[0], county, FIRST, landing)
    assert again.outcome == "already"
    assert len(rows(landing, "select 1 from quality.submission_ledger")) == 1
