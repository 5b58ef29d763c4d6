"""Faults can be planted in any county, over any span that is long enough."""

from __future__ import annotations

from dataclasses import replace

import pytest

from demo import faults
from demo.errors import DemoError
from demo.faults.answer_key import AnswerKey
from demo.world import World, build


@pytest.mark.parametrize("seed", [1, 3])
def test_faults_find_free_records_where_the_choice_is_small(seed: int) -> None:
    key = faults.plant(build(seed, "faulted", "2026-W38", "2026-W47"))
    assert len(key.rows) > 400


def test_too_few_weeks_are_refused_in_words(planted: tuple[World, AnswerKey]) -> None:
    short = replace(planted[0], last_week="2025-W40")
    with pytest.raises(DemoError, match=r"has 2 weeks, 2025-W39 to 2025-W40.*\n.*8 weeks or more"):
        faults.plant(short)
