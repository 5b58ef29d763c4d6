"""Files from the inbox into raw: ledger, revisions, archive, and files that cannot be read."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest

from extract import ingest as ingesting
from extract import ledger
from extract.ingest import ingest, sweep
from extract.landing import sheet_row
from extract.submission import ALREADY, LANDED, UNREADABLE
from tests.extract.books import SLAUGHTER, SLAUGHTER_MERGES, write_xls, write_xlsx
from tests.extract.test_inbox import put

UPTO = datetime(2026, 11, 24, 10, 0)
W47 = "2026年第47周动物检疫证明.csv"


def certificates(contract, count: int, *, first: int = 1, **cells: str) -> str:
    """A CSV export; `cells` replace one field in every row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([f.label for f in contract.fields])
    for n in range(first, first + count):
        row = {"cert_no": f"62{n:08d}", "cert_type": "动物B", "issued_at": "2026-11-17 08:00:00", "species": "猪",
               "qty": str(n), "unit": "头", **cells}
        writer.writerow([row.get(f.name, "") for f in contract.fields])
    return out.getvalue()


@pytest.fixture
def drop(inbox_folder, by_dataset):
    """Puts a certificates CSV into the inbox."""

    def place(name: str = W47, count: int = 3, arrived: datetime = datetime(2026, 11, 23, 9), encoding: str = "gb18030",
              **options) -> Path:
        return put(inbox_folder, name, arrived, certificates(by_dataset["AH04"], count, **options).encode(encoding))

    return place


@pytest.fixture
def run(by_dataset, county, landing):
    def ingest_now(dataset: str = "AH04", upto: datetime = UPTO, now: datetime | None = None):
        return ingest(by_dataset[dataset], county, upto, now or upto, landing)

    return ingest_now


def ledger_rows(landing, columns: str = "*") -> list[tuple]:
    query = f"select {columns} from quality.submission_ledger order by received_at, submission_id"
    return landing.connection.execute(query).fetchall()


def test_file_lands_with_its_lineage_and_its_ledger_row(drop, run, landing):
    path = drop()
    (receipt,) = run()
    assert (receipt.outcome, receipt.received_rows, receipt.landed_rows, receipt.revision) == (LANDED, 3, 3, 1)
    rows = landing.connection.execute(
        "select county_code, _submission_id, _received_on::text, _row_no, cert_no, qty, owner, _is_total, "
        "_deleted_flag from raw.ah_quarantine order by _row_no").fetchall()
    assert rows[0] == ("620899", receipt.submission_id, "2026-11-23", 1, "6200000001", "1", None, False, False)
    assert [row[3] for row in rows] == [1, 2, 3]
    (entry,) = ledger_rows(landing, "dataset, stream, submitter, period, source, received_at, state, content, "
                                    "header_rows, declared_rows, archive_path, facts ->> 'file_name'")
    assert entry == ("AH04", "main", "animal_husbandry", "2026-W47", f"收件夹：{W47}", datetime(2026, 11, 23, 9),
                     "已入库", "有数据", 1, None, f"animal_husbandry/AH04/{receipt.submission_id}.csv", W47)
    assert landing.archive.path(entry[10]).read_bytes() == path.read_bytes()


def test_second_run_on_the_same_files_lands_nothing(drop, run, landing):
    drop()
    run()
    assert run() == []
    assert landing.connection.execute("select count(*) from raw.ah_quarantine").fetchone() == (3,)
    assert list((landing.archive.root / "incoming").iterdir()) == []


def test_file_that_arrives_after_the_moment_waits_for_the_next_run(drop, run):
    drop(arrived=datetime(2026, 11, 24, 10, 1))
    assert run() == []
    assert len(run(upto=datetime(2026, 11, 25))) == 1


def test_later_files_of_a_period_are_revisions_in_order_of_arrival(drop, run, landing):
    drop("2026年第47周动物检疫证明（修改）最终版.csv", count=4, arrived=datetime(2026, 11, 23, 11))
    drop(arrived=datetime(2026, 11, 23, 9))
    assert [(r.revision, r.landed_rows) for r in run()] == [(1, 3), (2, 4)]
    assert landing.connection.execute("select count(*) from raw.ah_quarantine").fetchone() == (7,)


def test_file_edited_in_place_is_a_further_submission(drop, run, landing):
    drop()
    run()
    drop(count=5, arrived=datetime(2026, 11, 23, 15))
    assert [(r.revision, r.landed_rows) for r in run()] == [(2, 5)]
    assert len({path for (path,) in ledger_rows(landing, "archive_path")}) == 2


