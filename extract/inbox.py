"""Finds delivered files: in a folder, on an SFTP server, or as attachments of saved mails.

A file's arrival time is its own time (modification time, or the mail's date), never the machine's clock. Names
decide which dataset and period a file is for; what follows in the name (修改, 最终版, （2）) does not matter, as
several files of one period are revisions in order of arrival.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from contracts.model import Contract
from extract import mail, periods
from extract.errors import UnauthorisedError, UnreachableError
from warehouse.errors import SettingsError

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")
#: Names of files that are no deliveries: hidden ones, locks of office programs, uploads under way.
_NOT_DELIVERED = re.compile(r"^\.[^.\\/]|^~\$|\.(part|tmp|filepart|crdownload)$", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """One delivered file.

    Attributes:
        name: as the sender wrote it, path characters and all.
        source: where it lies, in words for the ledger.
        size: bytes.
        received_at: arrival, Asia/Shanghai wall time.
        fetch: gives a local path; downloads if need be.
    """

    name: str
    source: str
    size: int
    received_at: datetime
    fetch: Callable[[], Path]

    @property
    def base_name(self) -> str:
        """The name without anything that looks like a folder."""
        return re.split(r"[\\/]", self.name)[-1]

    @property
    def is_safe(self) -> bool:
        """Whether the name is a plain file name."""
        return self.base_name == self.name and not any(unicodedata.category(c) == "Cc" for c in self.name)


def match(contract: Contract, found: Found) -> Mapping[str, str | None] | None:
    """The named parts of the file name (year, week …) if the file is for this dataset, else None."""
    pattern = re.compile(contract.delivery.options["pattern"])
    for name in (found.base_name, unicodedata.normalize("NFKC", found.base_name)):
        fitting = pattern.match(name)
        if fitting:
            return fitting.groupdict()
    return None


def period_of(contract: Contract, found: Found) -> str:
    """The period a file is for: by its name, else the last one that had ended when it arrived."""
    period_type = contract.streams[0].period_type
    named = periods.from_parts(match(contract, found) or {}, period_type)
    return named or periods.last_ended(found.received_at, period_type)


@contextmanager
def open_inbox(connection: Mapping[str, Any], spool: Path, root: Path) -> Iterator[list[Found]]:
    """The files of one connection in order of arrival; downloads work while the context is open.

    Args:
        connection: `folder` (relative to `root` if not absolute), `sftp`, or both.
        spool: where downloads and attachments are put.

    Raises:
        UnreachableError, UnauthorisedError: folder or server cannot be listed.
    """
    if not connection.get("folder") and not connection.get("sftp"):
        raise SettingsError("the connection names neither folder nor sftp", fix="add one to deployment.yaml")
    found: list[Found] = []
    if connection.get("folder"):
        found += _in_folder(root / connection["folder"], spool)
    if not connection.get("sftp"):
        yield _by_arrival(found)
        return
    from extract import sftp

    with sftp.session(connection["sftp"]) as session:
        yield _by_arrival([*found, *_on_server(session, spool)])


def unmatched(found: Iterable[Found], contracts: Iterable[Contract]) -> list[Found]:
    """Files that no contract of the submitter knows."""
    contracts = tuple(contracts)
    return [file for file in found if all(match(contract, file) is None for contract in contracts)]


def _by_arrival(found: list[Found]) -> list[Found]:
    return sorted(found, key=lambda file: (file.received_at, file.name))


def _in_folder(folder: Path, spool: Path) -> list[Found]:
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
    except PermissionError as error:
        raise UnauthorisedError(f"收件夹 {folder.name} 无权限读取：{error.strerror}") from error
    except OSError as error:
        raise UnreachableError(f"收件夹 {folder.name} 无法打开：{error.strerror}") from error
    found: list[Found] = []
    for path in paths:
        if _NOT_DELIVERED.search(path.name):
            continue
        if path.suffix.lower() == ".eml":
            found += [_attachment(path, part) for part in mail.attachments(path, spool)]
        else:
            stat = path.stat()
            found.append(Found(path.name, f"收件夹：{path.name}", stat.st_size, _moment(stat.st_mtime_ns // 1000),
                               lambda path=path: path))
    return found


def _attachment(path: Path, part: mail.Attachment) -> Found:
    arrived = part.sent_at or _moment(path.stat().st_mtime_ns // 1000)
    return Found(part.name, f"邮件：{path.name}/{part.name}", part.path.stat().st_size, arrived, lambda: part.path)


def _on_server(session: Any, spool: Path) -> list[Found]:
    return [
        Found(entry.name, f"SFTP：{entry.name}", entry.size, _moment(entry.modified * 1_000_000),
              lambda entry=entry: session.download(entry.name, spool))
        for entry in session.files() if not _NOT_DELIVERED.search(entry.name)
    ]


def _moment(microseconds: int) -> datetime:
    """Microseconds since 1970 (UTC) as local wall time."""
    seconds, rest = divmod(microseconds, 1_000_000)
    return datetime.fromtimestamp(seconds, LOCAL_ZONE).replace(tzinfo=None, microsecond=rest)
