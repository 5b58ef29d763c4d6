"""A small market-supervision platform for tests: real HTTP on 127.0.0.1, misbehaving where it is told to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
#: (status, document) in place of the usual page, or None for the usual page.
Fault = Callable[["Platform", int], tuple[int, Any] | None]


class Platform:
    """Serves `records` in pages of the size asked for.

    Attributes:
        records: JSON objects in the platform's order.
        now: what the Date header says (Asia/Shanghai wall time).
        token_life: requests that one token lasts.
        fault: called per page with the number of the request; may answer in the page's stead.
        total: called per page with (pull's first page or later, rows); the declared total.
        page_delay: seconds each page takes.
    """

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.now = datetime(2026, 11, 23, 6, 0)
        self.secret, self.token_life = "secret", 10**9
        self.fault: Fault = lambda platform, number: None
        self.rows: Callable[[int, int], tuple[int, list[dict[str, Any]]]] = self.cut
        self.page_delay = 0.0
        self.requests: list[dict[str, str]] = []
        self.tokens: dict[str, int] = {}
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Platform:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return self._server.server_port

    def connection(self, **options: Any) -> dict[str, Any]:
        """What a deployment would say of this platform; short pauses between tries."""
        return {"base_url": f"http://127.0.0.1:{self.port}", "client_id": "office", "client_secret": self.secret,
                "wait_seconds": 0.01, "wait_max_seconds": 0.05, "timeout_seconds": 5, **options}

    def cut(self, page: int, size: int) -> tuple[int, list[dict[str, Any]]]:
        """Total and rows of a page, as a faultless platform gives them."""
        return len(self.records), self.records[(page - 1) * size:page * size]

    def token(self, form: dict[str, str]) -> tuple[int, Any]:
        if form.get("client_secret") != "secret":
            return 401, {"code": 401, "msg": "客户端认证失败"}
        with self._lock:
            name = f"token-{len(self.tokens) + 1}"
            self.tokens[name] = 0
        return 200, {"access_token": name}

    def page(self, query: dict[str, str], token: str) -> tuple[int, Any]:
        time.sleep(self.page_delay)
        with self._lock:
            self.requests.append(query)
            number = len(self.requests)
            if self.tokens.get(token, self.token_life) >= self.token_life:
                return 401, {"code": 401, "msg": "令牌已过期"}
            self.tokens[token] += 1
        instead = self.fault(self, number)
        if instead:
            return instead
        total, rows = self.rows(int(query["pageNum"]), int(query["pageSize"]))
        return 200, {"code": 200, "msg": "操作成功", "data": {"total": total, "list": rows}}


def _handler(platform: Platform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            query = {key: values[-1] for key, values in parse_qs(urlsplit(self.path).query).items()}
            self._answer(*platform.page(query, self.headers.get("Authorization", "").removeprefix("Bearer ")))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer(*platform.token({key: values[-1] for key, values in parse_qs(body).items()}))

        def _answer(self, status: int, document: Any) -> None:
            if status == 0:  # the network is down: no answer at all
                self.close_connection = True
                return
            body = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
            moment = platform.now.replace(tzinfo=CHINA).astimezone(UTC)
            self.send_response_only(status)
            self.send_header("Date", format_datetime(moment, usegmt=True))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Requests are counted by the platform."""

    return Handler
