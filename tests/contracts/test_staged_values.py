"""What departments wrote becomes typed values; what cannot be read becomes null and a mark with the field's name."""

from __future__ import annotations

import pytest
from staged import build, land, staged_rows

from warehouse.connection import connect

LICENCES = [
    {"lic_no": "SC10162089900122", "version_no": "2", "holder_name": "川安县丰禾面粉有限公司",
     "uscc": "91620899MA7F2K3B8X", "issued_on": "2024-03-05", "valid_to": "2029-03-04", "status": "有效",
     "updated_at": "2026-11-18 09:21:07"},
    {"lic_no": "ＳＣ10462089900033 ", "version_no": "1", "holder_name": "陇源肉制品有限责任公司（清真）",
     "uscc": "9162O899MA7F2K3B8X", "issued_on": "2021.6.1", "valid_to": "长期", "status": "１",
     "updated_at": "2026/11/19 17:02"},
    {"lic_no": "SC1", "version_no": "第一版", "holder_name": "-", "issued_on": "26-3-5", "valid_to": "2026-02-30",
     "status": "被查封", "updated_at": "昨天"},
]
SLAUGHTER = [
    {"plant_code": "a62089901", "species": "生猪", "stat_date": "45977", "in_heads": "182", "slaughtered": "１７６",
     "dead_waiting": "-", "ante_reject": "/", "prod_kg": "2.78万斤", "prod_certs": "96箱", "post_reject_eq": "约0.42",
     "disposed_eq": "123456789.1"},
    {"plant_code": "A62089901", "species": "骆驼", "stat_date": "11.17", "in_heads": "1 233", "slaughtered": "12.5",
     "prod_kg": "14\u2009320", "stock_begin": "九头", "stock_end": "30只"},
]
BINDINGS = [
    {"binding_id": "B001", "bb_grade": "Ｃ", "level": "乡镇", "region_code": "城关镇人民政府",
     "from_on": "2026年3月5日", "board_shown": "√"},
    {"binding_id": "B002", "bb_grade": "丙级", "level": "县级", "region_code": "不知道镇", "board_shown": "也许"},
    {"binding_id": "B003", "bb_grade": "", "level": "镇长", "region_code": "620899101000", "board_shown": "0"},
    {"binding_id": "B004", "region_code": "新区"},
    {"binding_id": "B005", "region_code": "6208999"},
]
CERTIFICATES = [
    {"cert_no": "H1", "qty": "500斤", "unit": "公斤", "issued_on": "2026/11/18", "copies": "3"},
    {"cert_no": "H2", "qty": "500", "unit": "筐", "issued_on": "2026/11/18", "copies": "3张"},
    {"cert_no": "H3", "qty": "5万枚", "unit": "枚", "issued_on": "2026-11-18 00:00:00", "copies": "0"},
    {"cert_no": "H4", "qty": "5亩", "unit": "吨"},
]
VISITS = [{"visit_no": "V1", "problems": "无", "quarter": "2026年四季度"}, {"visit_no": "V2", "problems": "不详"}]


@pytest.fixture(scope="module")
def staged(seeded_warehouse) -> None:
    """One submission each, staged."""
    land("MS02", "licences", "2026-W47", "2026-11-23 06:00:00", LICENCES)
    land("AH03", "slaughter", "2026-W47", "2026-11-23 10:00:00", SLAUGHTER)
    land("FS02", "bindings", "2026-W47", "2026-11-23 10:00:00", BINDINGS)
    land("AG02", "certificates", "2026-W47", "2026-11-23 06:00:00", CERTIFICATES)
    land("FS03", "visits", "2026-W47", "2026-11-23 10:00:00", VISITS)
    build(["MS02", "AH03", "FS02", "AG02", "FS03"])


def test_clean_and_dirty_licences_are_read_alike(staged):
    rows = staged_rows("MS02")
    assert rows[1]["lic_no"] == "SC10162089900122"
    assert rows[1]["updated_at"] == "2026-11-18T09:21:07"
    assert rows[2]["lic_no"] == "SC10462089900033"
    assert rows[2]["holder_name"] == "陇源肉制品有限责任公司(清真)"
    assert (rows[2]["issued_on"], rows[2]["valid_to"]) == ("2021-06-01", "9999-12-31")
    assert rows[2]["status"] == "有效"
    assert rows[2]["uscc"] == "9162O899MA7F2K3B8X"


