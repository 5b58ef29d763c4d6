"""Raw tables follow the contracts, only ever grow, and say where each row came from."""

from __future__ import annotations

import dataclasses

import psycopg
import pytest

from contracts import load_all
from warehouse import raw_tables


def grown():
    """The contracts with one more field in the first."""
    first, *others = load_all()
    extra = dataclasses.replace(first.fields[-1], name="added_later", label="新增字段", source="XZZD")
    return [dataclasses.replace(first, fields=(*first.fields, extra)), *others]


def columns(connection: psycopg.Connection, table: str) -> list[str]:
    query = "select column_name from information_schema.columns where table_schema = 'raw' and table_name = %s"
    return [row[0] for row in connection.execute(query + " order by ordinal_position", [table])]


def test_every_contract_has_its_table(module_warehouse):
    with module_warehouse.connect("office") as connection:
        for contract in load_all():
            expected = [*raw_tables.landing_columns(), *(field.name for field in contract.fields)]
            assert columns(connection, contract.table) == expected


def test_a_second_sync_changes_nothing(module_warehouse):
    with module_warehouse.connect("warehouse_owner") as connection:
        assert raw_tables.sync(connection, load_all()) == []


def test_a_new_field_becomes_a_column_and_a_dropped_one_stays(warehouse):
    with warehouse.connect("warehouse_owner") as connection:
        assert raw_tables.sync(connection, grown()) == ["raw.ag_producer.added_later"]
        assert raw_tables.sync(connection, load_all()) == []
        assert columns(connection, "ag_producer")[-1] == "added_later"


def test_session_settings_fill_the_lineage_of_a_copied_row(warehouse):
    with warehouse.connect("loader") as connection:
        connection.execute("create temporary sequence row_numbers")
        for name, value in {"county_code": "620899", "submission_id": "s1", "received_on": "2026-11-23",
                            "row_seq": "row_numbers"}.items():
            connection.execute("select set_config('landing.' || %s, %s, true)", [name, value])
        with connection.cursor().copy("copy raw.ms_entity (entity_id, entity_name) from stdin csv") as copy:
            copy.write("E1,甲\nE2,乙\n".encode())
        rows = connection.execute(
            "select county_code, _submission_id, _received_on::text, _row_no, _is_total, entity_id"
            " from raw.ms_entity order by _row_no").fetchall()
    assert rows == [("620899", "s1", "2026-11-23", 1, False, "E1"), ("620899", "s1", "2026-11-23", 2, False, "E2")]


@pytest.mark.parametrize("statement", ["update raw.ms_entity set entity_id = 'x'", "delete from raw.ms_entity",
                                       "truncate raw.ms_entity"])
@pytest.mark.parametrize("role", ["loader", "transformer", "office"])
def test_raw_is_append_only(module_warehouse, role, statement):
    with module_warehouse.connect(role) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


def test_bi_reader_sees_no_raw_row(module_warehouse):
    with module_warehouse.connect("bi_reader") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from raw.ms_entity")


def test_rows_of_any_year_find_a_place(warehouse):
    with warehouse.connect("warehouse_owner") as connection:
        for day in ("1999-01-01", "2099-01-01"):
            connection.execute("insert into raw.ms_entity (county_code, _submission_id, _received_on, _row_no)"
                               " values ('620899', 's', %s, 1)", [day])
        assert connection.execute("select count(*) from raw.ms_entity").fetchone() == (2,)
