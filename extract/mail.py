"""Attachments of mails saved as .eml: the mail's date is their arrival time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Attachment:
    """One attached file, unpacked: its name in the mail, a local copy, when the mail was sent (local time)."""

    name: str
    path: Path
    sent_at: datetime | None


def attachments(path: Path, spool: Path) -> list[Attachment]:
    """Unpack a mail's attachments under names of our own; the sender's names are kept as text only."""
    content = path.read_bytes()
    message = message_from_bytes(content, policy=policy.default)
    folder = spool / hashlib.sha256(content).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    unpacked = []
    for number, part in enumerate(message.iter_attachments()):
        target = folder / f"{number}{Path(part.get_filename() or '').suffix[:8]}"
        body = part.get_payload(decode=True) or b""
        if not target.exists() or target.stat().st_size != len(body):
            target.write_bytes(body)
        unpacked.append(Attachment(part.get_filename() or target.name, target, _sent_at(message.get("Date"))))
    return unpacked


def _sent_at(header: str | None) -> datetime | None:
    try:
        sent = parsedate_to_datetime(str(header)) if header else None
    except (TypeError, ValueError):
        return None
    if sent is None:
        return None
    return (sent.astimezone(LOCAL_ZONE) if sent.tzinfo else sent).replace(tzinfo=None)
