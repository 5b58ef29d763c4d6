"""`python -m demo …`: the simulated counties and their departments' systems."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import typer
from rich import print as show

from contracts.errors import told_in_words
from demo import calendar, clock, state, systems
from demo.systems import http_process
from warehouse import server, settings, workdays

if TYPE_CHECKING:
    from demo.counties import County

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
CHINA = ZoneInfo("Asia/Shanghai")
DEFAULT_WEEKS = 10
NOW = typer.Option("", help="what the demo clock shows, as 2026-11-16T06:00; default: the last week's report")


def _world(county: County, deployment: Path):
    """The county's world over the weeks that the settings ask for (DEMO_FROM, DEMO_TO)."""
    from demo import world  # building a county imports far more than the other commands need

    values = settings.load()
    last = values.get("DEMO_TO") or workdays.last_complete_week(datetime.now(CHINA).replace(tzinfo=None))
    first = values.get("DEMO_FROM") or _weeks_before(last, DEFAULT_WEEKS - 1)
    built = world.build(county.seed, county.variant, first, last, deployment, county.code if county.number else "")
    path = state.places(county=county.place).answer_key
    path.unlink(missing_ok=True)
    if built.variant == "faulted":
        from demo import faults

        key = faults.plant(built)
        path.parent.mkdir(parents=True, exist_ok=True)
        key.rows.to_csv(path, index=False)
        show(f"{len(key.rows):,} expected findings in {path}")
    return built


def _weeks_before(week: str, count: int) -> str:
    return workdays.week_of(workdays.week_start(week) - timedelta(weeks=count))


def _deliver(now: str) -> None:
    from demo import counties  # imports what a world is made of, too

    chosen = counties.chosen(settings.load())
    server.reach(settings.load())
    deployment = counties.prepare(chosen)
    for county in chosen:
        world = _deliver_county(county, deployment)
    clock.set_now(now or _last_report(world))


def _deliver_county(county: County, deployment: Path):
    started = time.perf_counter()
    world = _world(county, deployment)
    show(f"{world.variant} county {world.county}, {world.first_week} to {world.last_week}: "
         f"{sum(map(len, world.frames.values())):,} row versions in {time.perf_counter() - started:.1f} s")
    summary = systems.deliver(world, county=county.place)
    for system, seconds in summary.seconds.items():
        show(f"  {system}: {seconds:.1f} s")
    show("  files: " + ", ".join(f"{submitter} {count}" for submitter, count in summary.files.items()))
    return world


def _last_report(world) -> str:
    return calendar.cutoff(world.last_week).isoformat()


@app.command()
def deliver(now: str = NOW) -> None:
    """Build every county's world and write what its departments deliver; only the database server is left running."""
    _deliver(now)


@app.command()
def up(now: str = NOW) -> None:
    """Deliver, then run the market-supervision platform in the background."""
    _deliver(now)
    show(f"market supervision answers at {http_process.start()}")


@app.command()
def start() -> None:
    """Run the market-supervision platform in the background, on what was delivered last."""
    show(f"market supervision answers at {http_process.start()}")


@app.command()
def serve(port: int = typer.Option(0, help="0: the port of last time, else a free one")) -> None:
    """Run the market-supervision platform in the foreground."""
    http_process.serve(port=port or None)


@app.command()
def stop() -> None:
    """Stop the market-supervision platform; the files and the database stay."""
    show("stopped" if systems.stop() else "not running")


@app.command(name="clock")
def show_clock(now: str = typer.Argument("", help="such as 2026-11-16T06:00; without it, print the clock")) -> None:
    """Show or set the demo clock."""
    if now:
        clock.set_now(now)
    show(clock.now().isoformat(" "))


@app.command()
def status() -> None:
    """Say what runs and what the clock shows."""
    places = state.places()
    url = http_process.base_url()
    show(f"market supervision: {url or 'stopped'}")
    for county in (places, *state.further()):
        show(f"inbox: {county.inbox}")
    show(f"clock: {clock.now().isoformat(' ') if places.clock.exists() else 'nothing was delivered yet'}")


if __name__ == "__main__":
    told_in_words(app)
