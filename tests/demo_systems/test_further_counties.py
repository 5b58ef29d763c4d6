"""Two counties' systems side by side: each shows its own rows, and what fails in one goes on in the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import small_world
from sqlalchemy import create_engine, text

from demo import clock, state, systems
from demo.systems import http_process
from demo.systems.database import setting_of
from demo.systems.http_service import CLIENT_ID
from warehouse import settings

SECOND = "620898"
ENTITY = "/openapi/v1/food/entity"
CALM, DOWN = "2026-11-16T06:00", "2026-12-01T12:00"
OUTAGES = [("market_supervision", "2026-12-01", "2026-12-02"), ("agriculture", "2026-12-01", "2026-12-02")]


@dataclass(frozen=True)
class Both:
    """Where the two counties are delivered."""

    home: Path

    def entities(self, county: str = "") -> int:
        """How many entities the county's platform declares, with a token of its own."""
        base = settings.load().get("DEMO_MARKET_URL") + (f"/{county}" if county else "")
        with httpx.Client(trust_env=False, timeout=10) as client:
            form = {"client_id": CLIENT_ID, "client_secret": settings.load().secret("DEMO_API_SECRET")}
            token = client.post(f"{base}/oauth/token", data=form).json()["access_token"]
            for _ in range(4):
                answer = client.get(f"{base}{ENTITY}", params={"pageNum": 1, "pageSize": 500},
                                    headers={"Authorization": f"Bearer {token}"})
                if answer.status_code == 200 and answer.json()["code"] == 200:
                    return int(answer.json()["data"]["total"])
        raise AssertionError("the page never came")

    def producers(self, county: str = "") -> int:
        """How many producers the county's reading account sees."""
        engine = create_engine(settings.load().get(setting_of(county)))
        try:
            with engine.connect() as session:
                return int(session.scalar(text('select count(*) from "V_NCP_SCZT"')))
        finally:
            engine.dispose()


@pytest.fixture(scope="module")
def both(warehouse_home: Path) -> Iterator[Both]:
    """The small world as first county, a smaller one that has outages as second one."""
    settings.load.cache_clear()
    systems.deliver(small_world.build(60), warehouse_home)
    systems.deliver(replace(small_world.build(40), seed=8, outages=OUTAGES), warehouse_home, SECOND)
    clock.set_now(CALM, warehouse_home)
    http_process.start(warehouse_home)
    yield Both(warehouse_home)
    systems.stop(warehouse_home)


def test_each_county_shows_its_own_rows(both: Both) -> None:
    clock.set_now(CALM, both.home)
    assert (both.entities(), both.entities(SECOND)) == (60, 40)
    assert (both.producers(), both.producers(SECOND)) == (60, 40)


def test_each_county_has_an_inbox_of_its_own(both: Both) -> None:
    first, second = state.places(both.home), state.places(both.home, SECOND)
    assert first.inbox != second.inbox
    names = [{path.name for path in place.inbox.rglob("*.xls*")} for place in (first, second)]
    assert names[0] == names[1] != set()
    assert [place.county for place in state.further(both.home)] == [SECOND]


def test_an_outage_of_one_county_leaves_the_other_alone(both: Both) -> None:
    clock.set_now(DOWN, both.home)
    assert both.entities() == 60
    assert both.producers() == 60
    with pytest.raises(httpx.TransportError):
        both.entities(SECOND)
    with pytest.raises(Exception, match="connection"):
        both.producers(SECOND)
    clock.set_now(CALM, both.home)
    assert (both.entities(SECOND), both.producers(SECOND)) == (40, 40)


def test_a_county_that_does_not_deliver_has_no_platform(both: Both) -> None:
    answer = httpx.get(settings.load().get("DEMO_MARKET_URL") + f"/620001{ENTITY}", trust_env=False)
    assert answer.status_code == 404
