"""An ordinary day on weeks of history, beside building the same warehouse from nothing: seconds, rows read and written.

At scale 1 three weeks lie there, at scale 3 nine: a day costs what came, a build from nothing what lies there.

On the day, a Wednesday, every department is asked: what changed since Tuesday lands, is staged, judged and built; on
Thursday nothing comes, and the next Tuesday a week's deliveries come at once. Everything anew stages, judges and builds
all landed rows once more and ends the same. Rows are the server's own counts (pg_stat_database), its catalogues and
temporary tables among them; its autovacuum has done its work before and rests. Seconds are those of a task: Airflow's
workers have imported the slow libraries.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from bench.building import CODE, run_python, use_settings
from bench.measure import Result
from pipeline.weeks import Week
from warehouse.connection import connect

SCALES, UNIT = (1, 3), "three weeks of history"
PATIENCE = 60
_OTHERS = """
    select count(*) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
        and backend_type in ('client backend', 'autovacuum worker')
"""
LAST = "2026-W46"
MONDAY = datetime.combine(Week(LAST).end, time(10))
#: The last report of the history was on Tuesday.
WEDNESDAY, THURSDAY, NEXT_TUESDAY = (MONDAY + timedelta(days=days) for days in (2, 3, 8))
PROGRAM = """
import time
from pipeline import libraries
libraries.load()
begun = time.perf_counter()
{steps}
print("seconds", time.perf_counter() - begun)
"""
COLLECT = """
from datetime import datetime
from pipeline import clock, collect, phases, weeks
at = datetime.fromisoformat('{at}')
clock.load().set(at)
collect.at_moment(weeks.Moment(at, phases.all_contracts()))
"""
BUILD = """
from datetime import datetime
from pipeline import phases
at = datetime.fromisoformat('{at}')
for step in (phases.stage, phases.judge_landing, phases.build):
    step(at)
"""
EVERYTHING = """
from datetime import datetime
from pipeline import phases
from warehouse import dbt
from warehouse.connection import connect
at = datetime.fromisoformat('{at}')
dbt.build(phases.STEPS['stage'], cutoff=at, full_refresh=True)
with connect('transformer') as connection:
    connection.execute('delete from quality.row_judgement')
phases.judge_landing(at)
dbt.build(phases.STEPS['build'], cutoff=at, full_refresh=True)
"""


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    seconds: float
    read: int
    written: int


def run(scale: int) -> list[Result]:
    """An ordinary day, a day on which nothing came, a week in one piece, and everything anew, of one county."""
    days = {}
    with _history(3 * scale):
        for name, moment, program in (("a day", WEDNESDAY, COLLECT + BUILD), ("a day", THURSDAY, BUILD),
                                      ("a week at once", NEXT_TUESDAY, COLLECT + BUILD)):
            landed = _landed()
            cost = _cost(program.format(at=moment))
            days[f"{name} with {_landed() - landed:,} new rows"] = cost
        full = _cost(EVERYTHING.format(at=NEXT_TUESDAY))
    return [_result(name, cost, full) for name, cost in days.items()]


def _result(what: str, own: Cost, full: Cost) -> Result:
    volume = f"read {own.read:,} of {full.read:,}, written {own.written:,} of {full.written:,} rows"
    return Result(what, volume, "everything anew", own.seconds, full.seconds, None)


@contextmanager
def _history(weeks: int) -> Iterator[None]:
    """A home with that many weekly reports; the departments go on delivering after them."""
    home = Path(tempfile.mkdtemp(prefix="food-safety-bench-", dir="/var/tmp"))
    home.chmod(0o755)
    first = f"{Week(LAST).start - timedelta(weeks=weeks - 1):%G-W%V}"
    own = {"WAREHOUSE_HOME": str(home), "REPORTS_DIR": str(home / "reports"), "DEMO_FROM": first,
           "DEMO_TO": str(Week(LAST).next.next)}
    before = {key: os.environ.get(key) for key in (*own, "WAREHOUSE_URL")}
    os.environ.pop("WAREHOUSE_URL", None)
    use_settings(own)
    try:
        run_python(["-m", "demo", "up"])
        run_python(["-m", "pipeline", "catchup", "--from", first, "--to", LAST])
        with connect("postgres", autocommit=True) as owner:
            owner.execute("alter system set autovacuum = off")
            owner.execute("select pg_reload_conf()")
            owner.execute("vacuum analyze")
        yield
    finally:
        run_python(["-m", "demo", "stop"])
        run_python(["-m", "warehouse", "down"])
        use_settings(before)
        shutil.rmtree(home, ignore_errors=True)


def _cost(steps: str) -> Cost:
    """Seconds and rows of a program in a process of its own. It is run once: a day comes only once."""
    read, written = _counted()
    printed = run_python(["-c", PROGRAM.format(steps=steps)])
    read_after, written_after = _counted()
    return Cost(float(printed.split()[-1]), read_after - read, written_after - written)


def _counted() -> tuple[int, int]:
    """Rows read and written so far, when everybody else has left: a backend reports the last of its own as it ends.

    Raises:
        RuntimeError: somebody is still connected after PATIENCE seconds.
    """
    give_up = clock.monotonic() + PATIENCE
    with connect("transformer", autocommit=True) as connection:
        while connection.execute(_OTHERS).fetchone()[0]:
            if clock.monotonic() > give_up:
                raise RuntimeError(f"the warehouse is still in use after {PATIENCE} s")
            clock.sleep(0.2)
        return connection.execute(
            "select tup_returned + tup_fetched, tup_inserted + tup_updated + tup_deleted"
            " from pg_stat_database where datname = current_database()").fetchone()


def _landed() -> int:
    with connect("transformer") as connection:
        return connection.execute("select coalesce(sum(landed_rows), 0)::bigint from quality.submission_ledger"
                                  " where county_code = %s", [CODE]).fetchone()[0]
