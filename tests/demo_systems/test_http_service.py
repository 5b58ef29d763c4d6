"""The market-supervision platform over a real socket: what it shows, how it misbehaves, who gets through."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import numpy as np
import pandas as pd
import pytest
import small_world
from rendered_inbox import PLACES

from demo import clock, state
from demo.systems import http_process, http_spool
from demo.systems.defects import outages
from demo.systems.http_pages import Platform
from demo.systems.http_service import CLIENT_ID, TOKEN_REQUESTS
from warehouse import settings

RESTED = [contract for contract in small_world.known().values() if contract.delivery.form == "rest"]
ENTITY, SAMPLE = "/openapi/v1/food/entity", "/openapi/v1/food/sample"
CALM = datetime(2026, 11, 16, 6)
FAULTS = [
    ("market_supervision", "2026-12-01", "2026-12-02"),
    ("market_supervision", "2026-12-02", "2026-12-03", "server_error", "MS01"),
    ("market_supervision", "2026-12-03", "2026-12-04", "unauthorised"),
    ("market_supervision", "2026-12-04", "2026-12-05", "wrong_total", "MS08"),
    ("market_supervision", "2026-12-05", "2026-12-06", "renamed_field", "MS01", {"field": "uscc"}),
    ("market_supervision", "2026-12-06", "2026-12-07", "missing_field", "MS01", {"field": "address"}),
    ("market_supervision", "2026-12-07", "2026-12-08", "unknown_fields", "MS01"),
]


@dataclass
class PatientClient:
    """Pages to the end, tries a failed page again, renews its token, and pulls again while the total moves."""

    base: str
    secret: str
    seen: list[str] = field(default_factory=list)
    token: str = "none-yet"

    def renew(self) -> None:
        """A new bearer token."""
        form = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": self.secret}
        answer = self.http.post(f"{self.base}/oauth/token", data=form)
        answer.raise_for_status()
        self.token = answer.json()["access_token"]

    @property
    def http(self) -> httpx.Client:
        if not hasattr(self, "_http"):
            self._http = httpx.Client(trust_env=False, timeout=10)
        return self._http

    def page(self, path: str, number: int, **params: object) -> httpx.Response:
        """One page as the platform first answers it."""
        return self.http.get(f"{self.base}{path}", params={"pageNum": number, "pageSize": 50, **params},
                             headers={"Authorization": f"Bearer {self.token}"})

    def data(self, path: str, number: int, **params: object) -> dict:
        """One page's data, after as many tries as a client of ours makes."""
        for _ in range(5):
            answer = self.page(path, number, **params)
            if answer.status_code == 401:
                self.seen.append("401")
                self.renew()
            elif answer.status_code == 429:
                assert "Retry-After" not in answer.headers
                self.seen.append("429")
            elif answer.json()["code"] != 200:
                self.seen.append("code 500")
            else:
                return answer.json()["data"]
        raise AssertionError(f"{path} page {number} never came")

    def pull(self, path: str, **params: object) -> list[dict]:
        """All rows, repeated until the total stands still and is met."""
        for _ in range(3):
            rows, totals, number = [], [], 1
            while True:
                data = self.data(path, number, **params)
                rows += data["list"]
                totals.append(data["total"])
                if number * data["pageSize"] >= data["total"]:
                    break
                number += 1
            different = {str(row): row for row in rows}
            if len(different) < len(rows):
                self.seen.append("duplicate")
            if set(totals) == {len(different)}:
                return list(different.values())
            self.seen.append("moved total")
        raise AssertionError(f"{path} never stood still")


@dataclass(frozen=True)
class Running:
    """A running platform."""

    base: str
    home: Path
    frames: dict[str, pd.DataFrame]

    def client(self) -> PatientClient:
        """A client without a token."""
        return PatientClient(self.base, settings.load().secret("DEMO_API_SECRET"))

    def at(self, moment: datetime | str) -> PatientClient:
        """A client after the clock was set."""
        clock.set_now(moment, self.home)
        return self.client()