def test_unreadable_values_are_null_and_marked(staged):
    row = staged_rows("MS02")[3]
    assert set(row["_k01"]) == {"issued_on", "valid_to", "updated_at", "version_no"}
    assert row["_k03"] == ["status"]
    assert not {"issued_on", "valid_to", "updated_at", "version_no", "status", "holder_name"} & set(row)


def test_clean_rows_have_no_marks(staged):
    assert not [name for name in staged_rows("MS02")[1] if name.startswith("_k")]


def test_numbers_are_converted_to_the_units_of_the_contract(staged):
    rows = staged_rows("AH03")
    assert (rows[1]["species"], rows[1]["slaughtered"], rows[1]["prod_kg"]) == ("猪", 176, 13900)
    assert rows[1]["stat_date"] == "2025-11-16"
    assert (rows[2]["in_heads"], rows[2]["prod_kg"], rows[2]["stock_end"]) == (1233, 14320, 30)
    assert rows[2]["stat_date"] == "2026-11-17"


def test_numbers_tell_unknown_units_rough_values_and_wrong_types_apart(staged):
    first, second = staged_rows("AH03")[1], staged_rows("AH03")[2]
    assert (first["_k01"], first["_k05"], first["_k06"]) == (["disposed_eq"], ["prod_certs"], ["post_reject_eq"])
    assert first["post_reject_eq"] == 0.42
    assert "dead_waiting" not in first
    assert (set(second["_k01"]), second["_k03"]) == ({"stock_begin", "slaughtered"}, ["species"])


def test_places_are_found_by_name_or_kept_as_digits(staged):
    rows = staged_rows("FS02")
    assert (rows[1]["region_code"], rows[3]["region_code"]) == ("620899100", "620899101")
    assert rows[2]["_k07"] == ["region_code"]
    assert rows[4]["_k07"] == ["region_code"], "a name that two townships share means none"
    assert rows[5]["region_code"] == "6208999", "digits that are no region are judged by D06"


def test_codes_are_found_by_their_aliases(staged):
    rows = staged_rows("FS02")
    assert [rows[n].get("bb_grade") for n in (1, 2, 3)] == ["C", "C", None]
    assert [rows[n].get("level") for n in (1, 2, 3)] == ["乡", "县", None]
    assert rows[3]["_k03"] == ["level"]
    assert rows[2]["_k01"] == ["board_shown"]


def test_quantities_follow_the_unit_of_their_row(staged):
    rows = staged_rows("AG02")
    assert (rows[1]["qty"], rows[1]["unit"]) == (250, "公斤")
    assert (rows[2]["qty"], rows[2]["copies"], rows[2]["_k05"]) == (500, 3, ["unit"])
    assert (rows[3]["qty"], rows[3]["unit"]) == (50000, "枚")
    assert rows[4]["_k05"] == ["qty"]


def test_none_means_zero_where_the_contract_says_so(staged):
    rows = staged_rows("FS03")
    assert (rows[1]["problems"], rows[1]["quarter"]) == (0, "2026-Q4")
    assert rows[2]["_k01"] == ["problems"]


def test_staging_again_stages_nothing(staged):
    assert build(["MS02"])["stg_ms__ms_prod_lic"] == 0


def test_rows_staged_under_another_version_are_staged_anew(staged):
    with connect("transformer") as connection:
        connection.execute("update staging.stg_ms__ms_prod_lic set _contract_version = 'old', status = 'old'")
    assert build(["MS02"])["stg_ms__ms_prod_lic"] == len(LICENCES)
    assert staged_rows("MS02")[1]["status"] == "有效"
    with connect("transformer") as connection:
        assert connection.execute("select count(*) from staging.stg_ms__ms_prod_lic").fetchone() == (len(LICENCES),)


def test_columns_carry_chinese_comments(staged):
    with connect("office") as connection:
        query = "select col_description('staging.stg_ms__ms_prod_lic'::regclass, attnum) from pg_attribute"
        where = " where attrelid = 'staging.stg_ms__ms_prod_lic'::regclass and attnum > 0"
        comments = [row[0] for row in connection.execute(query + where)]
    assert all(comments)
