"""A model whose inputs are the same is not run; another one gives what a build from nothing gives."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from warehouses import Warehouse

from pipeline import inputs
from tests.contracts.staged import judge, land, quarantine
from warehouse import dbt, settings
from warehouse.unchanged import UNCHANGED

CUTOFF = datetime(2026, 11, 24, 10)
LAYERS = "tag:land tag:build"
MODELS = settings.load().root / "dbt_project" / "models"
#: What a day's deliveries have to pass: cleaned rows, the states of rows, dimensions and facts.
ROWS = {path.stem for folder in ("staging", "intermediate/current", "marts/core") for path in
        Path(MODELS / folder).rglob("*.sql") if not path.stem.endswith("_current")}
MEETING = {"event_no": "M1", "kind": "调度会", "event_date": "2026-11-18"}


@pytest.fixture
def warehouse(built_warehouse: Warehouse) -> Warehouse:
    """Built twice at the cut-off: the first build makes the tables, the next one knows what they were made of."""
    inputs.reference_loaded("the seeds of this test")
    for _ in range(3):
        _built(CUTOFF)
    return built_warehouse


def _built(cutoff: datetime) -> set[str]:
    """Builds; those of ROWS that ran."""
    result = dbt.build(LAYERS, cutoff=cutoff, tests=False)
    return {name for node in result.nodes if (name := node.node.rsplit(".", 1)[-1]) in ROWS
            and node.status != UNCHANGED}


def _rows(warehouse: Warehouse) -> dict[str, tuple]:
    """Number and digest of the rows of every table between staging and marts."""
    with warehouse.connect() as connection:
        names = connection.execute("select schemaname || '.' || tablename from pg_tables"
                                   " where schemaname in ('staging', 'intermediate', 'marts')").fetchall()
        return {name: connection.execute(
            f"select count(*), sum(hashtextextended(t::text, 0)::numeric) from {name} as t").fetchone()
            for (name,) in names}


def test_on_a_day_without_news_no_table_is_touched(warehouse: Warehouse) -> None:
    assert _built(CUTOFF + timedelta(days=1)) == set()


def test_news_reach_what_hangs_on_them_and_nothing_else(warehouse: Warehouse) -> None:
    held = {"stg_fs__fs_meeting", "int_fs_meeting_rows", "fct_meeting"}
    land("FS04", "u1", "2026-11", "2026-11-23 09:00", [MEETING, {**MEETING, "event_no": "M2"}])
    assert _built(CUTOFF) == held
    quarantine("FS04", "u1", 2)
    assert _built(CUTOFF) == held - {"stg_fs__fs_meeting"}
    with warehouse.connect() as connection:
        assert connection.execute("select event_no from marts.fct_meeting").fetchall() == [("M1",)]
    mended = _rows(warehouse)
    dbt.build(LAYERS, cutoff=CUTOFF, full_refresh=True, tests=False)
    assert _rows(warehouse) == mended


def test_the_judges_word_and_an_earlier_cut_off_are_news(warehouse: Warehouse) -> None:
    land("FS04", "u2", "2026-12", "2026-11-23 10:00", [{**MEETING, "event_no": "M9"}])
    _built(CUTOFF)
    held = {"int_fs_meeting_rows", "fct_meeting"}
    assert _built(CUTOFF - timedelta(days=7)) >= held
    _built(CUTOFF)
    judge("u2", "已退回")
    assert _built(CUTOFF) == held


def test_a_data_test_is_asked_again_when_what_it_reads_changes(warehouse: Warehouse) -> None:
    def asked() -> dict[str, str]:
        nodes = dbt.build(LAYERS, cutoff=CUTOFF).nodes
        return {node.node.split(".")[2]: node.status for node in nodes if node.resource_type == "test"}

    asked()
    assert set(asked().values()) == {UNCHANGED}
    land("FS04", "u3", "2026-11", "2026-11-23 11:00", [{**MEETING, "event_no": "M3"}])
    again = asked()
    assert again["facts_hold_every_current_row_once"] == "pass"
    assert again["every_record_is_matched_or_listed"] == UNCHANGED


def test_other_reference_data_is_news(warehouse: Warehouse) -> None:
    inputs.reference_loaded("other seeds")
    assert _built(CUTOFF) >= {"dim_region", "dim_date", "dim_dataset"}


def test_a_dropped_table_is_built_again(warehouse: Warehouse) -> None:
    with warehouse.connect("postgres") as connection:
        connection.execute("drop table marts.dim_date cascade")
    assert _built(CUTOFF) == {"dim_date"}
