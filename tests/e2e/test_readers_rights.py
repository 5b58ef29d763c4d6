"""What a BI tool may read: all of marts and quality_public, nothing else, and no person's name, phone or number."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from county import County

READABLE = {"marts", "quality_public"}
SYSTEM = ["pg_catalog", "information_schema", "pg_toast"]
_RELATIONS = """
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'v', 'm', 'p') and not n.nspname = any(%s) and n.nspname !~ '^pg_(temp|toast)'
    order by 1, 2
"""
_TEXTS = """
    select column_name from information_schema.columns
    where table_schema = %s and table_name = %s and (data_type in ('text', 'character varying', 'jsonb', 'ARRAY'))
"""


@pytest.fixture(scope="module")
def reader(half_year: County) -> Iterator[psycopg.Connection]:
    with half_year.connect("bi_reader") as connection:
        connection.autocommit = True
        yield connection


@pytest.fixture(scope="module")
def relations(half_year: County) -> list[tuple[str, str]]:
    return [(schema, name) for schema, name in half_year.execute(_RELATIONS, [SYSTEM])]


def _may(reader: psycopg.Connection, statement: str) -> bool:
    try:
        reader.execute(statement)
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectNotInPrerequisiteState):
        return False
    return True


def test_a_reader_reads_every_mart_and_nothing_else(
    reader: psycopg.Connection, relations: list[tuple[str, str]]
) -> None:
    readable = {f"{schema}.{name}" for schema, name in relations
                if _may(reader, f'select * from "{schema}"."{name}" limit 1')}
    assert readable == {f"{schema}.{name}" for schema, name in relations if schema in READABLE}
    assert len(readable) >= 25


def test_a_reader_changes_nothing(reader: psycopg.Connection, relations: list[tuple[str, str]]) -> None:
    schemas = {schema for schema, _ in relations}
    for schema, name in relations:
        assert not _may(reader, f'delete from "{schema}"."{name}"'), f"{schema}.{name}"
    for schema in schemas | {"public"}:
        assert not _may(reader, f'create table "{schema}".made_by_a_reader (n int)'), schema
    assert not _may(reader, "create schema made_by_a_reader")


def test_no_personal_value_can_be_read(half_year: County, reader: psycopg.Connection,
                                       relations: list[tuple[str, str]]) -> None:
    wanted: set[str] = set()
    for built, _ in half_year.all_planted:
        values = built.personal_values()
        assert all(len(found) > 100 for found in values.values()), {kind: len(found) for kind, found in values.items()}
        wanted = wanted.union(*values.values())
    lengths = sorted({len(value) for value in wanted})
    leaks = []
    for place, text in _texts(reader, relations):
        for length in lengths:
            leaks += [(place, text[start : start + length]) for start in range(len(text) - length + 1)
                      if text[start : start + length] in wanted]
    assert not leaks, leaks[:50]


def _texts(reader: psycopg.Connection, relations: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every distinct text that a reader can see, with its column."""
    for schema, name in relations:
        if schema not in READABLE:
            continue
        for (column,) in reader.execute(_TEXTS, [schema, name]).fetchall():
            query = f'select distinct "{column}"::text from "{schema}"."{name}" where "{column}" is not null'
            for (text,) in reader.execute(query):
                yield f"{schema}.{name}.{column}", text
