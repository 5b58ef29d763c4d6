"""Data tests look at the rows that differ since they passed, and find what is wrong among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from warehouses import Warehouse

from pipeline import inputs
from tests.contracts.staged import land
from tests.dbt_project.delivered import CUTOFF, LAYERS, certificate, entity, licence
from warehouse import dbt
from warehouse.dbt import DbtFailedError

#: What a faulty model would do to a new row of a table, by the test that finds it.
LOST, MISPLACED = "return null;", "new.region_code := 'nowhere'; return new;"


@pytest.fixture(scope="module")
def warehouse(built_warehouse: Warehouse) -> Warehouse:
    """Two certificates and an entity with a licence; all tests have passed."""
    inputs.reference_loaded("the seeds of this test")
    land("MS01", "e1", "2026-W46", "2026-11-16 06:00", [entity("E1"), entity("E2")])
    land("MS03", "l1", "2026-W46", "2026-11-16 06:10", [licence("L1", "E1超市")])
    land("AG02", "c1", "2026-W46", "2026-11-16 06:20", [certificate("C1"), certificate("C2")])
    for _ in range(3):
        dbt.build(LAYERS, cutoff=CUTOFF)
    return built_warehouse


@contextmanager
def _spoiled(warehouse: Warehouse, table: str, spoil: str) -> Iterator[None]:
    """New rows of the table are spoiled as they are written."""
    with warehouse.connect() as connection:
        connection.execute(f"create function intermediate.spoil() returns trigger language plpgsql as"
                           f" $$ begin {spoil} end $$")
        connection.execute(f"create trigger spoil before insert on {table} for each row"
                           " execute function intermediate.spoil()")
    try:
        yield
    finally:
        with warehouse.connect() as connection:
            connection.execute(f"drop trigger spoil on {table}")
            connection.execute("drop function intermediate.spoil")


def test_what_is_wrong_among_new_rows_is_found(warehouse: Warehouse) -> None:
    with warehouse.connect() as connection:
        # Nobody looks here again, for nothing of it is new.
        connection.execute("delete from marts.fct_certificate where cert_no = 'C2'")
    for number, (spoil, found_by) in enumerate(((LOST, "facts_hold_every_current_row_once"),
                                                (MISPLACED, "every_region_code_is_known"))):
        land("AG02", f"d{number}", "2026-W47", f"2026-11-23 0{number}:00", [certificate(f"D{number}")])
        with _spoiled(warehouse, "marts.fct_certificate", spoil), pytest.raises(DbtFailedError) as failed:
            dbt.build(LAYERS, cutoff=CUTOFF)
        assert [node.node for node in failed.value.result.nodes if node.status == "fail" and found_by in node.node]
        dbt.build(LAYERS, cutoff=CUTOFF, full_refresh=True)
        for _ in range(2):
            dbt.build(LAYERS, cutoff=CUTOFF)


def test_a_record_that_no_match_and_no_list_tells_of_is_found(warehouse: Warehouse) -> None:
    land("MS03", "l2", "2026-W47", "2026-11-23 06:10", [licence("L2", "E3超市")])
    with (_spoiled(warehouse, "intermediate.int_entity_unmatched", LOST), pytest.raises(DbtFailedError) as failed):
        dbt.build(LAYERS, cutoff=CUTOFF)
    assert "every_record_is_matched_or_listed" in str(failed.value)
