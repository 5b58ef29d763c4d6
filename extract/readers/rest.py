"""REST: a paged JSON list behind a bearer token.

    token ─→ page 1 (total, arrival time) ─→ pages 2…n, several at once ─→ rows of text, in page order

Habits that are met here: a token that expires in mid-paging, HTTP 200 with an error code in the body, 429,
totals that move while paging, a row repeated on a page border, soft-deleted rows shown only on request
(handbook §2.1, §2.5).
"""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import orjson
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from contracts.model import Contract
from extract.errors import MalformedAnswerError, ServerFaultError, UnauthorisedError, UnreachableError
from extract.readers.cells import NULL, is_true, json_text, to_copy
from extract.readers.reading import Reading
from warehouse.errors import SettingsError, TransientError

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
#: A pull that does not agree with its own total is made twice more (rule F12).
PULLS = 3


@dataclass(frozen=True)
class RestConnection:
    """How a platform is reached; the keys of the deployment's connection.

    Attributes:
        in_flight: pages fetched at once.
        tries: tries per request before the pull is given up.
        wait_seconds, wait_max_seconds: first and longest pause between tries, jittered.
    """

    base_url: str
    client_id: str = ""
    client_secret: str = ""
    token_path: str = "/oauth/token"
    in_flight: int = 8
    timeout_seconds: float = 30.0
    tries: int = 6
    wait_seconds: float = 0.5
    wait_max_seconds: float = 20.0

    def __post_init__(self) -> None:
        if not self.base_url.startswith(("http://", "https://")):
            raise SettingsError(f"base_url is {self.base_url!r}, expected http://… or https://…")
        if not 1 <= int(self.in_flight) <= 64:
            raise SettingsError(f"in_flight is {self.in_flight!r}, expected 1 … 64")

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> RestConnection:
        """From a deployment's connection; keys of no meaning here (such as `note`) are left alone."""
        known = {name: options[name] for name in cls.__dataclass_fields__ if options.get(name) is not None}
        if "base_url" not in known:
            raise SettingsError("the connection has no base_url", fix="add base_url to deployment.yaml")
        numbers = {name: float(known[name]) for name in ("timeout_seconds", "wait_seconds", "wait_max_seconds")
                   if name in known}
        counts = {name: int(known[name]) for name in ("in_flight", "tries") if name in known}
        return cls(**{**known, **numbers, **counts})


@dataclass(frozen=True)
class Page:
    """One answer: its records, the total it declares, when it was given, and its bytes."""

    rows: list[dict[str, Any]]
    total: int
    answered_at: datetime | None
    body: bytes


class RestClient:
    """Requests to one platform, with its token and with bounded, jittered retries. Safe for several threads."""

    def __init__(self, connection: RestConnection) -> None:
        self._connection = connection
        self._client = httpx.Client(
            base_url=connection.base_url, timeout=connection.timeout_seconds, trust_env=False,
            limits=httpx.Limits(max_connections=connection.in_flight, max_keepalive_connections=connection.in_flight),
        )
        self._token: str | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def page(self, options: Mapping[str, Any], parameters: Mapping[str, Any]) -> Page:
        """One page, tried until it is given.

        Raises:
            UnreachableError, ServerFaultError: after the last try.
            UnauthorisedError: the account, or a token just given, is refused.
            MalformedAnswerError: a 200 without the list or the total that the contract names.
        """
        return self._retrying()(lambda: self._page(options, parameters))

    def _retrying(self) -> Retrying:
        jitter = wait_random_exponential(self._connection.wait_seconds, self._connection.wait_max_seconds)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, ServerFaultError) else None
            return jitter(state) if asked is None else min(asked, self._connection.wait_max_seconds)

        return Retrying(retry=retry_if_exception_type(TransientError), wait=wait, reraise=True,
                        stop=stop_after_attempt(self._connection.tries))

    def _page(self, options: Mapping[str, Any], parameters: Mapping[str, Any]) -> Page:
        answer, document = self._answer(options, parameters)
        rows, total = _dig(document, options["list_key"]), _dig(document, options["total_key"])
        if not isinstance(rows, list) or not isinstance(total, int):
            raise MalformedAnswerError(f"{answer.request.url}: no {options['list_key']} or {options['total_key']} in "
                                       f"the answer, found keys {', '.join(sorted(document))}")
        return Page(rows, total, _answered_at(answer), answer.content)

    def _answer(self, options: Mapping[str, Any],
                parameters: Mapping[str, Any]) -> tuple[httpx.Response, dict[str, Any]]:
        """An answer with a token that was accepted; other pages in flight may use a new one up before we do."""
        token = self._current_token()
        for _ in range(self._connection.tries):
            answer = self._get(options["path"], parameters, token)
            document = _document(answer, options)
            if document is not None:
                return answer, document
            token = self._renewed_token(token)
        raise UnauthorisedError(f"{answer.request.url}: 401 with {self._connection.tries} new tokens",
                                fix="ask the department whether the account may still read this path")

    def _get(self, path: str, parameters: Mapping[str, Any], token: str) -> httpx.Response:
        try:
            return self._client.get(path, params=parameters, headers={"Authorization": f"Bearer {token}"})
        except httpx.TransportError as error:
            raise UnreachableError(f"{self._connection.base_url}{path}: {error!r}") from error

    def _current_token(self) -> str:
        with self._lock:
            if self._token is None:
                self._token = self._new_token()
            return self._token

    def _renewed_token(self, refused: str) -> str:
        """A token other than the refused one; one renewal serves all pages in flight."""
        with self._lock:
            if self._token == refused or self._token is None:
                self._token = self._new_token()
            return self._token

    def _new_token(self) -> str:
        connection = self._connection
        form = {"grant_type": "client_credentials", "client_id": connection.client_id,
                "client_secret": connection.client_secret}
        try:
            answer = self._client.post(connection.token_path, data=form)
        except httpx.TransportError as error:
            raise UnreachableError(f"{connection.base_url}{connection.token_path}: {error!r}") from error
        if answer.status_code in (400, 401, 403):
            raise UnauthorisedError(f"{answer.request.url}: {answer.status_code} for client {connection.client_id!r}",
                                    fix="check client_id and client_secret of the connection")
        document = _document(answer, {"code_key": "code", "ok_code": 200}) or {}
        token = document.get("access_token") or _dig(document, "data.access_token")
        if not token:
            raise UnauthorisedError(f"{answer.request.url}: the answer holds no access_token")
        return str(token)


