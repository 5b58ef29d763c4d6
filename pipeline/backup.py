"""Back up the warehouse and restore it: the database, the archive of deliveries, and what their contents add up to.

    <folder>/warehouse.dump    every schema of the warehouse (pg_dump, custom format)
    <folder>/archive/…         every delivery as it came
    <folder>/checksums.json    checksum of every table, compared after a restore

Passwords (`<home>/secrets.env`) and the deployment's folder are not in it: keep them elsewhere, apart from the data.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from pipeline import phases, summary
from pipeline.errors import PhaseFailedError
from warehouse import roles, server, settings, setup

DUMP, ARCHIVE, CHECKSUMS = "warehouse.dump", "archive", "checksums.json"


def back_up(folder: Path) -> dict[str, int]:
    """Write a backup while nothing else changes the warehouse.

    Args:
        folder: new or empty.

    Returns:
        Tables, rows and originals in it.

    Raises:
        PhaseFailedError: the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise PhaseFailedError(f"{folder} is not empty", fix="name a new folder for each backup")
    folder.mkdir(parents=True, exist_ok=True)
    values = settings.load()
    with phases.exclusively():
        sums = {item.table: [item.rows, item.md5] for item in summary.checksums()}
        server.client(values, "pg_dump", "--format", "custom", "--file", str(folder / DUMP))
        # Originals are never edited, so those that land meanwhile do no harm; the ledger does not name them yet.
        originals = _copy_archive(values.archive, folder / ARCHIVE)
    (folder / CHECKSUMS).write_text(json.dumps(sums, indent=1, sort_keys=True))
    return {"tables": len(sums), "rows": sum(rows for rows, _ in sums.values()), "originals": originals}


def restore(folder: Path) -> list[str]:
    """Restore a backup into a server without deliveries, and compare every table with what was backed up.

    Returns:
        Tables that differ; none when the restore is whole.

    Raises:
        PhaseFailedError: the folder holds no backup, or the warehouse holds deliveries already.
    """
    if not (folder / DUMP).exists():
        raise PhaseFailedError(f"{folder} holds no {DUMP}", fix="name the folder that `pipeline backup` wrote")
    values = server.reach(settings.load())
    with setup.administrator() as connection:
        roles.ensure_roles(connection, values)
        _empty(connection)
    server.client(values, "pg_restore", "--exit-on-error", str(folder / DUMP))
    _copy_archive(folder / ARCHIVE, values.archive)
    # This release may be newer than the backup, and passwords are this server's own.
    setup.prepare()
    before = json.loads((folder / CHECKSUMS).read_text())
    now = {item.table: [item.rows, item.md5] for item in summary.checksums()}
    return sorted(table for table, known in before.items() if now.get(table) != known)


def _empty(connection: psycopg.Connection) -> None:
    """Drop the schemas of a warehouse that was set up and never received anything."""
    if connection.execute("select to_regclass('quality.submission_ledger')").fetchone()[0]:
        count = connection.execute("select count(*) from quality.submission_ledger").fetchone()[0]
        if count:
            raise PhaseFailedError(f"the warehouse holds {count} deliveries already",
                                   fix="restore into another server: set WAREHOUSE_HOME or WAREHOUSE_URL to a new one")
    own = connection.execute("select nspname from pg_namespace where nspname !~ '^pg_' and not nspname = any(%s)",
                             [["information_schema", "public"]]).fetchall()
    for (name,) in own:
        connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(name)))
    connection.commit()


def _copy_archive(source: Path, target: Path) -> int:
    """Copy the originals that are not there yet; half-written ones (folder `incoming`) are no originals."""
    count = 0
    for path in sorted(source.rglob("*")) if source.exists() else ():
        place = path.relative_to(source)
        if not path.is_file() or place.parts[0] in ("incoming", "spool"):
            continue
        count += 1
        if not (target / place).exists():
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            draft = (target / place).with_name(f".{place.name}.{os.getpid()}")
            shutil.copy2(path, draft)
            draft.replace(target / place)
    return count
