"""The market-supervision bureau's platform: an HTTP service with the habits of handbook §2.5.

POST /oauth/token gives a bearer token that ends after TOKEN_REQUESTS requests or two hours of demo time. GET on a
contract's path pages through what the platform holds at the demo clock:
`?pageNum=1&pageSize=200[&updatedSince=2026-11-16 00:00:00][&includeDeleted=1][&period=2026-10]`, answered as
`{"code":200,"msg":"操作成功","data":{"total":…,"pageNum":…,"pageSize":…,"list":[…]}}`. The `Date` header is the demo
clock. Pages now and then answer 429 (without Retry-After) or HTTP 200 with code 500. Further counties have platforms
of their own in the same process, with the county's code before every path (`/620898/oauth/token`).
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

import orjson
from fastapi import FastAPI, Request, Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from demo import clock, state
from demo.systems.defects import SourceFault
from demo.systems.http_pages import MAX_PAGE_SIZE, Listing, Platform
from warehouse import settings
from warehouse.errors import SettingsError

TOKEN_PATH = "/oauth/token"
CLIENT_ID = "food-safety-office"
TOKEN_REQUESTS = 24
TOKEN_LIFE = timedelta(hours=2)
_CHINA = ZoneInfo("Asia/Shanghai")


_COUNTY = re.compile(r"/(\d{6})(?=/)")


class Service:
    """State of one running platform: the spool in memory, the tokens it gave out, the clock it follows."""

    def __init__(self, home: Path, county: str = "") -> None:
        self.home, self.places = home, state.places(home, county)
        self.secret = settings.load().secret("DEMO_API_SECRET")
        self._tokens: dict[str, tuple[datetime, int]] = {}
        self._loaded: tuple[float, Platform] | None = None
        self._clock: tuple[int, datetime] | None = None

    @property
    def now(self) -> datetime:
        """The demo clock, read again when its file changed."""
        stamp = self.places.clock.stat().st_mtime_ns
        if self._clock is None or self._clock[0] != stamp:
            self._clock = (stamp, clock.now(self.home))
        return self._clock[1]

    @property
    def platform(self) -> Platform:
        """The spool, loaded again when a new delivery replaced it."""
        index = self.places.spool / "index.json"
        stamp = index.stat().st_mtime
        if self._loaded is None or self._loaded[0] != stamp:
            self._loaded = (stamp, Platform(self.places.spool))
        return self._loaded[1]

    @property
    def is_unreachable(self) -> bool:
        """Whether the network to the platform is down."""
        return self.platform.fault(self.now, "", SourceFault.UNREACHABLE) is not None

    def new_token(self, form: dict[str, str]) -> Response:
        """A bearer token for the right client secret."""
        fault = self.platform.fault(self.now, "", SourceFault.UNAUTHORISED)
        known = form.get("client_id") == CLIENT_ID and secrets.compare_digest(
            form.get("client_secret", "").encode(), self.secret.encode())
        if fault or not known:
            return self.answer(401, {"code": 401, "msg": "客户端认证失败", "data": None})
        token = secrets.token_urlsafe(24)
        self._tokens[token] = (self.now, 0)
        return self.answer(200, {"access_token": token, "token_type": "bearer",
                                 "expires_in": int(TOKEN_LIFE.total_seconds())})

    def admits(self, header: str) -> bool:
        """Whether the token still holds; every question uses it up a little."""
        token = header.removeprefix("Bearer ").strip()
        given, used = self._tokens.get(token, (datetime.min, 0))
        if used >= TOKEN_REQUESTS or not timedelta(0) <= self.now - given < TOKEN_LIFE:
            self._tokens.pop(token, None)
            return False
        self._tokens[token] = (given, used + 1)
        return True

    def page(self, path: str, query: dict[str, str], authorization: str) -> Response:
        """One page of one list."""
        platform, now = self.platform, self.now
        listing = platform.listings.get(path)
        if listing is None:
            return self.answer(404, {"code": 404, "msg": f"接口不存在：{path}", "data": None})
        dataset = listing.endpoint.dataset
        if platform.fault(now, dataset, SourceFault.SERVER_ERROR):
            return self.answer(503, {"code": 503, "msg": "系统维护中", "data": None})
        if platform.fault(now, dataset, SourceFault.UNAUTHORISED) or not self.admits(authorization):
            return self.answer(401, {"code": 401, "msg": "令牌无效或已过期", "data": None})
        return self._list(platform, listing, query)

    def _list(self, platform: Platform, listing: Listing, query: dict[str, str]) -> Response:
        options, now = listing.endpoint.options, self.now
        try:
            number, size = int(query.get(options["page_param"], 1)), int(query.get(options["size_param"], 10))
            since = query.get(options["updated_param"] or "")
            since = datetime.fromisoformat(since) if since else None
        except ValueError as error:
            return self.answer(200, {"code": 400, "msg": f"参数格式错误：{error}", "data": None})
        if not (number >= 1 and 1 <= size <= MAX_PAGE_SIZE):
            return self.answer(200, {"code": 400, "msg": f"pageSize 应在 1–{MAX_PAGE_SIZE} 之间", "data": None})
        with_deleted = query.get(options["include_deleted_param"] or "", "") in ("1", "true", "True")
        period = query.get(options["period_param"] or "") or None
        page = platform.page(listing, now, since, with_deleted, number, size, period)
        stumble = platform.stumbles(now, listing.endpoint.dataset, number, -(-max(page.total, 1) // size))
        if stumble == "busy":
            return self.answer(429, {"code": 429, "msg": "请求过于频繁", "data": None})
        if stumble == "code500":
            return self.answer(200, {"code": 500, "msg": "系统繁忙，请稍后再试", "data": None})
        head = f'"total":{page.total},"pageNum":{number},"pageSize":{size}'
        opening = f'{{"code":200,"msg":"操作成功","data":{{{head},"list":['
        return self.answer(200, opening.encode() + b",".join(page.rows) + b"]}}")

    def answer(self, status: int, content: bytes | dict) -> Response:
        """A JSON answer whose Date header is the demo clock."""
        body = content if isinstance(content, bytes) else orjson.dumps(content)
        moment = self.now.replace(tzinfo=_CHINA).astimezone(UTC)
        return Response(body, status, {"Date": format_datetime(moment, usegmt=True)}, "application/json")


class Services:
    """The platforms of one home: the first county's, and those of further counties as they are asked for."""

    def __init__(self, home: Path) -> None:
        self.first, self._further = Service(home), {}

    def at(self, path: str) -> tuple[Service, str]:
        """Whose platform a path means, and the path there; an unknown county's is nobody's, so the first says 404."""
        found = _COUNTY.match(path)
        if found is None or not (state.places(self.first.home, found[1]).spool / "index.json").exists():
            return self.first, path
        service = self._further.setdefault(found[1], Service(self.first.home, found[1]))
        return service, path[found.end():]


