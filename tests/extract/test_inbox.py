"""Finding files: names, arrival times, SFTP, mails."""

from __future__ import annotations

import os
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from extract import inbox
from extract.errors import UnauthorisedError, UnreachableError
from extract.inbox import Found
from tests.extract.sftp_server import serve

CHINA = ZoneInfo("Asia/Shanghai")


def put(folder: Path, name: str, arrived: datetime, content: bytes = b"x") -> Path:
    path = folder / name
    path.write_bytes(content)
    stamp = arrived.replace(tzinfo=CHINA).timestamp()
    os.utime(path, (stamp, stamp))
    return path


def found(name: str, arrived: datetime = datetime(2026, 11, 23, 9)) -> Found:
    return Found(name, name, 1, arrived, lambda: Path(name))


def test_files_come_in_order_of_arrival_with_local_wall_time(inbox_folder, tmp_path):
    put(inbox_folder, "b.xls", datetime(2026, 11, 23, 8, 0))
    put(inbox_folder, "a.xls", datetime(2026, 11, 23, 9, 30, 15))
    with inbox.open_inbox({"folder": str(inbox_folder)}, tmp_path / "spool", tmp_path) as files:
        assert [(file.name, file.received_at) for file in files] == [
            ("b.xls", datetime(2026, 11, 23, 8, 0)), ("a.xls", datetime(2026, 11, 23, 9, 30, 15))]


@pytest.mark.parametrize(
    "name", [".hidden.xls", "~$2026年第47周屠宰检疫统计表.xls", "a.xlsx.part", "a.tmp", "a.filepart"]
)
def test_locks_and_uploads_under_way_are_no_deliveries(inbox_folder, tmp_path, name):
    put(inbox_folder, name, datetime(2026, 11, 23))
    with inbox.open_inbox({"folder": str(inbox_folder)}, tmp_path, tmp_path) as files:
        assert files == []


@pytest.mark.parametrize(("dataset", "name", "period"), [
    ("AH03", "2026年第47周屠宰检疫统计表.xls", "2026-W47"),
    ("AH03", "2026年第47周生猪屠宰检疫统计（修改）最终版.xls", "2026-W47"),
    ("AH03", "２０２６年第４７周屠宰检疫统计表（2）.xls", "2026-W47"),
    ("AH04", "2026年第9周动物检疫证明.csv", "2026-W09"),
    ("AH02", "2026年第四季度屠宰企业名录.xls", "2026-Q4"),
    ("FS01", "食品安全包保干部名册（2026年3月）.xlsx", "2026-03"),
    ("FS09", "食品安全满意度测评（2026年上半年）（修改）.xlsx", "2026-H1"),
    ("FS09", "食品安全满意度测评(２０２６年下半年).xlsx", "2026-H2"),
    ("AH03", "..\\..\\2026年第47周屠宰检疫统计表.xls", "2026-W47"),
])
def test_name_gives_dataset_and_period_whatever_follows(by_dataset, dataset, name, period):
    assert inbox.match(by_dataset[dataset], found(name)) is not None
    assert inbox.period_of(by_dataset[dataset], found(name)) == period
    others = [c for c in by_dataset.values() if c.delivery.form == "file" and c.dataset != dataset]
    assert not any(inbox.match(contract, found(name)) for contract in others)


def test_impossible_week_falls_back_to_the_arrival(by_dataset):
    assert inbox.period_of(by_dataset["AH03"], found("2026年第99周屠宰检疫统计表.xls")) == "2026-W47"


@pytest.mark.parametrize(("name", "safe"), [
    ("2026年第47周动物检疫证明.csv", True), ("..\\..\\a.csv", False), ("a\n.csv", False), ("=cmd|'calc'!A0.csv", True),
    ("<b>\"引号\"'.csv", True),
])
def test_names_with_a_path_or_control_characters_are_unsafe(name, safe):
    assert found(name).is_safe is safe


def test_files_that_no_contract_knows_are_named(by_dataset):
    contracts = [c for c in by_dataset.values() if c.submitter == "animal_husbandry"]
    files = [found("照片.jpg"), found("2026年第47周动物检疫证明.csv")]
    assert [file.name for file in inbox.unmatched(files, contracts)] == ["照片.jpg"]


def test_missing_folder_is_unreachable(tmp_path):
    with (pytest.raises(UnreachableError, match="收件夹"),
          inbox.open_inbox({"folder": str(tmp_path / "none")}, tmp_path, tmp_path)):
        pass


def test_attachments_of_a_saved_mail_arrive_when_the_mail_was_sent(inbox_folder, tmp_path):
    mail = EmailMessage()
    mail["Date"] = "Mon, 23 Nov 2026 01:15:00 +0000"
    mail.set_content("附件请查收")
    mail.add_attachment(b"1,2\n", maintype="text", subtype="csv", filename="2026年第47周动物检疫证明.csv")
    put(inbox_folder, "周报.eml", datetime(2026, 11, 24), bytes(mail))
    with inbox.open_inbox({"folder": str(inbox_folder)}, tmp_path / "spool", tmp_path) as files:
        (file,) = files
        assert (file.name, file.received_at) == ("2026年第47周动物检疫证明.csv", datetime(2026, 11, 23, 9, 15))
        assert file.fetch().read_bytes() == b"1,2\n"


def test_files_on_an_sftp_server_are_found_and_fetched(inbox_folder, tmp_path):
    put(inbox_folder, "2026年第47周动物检疫证明.csv", datetime(2026, 11, 23, 9, 0), b"abc")
    with serve(inbox_folder) as options, inbox.open_inbox({"sftp": options}, tmp_path / "spool", tmp_path) as files:
        (file,) = files
        assert (file.source, file.size) == ("SFTP：2026年第47周动物检疫证明.csv", 3)
        assert file.received_at == datetime(2026, 11, 23, 9, 0)
        assert file.fetch().read_bytes() == b"abc"


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"host_key": "ssh-rsa AAAA"}], ids=["password", "host key"])
def test_refused_account_or_unknown_host_key_is_unauthorised(inbox_folder, tmp_path, change):
    with (serve(inbox_folder) as options, pytest.raises(UnauthorisedError),
          inbox.open_inbox({"sftp": {**options, **change}}, tmp_path, tmp_path)):
        pass


def test_closed_sftp_port_is_unreachable(tmp_path):
    with (pytest.raises(UnreachableError),
          inbox.open_inbox({"sftp": {"host": "127.0.0.1", "port": 9, "user": "u"}}, tmp_path, tmp_path)):
        pass
