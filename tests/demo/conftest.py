"""Worlds that the tests of the demo share; building one takes seconds, so each is built once per session."""

from __future__ import annotations

import pytest

from demo.world import World, build

SEED, FIRST_WEEK, LAST_WEEK = 7, "2025-W39", "2026-W12"


@pytest.fixture(scope="session")
def clean() -> World:
    """The clean county over the National Day 2025 and the Spring Festival 2026."""
    return build(SEED, "clean", FIRST_WEEK, LAST_WEEK)


@pytest.fixture(scope="session")
def ordinary() -> World:
    """The ordinary county over the same weeks."""
    return build(SEED, "ordinary", FIRST_WEEK, LAST_WEEK)
