"""The office's workbooks, read back with openpyxl."""

from __future__ import annotations

import io
import re

import openpyxl
import plain_reading
import small_world
from rendered_inbox import PLACES, Inbox

from demo.systems.files import Sender

SECTION = re.compile(r"^[一二三四五六七八九十]+、.*?主体[（(](?P<level>[^干（(]+)干部包保[）)]")

SHEETS = {town.code: town.short for town in PLACES.townships(small_world.ARRIVALS["2026-W45"].date())}


def _sheet_rows(inbox: Inbox, dataset: str, period: str, sheet: str):
    return list(openpyxl.load_workbook(inbox.path(dataset, period))[sheet].iter_rows())


def test_the_ledger_has_a_sheet_per_township_by_its_short_name(inbox: Inbox):
    book = openpyxl.load_workbook(inbox.path("FS02", "2026-W45"))
    assert len(book.sheetnames) == 24
    assert {"城关", "川口", "龙泉", "杨家河"} <= set(book.sheetnames)
    assert book["城关"]["A1"].value == "川安县食品安全包保责任台账（2026年第45周）"


def test_only_the_sub_headings_of_the_ledger_say_the_level_of_a_row(inbox: Inbox):
    contract, frame = small_world.known()["FS02"], inbox.world.frames["FS02"]
    levels = {}
    for code in small_world.TOWNSHIPS:
        rows = _sheet_rows(inbox, "FS02", "2026-W45", SHEETS[code])
        headers = [cell.value for cell in rows[1]]
        assert not set(headers) & set(contract.field("level").headers)
        place = next(n for n, text in enumerate(headers) if text in contract.field("binding_id").headers)
        level = None
        for row in rows[2:]:
            if found := SECTION.match(str(row[0].value)):
                level = plain_reading.read(found["level"], contract.field("level"), {})
            elif isinstance(row[0].value, int):
                levels[plain_reading.folded(row[place].value)] = level
    assert levels == dict(zip(frame["binding_id"], frame["level"], strict=True))


def test_columns_stand_in_another_order_on_every_township_sheet(inbox: Inbox):
    book = openpyxl.load_workbook(inbox.path("FS02", "2026-W45"))
    orders = {tuple(cell.value for cell in sheet[2]) for sheet in book.worksheets}
    assert len(orders) > 12


def test_a_sheet_may_leave_the_township_to_its_name_but_never_a_village(inbox: Inbox):
    contract, frame = small_world.known()["FS02"], inbox.world.frames["FS02"].copy()
    for code in small_world.TOWNSHIPS:
        headers = {cell.value for cell in _sheet_rows(inbox, "FS02", "2026-W45", SHEETS[code])[1]}
        plain = frame.loc[frame["_sheet"] == code, "region_code"].isin([code, f"{code}000"]).all()
        assert plain or headers & set(contract.field("region_code").headers)


def test_ended_bindings_are_struck_through_and_some_live_ones_are_yellow(inbox: Inbox):
    contract, frame = small_world.known()["FS02"], inbox.world.frames["FS02"].set_index("binding_id")
    rows = _sheet_rows(inbox, "FS02", "2026-W45", "城关")
    place = next(n for n, cell in enumerate(rows[1]) if cell.value in contract.field("binding_id").headers)
    yellow = 0
    for row in rows[2:]:
        if isinstance(row[0].value, int):
            ended = frame["to_on"].notna()[plain_reading.folded(row[place].value)]
            assert bool(row[place].font.strike) == bool(ended)
            yellow += row[place].fill.fgColor.rgb == "FFFFFF00"
    assert yellow > 0


def test_phone_numbers_are_numbers(inbox: Inbox):
    sheet = openpyxl.load_workbook(inbox.path("FS01", "2026-10")).worksheets[0]
    headers = small_world.known()["FS01"].field("phone").headers
    place = next(n for n, cell in enumerate(sheet[2]) if cell.value in headers)
    values = [row[place].value for row in sheet.iter_rows(min_row=3, max_row=12)]
    assert sum(isinstance(value, int) for value in values) >= 7


