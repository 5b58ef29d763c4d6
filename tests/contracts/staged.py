"""Landing rows by hand and reading what dbt made of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from contracts import load_all
from warehouse import dbt
from warehouse.connection import connect
from warehouse.dbt import EVERYTHING, Scope

COUNTY = "620899"
CONTRACTS = {contract.dataset: contract for contract in load_all()}


def land(dataset: str, submission: str, period: str, received_at: str, rows: Iterable[dict[str, Any]],
         state: str = "已接受", revision: int = 1) -> None:
    """One submission with its raw rows, as extract would leave it."""
    contract, rows = CONTRACTS[dataset], list(rows)
    with connect("warehouse_owner") as connection:
        connection.execute(
            "insert into quality.submission_ledger (county_code, submission_id, dataset, stream, submitter, period,"
            " revision, source, sha256, received_rows, landed_rows, content, received_at, landed_at, state)"
            " values (%s, %s, %s, 'main', %s, %s, %s, 'test', %s, %s, %s, '有数据', %s, %s, %s)",
            [COUNTY, submission, dataset, contract.submitter, period, revision, submission, len(rows), len(rows),
             received_at, received_at, state])
        for number, row in enumerate(rows, start=1):
            full = {"county_code": COUNTY, "_submission_id": submission, "_received_on": received_at[:10],
                    "_row_no": number, **row}
            connection.execute(
                f"insert into {contract.raw_table} ({', '.join(full)}) values ({', '.join(['%s'] * len(full))})",
                list(full.values()))


def vanish(dataset: str, submission: str, *keys: str) -> None:
    """Keys that a full pull no longer found."""
    with connect("warehouse_owner") as connection:
        for key in keys:
            values = [COUNTY, dataset, submission, key]
            connection.execute("insert into quality.absence values (%s, %s, %s, %s)", values)


def quarantine(dataset: str, submission: str, row_no: int) -> None:
    """A row that the judge keeps out."""
    with connect("warehouse_owner") as connection:
        connection.execute("insert into quality.quarantine values (%s, %s, %s, %s, 'D25', 'D25')",
                           [COUNTY, dataset, submission, row_no])


def judge(submission: str, state: str) -> None:
    """The judge's word on a submission that has landed, or another word than before."""
    with connect("warehouse_owner") as connection:
        connection.execute("update quality.submission_ledger set state = %s where submission_id = %s",
                           [state, submission])


def say(submission: str, cutoff: datetime, state: str, *, held: Iterable[tuple[int, bool]] = ()) -> None:
    """What the judge said of a submission at a cut-off, and of its rows: (row number, kept apart)."""
    with connect("transformer") as connection:
        connection.execute(
            "insert into quality.submission_verdict (county_code, submission_id, cutoff, state) values (%s, %s, %s, %s)"
            " on conflict (county_code, submission_id, cutoff) do update set state = excluded.state",
            [COUNTY, submission, cutoff, state])
        for row_no, is_held in held:
            connection.execute(
                "insert into quality.quarantine_verdict select county_code, dataset, submission_id, %s, %s, %s"
                " from quality.submission_ledger where submission_id = %s", [row_no, cutoff, is_held, submission])


def build(datasets: Iterable[str], cutoff: datetime | None = None, *, full_refresh: bool = False,
          scope: Scope = EVERYTHING) -> dict[str, int | None]:
    """Stage and settle the datasets; rows affected per model."""
    tables = [CONTRACTS[dataset] for dataset in datasets]
    models = [name for contract in tables
              for name in (contract.staging_model, f"int_{contract.table}_rows", f"int_{contract.table}_current")]
    result = dbt.build(" ".join(models), cutoff=cutoff, full_refresh=full_refresh, tests=False, scope=scope)
    return {node.node.rsplit(".", 1)[-1]: node.rows for node in result.nodes}


def staged_rows(dataset: str) -> dict[int, dict[str, Any]]:
    """Staged rows by row number, nulls left out."""
    with connect("transformer") as connection:
        query = f"select to_jsonb(staged) from staging.{CONTRACTS[dataset].staging_model} as staged"
        found = [row[0] for row in connection.execute(query)]
    return {row["_row_no"]: {name: value for name, value in row.items() if value is not None} for row in found}


def states(dataset: str) -> dict[str, str]:
    """Row state by `submission/row number`."""
    with connect("transformer") as connection:
        query = f"select _submission_id, _row_no, row_state from intermediate.int_{CONTRACTS[dataset].table}_rows"
        return {f"{submission}/{row_no}": state for submission, row_no, state in connection.execute(query)}
