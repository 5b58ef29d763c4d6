"""Charts are small, stable and readable without the machine's fonts."""

import re

import pytest

from report import charts

SAMPLES = {
    "line": lambda: charts.small_line([charts.Point("46周", 90.0), charts.Point("47周", None)], "按时报送率"),
    "heat": lambda: charts.heat_map(["MS01 主体"], ["47周"], [charts.Cell("MS01 主体", "47周", "缺")], "报送情况"),
    "bars": lambda: charts.bars([charts.Bar("漏包", (12, 3), "15")], "问题", [charts.RED, charts.NAVY], inside=True),
    "scores": lambda: charts.score_bars([("市场监管", 93.2, 90.0, "93.2"), ("畜牧兽医", None, None, "无得分")], "总分"),
    "flow": lambda: charts.two_way([("47周", 3, 0)], "新增与销号"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_data_give_the_same_picture(name):
    assert SAMPLES[name]() == SAMPLES[name]()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_picture_says_what_it_shows_and_points_nowhere(name):
    svg = str(SAMPLES[name]())
    assert re.match(
        r'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="[^"]+" viewBox=', svg
    )
    assert not re.findall(r'(?:href|src)="(?!#)', svg)


@pytest.mark.parametrize(
    ("name", "word"), [("line", "47周"), ("heat", "缺"), ("bars", "15"), ("scores", "无得分"), ("flow", "47周")]
)
def test_words_stay_text(name, word):
    assert word in re.findall(r"<text[^>]*>([^<]*)</text>", str(SAMPLES[name]()))


def test_two_charts_on_a_page_share_no_id():
    first, second = str(SAMPLES["line"]()), str(SAMPLES["heat"]())
    assert not set(re.findall(r'id="([^"]+)"', first)) & set(re.findall(r'id="([^"]+)"', second))


def test_bars_with_equal_labels_stay_apart():
    svg = str(charts.bars([charts.Bar("土坡…", (1,), "一"), charts.Bar("土坡…", (2,), "二")], "问题", [charts.NAVY]))
    heights = {re.search(rf'translate\([^,]+,([\d.]+)\)"[^>]*>{note}</text>', svg)[1] for note in "一二"}
    assert len(heights) == 2


def test_names_cannot_break_out_of_a_picture():
    svg = charts.bars([charts.Bar('<script>"x"', (1,), "<b>")], 'a"><script>', [charts.NAVY])
    assert "<script" not in svg
    assert "<b>" not in svg