def _document(answer: httpx.Response, options: Mapping[str, Any]) -> dict[str, Any] | None:
    """The JSON object of an answer; None when the token was refused.

    Raises:
        ServerFaultError: 429, 5xx (as status or as code in the body), or no JSON (a maintenance page).
        UnauthorisedError: 403. MalformedAnswerError: any other 4xx.
    """
    where, status = answer.request.url, answer.status_code
    if status == 401:
        return None
    if status == 403:
        raise UnauthorisedError(f"{where}: 403", fix="ask the department to allow this path for our account")
    if status == 429 or status >= 500:
        raise _with_pause(ServerFaultError(f"{where}: HTTP {status}"), answer)
    if status != 200:
        raise MalformedAnswerError(f"{where}: HTTP {status}, expected 200")
    try:
        document = orjson.loads(answer.content)
    except orjson.JSONDecodeError as error:
        raise ServerFaultError(f"{where}: the answer is no JSON ({error})") from error
    code = document.get(options["code_key"], options["ok_code"]) if isinstance(document, dict) else None
    if str(code) == "401":
        return None
    if str(code) != str(options["ok_code"]):
        said = document.get("msg") if isinstance(document, dict) else type(document).__name__
        words = f"{where}: HTTP 200 with code {code} ({said})"
        if str(code).isdigit() and 400 <= int(code) < 500 and int(code) != 429:
            raise MalformedAnswerError(words, fix="the platform refuses the question: compare the contract's options")
        raise _with_pause(ServerFaultError(words), answer)
    return document


def _with_pause(error: ServerFaultError, answer: httpx.Response) -> ServerFaultError:
    """The error, with the pause that the platform asked for, when it did."""
    asked = answer.headers.get("Retry-After", "")
    error.retry_after = float(asked) if asked.isdigit() else None
    return error


