"""`python -m pipeline …`: the weekly cycle, in this process or through Airflow."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

import structlog
import typer
from rich.console import Console

from contracts.errors import ProjectError
from pipeline import as_published, collect, cycle, inputs, main_job, phases, prune, rows, summary, tasks
from pipeline import backup as copies
from pipeline.airflow.control import Airflow
from pipeline.airflow.environment import container, environment
from pipeline.weeks import Week, sharing_cutoff
from warehouse import server, settings, setup

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
console = Console(highlight=False)
FROM = typer.Option("", "--from", help="first ISO week, such as 2026-W38; default DEMO_FROM")
TO = typer.Option("", "--to", help="last ISO week; default DEMO_TO")
WEEK = typer.Argument(..., help="ISO week, such as 2026-W47")
CHECKSUMS = typer.Option(True, help="also print checksums of raw, quality and marts")
FOLDER = typer.Argument(..., help="folder of the backup")
AS_PUBLISHED = ("make the week's publication again with the reference data of its time, compare it with what was"
                " published, then return to the newest cut-off")
ASK = typer.Option(True, "--ask/--no-ask", help="ask the departments' systems, or use only what has landed")


@app.command()
def run(first: str = FROM, last: str = TO) -> None:
    """Set everything up and run the main job: past weeks here, the last one through Airflow, then a summary."""
    main_job.run(main_job.chosen_weeks(first, last), console)


@app.command()
def up() -> None:
    """Start the warehouse and Airflow and keep them serving."""
    runner = main_job.prepare_with_airflow(console)
    main_job.start_airflow(runner, console)
    console.print(f"Airflow     {runner.url} (user admin, password AIRFLOW_ADMIN_PASSWORD in"
                  f" {settings.load().secrets_file})", soft_wrap=True)


@app.command()
def down() -> None:
    """Stop Airflow and the embedded warehouse server."""
    values = settings.load()
    stopped = Airflow(values).stop()
    if values.embedded and server.stop(values):
        stopped.append("PostgreSQL")
    console.print(f"stopped: {', '.join(stopped) or 'nothing was running'}")


@app.command()
def init() -> None:
    """Prepare an outside server once: warehouse, reference data, Airflow's database, password file and pools."""
    main_job.prepare(console)
    runner = Airflow(settings.load())
    runner.migrate()
    pools = {name: {"slots": slots, "description": "", "include_deferred": True}
             for name, slots in tasks.pools().items()}
    with NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(pools, file)
        file.flush()
        runner.command("pools", "import", file.name)
    console.print("ready")


@app.command(context_settings={"ignore_unknown_options": True})
def airflow(words: list[str]) -> None:
    """Become an Airflow component, such as `scheduler` or `celery worker`, with this project's settings."""
    values = settings.load()
    own = environment(values) if values.embedded else container(values)
    os.execve(sys.executable, [sys.executable, "-m", "airflow", *words], own)


@app.command()
def catchup(first: str = FROM, last: str = TO, ask: bool = ASK) -> None:
    """Run the cycles of some weeks in this process, without Airflow; closed ones with the same inputs are skipped."""
    main_job.prepare(console)
    done = cycle.catch_up(main_job.chosen_weeks(first, last), main_job.teller(console), ingest=ask)
    console.print(f"cycles run: {', '.join(map(str, done)) or 'none, all are closed with the same inputs'}")


@app.command()
def replay(first: str = FROM, last: str = TO) -> None:
    """Rebuild past weeks from raw, asking nobody, then bring the warehouse back to the newest cut-off."""
    main_job.prepare(console)
    weeks = main_job.chosen_weeks(first, last)
    for group in cycle.grouped(weeks):
        inputs.reopen(group[-1].cutoff)
    cycle.catch_up(weeks, main_job.teller(console), ingest=False)
    console.print(tasks.return_to_newest(weeks[-1]).line())


@app.command()
def ingest(week: str = WEEK) -> None:
    """Collect everything of a week's cycle."""
    setup.prepare()
    _tell(week, collect.cycle(sharing_cutoff(Week(week))))


