"""Charts as inline SVG with text kept as text, so that the reader's own Chinese font draws it.

Layout is fixed (autosize none, own paddings, labels cut by us): the SVG never depends on the fonts of the
machine that writes it, and the same data give the same bytes. Widths are in CSS pixels of a phone column;
the page scales a chart down, never up beyond its column. Colour never stands alone: every mark carries its word
or number.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import altair as alt
import vl_convert
from markupsafe import Markup

INK, MUTED, GRID, PAPER = "#1f2933", "#5f6b7a", "#e3e7ec", "#ffffff"
NAVY, RED, AMBER = "#1d4f91", "#b3261e", "#b7791f"
OPENED, CLOSED = "#d08a86", "#7fae93"
AGE_COLOURS = ("#c9d6e6", "#8fb0d3", "#e0a458", RED)
STATUS_COLOURS = {
    "按": "#cfe8d8", "迟": "#fbe3a8", "补": "#f5cf9a", "缺": "#f3b6b0",
    "零": "#dfe3e8", "退": "#dccbef", "免": "#eef1f4", "待": "#f6f7f9",
}
WIDTH = 356
SMALL_WIDTH = 172
MANY_BARS = 12
WIDE_FROM = 0x2E80
CONFIG = {
    "background": PAPER,
    "aria": False,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {"labelLimit": 0, "labelOverlap": False, "ticks": False, "domain": False, "grid": False, "title": None,
             "labelColor": INK, "labelFontSize": 11, "labelPadding": 5},
    "text": {"color": INK, "fontSize": 11},
}


@dataclass(frozen=True)
class Point:
    """One week of a line; None leaves a gap."""

    label: str
    value: float | None


@dataclass(frozen=True)
class Cell:
    """One cell of the heat map; `word` is one character of STATUS_COLOURS or empty."""

    row: str
    column: str
    word: str


@dataclass(frozen=True)
class Bar:
    """One bar made of stacked parts; `note` is printed behind its end."""

    label: str
    parts: tuple[float, ...]
    note: str = ""


def small_line(points: Sequence[Point], title: str) -> Markup:
    """Eight weeks of one department's percentage, first and last week labelled, last value printed."""
    weeks = [point.label for point in points]
    rows = [{"w": point.label, "v": point.value} for point in points if point.value is not None]
    last = rows[-1:] if rows and rows[-1]["w"] == weeks[-1] else []
    x = alt.X("w:N", scale=alt.Scale(domain=weeks), axis=alt.Axis(
        labelAngle=0, labelColor=MUTED, labelFontSize=10,
        labelExpr=f"datum.value == '{weeks[0]}' || datum.value == '{weeks[-1]}' ? datum.value : ''"))
    y = alt.Y("v:Q", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(
        values=[0, 50, 100], grid=True, gridColor=GRID, labelColor=MUTED, labelFontSize=10))
    with_gaps = [{"w": point.label, "v": point.value} for point in points]
    line = alt.Chart(alt.Data(values=with_gaps)).mark_line(color=NAVY, strokeWidth=2).encode(x=x, y=y)
    dots = alt.Chart(alt.Data(values=rows)).mark_point(color=NAVY, filled=True, size=22, opacity=1).encode(x=x, y=y)
    end = alt.Chart(alt.Data(values=last)).mark_point(color=NAVY, filled=True, size=64, opacity=1).encode(x=x, y=y)
    return _svg(line + dots + end, title, SMALL_WIDTH, 92, left=28, right=14, top=10, bottom=20)


