"""Files on an SFTP server: uploads of the inbox with their arrival times, and a small server to try it with.

With DEMO_SFTP_URL (`sftp://user:password@host:port/folder`) a delivery is also uploaded there.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import paramiko

from demo.errors import DemoError
from demo.systems.sftp_server import Account, FolderServer

URL = "DEMO_SFTP_URL"
TIMEOUT_SECONDS = 15


def upload(inbox: Path, url: str) -> int:
    """Mirror the inbox to the server; files that are there with the same size and time are left alone.

    Args:
        inbox: folder with one folder per submitter.
        url: sftp://user:password@host:port/folder; the folder is created.

    Returns:
        Number of files sent.

    Raises:
        DemoError: the URL is no SFTP address, or the server refuses.
    """
    parts = urlsplit(url)
    if parts.scheme != "sftp" or not parts.hostname:
        raise DemoError(f"{URL} is no SFTP address", fix="write sftp://user:password@host:port/folder")
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # a demo's server makes its key at every start
    try:
        client.connect(parts.hostname, parts.port or 22, unquote(parts.username or ""), unquote(parts.password or ""),
                       timeout=TIMEOUT_SECONDS, look_for_keys=False, allow_agent=False)
    except (paramiko.SSHException, OSError) as error:
        raise DemoError(f"{parts.hostname}:{parts.port or 22}: {error}", fix=f"check {URL}") from error
    with client, client.open_sftp() as session:
        return sum(_mirror(session, folder, PurePosixPath(parts.path or "/") / folder.name)
                   for folder in sorted(inbox.iterdir()) if folder.is_dir())


def _mirror(session: paramiko.SFTPClient, folder: Path, target: PurePosixPath) -> int:
    _make_folder(session, target)
    there = {entry.filename: (entry.st_size, int(entry.st_mtime or 0)) for entry in session.listdir_attr(str(target))}
    sent = 0
    for path in sorted(folder.iterdir()):
        status = path.stat()
        if path.name.startswith(".") or there.get(path.name) == (status.st_size, int(status.st_mtime)):
            continue
        draft = str(target / f".{path.name}.part")
        session.put(str(path), draft)
        session.utime(draft, (status.st_mtime, status.st_mtime))
        session.posix_rename(draft, str(target / path.name))
        sent += 1
    return sent


def _make_folder(session: paramiko.SFTPClient, folder: PurePosixPath) -> None:
    for part in [*reversed(folder.parents), folder][1:]:
        try:
            session.stat(str(part))
        except FileNotFoundError:
            session.mkdir(str(part))


@contextmanager
def serve(folder: Path, account: Account, port: int = 0) -> Iterator[int]:
    """An SFTP server on 127.0.0.1 that shows one folder to one account, as long as the block runs.

    Yields:
        Its port.
    """
    key = paramiko.ECDSAKey.generate()
    listener = socket.create_server(("127.0.0.1", port))
    listener.settimeout(0.2)
    stopping = threading.Event()
    thread = threading.Thread(target=_accept, args=(listener, folder, account, key, stopping), daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        stopping.set()
        thread.join(5)
        listener.close()


def _accept(listener: socket.socket, folder: Path, account: Account, key: paramiko.PKey,
            stopping: threading.Event) -> None:
    transports = []
    while not stopping.is_set():
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        transport = paramiko.Transport(connection)
        transport.add_server_key(key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, FolderServer, os.fspath(folder))
        try:
            transport.start_server(server=account)
        except (paramiko.SSHException, EOFError):
            transport.close()
            continue
        transports.append(transport)
    for transport in transports:
        transport.close()
