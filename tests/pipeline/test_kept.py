"""A publication is kept aside while its cut-off is computed once more, and put back whole."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline import kept

CUTOFF, OTHER = datetime(2026, 11, 17, 10), datetime(2026, 11, 24, 10)


@pytest.fixture
def published(warehouse):
    with warehouse.connect() as connection:
        for table in ("marts.fct_indicator_value", "marts.fct_quality_score"):
            connection.execute(f"create table {table} (county_code text, value numeric, as_of timestamp)")
        connection.execute("insert into marts.fct_indicator_value values ('620899', 7, %s), ('620899', 8, %s)",
                           [CUTOFF, OTHER])
        connection.execute("insert into quality.judgement values ('620899', %s, '2026-11-15', 'rules')", [CUTOFF])
    return warehouse


def rows(warehouse, table: str) -> list[tuple]:
    with warehouse.connect() as connection:
        return connection.execute(f"select * from {table} order by 1, 2, 3").fetchall()


def compute_otherwise(warehouse) -> None:
    """What a run under another release may leave: another value, and a score where there was none."""
    with warehouse.connect() as connection:
        connection.execute("update marts.fct_indicator_value set value = 9 where as_of = %s", [CUTOFF])
        connection.execute("insert into marts.fct_quality_score values ('620899', 95, %s)", [CUTOFF])


def test_what_was_published_is_put_back_whole(published):
    before = rows(published, "marts.fct_indicator_value")
    kept.keep_aside(CUTOFF)
    assert kept.is_kept()
    compute_otherwise(published)
    assert rows(published, "marts.fct_indicator_value") != before
    kept.put_back()
    assert rows(published, "marts.fct_indicator_value") == before
    assert rows(published, "marts.fct_quality_score") == []
    assert not kept.is_kept()


def test_putting_back_where_nothing_is_kept_changes_nothing(published):
    compute_otherwise(published)
    before = rows(published, "marts.fct_indicator_value")
    kept.put_back()
    assert rows(published, "marts.fct_indicator_value") == before