def heat_map(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Cell], title: str) -> Markup:
    """Datasets × weeks; each cell shows its status as colour and as a character."""
    data = alt.Data(values=[{"r": cell.row, "c": cell.column, "w": cell.word} for cell in cells])
    x = alt.X("c:N", scale=alt.Scale(domain=list(columns), paddingInner=0.06), axis=alt.Axis(
        orient="top", labelAngle=0, labelColor=MUTED, labelFontSize=10))
    y = alt.Y("r:N", scale=alt.Scale(domain=list(rows), paddingInner=0.1), axis=alt.Axis(labelFontSize=10.5))
    words = list(STATUS_COLOURS)
    colour = alt.Color("w:N", legend=None, scale=alt.Scale(domain=words, range=list(STATUS_COLOURS.values())))
    base = alt.Chart(data).encode(x=x, y=y)
    layers = base.mark_rect(cornerRadius=2).encode(color=colour) + base.mark_text(
        fontSize=11, baseline="middle").encode(text="w:N")
    return _svg(layers, title, WIDTH, 20 * len(rows) + 26, left=136, right=2, top=22, bottom=4)


def bars(items: Sequence[Bar], title: str, colours: Sequence[str], *, left: int = 108,
         inside: bool = False) -> Markup:
    """Horizontal bars, one per item in the given order, parts stacked, the note behind the end.

    Args:
        items: at least one bar.
        title: what a screen reader says.
        colours: one per part.
        left: room for the labels.
        inside: print a part's number on it where it is long enough to hold it.
    """
    rows, notes = _stacked(items)
    right = max(text_width(item.note) for item in items) + 12
    step, size = (16, 10) if len(items) > MANY_BARS else (21, 11)
    longest = max((sum(item.parts) for item in items), default=0) or 1
    x = {"scale": alt.Scale(domain=[0, longest], nice=False), "axis": None}
    # Bars are told apart by their place: cut labels may be equal.
    labels = json.dumps([item.label for item in items], ensure_ascii=False)
    y = alt.Y("l:O", scale=alt.Scale(domain=list(range(len(items))), paddingInner=0.28),
              axis=alt.Axis(labelFontSize=size, labelExpr=f"{labels}[datum.value]"))
    colour = alt.Color("p:O", legend=None, scale=alt.Scale(domain=list(range(len(colours))), range=list(colours)))
    chart = alt.Chart(alt.Data(values=rows)).mark_bar(cornerRadius=1).encode(
        x=alt.X("a:Q", **x), x2="b:Q", y=y, color=colour)
    chart += alt.Chart(alt.Data(values=notes)).mark_text(
        align="left", baseline="middle", dx=5, fontSize=size).encode(x=alt.X("b:Q", **x), y=y, text="n:N")
    if inside:
        room = (WIDTH - left - right) / longest
        wide = [row for row in rows if (row["b"] - row["a"]) * room >= 9 * len(row["n"]) + 2]
        chart += alt.Chart(alt.Data(values=wide)).mark_text(baseline="middle", fontSize=10).encode(
            x=alt.X("m:Q", **x), y=y, text="n:N",
            color=alt.condition(f"datum.p == {len(colours) - 1}", alt.value(PAPER), alt.value(INK)))
    return _svg(chart, title, WIDTH, step * len(items) + 8, left=left, right=right, top=4, bottom=4)


def text_width(text: str, size: float = 11) -> int:
    """Room that a label needs, counted in characters so that no font is asked: a Chinese one is `size` wide."""
    return math.ceil(sum(size if ord(char) > WIDE_FROM else 0.62 * size for char in text))


def score_bars(items: Sequence[tuple[str, float | None, float | None, str]], title: str) -> Markup:
    """Total scores 0–100 (label, now, a week ago, note): a bar for now, a tick for last week, the note on the right."""
    y = alt.Y("l:N", scale=alt.Scale(domain=[label for label, *_ in items], paddingInner=0.36))
    x = alt.X("v:Q", scale=alt.Scale(domain=[0, 100], nice=False), axis=alt.Axis(
        values=[0, 60, 80, 90, 100], grid=True, gridColor=GRID, labelColor=MUTED, labelFontSize=10,
        labelExpr="datum.value == 90 ? '' : datum.value"))
    now = [{"l": label, "v": score} for label, score, _, _ in items if score is not None]
    before = [{"l": label, "v": score} for label, _, score, _ in items if score is not None]
    notes = [{"l": label, "v": 100, "n": note} for label, _, _, note in items]
    chart = alt.Chart(alt.Data(values=now)).mark_bar(color=NAVY, cornerRadius=1).encode(x=x, y=y)
    chart += alt.Chart(alt.Data(values=before)).mark_tick(color=AMBER, thickness=3, size=26, opacity=1).encode(x=x, y=y)
    chart += alt.Chart(alt.Data(values=notes)).mark_text(
        align="left", baseline="middle", dx=6, fontWeight="bold").encode(x=x, y=y, text="n:N")
    return _svg(chart, title, WIDTH, 30 * len(items) + 24, left=66, right=46, top=2, bottom=20)


