"""A publication that fails leaves the one before as it was: its rows go and come in one transaction."""

from __future__ import annotations

from datetime import datetime

import psycopg
import pytest
from warehouses import Warehouse

from warehouse import dbt

CUTOFF = datetime(2026, 11, 24, 10)
#: To these a build adds the rows of its cut-off, after it has deleted those that they hold of the same cut-off.
REPEATED = ("fct_indicator_value", "fct_quality_score")


def _refuse_rows(warehouse: Warehouse, mart: str) -> None:
    """From now on the server refuses whatever is inserted into the mart."""
    with warehouse.connect("postgres") as connection:
        connection.execute(
            "create or replace function public.refuse() returns trigger language plpgsql as"
            " $$ begin raise exception 'no row today'; end $$")
        connection.execute(f"create trigger refuse before insert on marts.{mart} execute function public.refuse()")


def _published(connection: psycopg.Connection) -> dict[str, tuple]:
    """Rows of each of these marts, and the last transaction that wrote one."""
    return {mart: connection.execute(f"select count(*), max(xmin::text::bigint) from marts.{mart}").fetchone()
            for mart in REPEATED}


def test_a_failed_publication_leaves_the_published_rows(built_warehouse: Warehouse) -> None:
    with built_warehouse.connect(autocommit=True) as connection:
        before = _published(connection)
        for mart in REPEATED:
            _refuse_rows(built_warehouse, mart)
        # Other models run first on the same connections, as in every build.
        with pytest.raises(dbt.DbtFailedError, match=r"2 of \d+ nodes failed"):
            dbt.build("tag:publish", cutoff=CUTOFF, tests=False)
        assert _published(connection) == before
    assert all(rows for rows, _ in before.values())
