"""Matching with the register follows news of both sides, and ends as a build from nothing does."""

from __future__ import annotations

import pytest
from warehouses import Warehouse

from demo.identifiers import usccs
from pipeline import inputs
from tests.contracts.staged import judge, land, vanish
from tests.dbt_project.delivered import CITY, MOUTH, build, entity, licence, rows

FIRST_CODE, SECOND_CODE = usccs(["91"] * 2, "620899", [1, 2])
FOLLOWERS = ("intermediate.int_licences_located", "intermediate.int_match_records",
             "intermediate.int_entity_candidates", "intermediate.int_entity_match",
             "intermediate.int_entity_unmatched", "intermediate.int_entity_licences", "marts.fct_licence",
             "intermediate.int_entities_rated")


@pytest.fixture
def warehouse(built_warehouse: Warehouse) -> Warehouse:
    """A licence found by code, one by name, bindings found by their licence, by name or not at all; built thrice."""
    with built_warehouse.connect() as connection:
        connection.execute("insert into reference.entity_match_decision values"
                           " ('620899', 'FS02', 'B4', 'E4', '是', '2026-11-01', '李某', '电话核实')")
    inputs.reference_loaded("the seeds of this test")
    land("MS01", "e1", "2026-W46", "2026-11-16 06:00", [
        entity("E1", CITY, "丰禾超市", FIRST_CODE), entity("E2", CITY, "小李餐馆"), entity("E3", CITY, "小王餐馆")])
    land("MS03", "l1", "2026-W46", "2026-11-16 06:05", [
        licence("JY1", "丰禾", FIRST_CODE), licence("JY2", "小李餐馆"), licence("JY3", "小王餐馆"),
        licence("JY4", "丰收面馆")])
    land("FS02", "b1", "2026-W46", "2026-11-16 06:10", [
        _binding("B1", "某店", lic_no="JY2"), _binding("B2", "小王餐馆"), _binding("B3", "丰收面馆", lic_no="JY4"),
        _binding("B4", "认不出")])
    land("MS07", "r1", "2026-W46", "2026-11-16 06:15", [_rating("E1", "A"), _rating("E2", "B")])
    for _ in range(3):
        build()
    return built_warehouse


def _binding(number: str, name: str, lic_no: str = "") -> dict[str, str]:
    return {"binding_id": number, "entity_name": name, "lic_no": lic_no or None, "region_code": CITY}


def _rating(entity: str, level: str) -> dict[str, str]:
    return {"rating_no": f"{entity}{level}", "entity_id": entity, "rate_year": "2026", "seq": "1", "risk_level": level,
            "rated_on": "2026-03-02"}


def _matches(warehouse: Warehouse) -> dict[str, str]:
    with warehouse.connect() as connection:
        return dict(connection.execute("select split_part(record_key, '|', 1), entity_id || ' ' || match_method"
                                       " from intermediate.int_entity_match").fetchall())


def test_matching_follows_the_register_and_the_records(warehouse: Warehouse) -> None:
    assert _matches(warehouse) == {
        "JY1": "E1 uscc", "JY2": "E2 name_township", "JY3": "E3 name_township", "B1": "E2 licence",
        "B2": "E3 name_township"}
    # Matching all anew would mend this one; so that it stays shows that only what hangs on the news is computed.
    with warehouse.connect() as connection:
        connection.execute("update intermediate.int_entity_match set match_method = 'by hand' where record_key = 'B2'")
    # A second 小李餐馆 leaves the name without one owner; E1 takes another code; E4, the holder of JY4, arrives.
    land("MS01", "e2", "2026-W47", "2026-11-23 06:00", [
        entity("E5", CITY, "小李餐馆"), entity("E4", CITY, "丰收面馆"),
        entity("E1", MOUTH, "丰禾超市", SECOND_CODE)])
    land("MS07", "r2", "2026-W47", "2026-11-23 06:15", [_rating("E2", "D")])
    build()
    assert _matches(warehouse) == {
        "JY3": "E3 name_township", "B2": "E3 by hand", "JY4": "E4 name_township", "B3": "E4 licence", "B4": "E4 manual"}
    # The licence takes the new code; further bindings of the same names leave 丰收面馆 and 小王餐馆 ambiguous.
    land("MS03", "l2", "2026-W47", "2026-11-23 06:05", [licence("JY1", "丰禾", SECOND_CODE)])
    land("FS02", "b2", "2026-W47", "2026-11-23 06:10", [
        _binding("B2", "小王餐馆"), _binding("B3", "丰收面馆"), _binding("B4", "认不出"), _binding("B5", "丰收面馆"),
        _binding("B6", "小王餐馆")])
    build()
    assert _matches(warehouse) == {
        "JY1": "E1 uscc", "JY3": "E3 name_township", "JY4": "E4 name_township", "B4": "E4 manual"}
    vanish("MS01", "e2", "E3")
    judge("b2", "已退回")
    build()
    assert _matches(warehouse) == {"JY1": "E1 uscc", "JY4": "E4 name_township", "B3": "E4 licence", "B4": "E4 manual"}
    followed = rows(warehouse, FOLLOWERS)
    build(full_refresh=True)
    assert rows(warehouse, FOLLOWERS) == followed
