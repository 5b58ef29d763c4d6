"""What a delivery is called, and what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Submission:
    """One delivery for one obligation (county × dataset × stream × period).

    The id follows from what was delivered, not from when we read it: the same file with the same arrival time is
    the same submission however often it is read. A pull has no file and is identified by the moment at which the
    source answered; its `slot`, the logical time of the run, holds one pull only, however often the run is made.
    """

    county_code: str
    dataset: str
    stream: str
    submitter: str
    period: str
    source: str
    received_at: datetime
    sha256: str = ""
    archive_path: str | None = None
    slot: datetime | None = None
    replay_of: str | None = None

    @property
    def is_pull(self) -> bool:
        """Whether we asked for the data, instead of being sent it."""
        return self.slot is not None

    @property
    def submission_id(self) -> str:
        """md5, as 32 hexadecimal digits."""
        content = "pull" if self.is_pull else self.sha256
        parts = [self.county_code, self.dataset, self.stream, self.period, content, self.received_at.isoformat()]
        if self.replay_of:
            parts.append(self.replay_of)
        return hashlib.md5("|".join(parts).encode(), usedforsecurity=False).hexdigest()

    def kept(self, sha256: str, archive_path: str) -> Submission:
        """The same submission with its original in the archive."""
        return replace(self, sha256=sha256, archive_path=archive_path)


LANDED, ALREADY, UNREADABLE, UNCHANGED = "landed", "already", "unreadable", "unchanged"


@dataclass(frozen=True)
class Receipt:
    """What one step of an ingest did.

    `outcome` is landed, already (in the ledger before), unreadable (kept, nothing landed), unchanged (a replay
    that reads the same as before), or an outcome of quality.attempt when nothing was delivered.
    """

    county_code: str
    dataset: str
    stream: str
    period: str
    outcome: str
    submission_id: str | None = None
    revision: int = 0
    received_rows: int = 0
    unchanged_rows: int = 0
    landed_rows: int = 0
    detail: str = ""

    @property
    def is_trouble(self) -> bool:
        """Whether somebody has to look at it: unreadable, or no delivery because of the source or of us."""
        return self.outcome not in (LANDED, ALREADY, UNCHANGED)
