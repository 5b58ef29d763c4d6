"""Workbooks as departments send them: layouts, totals, envelopes, and files that must not be opened."""

from __future__ import annotations

import csv
import dataclasses
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from extract.errors import UnreadableError
from extract.readers import sheet_bulk, workbook
from extract.readers.cells import NULL, cell_text
from extract.readers.layout import SHEET_STRIDE
from extract.readers.wide import PART_STRIDE
from tests.extract.books import SLAUGHTER, SLAUGHTER_MERGES, inflate, rows_of, write_xls, write_xlsx

ARRIVED = datetime(2026, 11, 23, 9, 0)


def read(path: Path, contract, **options):
    return workbook.read(path, contract, ARRIVED, **options)


def with_options(contract, **options):
    delivery = dataclasses.replace(contract.delivery, options={**contract.delivery.options, **options})
    return dataclasses.replace(contract, delivery=delivery)


@pytest.fixture(params=["xls", "xlsx"])
def slaughter(request, tmp_path, by_dataset):
    write = write_xls if request.param == "xls" else write_xlsx
    path = write(tmp_path / f"2026年第47周屠宰检疫统计表.{request.param}", {"城关": (SLAUGHTER, SLAUGHTER_MERGES)})
    return read(path, by_dataset["AH03"])


def test_two_row_merged_header_is_understood(slaughter):
    first = rows_of(slaughter)[0]
    assert (first["plant_code"], first["species"], first["stat_date"]) == ("A62089901", "猪", "46342")
    assert (first["in_heads"], first["in_certs"], first["in_cert_heads"]) == ("182", "9", "182")
    assert (first["dead_waiting"], first["slaughtered"]) == ("1", "180")


def test_cells_land_as_written(slaughter):
    second, third = rows_of(slaughter)[1:3]
    assert (second["in_heads"], second["dead_waiting"], second["stat_date"]) == ("１７６", "-", "11.17")
    assert third["in_heads"] == "1\u2009200"


FARMS = [
    ["川安县畜禽养殖场名录"],
    ["养殖代码", "场名", "期末存栏(头)", None, None, "累计出栏", None, None],
    [None, None, "猪", "羊", "驴", "猪", "羊", "驴"],
    ["6208990001", "丰禾养猪场", 80, "—", None, "约12", 0, None],
    ["6208990002", "茂源养殖场", 30, 5, None, 7, 2, 0],
    ["6208990003", "空栏养羊场", None, 0, None, None, 0, None],
    ["6208990004", "无数养殖场", None, None, None, None, None, None],
    ["合 计", None, 110, 5, None, 19, 2, None],
]


def test_figures_in_one_column_per_code_become_one_record_per_code(tmp_path, by_dataset):
    path = write_xlsx(tmp_path / "2026年第3季度畜禽养殖场名录.xlsx", {"城关": (FARMS, [(1, 2, 1, 4), (1, 5, 1, 7)])})
    reading = read(path, by_dataset["AH01"])
    found = [(row["farm_code"][-1], row["species"], row["stock"], row["sold_ytd"], row["_row_no"])
             for row in rows_of(reading) if row["_is_total"] == "f"]
    assert found == [
        ("1", "猪", "80", "约12", "4"),
        ("2", "猪", "30", "7", "5"), ("2", "羊", "5", "2", str(PART_STRIDE + 5)),
        ("3", "羊", "0", "0", "6"),
        ("4", None, None, None, "7"),
    ]
    totals = [(row["species"], row["stock"]) for row in rows_of(reading) if row["_is_total"] == "t"]
    assert totals == [("猪", "110"), ("羊", "5")]
    assert not {"species", "stock", "sold_ytd"} & set(reading.facts["missing_headers"])
    assert reading.facts["unknown_headers"] == []


def test_merged_names_are_repeated_where_the_contract_says_so(slaughter):
    second = rows_of(slaughter)[1]
    assert (second["plant_code"], second["species"]) == ("A62089901", "猪")


def test_totals_are_flagged_and_other_rows_counted_apart(slaughter):
    assert [row["_is_total"] for row in rows_of(slaughter)] == ["f", "f", "f", "t"]
    assert slaughter.header_rows == 5  # title, unit row, two header rows, footer


def test_row_numbers_are_those_of_the_sheet(slaughter):
    assert [row["_row_no"] for row in rows_of(slaughter)] == ["5", "6", "7", "8"]
    assert {row["_sheet"] for row in rows_of(slaughter)} == {"城关"}


def test_period_and_envelope_are_read_from_title_and_footer(slaughter):
    assert slaughter.facts["declared_period"] == "2026-W47"
    assert slaughter.facts["has_envelope"] is True
    # 审核人 is there without a name
    assert slaughter.facts["envelope"] == {"unit": "县畜牧兽医中心", "filled_by": "马志远", "phone": "0939-5628017"}