def _dig(document: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        document = document.get(part) if isinstance(document, dict) else None
    return document


def _answered_at(answer: httpx.Response) -> datetime | None:
    stamp = answer.headers.get("Date")
    if not stamp:
        return None
    return parsedate_to_datetime(stamp).astimezone(LOCAL_ZONE).replace(tzinfo=None)


class RestPull(Reading):
    """All pages of one dataset, streamed in page order while later pages are still being fetched.

    The first page is fetched at construction, so an unreachable platform is known before a transaction opens.

    Args:
        since: only records changed from then on are asked for, where the contract names a parameter for it.
        now: arrival time when the platform sends no Date header.
        keep: receives each page's bytes, in order; called with None when a pull starts over.
    """

    def __init__(self, contract: Contract, client: RestClient, *, in_flight: int, since: datetime | None,
                 now: datetime, keep: Callable[[bytes | None], None] = lambda body: None) -> None:
        self._contract, self._client, self._in_flight, self._keep = contract, client, in_flight, keep
        self._options = contract.delivery.options
        self._parameters = _parameters(self._options, since)
        self._pulls, self._first = 0, self._fetch(1)
        self._known_keys = {header for field in contract.fields for header in field.headers}
        super().__init__(
            columns=(*(field.name for field in contract.fields), "_deleted_flag", "_extra"),
            received_at=self._first.answered_at or now, tries=PULLS, is_zero_report=self._first.total == 0,
        )
        self.facts["api"] = {"since": since.isoformat(" ") if since else None}
        self._restart()

    def _restart(self) -> None:
        self._page_rows, self._pages, self._total = 0, 0, self._first.total
        self._totals: set[int] = set()
        self._distinct: set[int] = set()
        self._seen_keys: set[str] = set()

    def _fetch(self, number: int) -> Page:
        numbering = {self._options["page_param"]: number, self._options["size_param"]: self._options["page_size"]}
        return self._client.page(self._options, {**self._parameters, **numbering})

    def stream(self) -> Iterator[bytes]:
        if self._pulls:
            self._keep(None)
            self._first = self._fetch(1)
        self._pulls += 1
        self._restart()
        for page in self._all_pages():
            self._keep(page.body)
            self._pages, self._page_rows = self._pages + 1, self._page_rows + len(page.rows)
            self._total = page.total
            self._totals.add(page.total)
            if page.rows:
                rows = self._rows(page.rows)
                self._distinct.update(map(hash, map(tuple, rows)))
                yield to_copy(rows)
        self._note()

    def settled(self) -> bool:
        """The total stood still, and as many different records came as it says.

        A moving total alone calls for another pull: a record deleted in mid-paging hides one on the next page
        without any number disagreeing.
        """
        return self._totals == {len(self._distinct)}

    def _all_pages(self) -> Iterator[Page]:
        """Page after page, `in_flight` at once, until the pages that the latest total calls for are there."""
        size = self._options["page_size"]
        if len(self._first.rows) < min(size, self._first.total):
            size = max(len(self._first.rows), 1)  # the platform gives smaller pages than it was asked for
        yield self._first
        last, following, waiting = math.ceil(self._first.total / size), 2, deque[Future[Page]]()
        with ThreadPoolExecutor(self._in_flight) as pool:
            try:
                while following <= last or waiting:
                    while following <= last and len(waiting) < 2 * self._in_flight:
                        waiting.append(pool.submit(self._fetch, following))
                        following += 1
                    page = waiting.popleft().result()
                    last = max(last, math.ceil(page.total / size))
                    yield page
            finally:
                for future in waiting:
                    future.cancel()

    def _rows(self, items: list[dict[str, Any]]) -> list[list[str]]:
        """Items of one page as rows of text, in contract order, with soft-delete flag and unknown keys."""
        present = set().union(*items)
        self._seen_keys |= present
        keys = [next((h for h in field.headers if h in present), field.source) for field in self._contract.fields]
        deleted = self._options["deleted_source"]
        unknown = present - self._known_keys - {deleted}
        rows = []
        for item in items:
            get = item.get
            row = [v if type(v) is str else json_text(v) for v in map(get, keys)]
            row.append("t" if deleted and is_true(get(deleted)) else "f")
            row.append(orjson.dumps({k: item[k] for k in unknown if k in item}).decode() if unknown else NULL)
            rows.append(row)
        return rows

    def _note(self) -> None:
        """Facts of the pull just made."""
        self.declared_rows = self._total
        self.facts["api"] |= {
            "declared_total": self._total, "page_rows": self._page_rows, "distinct_rows": len(self._distinct),
            "pages": self._pages, "pulls": self._pulls, "complete": len(self._distinct) == self._total,
        }
        self.is_zero_report = self._total == 0 and self._page_rows == 0
        deleted = {self._options["deleted_source"]}
        self.facts["header_count"] = len(self._seen_keys - deleted)
        self.facts["unknown_headers"] = sorted(self._seen_keys - self._known_keys - deleted)
        self.facts["missing_headers"] = [
            field.name for field in self._contract.fields
            if self._page_rows and not self._seen_keys.intersection(field.headers)
        ]


def _parameters(options: Mapping[str, Any], since: datetime | None) -> dict[str, Any]:
    parameters: dict[str, Any] = {}
    if options["deleted_source"]:
        parameters[options["include_deleted_param"]] = 1
    if since is not None and options["updated_param"]:
        parameters[options["updated_param"]] = since.isoformat(" ", "seconds")
    return parameters
