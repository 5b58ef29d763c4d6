"""The work report as a Word document in the layout of GB/T 9704-2012 (格式 of party and government documents).

A4; margins 37, 35, 28 and 26 mm; body 3号仿宋 at exactly 28.95 pt, 22 lines of 28 characters; title 2号小标宋 centred;
headings 3号黑体; page numbers 4号 “— 1 —” on the outer side. Where a reader lacks a font, the font table names what
stands in for it. What must be looked at is marked in the text and listed at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from report import words
from report.work import claims
from report.work.model import Reading, Span, WorkData
from report.work.package import repacked
from report.work.prose import Draft, unusable
from report.work.readings import amount

TITLE_FONT, BODY_FONT, HEADING_FONT, LATIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "Times New Roman"
NUMBER_FONT = "宋体"
TITLE_SIZE, BODY_SIZE, NUMBER_SIZE, SMALL_SIZE = Pt(22), Pt(16), Pt(14), Pt(12)
LINE = Pt(28.95)
SMALL_LINE = Pt(20)
#: 28 characters of 16 pt are wider than the 156 mm of a line: body text is narrowed, in twentieths of a point. The
#: page's grid could do that as well, but office programs differ in what they make of it.
LINE_PITCH, NARROWER = "579", "-5"
MARKS = {"open": WD_COLOR_INDEX.YELLOW, "flag": WD_COLOR_INDEX.TURQUOISE}


def render(data: WorkData, draft: Draft) -> bytes:
    """The document; same data, same bytes."""
    document = docx.Document()
    _page(document)
    _properties(document, data, draft)
    _line(document, draft.title, TITLE_FONT, TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(document, "", BODY_FONT, BODY_SIZE)
    _body(document, draft.opening)
    for section in draft.sections:
        _line(document, section.heading, HEADING_FONT, BODY_SIZE, indented=True)
        for paragraph in section.paragraphs:
            _body(document, paragraph)
    _signed(document, data, draft)
    _lists(document, draft)
    _source(document, data)
    buffer = BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue())


def _page(document: Document) -> None:
    """Paper, margins, grid and page numbers of the only section; the template's styles are set to ours."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    grid = section._sectPr.find(qn("w:docGrid"))
    for name, value in (("type", "lines"), ("linePitch", LINE_PITCH)):
        grid.set(qn(f"w:{name}"), value)
    normal = document.styles["Normal"]
    normal.font.size = BODY_SIZE
    normal.font.name = LATIN
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY_FONT)
    language = OxmlElement("w:lang")
    # Figures are Latin text: called Chinese, they would break in the middle at the end of a line.
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.rPr.append(language)
    document.settings.odd_and_even_pages_header_footer = True
    _numbered(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _numbered(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _numbered(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, one character in from the outer edge."""
    paragraph.alignment = side
    edge = "left_indent" if side == WD_ALIGN_PARAGRAPH.LEFT else "right_indent"
    setattr(paragraph.paragraph_format, edge, NUMBER_SIZE)
    for text in ("— ", "PAGE", " —"):
        run = _font(paragraph.add_run("" if text == "PAGE" else text), NUMBER_FONT, NUMBER_SIZE)
        if text == "PAGE":
            for element in _field(text):
                run._r.append(element)


def _field(instruction: str) -> Iterable[OxmlElement]:
    for kind in ("begin", "", "end"):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = instruction
        yield element


def _properties(document: Document, data: WorkData, draft: Draft) -> None:
    """The cut-off is the document's time; nothing tells when or where it was written."""
    properties = document.core_properties
    properties.title, properties.author = draft.title, draft.signature
    properties.last_modified_by, properties.comments = draft.signature, ""
    properties.subject = f"{data.week}，统计截止{data.cutoff:%Y-%m-%d %H:%M}"
    properties.created = properties.modified = data.cutoff
    properties.language = "zh-CN"


def _line(document: Document, text: str, font: str, size: Pt, *, align: WD_ALIGN_PARAGRAPH | None = None,
          indented: bool = False, spacing: Pt = LINE) -> Paragraph:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = spacing
    if spacing != LINE:
        # Notes are closer than the grid's lines.
        loose = OxmlElement("w:snapToGrid")
        loose.set(qn("w:val"), "0")
        paragraph._p.pPr.find(qn("w:spacing")).addprevious(loose)
    paragraph.alignment = align
    if indented:
        _indent(paragraph, size)
    if text:
        _font(paragraph.add_run(text), font, size)
    return paragraph


def _indent(paragraph: Paragraph, size: Pt) -> None:
    """Two characters, whatever the font's size comes to be."""
    paragraph.paragraph_format.first_line_indent = Pt(2 * size.pt)
    paragraph._p.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def _body(document: Document, spans: Iterable[Span]) -> None:
    paragraph = _line(document, "", BODY_FONT, BODY_SIZE, align=WD_ALIGN_PARAGRAPH.JUSTIFY, indented=True)
    for span in spans:
        run = _font(paragraph.add_run(span.text), BODY_FONT, BODY_SIZE)
        run.font.superscript = True if span.kind == "note" else None
        if span.kind in MARKS:
            run.font.bold = True
            run.font.highlight_color = MARKS[span.kind]


def _signed(document: Document, data: WorkData, draft: Draft) -> None:
    """Who and when; the day is that of the cut-off."""
    _line(document, "", BODY_FONT, BODY_SIZE)
    for text, indent in ((draft.signature, 2), (words.day(data.cutoff), 4)):
        paragraph = _line(document, text, BODY_FONT, BODY_SIZE, align=WD_ALIGN_PARAGRAPH.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(indent * BODY_SIZE.pt)


def _lists(document: Document, draft: Draft) -> None:
    """What a reader must look at before the text goes out: doubtful figures, missing ones, claims that do not hold."""
    lists = (("存疑数据", [_doubt(number, told) for number, told in enumerate(draft.notes.doubts.values(), start=1)]),
             ("待核数据", [_open(reading) for reading in unusable(draft)]),
             ("不成立的表述", [f"“{one.claim.title}”：{claims.evidence(one)}" for one in draft.flagged]))
    _line(document, "", BODY_FONT, BODY_SIZE)
    _line(document, "附注", HEADING_FONT, BODY_SIZE, indented=True)
    for heading, texts in lists:
        _line(document, f"{heading}（{len(texts)}项）", HEADING_FONT, SMALL_SIZE, indented=True, spacing=SMALL_LINE)
        for text in texts or ["无。"]:
            _line(document, text, BODY_FONT, SMALL_SIZE, indented=True, spacing=SMALL_LINE)


def _doubt(number: int, readings: list[Reading]) -> str:
    """〔1〕R04 主体分级户数 4,450户（2026年第47周）：why."""
    named = "、".join(f"{reading.title}{amount(reading)}" for reading in readings)
    first = readings[0]
    return f"〔{number}〕{first.code} {named}（{first.period_label}）存疑：{first.reason or '未说明原因'}"


def _open(reading: Reading) -> str:
    value = f"，库中现值{amount(reading)}" if reading.value and reading.value.value is not None else ""
    why = reading.reason or "未说明原因"
    return f"{reading.code} {reading.title}（{reading.period_label}）{reading.status}：{why}{value}"


def _source(document: Document, data: WorkData) -> None:
    made = data.provenance
    text = (f"数据来源：食品安全数据仓库，逐项依据见《取数依据》；统计截止：{words.day(data.cutoff)}"
            f"{data.cutoff:%H:%M}；输入{made.input_hash[:12]}，规则{made.rule_set[:12]}，程序{made.release}。")
    _line(document, text, BODY_FONT, SMALL_SIZE, indented=True, spacing=SMALL_LINE)


def _font(run: Run, font: str, size: Pt) -> Run:
    """Chinese in the given font, digits and Latin letters in Times New Roman.

    Quotation marks, dashes and brackets belong to both scripts: the hint says that they are Chinese here.
    """
    run.font.size = size
    run.font.name = LATIN
    fonts = run._r.get_or_add_rPr().rFonts
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")
    if size == BODY_SIZE:
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), NARROWER)
        run._r.rPr.find(qn("w:sz")).addprevious(spacing)
    return run
