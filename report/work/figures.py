"""The 28 figures as the work report prints them, each with the readings that it stands on."""

from __future__ import annotations

from dataclasses import dataclass

from report import figures, words
from report.figures import Figure
from report.weeks import reported_year
from report.work.model import Reading, Span, WorkData
from report.work.readings import printed, read, spans

#: The phrase that holds only where several rates are equal as printed.
ALL_REACH = "均达到"


@dataclass(frozen=True)
class Told:
    """One figure: its readings, those printed beside it, and the text that stands for it."""

    figure: Figure
    readings: tuple[Reading, ...]
    beside: tuple[Reading, ...]
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """The figure as printed."""
        return "".join(span.text for span in self.spans)


def tell_all(data: WorkData) -> dict[str, Told]:
    """Every figure by its number."""
    return {figure.s: tell(figure, data) for figure in figures.load()}


def tell(figure: Figure, data: WorkData) -> Told:
    """One figure; constants need no reading."""
    readings = tuple(read(data, code, figure.breakdown, yearly=figure.is_yearly) for code in figure.indicators)
    beside = tuple(read(data, code) for code in figure.also)
    fixed = figure.fixed(int(reported_year(data.week)))
    if fixed is not None:
        return Told(figure, readings, beside, (Span(words.number(fixed)),))
    if len(readings) > 1:
        return Told(figure, readings, beside, tuple(together(readings)))
    return Told(figure, readings, beside, (*_single(figure, readings[0]), *_beside(beside)))


def together(readings: tuple[Reading, ...]) -> list[Span]:
    """Several rates in one phrase where they are equal as printed, else each by its name."""
    texts = {printed(reading) for reading in readings}
    if all(reading.is_usable for reading in readings) and len(texts) == 1:
        names = words.listed([reading.name for reading in readings])
        doubts = [Span("", doubt=reading) for reading in readings if reading.is_doubtful]
        return [Span(f"{names}{ALL_REACH}{texts.pop()}"), *doubts]
    found: list[Span] = []
    for reading in readings:
        found += [Span(f"{'，' if found else ''}{reading.name}为"), *spans(reading)]
    return found


def _single(figure: Figure, reading: Reading) -> list[Span]:
    """A reading, or the period itself where that is the figure."""
    if figure.takes != "period" or not reading.is_usable:
        return spans(reading, figure.word)
    return [Span(reading.period, doubt=reading if reading.is_doubtful else None)]


def _beside(readings: tuple[Reading, ...]) -> list[Span]:
    """Figures in brackets that help to read the one before: （平台接入率96.0%，平台应用率92.0%）."""
    found: list[Span] = []
    for reading in readings:
        found += [Span(f"{'，' if found else '（'}{reading.name}"), *spans(reading)]
    return [*found, Span("）")] if found else []