def test_missing_columns_are_facts_by_field_and_ignored_ones_are_kept_aside(slaughter):
    assert "stock_begin" in slaughter.facts["missing_headers"]
    assert "in_heads" not in slaughter.facts["missing_headers"]
    assert slaughter.facts["unknown_headers"] == []
    assert rows_of(slaughter)[0]["_extra"] == '{"屠宰企业": "川安县宏泰屠宰厂"}'


def test_expected_merges_are_no_finding(slaughter):
    assert slaughter.facts["merged_cells"] == 0


def test_unexpected_merges_among_records_are_counted(tmp_path, by_dataset):
    path = write_xls(tmp_path / "a.xls", {"城关": (SLAUGHTER, [*SLAUGHTER_MERGES, (4, 8, 5, 8)])})
    assert read(path, by_dataset["AH03"]).facts["merged_cells"] == 1


BINDING_HEADER = ["序号", "关系编号", "主体编号", "主体名称", "干部编号", "生效", "主体级别"]


def binding_sheet(prefix: str, header: list[str] = BINDING_HEADER) -> list[list[object]]:
    rows = [["川安县食品安全包保责任台账（2026年第47周）"], header, ["一、B级主体（县级干部包保）"]]
    order = [BINDING_HEADER.index(name) for name in header]
    day = "2026-01-05"
    body = [[1, f"{prefix}1", "E1", "甲店", "C1", day, "B"], [2, f"{prefix}2", "E2", "乙店", "C2", day, "B"],
            [3, f"{prefix}3", "E3", "丙店", "C3", day, "Ｃ"]]
    first, second, third = ([line[at] for at in order] for line in body)
    rows += [first, second, ["二、C级主体（乡镇干部包保）"], third]
    return [*rows, ["填报人：秦晓梅", None, "审核人：高天明", None, "填报日期：2026-11-23"]]


@pytest.fixture
def bindings(tmp_path, by_dataset):
    other = ["关系编号", "主体级别", "主体编号", "主体名称", "干部编号", "生效", "序号"]
    sheets = {"城关镇": (binding_sheet("A"), []), "柳林乡": (binding_sheet("B", other), []), "备份": ([["旧稿"]], [])}
    return read(write_xlsx(tmp_path / "b.xlsx", sheets, hidden=("备份",)), by_dataset["FS02"])


def test_every_township_sheet_is_read_with_its_own_column_order(bindings):
    rows = rows_of(bindings)
    assert [row["binding_id"] for row in rows] == ["A1", "A2", "A3", "B1", "B2", "B3"]
    assert [row["bb_grade"] for row in rows] == ["B", "B", "Ｃ"] * 2
    assert bindings.facts["townships"] == ["城关镇", "柳林乡"]
    assert bindings.facts["sheets"] == [{"name": "城关镇", "rows": 3}, {"name": "柳林乡", "rows": 3}]


def test_sub_headings_give_the_level_of_the_rows_below(bindings):
    assert [row["level"] for row in rows_of(bindings)] == ["县级", "县级", "乡镇"] * 2
    assert "level" not in bindings.facts["missing_headers"]


def test_sheet_name_gives_the_place_where_there_is_no_such_column(bindings):
    assert {row["region_code"] for row in rows_of(bindings)} == {"城关镇", "柳林乡"}


def test_row_numbers_of_the_second_sheet_carry_its_ordinal(bindings):
    assert rows_of(bindings)[3]["_row_no"] == str(SHEET_STRIDE + 4)


def test_hidden_sheets_are_named_and_not_read(bindings):
    assert bindings.facts["hidden_sheets"] == ["备份"]


def test_sheet_that_says_nothing_happened_is_a_zero_report(tmp_path, by_dataset):
    header = [f.label for f in by_dataset["AH05"].fields]
    path = write_xlsx(tmp_path / "z.xlsx", {"台账": ([["无害化处理台账"], header, ["本期无"], ["填报人：马志远"]], [])})
    reading = read(path, by_dataset["AH05"])
    assert reading.is_zero_report
    assert rows_of(reading) == []
    assert reading.header_rows == 4


def test_zero_report_may_come_without_a_header(tmp_path, by_dataset):
    assert read(write_xlsx(tmp_path / "z.xlsx", {"a": ([["零报告"]], [])}), by_dataset["AH05"]).is_zero_report


def test_header_without_records_is_no_zero_report(tmp_path, by_dataset):
    header = [f.label for f in by_dataset["AH05"].fields]
    reading = read(write_xlsx(tmp_path / "e.xlsx", {"a": ([header], [])}), by_dataset["AH05"])
    assert not reading.is_zero_report
    assert rows_of(reading) == []


