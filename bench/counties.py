"""Many counties in one warehouse: loading, building and judging, beside one county's seconds times the rows.

Each number of counties gets a home of its own under /var/tmp, in which the demonstration delivers one week. Steps are
timed as fresh processes, as tasks of Airflow are; set-up and reference data are not.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.building import WEEK, raw_rows, run_python, use_settings
from bench.measure import Result

#: Counties in one warehouse, beside one.
SCALES = (8,)
#: Wall time may grow as rows do, no faster.
AIM = 1.0
STEPS = {"loading": "ingest", "building": "build", "judging and publishing": "judge"}
_READY = ("from rich.console import Console; from pipeline import main_job;"
          " main_job.prepare(Console(quiet=True))")


def run(scale: int) -> list[Result]:
    """Each step at so many counties, beside one county's seconds × (rows ÷ one county's rows)."""
    one, many = _seconds(1), _seconds(scale)
    growth = many["rows"] / one["rows"]
    volume = f"{scale} counties, {many['rows']:,.0f} raw rows"
    results = [Result(step, volume, f"1 county, {one[step]:.1f} s × {growth:.2f}", many[step], one[step] * growth, AIM)
               for step in STEPS]
    whole = [sum(seconds[step] for step in STEPS) for seconds in (many, one)]
    return [*results, Result("all of it", volume, f"1 county, {whole[1]:.1f} s × {growth:.2f}", whole[0],
                             whole[1] * growth, AIM)]


def _seconds(counties: int) -> dict[str, float]:
    """Wall seconds of every step at so many counties, and `rows`: raw rows that were landed."""
    with _delivered(counties):
        seconds = {}
        for step, command in STEPS.items():
            started = time.perf_counter()
            run_python(["-m", "pipeline", command, WEEK])
            seconds[step] = time.perf_counter() - started
        return {**seconds, "rows": float(raw_rows())}


@contextmanager
def _delivered(counties: int) -> Iterator[None]:
    """Settings of this process point at a home in which that many counties deliver and the warehouse is ready."""
    home = Path(tempfile.mkdtemp(prefix=f"food-safety-bench-{counties}-", dir="/var/tmp"))
    home.chmod(0o755)
    own = {"WAREHOUSE_HOME": str(home), "REPORTS_DIR": str(home / "reports"), "DEMO_COUNTIES": str(counties),
           "DEMO_VARIANT": "ordinary", "DEMO_FROM": WEEK, "DEMO_TO": WEEK}
    before = {key: os.environ.get(key) for key in (*own, "WAREHOUSE_URL", "DEPLOYMENT")}
    use_settings({"WAREHOUSE_URL": None, "DEPLOYMENT": None, **own})
    try:
        run_python(["-m", "demo", "up"])
        run_python(["-c", _READY])
        use_settings({})
        yield
    finally:
        run_python(["-m", "demo", "stop"])
        run_python(["-m", "warehouse", "down"])
        use_settings(before)
        shutil.rmtree(home, ignore_errors=True)