def _versions(frame: pd.DataFrame) -> pd.DataFrame:
    """Row 0 changes its name on 1 October, row 1 is deleted on 1 October, row 2 appears on 1 October."""
    change = pd.Timestamp("2026-10-01 08:00:00")
    renamed = frame.iloc[[0]].assign(_from=change, **{frame.columns[1]: "改名后的字号"})
    frame.loc[[0, 1], "_to"] = change
    frame.loc[2, "_from"] = change
    return pd.concat([frame, renamed], ignore_index=True)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The platform as a process of its own, stopped afterwards."""
    patch = pytest.MonkeyPatch()
    home = tmp_path_factory.mktemp("platform")
    patch.setenv("WAREHOUSE_HOME", str(home))
    settings.load.cache_clear()
    settings.generate_secrets(settings.load())
    frames = {contract.dataset: small_world.frame(contract, 330) for contract in RESTED}
    frames["MS01"], frames["MS08"] = _versions(frames["MS01"]), _versions(frames["MS08"])
    http_spool.write(state.places(home).spool, frames, RESTED, small_world.SEED, outages(FAULTS), PLACES)
    clock.set_now(CALM, home)
    yield Running(http_process.start(home), home, frames)
    assert http_process.stop(home)
    assert http_process.base_url(home) == ""
    patch.undo()
    settings.load.cache_clear()


def test_a_list_shows_every_row_of_the_moment_and_no_other(platform: Running):
    before = platform.at("2026-09-30 12:00:00").pull(ENTITY)
    after = platform.at("2026-10-02 12:00:00").pull(ENTITY)
    names = {row["ztbh"]: row["ztmc"] for row in after}
    assert len(before) == 329
    assert len(after) == 329
    assert {row["ztbh"] for row in before} ^ set(names) == {"MS0100001", "MS0100002"}
    assert names["MS0100000"].strip("\u3000") == "改名后的字号"


def test_a_deleted_row_is_shown_with_its_flag_to_those_who_ask(platform: Running):
    rows = platform.at("2026-10-02 12:00:00").pull(ENTITY, includeDeleted=1)
    flags = {row["ztbh"]: row["sfsc"] for row in rows}
    assert len(flags) == 330
    assert [key for key, flag in flags.items() if flag == "1"] == ["MS0100001"]


def test_updated_since_gives_what_changed_from_then_on(platform: Running):
    client = platform.at("2026-10-02 12:00:00")
    rows = client.pull(SAMPLE, updatedSince="2026-10-01 00:00:00", includeDeleted=1)
    assert {row["cydbh"] for row in rows} == {"MS0800000", "MS0800001", "MS0800002"}
    assert client.pull(SAMPLE, updatedSince="2026-10-01 08:00:01") == []


def test_a_period_gives_that_periods_rows_only(platform: Running):
    books = "/openapi/v1/food/staffControl"
    client = platform.at(CALM)
    assert len(client.pull(books, period="2026-10")) == len(platform.frames["MS12"]) == len(client.pull(books))
    assert client.pull(books, period="2026-09") == []


def test_the_date_header_is_the_demo_clock(platform: Running):
    client = platform.at(CALM)
    client.renew()
    stamp = parsedate_to_datetime(client.page(ENTITY, 1).headers["Date"])
    assert stamp.astimezone(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None) == CALM


def test_the_envelope_is_the_one_of_the_contract(platform: Running):
    client = platform.at(CALM)
    data = client.data(ENTITY, 2)
    assert {"total", "pageNum", "pageSize", "list"} == set(data)
    assert (data["pageNum"], data["pageSize"]) == (2, 50)
    known = {item.source for item in small_world.known()["MS01"].fields} | {"sfsc"}
    assert all(set(row) <= known for row in data["list"])


def test_nulls_are_null_or_empty_or_not_there_at_all(platform: Running):
    rows = platform.at(CALM).pull(ENTITY)
    shown = {"missing" if "tyshxydm" not in row else repr(row["tyshxydm"]) for row in rows if not row.get("tyshxydm")}
    assert shown == {"missing", "None", "''"}


def test_modules_write_enums_as_codes_or_as_text(platform: Running):
    client = platform.at(CALM)
    written = {}
    for contract in RESTED:
        numbered = [item for item in contract.fields
                    if item.codes and any(alias.isdecimal() for alias in item.codes[0].aliases)]
        if not numbered:
            continue
        rows, item = client.pull(contract.delivery.options["path"]), numbered[0]
        numbers = sum(str(row.get(item.source)).isdecimal() for row in rows)
        written[contract.dataset] = "number" if numbers > len(rows) / 2 else "text"
    assert set(written.values()) == {"number", "text"}


def test_a_wrong_secret_gets_no_token_and_no_token_gets_no_page(platform: Running):
    client = platform.at(CALM)
    refused = client.http.post(f"{client.base}/oauth/token", data={"client_id": CLIENT_ID, "client_secret": "falsch"})
    assert refused.status_code == 401
    assert client.page(ENTITY, 1).status_code == 401


def test_a_token_ends_after_some_requests_and_after_two_hours(platform: Running):
    client = platform.at(CALM)
    client.renew()
    answers = [client.page(ENTITY, 1).status_code for _ in range(TOKEN_REQUESTS + 1)]
    assert 401 not in answers[:-1]
    assert answers[-1] == 401
    client.renew()
    clock.set_now(CALM + timedelta(hours=2), platform.home)
    assert client.page(ENTITY, 1).status_code == 401


def test_a_patient_client_ends_complete_at_every_moment_and_meets_every_trouble(platform: Running):
    seen: set[str] = set()
    for week in range(24):
        client = platform.at(datetime(2026, 3, 2, 6) + timedelta(weeks=week))
        rows = client.pull(ENTITY)
        assert len({row["ztbh"] for row in rows}) == len(rows) == 329
        seen |= set(client.seen)
    assert seen == {"401", "429", "code 500", "duplicate", "moved total"}


@pytest.mark.parametrize(("motion", "missed"), [("tail", set()), ("head", {0}), ("", set())])
def test_a_moving_total_always_shows_and_hides_one_row_at_most(motion, missed):
    rows = np.arange(10)
    pages = [Platform._cut(rows, number, 4, motion) for number in (1, 2, 3)]
    assert set(rows.tolist()) - {int(row) for _, page in pages for row in page} == missed
    assert len({total for total, _ in pages}) == (2 if motion else 1)
    assert pages[-1][0] == 10


def test_pages_that_stand_still_answer_the_same_bytes_again(platform: Running):
    client = platform.at(CALM)
    client.pull(ENTITY)
    assert client.data(ENTITY, 3) == client.data(ENTITY, 3)


@pytest.mark.parametrize(("params", "words"), [({"pageSize": 501}, "1–500"), ({"pageSize": "viele"}, "参数格式错误"),
                                               ({"updatedSince": "gestern"}, "参数格式错误")])
def test_senseless_parameters_are_answered_with_code_400(platform: Running, params, words):
    client = platform.at(CALM)
    client.renew()
    answer = client.page(SAMPLE, 1, **params)
    assert answer.status_code == 200
    assert answer.json()["code"] == 400
    assert words in answer.json()["msg"]


def test_an_unreachable_platform_hangs_up_and_comes_back(platform: Running):
    client = platform.at("2026-12-01 06:00:00")
    with pytest.raises(httpx.TransportError):
        client.renew()
    platform.at("2026-12-02 06:00:00").renew()


def test_a_server_error_hits_the_dataset_it_was_planted_in(platform: Running):
    client = platform.at("2026-12-02 06:00:00")
    client.renew()
    assert {client.page(ENTITY, 1).status_code for _ in range(6)} == {503}
    assert client.pull(SAMPLE)


def test_an_unauthorised_client_gets_no_token(platform: Running):
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        platform.at("2026-12-03 06:00:00").renew()


def test_a_wrong_total_stays_wrong_in_every_pull(platform: Running):
    client = platform.at("2026-12-04 06:00:00")
    with pytest.raises(AssertionError, match="never stood still"):
        client.pull(SAMPLE)
    assert client.pull(ENTITY)


@pytest.mark.parametrize(("day", "gone", "new"), [(5, {"tyshxydm"}, {"tyshxydm_x"}), (6, {"jydz"}, set()),
                                                  (7, set(), {"kz0", "kz1", "kz2"})])
def test_structural_faults_change_the_keys(platform: Running, day, gone, new):
    keys = set().union(*platform.at(f"2026-12-0{day} 06:00:00").pull(ENTITY))
    known = {item.source for item in small_world.known()["MS01"].fields} | {"sfsc"}
    assert known - keys == gone
    assert keys - known == new


def test_a_county_of_4500_entities_is_pulled_within_two_seconds(platform: Running):
    frames = {"MS01": small_world.frame(small_world.known()["MS01"], 4500)}
    spool = state.places(platform.home).spool
    http_spool.write(spool, frames, RESTED, small_world.SEED, (), PLACES)
    client = platform.at("2026-11-23 06:00:00")
    client.data(ENTITY, 1)
    started = time.perf_counter()
    assert len(client.pull(ENTITY, pageSize=200)) == 4500
    assert time.perf_counter() - started < 2
    http_spool.write(spool, platform.frames, RESTED, small_world.SEED, outages(FAULTS), PLACES)
