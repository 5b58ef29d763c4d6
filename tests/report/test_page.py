"""The page as a whole: self-contained, escaped, repeatable."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import report_sample as sample

from report import page

HERE = Path(__file__).parent
AGAIN = """
import hashlib, report_sample
from report import page
print(hashlib.sha256(page.render(report_sample.data()).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def html() -> str:
    return page.render(sample.data())


def test_the_page_needs_nothing_outside_itself(html):
    outside = set(re.findall(r'https?://[^"\s<]+', html)) - {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert not outside
    assert not re.findall(r"<(?:script|link|img|iframe|object)\b|@import|url\((?!#)", html)
    assert not re.findall(r'(?:href|src)="(?!#)', html)


def test_sections_0_to_8_are_there_in_order(html):
    headings = re.findall(r"<h2>([^<]+)</h2>", html)
    assert headings == [
        "本期要点",
        "一、报送情况",
        "二、质量评分",
        "三、强制问题",
        "四、跨部门不一致",
        "五、缺失与逾期",
        "六、重点指标及可信度",
        "七、整改闭环",
        "八、下周提示",
    ]


def test_issue_period_cutoff_and_provenance_are_printed(html):
    for text in (
        "（2026年第46期）",
        "2026年11月16日—11月22日",
        "2026年11月24日10:00",
        "9f2c" * 16,
        "ab41" * 16,
        "0.1.0+3fa9c1d2e4",
    ):
        assert text in html


def test_names_with_markup_are_harmless(html):
    assert '<script>alert("x")</script>' not in html
    assert "&lt;script&gt;alert" in html


def test_every_chart_is_labelled(html):
    charts = re.findall(r'<svg [^>]*class="chart"[^>]*>', html)
    assert len(charts) == 10
    labels = [re.search(r'aria-label="([^"]+)"', chart)[1] for chart in charts]
    assert len(set(labels)) == len(labels)
    assert html.count("<figcaption>") == len(charts)


def test_no_status_is_told_by_colour_alone(html):
    assert all(word.strip() for word in re.findall(r'<span class="pill [a-z]+">([^<]*)</span>', html))


def test_another_process_writes_the_same_bytes(html):
    import hashlib

    path = os.pathsep.join([str(HERE), str(HERE.parent.parent)])
    result = subprocess.run(
        [sys.executable, "-c", AGAIN],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7"},
    )
    assert result.stdout.strip() == hashlib.sha256(html.encode()).hexdigest()


def test_a_county_without_any_data_still_gets_a_page():
    empty = sample.data(
        obligations=(),
        rates=(),
        scores=(),
        findings=(),
        closed=(),
        flows=(),
        indicators=(),
        values=(),
        licences=(),
        visits=(),
        deadlines=(),
        rules=(),
        next_cutoff=None,
        regions={},
    )
    html = page.render(empty)
    assert "本期无应报数据" in html
    assert "本期无未办结的强制问题" in html
    assert html.count("未接入") >= 25
