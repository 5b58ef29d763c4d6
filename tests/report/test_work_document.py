"""The work report as a Word file: layout of GB/T 9704, visible marks, lists at the end, same bytes."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import docx
import pytest
import work_sample as sample
from docx.enum.text import WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from report.work import document, prose

HERE = Path(__file__).parent
AGAIN = """
import hashlib, work_sample
from report.work import document, proof, prose
data = work_sample.changed("R04", data_status="存疑", reason="x")
draft = prose.compose(data)
print(hashlib.sha256(document.render(data, draft) + proof.render(data, draft)).hexdigest())
"""


def opened(data):
    return docx.Document(BytesIO(document.render(data, prose.compose(data))))


def lines(data) -> list[str]:
    return [paragraph.text for paragraph in opened(data).paragraphs]


@pytest.fixture(scope="module")
def whole():
    return opened(sample.data())


def east_asian(run) -> str:
    return run._r.rPr.rFonts.get(qn("w:eastAsia"))


def test_paper_and_margins_are_those_of_the_standard(whole):
    section = whole.sections[0]
    sizes = [section.page_width, section.page_height, section.top_margin, section.bottom_margin,
             section.left_margin, section.right_margin]
    assert [round(size / Mm(1)) for size in sizes] == [210, 297, 37, 35, 28, 26]
    assert len(whole.sections) == 1


def test_title_body_and_headings_have_their_fonts_and_sizes(whole):
    title = whole.paragraphs[0]
    heading = next(one for one in whole.paragraphs if one.text.startswith("一、"))
    body = next(one for one in whole.paragraphs if "常委会" in one.text)
    found = [(east_asian(one.runs[0]), one.runs[0].font.size, one.runs[0].font.name) for one in (title, heading, body)]
    assert found == [("方正小标宋简体", Pt(22), "Times New Roman"), ("黑体", Pt(16), "Times New Roman"),
                     ("仿宋_GB2312", Pt(16), "Times New Roman")]


def test_lines_are_exactly_as_high_as_the_standard_says_and_bodies_are_indented_by_two_characters(whole):
    bodies = [one for one in whole.paragraphs if one.text and one.runs[0].font.size == Pt(16)]
    assert {(one.paragraph_format.line_spacing_rule, one.paragraph_format.line_spacing) for one in bodies} == {
        (WD_LINE_SPACING.EXACTLY, Pt(28.95))}
    body = next(one for one in bodies if "常委会" in one.text)
    assert body._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_a_page_holds_22_lines_and_a_line_28_characters(whole):
    section = whole.sections[0]
    height = section.page_height - section.top_margin - section.bottom_margin
    width = section.page_width - section.left_margin - section.right_margin
    assert int(height / Pt(28.95)) == 22
    body = next(one for one in whole.paragraphs if "常委会" in one.text)
    narrower = int(body.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(width / Pt(1) / (16 + narrower)) == 28
    assert section._sectPr.find(qn("w:docGrid")).get(qn("w:type")) == "lines"


def test_page_numbers_stand_on_the_outer_side_between_dashes(whole):
    section = whole.sections[0]
    assert whole.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert "".join(one.text or "" for one in paragraph._p.iter(qn("w:t"), qn("w:instrText"))) == "— PAGE —"
        assert paragraph._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert {run.font.size for run in paragraph.runs} == {Pt(14)}


def test_fonts_that_a_machine_lacks_have_stand_ins():
    data = sample.data()
    with zipfile.ZipFile(BytesIO(document.render(data, prose.compose(data)))) as package:
        table = package.read("word/fontTable.xml").decode()
    for font in (document.TITLE_FONT, document.BODY_FONT, document.HEADING_FONT, document.NUMBER_FONT):
        assert f'<w:font w:name="{font}"><w:altName w:val="' in table
    assert "FangSong" in table


def test_figures_to_be_verified_stand_out_and_are_listed_with_the_reason():
    data = sample.changed("R01", data_status="不可用", reason="FS04 2026-09 未报送或被退回", value=7)
    runs = [run for paragraph in opened(data).paragraphs for run in paragraph.runs if "待核：" in run.text]
    assert [(run.text, run.font.bold, run.font.highlight_color) for run in runs] == [
        ("［待核：R01 不可用］", True, WD_COLOR_INDEX.YELLOW)]
    assert "待核数据（1项）" in lines(data)
    assert "R01 县委常委会专题研究次数（2026年）不可用：FS04 2026年9月 未报送或被退回，库中现值7次" in lines(data)


def test_doubtful_figures_have_a_raised_mark_and_a_note():
    data = sample.changed("R04", data_status="存疑", reason="FS02 核实问题涉及 7.1% 的行")
    runs = [run for paragraph in opened(data).paragraphs for run in paragraph.runs if run.text == "〔1〕"]
    assert [run.font.superscript for run in runs] == [True]
    assert "〔1〕R04 主体分级户数4,450户（2026年第47周）存疑：FS02 核实问题涉及 7.1% 的行" in lines(data)


def test_claims_that_do_not_hold_are_listed_with_their_figures():
    found = lines(sample.changed("C05", value="98.2"))
    assert "不成立的表述（1项）" in found
    assert "“协管员全覆盖”：C05 村级协管员覆盖率98.2%（应不低于100%，2026年第3季度）" in found


def test_empty_lists_say_so(whole):
    found = [paragraph.text for paragraph in whole.paragraphs]
    assert found.count("无。") == 3
    assert {"存疑数据（0项）", "待核数据（0项）", "不成立的表述（0项）"} <= set(found)


def test_it_is_signed_and_dated_by_the_cutoff_and_says_what_it_was_made_from(whole):
    found = [paragraph.text for paragraph in whole.paragraphs]
    assert found[found.index("川安县食品安全委员会办公室") + 1] == "2026年11月24日"
    assert "统计截止：2026年11月24日10:00；输入9f2c9f2c9f2c，规则ab41ab41ab41，程序0.1.0+3fa9c1d2e4" in found[-1]


def test_no_time_of_the_machine_is_in_the_file():
    data = sample.data()
    content = document.render(data, prose.compose(data))
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
    assert core.count("2026-11-24T10:00:00Z") == 2


def test_the_same_week_gives_the_same_bytes_in_every_process():
    root = HERE.parents[1]
    found = {
        subprocess.run([sys.executable, "-c", AGAIN], check=True, capture_output=True, text=True, cwd=HERE,
                       env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{HERE}", "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert len(found.pop().strip()) == 64
