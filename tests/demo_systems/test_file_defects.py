"""Every file defect is really there when the file is opened with other libraries, and nothing else is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
import small_world
import xlrd
from rendered_inbox import render

from demo.errors import DemoError
from demo.systems.defects import FileDefect, Outage, SourceFault, outages
from warehouse.errors import SettingsError

Make = Callable[..., Path]


def _texts(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
            if cell.value is not None]


def _header(path: Path, row: int = 3) -> list[str]:
    return [cell.value for cell in openpyxl.load_workbook(path).worksheets[0][row]]


def _known_headers(dataset: str) -> set[str]:
    contract = small_world.known()[dataset]
    return {header for item in contract.fields for header in item.headers} | set(
        contract.delivery.options["ignore_headers"])


def test_a_protected_xlsx_opens_with_its_password_only(one_file: Make):
    path = one_file("AH05", password={"password": "甲乙丙"})
    with pytest.raises(zipfile.BadZipFile):
        openpyxl.load_workbook(path)
    protected, opened = msoffcrypto.OfficeFile(path.open("rb")), io.BytesIO()
    protected.load_key(password="甲乙丙")
    protected.decrypt(opened)
    assert openpyxl.load_workbook(opened).sheetnames == ["Sheet1"]


def test_a_protected_xls_opens_with_its_password_only(one_file: Make):
    path = one_file("AH03", password=True)
    with pytest.raises(xlrd.XLRDError, match="encrypted"):
        xlrd.open_workbook(path)
    protected, opened = msoffcrypto.OfficeFile(path.open("rb")), io.BytesIO()
    protected.load_key(password="Sab-2026")
    protected.decrypt(opened)
    book = xlrd.open_workbook(file_contents=opened.getvalue(), formatting_info=True)
    assert "城关" in book.sheet_names()
    assert book.sheet_by_name("城关").cell_value(0, 0) == "川安县畜禽屠宰检疫统计周报表"


@pytest.mark.parametrize("dataset", ["AH03", "AH05"])
def test_a_truncated_workbook_does_not_open(one_file: Make, dataset):
    path = one_file(dataset, truncated={"keep": 0.5})
    with pytest.raises((zipfile.BadZipFile, xlrd.XLRDError, xlrd.compdoc.CompDocError, IndexError, AssertionError)):
        xlrd.open_workbook(path) if path.suffix == ".xls" else openpyxl.load_workbook(path)


def test_an_empty_file_has_no_byte(one_file: Make):
    assert one_file("FS03", empty=True).read_bytes() == b""


def test_a_wrongly_encoded_csv_decodes_in_neither_agreed_encoding(one_file: Make):
    content = one_file("AH04", wrong_encoding=True).read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        with pytest.raises(UnicodeDecodeError):
            content.decode(encoding)
    assert "启运养殖代码/屠宰代码" in content.decode("utf-16")


def test_a_wrong_period_may_stand_in_the_header(one_file: Make):
    path = one_file("AH05", wrong_period_header=True)
    assert "第46周" in path.name
    assert "统计时间：2026.11.2-11.8" in _texts(path)


def test_a_wrong_period_may_stand_in_the_file_name(one_file: Make):
    path = one_file("AH05", wrong_period_name={"period": "2026-W40"})
    assert path.name.startswith("2026年第40周")
    assert "统计时间：2026.11.9-11.15" in _texts(path)


def test_a_missing_header_takes_its_column_along(one_file: Make):
    path = one_file("AH05", missing_header={"field": "kg"})
    assert not set(_header(path)) & set(small_world.known()["AH05"].field("kg").headers)
    assert set(_header(path)) <= _known_headers("AH05")


def test_a_renamed_header_is_no_known_alias(one_file: Make):
    path = one_file("FS03", renamed_header={"field": "fixed_n"})
    assert set(_header(path, 2)) - _known_headers("FS03") == {"已整改数（新）"}


def test_unknown_headers_are_more_than_a_tenth(one_file: Make):
    path = one_file("FS03", unknown_headers=True)
    strange = set(_header(path, 2)) - _known_headers("FS03")
    assert len(strange) / len(_header(path, 2)) > 0.1


def test_a_resent_file_has_the_very_bytes_of_the_week_before(tmp_path):
    world = small_world.build(60)
    world.deliveries = [item for item in world.deliveries if item.dataset == "AH05"]
    world.deliveries[1].defects = {FileDefect.RESENT: True}
    first, second = render(tmp_path, world).written
    assert first.path.name != second.path.name
    assert first.path.read_bytes() == second.path.read_bytes()


def test_resent_rows_come_under_the_new_weeks_title(one_file: Make):
    path = one_file("AH05", resent_rows=True)
    texts = _texts(path)
    frame = small_world.build(60).frames["AH05"]
    assert "统计时间：2026.11.9-11.15" in texts
    assert set(frame.loc[frame["_period"] == "2026-W45", "rec_no"]) <= set(texts)


def test_re_sending_a_file_that_was_never_sent_is_refused(tmp_path):
    world = small_world.build(20)
    world.deliveries = [small_world.FileDelivery("AH05", "2026-W45", datetime(2026, 11, 9), defects={"resent": True})]
    with pytest.raises(DemoError, match="never sent"):
        render(tmp_path, world)


def test_formula_errors_stand_below_the_table_or_in_it(one_file: Make):
    below = openpyxl.load_workbook(one_file("AH05", formula_error={"count": 2}), data_only=True).worksheets[0]
    assert [cell.value for cell in below[below.max_row]][:3] == ["注：同比增幅", "#DIV/0!", "#REF!"]
    assert below.cell(below.max_row, 2).data_type == "e"


def test_formula_errors_in_the_table_replace_values_of_an_old_xls_too(one_file: Make):
    book = xlrd.open_workbook(one_file("AH03", formula_error={"inside": True, "field": "slaughtered"}))
    errors = [cell.value for sheet in book.sheets() for row in sheet.get_rows() for cell in row
              if cell.ctype == xlrd.XL_CELL_ERROR]
    assert len(errors) == 2


@pytest.mark.parametrize("dataset", ["AH03", "AH06"])
def test_a_hidden_sheet_is_hidden(one_file: Make, dataset):
    path = one_file(dataset, hidden_sheet=True)
    if path.suffix == ".xls":
        book = xlrd.open_workbook(path)
        assert [sheet.name for sheet in book.sheets() if sheet.visibility] == ["备份"]
    else:
        book = openpyxl.load_workbook(path)
        assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "hidden"] == ["备份"]


def test_a_missing_envelope_leaves_the_labels_without_values(one_file: Make):
    texts = _texts(one_file("AH05", missing_envelope={"parts": ["approved_by"]}))
    assert "审核人：" in texts
    assert any(re.fullmatch("填报人：.+", text) for text in texts)


def test_a_wrong_total_differs_by_what_was_asked_on_that_sheet_only(one_file: Make, tmp_path):
    path = one_file("AH06", wrong_total={"sheet": "川口", "field": "dead_n", "by": 3})
    contract, frame = small_world.known()["AH06"], small_world.build(60).frames["AH06"]
    book = openpyxl.load_workbook(path)
    for code, short in zip(small_world.TOWNSHIPS, ("城关", "川口", "龙泉"), strict=True):
        rows = list(book[short].iter_rows(values_only=True))
        place = next(n for n, text in enumerate(rows[2]) if text in contract.field("dead_n").headers)
        total = next(row for row in rows if str(row[0]).replace(" ", "") in ("合计", "总计"))[place]
        mine = frame[(frame["_period"] == "2026-W46") & (frame["_sheet"] == code)]
        assert total - int(mine["dead_n"].sum()) == (3 if short == "川口" else 0)


def test_a_missing_township_has_no_sheet(one_file: Make):
    assert "川口" not in openpyxl.load_workbook(one_file("FS03", missing_township={"sheet": "620899101"})).sheetnames


def test_an_oversize_sheet_unpacks_beyond_its_limit_with_ordinary_rows(one_file: Make):
    path = one_file("AH05", oversize={"megabytes": 12})
    with zipfile.ZipFile(path) as book:
        sheet = book.getinfo("xl/worksheets/sheet1.xml")
        assert sheet.file_size > 12 << 20
        assert sheet.file_size < 40 * sheet.compress_size
        assert book.read(sheet).endswith(b"</worksheet>")


def test_a_zip_bomb_is_tiny_for_what_it_unpacks_to(one_file: Make):
    path = one_file("AH05", zip_bomb={"megabytes": 64})
    with zipfile.ZipFile(path) as book:
        assert book.getinfo("xl/worksheets/sheet1.xml").file_size > 64 << 20
    assert path.stat().st_size < 1 << 20


def test_an_unsafe_name_holds_a_path_but_the_file_stays_in_the_inbox(one_file: Make):
    path = one_file("AH06", unsafe_name=True)
    assert path.name == "..\\..\\2026年第46周养殖死亡报告.xlsx"
    assert path.parent.name == "animal_husbandry"


def test_a_defect_nobody_knows_is_refused_with_the_list_of_those_that_exist(one_file: Make):
    with pytest.raises(SettingsError, match=r"unknown file defect 'fog'.*\n.*zip_bomb"):
        one_file("AH05", fog=True)


@pytest.mark.parametrize(("dataset", "defect"), [("AH04", "password"), ("AH04", "zip_bomb"), ("AH04", "wrong_total")])
def test_a_defect_that_a_file_cannot_have_is_refused(one_file: Make, dataset, defect):
    with pytest.raises(DemoError):
        one_file(dataset, **{defect: True})


def test_outages_may_be_tuples_and_are_refused_when_they_make_no_sense():
    found = outages([("agriculture", "2026-11-01", "2026-11-02"), ("market_supervision", "2026-11-01", "2026-11-02",
                    "renamed_field", "MS01", {"field": "uscc"})])
    assert [item.kind for item in found] == [SourceFault.UNREACHABLE, SourceFault.RENAMED_FIELD]
    assert found[0].active(datetime(2026, 11, 1, 5), "AG01")
    assert not found[0].active(datetime(2026, 11, 2))
    with pytest.raises(SettingsError, match="only market_supervision, agriculture"):
        Outage("animal_husbandry", datetime(2026, 1, 1), datetime(2026, 1, 2))
    with pytest.raises(SettingsError, match="before it starts"):
        Outage("agriculture", datetime(2026, 1, 2), datetime(2026, 1, 1))
    with pytest.raises(SettingsError, match="needs a dataset"):
        Outage("agriculture", datetime(2026, 1, 1), datetime(2026, 1, 2), SourceFault.MISSING_FIELD)
