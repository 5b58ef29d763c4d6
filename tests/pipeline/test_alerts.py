"""Alerts reach a real SMTP server, and never break what they report."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller

from pipeline import alerts
from pipeline.alerts import Alert
from warehouse import settings


class Mailbox:
    """Keeps what the server received."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  the name that aiosmtpd looks for
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("ALERT_EMAIL_TO", "data@example.org, office@example.org")
    monkeypatch.setenv("ALERT_EMAIL_FROM", "warehouse@example.org")
    settings.load.cache_clear()
    yield box
    server.stop()
    settings.load.cache_clear()


@pytest.fixture(autouse=True)
def settings_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    monkeypatch.undo()
    settings.load.cache_clear()


def test_an_alert_is_mailed_to_everybody_named(mailbox: Mailbox):
    assert alerts.send(Alert("测试", "第一行\n第二行"))
    message, = mailbox.messages
    assert message["Subject"] == "【食品安全数据仓库】测试"
    assert message["To"] == "data@example.org, office@example.org"
    assert message.get_content().splitlines() == ["第一行", "第二行"]


def test_a_failed_task_says_which_and_why(mailbox: Mailbox):
    instance = SimpleNamespace(dag_id="ingest_agriculture", task_id="AG01", run_id="manual__1", try_number=5)
    alerts.task_failed({"task_instance": instance, "exception": ConnectionError("no route to host")})
    message, = mailbox.messages
    assert message["Subject"].endswith("任务失败：ingest_agriculture.AG01")
    assert "no route to host" in message.get_content()
    assert "第 5 次尝试" in message.get_content()


def test_a_run_that_is_late_says_how_late(mailbox: Mailbox):
    context = {"dag_run": {"dag_run_id": "scheduled__1", "state": "running"}, "deadline": {"deadline_time": "10:30"}}
    asyncio.run(alerts.not_finished_in_time(dag_id="weekly_quality_report", minutes=60, context=context))
    message, = mailbox.messages
    assert message["Subject"].endswith("未按时完成：weekly_quality_report")
    assert "排队后 60 分钟" in message.get_content()


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:1", "http://mail.example.org", "nonsense"])
def test_a_server_that_cannot_be_used_breaks_nothing(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("SMTP_URL", url)
    monkeypatch.setenv("ALERT_EMAIL_TO", "data@example.org")
    settings.load.cache_clear()
    assert alerts.send(Alert("测试", "")) is False


def test_without_settings_an_alert_is_only_logged(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SMTP_URL", raising=False)
    monkeypatch.setenv("ALERT_EMAIL_TO", "")
    settings.load.cache_clear()
    assert alerts.send(Alert("测试", "")) is False


def test_a_subject_with_line_breaks_cannot_add_headers(mailbox: Mailbox):
    assert alerts.send(Alert("任务失败\nBcc: somebody@example.org", "")) is True
    message, = mailbox.messages
    assert message["Bcc"] is None
