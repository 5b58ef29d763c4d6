"""Numbered migrations: plain SQL files applied once, in order, each in one transaction."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

from warehouse.errors import TerminalError

OWNER = "warehouse_owner"
FOLDER = Path(__file__).parent / "migrations"
HISTORY = """
create schema if not exists ops;
create table if not exists ops.migration (
    number integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamp not null default localtimestamp
);
comment on table ops.migration is '已执行的结构变更';
"""


def apply(connection: psycopg.Connection, folder: Path = FOLDER) -> list[str]:
    """Apply the migrations that the database does not have yet.

    Args:
        connection: may take the role warehouse_owner; committed at the end, so all files apply or none.
        folder: files named `NNNN_words.sql`.

    Returns:
        The names applied now, in order.

    Raises:
        TerminalError: two files share a number, or an applied file was edited afterwards.
    """
    connection.execute(sql.SQL("set role {}").format(sql.Identifier(OWNER)))
    connection.execute(HISTORY)
    connection.execute("select pg_advisory_xact_lock(hashtext('ops.migration'))")
    known = dict(connection.execute("select number, sha256 from ops.migration").fetchall())
    applied = []
    for number, path in _files(folder).items():
        text = path.read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        if number in known:
            if known[number] != digest:
                raise TerminalError(f"migration {path.name} was edited after it was applied",
                                    fix="restore it and put the change into a new, higher-numbered file")
            continue
        connection.execute(text)
        connection.execute("insert into ops.migration (number, name, sha256) values (%s, %s, %s)",
                           [number, path.stem, digest])
        applied.append(path.name)
    connection.execute("reset role")
    connection.commit()
    return applied


def pending(connection: psycopg.Connection, folder: Path = FOLDER) -> list[str]:
    """Names of the migrations that `apply` would apply, in order; nothing is changed."""
    known: set[int] = set()
    if connection.execute("select to_regclass('ops.migration')").fetchone()[0]:
        known = {number for (number,) in connection.execute("select number from ops.migration")}
    return [path.name for number, path in _files(folder).items() if number not in known]


def _files(folder: Path) -> dict[int, Path]:
    files: dict[int, Path] = {}
    for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql")):
        number = int(path.name[:4])
        if number in files:
            raise TerminalError(f"migrations {files[number].name} and {path.name} share the number {number:04d}")
        files[number] = path
    return files
