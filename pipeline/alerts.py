"""Alerts: a failed task, and a run that has not finished in time. Always to the log, by e-mail where settings say so.

Settings: ALERT_EMAIL_TO (addresses, comma-separated), ALERT_EMAIL_FROM, SMTP_URL (`smtp://user:password@host:25`,
`smtp+starttls://…` or `smtps://…`). An alert that cannot be sent is logged and never breaks what it reports.
"""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog

from warehouse import settings
from warehouse.errors import SettingsError
from warehouse.settings import Settings

SENDER = "food-safety-warehouse@localhost"
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
SMTP_SECONDS = 20
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Alert:
    """What a person should look at: a one-line subject and a few lines of facts."""

    subject: str
    body: str


def send(alert: Alert) -> bool:
    """Log an alert, and mail it if the settings name a server and somebody to tell.

    Returns:
        Whether a mail went out.
    """
    values = settings.load()
    log.error(alert.subject, body=alert.body)
    recipients = [part.strip() for part in values.get("ALERT_EMAIL_TO").split(",") if part.strip()]
    if not recipients or not values.get("SMTP_URL"):
        return False
    try:
        _mail(alert, recipients, values)
    except (OSError, smtplib.SMTPException, SettingsError) as error:
        log.error("alert could not be mailed", recipients=recipients, error=str(error))
        return False
    return True


def task_failed(context: Mapping[str, Any]) -> None:
    """Callback of a task that has failed for good (its retries are used up)."""
    instance = context["task_instance"]
    reason = str(context.get("exception") or "原因见任务日志").strip()
    send(Alert(
        f"任务失败：{instance.dag_id}.{instance.task_id}",
        f"运行：{instance.run_id}\n第 {instance.try_number} 次尝试\n原因：{reason}\n"
        f"日志：{getattr(instance, 'log_url', '')}\n其他数据集、集市与周报不受影响，继续处理。",
    ))


async def not_finished_in_time(**kwargs: Any) -> None:
    """Callback of a deadline alert; runs in the triggerer, which must not be held up by a mail server.

    Args:
        kwargs: `dag_id` and `minutes` from the DAG, `context` from Airflow (the run and its deadline).
    """
    run = (kwargs.get("context") or {}).get("dag_run") or {}
    deadline = (kwargs.get("context") or {}).get("deadline") or {}
    alert = Alert(
        f"未按时完成：{kwargs.get('dag_id')}",
        f"运行：{run.get('dag_run_id') or run.get('run_id')}\n时限：排队后 {kwargs.get('minutes')} 分钟"
        f"（{deadline.get('deadline_time')}）\n当前状态：{run.get('state')}",
    )
    await asyncio.to_thread(send, alert)


def _mail(alert: Alert, recipients: list[str], values: Settings) -> None:
    message = EmailMessage()
    message["Subject"] = f"【食品安全数据仓库】{' '.join(alert.subject.split())}"
    message["From"] = values.get("ALERT_EMAIL_FROM", SENDER)
    message["To"] = ", ".join(recipients)
    message["Date"], message["Message-ID"] = formatdate(localtime=True), make_msgid("warehouse")
    message.set_content(alert.body + "\n")
    with _server(values.get("SMTP_URL")) as server:
        server.send_message(message)


def _server(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise SettingsError(f"SMTP_URL is {parts.scheme}://{parts.hostname or '?'}",
                            fix=f"write it like smtp://user:password@host:25; known schemes: {', '.join(PORTS)}")
    port = parts.port or PORTS[parts.scheme]
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, port, timeout=SMTP_SECONDS,
                                                context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(parts.hostname, port, timeout=SMTP_SECONDS)
    if parts.scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
