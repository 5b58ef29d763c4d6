"""The report as one self-contained HTML page: every value escaped, no address outside the file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from report import words
from report.model import WeekData
from report.sections import (
    ahead,
    blocking,
    cross,
    indicators,
    key_points,
    missing,
    rectification,
    scores,
    submission,
)

TEMPLATES = Path(__file__).with_name("templates")


def render(data: WeekData) -> str:
    """The whole page as text; the same data give the same text."""
    return _environment().get_template("weekly.html.j2").render(
        data=data,
        style=Markup((TEMPLATES / "weekly.css").read_text(encoding="utf-8")),
        key_points=key_points.build(data),
        submission=submission.build(data),
        scores=scores.build(data),
        blocking=blocking.build(data),
        cross=cross.build(data),
        missing=missing.build(data),
        indicators=indicators.build(data),
        rectification=rectification.build(data),
        ahead=ahead.build(data),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )
    environment.globals["words"] = words
    environment.filters["count"] = "{:,}".format
    return environment
