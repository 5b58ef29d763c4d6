"""Which column of a delivery is which field: headers matched by the contract's names and aliases.

A header that no alias knows is a fact, with the likeliest field as a proposal; only a person adds the alias.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from functools import lru_cache
from typing import Any

from contracts.model import Contract, Field

_BRACKETED = re.compile(r"^(.+?)[(\[【]([^()\[\]【】]+)[)\]】]$")
_NOISE = re.compile(r"[\s\u200b\ufeff*:“”\"'「」]+")
#: A proposal needs at least this likeness (0–100).
PROPOSAL_SCORE = 50


def squash(text: str) -> str:
    """Text for comparison: NFKC, no blanks, no decoration, lower case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True)
class HeaderMatch:
    """The columns of one sheet.

    Attributes:
        fields: column → field name.
        unknown: column → header that no alias knows (a second column for one field is unknown, too).
        ignored: column → header that the contract leaves out on purpose.
        wide: column → (field, code as written) of a figure that stands in one column per code.
    """

    fields: dict[int, str]
    unknown: dict[int, str]
    ignored: dict[int, str]
    wide: dict[int, tuple[str, str]] = default(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of headers, whatever became of them."""
        return len(self.fields) + len(self.unknown) + len(self.ignored) + len(self.wide)

    def found(self, contract: Contract) -> set[str]:
        """Fields that the sheet has columns for."""
        pivot = {contract.delivery.options["wide"]["field"]} if self.wide else set()
        return {*self.fields.values(), *(name for name, _ in self.wide.values()), *pivot}


@lru_cache(maxsize=256)
def _index(contract_fields: tuple[Field, ...]) -> dict[str, str]:
    """Squashed header → field. A label without its bracketed unit counts where it names one field only."""
    exact = {squash(header): field.name for field in reversed(contract_fields) for header in reversed(field.headers)}
    bare: dict[str, set[str]] = {}
    for field in contract_fields:
        for header in field.headers:
            parts = _BRACKETED.match(squash(header))
            if parts:
                bare.setdefault(parts[1], set()).add(field.name)
    return {**{header: names.pop() for header, names in bare.items() if len(names) == 1}, **exact}


def _field_of(header: str, index: dict[str, str], contract: Contract) -> str | None:
    """The field under one header; a bracketed unit may stand behind it if it is the field's own unit.

    A header in another unit is not the same column: 重量(吨) must not be read as kilograms.
    """
    squashed = squash(header)
    if squashed in index:
        return index[squashed]
    parts = _BRACKETED.match(squashed)
    name = index.get(parts[1]) if parts else None
    if name and contract.field(name).unit and squash(contract.field(name).unit) == parts[2]:
        return name
    return None


def match(labels: Sequence[Sequence[str]], contract: Contract) -> HeaderMatch:
    """Match one sheet's headers.

    Args:
        labels: per column the ways to read its header, the most telling first (`入场/头数`, `入场头数`, `头数`);
            none for a column without header.
    """
    ignored_names = {squash(header) for header in contract.delivery.options.get("ignore_headers", ())}
    index = _index(contract.fields)
    fields: dict[int, str] = {}
    unknown: dict[int, str] = {}
    ignored: dict[int, str] = {}
    wide: dict[int, tuple[str, str]] = {}
    for column, ways in enumerate(labels):
        if not ways:
            continue
        figure = _figure_of(ways[0], index, contract)
        if figure and figure not in wide.values():
            wide[column] = figure
            continue
        name = next((found for way in ways if (found := _field_of(way, index, contract))), None)
        if name and name not in fields.values():
            fields[column] = name
        elif not name and any(squash(way) in ignored_names for way in ways):
            ignored[column] = ways[0]
        else:
            unknown[column] = ways[0]
    return HeaderMatch(fields, unknown, ignored, wide)


def _figure_of(header: str, index: dict[str, str], contract: Contract) -> tuple[str, str] | None:
    """Field and code of a column such as 期末存栏/猪; any code is taken, staging says whether the list knows it."""
    wide = contract.delivery.options.get("wide")
    group, joiner, code = header.partition(contract.delivery.options.get("header_joiner") or "/")
    if not wide or not joiner or not code:
        return None
    name = _field_of(group, index, contract)
    return (name, code) if name in wide["values"] else None


def proposals(unknown: Iterable[str], missing: Iterable[str], contract: Contract) -> list[dict[str, Any]]:
    """For each unknown header the likeliest of the missing fields, for a person to accept as alias."""
    from rapidfuzz import fuzz

    proposed = []
    for header in unknown:
        scored = [
            (max(fuzz.ratio(squash(header), squash(name)) for name in contract.field(field).headers), field)
            for field in missing
        ]
        score, field = max(scored, default=(0.0, ""))
        if score >= PROPOSAL_SCORE:
            proposed.append({"header": header, "field": field, "label": contract.field(field).label,
                             "score": round(score / 100, 2)})
    return proposed
