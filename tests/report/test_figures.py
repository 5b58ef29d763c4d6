"""The 28 figures of the county report as data."""

from decimal import Decimal

import pytest

from report import figures
from report.errors import ReportError


def test_all_28_figures_are_declared_in_order():
    assert [figure.s for figure in figures.load()] == [f"S{number:02d}" for number in range(1, 29)]


def test_every_figure_has_indicators_or_a_fixed_value_and_every_phrase_is_its_own():
    assert all(figure.indicators or figure.fixed(2026) is not None for figure in figures.load())
    assert len({figure.phrase for figure in figures.load()}) == figures.COUNT


def test_the_ordinal_of_consumer_day_counts_from_1982():
    ordinal = next(figure for figure in figures.load() if figure.s == "S23")
    assert ordinal.fixed(2023) == Decimal(41)
    assert ordinal.fixed(2024) == Decimal(42)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- {s: S01, phrase: x, unit: 次, indicators: [R01]}\n", "expected S01 to S28"),
        ("- {s: S01, phrase: x, unit: 次}\n", "names neither indicators nor a fixed value"),
        ("- {s: S01, phrase: x, unit: 次, indicators: [R01], colour: red}\n", "colour"),
    ],
)
def test_a_wrong_declaration_is_refused_by_name(tmp_path, text, found):
    file = tmp_path / "figures.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=found):
        figures.load(file)
