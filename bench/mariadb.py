"""A real MariaDB of its own for a benchmark or a test, where one is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymysql

PASSWORD = "only-for-tests"


def is_installed() -> bool:
    """Whether server and installer are on PATH."""
    return None not in _programs()


def _programs() -> tuple[str | None, str | None]:
    return (shutil.which("mariadbd") or shutil.which("mysqld"),
            shutil.which("mariadb-install-db") or shutil.which("mysql_install_db"))


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """SQLAlchemy URL of a running server with its data in `folder`, stopped afterwards."""
    server, installer = _programs()
    folder.mkdir(parents=True, exist_ok=True)
    user = ["--user=root"] if os.geteuid() == 0 else []
    data, socket_path, port = folder / "data", folder / "s", _free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    install = [installer, f"--datadir={data}", "--auth-root-authentication-method=normal", *user]
    subprocess.run(install, check=True, **quiet)
    process = subprocess.Popen(
        [server, "--no-defaults", f"--datadir={data}", f"--socket={socket_path}", f"--port={port}",
         "--bind-address=127.0.0.1", "--character-set-server=utf8mb4", f"--pid-file={folder / 'pid'}", *user], **quiet)
    try:
        _prepare(str(socket_path))
        yield f"mysql+pymysql://reader:{PASSWORD}@127.0.0.1:{port}/agriculture?charset=utf8mb4"
    finally:
        process.terminate()
        process.wait(30)


def _prepare(socket_path: str) -> None:
    """Wait for the server; a database and an account."""
    for _ in range(100):
        try:
            connection = pymysql.connect(unix_socket=socket_path, user="root")
            break
        except pymysql.err.OperationalError:
            time.sleep(0.1)
    else:
        raise RuntimeError("MariaDB did not start within 10 s")
    with connection, connection.cursor() as cursor:
        cursor.execute("create database agriculture character set utf8mb4")
        for host in ("localhost", "127.0.0.1"):  # localhost too, or the anonymous account would come first
            cursor.execute(f"create user reader@'{host}' identified by '{PASSWORD}'")
            cursor.execute(f"grant all on agriculture.* to reader@'{host}'")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
