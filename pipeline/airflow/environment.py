"""What Airflow's processes are told: every setting as an environment variable, nothing in a config file.

Tasks run beside the scheduler (pipeline/airflow/executor.py), on the embedded server, by default. A deployment that
sets an `AIRFLOW__…` variable itself (docker-compose.yml does: CeleryExecutor, Redis, its own metadata database) keeps
its own value.
"""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

from pipeline import clock
from pipeline.airflow import metadata
from warehouse.settings import Settings

ADMIN = "admin"
HOST = "127.0.0.1"
QUIET = {
    "DO_NOT_TRACK": "1",
    "SCARF_ANALYTICS": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
}
#: A simulated system that does not answer is meant not to: the demonstration does not wait for it to come back.
IMPATIENT = {"INGEST_RETRIES": "1", "INGEST_RETRY_SECONDS": "3"}


def home(settings: Settings) -> Path:
    """Folder of Airflow's logs, pid files and generated password file."""
    return settings.path("AIRFLOW_HOME", settings.home / "airflow")


def passwords_file(settings: Settings) -> Path:
    """JSON file (0600) with the password of the web interface's one user."""
    return home(settings) / "passwords.json"


def port(settings: Settings) -> int:
    """The API server's port: AIRFLOW_PORT, else the one of last time, else a free one (remembered)."""
    if wanted := settings.integer("AIRFLOW_PORT", 0):
        return wanted
    memory = home(settings) / "port"
    if memory.exists():
        return int(memory.read_text())
    memory.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        memory.write_text(str(probe.getsockname()[1]))
    return int(memory.read_text())


def write_passwords(settings: Settings) -> Path:
    """Put the generated password of the web interface where Airflow's SimpleAuthManager reads it."""
    target = passwords_file(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        target.touch(mode=0o600)
    target.write_text(json.dumps({ADMIN: settings.secret("AIRFLOW_ADMIN_PASSWORD")}))
    return target


def declared(settings: Settings) -> dict[str, str]:
    """Settings that are the same wherever our DAGs run: on a laptop and in the compose file's containers."""
    root = settings.root
    return {
        "AIRFLOW_HOME": str(home(settings)),
        "AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(root / "dags" / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE": "Asia/Shanghai",
        # The table of models is shown as a rendered field; the default of 4096 characters cuts it off.
        "AIRFLOW__CORE__MAX_TEMPLATED_FIELD_LENGTH": "60000",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(passwords_file(settings)),
        "AIRFLOW__CORE__FERNET_KEY": settings.secret("AIRFLOW_FERNET_KEY"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata.url(settings).render_as_string(hide_password=False),
        "AIRFLOW__API__SECRET_KEY": settings.secret("AIRFLOW_JWT_SECRET"),
        "AIRFLOW__API_AUTH__JWT_SECRET": settings.secret("AIRFLOW_JWT_SECRET"),
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "120",
        "AIRFLOW__CALLBACKS__CALLBACK_EXECUTION_TIMEOUT": "120",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "PYTHONPATH": str(root),
        **QUIET,
    }


def local(settings: Settings) -> dict[str, str]:
    """Settings of the processes on this machine: tasks beside the scheduler, loopback, quick turns."""
    url = f"http://{HOST}:{port(settings)}"
    return {
        **(IMPATIENT if clock.load().simulated else {}),
        "AIRFLOW__CORE__EXECUTOR": "pipeline.airflow.executor.PreparedExecutor",
        "AIRFLOW__CORE__PARALLELISM": settings.get("AIRFLOW_PARALLELISM", "4"),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__API__HOST": HOST,
        "AIRFLOW__API__PORT": str(port(settings)),
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home(settings) / "logs"),
    }


def environment(settings: Settings) -> dict[str, str]:
    """The whole environment of an Airflow process on this machine.

    A value that the process environment already has wins, so that a deployment can change any of them; the
    warehouse's home is handed on so that tasks find it whatever their working directory is.
    """
    return {**declared(settings), **local(settings), "WAREHOUSE_HOME": str(settings.home), **os.environ}


def container(settings: Settings) -> dict[str, str]:
    """The environment of one component in a container: the same declarations, the container's own values on top."""
    return {**declared(settings), **os.environ}
