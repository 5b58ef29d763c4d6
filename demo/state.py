"""Where the demo keeps what its systems need between processes, all under `<WAREHOUSE_HOME>/demo`.

The first county's systems stand there directly, those of every further county in a folder named by its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from warehouse import settings

API_URL = "DEMO_MARKET_URL"
INBOX = "DEMO_INBOX"
FIRST_WEEK = "DEMO_FIRST_WEEK"


@dataclass(frozen=True)
class Places:
    """Files and folders of one county's systems.

    Attributes:
        home: the warehouse's home, under which the demo has a folder of its own.
        county: code of a further county, empty for the first one.
    """

    home: Path
    county: str = ""

    @property
    def common(self) -> Path:
        """What all counties share: the clock, and the process that serves the platforms."""
        return self.home / "demo"

    @property
    def root(self) -> Path:
        return self.common / self.county if self.county else self.common

    @property
    def clock(self) -> Path:
        """The demo clock: one line, ISO wall time."""
        return self.common / "clock"

    @property
    def deployment(self) -> Path:
        """The deployment that is written when there are several counties."""
        return self.common / "deployment"

    @property
    def spool(self) -> Path:
        """Rendered rows of the HTTP platform."""
        return self.root / "market_supervision"

    @property
    def http_state(self) -> Path:
        """Port and process id of the HTTP platform (JSON)."""
        return self.common / "http.json"

    @property
    def http_log(self) -> Path:
        return self.common / "http.log"

    @property
    def agriculture_state(self) -> Path:
        """Faults of the agriculture database by time (JSON)."""
        return self.root / "agriculture.json"

    @property
    def manifest(self) -> Path:
        """What the last delivery wrote (JSON)."""
        return self.root / "manifest.json"

    @property
    def answer_key(self) -> Path:
        """Expected findings of a faulted county (CSV)."""
        return self.root / "answer_key.csv"

    @property
    def inbox(self) -> Path:
        """Folder with one folder per submitter that sends files."""
        own = self.root / "inbox"
        return own if self.county else settings.load().path(INBOX, own)


def places(home: Path | None = None, county: str = "") -> Places:
    """The places of a county (empty: the first one) under `home`, by default the home that the settings name."""
    return Places(home or settings.load().home, county)


def further(home: Path | None = None) -> list[Places]:
    """The places of every further county that was delivered, by code."""
    root = places(home)
    return [places(root.home, path.name) for path in sorted(root.common.glob("[0-9]" * 6)) if path.is_dir()]


def publish(values: Mapping[str, str], home: Path | None = None) -> None:
    """Make addresses known to every process of this home, as generated settings in `secrets.env` (0600).

    They hold a password (the reading account of the agriculture database), so they stand nowhere else.
    """
    path = (home or settings.load().home) / "secrets.env"
    path.parent.mkdir(parents=True, exist_ok=True)
    with settings.one_at_a_time(path.parent / "secrets.lock"):
        known = {key: value for key, value in dotenv_values(path).items() if value}
        if any(known.get(key) != value for key, value in values.items()):
            settings.write_secrets(path, {**known, **values})
    settings.load.cache_clear()
