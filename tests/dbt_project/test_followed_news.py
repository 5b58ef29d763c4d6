"""A model that follows the news of what it reads computes what hangs on them, and ends as a build from nothing does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from warehouses import Warehouse

from pipeline import inputs
from tests.contracts.staged import judge, land, quarantine, vanish
from tests.dbt_project.delivered import CITY, CUTOFF, MOUTH, build, certificate, entity, rows

#: The chains that are followed: rows and what they are found through.
FOLLOWERS = ("intermediate.int_entities_located", "intermediate.int_inspections_located", "marts.fct_inspection",
             "intermediate.int_indicator_inspections", "intermediate.int_certificates_located", "marts.fct_certificate",
             "intermediate.int_indicator_certificates", "intermediate.int_entity_unmatched")


@pytest.fixture
def warehouse(built_warehouse: Warehouse) -> Warehouse:
    """Two entities with an inspection each, one of an entity that is not known, and a certificate; built twice."""
    inputs.reference_loaded("the seeds of this test")
    land("MS01", "e1", "2026-W46", "2026-11-16 06:00", [entity("E1", CITY), entity("E2", CITY)])
    land("MS05", "i1", "2026-W46", "2026-11-16 06:10",
         [{"insp_no": f"I{number}", "entity_id": entity, "insp_date": "2026-11-10", "result": "合格"}
          for number, entity in enumerate(("E1", "E2", "E9"), start=1)])
    land("AG02", "c1", "2026-W46", "2026-11-16 06:20", [certificate("C1", CITY), certificate("C2", CITY)])
    for _ in range(3):
        build()
    return built_warehouse


def _towns(warehouse: Warehouse) -> dict[str, str]:
    with warehouse.connect() as connection:
        return dict(connection.execute("select insp_no, region_code from marts.fct_inspection union all"
                                       " select cert_no, region_code from marts.fct_certificate").fetchall())


def _counts(warehouse: Warehouse) -> list[tuple]:
    """What is known of the number of rows by submission and state."""
    with warehouse.connect() as connection:
        return connection.execute(
            "select relation, part, row_count from quality.row_count where row_count <> 0 order by 1, 2").fetchall()


def _change(warehouse: Warehouse, statement: str) -> None:
    with warehouse.connect() as connection:
        connection.execute(statement)


def test_news_reach_the_rows_that_hang_on_them_and_no_others(warehouse: Warehouse) -> None:
    assert _towns(warehouse) == {"I1": CITY, "I2": CITY, "I3": "未知", "C1": CITY, "C2": CITY}
    # Computing all rows would mend these; so that they stay shows that only what hangs on the news is computed.
    _change(warehouse, "update marts.fct_inspection set mso_code = 'by hand' where insp_no = 'I2'")
    _change(warehouse, "update marts.fct_certificate set method = 'by hand' where cert_no = 'C2'")
    land("MS01", "e2", "2026-W47", "2026-11-23 06:00", [entity("E1", MOUTH), entity("E9", MOUTH)])
    land("AG02", "c2", "2026-W47", "2026-11-23 06:20", [certificate("C1", MOUTH), certificate("C3", CITY)])
    build()
    assert _towns(warehouse) == {"I1": MOUTH, "I2": CITY, "I3": MOUTH, "C1": MOUTH, "C2": CITY, "C3": CITY}
    assert sum("by hand" in row for table in rows(warehouse, FOLLOWERS).values() for row in table) == 2
    _change(warehouse, "update marts.fct_inspection set mso_code = null where insp_no = 'I2'")
    _change(warehouse, "update marts.fct_certificate set method = null where cert_no = 'C2'")
    judge("c2", "已退回")
    build()
    assert _towns(warehouse) == {"I1": MOUTH, "I2": CITY, "I3": MOUTH, "C1": CITY, "C2": CITY}
    land("MS01", "e3", "2026-W47", "2026-11-23 07:00", [entity("E3", CITY)])
    vanish("MS01", "e3", "E2")
    quarantine("MS05", "i1", 1)
    build()
    assert _towns(warehouse) == {"I2": "未知", "I3": MOUTH, "C1": CITY, "C2": CITY}
    build(CUTOFF - timedelta(days=7))
    assert _towns(warehouse) == {"I2": CITY, "I3": "未知", "C1": CITY, "C2": CITY}
    build()
    followed, counted = rows(warehouse, FOLLOWERS), _counts(warehouse)
    build(full_refresh=True)
    assert rows(warehouse, FOLLOWERS) == followed
    assert _counts(warehouse) == counted
