"""Reads one county's work report from the warehouse (role office): the marts as of one cut-off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import psycopg

from contracts import Contract
from report.data import Source as Warehouse
from report.model import Value
from report.weeks import IsoWeek
from report.work.model import Reading, Source, WorkData


def load(connection: psycopg.Connection, week: IsoWeek, cutoff: datetime, county: str,
         contracts: Sequence[Contract]) -> WorkData:
    """Everything that the work report says, but for the submissions behind it (see with_sources).

    Args:
        connection: as role office.
        week: the reporting week at whose cut-off the report is drawn.
        cutoff: its cut-off; the warehouse must have been published as of it.
        county: six-digit code.
        contracts: all contracts, for the names of datasets.

    Raises:
        ReportError: the warehouse stands at another cut-off, or does not know the county.
    """
    warehouse = Warehouse(connection, week, cutoff, county)
    provenance = warehouse.provenance()
    name, _ = warehouse.county()
    markets = warehouse.rows("named_market")
    return WorkData(
        county_code=county, county_name=name, week=week, cutoff=cutoff, provenance=provenance,
        indicators=warehouse.indicators(),
        values=tuple(Value(**row) for row in warehouse.rows("values")),
        pending=frozenset((row["dataset"], row["period"]) for row in warehouse.rows("pending")),
        market=markets[0]["report_name"] if markets else "",
        datasets={contract.dataset: contract.name for contract in contracts},
    )


def with_sources(connection: psycopg.Connection, data: WorkData, readings: Sequence[Reading]) -> WorkData:
    """The same data with the submissions behind some readings."""
    values = [reading.value for reading in readings if reading.value]
    rows = Warehouse(connection, data.week, data.cutoff, data.county_code).rows(
        "sources", codes=[value.indicator for value in values], types=[value.period_type for value in values],
        periods=[value.period for value in values])
    return replace(data, sources=tuple(Source(**row) for row in rows))
