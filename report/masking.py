"""Citizens stay masked in everything that leaves the warehouse: entities are named, people are not."""

from __future__ import annotations

import re

#: Kinds of subjects that are people, as the departments' code lists call them.
NATURAL_PERSONS = frozenset({"自然人", "农户", "种养大户"})
PERSON_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}")
DIGITS = re.compile(r"\d{7,}[\dXx]?")


def personal(value: str | None) -> str | None:
    """A value of a personal field: 王小明 → 王**, 13812342046 → 138****2046, an ID number keeps four digits."""
    if not value:
        return value
    if DIGITS.search(value):
        return DIGITS.sub(lambda match: _digits(match[0]), value)
    return f"{value[0]}**"


def _digits(text: str) -> str:
    """A phone keeps its first three and last four digits, a longer number its last four only."""
    return f"{text[:3]}****{text[-4:]}" if len(text) <= 12 else f"{'*' * (len(text) - 4)}{text[-4:]}"


def subject_name(name: str | None, kind: str | None = None) -> str:
    """The name of a subject: a business in full, a person (by kind, or by a name of two or three characters) masked."""
    if not name:
        return ""
    return f"{name[0]}**" if kind in NATURAL_PERSONS or PERSON_NAME.fullmatch(name) else name
