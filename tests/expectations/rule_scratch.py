"""Empty tables of the layers that rules read, made from the contracts, and rows put into them by cases.

The layers themselves are dbt's; here they are plain tables of the same columns, so that a rule's SQL is tried alone.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

import contracts
from contracts.model import Contract
from warehouse import workdays

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"
COUNTY = "620899"
LINEAGE = (
    "county_code text, _submission_id text, _received_on date, _row_no bigint, _sheet text, _row_hash text,"
    " _row_key text, _is_total boolean default false, _deleted_flag boolean default false, _contract_version text"
)
MARKS = "_k01 text[], _k03 text[], _k05 text[], _k06 text[], _k07 text[]"
STANDING = "stream text default 'main', period text, received_at timestamp, row_state text default 'current'"
EXPECTED = (
    "county_code text, dataset text, stream text default 'main', submitter text, period_type text, period text,"
    " due_at timestamp, timeliness text, content text, cause text, received_at timestamp, late_hours numeric"
)
REGIONS = (
    ("620899", "county", "川安县"),
    ("620899100", "township", "城关镇"),
    ("620899101", "township", "川口镇"),
    ("620899205", "township", "石岭乡"),
    ("620899100001", "village", "东街社区"),
    ("620899101203", "village", "李家湾村"),
)
WEEK, RECEIVED = "2026-W47", "2026-11-23 09:00:00"


def create_layers(connection: psycopg.Connection) -> None:
    """Create staging, current rows, obligations and reference data."""
    for contract in contracts.load_all():
        fields = ", ".join(f"{field.name} {field.sql_type}" for field in contract.fields)
        rows = f"intermediate.int_{contract.table}_rows"
        connection.execute(f"create table staging.{contract.staging_model} ({LINEAGE}, {fields}, {MARKS})")
        connection.execute(f"create table {rows} ({LINEAGE}, {fields}, {MARKS}, {STANDING})")
        connection.execute(
            f"create view intermediate.int_{contract.table}_current as"
            f" select * from {rows} where row_state = 'current'"
        )
    connection.execute(f"create table quality.expected_submission ({EXPECTED})")
    _create_reference(connection)


def _create_reference(connection: psycopg.Connection) -> None:
    connection.execute(
        "create table reference.county (county_code text, county_name text, province_code text, first_week text)"
    )
    connection.execute("insert into reference.county values (%s, '川安县', '62', '2025-W39')", [COUNTY])
    connection.execute(
        "create table reference.region (county_code text, region_code text, region_name text, level text,"
        " parent_code text, valid_from date, valid_to date)"
    )
    connection.execute("create table reference.region_alias (county_code text, alias text, region_code text)")
    for code, level, name in REGIONS:
        connection.execute(
            "insert into reference.region values (%s, %s, %s, %s, null, '2003-01-01', null)",
            [COUNTY, code, name, level],
        )
    connection.execute(
        "insert into reference.region values (%s, '620899300', '旧营乡', 'township', null, '2003-01-01',"
        " '2026-06-30')",
        [COUNTY],
    )
    connection.execute("insert into reference.region_alias values (%s, '城关', '620899100')", [COUNTY])
    connection.execute(
        "create table reference.region_succession (county_code text, predecessor_code text, successor_code text,"
        " changed_on date, reason text)"
    )
    connection.execute(
        "insert into reference.region_succession values (%s, '620899300', '620899101', '2026-07-01', '并入')", [COUNTY]
    )
    connection.execute(
        "create table intermediate.int_townships as select county_code, region_code as township_code,"
        " case when valid_to is null then region_code else '620899101' end as today_code"
        " from reference.region where level = 'township'"
    )
    connection.execute("create table reference.workday (day date primary key, is_workday boolean)")
    days = (date(2025, 1, 1) + timedelta(days=n) for n in range(1200))
    _copy(connection, "reference.workday", ((day, workdays.is_workday(day)) for day in days))
    for name in ("rule_param", "grade_level", "module_biz_form", "unit"):
        _load_seed(connection, name)


def _load_seed(connection: psycopg.Connection, name: str) -> None:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        header, *rows = csv.reader(handle)
    columns = ", ".join(f"{column} {'numeric' if column == 'factor' else 'text'}" for column in header)
    connection.execute(f"create table reference.{name} ({columns})")
    _copy(connection, f"reference.{name}", rows)


def _copy(connection: psycopg.Connection, table: str, rows: Iterable[Iterable[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin") as stream:
        for row in rows:
            stream.write_row(tuple(row))


class Filler:
    """Puts a case's rows into the scratch tables, with defaults for all that the case does not say."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._contracts = {contract.table: contract for contract in contracts.load_all()}
        self._numbers = itertools.count(1)

    def fill(self, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Insert rows by table: contract tables by name, `delivered` as dataset → periods, others as they are."""
        for table, given in rows.items():
            if table == "delivered":
                self._deliver(given)
            for row in given if isinstance(given, list) else ():
                if table in self._contracts:
                    self._insert_row(self._contracts[table], row)
                else:
                    self._insert(
                        f"quality.{table}" if "." not in table else table,
                        {**_DEFAULTS.get(table, {}), **row, **self._numbered(table, row)},
                    )

    def _deliver(self, periods: Mapping[str, list[str]]) -> None:
        for dataset, listed in periods.items():
            for period in listed:
                self.fill({"submission_ledger": [{"dataset": dataset, "period": period}]})

    def _numbered(self, table: str, row: Mapping[str, Any]) -> dict[str, Any]:
        if table == "submission_ledger":
            return {
                "landed_rows": row.get("landed_rows", row.get("received_rows", 100)),
                "submission_id": row.get("submission_id", f"auto-{next(self._numbers)}"),
            }
        if table == "attempt":
            return {"attempt_id": f"auto-{next(self._numbers)}"}
        return {}

    def _insert_row(self, contract: Contract, row: dict[str, Any]) -> None:
        """One landed row: as staged, as it stands, and as it came."""
        row = dict(row)
        raw = row.pop("raw", {})
        number = next(self._numbers)
        lineage = {"county_code": COUNTY, "_submission_id": "s1", "_row_no": number, "_row_hash": f"h{number}"}
        staged = {name: value for name, value in row.items() if name not in ("period", "row_state", "received_at")}
        self._insert(f"staging.{contract.staging_model}", {**lineage, **staged})
        self._insert(
            f"intermediate.int_{contract.table}_rows", {**lineage, "period": WEEK, "received_at": RECEIVED, **row}
        )
        came = {
            name: str(value)
            for name, value in row.items()
            if any(field.name == name for field in contract.fields) and value is not None
        }
        own = {
            name: value
            for name, value in {**lineage, **row}.items()
            if name in ("_submission_id", "_row_no", "_row_hash")
        }
        self._insert(
            f"raw.{contract.table}", {"county_code": COUNTY, **own, "_received_on": "2026-11-23", **came, **raw}
        )
        self._insert(
            "quality.judging",
            {
                "county_code": COUNTY,
                "submission_id": own["_submission_id"],
                "dataset": contract.dataset,
                "stream": "main",
                "period": row.get("period", WEEK),
            },
            ignore=True,
        )

    def _insert(self, table: str, row: Mapping[str, Any], *, ignore: bool = False) -> None:
        schema, name = table.split(".")
        values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
        statement = sql.SQL("insert into {} ({}) values ({}) {}").format(
            sql.Identifier(schema, name),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() * len(row)),
            sql.SQL("on conflict do nothing" if ignore else ""),
        )
        self._connection.execute(statement, values)


_DEFAULTS: dict[str, dict[str, Any]] = {
    "submission_ledger": {
        "county_code": COUNTY,
        "stream": "main",
        "submitter": "market_supervision",
        "period": WEEK,
        "revision": 1,
        "source": "case",
        "sha256": "0",
        "received_rows": 100,
        "landed_rows": 100,
        "content": "有数据",
        "received_at": RECEIVED,
        "landed_at": RECEIVED,
        "state": "已接受",
        "facts": {},
    },
    "expected_submission": {
        "county_code": COUNTY,
        "stream": "main",
        "period": WEEK,
        "period_type": "week",
        "due_at": "2026-11-23 12:00:00",
    },
    "attempt": {
        "county_code": COUNTY,
        "stream": "main",
        "period": WEEK,
        "attempted_at": RECEIVED,
        "started_at": RECEIVED,
    },
}
