"""A .docx file written anew so that the same content gives the same bytes, with a font table that names stand-ins."""

from __future__ import annotations

import zipfile
from io import BytesIO

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
FONT_TABLE = "word/fontTable.xml"
#: Fonts of the standard, what stands in for them in order, and their family: few machines have 小标宋 or 仿宋_GB2312.
STAND_INS = (
    ("方正小标宋简体", "方正小标宋_GBK,小标宋体,华文中宋,STZhongsong,宋体,Noto Serif CJK SC", "roman"),
    ("仿宋_GB2312", "仿宋,FangSong,华文仿宋,STFangsong,Noto Serif CJK SC", "roman"),
    ("黑体", "SimHei,华文黑体,STHeiti,Noto Sans CJK SC", "modern"),
    ("宋体", "SimSun,华文宋体,STSong,Noto Serif CJK SC", "roman"),
    ("Times New Roman", "Liberation Serif", "roman"),
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def repacked(content: bytes) -> bytes:
    """The same parts in the same order, without the machine's time, and with our font table."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = font_table() if name == FONT_TABLE else before.read(name)
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            after.writestr(entry, part)
    return buffer.getvalue()


def font_table() -> bytes:
    """word/fontTable.xml: each font with its other names (ISO/IEC 29500-1 §17.8.3.1)."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:family w:val="{family}"/></w:font>'
        for name, others, family in STAND_INS)
    return (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{WORD}">{fonts}</w:fonts>'
            ).encode()