@app.command()
def build(week: str = WEEK, as_then: bool = typer.Option(False, "--as-published", help=AS_PUBLISHED)) -> None:
    """Clean, judge rows and build the marts as of a week's cut-off."""
    cutoff = _ready(week).cutoff
    if as_then:
        found = as_published.rebuild(Week(week), main_job.teller(console))
        console.print("\n".join(found.lines()), soft_wrap=True)
        return
    for phase in (phases.stage, phases.judge_landing, phases.build):
        _tell(week, phase(cutoff))


@app.command()
def judge(week: str = WEEK) -> None:
    """Judge the warehouse as of a week's cut-off and publish."""
    cutoff = _ready(week).cutoff
    for phase in (phases.judge_warehouse, phases.publish):
        _tell(week, phase(cutoff))


@app.command()
def report(week: str = WEEK) -> None:
    """Write a week's report again."""
    _tell(week, phases.report(_ready(week)))


@app.command()
def reference() -> None:
    """Load the reference data, with what the deployment overrides and decides, unless it is what was loaded last."""
    main_job.prepare(console)


@app.command()
def status() -> None:
    """Say what runs and where the warehouse stands."""
    values = settings.load()
    running = not values.embedded or server.is_running(values)
    console.print(f"warehouse   {'running' if running else 'stopped'}")
    console.print(f"airflow     {'running' if Airflow(values).is_running() else 'stopped'}")
    if running and (now := inputs.standing()):
        console.print(f"stands at   {now[0].cutoff:%Y-%m-%d %H:%M} ({now[1]}), release {now[0].release}")
        console.print(f"last closed {_words(inputs.newest_closed())}")


@app.command("summary")
def summarise(week: str = WEEK, checksums: bool = CHECKSUMS) -> None:
    """Print what a run ends with, as of a week's cut-off."""
    summary.show(_ready(week), console)
    if checksums:
        summary.show_checksums(console)


@app.command("rows")
def show_rows() -> None:
    """List each dataset's rows in raw, staging and fact, and whether they add up; ends with 1 where they do not."""
    setup.prepare()
    table, holds = rows.table()
    # Wider than a pipe's 80 columns, so that no name is cut.
    Console(highlight=False, width=max(console.width, rows.WIDTH)).print(table)
    if not holds:
        sys.exit(1)


@app.command()
def backup(folder: Path = FOLDER) -> None:
    """Back up the warehouse and the archive of deliveries into a new folder."""
    setup.prepare()
    counts = copies.back_up(folder)
    console.print(f"{folder}: " + ", ".join(f"{name} {count:,}" for name, count in counts.items()), soft_wrap=True)


@app.command()
def restore(folder: Path = FOLDER) -> None:
    """Restore a backup into a server without deliveries and compare every table; ends with 1 where one differs."""
    differing = copies.restore(folder)
    console.print("every table is as it was backed up" if not differing else f"differ: {', '.join(differing)}")
    if differing:
        sys.exit(1)


@app.command("prune")
def prune_old(really: bool = typer.Option(False, "--really", help="take out what a dry run names")) -> None:
    """Name the rows and originals that the retention rule lets go (RETENTION_MONTHS); take them out with --really."""
    main_job.prepare(console)
    before = prune.horizon()
    items = prune.outworn(before)
    rows_of, of = Counter(), Counter()
    for item in items:
        rows_of[item.dataset] += item.landed_rows
        of[item.dataset] += 1
    for dataset in sorted(of):
        console.print(f"{dataset}  submissions {of[dataset]:,}, rows {rows_of[dataset]:,}")
    size = prune.originals_size(items) / 1e6
    console.print(f"before {before:%Y-%m-%d %H:%M}: submissions {len(items):,}, rows {rows_of.total():,},"
                  f" originals {size:,.1f} MB {'taken out' if really else 'would go; --really takes them out'}")
    if really:
        prune.take_out(items, before)


def _ready(week: str) -> Week:
    setup.prepare()
    return Week(week)


def _tell(week: str, done: phases.PhaseReport) -> None:
    main_job.teller(console)(Week(week), done)


def _words(moment: datetime | None) -> str:
    return "none yet" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _main() -> None:
    """Run a command; our own errors end it with one message and no stack trace."""
    # Progress lines are the output; the log goes to the other stream.
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    logging.disable(logging.INFO)
    try:
        app()
    except ProjectError as error:
        console.print(f"[bold red]{type(error).__name__}[/]: {error}", soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    _main()
