"""Our steps under a real Airflow with LocalExecutor: retries by kind of error, alerts by mail, backfill by week."""

from __future__ import annotations

import email
import email.policy
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from pipeline.airflow.client import Client, Run
from pipeline.airflow.control import Airflow
from warehouse import settings

pytestmark = pytest.mark.e2e
SECONDS = 240


class Mailbox:
    """Keeps what the server received."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802  the name that aiosmtpd looks for
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"

    def subjects(self) -> list[str]:
        return [message["Subject"] for message in self.messages]

    def wait_for(self, words: str) -> EmailMessage:
        give_up = time.monotonic() + SECONDS
        while not (found := [message for message in self.messages if words in message["Subject"]]):
            assert time.monotonic() < give_up, self.subjects()
            time.sleep(0.3)
        return found[0]


@dataclass(frozen=True)
class Live:
    """A running Airflow and the mailbox that it writes to."""

    client: Client
    mailbox: Mailbox

    def finish(self, run: Run) -> tuple[Run, dict[str, tuple[str, int]]]:
        """Wait for a run; returns it with state and tries of each task."""
        run, = self.client.wait([run], SECONDS, lambda *_: None)
        return run, {task["task_id"]: (task["state"], task["try_number"]) for task in self.client.tasks(run)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def live(warehouse_home: Path) -> Iterator[Live]:
    mailbox, smtp_port = Mailbox(), free_port()
    server = Controller(mailbox, hostname="127.0.0.1", port=smtp_port)
    server.start()
    own = {"AIRFLOW__CORE__DAGS_FOLDER": str(Path(__file__).parent / "live"), "AIRFLOW_PORT": str(free_port()),
           "AIRFLOW_HOME": str(warehouse_home / "airflow"), "SMTP_URL": f"smtp://127.0.0.1:{smtp_port}",
           "ALERT_EMAIL_TO": "data@example.org", "INGEST_RETRIES": "1", "INGEST_RETRY_SECONDS": "1"}
    before = {key: os.environ.get(key) for key in own}
    os.environ.update(own)
    settings.load.cache_clear()
    airflow = Airflow(settings.load())
    try:
        airflow.migrate()
        airflow.start()
        airflow.wait_healthy(SECONDS)
        client = airflow.client()
        give_up = time.monotonic() + SECONDS
        while client.dag_ids() != {"late", "broken", "models"}:
            assert time.monotonic() < give_up, client.import_errors()
            time.sleep(0.5)
        yield Live(client, mailbox)
    finally:
        airflow.stop()
        server.stop()
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
        settings.load.cache_clear()


def test_only_what_may_pass_by_itself_is_tried_again(live: Live):
    run, tasks = live.finish(live.client.trigger("broken", {}))
    assert tasks["silent"] == ("failed", 2)
    assert tasks["refused"] == ("failed", 1)
    assert tasks["afterwards"] == ("success", 1)
    assert run.state == "success"
    assert "no answer from the registry" in live.mailbox.wait_for("任务失败：broken.silent").get_content()
    assert "wrong token" in live.mailbox.wait_for("任务失败：broken.refused").get_content()
    assert [subject for subject in live.mailbox.subjects() if "broken.afterwards" in subject] == []


def test_a_run_that_is_not_finished_in_time_is_told(live: Live):
    run = live.client.trigger("late", {"week": "2026-W40"})
    assert run.run_id in live.mailbox.wait_for("未按时完成：late").get_content()
    assert live.finish(run)[0].state == "success"


def test_a_backfill_runs_every_week_of_the_dates_once(live: Live):
    live.client.request("POST", "/backfills", json={
        "dag_id": "late", "from_date": "2026-02-02T00:00:00+08:00", "to_date": "2026-02-22T23:59:00+08:00",
        "run_backwards": False, "max_active_runs": 1, "reprocess_behavior": "none", "dag_run_conf": {}})
    give_up = time.monotonic() + SECONDS
    while len(runs := [run for run in live.client.runs("late") if run.run_id.startswith("backfill")]) < 3:
        assert time.monotonic() < give_up, runs
        time.sleep(0.5)
    done = live.client.wait(runs, SECONDS, lambda *_: None)
    weeks = {live.client.request(
        "GET", f"/dags/late/dagRuns/{run.run_id}/taskInstances/nap/xcomEntries/return_value")["value"] for run in done}
    assert weeks == {"2026-W06", "2026-W07", "2026-W08"}


def test_each_dbt_model_stands_on_the_tasks_page(live: Live):
    run, states = live.finish(live.client.trigger("models", {}))
    assert {name: state for name, (state, _) in states.items()} == {"whole": "success", "failing": "failed"}
    for task in live.client.tasks(run):
        shown = task["rendered_fields"]["models"]
        assert "| dim_entity | model | success | 4,512 | 1.25 |" in shown
        assert "| fct_visit | model | error |  | 0.50 |" in shown


def test_the_same_processes_serve_a_second_start(live: Live):
    airflow = Airflow(settings.load())
    assert airflow.is_running()
    assert airflow.start() == []
    assert airflow.migrate() is False
