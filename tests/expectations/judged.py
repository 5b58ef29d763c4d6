"""What the tests of judging share: moments, a licence that landed, and reading and changing the judge's tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from warehouse.connection import connect

FIRST, SECOND, THIRD = datetime(2026, 11, 24, 10), datetime(2026, 12, 1, 10), datetime(2026, 12, 8, 10)
LICENCE = {"lic_no": "SC10162089900123", "version_no": 1}
LANDED = {"submission_id": "s1", "dataset": "MS02", "state": "已入库", "received_rows": 1}


def rows(statement: str, *given: Any) -> list[tuple]:
    with connect("transformer") as connection:
        return connection.execute(statement, given).fetchall()


def change(statement: str, *given: Any) -> None:
    with connect("postgres") as connection:
        connection.execute(statement, given)


def states(rule_id: str) -> list[tuple]:
    return rows("select business_key, state from quality.finding where rule_id = %s order by 1", rule_id)
