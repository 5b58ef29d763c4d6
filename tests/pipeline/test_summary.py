"""Checksums: equal contents, equal sums; the machine's time and the order of rows do not count."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console

from pipeline import summary
from pipeline.summary import Checksum

ROW = ("insert into quality.submission_ledger (county_code, submission_id, dataset, stream, submitter, period,"
       " revision, source, sha256, received_at, landed_at) values ('620899', %s, 'FS02', 'main', 'food_safety_office',"
       " '2026-W46', 1, 'x.xlsx', '', '2026-11-16 09:00', %s)")


def write(warehouse, names: list[str], landed_at: datetime) -> None:
    with warehouse.connect("postgres") as connection:
        connection.execute("truncate quality.submission_ledger")
        for name in names:
            connection.execute(ROW, [name, landed_at])


def of_ledger() -> Checksum:
    return next(item for item in summary.checksums(("quality",)) if item.table == "quality.submission_ledger")


def test_order_and_the_machines_time_do_not_count_but_every_value_does(warehouse):
    write(warehouse, ["a", "b", "c"], datetime(2026, 11, 16))
    first = of_ledger()
    write(warehouse, ["c", "a", "b"], datetime(2026, 11, 17))
    assert of_ledger() == first
    write(warehouse, ["a", "b", "d"], datetime(2026, 11, 16))
    assert of_ledger().md5 != first.md5
    assert of_ledger().rows == 3


def test_a_row_more_than_once_is_not_the_same_as_once(warehouse):
    with warehouse.connect("postgres") as connection:
        connection.execute("create table marts.twice (a int); grant select on marts.twice to office")
        connection.execute("insert into marts.twice values (1)")
    once, = (item for item in summary.checksums(("marts",)) if item.table == "marts.twice")
    with warehouse.connect("postgres") as connection:
        connection.execute("insert into marts.twice values (1)")
    twice, = (item for item in summary.checksums(("marts",)) if item.table == "marts.twice")
    assert (once.rows, twice.rows) == (1, 2)
    assert once.md5 != twice.md5


def test_partitions_are_counted_with_their_table(warehouse):
    tables = [item.table for item in summary.checksums(("raw",))]
    assert "raw.ms_entity" in tables
    assert not [name for name in tables if name.endswith(("_default", "_2026"))]


def test_what_changed_since_last_time_is_named(warehouse, tmp_path):
    (warehouse.home / "checksums.json").unlink(missing_ok=True)
    assert not summary.show_checksums(Console(quiet=True))
    assert summary.show_checksums(Console(quiet=True))
    write(warehouse, ["new"], datetime(2026, 11, 16))
    console = Console(record=True, width=160, file=(tmp_path / "out").open("w"))
    assert not summary.show_checksums(console)
    assert "quality.submission_ledger" in console.export_text()
    (warehouse.home / "checksums.json").unlink()