def test_same_records_have_one_hash_whatever_encoding_order_or_way(drop, run, landing, inbox_folder, by_dataset):
    """Rule F05 finds last week's file again although it was saved anew, with another header and a footer."""
    drop()
    drop("2026年第48周动物检疫证明.csv", arrived=datetime(2026, 11, 23, 10), encoding="utf-8-sig")
    lines = certificates(by_dataset["AH04"], 3).splitlines()
    put(inbox_folder, "2026年第49周动物检疫证明.csv", datetime(2026, 11, 23, 11),
        "\r\n".join(["标题", lines[0], *reversed(lines[1:]), "填报人：张三"]).encode())
    run()
    hashes = ledger_rows(landing, "facts ->> 'row_multiset_hash'")
    assert len(set(hashes)) == 1
    assert hashes[0][0].startswith("rows:")


def test_broken_line_in_the_middle_changes_the_way_not_the_outcome(inbox_folder, run, landing, by_dataset):
    lines = certificates(by_dataset["AH04"], 40).splitlines()
    lines[20] += ",,"
    put(inbox_folder, W47, datetime(2026, 11, 23, 9), "\r\n".join(lines).encode())
    assert [(r.outcome, r.landed_rows) for r in run()] == [(LANDED, 40)]


@pytest.mark.parametrize(("content", "reason"), [
    (b"", "empty"), ("检疫证明编号,证种".encode("utf-16"), "encoding"), ("甲,乙\r\n1,2\r\n".encode(), "no_header"),
], ids=["zero bytes", "utf-16", "no header"])
def test_unreadable_file_is_kept_with_its_reason_and_others_land(inbox_folder, drop, run, landing, content, reason):
    put(inbox_folder, "2026年第46周动物检疫证明.csv", datetime(2026, 11, 23, 8), content)
    drop()
    assert [r.outcome for r in run()] == [UNREADABLE, LANDED]
    (unreadable, _) = ledger_rows(landing, "facts ->> 'unreadable', content, landed_rows, state, archive_path")
    assert unreadable[:4] == (reason, None, 0, "已入库")
    assert landing.archive.path(unreadable[4]).read_bytes() == content
    assert run() == []


def test_file_with_a_path_in_its_name_is_kept_under_a_name_of_ours(drop, run, landing):
    drop("..\\..\\" + W47)
    (receipt,) = run()
    assert receipt.outcome == UNREADABLE
    (row,) = ledger_rows(landing, "facts ->> 'unreadable', facts ->> 'file_name', archive_path, period")
    assert row[0] == "unsafe_name"
    assert row[1] == "..\\..\\" + W47
    assert row[2] == f"animal_husbandry/AH04/{receipt.submission_id}.csv"
    assert row[3] == "2026-W47"


@pytest.mark.parametrize(
    "name", ["2026年第47周动物检疫证明'; drop table raw.x--.csv", "2026年第47周动物检疫证明<b>\"=1+1.csv"]
)
def test_names_with_quotes_html_or_formulas_are_names_and_nothing_else(drop, run, landing, name):
    drop(name)
    assert [r.outcome for r in run()] == [LANDED]
    assert ledger_rows(landing, "facts ->> 'file_name'") == [(name,)]


def test_zero_report_is_content_of_its_own(inbox_folder, run, landing, by_dataset):
    header = ",".join(f.label for f in by_dataset["AH04"].fields)
    put(inbox_folder, W47, datetime(2026, 11, 23, 9), f"{header}\r\n本期无\r\n".encode())
    run()
    assert ledger_rows(landing, "content, received_rows, landed_rows, header_rows") == [("零报", 0, 0, 2)]


def test_workbook_lands_with_totals_and_sheet_rows(inbox_folder, run, landing, tmp_path):
    sheet = (SLAUGHTER, SLAUGHTER_MERGES)
    made = write_xls(tmp_path / "x.xls", {"城关": sheet, "平川": sheet})
    put(inbox_folder, "2026年第47周屠宰检疫统计表.xls", datetime(2026, 11, 23, 9), made.read_bytes())
    (receipt,) = run("AH03")
    assert (receipt.received_rows, receipt.landed_rows) == (8, 8)
    rows = landing.connection.execute("select _sheet, _row_no, _is_total, _row_hash is not null "
                                      "from raw.ah_slaughter_day order by _row_no").fetchall()
    assert [(sheet, sheet_row(number), total) for sheet, number, total, _ in rows] == [
        (sheet, row, row == 8) for sheet in ("城关", "平川") for row in (5, 6, 7, 8)]
    assert len({row[1] for row in rows}) == 8
    assert all(row[3] for row in rows)


