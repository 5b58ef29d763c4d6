"""The demo's clock: every simulated system shows what it held at that moment (Asia/Shanghai wall time)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from demo import state
from warehouse import settings
from warehouse.errors import SettingsError


def now(home: Path | None = None) -> datetime:
    """What the demo's clock shows.

    Raises:
        SettingsError: nothing was delivered yet, so there is no clock.
    """
    path = state.places(home).clock
    if not path.exists():
        raise SettingsError(f"the demo has no clock at {path}", fix="run `python -m demo deliver`")
    return datetime.fromisoformat(path.read_text().strip())


def set_now(moment: datetime | str, home: Path | None = None) -> None:
    """Set the clock of all systems: the HTTP platform reads the file, the database its one-row table.

    Args:
        moment: wall time without a zone, as a datetime or as text.
        home: the warehouse's home; by default the one that the settings name.
    """
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    moment = moment.replace(microsecond=0)
    if moment.tzinfo is not None:
        raise SettingsError(f"the demo's clock shows wall time, not {moment.isoformat()}", fix="leave out the zone")
    path = state.places(home).clock
    path.parent.mkdir(parents=True, exist_ok=True)
    settings.write_whole(path, moment.isoformat())

    from demo.systems import database  # the database asks for a driver that a file-only demo does not need

    database.set_clock(moment, home)
