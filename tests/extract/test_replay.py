"""Reading a submission again from its archived original."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import pytest

from extract.errors import UnknownSubmissionError
from extract.ingest import ingest
from extract.replay import replay
from extract.submission import ALREADY, LANDED, UNCHANGED, UNREADABLE
from tests.extract.books import write_xlsx
from tests.extract.test_inbox import put
from tests.extract.test_rest_reader import entity
from tests.extract.test_sql_reader import fill

NOW = datetime(2026, 11, 23, 10)


def count(landing, table: str) -> int:
    return landing.connection.execute(f"select count(*) from {table}").fetchone()[0]


@pytest.fixture
def workbook_id(by_dataset, county, landing, inbox_folder, tmp_path) -> str:
    """A landed workbook whose 处理场 column is called 处理中心, which no alias knows."""
    contract = by_dataset["AH05"]
    headers = ["处理中心" if f.name == "plant" else f.label for f in contract.fields]
    made = write_xlsx(tmp_path / "x.xlsx", {"台账": ([headers, ["v"] * len(headers)], [])})
    put(inbox_folder, "2026年第47周无害化处理台账.xlsx", datetime(2026, 11, 23, 9), made.read_bytes())
    (receipt,) = ingest(contract, county, NOW, NOW, landing)
    return receipt.submission_id


def with_alias(contract, field: str, alias: str):
    fields = tuple(dataclasses.replace(f, aliases=(*f.aliases, alias)) if f.name == field else f
                   for f in contract.fields)
    return dataclasses.replace(contract, fields=fields, version="1.1.0")


def test_same_contract_reads_the_same_and_changes_nothing(by_dataset, landing, workbook_id):
    assert replay(workbook_id, by_dataset, landing).outcome == UNCHANGED
    assert count(landing, "raw.ah_disposal") == 1
    assert count(landing, "quality.submission_ledger") == 1


def test_accepted_alias_lands_a_further_revision_with_the_old_arrival_time(by_dataset, landing, workbook_id):
    contracts = {**by_dataset, "AH05": with_alias(by_dataset["AH05"], "plant", "处理中心")}
    done = replay(workbook_id, contracts, landing)
    assert (done.outcome, done.revision, done.landed_rows) == (LANDED, 2, 1)
    rows = landing.connection.execute(
        "select received_at, facts ->> 'replay_of', facts -> 'missing_headers' from quality.submission_ledger "
        "where submission_id = %s", [done.submission_id]).fetchone()
    assert rows == (datetime(2026, 11, 23, 9), f"{workbook_id}@1.1.0", [])
    assert landing.connection.execute("select plant from raw.ah_disposal order by plant nulls first").fetchall() == [
        (None,), ("v",)]
    assert replay(workbook_id, contracts, landing).outcome in (ALREADY, UNCHANGED)
    assert count(landing, "raw.ah_disposal") == 2


def test_file_that_was_unreadable_lands_once_it_can_be_read(by_dataset, county, landing, inbox_folder):
    put(inbox_folder, "2026年第47周动物检疫证明.csv", datetime(2026, 11, 23, 9), "编号一,证种一\r\n1,2\r\n".encode())
    (receipt,) = ingest(by_dataset["AH04"], county, NOW, NOW, landing)
    assert receipt.outcome == UNREADABLE
    assert replay(receipt.submission_id, by_dataset, landing).outcome == UNCHANGED
    known = with_alias(with_alias(by_dataset["AH04"], "cert_no", "编号一"), "cert_type", "证种一")
    assert replay(receipt.submission_id, {**by_dataset, "AH04": known}, landing).outcome == LANDED


def test_kept_pages_of_a_pull_read_the_same(by_dataset, county, landing, platform):
    platform.records = [entity(n) for n in range(1, 451)]
    (receipt,) = ingest(by_dataset["MS01"], county, NOW, NOW, landing)
    assert replay(receipt.submission_id, by_dataset, landing).outcome == UNCHANGED
    assert count(landing, "raw.ms_entity") == 450


@pytest.mark.parametrize("bulk_rows", [50_000, 0], ids=["cursor", "bulk"])
def test_kept_rows_of_a_database_pull_read_the_same(by_dataset, county, landing, tmp_path, bulk_rows):
    url = f"sqlite:///{tmp_path}/agriculture.db"
    fill(url)
    county.connections["agriculture"] = {"url": url, "bulk_rows": bulk_rows}
    (receipt,) = ingest(by_dataset["AG01"], county, NOW, NOW, landing)
    assert replay(receipt.submission_id, by_dataset, landing).outcome == UNCHANGED
    assert count(landing, "raw.ag_producer") == 3


def test_unknown_id_or_lost_original_says_what_to_do(by_dataset, landing, workbook_id):
    with pytest.raises(UnknownSubmissionError, match="select submission_id"):
        replay("0" * 32, by_dataset, landing)
    (name,) = landing.connection.execute("select archive_path from quality.submission_ledger").fetchone()
    landing.archive.path(name).unlink()
    with pytest.raises(UnknownSubmissionError, match="backup"):
        replay(workbook_id, by_dataset, landing)
