"""The work report as a text: six sections filled with figures and claims, and the lists of what must be looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from report import words
from report.errors import ReportError
from report.model import TOTAL_ROW
from report.weeks import reported_year
from report.work import claims, figures
from report.work.claims import FAILS, PERIOD, Judged
from report.work.figures import Told
from report.work.model import Reading, Span, WorkData
from report.work.readings import read, spans

FILE = Path(__file__).with_name("prose.yaml")
PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Section:
    """One of the six sections; each paragraph is a list of spans."""

    heading: str
    paragraphs: tuple[tuple[Span, ...], ...]


@dataclass
class Notes:
    """What is told at the end, numbered by first appearance in the text."""

    doubts: dict[tuple[str, str], list[Reading]] = field(default_factory=dict)

    def mark(self, reading: Reading) -> int:
        """The number of a doubtful figure's note; one indicator and period has one note."""
        key = (reading.code, reading.period)
        told = self.doubts.setdefault(key, [])
        if reading not in told:
            told.append(reading)
        return list(self.doubts).index(key) + 1


@dataclass(frozen=True)
class Draft:
    """The whole text with what it stands on."""

    title: str
    opening: tuple[Span, ...]
    sections: tuple[Section, ...]
    notes: Notes
    figures: dict[str, Told]
    claims: dict[str, Judged]
    signature: str

    @property
    def flagged(self) -> list[Judged]:
        """Claims that the figures contradict."""
        return claims.failing(self.claims.values())


def compose(data: WorkData) -> Draft:
    """Fill the text.

    Raises:
        ReportError: the text names something that is neither a figure nor a claim.
    """
    told, judged, notes = figures.tell_all(data), claims.judge_all(data), Notes()
    filler = _Filler(data, told, judged, notes)
    text = load()
    sections = tuple(
        Section(section["heading"], tuple(filler.fill(paragraph) for paragraph in section["paragraphs"]))
        for section in text["sections"])
    return Draft("".join(span.text for span in filler.fill(text["title"])), filler.fill(text["opening"]), sections,
                 notes, told, judged, "".join(span.text for span in filler.fill(text["signature"])))


@cache
def load(file: Path = FILE) -> dict:
    """The text with its places; folded lines are joined, for Chinese has no blanks."""
    text = yaml.safe_load(file.read_text(encoding="utf-8"))
    text["opening"] = _joined(text["opening"])
    for section in text["sections"]:
        section["paragraphs"] = [_joined(paragraph) for paragraph in section["paragraphs"]]
    return text


def places(text: dict) -> list[str]:
    """Every place of the text in order."""
    paragraphs = [text["opening"], *(one for section in text["sections"] for one in section["paragraphs"])]
    return [place for paragraph in paragraphs for place in PLACE.findall(paragraph)]


def _joined(text: str) -> str:
    return "".join(text.split())


class _Filler:
    """Puts figures, claims and words into the places of a text."""

    def __init__(self, data: WorkData, told: dict[str, Told], judged: dict[str, Judged], notes: Notes) -> None:
        self._data, self._told, self._judged, self._notes = data, told, judged, notes
        self._words = {"county": data.county_name, "year": reported_year(data.week), "until": words.day(data.cutoff),
                       "market": data.market or "综合市场"}

    def fill(self, text: str) -> tuple[Span, ...]:
        """The text's spans, with footnote marks."""
        return tuple(_merged(self._noted(self._spans(text, self._place))))

    def _spans(self, text: str, found) -> Iterable[Span]:
        for number, part in enumerate(PLACE.split(text)):
            if number % 2:
                yield from found(part)
            elif part:
                yield Span(part)

    def _place(self, name: str) -> Iterable[Span]:
        if name in self._words:
            return [Span(self._words[name])]
        if name in self._told:
            return self._told[name].spans
        if name in self._judged:
            return self._claim(self._judged[name])
        raise ReportError(f"the text names {name!r}, which is neither a figure nor a claim", fix=f"mend {FILE.name}")

    def _claim(self, judged: Judged) -> Iterable[Span]:
        found = list(self._spans(judged.text, self._evidence))
        yield from found
        marked = [span.doubt for span in found]
        for one in judged.tested:
            # A sentence without figures stands on figures all the same.
            if one.reading.is_doubtful and one.reading not in marked:
                yield Span("", doubt=one.reading)
        if judged.verdict == FAILS:
            yield Span(f"［“{judged.claim.title}”的表述不成立］", "flag")

    def _evidence(self, name: str) -> Iterable[Span]:
        """{A01}, {E14.红} or {E01.期}."""
        code, _, group = name.partition(".")
        if group == PERIOD:
            return [Span(self._period(code))]
        return spans(read(self._data, code, group or TOTAL_ROW))

    def _period(self, code: str) -> str:
        """The period of any group of an indicator: all have the same."""
        breakdowns = [value.breakdown for value in self._data.values if value.indicator == code]
        return read(self._data, code, breakdowns[0] if breakdowns else TOTAL_ROW).period_label

    def _noted(self, found: Iterable[Span]) -> Iterable[Span]:
        """Turns doubts into numbered marks behind the figure."""
        for span in found:
            yield Span(span.text, span.kind)
            if span.doubt is not None:
                yield Span(f"〔{self._notes.mark(span.doubt)}〕", "note")


def _merged(found: Iterable[Span]) -> list[Span]:
    """Neighbours of one kind joined, empty ones dropped."""
    merged: list[Span] = []
    for span in found:
        if merged and merged[-1].kind == span.kind:
            merged[-1] = Span(merged[-1].text + span.text, span.kind)
        elif span.text:
            merged.append(span)
    return merged


def unusable(draft: Draft) -> list[Reading]:
    """The readings that the text marks 待核, each indicator and period once, in order of the proof sheet."""
    readings = [reading for told in draft.figures.values() if not told.figure.is_fixed
                for reading in (*told.readings, *told.beside)]
    readings += [one.reading for judged in draft.claims.values() for one in judged.tested]
    return list({(one.code, one.breakdown, one.period): one for one in readings if not one.is_usable}.values())
