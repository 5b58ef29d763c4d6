"""SQL reader against real databases: SQLite, the embedded PostgreSQL, and MariaDB where it is installed."""

from __future__ import annotations

import csv
import io
import sqlite3
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from bench import mariadb as mariadb_server
from extract.errors import UnauthorisedError, UnreachableError
from extract.readers.sql import SqlConnection, SqlPull
from warehouse import settings
from warehouse.connection import connect

PRODUCERS = [
    ("P001", "川安县红苹果合作社", "93620899MA73R8XH0C", "0", "2026-11-18 09:00:00", "12.50"),
    ("P002", "王家\"大棚\", 二组", None, "1", "2026-11-19 10:00:00", None),
    ("P003", "", "", "0", "2026/11/20", "3"),
]
TABLE = ("create table producer (ZTM varchar(20), ZTMC varchar(100), TYSHXYDM varchar(18), IS_DELETED varchar(1), "
         "GXSJ varchar(20), MJ decimal(12,2), NEW_COL varchar(10))")
VIEW = "create view V_NCP_SCZT as select * from producer"
MONITOR = [("S1", "快速检测"), ("S2", "快检 "), ("S3", "例行监测"), ("S4", "??"), ("S5", None)]
TRACE = [("P001", "202610"), ("P002", "2026-10"), ("P003", "202609")]


def fill(url: str) -> None:
    """The producer view and the trace view, with a column that no contract knows."""
    engine = create_engine(url)
    with engine.begin() as session:
        for statement in ("drop view if exists V_NCP_SCZT", "drop view if exists V_ZS_YY",
                          "drop table if exists producer", "drop table if exists trace", TABLE, VIEW,
                          "create table trace (ZTM varchar(20), YF varchar(10))",
                          "create view V_ZS_YY as select * from trace",
                          "drop view if exists V_JC_YP", "drop table if exists monitor",
                          "create table monitor (YPBH varchar(20), JCLX varchar(20))",
                          "create view V_JC_YP as select * from monitor"):
            session.execute(text(statement))
        session.execute(
            text("insert into producer (ZTM, ZTMC, TYSHXYDM, IS_DELETED, GXSJ, MJ) values (:a, :b, :c, :d, :e, :f)"),
            [dict(zip("abcdef", row, strict=True)) for row in PRODUCERS])
        session.execute(text("insert into trace values (:a, :b)"), [{"a": a, "b": b} for a, b in TRACE])
        session.execute(text("insert into monitor values (:a, :b)"), [{"a": a, "b": b} for a, b in MONITOR])
    engine.dispose()


@pytest.fixture(scope="module")
def postgres_url(warehouse_home: Path) -> str:
    with connect("postgres", autocommit=True, database="postgres") as admin:
        admin.execute("drop database if exists agriculture_of_the_reader with (force)")
        admin.execute("create database agriculture_of_the_reader")
    url = settings.url("postgres", "agriculture_of_the_reader").render_as_string(hide_password=False)
    fill(url)
    return url


@pytest.fixture(scope="module")
def sqlite_url(tmp_path_factory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('sql')}/agriculture.db"
    fill(url)
    return url


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory) -> str:
    if not mariadb_server.is_installed():
        pytest.skip("MariaDB is not installed here; .ci/run installs it")
    with mariadb_server.serve(tmp_path_factory.mktemp("mariadb")) as url:
        fill(url)
        yield url


@pytest.fixture(params=["sqlite_url", "postgres_url", "mariadb"])
def url(request) -> str:
    return request.getfixturevalue(request.param)


def rows_of(reading: SqlPull) -> list[dict[str, str | None]]:
    body = b"".join(reading.stream()).decode()
    if reading.null:
        lines = csv.reader(io.StringIO(body))
        return [{name: None if value == reading.null else value
                 for name, value in zip(reading.columns, line, strict=True)} for line in lines]
    return copied(reading, body)


def copied(reading: SqlPull, body: str) -> list[dict[str, str | None]]:
    """What PostgreSQL makes of a stream in which only texts are quoted."""
    with psycopg.connect(settings.url("postgres").render_as_string(hide_password=False).replace("+psycopg", "")) as c:
        c.execute("create temporary table t ({})".format(", ".join(f'"{name}" text' for name in reading.columns)))
        with c.cursor().copy("copy t from stdin (format csv)") as rows:
            rows.write(body)
        return [dict(zip(reading.columns, row, strict=True)) for row in c.execute("select * from t")]