def disposal(tmp_path, contract, headers=None, **cells):
    headers = headers or [f.label for f in contract.fields]
    line = [cells.get(f.name, f"v-{f.name}") for f in contract.fields][:len(headers)]
    return write_xlsx(tmp_path / "d.xlsx", {"台账": ([headers, line], [])})


def test_renamed_header_is_unknown_and_its_field_proposed(tmp_path, by_dataset):
    contract = by_dataset["AH05"]
    headers = [f"{f.label}（新）" if f.name == "plant" else f.label for f in contract.fields]
    reading = read(disposal(tmp_path, contract, headers), contract)
    assert reading.facts["unknown_headers"] == ["处理场（新）"]
    assert reading.facts["missing_headers"] == ["plant"]
    assert reading.facts["header_proposals"][0] | {"field": "plant", "label": "处理场"} == reading.facts[
        "header_proposals"][0]
    assert rows_of(reading)[0]["_extra"] == '{"处理场（新）": "v-plant"}'


@pytest.mark.parametrize(
    ("header", "known"), [("重量", True), ("重量（公斤）", True), ("重 量(公斤)", True), ("重量(吨)", False)])
def test_header_in_another_unit_is_another_column(tmp_path, by_dataset, header, known):
    contract = by_dataset["AH05"]
    headers = [header if f.name == "kg" else f.label for f in contract.fields]
    facts = read(disposal(tmp_path, contract, headers), contract).facts
    assert (facts["missing_headers"] == []) is known


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_formula_errors_are_facts_and_their_cells_say_so(tmp_path, by_dataset, kind):
    contract = by_dataset["AH05"]
    headers = [f.label for f in contract.fields]
    at = [f.name for f in contract.fields].index("kg")
    broken = "#DIV/0!" if kind == "xls" else ("=1/0", "#DIV/0!")
    line = ["v"] * len(headers)
    line[at] = broken
    note = ["注：同比增幅", broken]
    write = write_xls if kind == "xls" else write_xlsx
    path = write(tmp_path / f"f.{kind}", {"台账": ([headers, line, note], [])})
    reading = read(path, contract)
    assert reading.facts["formula_errors"][0] == {"sheet": "台账", "cell": "H2", "value": "#DIV/0!"}
    assert rows_of(reading)[0]["kg"] == "#DIV/0!"
    assert len(rows_of(reading)) == 1


def reason(path: Path, contract, **options) -> str:
    with pytest.raises(UnreadableError) as raised:
        read(path, contract, **options)
    return raised.value.reason


def test_empty_file_is_refused(tmp_path, by_dataset):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"")
    assert reason(path, by_dataset["AH05"]) == "empty"


def test_workbook_without_any_cell_is_empty(tmp_path, by_dataset):
    assert reason(write_xlsx(tmp_path / "x.xlsx", {"a": ([], [])}), by_dataset["AH05"]) == "empty"


def test_html_under_the_name_of_a_workbook_is_another_format(tmp_path, by_dataset):
    path = tmp_path / "x.xls"
    path.write_text("<html><table></table></html>")
    assert reason(path, by_dataset["AH03"]) == "format"


def test_zip_without_workbook_is_another_format(tmp_path, by_dataset):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert reason(path, by_dataset["AH05"]) == "format"


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95], ids=str)
@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_truncated_workbook_is_refused(tmp_path, by_dataset, kind, keep):
    write = write_xls if kind == "xls" else write_xlsx
    path = write(tmp_path / f"x.{kind}", {"城关": (SLAUGHTER * 20, [])})
    content = path.read_bytes()
    path.write_bytes(content[:int(len(content) * keep)])
    assert reason(path, by_dataset["AH03"]) in ("truncated", "no_header")


def test_sheet_without_the_agreed_header_is_refused(tmp_path, by_dataset):
    path = write_xlsx(tmp_path / "x.xlsx", {"a": ([["甲", "乙"], [1, 2]], [])})
    assert reason(path, by_dataset["AH05"]) == "no_header"


def test_encrypted_workbook_is_refused_as_password(tmp_path, by_dataset):
    import msoffcrypto.format.ooxml as ooxml

    plain = write_xlsx(tmp_path / "x.xlsx", {"a": ([["甲"]], [])})
    locked = tmp_path / "locked.xlsx"
    with plain.open("rb") as source, locked.open("wb") as target:
        ooxml.OOXMLFile(source).encrypt("Sab-2026", target)
    assert reason(locked, by_dataset["AH05"]) == "password"


