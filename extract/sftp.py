"""Files on an SFTP server, by paramiko (imported only when a deployment uses it)."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.errors import UnauthorisedError, UnreachableError

if TYPE_CHECKING:
    import paramiko

_TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Entry:
    """One file of the remote folder: size in bytes, modification time in seconds since 1970."""

    name: str
    size: int
    modified: int


class Session:
    """An open SFTP session in one remote folder."""

    def __init__(self, client: paramiko.SFTPClient, folder: str, where: str) -> None:
        self._client, self._folder, self._where = client, folder.rstrip("/") or "/", where

    def files(self) -> list[Entry]:
        """Regular files of the folder."""
        with _source_errors(self._where):
            return [
                Entry(item.filename, int(item.st_size or 0), int(item.st_mtime or 0))
                for item in self._client.listdir_attr(self._folder) if stat.S_ISREG(item.st_mode or 0)
            ]

    def download(self, name: str, spool: Path) -> Path:
        """A local copy under a name of our own."""
        spool.mkdir(parents=True, exist_ok=True)
        target = spool / (hashlib.sha256(name.encode()).hexdigest()[:16] + Path(name).suffix[:8])
        with _source_errors(self._where):
            self._client.get(f"{self._folder}/{name}", str(target))
        return target


@contextmanager
def session(options: Mapping[str, Any]) -> Iterator[Session]:
    """Log in and open the folder.

    Args:
        options: host, user, and password or key_file; port (22), folder (`.`), host_key (`ssh-ed25519 AAAA…`,
            compared with the server's when given).

    Raises:
        UnreachableError: no connection, or the folder cannot be listed.
        UnauthorisedError: account or host key refused.
    """
    import paramiko

    where = f"sftp://{options['host']}:{options.get('port', 22)}"
    with _source_errors(where):
        transport = paramiko.Transport((options["host"], int(options.get("port", 22))))
    try:
        with _source_errors(where):
            transport.banner_timeout = transport.auth_timeout = _TIMEOUT_SECONDS
            transport.start_client(timeout=_TIMEOUT_SECONDS)
            _check_host_key(transport.get_remote_server_key(), options.get("host_key"), where)
            _log_in(transport, options)
            client = paramiko.SFTPClient.from_transport(transport)
            client.get_channel().settimeout(_TIMEOUT_SECONDS)
        yield Session(client, str(options.get("folder", ".")), where)
    finally:
        transport.close()


@contextmanager
def _source_errors(where: str) -> Iterator[None]:
    """Errors of the connection as ours; errors of the caller's own work pass."""
    import paramiko

    try:
        yield
    except paramiko.AuthenticationException as error:
        raise UnauthorisedError(f"{where}: {error}", fix="check user and password or key_file") from error
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise UnreachableError(f"{where}: {error!r}") from error


def _log_in(transport: paramiko.Transport, options: Mapping[str, Any]) -> None:
    import paramiko

    if options.get("key_file"):
        transport.auth_publickey(options["user"], paramiko.PKey.from_path(options["key_file"]))
    else:
        transport.auth_password(options["user"], str(options.get("password", "")))


def _check_host_key(key: Any, expected: str | None, where: str) -> None:
    if expected and f"{key.get_name()} {key.get_base64()}" != " ".join(expected.split()[:2]):
        raise UnauthorisedError(f"{where}: the server shows another host key than the deployment names",
                           fix="ask the department before changing host_key")
