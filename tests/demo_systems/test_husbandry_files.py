"""Animal husbandry's files, read back with libraries that the demo does not write with."""

from __future__ import annotations

import csv
import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import plain_reading
import pytest
import small_world
import xlrd
from rendered_inbox import PLACES, Inbox, render

from demo.systems.dirt import clean_values


def _xls_rows(sheet: xlrd.sheet.Sheet, book: xlrd.Book) -> list[list]:
    return [[xlrd.xldate_as_datetime(cell.value, book.datemode) if cell.ctype == xlrd.XL_CELL_DATE else cell.value
             for cell in sheet.row(number)] for number in range(sheet.nrows)]


def _joined_header(top: list, bottom: list) -> list[str]:
    group, names = "", []
    for upper, lower in zip(top, bottom, strict=True):
        group = upper or group
        names.append(f"{group}/{lower}" if lower else upper)
    return names


def test_the_slaughter_sheet_has_title_period_two_merged_header_rows_and_a_signed_foot(inbox: Inbox):
    book = xlrd.open_workbook(inbox.path("AH03", "2026-W45"), formatting_info=True)
    sheet = book.sheet_by_name("城关")
    rows = _xls_rows(sheet, book)
    assert rows[0][0] == "川安县畜禽屠宰检疫统计周报表"
    assert "统计时间：2026.11.2-11.8" in rows[1]
    assert (0, 1, 0, sheet.ncols) in sheet.merged_cells
    assert any(last - first > 1 for top, _, first, last in sheet.merged_cells if top == 2), "no merged header group"
    assert re.sub(r"\s", "", rows[-2][0]) in ("合计", "总计")
    assert rows[-1][0].startswith("填报人：")


def test_every_slaughter_row_reads_back_as_the_clean_values(inbox: Inbox):
    contract, frame = small_world.known()["AH03"], inbox.world.frames["AH03"]
    frame = frame[frame["_period"] == "2026-W45"]
    book = xlrd.open_workbook(inbox.path("AH03", "2026-W45"), formatting_info=True)
    found = {}
    for sheet in book.sheets():
        rows = _xls_rows(sheet, book)
        headers = _joined_header(rows[2], rows[3])
        places = {item.name: next(n for n, text in enumerate(headers) if text in item.headers)
                  for item in contract.fields}
        last = {}
        for row in rows[4:-2]:
            record = {}
            for item in contract.fields:
                value = row[places[item.name]]
                if item.name in ("plant_code", "species"):
                    value = last[item.name] = value or last.get(item.name)
                record[item.name] = plain_reading.read(value, item, PLACES.writings, 2026)
            found[record["plant_code"]] = record
    assert len(found) == len(frame)
    for _, clean in frame.iterrows():
        record = found[clean["plant_code"]]
        assert record["stat_date"] == clean["stat_date"].date()
        assert record["slaughtered"] == Decimal(int(clean["slaughtered"]))
        assert record["prod_kg"] == Decimal(str(clean["prod_kg"]))


def test_a_total_row_says_the_sum_of_its_sheet(inbox: Inbox):
    contract, frame = small_world.known()["AH06"], inbox.world.frames["AH06"]
    book = openpyxl.load_workbook(inbox.path("AH06", "2026-W46"))
    code = small_world.TOWNSHIPS[0]
    sheet = book["城关"]
    rows = list(sheet.iter_rows(values_only=True))
    place = rows[2].index(next(text for text in rows[2] if text in contract.field("out_n").headers))
    total = next(row for row in rows if row[0] and re.sub(r"\s", "", str(row[0])) in ("合计", "总计"))
    mine = frame[(frame["_period"] == "2026-W46") & (frame["_sheet"] == code)]
    assert total[place] == int(mine["out_n"].sum())


def test_every_township_has_a_death_sheet_and_one_without_rows_says_so(inbox: Inbox):
    book = openpyxl.load_workbook(inbox.path("AH06", "2026-W45"))
    assert len(book.sheetnames) == 24
    assert "本期无" in {row[0] for row in book["新华"].iter_rows(values_only=True)}


@pytest.mark.parametrize(("dataset", "period"), [("AH05", "2026-W45"), ("AH05", "2026-W46")])
def test_a_disposal_ledger_is_one_sheet_with_a_serial_number_column(inbox: Inbox, dataset, period):
    book = openpyxl.load_workbook(inbox.path(dataset, period))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(book.sheetnames) == 1
    assert rows[2][0] == "序号"
    assert [row[0] for row in rows[3:6]] == [1, 2, 3]


