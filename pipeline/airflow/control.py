"""Start and stop Airflow's four processes on this machine and wait until all of them are healthy."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import structlog

from pipeline.airflow import environment as env
from pipeline.airflow import metadata
from pipeline.airflow.client import Client
from pipeline.errors import AirflowFailedError
from warehouse.settings import Settings, write_whole

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer")
HEALTHY_WITHIN_SECONDS = 120
STOP_WITHIN_SECONDS, ASK_AGAIN_SECONDS = 25, 6
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Airflow:
    """Airflow as this checkout runs it; every method may be called again without harm."""

    settings: Settings

    @property
    def url(self) -> str:
        """Address of the web and REST interface."""
        return f"http://{env.HOST}:{env.port(self.settings)}"

    @property
    def _pids_file(self) -> Path:
        return env.home(self.settings) / "pids.json"

    def client(self) -> Client:
        """A REST client that logs in as the one user."""
        return Client(self.url, env.ADMIN, self.settings.secret("AIRFLOW_ADMIN_PASSWORD"))

    def migrate(self) -> bool:
        """Bring the metadata database to this Airflow's schema; False when it already stood there.

        Raises:
            AirflowFailedError: `airflow db migrate` failed; the end of its output is in the message.
        """
        env.write_passwords(self.settings)
        metadata.ensure(self.settings)
        marker = env.home(self.settings) / "schema.json"
        current = metadata.schema_version(self.settings)
        if current and marker.exists() and json.loads(marker.read_text()) == [_airflow_version(), current]:
            return False
        self.command("db", "migrate")
        marker.write_text(json.dumps([_airflow_version(), metadata.schema_version(self.settings)]))
        return True

    def command(self, *words: str) -> str:
        """Run one command of Airflow's command line to its end and return what it printed (about 5 s each).

        Raises:
            AirflowFailedError: it failed; the end of its output is in the message.
        """
        done = subprocess.run([*_command(), *words], check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env=env.environment(self.settings), cwd=self.settings.root)
        if done.returncode != 0:
            raise AirflowFailedError(f"airflow {' '.join(words)} ended with {done.returncode}: {done.stdout[-1500:]}")
        return done.stdout

    def start(self) -> list[str]:
        """Start the components that do not run yet, each in its own session; returns their names."""
        logs = env.home(self.settings) / "processes"
        logs.mkdir(parents=True, exist_ok=True)
        running = self._running()
        missing = [name for name in COMPONENTS if name not in running]
        for name in missing:
            with (logs / f"{name}.log").open("ab") as output:
                pid = subprocess.Popen(
                    [*_command(), name], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                    env=env.environment(self.settings), cwd=self.settings.root, start_new_session=True).pid
            running[name] = (pid, _born(pid))
        write_whole(self._pids_file, json.dumps(running))
        return missing

    def wait_healthy(self, seconds: float = HEALTHY_WITHIN_SECONDS) -> float:
        """Wait until every component reports a heartbeat; returns the seconds it took.

        Raises:
            AirflowFailedError: a process ended, or the time ran out; the log to read is named.
        """
        client, begun = self.client(), time.monotonic()
        while unhealthy := client.unhealthy():
            running = self._running()
            dead = [name for name in COMPONENTS if name not in running]
            if dead or time.monotonic() - begun > seconds:
                logs = env.home(self.settings) / "processes"
                what = f"{', '.join(dead)} ended" if dead else f"{', '.join(unhealthy)} not healthy"
                raise AirflowFailedError(f"Airflow did not start in {seconds:.0f} s: {what}", fix=f"read {logs}")
            time.sleep(0.3)
        return time.monotonic() - begun

    def is_running(self) -> bool:
        """Whether all four processes live."""
        return len(self._running()) == len(COMPONENTS)

    def stop(self) -> list[str]:
        """End the processes that `start` began: first politely, then for good; returns their names."""
        begun = self._running()
        give_up = time.monotonic() + STOP_WITHIN_SECONDS
        while (left := self._running()) and time.monotonic() < give_up:
            # Asked again and again: Python drops the exit that a signal begins where it comes amid a clean-up.
            for pid, _ in left.values():
                _signal(pid, signal.SIGTERM)
            self._wait_until_gone(min(time.monotonic() + ASK_AGAIN_SECONDS, give_up))
        for name, (pid, _) in self._running().items():
            log.warning("did not stop when asked; killed", component=name, pid=pid)
        for pid, _ in begun.values():
            _signal(pid, signal.SIGKILL, group=True)
        self._pids_file.unlink(missing_ok=True)
        return list(begun)

    def _wait_until_gone(self, until: float) -> None:
        while self._running() and time.monotonic() < until:
            time.sleep(0.2)

    def _running(self) -> dict[str, tuple[int, str]]:
        """Components that we started and that still live: process id and time of birth."""
        if not self._pids_file.exists():
            return {}
        known = json.loads(self._pids_file.read_text())
        return {name: (pid, born) for name, (pid, born) in known.items() if born and _born(pid) == born}


def _command() -> list[str]:
    """The Airflow of this very interpreter, whatever PATH says."""
    return [sys.executable, "-m", "airflow"]


def _airflow_version() -> str:
    from importlib.metadata import version

    return version("apache-airflow-core")


def _born(pid: int) -> str:
    """When a living process began; empty for one that has ended. Ids are given out again, births are not."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        process = psutil.Process(pid)
        return "" if process.status() == psutil.STATUS_ZOMBIE else f"{process.create_time():.2f}"
    except psutil.NoSuchProcess:
        return ""


def _signal(pid: int, number: int, *, group: bool = False) -> None:
    """Send a signal to a process that we started, or to all of its session; gone is fine."""
    try:
        (os.killpg if group else os.kill)(pid, number)
    except (ProcessLookupError, PermissionError):
        return
