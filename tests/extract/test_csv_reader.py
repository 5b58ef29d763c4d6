"""CSV in the encodings departments use: streamed where plain, parsed where not."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest

from extract.errors import UnreadableError
from extract.readers import csv_file
from extract.readers.csv_file import CsvStream

ARRIVED = datetime(2026, 11, 23, 9, 0)


@pytest.fixture
def contract(by_dataset):
    return by_dataset["AH04"]


def lines_of(contract, count: int = 3) -> list[list[str]]:
    rows = [[f"v{n}" for n in range(len(contract.fields))] for _ in range(count)]
    for number, row in enumerate(rows):
        row[0], row[7] = f"62000182{number:02d}", "川安县“城关”镇, 东街\n二号"
    return [[f.label for f in contract.fields], *rows]


def write(path: Path, lines: list[list[str]], encoding: str = "gb18030") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def read(path: Path, contract, **options):
    return csv_file.read(path, contract, ARRIVED, **options)


@pytest.mark.parametrize(
    ("encoding", "server_name"), [("gb18030", "GB18030"), ("utf-8-sig", "UTF8"), ("utf-8", "UTF8")]
)
def test_plain_file_is_streamed_as_it_is(tmp_path, contract, encoding, server_name):
    path = write(tmp_path / "a.csv", lines_of(contract), encoding)
    reading = read(path, contract)
    assert isinstance(reading, CsvStream)
    assert reading.encoding == server_name
    assert b"".join(reading.stream()) == path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert reading.header_rows == 1


@pytest.mark.parametrize("extra", [
    ["合计", "", ""], ["填报人：张三"], ["本期无"], [],
], ids=["total", "footer", "zero mark", "blank line"])
def test_file_with_other_rows_is_parsed(tmp_path, contract, extra):
    reading = read(write(tmp_path / "a.csv", [*lines_of(contract), extra]), contract)
    assert not isinstance(reading, CsvStream)


def test_parsed_records_are_numbered_from_the_header_on(tmp_path, contract):
    lines = [["动物检疫证明（2026年第47周）"], *lines_of(contract), ["填报人：张三"]]
    reading = read(write(tmp_path / "a.csv", lines), contract)
    body = list(csv.reader(io.StringIO(b"".join(reading.stream()).decode())))
    assert [line[reading.columns.index("_row_no")] for line in body] == ["1", "2", "3"]
    assert body[0][7] == "川安县“城关”镇, 东街\n二号"
    assert reading.header_rows == 3
    assert reading.facts["declared_period"] == "2026-W47"


def test_one_line_that_says_nothing_happened_is_a_zero_report(tmp_path, contract):
    reading = read(write(tmp_path / "a.csv", [[f.label for f in contract.fields], ["本期无"]]), contract)
    assert reading.is_zero_report


def test_unknown_column_is_kept_aside(tmp_path, contract):
    lines = lines_of(contract)
    lines[0].append("核查项目")
    for line in lines[1:]:
        line.append("是")
    reading = read(write(tmp_path / "a.csv", lines), contract)
    assert reading.facts["unknown_headers"] == ["核查项目"]
    assert '{""核查项目"": ""是""}' in b"".join(reading.stream()).decode()


def reason(path: Path, contract) -> str:
    with pytest.raises(UnreadableError) as raised:
        read(path, contract)
    return raised.value.reason


def test_neither_utf8_nor_gb18030_is_refused(tmp_path, contract):
    assert reason(write(tmp_path / "a.csv", lines_of(contract), "utf-16"), contract) == "encoding"


def test_zero_bytes_are_refused(tmp_path, contract):
    path = tmp_path / "a.csv"
    path.write_bytes(b"")
    assert reason(path, contract) == "empty"


def test_file_without_the_agreed_header_is_refused(tmp_path, contract):
    assert reason(write(tmp_path / "a.csv", [["甲", "乙"], ["1", "2"]]), contract) == "no_header"


def test_hash_of_lines_does_not_depend_on_their_order(tmp_path, contract):
    lines = lines_of(contract, 50)
    hashes = set()
    for name, body in (("a", lines[1:]), ("b", lines[:0:-1])):
        reading = read(write(tmp_path / f"{name}.csv", [lines[0], *body]), contract)
        reading.lines_hash = True
        list(reading.stream())
        hashes.add(reading.facts["row_multiset_hash"])
    assert len(hashes) == 1
