"""A real SFTP server on 127.0.0.1 for one folder, by paramiko's server half."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paramiko

USER, PASSWORD = "xmsy", "only-for-tests"


class _Door(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        known = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class _Folder(paramiko.SFTPServerInterface):
    root: Path

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes]:
        return [paramiko.SFTPAttributes.from_stat(item.stat(), item.name) for item in self.root.iterdir()]

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle:
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = (self.root / os.path.basename(path)).open("rb")
        return handle

    def stat(self, path: str) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat((self.root / os.path.basename(path)).stat())


@contextmanager
def serve(folder: Path) -> Iterator[dict[str, Any]]:
    """The connection options of a running server."""
    listener = socket.create_server(("127.0.0.1", 0))
    key = paramiko.RSAKey.generate(2048)
    handler = type("Folder", (_Folder,), {"root": folder})
    transports: list[paramiko.Transport] = []

    def work() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            transport = paramiko.Transport(client)
            transport.add_server_key(key)
            transport.set_subsystem_handler("sftp", paramiko.SFTPServer, handler)
            transports.append(transport)
            try:
                transport.start_server(server=_Door())
            except paramiko.SSHException:
                continue

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield {"host": "127.0.0.1", "port": listener.getsockname()[1], "user": USER, "password": PASSWORD,
               "folder": "/", "host_key": f"{key.get_name()} {key.get_base64()}"}
    finally:
        listener.close()
        for transport in transports:
            transport.close()
