"""Counties that run while the other tests do: started when collection ends, read by the tests of this folder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from county import PATIENCE, County

HERE = Path(__file__).parent
COUNTIES = pytest.StashKey[dict[str, County]]()
EXECUTOR = pytest.StashKey[ThreadPoolExecutor]()
SCORES = pytest.StashKey[list[tuple[str, pd.DataFrame]]]()
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
    """These tests come last, when the counties have had time to run."""
    own = sorted(_own(items), key=_turn)
    for item in own:
        item.add_marker(pytest.mark.e2e)
        item.add_marker(pytest.mark.timeout(PATIENCE))
    items[:] = [item for item in items if item not in set(own)] + own


def _turn(item: pytest.Item) -> tuple[bool, int]:
    """Sort key: tests of long runs last, and those that change the ordinary county in their order."""
    name = item.path.stem
    return bool(LONG & set(item.fixturenames)), 1 + LATER.index(name) if name in LATER else 0


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the counties that the chosen tests ask for: two chains, one per core."""
    if session.config.option.collectonly:
        return
    needed = {name for item in _own(session.items) for name in getattr(item, "fixturenames", ())}
    wanted = {
        "half_year": County("faulted,clean", FIRST, LAST, counties=2) if "half_year" in needed else None,
        "ordinary": County("ordinary", FIRST, ORDINARY_LAST, ORDINARY_SENT) if "ordinary" in needed else None,
    }
    counties = {name: county for name, county in wanted.items() if county}
    executor = session.config.stash[EXECUTOR] = ThreadPoolExecutor(2)
    session.config.stash[COUNTIES] = counties
    for county in counties.values():
        county.begin(executor)


def pytest_unconfigure(config: pytest.Config) -> None:
    if EXECUTOR in config.stash:
        config.stash[EXECUTOR].shutdown(wait=False, cancel_futures=True)
        for county in config.stash[COUNTIES].values():
            county.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Recall and precision per rule."""
    for title, table in config.stash.get(SCORES, []):
        terminalreporter.section(title)
        terminalreporter.write_line(table.to_string(index=False, float_format="{:.2f}".format))


def _county(request: pytest.FixtureRequest, name: str) -> County:
    return request.config.stash[COUNTIES][name].finished()


@pytest.fixture(scope="session")
def scores(request: pytest.FixtureRequest) -> list[tuple[str, pd.DataFrame]]:
    """Tables to print when the tests have ended."""
    return request.config.stash.setdefault(SCORES, [])


@pytest.fixture(scope="session")
def half_year(request: pytest.FixtureRequest) -> County:
    """Two counties of one prefecture in one warehouse after 26 weeks: COUNTY is faulted, CLEAN is clean."""
    return _county(request, "half_year")


@pytest.fixture(scope="session")
def ordinary(request: pytest.FixtureRequest) -> County:
    """The ordinary county after four weeks; tests run its later weeks, each a week of its own."""
    return _county(request, "ordinary")