def test_every_binding_is_in_the_ledger_exactly_once(inbox: Inbox):
    contract, frame = small_world.known()["FS02"], inbox.world.frames["FS02"]
    found = []
    for sheet in openpyxl.load_workbook(inbox.path("FS02", "2026-W45")).worksheets:
        place = next(n for n, cell in enumerate(sheet[2]) if cell.value in contract.field("binding_id").headers)
        found += [plain_reading.folded(row[place].value) for row in sheet.iter_rows(min_row=3)
                  if isinstance(row[0].value, int)]
    assert sorted(found) == sorted(frame["binding_id"])


def test_every_sheet_is_signed(inbox: Inbox):
    for sheet in openpyxl.load_workbook(inbox.path("FS03", "2026-W46")).worksheets:
        said = " ".join(str(cell.value) for row in sheet.iter_rows(min_row=3) for cell in row if cell.value)
        for label in ("填报单位：", "填报人：", "审核人：", "联系电话：", "填报日期：2026-11-16"):
            assert label in said


def test_only_the_colour_of_a_row_says_the_status_of_an_acceptance_item(inbox: Inbox):
    contract, frame = small_world.known()["FS10"], inbox.world.frames["FS10"].set_index("item_code")
    sheet = openpyxl.load_workbook(inbox.path("FS10", "2026-10")).worksheets[0]
    assert not {cell.value for cell in sheet[2]} & set(contract.field("status").headers)
    colours = {alias: code.code for code in contract.field("status").codes for alias in code.aliases}
    rows = [row for row in sheet.iter_rows(min_row=3) if plain_reading.folded(row[0].value or "") in frame.index]
    found = {plain_reading.folded(row[0].value): colours[f"#{row[0].fill.fgColor.rgb[2:]}"] for row in rows}
    assert found == frame["status"].to_dict()
    assert "绿色为达标" in " ".join(str(row[0].value) for row in sheet.iter_rows(min_row=sheet.max_row - 3))


def test_categories_of_acceptance_items_are_merged_cells(inbox: Inbox):
    sheet = openpyxl.load_workbook(inbox.path("FS10", "2026-10")).worksheets[0]
    assert any(area.size["rows"] > 1 and area.size["columns"] == 1 for area in sheet.merged_cells.ranges)


def test_the_capacity_table_has_a_header_of_two_rows(inbox: Inbox):
    sheet = openpyxl.load_workbook(inbox.path("FS05", "2026-Q3")).worksheets[0]
    assert {"食安办", "监管所", "协管员"} <= {cell.value for cell in sheet[2]}
    assert {"专职人员", "编号"} <= {cell.value for cell in sheet[3]}


def test_the_money_stands_on_a_sheet_per_budget_year_whose_name_may_be_the_only_one_to_tell_it(inbox: Inbox):
    contract, frame = small_world.known()["FS06"], inbox.world.frames["FS06"].head(20).copy()
    frame["fiscal_year"] = [2025, 2026] * 10
    frame["_sheet"] = frame["fiscal_year"].astype("str")
    told = []
    for seed in range(12):
        sender = Sender(contract, seed, PLACES, {}, frame)
        file = small_world.FileDelivery("FS06", "2026-Q3", small_world.ARRIVALS["2026-W46"])
        book = openpyxl.load_workbook(io.BytesIO(sender.render(file)[0]))
        assert book.sheetnames == ["2025", "2026"]
        told += [bool({cell.value for cell in sheet[2]} & set(contract.field("fiscal_year").headers)) for sheet in book]
    assert any(told)
    assert not all(told)


def test_a_half_year_is_named_in_the_title(inbox: Inbox):
    sheet = openpyxl.load_workbook(inbox.path("FS09", "2026-H1")).worksheets[0]
    assert sheet["A1"].value == "川安县食品安全满意度测评结果（2026年上半年）"
