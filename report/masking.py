"""Citizens stay masked in everything that leaves the warehouse: entities are named, people are not."""

from __future__ import annotations

import re

#: Kinds of subjects that are people, and kinds that cannot be, as the departments' code lists call them.
NATURAL_PERSONS = frozenset({"自然人", "农户", "种养大户"})
ORGANISATIONS = frozenset({"企业", "农民专业合作社", "合作社", "机关事业单位", "民办非企业", "集体经济组织"})
PERSON_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff]{1,8}")
WORDS = re.compile(r"[\u4e00-\u9fff·]+|[A-Za-z]{2,}")
DIGITS = re.compile(r"\d{7,}[\dXx]?")


def personal(value: str | None) -> str | None:
    """A value of a personal field: 王小明 → 王**, 13812342046 → 138****2046, an ID number keeps four digits.

    Name and phone in one cell are both masked.
    """
    if not value:
        return value
    return DIGITS.sub(lambda match: _digits(match[0]), WORDS.sub(lambda match: f"{match[0][0]}**", value))


def _digits(text: str) -> str:
    """A phone keeps its first three and last four digits, a longer number its last four only."""
    return f"{text[:3]}****{text[-4:]}" if len(text) <= 12 else f"{'*' * (len(text) - 4)}{text[-4:]}"


def subject_name(name: str | None, kind: str | None = None) -> str:
    """The name of a subject: a business in full, a person masked.

    A person is known by the kind of subject, else by a name of two or three characters: stalls and households are
    often registered under their owner's name.
    """
    if not name:
        return ""
    is_person = kind in NATURAL_PERSONS or (kind not in ORGANISATIONS and PERSON_NAME.fullmatch(name))
    return f"{name[0]}**" if is_person else name
