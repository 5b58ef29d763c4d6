"""What the work report is made from, as read from the warehouse at one cut-off, and what it makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from report.model import TOTAL_ROW, Indicator, Provenance, Value
from report.weeks import IsoWeek, period_label

TRUSTED, DOUBTFUL, UNUSABLE, ABSENT = "可信", "存疑", "不可用", "无数据"


@dataclass(frozen=True)
class Source:
    """One submission behind an indicator's period (marts.rpt_indicator_source); `rows` of it still stand."""

    indicator: str
    period_type: str
    period: str
    dataset: str
    submission_id: str
    submission_period: str
    revision: int
    received_at: datetime
    rows: int


@dataclass(frozen=True)
class WorkData:
    """Everything that one county's work report is made from.

    Args:
        pending: (dataset, period) that fall due only after the cut-off.
        market: name of the market whose stalls are told (reference.named_market), or empty.
        datasets: names of the datasets by number.
    """

    county_code: str
    county_name: str
    week: IsoWeek
    cutoff: datetime
    provenance: Provenance
    indicators: tuple[Indicator, ...]
    values: tuple[Value, ...]
    pending: frozenset[tuple[str, str]] = frozenset()
    market: str = ""
    datasets: dict[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    def indicator(self, code: str) -> Indicator | None:
        """The indicator of a code, None where the catalogue has none."""
        return self._indicators.get(code)

    def rows(self, code: str, breakdown: str) -> list[Value]:
        """All periods of one indicator and group."""
        return self._values.get((code, breakdown), [])

    def behind(self, reading: Reading) -> list[Source]:
        """The submissions behind a reading."""
        value = reading.value
        return [] if value is None else self._sources.get((value.indicator, value.period_type, value.period), [])

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def _values(self) -> dict[tuple[str, str], list[Value]]:
        found: dict[tuple[str, str], list[Value]] = {}
        for value in self.values:
            found.setdefault((value.indicator, value.breakdown), []).append(value)
        return found

    @cached_property
    def _sources(self) -> dict[tuple[str, str, str], list[Source]]:
        found: dict[tuple[str, str, str], list[Source]] = {}
        for source in self.sources:
            found.setdefault((source.indicator, source.period_type, source.period), []).append(source)
        return found


@dataclass(frozen=True)
class Reading:
    """What the warehouse says about one indicator and group for the period that the report is about.

    `value` is None where the warehouse has none (status 无数据); `is_earlier` where the period due has not been due
    for submission yet and the one before it is told, by name.
    """

    code: str
    name: str
    unit: str
    breakdown: str
    period: str
    value: Value | None
    status: str
    reason: str = ""
    is_earlier: bool = False

    @property
    def is_usable(self) -> bool:
        """Whether the figure may be printed."""
        return self.status in (TRUSTED, DOUBTFUL)

    @property
    def is_doubtful(self) -> bool:
        """Printed, with a mark."""
        return self.status == DOUBTFUL

    @property
    def title(self) -> str:
        """The indicator's name with its group: 红/橙隐患存量（红）."""
        return self.name if self.breakdown == TOTAL_ROW else f"{self.name}（{self.breakdown}）"

    @property
    def period_label(self) -> str:
        """The period in words; a week with its year, which the weekly report need not say."""
        if not self.period:
            return "统计期不明"
        return f"{self.period[:4]}年{period_label(self.period)}" if "-W" in self.period else period_label(self.period)


@dataclass(frozen=True)
class Span:
    """A piece of text: plain, `open` (to be verified), or `flag` (a claim that does not hold).

    `doubt` puts a footnote mark behind it.
    """

    text: str
    kind: str = ""
    doubt: Reading | None = None
