"""What readers of the marts may rely on: comments in Chinese, no personal column, rights of the BI role."""

import re

import psycopg
import pytest

from contracts import load_all

OPEN_SCHEMAS = ("marts", "quality_public")
CLOSED_SCHEMAS = ("raw", "reference", "staging", "intermediate", "quality")
_COLUMNS = """
    select relation.oid::regclass::text, attribute.attname, col_description(relation.oid, attribute.attnum),
        obj_description(relation.oid)
    from pg_class as relation
    join pg_attribute as attribute on attribute.attrelid = relation.oid and attribute.attnum > 0
    where relation.relnamespace::regnamespace::text = any(%s) and relation.relkind in ('r', 'v')
        and not attribute.attisdropped
"""


def _relations(connection: psycopg.Connection, schemas: tuple[str, ...]) -> list[str]:
    return [
        row[0]
        for row in connection.execute(
            "select format('%%I.%%I', table_schema, table_name) from information_schema.tables"
            " where table_schema = any(%s)",
            [list(schemas)],
        )
    ]


def test_every_table_and_column_is_described_in_chinese(built_warehouse) -> None:
    with built_warehouse.connect() as connection:
        rows = connection.execute(_COLUMNS, [[*OPEN_SCHEMAS]]).fetchall()
    assert len(rows) > 300
    assert [row[:2] for row in rows if not re.search("[一-龥]", row[2] or "")] == []
    assert {row[0] for row in rows if not (row[3] or "").startswith("每行 = ")} == set()


def test_no_column_that_a_contract_calls_personal_is_open(built_warehouse) -> None:
    personal = {field.name for contract in load_all() for field in contract.fields if field.is_personal}
    with built_warehouse.connect() as connection:
        columns = {row[1] for row in connection.execute(_COLUMNS, [[*OPEN_SCHEMAS]])}
    # `owner` of an indicator or dataset is an office, `unit` of a figure is no workplace.
    assert columns & personal <= {"owner"}


def test_the_bi_role_reads_all_of_the_marts_and_nothing_else(built_warehouse) -> None:
    with built_warehouse.connect("postgres") as connection:
        opened, closed = _relations(connection, OPEN_SCHEMAS), _relations(connection, CLOSED_SCHEMAS)
    assert len(opened) > 25
    assert len(closed) > 100
    with built_warehouse.connect("bi_reader", autocommit=True) as connection:
        for name in opened:
            connection.execute(f"select * from {name} limit 1")
        for name in closed:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"select * from {name} limit 1")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table marts.scratch (id integer)")
