"""Every version of the reference data that was ever loaded, so that the past can be judged with the data of its time.

One row per seed in `quality.reference_version`, under the fingerprint of the composed seeds. The server compresses
the text.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

from warehouse import reference
from warehouse.connection import connect
from warehouse.errors import TerminalError
from warehouse.settings import Settings


@dataclass(frozen=True)
class Written:
    """A version as files, and where this release could not take it as it was.

    Attributes:
        folder: seeds for `reference.instead`.
        of_today: seeds taken from today's data, because that version lacks them or holds other columns.
    """

    folder: Path
    of_today: tuple[str, ...]


def keep(settings: Settings) -> str:
    """Keep the composed seeds unless this version is kept already; returns its hash."""
    mark = reference.fingerprint(settings)
    with connect("transformer") as connection:
        if connection.execute("select 1 from quality.reference_version where reference_hash = %s limit 1",
                              [mark]).fetchone():
            return mark
        rows = [(mark, path.name, path.read_text(encoding="utf-8")) for path in reference.files(settings)]
        with connection.cursor() as cursor:
            cursor.executemany(
                "insert into quality.reference_version (reference_hash, seed, content) values (%s, %s, %s)"
                " on conflict do nothing", rows)
    return mark


def write(mark: str, folder: Path, settings: Settings) -> Written:
    """Write a kept version as a folder that dbt can load.

    This release's models need this release's tables: a seed that the version lacks, or has with other columns, is
    taken from today's data and named.

    Raises:
        TerminalError: no such version was kept.
    """
    with connect("transformer") as connection:
        kept = dict(connection.execute(
            "select seed, content from quality.reference_version where reference_hash = %s", [mark]).fetchall())
    if not kept:
        raise TerminalError(f"reference data {mark[:12]} were not kept",
                            fix="they were loaded by a release that kept no versions; only later cut-offs come again")
    today = reference.compose(settings)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(today, folder)
    of_today = []
    for path in sorted(folder.glob("*.csv")):
        then = kept.get(path.name)
        if then is not None and _header(then) == _header(path.read_text(encoding="utf-8")):
            path.write_text(then, encoding="utf-8")
        else:
            of_today.append(path.stem)
    return Written(folder, tuple(of_today))


def _header(content: str) -> list[str]:
    return next(csv.reader(content.splitlines()), [])
