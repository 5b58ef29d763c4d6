"""Claims of the work report: which figures they stand on, and whether these bear them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from report import words
from report.errors import ReportError
from report.model import TOTAL_ROW
from report.work.model import Reading, WorkData
from report.work.readings import amount, read

FILE = Path(__file__).with_name("claims.yaml")
HOLDS, FAILS, OPEN = "成立", "不成立", "待核"
PERIOD = "期"


@dataclass(frozen=True)
class Test:
    """What one figure must say: at least a value, at least (or, where lower is better, at most) its target, or
    anything at all."""

    indicator: str
    breakdown: str = TOTAL_ROW
    at_least: Decimal | None = None
    target: bool = False
    known: bool = False

    def __post_init__(self) -> None:
        if sum((self.at_least is not None, self.target, self.known)) != 1:
            raise ReportError(f"a test of {self.indicator} needs one of at_least, target, known",
                              fix=f"mend {FILE.name}")


@dataclass(frozen=True)
class Claim:
    """One claim: `claim` is printed where every test holds, `fact` where one does not."""

    id: str
    number: str
    title: str
    claim: str
    fact: str
    tests: tuple[Test, ...]


@dataclass(frozen=True)
class Tested:
    """One test with what the warehouse says, the demand in words, and whether it is met (None: cannot be known)."""

    test: Test
    reading: Reading
    demand: str
    is_met: bool | None


@dataclass(frozen=True)
class Judged:
    """A claim with its verdict: 成立, 不成立, or 待核 where a figure is missing or unusable.

    One figure that contradicts the claim is enough, whatever the others are.
    """

    claim: Claim
    tested: tuple[Tested, ...]

    @property
    def verdict(self) -> str:
        """Whether the figures bear the claim out."""
        met = [one.is_met for one in self.tested]
        return FAILS if False in met else OPEN if None in met else HOLDS

    @property
    def text(self) -> str:
        """What is printed of it, with the places of its figures."""
        return self.claim.claim if self.verdict == HOLDS else self.claim.fact


@cache
def load(file: Path = FILE) -> tuple[Claim, ...]:
    """All claims, numbered T01, T02 … in the order of the file.

    Raises:
        ReportError: a claim is doubled or wrongly declared.
    """
    items = yaml.safe_load(file.read_text(encoding="utf-8"))
    claims = tuple(_claim(item, number) for number, item in enumerate(items, start=1))
    if len({claim.id for claim in claims}) < len(claims):
        raise ReportError(f"{file.name} names a claim twice", fix="give each an id of its own")
    return claims


def judge(claim: Claim, data: WorkData) -> Judged:
    """The claim against the figures of the cut-off."""
    return Judged(claim, tuple(_tested(test, data) for test in claim.tests))


def judge_all(data: WorkData) -> dict[str, Judged]:
    """Every claim by its id."""
    return {claim.id: judge(claim, data) for claim in load()}


def failing(judged: Iterable[Judged]) -> list[Judged]:
    """The claims that the figures contradict."""
    return [one for one in judged if one.verdict == FAILS]


def evidence(judged: Judged) -> str:
    """The figures of a claim that does not hold, against what it asks for."""
    broken = ((one.reading, one.demand) for one in judged.tested if one.is_met is False)
    return "；".join(f"{reading.code} {reading.title}{amount(reading)}（应{demand}，{reading.period_label}）"
                    for reading, demand in broken)


def _claim(item: dict, number: int) -> Claim:
    tests = tuple(_test(test) for test in item.pop("tests", ()))
    try:
        return Claim(number=f"T{number:02d}", tests=tests, **item)
    except TypeError as error:
        raise ReportError(f"claim {item.get('id')}: {error}", fix=f"mend {FILE.name}") from None


def _test(item: dict) -> Test:
    limit = item.pop("at_least", None)
    try:
        return Test(**item, at_least=None if limit is None else Decimal(str(limit)))
    except TypeError as error:
        raise ReportError(f"test {item}: {error}", fix=f"mend {FILE.name}") from None


def _tested(test: Test, data: WorkData) -> Tested:
    reading = read(data, test.indicator, test.breakdown)
    indicator = data.indicator(test.indicator)
    limit, is_lower = test.at_least, False
    if test.target and indicator:
        limit, is_lower = indicator.target, indicator.direction == "lower"
    if test.known:
        return Tested(test, reading, "有数据", True if reading.is_usable else None)
    if limit is None:
        return Tested(test, reading, "有目标值", None)
    demand = f"{'不高于' if is_lower else '不低于'}{words.number(limit)}{reading.unit}"
    value = reading.value.value if reading.is_usable and reading.value else None
    if value is None:
        return Tested(test, reading, demand, None)
    return Tested(test, reading, demand, value <= limit if is_lower else value >= limit)