def test_sheet_above_the_unpacked_limit_is_refused_unread(tmp_path, by_dataset):
    path = write_xlsx(tmp_path / "x.xlsx", {"a": ([["处理单号"]], [])})
    block = b"".join(b"<row><c><v>%d</v></c></row>" % (n * 7919 % 99991) for n in range(40_000))
    assert reason(inflate(path, block, 6), by_dataset["AH05"], max_unpacked_mb=3) == "oversize"


def test_zip_bomb_is_refused_unread(tmp_path, by_dataset):
    path = write_xlsx(tmp_path / "x.xlsx", {"a": ([["处理单号"]], [])})
    assert reason(inflate(path, b" " * (1 << 20), 64), by_dataset["AH05"], max_unpacked_mb=3) == "zip_bomb"


def test_zip_that_lies_about_its_size_is_refused(tmp_path, by_dataset):
    """The directory says 100 bytes, the sheet unpacks to more: its checksum fails before it is read."""
    path = inflate(write_xlsx(tmp_path / "x.xlsx", {"a": ([["处理单号"]], [])}), b" " * (1 << 20), 8)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert reason(path, by_dataset["AH05"], max_unpacked_mb=3) == "truncated"


def test_more_rows_than_the_contract_allows_are_refused(tmp_path, by_dataset):
    contract = with_options(by_dataset["AH05"], max_rows=3)
    headers = [f.label for f in contract.fields]
    path = write_xlsx(tmp_path / "x.xlsx", {"a": ([headers, *([["v"] * len(headers)] * 5)], [])})
    assert reason(path, contract) == "oversize"


@pytest.mark.parametrize(("value", "text"), [
    (16200018273.0, "16200018273"), (0.1 + 0.2, "0.3"), (45977.0, "45977"), (True, "TRUE"), ("  ", None), ("", None),
    (datetime(2026, 11, 16), "2026-11-16"), (datetime(2026, 11, 16, 9, 5), "2026-11-16 09:05:00"),
    (date(2026, 11, 16), "2026-11-16"), (1.62e18, "1620000000000000000"), (None, None), (-0.5, "-0.5"),
], ids=str)
def test_cells_become_the_text_that_the_sheet_shows(value, text):
    assert cell_text(value) == text


@pytest.fixture(scope="module")
def large(tmp_path_factory, by_dataset) -> Path:
    """40,000 certificates on one plain sheet."""
    path = tmp_path_factory.mktemp("large") / "large.xlsx"
    names = [f.label for f in by_dataset["AH04"].fields]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("证明")
        sheet.write_row(0, 0, names)
        for n in range(1, 40_001):
            sheet.write_row(n, 0, [f"62{n:08d}", "动物B", datetime(2026, 11, 16), "张三", "猪", n % 300, "头", "城关镇",
                                   "6208990001", None, 12.5])
    return path


def test_large_plain_sheet_takes_the_fast_way_and_reads_the_same(large, by_dataset):
    contract = dataclasses.replace(by_dataset["AH04"])
    fast = sheet_bulk.read(large, contract, ARRIVED)
    assert fast is not None
    text = b"".join(fast.stream()).decode()
    rows = [dict(zip(fast.columns, line, strict=True)) for line in csv.reader(io.StringIO(text))]
    assert len(rows) == 40_000
    grids, _ = workbook._grids(large, contract, workbook.inspect(large, 500))
    general = rows_of(workbook.as_reading(workbook.layout.understand(grids, contract), contract, ARRIVED, {}))
    for at in (0, 17, 39_999):
        expected = {name: general[at][name] or "" for name in fast.columns}
        assert rows[at] == expected
    assert isinstance(read(large, contract, max_unpacked_mb=500), sheet_bulk.ArrowReading)


def test_sheet_with_a_footer_is_not_taken_for_plain(tmp_path, by_dataset):
    names = [f.label for f in by_dataset["AH04"].fields]
    path = write_xlsx(tmp_path / "x.xlsx", {"a": ([names, ["1"] * len(names), ["填报人：张"]], [])})
    assert sheet_bulk.read(path, by_dataset["AH04"], ARRIVED) is None


def test_null_marker_is_no_text_of_a_sheet():
    assert NULL not in "".join(map(chr, range(32, 0x3000)))


def test_one_sheet_of_all_townships_names_them_in_its_rows(tmp_path, by_dataset):
    header = ["乡镇代码", "季度", "薄弱乡镇", "快检箱"]
    sheet = [header, ["620899100", "2026-Q3", "是", 1], ["石门", "2026-Q3", "否", 2]]
    reading = read(write_xlsx(tmp_path / "能力.xlsx", {"Sheet1": (sheet, [])}), by_dataset["FS05"])
    assert reading.facts["townships"] == ["620899100", "石门"]
