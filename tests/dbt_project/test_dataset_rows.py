"""quality.dataset_rows: every dataset of every county, its rows layer by layer, and whether they add up."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest

from contracts import load_all
from pipeline import rows
from tests.contracts.staged import land, quarantine
from warehouse import dbt

CUTOFF = datetime(2026, 11, 24, 10)
MEETING = {"event_no": "M1", "kind": "调度会", "event_date": "2026-11-18"}


def _counts(connection: psycopg.Connection, dataset: str) -> dict:
    query = "select to_jsonb(d) from quality.dataset_rows as d where dataset = %s"
    return connection.execute(query, [dataset]).fetchone()[0]


@pytest.fixture(scope="module")
def filled_warehouse(built_warehouse):
    """Two deliveries of the meetings' ledger before the cut-off and one after it."""
    land("FS04", "s1", "2026-10", "2026-11-02 09:00", [MEETING, {**MEETING, "event_no": "M2"}])
    second = [MEETING, {**MEETING, "event_no": "M3"}, {**MEETING, "event_no": ""}]
    land("FS04", "s2", "2026-11", "2026-11-23 09:00", second)
    land("FS04", "s3", "2026-12", "2026-12-23 09:00", [{**MEETING, "event_no": "M4"}])
    quarantine("FS04", "s2", 3)
    dbt.build("stg_fs__fs_meeting+", cutoff=CUTOFF)
    return built_warehouse


def test_rows_are_counted_layer_by_layer_as_of_the_cut_off(filled_warehouse) -> None:
    with filled_warehouse.connect("office") as connection:
        counts = _counts(connection, "FS04")
    assert (counts["submissions"], counts["raw_rows"], counts["staged_rows"]) == (2, 5, 5)
    assert (counts["current_rows"], counts["left_out_rows"], counts["quarantined_rows"]) == (3, 1, 1)
    assert (counts["fact_table"], counts["fact_rows"], counts["is_conserved"]) == ("fct_meeting", 3, True)


def test_every_dataset_has_a_row_and_a_fact_even_if_nothing_was_delivered(filled_warehouse) -> None:
    with filled_warehouse.connect("office") as connection:
        found = connection.execute("select dataset, fact_rows from quality.dataset_rows").fetchall()
    assert [dataset for dataset, _ in sorted(found)] == sorted(contract.dataset for contract in load_all())
    assert [dataset for dataset, facts in found if facts is None] == []


@pytest.mark.parametrize("lost", [
    "delete from raw.fs_meeting where _submission_id = 's1' and _row_no = 1",
    "delete from staging.stg_fs__fs_meeting where _submission_id = 's1' and _row_no = 1",
    "delete from marts.fct_meeting where event_no = 'M3'",
], ids=["raw", "staging", "fact"])
def test_a_row_lost_in_a_layer_is_told(filled_warehouse, lost: str) -> None:
    with filled_warehouse.connect("postgres") as connection:
        connection.execute(lost)
        assert _counts(connection, "FS04")["is_conserved"] is False
        assert _counts(connection, "FS03")["is_conserved"] is True
        connection.rollback()


def test_the_command_prints_a_line_per_dataset(filled_warehouse) -> None:
    table, holds = rows.table()
    assert (table.row_count, holds) == (len(load_all()), True)
