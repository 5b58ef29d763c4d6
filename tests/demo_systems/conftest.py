"""What the tests of the departments' systems share: a rendered inbox, and a MariaDB where there is one."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import small_world
from rendered_inbox import Inbox, render


@pytest.fixture(scope="session")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    """Every filed dataset once, without defects."""
    return render(tmp_path_factory.mktemp("inbox"), small_world.build(240))


@pytest.fixture
def one_file(tmp_path: Path) -> Callable[..., Path]:
    """Renders one dataset's two weeks, the second with defects, and gives the second file's path."""

    def make(dataset: str, **defects: Any) -> Path:
        world = small_world.build(60)
        world.deliveries = [item for item in world.deliveries if item.dataset == dataset]
        world.deliveries[-1].defects = defects
        return render(tmp_path, world).written[-1].path

    return make


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of an empty database on a MariaDB of its own; skipped where none is installed."""
    server = shutil.which("mariadbd", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if server is None:
        pytest.skip("no MariaDB on this machine (.ci/run installs it)")
    folder = Path(subprocess.run(["mktemp", "-d", "/var/tmp/food-safety-mariadb-XXXXXX"], check=True,
                                 capture_output=True, text=True).stdout.strip())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data, log = folder / "data", (folder / "server.log").open("w")
    common = ["--no-defaults", f"--datadir={data}", "--user=root"]
    subprocess.run(["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
                   check=True, stdout=log, stderr=log)
    process = subprocess.Popen([server, *common, f"--port={port}", "--bind-address=127.0.0.1",
                                f"--socket={folder}/s", f"--pid-file={folder}/pid"], stdout=log, stderr=log)
    try:
        yield _created(f"mysql+pymysql://root@127.0.0.1:{port}", "demo_agriculture")
    finally:
        process.terminate()
        process.wait(30)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _created(server: str, database: str) -> str:
    from sqlalchemy import create_engine, text
    from sqlalchemy.exc import OperationalError

    engine = create_engine(f"{server}/?charset=utf8mb4")
    for attempt in range(100):
        try:
            with engine.connect() as session:
                session.execute(text(f"CREATE DATABASE {database} CHARACTER SET utf8mb4"))
            break
        except OperationalError:
            if attempt == 99:
                raise
            time.sleep(0.1)
    engine.dispose()
    return f"{server}/{database}?charset=utf8mb4"

