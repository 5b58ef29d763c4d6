"""A mart that stands gets the rows that differ, and keeps the others untouched."""

from __future__ import annotations

from datetime import datetime

import psycopg

from warehouse import dbt

CUTOFF = datetime(2026, 11, 24, 10)


def _rows(connection: psycopg.Connection) -> dict[str, tuple]:
    """Every row of dim_dataset by its number, with the transaction that wrote it."""
    found = connection.execute("select dataset, xmin::text, mart from marts.dim_dataset as mart").fetchall()
    return {dataset: (writer, row) for dataset, writer, row in found}


def _disturb(connection: psycopg.Connection) -> None:
    connection.execute("update marts.dim_dataset set dataset_name = '别名' where dataset = 'MS01'")
    connection.execute("delete from marts.dim_dataset where dataset = 'MS02'")
    connection.execute("update marts.dim_dataset set dataset = 'XX99' where dataset = 'MS03'")


def test_a_build_writes_the_rows_that_differ_and_no_others(built_warehouse) -> None:
    with built_warehouse.connect(autocommit=True) as connection:
        # The first build of a step makes its tables anew, every later one mends them.
        dbt.build("dim_dataset", cutoff=CUTOFF)
        before = _rows(connection)
        _disturb(connection)
        disturbed = _rows(connection)
        dbt.build("dim_dataset", cutoff=CUTOFF)
        after = _rows(connection)
    assert {dataset: row for dataset, (_, row) in after.items()} == {
        dataset: row for dataset, (_, row) in before.items()}
    kept = set(disturbed) - {"MS01", "XX99"}
    assert {dataset: after[dataset] for dataset in kept} == {dataset: disturbed[dataset] for dataset in kept}
