"""Uploads to a real SFTP server, looked at through a client of their own."""

from __future__ import annotations

from pathlib import Path

import paramiko
import pytest
from rendered_inbox import Inbox

from demo.errors import DemoError
from demo.systems import sftp
from demo.systems.sftp_server import Account

WHO = Account("sab", "p@ss/wort")


def _url(port: int, password: str = "p%40ss%2Fwort") -> str:
    return f"sftp://sab:{password}@127.0.0.1:{port}/drop/county"


def test_an_upload_mirrors_the_inbox_with_arrival_times_and_a_second_one_sends_nothing(inbox: Inbox, tmp_path: Path):
    with sftp.serve(tmp_path, WHO) as port:
        assert sftp.upload(inbox.folder, _url(port)) == len(inbox.written)
        assert sftp.upload(inbox.folder, _url(port)) == 0
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect("127.0.0.1", port, "sab", "p@ss/wort", look_for_keys=False, allow_agent=False)
        with client, client.open_sftp() as session:
            for entry in inbox.written:
                name = f"/drop/county/{entry.path.parent.name}/{entry.path.name}"
                assert session.stat(name).st_mtime == int(entry.path.stat().st_mtime)
                with session.open(name, "rb") as file:
                    assert file.read() == entry.path.read_bytes()


def test_a_wrong_password_is_refused_without_naming_it(inbox: Inbox, tmp_path: Path):
    with sftp.serve(tmp_path, WHO) as port, pytest.raises(DemoError) as refused:
        sftp.upload(inbox.folder, _url(port, "falsch"))
    assert "falsch" not in str(refused.value)


def test_no_path_leaves_the_servers_folder(inbox: Inbox, tmp_path: Path):
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "drop").mkdir()
    with sftp.serve(tmp_path / "drop", WHO) as port:
        client = paramiko.SSHClient()
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect("127.0.0.1", port, "sab", "p@ss/wort", look_for_keys=False, allow_agent=False)
        with client, client.open_sftp() as session, pytest.raises(FileNotFoundError):
            session.stat("/../secret.txt")


def test_another_kind_of_address_is_refused(inbox: Inbox):
    with pytest.raises(DemoError, match="DEMO_SFTP_URL is no SFTP address"):
        sftp.upload(inbox.folder, "ftp://here/there")
