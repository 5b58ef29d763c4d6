"""Runs the market-supervision platform: in the foreground, or as a process of its own with a state file."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from demo import state
from warehouse import settings
from warehouse.errors import TransientError

DEFAULT_PORT = 8620
START_SECONDS = 30.0
STOP_SECONDS = 10.0


def serve(home: Path | None = None, port: int | None = None) -> None:
    """Serve in the foreground until interrupted."""
    import uvicorn  # a quarter of a second of imports that only the serving process needs

    from demo.systems.http_service import create_app, protocol_of

    places = state.places(home)
    app = create_app(places.home)
    port = port or _port(places)
    settings.write_whole(places.http_state, json.dumps({"port": port, "pid": os.getpid()}))
    state.publish({state.API_URL: f"http://127.0.0.1:{port}"}, places.home)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False, date_header=False,
                server_header=False, timeout_graceful_shutdown=2, http=protocol_of(app))


def start(home: Path | None = None) -> str:
    """Start the platform in the background, unless it runs already.

    Returns:
        Its base URL, which is also published as the setting DEMO_MARKET_URL.

    Raises:
        TransientError: it did not answer in time; its log is named.
    """
    places = state.places(home)
    running = base_url(home)
    if running:
        state.publish({state.API_URL: running}, home)
        return running
    with places.http_log.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "demo", "serve"], cwd=settings.ROOT, stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "WAREHOUSE_HOME": str(places.home)})
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        answering = base_url(home)
        if answering:
            state.publish({state.API_URL: answering}, home)  # the process did; this one's settings must show it too
            return answering
        time.sleep(0.05)
    process.terminate()
    raise TransientError("the market-supervision platform did not start", fix=f"read {places.http_log}")


def stop(home: Path | None = None) -> bool:
    """Stop the platform that this home started; False when none was running."""
    places = state.places(home)
    if not base_url(home):
        return False
    pid = json.loads(places.http_state.read_text())["pid"]
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline and base_url(home):
        time.sleep(0.05)
    return True


def base_url(home: Path | None = None) -> str:
    """The running platform's base URL, empty when none answers for this home."""
    places = state.places(home)
    if not places.http_state.exists():
        return ""
    url = f"http://127.0.0.1:{json.loads(places.http_state.read_text())['port']}"
    try:
        answer = httpx.get(f"{url}/health", timeout=2, trust_env=False)
        return url if answer.json().get("home") == str(places.home) else ""
    except (httpx.HTTPError, ValueError):
        return ""


def _port(places: state.Places) -> int:
    """The port of last time, else the usual one, else a free one."""
    noted = json.loads(places.http_state.read_text())["port"] if places.http_state.exists() else DEFAULT_PORT
    for port in (noted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise TransientError("no free TCP port on 127.0.0.1")
