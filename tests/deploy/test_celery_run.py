"""What the compose file's services declare, run as plain processes on loopback until Celery has run a DAG.

Hosts become 127.0.0.1 and ports free ones; commands, environment and health checks are the file's own. PostgreSQL is
the embedded server, Redis a real redis-server (skipped where none is installed).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import compose_file
import psycopg
import pytest
from compose_file import ROOT, Service

import contracts
from pipeline.airflow.client import Client
from pipeline.errors import AirflowFailedError

pytestmark = [pytest.mark.e2e, pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")]
HEALTHY_SECONDS, RUN_SECONDS, STOP_SECONDS = 300, 300, 20
DEPLOYMENT = """\
counties:
  - code: "620899"
    name: 川安县
    province_code: "62"
    first_week: 2026-W40
    connections:
      food_safety_office: {{folder: {inbox}/food_safety_office}}
      animal_husbandry: {{folder: {inbox}/animal_husbandry}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Stack:
    """The file's services as processes that this test started."""

    home: Path
    variables: dict[str, str]
    ports: dict[str, int]
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def services(self) -> dict[str, Service]:
        return compose_file.services(self.variables)

    def local(self, text: str) -> str:
        """Container addresses and paths as they are on this machine."""
        for host, port in (("postgres:5432", "postgres"), ("redis:6379", "redis"), ("api-server:8080", "api"),
                           ("localhost:8080", "api")):
            text = text.replace(host, f"127.0.0.1:{self.ports[port]}")
        for inside in ("/var/lib/food-safety", "/etc/food-safety-deployment", "/srv/inbox"):
            text = text.replace(inside, str(self.home / Path(inside).name))
        return text

    def environment(self, service: Service) -> dict[str, str]:
        """What the image and the service set, and the ports that a container would have to itself."""
        declared = {key: self.local(value) for key, value in service.environment.items()}
        outer = {key: os.environ[key] for key in ("PATH", "LANG", "HOME") if key in os.environ}
        return outer | {"WAREHOUSE_HOME": str(self.home / "food-safety"), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
                        "REPORTS_DIR": str(self.home / "food-safety" / "reports"), "TZ": "Asia/Shanghai"} | declared | {
            "AIRFLOW__API__HOST": "127.0.0.1", "AIRFLOW__API__PORT": str(self.ports["api"]),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": str(self.ports["scheduler"]),
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port())}

    def run(self, service: Service) -> None:
        """A service that ends (`init`)."""
        done = subprocess.run([sys.executable, "-m", "pipeline", *service.command], check=False, text=True, cwd=ROOT,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=self.environment(service))
        assert done.returncode == 0, done.stdout[-3000:]

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """A service that lasts."""
        with (self.home / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, cwd=self.home,
                                                    stderr=subprocess.STDOUT, env=environment, start_new_session=True)

    def is_healthy(self, service: Service) -> bool:
        assert self.processes[service.name].poll() is None, self.log_of(service.name)
        command = [sys.executable if word == "python" else self.local(word) for word in service.health]
        return subprocess.run(command, check=False, cwd=ROOT, env=self.environment(service)).returncode == 0

    def log_of(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        give_up = time.monotonic() + STOP_SECONDS
        for process in self.processes.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, give_up - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def postgres() -> Iterator[tuple[int, str]]:
    """A server of its own: its port and its superuser's password."""
    home = Path(tempfile.mkdtemp(prefix="food-safety-compose-", dir="/var/tmp"))
    home.chmod(0o755)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("WAREHOUSE")}
    environment |= {"WAREHOUSE_HOME": str(home), "PYTHONPATH": str(ROOT)}

    def call(expression: str) -> None:
        code = f"from warehouse import server, settings; server.{expression}(settings.load())"
        subprocess.run([sys.executable, "-c", code], check=True, env=environment)

    call("ensure_running")
    lines = (home / "secrets.env").read_text().splitlines()
    password = next(line.split("=", 1)[1] for line in lines if line.startswith("POSTGRES_PASSWORD="))
    yield json.loads((home / "postgres.json").read_text())["port"], password
    call("stop")
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def stack(postgres: tuple[int, str]) -> Iterator[Stack]:
    from cryptography.fernet import Fernet

    home = Path(tempfile.mkdtemp(prefix="food-safety-compose-", dir="/var/tmp"))
    port, password = postgres
    variables = {name: f"test-{name.lower()}-0123456789abcdef0123456789abcdef"
                 for name in compose_file.required_variables()}
    variables |= {"POSTGRES_PASSWORD": password, "AIRFLOW_FERNET_KEY": Fernet.generate_key().decode(),
                  "AIRFLOW_PARALLELISM": "4", "WORKER_CONCURRENCY": "2"}
    ports = {"postgres": port} | {name: free_port() for name in ("redis", "api", "scheduler")}
    stack = Stack(home, variables, ports)
    for folder in ("food-safety/reports", "food-safety/airflow", "food-safety-deployment",
                   "inbox/food_safety_office", "inbox/animal_husbandry"):
        (home / folder).mkdir(parents=True)
    (home / "food-safety-deployment" / "deployment.yaml").write_text(DEPLOYMENT.format(inbox=home / "inbox"))
    try:
        yield stack
    finally:
        stack.stop()
        shutil.rmtree(home, ignore_errors=True)


def test_a_dag_run_through_celery_succeeds(stack: Stack, postgres: tuple[int, str]):
    services = stack.services()
    redis = services["redis"]
    stack.start("redis", [*redis.command, "--port", str(stack.ports["redis"]), "--bind", "127.0.0.1",
                          "--dir", str(stack.home)], {**os.environ, **redis.environment})
    stack.run(services["init"])
    lasting = [service for service in services.values() if service.command[0] == "airflow"]
    for service in lasting:
        stack.start(service.name, [sys.executable, "-m", "pipeline", *service.command], stack.environment(service))
    give_up = time.monotonic() + HEALTHY_SECONDS
    ailing = lasting
    while ailing := [service for service in ailing if not stack.is_healthy(service)]:
        assert time.monotonic() < give_up, {service.name: stack.log_of(service.name) for service in ailing}
        time.sleep(1)

    client = Client(f"http://127.0.0.1:{stack.ports['api']}", "admin", stack.variables["AIRFLOW_ADMIN_PASSWORD"])
    while "ingest_food_safety_office" not in client.dag_ids():
        assert time.monotonic() < give_up, client.import_errors()
        time.sleep(1)
    told = []
    run = client.trigger("ingest_food_safety_office", {"at": "2026-11-17T10:00:00"})
    try:
        run, = client.wait([run], RUN_SECONDS, lambda _, task: told.append((task["task_id"], task["state"])))
    except AirflowFailedError as error:
        logs = {service.name: stack.log_of(service.name) for service in lasting}
        raise AssertionError(told, logs) from error

    assert run.state == "success", told
    owed = {contract.dataset for contract in contracts.load_all() if contract.submitter == "food_safety_office"}
    assert dict(told) == dict.fromkeys(owed | {"landed"}, "success")
    port, password = postgres
    address = {"host": "127.0.0.1", "port": port, "user": "postgres", "password": password}
    with psycopg.connect(**address, dbname="airflow") as connection:
        by_celery = connection.execute("select count(*) from celery_taskmeta where status = 'SUCCESS'").fetchone()[0]
    assert by_celery >= len(told)