def two_way(items: Sequence[tuple[str, int | None, int | None]], title: str) -> Markup:
    """Weeks (label, opened, closed): opened upwards, closed downwards, each with its number; None leaves a gap."""
    most_opened = max((opened or 0 for _, opened, _ in items), default=0)
    most_closed = max((closed or 0 for _, _, closed in items), default=0)
    room = 0.16 * (most_opened + most_closed or 1)
    rows = [{"w": label, "v": sign * value, "n": f"{value:,}", "k": kind} for label, opened, closed in items
            for kind, value, sign in (("新增", opened, 1), ("销号", closed, -1)) if value is not None]
    x = alt.X("w:N", scale=alt.Scale(domain=[label for label, _, _ in items], paddingInner=0.3),
              axis=alt.Axis(labelAngle=0, labelColor=MUTED, labelFontSize=10, orient="bottom"))
    y = alt.Y("v:Q", scale=alt.Scale(domain=[-most_closed - room, most_opened + room], nice=False), axis=None)
    colour = alt.Color("k:N", legend=None, scale=alt.Scale(domain=["新增", "销号"], range=[OPENED, CLOSED]))
    chart = alt.Chart(alt.Data(values=rows)).mark_bar().encode(x=x, y=y, color=colour)
    for kind, baseline, shift in (("新增", "bottom", -3), ("销号", "top", 3)):
        part = alt.Chart(alt.Data(values=[row for row in rows if row["k"] == kind]))
        chart += part.mark_text(baseline=baseline, dy=shift, fontSize=10).encode(x=x, y=y, text="n:N")
    return _svg(chart, title, WIDTH, 150, left=6, right=6, top=4, bottom=20)


def _stacked(items: Sequence[Bar]) -> tuple[list[dict], list[dict]]:
    rows, notes = [], []
    for place, item in enumerate(items):
        start = 0.0
        for part, size in enumerate(item.parts):
            if size:
                rows.append({"l": place, "p": part, "a": start, "b": start + size, "m": start + size / 2,
                             "n": f"{size:,g}"})
            start += size
        notes.append({"l": place, "b": start, "n": item.note})
    return rows, notes


def _svg(chart: alt.LayerChart, title: str, width: int, height: int, *, left: int, right: int, top: int,
         bottom: int) -> Markup:
    """Render one chart at a fixed size and make it fit to stand in a page beside others."""
    spec = chart.properties(
        width=width - left - right, height=height - top - bottom, autosize="none",
        padding={"left": left, "right": right, "top": top, "bottom": bottom}).to_dict(validate=False)
    spec["config"] = CONFIG
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    svg = _own_ids(svg, title)
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="{escape(title)}" '
            f'viewBox="0 0 {width} {height}" style="max-width:{round(width * 1.25)}px">')
    return Markup(re.sub(r"^<svg[^>]*>", lambda _: head, svg, count=1))


def _own_ids(svg: str, title: str) -> str:
    """Clip ids count up through the life of the process: number them per chart and keep charts apart."""
    prefix = f"c{sum((place + 1) * ord(char) for place, char in enumerate(title))}"
    order = {name: f"{prefix}-{place}" for place, name in enumerate(dict.fromkeys(re.findall(r'id="([^"]+)"', svg)))}
    for name, own in order.items():
        svg = svg.replace(f'id="{name}"', f'id="{own}"').replace(f"url(#{name})", f"url(#{own})")
    return svg
