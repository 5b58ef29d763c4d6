"""The retention rule: takes out what no reading of the warehouse within the retention needs any more.

The horizon lies RETENTION_MONTHS before the newest cut-off. Figures can be computed as of every cut-off from the
horizon on, so a delivery's rows go only when each of them had been replaced by then; its original goes with them. So do
the originals of older deliveries that landed nothing: pulls that found nothing new, and files that could not be read.

Kept whatever their age: rows that held as of the horizon; refused deliveries, whose judgement may change; rows of
datasets of which a mart tells the history (dim_entity); the ledger's row of every delivery.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql

from contracts.model import Contract
from pipeline import inputs, phases
from pipeline.errors import PhaseFailedError
from warehouse import dbt, settings
from warehouse.connection import connect
from warehouse.errors import SettingsError

DEFAULT_MONTHS = 36
#: A row in one of these states has no influence on the states of others: one that stands is newer, or none is meant.
REPLACED = ("superseded", "duplicate", "total")
#: Models over all datasets, which count rows and tell no history.
COUNTING = ("submission", "dataset_rows")
OUTWORN = """
    select ledger.county_code, ledger.submission_id, ledger.landed_rows, ledger.archive_path
    from quality.submission_ledger as ledger
    inner join (
        select county_code, _submission_id from {rows}
        group by county_code, _submission_id having bool_and(row_state = any(%(replaced)s))
    ) as replaced on ledger.county_code = replaced.county_code and ledger.submission_id = replaced._submission_id
    where ledger.state = '已接受' and ledger.received_at < %(horizon)s and ledger.landed_rows > 0
"""
EMPTY = """
    select county_code, submission_id, 0, archive_path from quality.submission_ledger as ledger
    where dataset = %(dataset)s and received_at < %(horizon)s and landed_rows = 0 and archive_path is not null
"""
NOT_YET = " and not exists (select from quality.pruned as gone where gone.submission_id = ledger.submission_id)"


@dataclass(frozen=True)
class Outworn:
    """A delivery that may go: its rows (none where it landed nothing) and its original."""

    dataset: str
    county_code: str
    submission_id: str
    landed_rows: int
    archive_path: str | None


def horizon() -> datetime:
    """The oldest cut-off as of which the warehouse stays computable.

    Raises:
        SettingsError: RETENTION_MONTHS is no positive number.
        PhaseFailedError: no cycle was ever closed, so there is nothing to count from.
    """
    months = settings.load().integer("RETENTION_MONTHS", DEFAULT_MONTHS)
    if months < 1:
        raise SettingsError(f"RETENTION_MONTHS is {months}", fix="set it to the number of months to keep, 1 or more")
    newest = inputs.newest_closed()
    if newest is None:
        raise PhaseFailedError("no cycle was closed yet", fix="run a week first")
    with connect("office") as connection:
        return connection.execute("select %s::timestamp - make_interval(months => %s)", [newest, months]).fetchone()[0]


def outworn(before: datetime) -> list[Outworn]:
    """What may go: the states of all rows are built as of the horizon; afterwards the layers stand as before."""
    chosen = [contract for contract in phases.all_contracts() if contract.table not in _with_history()]
    with phases.exclusively(), _as_of(before, chosen), connect("office") as connection:
        return [item for contract in chosen for item in _of_dataset(connection, contract, before)]


def take_out(items: Iterable[Outworn], before: datetime) -> None:
    """Delete rows, then originals; what is killed in between ends the same when it is run again."""
    items = list(items)
    tables = {contract.dataset: contract for contract in phases.all_contracts()}
    with phases.exclusively(), connect("warehouse_owner") as connection:
        for dataset in sorted({item.dataset for item in items}):
            own = [item for item in items if item.dataset == dataset]
            _delete_rows(connection, tables[dataset], [item.submission_id for item in own if item.landed_rows])
            connection.cursor().executemany(
                "insert into quality.pruned values (%s, %s, %s, %s, %s, %s, localtimestamp(0)) on conflict do nothing",
                [(item.county_code, item.submission_id, dataset, before, item.landed_rows, item.archive_path)
                 for item in own])
        connection.commit()
        paths = connection.execute("select archive_path from quality.pruned where archive_path is not null").fetchall()
    for (name,) in paths:
        (settings.load().archive / name).unlink(missing_ok=True)


def originals_size(items: Iterable[Outworn]) -> int:
    """Bytes of the originals that would go."""
    paths = (settings.load().archive / item.archive_path for item in items if item.archive_path)
    return sum(path.stat().st_size for path in paths if path.exists())


@contextmanager
def _as_of(cutoff: datetime, contracts: list[Contract]) -> Iterator[None]:
    """The states of all rows as of a cut-off; on the way out as of the one at which the layers stood."""
    standing = inputs.standing()
    if standing is None:
        raise PhaseFailedError("the warehouse stands at no cut-off", fix="let the cycle that was begun end first")
    # The views of current rows hang on the tables that may be made anew.
    models = " ".join(f"int_{contract.table}_rows int_{contract.table}_current" for contract in contracts)
    inputs.forget_standing()
    try:
        dbt.build(models, cutoff=cutoff, tests=False)
        yield
    finally:
        dbt.build(models, cutoff=standing[0].cutoff, tests=False)
        inputs.reach(*standing)


def _of_dataset(connection: psycopg.Connection, contract: Contract, before: datetime) -> list[Outworn]:
    rows = sql.Identifier("intermediate", f"int_{contract.table}_rows")
    values = {"replaced": list(REPLACED), "horizon": before, "dataset": contract.dataset}
    found = connection.execute(sql.SQL(OUTWORN + NOT_YET).format(rows=rows), values).fetchall()
    found += connection.execute(EMPTY + NOT_YET, values).fetchall()
    return [Outworn(contract.dataset, *row) for row in found]


def _delete_rows(connection: psycopg.Connection, contract: Contract, ids: list[str]) -> None:
    tables = (("raw", contract.table), ("staging", contract.staging_model),
              ("intermediate", f"int_{contract.table}_rows"))
    for place in tables if ids else ():
        connection.execute(
            sql.SQL("delete from {} where _submission_id = any(%s)").format(sql.Identifier(*place)), [ids])
    connection.execute("delete from quality.row_count where relation = %s and part[2] = any(%s)",
                       [f"intermediate.int_{contract.table}_rows", ids])


def _with_history() -> set[str]:
    """Tables of which a model reads rows that hold no more."""
    models = settings.load().root / "dbt_project" / "models"
    found: set[str] = set()
    for path in models.rglob("*.sql"):
        if path.parent.name != "current" and path.stem not in COUNTING:
            found |= set(re.findall(r"ref\('int_(\w+)_rows'\)", Path(path).read_text(encoding="utf-8")))
    return found
