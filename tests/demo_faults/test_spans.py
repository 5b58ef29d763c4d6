"""Faults can be planted in any county, over any span that is long enough."""

from __future__ import annotations

import pytest

from demo import faults
from demo.errors import DemoError
from demo.world import build


@pytest.mark.parametrize("seed", [1, 2])
def test_faults_find_free_records_whatever_the_seed(seed: int) -> None:
    key = faults.plant(build(seed, "faulted", "2026-W38", "2026-W47"))
    assert len(key.rows) > 400


def test_too_few_weeks_are_refused_in_words() -> None:
    world = build(1, "faulted", "2026-W38", "2026-W39")
    with pytest.raises(DemoError, match=r"has 2 weeks, 2026-W38 to 2026-W39.*\n.*8 weeks or more"):
        faults.plant(world)
