"""Persons of the world: names, phones, resident numbers. All are generated; none is meant."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import vocabulary as words

_MOBILE = np.array(
    [
        "130",
        "131",
        "135",
        "136",
        "137",
        "138",
        "139",
        "150",
        "151",
        "152",
        "153",
        "157",
        "158",
        "159",
        "170",
        "177",
        "178",
        "180",
        "181",
        "182",
        "183",
        "187",
        "188",
        "189",
        "193",
        "199",
    ]
)


@cache
def _pool() -> np.ndarray:
    """Three-character names none of whose first two characters stand together in a business word.

    So a person's name never turns up inside the name of a shop or a place, and a search of the masked views for
    every person's name means what it says.
    """
    text = "\n".join(
        word
        for value in vars(words).values()
        if isinstance(value, (tuple, dict))
        for word in _flat(value)
        if len(word) > 1
    )
    brands = [first + second for first in words.BRAND_FIRST for second in words.BRAND_SECOND]
    taken = {text[n : n + 2] for n in range(len(text))} | set(brands)
    names = [
        surname + first + second
        for surname in words.SURNAMES
        for first in words.GIVEN_FIRST
        for second in words.GIVEN_SECOND
        if surname + first not in taken and first != second
    ]
    return np.array(names)


def _flat(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [word for pair in value.items() for part in pair for word in _flat(part)]
    return [word for part in value for word in _flat(part)] if isinstance(value, tuple) else []


def names(rng: np.random.Generator, size: int) -> np.ndarray:
    """Names of persons; two persons may share one, as people do."""
    return rng.choice(_pool(), size)


def phones(rng: np.random.Generator, size: int) -> np.ndarray:
    """Mobile numbers (11 digits)."""
    tails = rng.integers(10_000_000, 99_999_999, size).astype(str)
    return np.char.add(rng.choice(_MOBILE, size), tails)


def person_ids(rng: np.random.Generator, county: str, size: int) -> list[str]:
    """Resident numbers (18 characters with check) of adults."""
    birthdays = pd.Timestamp("1960-01-01") + pd.to_timedelta(rng.integers(0, 15_000, size), unit="D")
    return identifiers.person_ids(county, birthdays.strftime("%Y%m%d").tolist(), rng.integers(1, 999, size).tolist())