def create_app(home: Path) -> FastAPI:
    """The ASGI application of one home's platforms.

    Raises:
        SettingsError: nothing was delivered under this home.
    """
    services = Services(home)
    spool = services.first.places.spool
    if not (spool / "index.json").exists():
        raise SettingsError(f"nothing to serve under {spool}", fix="run `python -m demo deliver`")
    app = FastAPI(title="市场监管数据共享平台（演示）", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services

    @app.get("/health")
    async def health() -> Response:
        return services.first.answer(200, {"status": "UP", "home": str(home)})

    @app.post("/{path:path}")
    async def token(path: str, request: Request) -> Response:
        service, own = services.at(f"/{path}")
        form = parse_qs((await request.body()).decode())
        if own != TOKEN_PATH:
            return service.answer(404, {"code": 404, "msg": f"接口不存在：{own}", "data": None})
        return service.new_token({key: values[-1] for key, values in form.items()})

    @app.get("/{path:path}")
    async def page(path: str, request: Request) -> Response:
        service, own = services.at(f"/{path}")
        return service.page(own, dict(request.query_params), request.headers.get("authorization", ""))

    return app


def protocol_of(app: FastAPI) -> type[HttpToolsProtocol]:
    """uvicorn's protocol, which hangs up on who asks a platform that is unreachable (health checks excepted)."""
    services: Services = app.state.services

    class Protocol(HttpToolsProtocol):
        asked = "/"

        def data_received(self, data: bytes) -> None:
            # The rest of a request may come apart from its first line; it belongs to the platform asked last.
            if data.startswith((b"GET /", b"POST /")):
                self.asked = data.split(b" ", 2)[1].decode("latin-1")
            if self.asked != "/health" and services.at(self.asked)[0].is_unreachable:
                self.transport.abort()
            else:
                super().data_received(data)

    return Protocol
