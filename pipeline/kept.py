"""Keeps a publication's rows aside while its cut-off is computed once more, and puts them back.

The copies are tables of schema quality, so that a run that was killed leaves nothing lost: whoever comes next puts
them back.
"""

from __future__ import annotations

from datetime import datetime

import psycopg
from psycopg import sql

from warehouse.connection import connect

#: What a publication consists of in the warehouse: table → column of the cut-off.
PUBLISHED = {"marts.fct_indicator_value": "as_of", "marts.fct_quality_score": "as_of", "quality.finding_seen": "cutoff",
             "quality.check_run": "cutoff", "quality.judgement": "cutoff"}
#: Has rows for every publication: its copy says which one is kept.
_WHICH = "quality.judgement"


def name_of(table: str) -> sql.Identifier:
    """The copy of a table."""
    return sql.Identifier("quality", f"kept_{table.split('.')[1]}")


def is_kept() -> bool:
    """Whether a publication is kept aside, by a run that is under way or was killed."""
    with connect("transformer") as connection:
        return _is_kept(connection)


def keep_aside(cutoff: datetime) -> None:
    """Copy what was published as of the cut-off."""
    with connect("transformer") as connection:
        for table, column in PUBLISHED.items():
            connection.execute(
                sql.SQL("create table {} as select * from {} where {} = {}").format(
                    name_of(table), sql.Identifier(*table.split(".")), sql.Identifier(column), sql.Literal(cutoff)))


def put_back() -> None:
    """Put what was kept aside back in its place; does nothing where nothing is kept."""
    with connect("transformer") as connection:
        if not _is_kept(connection):
            return
        cutoff = connection.execute(sql.SQL("select max(cutoff) from {}").format(name_of(_WHICH))).fetchone()[0]
        for table, column in PUBLISHED.items():
            target = sql.Identifier(*table.split("."))
            connection.execute(sql.SQL("delete from {} where {} = {}").format(
                target, sql.Identifier(column), sql.Literal(cutoff)))
            connection.execute(sql.SQL("insert into {} select * from {}").format(target, name_of(table)))
            connection.execute(sql.SQL("drop table {}").format(name_of(table)))


def _is_kept(connection: psycopg.Connection) -> bool:
    name = name_of(_WHICH).as_string(connection)
    return connection.execute("select to_regclass(%s) is not null", [name]).fetchone()[0]
