"""Health checks of the containers: `python -m pipeline.airflow.health <component> [<api server's URL>]`.

Ends 0 when the component is healthy. Standard library only, because this runs every half minute; only a worker's
check asks Celery.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

SECONDS = 15


def component(name: str, url: str) -> bool:
    """Whether a component reports a heartbeat to the API server; `api-server` itself only has to answer."""
    try:
        with build_opener(ProxyHandler({})).open(f"{url}/api/v2/monitor/health", timeout=SECONDS) as answer:
            state = json.load(answer)
    except (URLError, OSError, ValueError):
        return False
    return name == "api-server" or (state.get(name) or {}).get("status") == "healthy"


def worker(name: str) -> bool:
    """Whether this machine's Celery worker of that name answers a ping."""
    from pipeline.airflow.environment import container
    from warehouse import settings

    command = ["celery", "--app", "airflow.providers.celery.executors.celery_executor.app", "inspect", "ping",
               "--destination", f"{name}@{socket.gethostname()}", "--timeout", str(SECONDS)]
    return subprocess.run([sys.executable, "-m", *command], check=False, capture_output=True,
                          env=container(settings.load())).returncode == 0


def main(arguments: list[str]) -> int:
    """Exit status for the container engine."""
    if not arguments:
        sys.stderr.write("usage: python -m pipeline.airflow.health COMPONENT [URL]\n")
        return 2
    name, url = arguments[0], arguments[1] if len(arguments) > 1 else "http://localhost:8080"
    return 0 if (worker(name) if name.startswith("worker") else component(name, url)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