def test_certificates_come_as_csv_in_both_encodings_over_the_weeks(tmp_path):
    world = small_world.build(40)
    contract = small_world.known()["AH04"]
    weeks = [f"2026-W{number}" for number in range(30, 47)]
    world.frames["AH04"]["_period"] = "2026-W30"
    world.deliveries = [small_world.FileDelivery("AH04", week, datetime(2026, 11, 1)) for week in weeks]
    box = render(tmp_path, world)
    starts = {entry.path.read_bytes().startswith(b"\xef\xbb\xbf") for entry in box.written}
    assert starts == {True, False}
    path = box.path("AH04", "2026-W30")
    encoding = "utf-8-sig" if path.read_bytes().startswith(b"\xef\xbb\xbf") else "gb18030"
    rows = list(csv.reader(path.open(encoding=encoding, newline="")))
    assert len(rows) == 41
    numbers = [plain_reading.read(row[0], contract.fields[0], PLACES.writings) for row in rows[1:]]
    assert numbers == clean_values(world.frames["AH04"]["cert_no"])


def test_files_carry_their_arrival_time_in_the_countys_time_zone(inbox: Inbox):
    for entry in inbox.written:
        arrived = datetime.fromtimestamp(entry.path.stat().st_mtime, ZoneInfo("Asia/Shanghai"))
        assert arrived.replace(tzinfo=None) == entry.received_at


def test_a_zero_report_has_no_row_but_says_so(tmp_path):
    world = small_world.build(20)
    world.deliveries = [small_world.FileDelivery("AH03", "2026-W45", datetime(2026, 11, 9), content="zero"),
                        small_world.FileDelivery("AH04", "2026-W45", datetime(2026, 11, 9), content="zero")]
    box = render(tmp_path, world)
    book = xlrd.open_workbook(box.path("AH03", "2026-W45"))
    assert "本期无" in book.sheet_by_index(0).col_values(0)
    assert not any("合" in str(value) for value in book.sheet_by_index(0).col_values(0))
    content = box.path("AH04", "2026-W45").read_bytes()
    assert "本期无" in content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030")


def test_a_correction_has_a_name_of_its_own_and_the_rows_of_its_hour(tmp_path):
    world = small_world.build(20)
    frame = world.frames["AH05"]
    frame.loc[0, "_to"] = small_world.pd.Timestamp("2026-11-10")
    corrected = frame.iloc[[0]].assign(kg=4321.5, _from=small_world.pd.Timestamp("2026-11-10"), _to=small_world.pd.NaT)
    world.frames["AH05"] = small_world.pd.concat([frame, corrected], ignore_index=True)
    world.deliveries = [small_world.FileDelivery("AH05", "2026-W45", datetime(2026, 11, 9)),
                        small_world.FileDelivery("AH05", "2026-W45", datetime(2026, 11, 12), revision=2)]
    first, second = render(tmp_path, world).written
    assert second.path.name == "2026年第45周无害化处理台账（修改）.xlsx"
    weights = []
    for entry in (first, second):
        rows = list(openpyxl.load_workbook(entry.path).worksheets[0].iter_rows(values_only=True))
        place = next(n for n, text in enumerate(rows[2]) if text in small_world.known()["AH05"].field("kg").headers)
        weights.append(plain_reading.read(rows[3][place], small_world.known()["AH05"].field("kg"), {}))
    assert weights == [Decimal(0), Decimal("4321.5")]


def test_a_cell_that_starts_with_an_equals_sign_stays_text(tmp_path):
    world = small_world.build(20)
    world.frames["AH05"]["source_name"] = '=HYPERLINK("http://x","<b>点我</b>")'
    world.deliveries = [small_world.FileDelivery("AH05", "2026-W45", datetime(2026, 11, 9))]
    sheet = openpyxl.load_workbook(render(tmp_path, world).written[0].path).worksheets[0]
    texts = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert texts['=HYPERLINK("http://x","<b>点我</b>")'] == "s"


def test_the_register_of_plants_is_a_biff8_workbook_with_real_dates(inbox: Inbox):
    path = inbox.path("AH02", "2026-Q3")
    assert path.read_bytes().startswith(b"\xd0\xcf\x11\xe0")
    book = xlrd.open_workbook(path)
    kinds = {cell.ctype for row in range(3, 20) for cell in book.sheet_by_index(0).row(row)}
    assert xlrd.XL_CELL_DATE in kinds
    assert date(2026, 3, 1) in {xlrd.xldate_as_datetime(cell.value, 0).date() for row in range(3, 20)
                                for cell in book.sheet_by_index(0).row(row) if cell.ctype == xlrd.XL_CELL_DATE}
