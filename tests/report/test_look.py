"""The page as Chromium lays it out: nothing overlaps, nothing is wider than the screen, Chinese is drawn.

Run where Chromium and a Chinese font are installed (.ci/run installs both).
"""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
import report_sample as sample
from report_findings import finding
from report_register import WEEK

from report import page
from report.model import Flow

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars")
#: Runs in the page: text boxes of each chart that overlap or leave it, and what sticks out of the screen.
MEASURE = """
<script>
function hits(a, b) {
  return a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
}
const found = {charts: 0, overlapping: [], outside: [], wide: [], clipped: []};
document.querySelectorAll('svg.chart').forEach(svg => {
  found.charts += 1;
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim());
  const boxes = texts.map(t => t.getBoundingClientRect());
  boxes.forEach((box, i) => {
    const across = box.left < frame.left - 1 || box.right > frame.right + 1;
    if (across || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      found.outside.push(texts[i].textContent);
    for (let j = i + 1; j < boxes.length; j++)
      if (hits(box, boxes[j])) found.overlapping.push(texts[i].textContent + ' / ' + texts[j].textContent);
  });
});
document.querySelectorAll('main *').forEach(node => {
  const box = node.getBoundingClientRect();
  if (box.width && box.right > document.documentElement.clientWidth + 1 && !node.closest('nav'))
    found.wide.push(node.tagName + '.' + node.className + ' ' + node.textContent.slice(0, 20));
});
document.querySelectorAll('td.name').forEach(name => {
  const value = name.parentElement.querySelector('td.right');
  const inner = document.createRange(); inner.selectNodeContents(name);
  if (value) for (const box of inner.getClientRects())
    if (hits(box, value.getBoundingClientRect())) { found.clipped.push(name.textContent.trim()); break; }
});
found.height = document.body.scrollHeight;
document.body.innerHTML = '<pre id="found">' + JSON.stringify(found).replace(/</g, '&lt;') + '</pre>';
</script>
"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium; .ci/run installs it")


@pytest.fixture(scope="module")
def html() -> str:
    return page.render(sample.data())


@pytest.fixture(scope="module")
def crowded() -> str:
    """Thousands of findings over 24 townships with long names, most of them in one."""
    regions = {f"620899{number:03d}": f"{'红'*(number % 5)}土坡{number}回族乡" for number in range(24)}
    many = tuple(finding(n, "X27", region_code=f"620899{n % 24 if n % 7 == 0 else 1:03d}") for n in range(9000))
    few = tuple(finding(n, "X17.1", submitter="agriculture") for n in range(9))
    flows = tuple(Flow("food_safety_office", week, 12345, 9876, 9000) for week in WEEK.last(3))
    return page.render(sample.data(findings=many + few, regions=regions, flows=flows))


def run_chromium(tmp_path: Path, *arguments: str) -> str:
    result = subprocess.run([CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *arguments],
                            capture_output=True, text=True, timeout=120, check=True)
    return result.stdout


def measured(tmp_path: Path, html: str, width: int) -> dict:
    """What MEASURE finds at a width. A frame stands for the phone: a headless window is at least 500 pixels wide."""
    (tmp_path / "inner.html").write_text(html.replace("</body>", MEASURE + "</body>"), encoding="utf-8")
    outer = (f'<iframe src="inner.html" width="{width}" height="900" style="border:0"></iframe><script>onload = () => '
             "{document.body.innerHTML = document.querySelector('iframe').contentDocument.body.innerHTML}</script>")
    (tmp_path / "outer.html").write_text(outer, encoding="utf-8")
    dom = run_chromium(tmp_path, "--allow-file-access-from-files", "--window-size=1400,900",
                       "--virtual-time-budget=8000", "--dump-dom", (tmp_path / "outer.html").as_uri())
    return json.loads(unescape(re.search(r'<pre id="found">(.*?)</pre>', dom, re.S)[1]))


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_nothing_overlaps_or_sticks_out(tmp_path, html, width):
    found = measured(tmp_path, html, width)
    assert found["charts"] == 10
    assert found["overlapping"] == []
    assert found["outside"] == []
    assert found["wide"] == []
    assert found["clipped"] == []


def test_thousands_of_findings_do_not_overflow_the_charts(tmp_path, crowded):
    found = measured(tmp_path, crowded, 390)
    assert (found["overlapping"], found["outside"], found["wide"]) == ([], [], [])


def test_the_measurement_sees_what_is_wrong(tmp_path, html):
    broken = html.replace('font-size="11px"', 'font-size="40px"').replace("padding-right:104px", "padding-right:0")
    found = measured(tmp_path, broken.replace("max-width:860px", "width:2000px"), 390)
    assert found["overlapping"]
    assert found["outside"]
    assert found["wide"]


def test_printed_on_a4_it_has_page_numbers_repeated_headings_and_chinese_fonts(tmp_path, html):
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    target = tmp_path / "page.pdf"
    run_chromium(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={target}", (tmp_path / "page.html").as_uri())
    content = target.read_bytes()
    assert re.search(rb"/MediaBox\s*\[0 0 59[45]\.?\d* 84[12]", content)
    assert 4 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 10
    fonts = set(re.findall(rb"/FontName\s*/([^\s/]+)", content))
    assert any(re.search(rb"CJK|Han|Song|Hei|Fang|Kai|WenQuanYi", font) for font in fonts), fonts
