"""The departments' side of the new datasets: an HTTP platform, a database with a view, a workbook in an inbox."""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import psycopg
import xlsxwriter
from psycopg import sql
from sqlalchemy import make_url

CHINA = ZoneInfo("Asia/Shanghai")
PULLED, SENT = datetime(2026, 11, 16, 6, 0, 20), datetime(2026, 11, 16, 9, 30)
SECRET = "only-for-this-test"
READER = "county_office"


class Platform:
    """Serves the records of one path in pages; every other path is down for maintenance.

    Attributes:
        asked: requests per path.
    """

    def __init__(self, path: str, records: Sequence[dict[str, Any]]) -> None:
        self.path, self.records, self.asked = path, records, Counter()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Platform:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def token(self, form: dict[str, str]) -> tuple[int, Any]:
        if form.get("client_secret") != SECRET:
            return 401, {"code": 401, "msg": "客户端认证失败"}
        return 200, {"access_token": "a-token"}

    def page(self, path: str, query: dict[str, str], token: str) -> tuple[int, Any]:
        with self._lock:
            self.asked[path] += 1
        if token != "a-token":
            return 401, {"code": 401, "msg": "令牌无效"}
        if path != self.path:
            return 503, {"code": 503, "msg": "系统维护"}
        page, size = int(query["pageNum"]), int(query["pageSize"])
        shown = self.records[(page - 1) * size:page * size]
        return 200, {"code": 200, "msg": "操作成功", "data": {"total": len(self.records), "list": shown}}


def _handler(platform: Platform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self._answer(*platform.page(address.path, _single(address.query), token))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer(*platform.token(_single(body)))

        def _answer(self, status: int, document: Any) -> None:
            body = json.dumps(document, ensure_ascii=False).encode()
            self.send_response_only(status)
            self.send_header("Date", format_datetime(PULLED.replace(tzinfo=CHINA).astimezone(UTC), usegmt=True))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Requests are counted by the platform."""

    return Handler


def _single(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query).items()}


def build_database(server: str, view: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A department's database on the same server: a table, a view over it, and an account that reads the view only.

    Args:
        server: URL of the server's administrator.

    Returns:
        SQLAlchemy URL of the reading account.
    """
    administrator, name = make_url(server).set(drivername="postgresql"), "agriculture_bureau"
    account = sql.Identifier(READER)
    with psycopg.connect(administrator.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        connection.execute(sql.SQL("create role {} login password {}").format(account, sql.Literal(SECRET)))
    own = administrator.set(database=name)
    columns = [sql.Identifier(header) for header in headers]
    with psycopg.connect(own.render_as_string(hide_password=False)) as connection:
        kinds = sql.SQL(", ").join(sql.SQL("{} varchar(60)").format(column) for column in columns)
        connection.execute(sql.SQL("create table sold (number serial, {})").format(kinds))
        insertion = sql.SQL("insert into sold ({}) values ({})").format(
            sql.SQL(", ").join(columns), sql.SQL(", ").join([sql.Placeholder()] * len(columns)))
        with connection.cursor() as cursor:
            cursor.executemany(insertion, rows)
        connection.execute(sql.SQL("create view {} as select {} from sold order by number").format(
            sql.Identifier(view), sql.SQL(", ").join(columns)))
        connection.execute(sql.SQL("grant select on {} to {}").format(sql.Identifier(view), account))
    reader = own.set(drivername="postgresql+psycopg", username=READER, password=SECRET)
    return reader.render_as_string(hide_password=False)


def write_workbook(path: Path, sheet_name: str, title: str, week: str, headers: Sequence[str],
                   rows: Sequence[Sequence[Any]]) -> None:
    """A workbook as an office sends it: title, period, table, signatures; it arrived on Monday morning."""
    lines: list[Sequence[Any]] = [
        (title,), (f"填报单位：县商务局　统计时间：{week}",), headers, *rows,
        ("填报人：何静　审核人：罗志强　联系电话：0939-5620001　填报日期：2026年11月16日",)]
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet(sheet_name)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    moment = SENT.replace(tzinfo=CHINA).timestamp()
    os.utime(path, (moment, moment))
