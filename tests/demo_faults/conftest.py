"""A faulted county over the weeks that the tests share; building and planting take seconds, so it is done once."""

from __future__ import annotations

import pytest

from demo import faults
from demo.faults.answer_key import AnswerKey
from demo.world import World, build

SEED, FIRST_WEEK, LAST_WEEK = 7, "2025-W39", "2026-W12"


@pytest.fixture(scope="session")
def planted() -> tuple[World, AnswerKey]:
    """The faulted county and its answer key."""
    world = build(SEED, "faulted", FIRST_WEEK, LAST_WEEK)
    return world, faults.plant(world)


@pytest.fixture(scope="session")
def key(planted: tuple[World, AnswerKey]) -> AnswerKey:
    """The answer key alone."""
    return planted[1]
