"""Numbered migrations: named before, applied once, refused when edited."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from warehouse import migrate
from warehouse.errors import TerminalError

NAME = "9001_remark.sql"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's migrations and one more."""
    copied = shutil.copytree(migrate.FOLDER, tmp_path / "migrations")
    (copied / NAME).write_text("create table quality.remark (county_code text primary key);\n", encoding="utf-8")
    return copied


def test_a_new_migration_is_named_then_applied_once(warehouse, folder) -> None:
    with warehouse.connect("postgres") as connection:
        assert migrate.pending(connection) == []
        assert migrate.pending(connection, folder) == [NAME]
        assert connection.execute("select to_regclass('quality.remark')").fetchone() == (None,)
        assert migrate.apply(connection, folder) == [NAME]
        assert migrate.pending(connection, folder) == []
        assert migrate.apply(connection, folder) == []
        assert connection.execute("select count(*) from quality.remark").fetchone() == (0,)


def test_a_migration_edited_after_it_was_applied_is_refused(warehouse, folder) -> None:
    with warehouse.connect("postgres") as connection:
        migrate.apply(connection, folder)
        (folder / NAME).write_text("create table quality.other (county_code text);\n", encoding="utf-8")
        with pytest.raises(TerminalError, match=r"9001_remark\.sql was edited"):
            migrate.apply(connection, folder)


def test_a_migration_that_fails_leaves_nothing_behind(warehouse, folder) -> None:
    (folder / "9002_broken.sql").write_text("create table quality.half (a int); select 1 / 0;\n", encoding="utf-8")
    with warehouse.connect("postgres") as connection, pytest.raises(Exception, match="division by zero"):
        migrate.apply(connection, folder)
    with warehouse.connect("postgres") as connection:
        assert migrate.pending(connection, folder) == [NAME, "9002_broken.sql"]
