"""Counties that run side by side, started by the first test of this folder and read by all of them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from county import PATIENCE, County

HERE = Path(__file__).parent
#: The weeks that every test of the project agrees on: the National Day and the Spring Festival with their moved days.
FIRST, LAST = "2025-W39", "2026-W12"
#: Modules that take the ordinary county further, in the order of their weeks.
LATER = ("test_figures_move", "test_second_run", "test_correction", "test_outage", "test_bad_input")
#: What runs for half a year: the tests that read it come last.
LONG = {"half_year"}
ORDINARY_LAST, ORDINARY_SENT = "2025-W42", "2025-W46"


def _own(items: list[pytest.Item]) -> list[pytest.Item]:
    return [item for item in items if HERE in item.path.parents]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests come first: they wait for the counties, while another worker runs the others."""
    own = sorted(_own(items), key=_turn)
    for item in own:
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.timeout(PATIENCE))
    items[:] = own + [item for item in items if HERE not in item.path.parents]


def _turn(item: pytest.Item) -> tuple[bool, int]:
    """Sort key: tests of long runs last, and those that change the ordinary county in their order."""
    name = item.path.stem
    return bool(LONG & set(item.fixturenames)), 1 + LATER.index(name) if name in LATER else 0


@pytest.fixture(scope="session", autouse=True)
def counties(request: pytest.FixtureRequest) -> Iterator[dict[str, County]]:
    """The counties that the chosen tests ask for, started together: two chains, one per core."""
    needed = {name for item in _own(request.session.items) for name in getattr(item, "fixturenames", ())}
    known = {"half_year": lambda: County("faulted,clean", FIRST, LAST, counties=2),
             "ordinary": lambda: County("ordinary", FIRST, ORDINARY_LAST, ORDINARY_SENT)}
    started = {name: make() for name, make in known.items() if name in needed}
    executor = ThreadPoolExecutor(2)
    for county in started.values():
        county.begin(executor)
    yield started
    executor.shutdown(wait=False, cancel_futures=True)
    for county in started.values():
        county.close()


@pytest.fixture(scope="session")
def half_year(counties: dict[str, County]) -> County:
    """Two counties of one prefecture in one warehouse after 26 weeks: COUNTY is faulted, CLEAN is clean."""
    return counties["half_year"].finished()


@pytest.fixture(scope="session")
def ordinary(counties: dict[str, County]) -> County:
    """The ordinary county after four weeks; tests run its later weeks, each a week of its own."""
    return counties["ordinary"].finished()