@pytest.mark.parametrize("bulk_rows", [50_000, 0], ids=["cursor", "bulk"])
def test_values_arrive_as_text_with_nulls_kept_apart_from_empty_text(url, by_dataset, bulk_rows, warehouse_home):
    reading = SqlPull(by_dataset["AG01"], SqlConnection(url, bulk_rows=bulk_rows), period="2026-W47")
    rows = sorted(rows_of(reading), key=lambda row: row["producer_id"])
    assert [row["name"] for row in rows] == ["川安县红苹果合作社", "王家\"大棚\", 二组", ""]
    assert [row["uscc"] for row in rows] == ["93620899MA73R8XH0C", None, ""]
    assert [row["_deleted_flag"] for row in rows] == ["f", "t", "f"]
    assert rows[0]["updated_at"] == "2026-11-18 09:00:00"
    assert reading.declared_rows == 3


def test_arrival_time_is_the_databases_clock(url, by_dataset, warehouse_home):
    reading = SqlPull(by_dataset["AG01"], SqlConnection(url), period="2026-W47")
    assert abs((reading.received_at - datetime.now()).total_seconds()) < 24 * 3600


def test_a_connection_may_name_its_own_clock(url, by_dataset):
    connection = SqlConnection(url, clock="select '2026-11-23 06:00:00'")
    assert SqlPull(by_dataset["AG01"], connection, period="2026-W47").received_at == datetime(2026, 11, 23, 6)


def test_columns_that_the_contract_does_not_know_or_misses_are_facts(url, by_dataset):
    facts = SqlPull(by_dataset["AG01"], SqlConnection(url), period="2026-W47").facts
    assert [name.upper() for name in facts["unknown_headers"]] == ["MJ", "NEW_COL"]
    assert "kind" in facts["missing_headers"]
    assert "name" not in facts["missing_headers"]


def test_only_the_periods_rows_are_read_however_the_period_is_written(url, by_dataset):
    reading = SqlPull(by_dataset["AG03"], SqlConnection(url), period="2026-10")
    assert sorted(row["producer_id"] for row in rows_of(reading)) == ["P001", "P002"]


def test_no_rows_for_the_period_is_a_zero_report(url, by_dataset):
    reading = SqlPull(by_dataset["AG03"], SqlConnection(url), period="2026-11")
    assert rows_of(reading) == []
    assert reading.is_zero_report


@pytest.mark.parametrize("bulk_rows", [50_000, 0], ids=["cursor", "bulk"])
def test_streams_share_out_the_rows_and_what_no_stream_names_falls_to_the_last(url, by_dataset, bulk_rows):
    contract, connection = by_dataset["AG04"], SqlConnection(url, bulk_rows=bulk_rows)
    found = {
        stream.stream: sorted(row["sample_no"] for row in rows_of(
            SqlPull(contract, connection, stream=stream, period="2026-W47")))
        for stream in contract.streams
    }
    assert found == {"rapid": ["S1", "S2"], "quantitative": ["S3", "S4", "S5"]}


def test_missing_view_is_known_before_anything_is_read(url, by_dataset):
    reading = SqlPull(by_dataset["AG02"], SqlConnection(url), period="2026-W47")
    assert reading.is_missing


def test_closed_port_is_unreachable(by_dataset):
    connection = SqlConnection("postgresql+psycopg://reader:hidden@127.0.0.1:9/agri", tries=2, wait_seconds=0.01)
    with pytest.raises(UnreachableError) as raised:
        SqlPull(by_dataset["AG01"], connection, period="2026-W47")
    assert "hidden" not in str(raised.value)


def test_wrong_password_is_unauthorised(postgres_url, by_dataset):
    url = settings.url("postgres", "agriculture_of_the_reader").set(password="wrong")
    wrong = url.render_as_string(hide_password=False)
    with pytest.raises(UnauthorisedError, match="account"):
        SqlPull(by_dataset["AG01"], SqlConnection(wrong), period="2026-W47")


def test_large_views_stream_in_blocks(tmp_path, by_dataset):
    path = tmp_path / "large.db"
    with sqlite3.connect(path) as database:
        database.execute(TABLE)
        database.execute(VIEW)
        database.executemany("insert into producer (ZTM) values (?)", ((f"P{n}",) for n in range(9_001)))
    reading = SqlPull(by_dataset["AG01"], SqlConnection(f"sqlite:///{path}"), period="2026-W47")
    blocks = list(reading.stream())
    assert len(blocks) > 3
    assert sum(block.count(b"\n") for block in blocks) == 9_001
