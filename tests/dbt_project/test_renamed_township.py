"""A township that gets a new code, and one that is merged, in the middle of the history: both readings of the figures.

On 9 November 2026, the Monday of week 46, 石佛乡 (206) becomes 石佛镇 (111) and 红崖乡 (211) becomes part of 城关镇
(100). Departments go on writing old and new names and codes as they please.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from warehouses import setting

from contracts import load_all
from warehouse import dbt
from warehouse.connection import connect

COUNTY = "620899"
BEFORE, AFTER = datetime(2026, 11, 10, 10), datetime(2026, 11, 17, 10)
CONTRACTS = {contract.dataset: contract for contract in load_all()}
Rows = dict[tuple[str, str], float]


def _land(dataset: str, period: str, received_at: str, rows: list[dict[str, str]]) -> None:
    """One pull with its raw rows, as extract would leave it."""
    contract, submission = CONTRACTS[dataset], f"{dataset}-{period}"
    with connect("warehouse_owner") as connection:
        connection.execute(
            "insert into quality.submission_ledger (county_code, submission_id, dataset, stream, submitter, period,"
            " revision, source, sha256, received_rows, landed_rows, content, received_at, landed_at, state)"
            " values (%s, %s, %s, 'main', %s, %s, 1, 'test', %s, %s, %s, '有数据', %s, %s, '已接受')",
            [COUNTY, submission, dataset, contract.submitter, period, submission, len(rows), len(rows), received_at,
             received_at])
        for number, row in enumerate(rows, start=1):
            full = {"county_code": COUNTY, "_submission_id": submission, "_received_on": received_at[:10],
                    "_row_no": number, **row}
            connection.execute(
                f"insert into {contract.raw_table} ({', '.join(full)}) values ({', '.join(['%s'] * len(full))})",
                list(full.values()))


def _certificate(number: int, day: str, place: str, copies: int) -> dict[str, str]:
    return {"cert_no": f"HGZ{number}", "producer_id": "P1", "product": "苹果", "issued_on": day, "copies": str(copies),
            "region_code": place, "created_at": f"{day} 09:00:00"}


def _inspection(number: int, day: str, entity: str) -> dict[str, str]:
    return {"insp_no": f"JC{number}", "entity_id": entity, "insp_date": day}


def _deliver_before() -> None:
    _land("AG02", "2026-W45", "2026-11-09 06:00:00", [
        _certificate(1, "2026-10-27", "石佛乡", 3), _certificate(2, "2026-11-03", "620899206", 4),
        _certificate(3, "2026-11-04", "城关镇", 5), _certificate(4, "2026-11-05", "红崖乡", 7)])
    _land("MS01", "2026-W45", "2026-11-09 06:00:00", [
        {"entity_id": "E1", "region_code": "620899206001"}, {"entity_id": "E2", "region_code": "620899211002"}])
    _land("MS05", "2026-W45", "2026-11-09 06:00:00", [
        _inspection(1, "2026-11-03", "E1"), _inspection(2, "2026-11-04", "E2")])


def _deliver_after() -> None:
    """Old and new names and codes side by side; certificate 10 tells late, and by the new name, of an old week."""
    _land("AG02", "2026-W46", "2026-11-16 06:00:00", [
        _certificate(5, "2026-11-10", "石佛镇", 10), _certificate(6, "2026-11-10", "石佛乡", 20),
        _certificate(7, "2026-11-11", "620899206", 40), _certificate(8, "2026-11-12", "620899111000", 80),
        _certificate(9, "2026-11-12", "红崖乡", 100), _certificate(10, "2026-11-06", "石佛镇", 1000)])
    _land("MS01", "2026-W46", "2026-11-16 06:00:00", [{"entity_id": "E1", "region_code": "620899111001"}])
    _land("MS05", "2026-W46", "2026-11-16 06:00:00", [
        _inspection(3, "2026-11-10", "E1"), _inspection(4, "2026-11-11", "E2")])


@pytest.fixture(scope="module")
def history(module_warehouse) -> Iterator[None]:
    """The county built at the cut-off before the change and at the one after it."""
    with setting("DEPLOYMENT", str(Path(__file__).parent / "renamed_township")):
        dbt.seed()
        for deliver, cutoff in ((_deliver_before, BEFORE), (_deliver_after, AFTER)):
            deliver()
            dbt.build("tag:land tag:build tag:publish", cutoff=cutoff)
        yield


def _figures(table: str, indicator: str, more: str = "") -> Rows:
    """Numerators by (week, last three digits of the township)."""
    with connect("transformer") as connection:
        rows = connection.execute(
            f"select period, right(region_code, 3), numerator::float8 from marts.{table} where indicator_code = %s"
            f" and breakdown_type = '总计' and region_code <> county_code and region_code <> '未知' {more}",
            [indicator]).fetchall()
    return {(period, place): value for period, place, value in rows}


def test_a_figure_is_told_under_the_code_of_its_time(history) -> None:
    assert _figures("rpt_indicator_current", "A03") == {
        ("2026-W44", "100"): 0, ("2026-W44", "206"): 3, ("2026-W44", "211"): 0,
        ("2026-W45", "100"): 5, ("2026-W45", "206"): 1004, ("2026-W45", "211"): 7,
        ("2026-W46", "100"): 100, ("2026-W46", "111"): 150,
    }


def test_a_figure_is_told_on_todays_boundaries(history) -> None:
    assert _figures("rpt_indicator_on_todays_regions", "A03") == {
        ("2026-W44", "100"): 0, ("2026-W44", "111"): 3,
        ("2026-W45", "100"): 12, ("2026-W45", "111"): 1004,
        ("2026-W46", "100"): 100, ("2026-W46", "111"): 150,
    }


def test_a_business_whose_register_entry_was_rewritten_keeps_its_past_where_it_was(history) -> None:
    inspected = {key: value for key, value in _figures("rpt_indicator_current", "E01").items() if value}
    restated = {key: value for key, value in _figures("rpt_indicator_on_todays_regions", "E01").items() if value}
    assert inspected == {("2026-W45", "206"): 1, ("2026-W45", "211"): 1, ("2026-W46", "111"): 1, ("2026-W46", "100"): 1}
    assert restated == {("2026-W45", "111"): 1, ("2026-W45", "100"): 1, ("2026-W46", "111"): 1, ("2026-W46", "100"): 1}


def test_what_was_published_before_the_change_can_still_be_read(history) -> None:
    then = _figures("fct_indicator_value", "A03", f"and as_of = '{BEFORE}' and period = '2026-W45'")
    assert then == {("2026-W45", "100"): 5, ("2026-W45", "206"): 4, ("2026-W45", "211"): 7}


@pytest.mark.parametrize("table", ["rpt_indicator_current", "rpt_indicator_on_todays_regions"])
def test_townships_add_up_to_the_county_under_both_readings(history, table: str) -> None:
    with connect("transformer") as connection:
        wrong = connection.execute(
            f"select period from marts.{table} where indicator_code in ('A03', 'E01') and breakdown_type = '总计'"
            " group by indicator_code, period having sum(numerator) filter (where region_code = county_code)"
            " is distinct from sum(numerator) filter (where region_code <> county_code)").fetchall()
    assert wrong == []


def test_the_region_dimension_tells_what_became_of_a_township(history) -> None:
    with connect("transformer") as connection:
        rows = connection.execute(
            "select right(region_code, 3), region_name, is_current, right(predecessor_codes, 3),"
            " right(successor_codes, 3), right(today_code, 3) from marts.dim_region"
            " where level = 'township' order by region_code").fetchall()
    assert rows == [("100", "城关镇", True, "211", None, "100"), ("111", "石佛镇", True, "206", None, "111"),
                    ("206", "石佛乡", False, None, "111", "111"), ("211", "红崖乡", False, None, "100", "100")]
