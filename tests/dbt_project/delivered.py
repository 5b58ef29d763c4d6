"""Rows as departments deliver them in these tests, the build that follows, and what it left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from warehouses import Warehouse

from warehouse import dbt

CUTOFF = datetime(2026, 11, 24, 10)
LAYERS = "tag:land tag:build"
CITY, MOUTH = "620899100", "620899101"


def entity(code: str, town: str = CITY, name: str | None = None, uscc: str | None = None) -> dict[str, str | None]:
    return {"entity_id": code, "entity_name": name or f"{code}超市", "region_code": town, "uscc": uscc,
            "reg_status": "存续", "oper_status": "正常"}


def licence(number: str, holder: str, uscc: str | None = None) -> dict[str, str | None]:
    return {"lic_no": number, "version_no": "1", "holder_name": holder, "uscc": uscc, "region_code": CITY,
            "lic_kind": "食品经营许可", "issued_on": "2026-01-05", "status": "有效"}


def certificate(number: str, town: str = CITY) -> dict[str, str]:
    return {"cert_no": number, "producer_id": "P1", "region_code": town, "issued_on": "2026-11-11"}


def build(cutoff: datetime = CUTOFF, *, full_refresh: bool = False) -> None:
    dbt.build(LAYERS, cutoff=cutoff, tests=False, full_refresh=full_refresh)


def rows(warehouse: Warehouse, tables: Iterable[str]) -> dict[str, list[str]]:
    """Every row of the tables as text, in order."""
    with warehouse.connect() as connection:
        return {name: [row for (row,) in connection.execute(f"select t::text from {name} as t order by 1")]
                for name in tables}
