"""Requests to a platform: bearer token, bounded and jittered retries, errors told apart by who must act.

Habits that are met here (handbook §2.1, §2.5): a token that expires in mid-paging, HTTP 200 with an error code in
the body, 429 with or without Retry-After, maintenance pages, dropped connections.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import orjson
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from extract.errors import MalformedAnswerError, ServerFaultError, UnauthorisedError, UnreachableError
from extract.readers.json_page import JsonPage, PageShape, dig
from warehouse.errors import SettingsError, TransientError

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")


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
class Answer:
    """One page and when it was given (Asia/Shanghai wall time; None without a Date header)."""

    page: JsonPage
    answered_at: datetime | None


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

    def page(self, shape: PageShape, options: Mapping[str, Any], parameters: Mapping[str, Any]) -> Answer:
        """One page, tried until it is given.

        Args:
            shape: reads the answer's body.
            options: the contract's delivery options.
            parameters: the query.

        Raises:
            UnreachableError, ServerFaultError: after the last try.
            UnauthorisedError: the account, or one new token after the other, is refused.
            MalformedAnswerError: a 200 without the list or the total that the contract names.
        """
        return self._retrying()(lambda: self._page(shape, options, parameters))

    def _retrying(self) -> Retrying:
        jitter = wait_random_exponential(self._connection.wait_seconds, self._connection.wait_max_seconds)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after if isinstance(error, ServerFaultError) else None
            return jitter(state) if asked is None else min(asked, self._connection.wait_max_seconds)

        return Retrying(retry=retry_if_exception_type(TransientError), wait=wait, reraise=True,
                        stop=stop_after_attempt(self._connection.tries))

    def _page(self, shape: PageShape, options: Mapping[str, Any], parameters: Mapping[str, Any]) -> Answer:
        """A page with a token that was accepted; other pages in flight may use a new one up before we do."""
        token = self._current_token()
        for _ in range(self._connection.tries):
            answer = self._get(options["path"], parameters, token)
            page = shape.quick(answer.content) if answer.status_code == 200 else None
            if page is None:
                document = _document(answer, options)
                if document is None:
                    token = self._renewed_token(token)
                    continue
                page = shape.thorough(document, answer.content)
            if page is None:
                raise MalformedAnswerError(f"{answer.request.url}: no {options['list_key']} or {options['total_key']}, "
                                           f"found keys {', '.join(sorted(document))}")
            return Answer(page, _answered_at(answer))
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
        token = document.get("access_token") or dig(document, ["data", "access_token"])
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


def _answered_at(answer: httpx.Response) -> datetime | None:
    stamp = answer.headers.get("Date")
    if not stamp:
        return None
    return parsedate_to_datetime(stamp).astimezone(LOCAL_ZONE).replace(tzinfo=None)
