"""A figure of a period is counted anew where news are dated in that period, and ends as a build from nothing does."""

from __future__ import annotations

from warehouses import Warehouse

from pipeline import inputs
from tests.contracts.staged import judge, land
from tests.dbt_project.delivered import build, entity


def test_late_and_moved_news_reach_their_weeks_and_no_others(built_warehouse: Warehouse) -> None:
    inputs.reference_loaded("the seeds of this test")
    land("MS01", "e1", "2026-W46", "2026-11-16 06:00", [entity("E1")])
    _inspected("i1", "2026-11-16 06:10", I1="2026-11-10", I2="2026-11-10", I3="2026-11-03", I4="2026-10-29")
    for _ in range(3):
        build()
    assert _weeks(built_warehouse) == {"2026-W44": 1, "2026-W45": 1, "2026-W46": 2}
    # Counting all weeks would mend this one; so that it stays shows that only touched weeks are counted.
    with built_warehouse.connect() as connection:
        connection.execute("update intermediate.int_indicator_inspections set numerator = 99 where period = '2026-W44'")
    _inspected("i2", "2026-11-23 06:00", I1="2026-11-04", I5="2026-11-17")
    build()
    assert _weeks(built_warehouse) == {"2026-W44": 99, "2026-W45": 2, "2026-W46": 1, "2026-W47": 1}
    judge("i2", "已退回")
    _inspected("i3", "2026-11-23 07:00", I4="2026-11-11")
    build()
    assert _weeks(built_warehouse) == {"2026-W45": 1, "2026-W46": 3}
    build(full_refresh=True)
    assert _weeks(built_warehouse) == {"2026-W45": 1, "2026-W46": 3}


def _inspected(submission: str, received_at: str, **days: str) -> None:
    land("MS05", submission, "2026-W46", received_at,
         [{"insp_no": number, "entity_id": "E1", "insp_date": day, "result": "合格"} for number, day in days.items()])


def _weeks(warehouse: Warehouse) -> dict[str, int]:
    with warehouse.connect() as connection:
        return dict(connection.execute(
            "select period, numerator::integer from intermediate.int_indicator_inspections"
            " where region_code = county_code").fetchall())
