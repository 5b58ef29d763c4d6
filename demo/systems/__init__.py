"""The departments' systems: a world turned into what each department really delivers.

`deliver` writes everything that exists before anyone reads it (files with their arrival times, the agriculture
database, the platform's spool); `start` also runs the HTTP platform and sets the clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from demo import clock, state
from warehouse import settings


@dataclass(frozen=True)
class Summary:
    """What a delivery wrote: row versions per pulled dataset, files per submitter, seconds per system."""

    versions: dict[str, int]
    files: dict[str, int]
    seconds: dict[str, float]


def deliver(world: Any, home: Path | None = None, county: str = "") -> Summary:
    """Turn a world into the departments' systems (see the submodules); repeating it changes nothing.

    Args:
        world: a `demo.world.model.World`, or anything with its frames, deliveries, outages, seed, county, deployment.
        home: the warehouse's home; by default the one that the settings name.
        county: code of a further county, which gets places of its own; empty for the first one.

    Raises:
        DemoError: a delivery or an outage cannot be rendered.
    """
    # Whoever only serves pages or sets the clock need not import pandas, SSH and two workbook libraries.
    import contracts
    from demo.systems import database, files, gazetteer, http_spool, sftp
    from demo.systems.defects import outages

    places, known = state.places(home, county), contracts.load_all()
    names = gazetteer.load(Path(world.deployment), world.county)
    faults, seconds = outages(world.outages), {}
    raw_values = getattr(world, "raw_values", ())
    if not county:
        state.publish({state.INBOX: str(places.inbox), state.FIRST_WEEK: world.first_week}, places.home)
    started = time.perf_counter()

    def lap(system: str) -> None:
        nonlocal started
        now = time.perf_counter()
        seconds[system], started = now - started, now

    versions = http_spool.write(places.spool, world.frames, _of(known, "rest"), world.seed, faults, names,
                                raw_values)
    lap("market_supervision")
    versions |= database.deliver(world.frames, _of(known, "sql"), world.seed, faults, names, places,
                                 raw_values)
    lap("agriculture")
    written = files.deliver(places.inbox, world.deliveries, world.frames, _of(known, "file"), world.seed, names,
                            places.manifest, raw_values)
    if settings.load().get(sftp.URL):
        sftp.upload(places.inbox, "/".join(filter(None, (settings.load().get(sftp.URL), county))))
    lap("files")
    counts: dict[str, int] = {}
    for entry in written:
        counts[entry.path.parent.name] = counts.get(entry.path.parent.name, 0) + 1
    return Summary(versions, counts, seconds)


def start(world: Any, home: Path | None = None, now: datetime | str | None = None) -> Summary:
    """Deliver a world, set the clock and run the HTTP platform in the background.

    Args:
        world: see `deliver`.
        home: see `deliver`.
        now: what the clock shows; by default the last arrival of the world.
    """
    summary = deliver(world, home)
    moment = now or max((item.received_at for item in world.deliveries), default=datetime(1970, 1, 1))
    clock.set_now(moment, home)
    from demo.systems import http_process

    http_process.start(home)
    return summary


def stop(home: Path | None = None) -> bool:
    """Stop the HTTP platform; False when it was not running."""
    from demo.systems import http_process

    return http_process.stop(home)


def _of(known: tuple[Any, ...], form: str) -> list[Any]:
    """Contracts of one delivery form."""
    return [contract for contract in known if contract.delivery.form == form]