def test_python_and_server_hash_rows_alike(inbox_folder, run, landing, by_dataset, tmp_path):
    contract = by_dataset["AH05"]
    sheet = [[f.label for f in contract.fields], ["甲", None, "丙 丁", 4]]
    made = write_xlsx(tmp_path / "x.xlsx", {"台账": (sheet, [])})
    put(inbox_folder, "2026年第47周无害化处理台账.xlsx", datetime(2026, 11, 23, 9), made.read_bytes())
    run("AH05")
    fields = ", ".join(f.name for f in contract.fields)
    (same,) = landing.connection.execute(
        f"select _row_hash = md5(array_to_string(array[{fields}, _deleted_flag::text], E'\\x1f', E'\\x07')) "
        "from raw.ah_disposal").fetchone()
    assert same


def test_scan_is_an_attempt_written_once_per_run(drop, run, landing):
    drop()
    run()
    run()
    attempts = landing.connection.execute("select dataset, stream, period, outcome, attempted_at from quality.attempt")
    assert attempts.fetchall() == [("AH04", "main", "2026-W47", "ok", UPTO)]


def test_missing_inbox_is_an_unreachable_source_and_no_error(run, landing, inbox_folder):
    inbox_folder.rmdir()
    assert [r.outcome for r in run()] == ["unreachable"]
    assert landing.connection.execute("select outcome from quality.attempt").fetchall() == [("unreachable",)]


def test_fault_of_ours_with_one_file_is_told_and_does_not_stop_the_others(drop, run, landing, monkeypatch):
    drop("2026年第46周动物检疫证明.csv", arrived=datetime(2026, 11, 16, 9))
    drop()
    usual = ingesting.files.land_file

    def fails_once(contract, county, file, landing):
        if "46" in file.name:
            raise RuntimeError("disk on fire")
        return usual(contract, county, file, landing)

    monkeypatch.setattr(ingesting.files, "land_file", fails_once)
    assert [(r.outcome, r.period) for r in run()] == [("our_fault", "2026-W46"), (LANDED, "2026-W47")]
    assert landing.connection.execute("select outcome from quality.attempt").fetchall() == [("our_fault",)]
    monkeypatch.undo()
    assert [r.period for r in run()] == ["2026-W46"]


def test_files_that_no_contract_knows_are_noted_once_and_stay(inbox_folder, landing, county, by_dataset):
    put(inbox_folder, "合影.jpg", datetime(2026, 11, 23, 9))
    contracts = [c for c in by_dataset.values() if c.submitter == "animal_husbandry"]
    for _ in range(2):
        assert [file.name for file in sweep(contracts, county, landing)] == ["合影.jpg"]
    ((detail,),) = landing.connection.execute("select detail from quality.attempt where dataset = ''").fetchall()
    assert "合影.jpg" in detail
    assert (inbox_folder / "合影.jpg").exists()


def test_receipt_says_in_words_what_became_of_a_file(drop, run, landing):
    drop()
    (receipt,) = run()
    text = ledger.receipt(landing.connection, receipt.submission_id)
    assert "共收到3行，其中0行与上次相同，新入库3行" in text
    assert "第1次报送" in text
    assert "待审核" in text


def test_receipt_of_an_unreadable_file_says_why(inbox_folder, run, landing):
    put(inbox_folder, W47, datetime(2026, 11, 23, 9), b"")
    (receipt,) = run()
    assert "无法读取：文件为空" in ledger.receipt(landing.connection, receipt.submission_id)


def test_receipt_of_a_refused_file_names_the_rule(drop, run, landing, warehouse):
    drop()
    (receipt,) = run()
    with warehouse.connect("transformer") as judge:
        judge.execute("update quality.submission_ledger "
                      "set state = '已退回', reject_rule = 'F06', reject_reason = '期次不符'")
    assert "已退回（F06：期次不符）" in ledger.receipt(landing.connection, receipt.submission_id)


def test_same_submission_landed_again_is_found_in_the_ledger(drop, run, landing, county, by_dataset):
    drop()
    run()
    with ingesting._inbox(county.connection("animal_husbandry"), landing) as found:
        again = ingesting.files.land_file(by_dataset["AH04"], county.code, found[0], landing)
    assert again.outcome == ALREADY
