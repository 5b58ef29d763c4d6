"""A simulated county run end to end in processes of its own, as `make run` would, in a home of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd
import psycopg
from sqlalchemy import Engine, create_engine

import contracts
from demo import counties, faults, world
from demo.faults.answer_key import AnswerKey
from demo.world.model import World
from warehouse import settings

SEED = 620899
COUNTY = "620899"
#: The second county of the half year's warehouse.
CLEAN = "620898"
#: Longest that a run, or a test that waits for one, may take, in seconds.
PATIENCE = 3600
_OURS = ("WAREHOUSE_", "DEMO_", "REPORTS_DIR", "AIRFLOW")


def owed_weekly(submitter: str) -> set[str]:
    """Datasets that the submitter owes for every week."""
    return {contract.dataset for contract in contracts.load_all() if contract.submitter == submitter
            and any(stream.period_type == "week" for stream in contract.streams)}


@dataclass
class County:
    """One county, or several in one warehouse, over some weeks.

    Attributes:
        variant: `clean`, `ordinary` or `faulted`.
        first, last: ISO weeks that the base run reports.
        world_to: last week for which the departments deliver; later weeks are left for a test to run.
        counties: how many counties one warehouse holds; `variant` then names one variant for each.
    """

    variant: str
    first: str
    last: str
    world_to: str = ""
    counties: int = 1
    home: Path = field(init=False)
    _base: Future[None] | None = None
    _urls: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world_to = self.world_to or self.last
        # The embedded server runs as another user, who must be able to pass.
        self.home = Path(tempfile.mkdtemp(prefix=f"food-safety-{self.variant.replace(',', '-')}-", dir="/var/tmp"))
        self.home.chmod(0o755)
        own = {"WAREHOUSE_HOME": str(self.home / "warehouse"), "REPORTS_DIR": str(self.reports), "PYTHONUTF8": "1",
               "DEMO_VARIANT": self.variant, "DEMO_FROM": self.first, "DEMO_TO": self.world_to,
               "DEMO_SEED": str(SEED), "DEMO_COUNTIES": str(self.counties)}
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | own

    @property
    def reports(self) -> Path:
        return self.home / "reports"

    @property
    def inbox(self) -> Path:
        return self.home / "warehouse" / "demo" / "inbox"

    def run(self, module: str, *words: str, timeout: int = PATIENCE, **environment: str) -> str:
        """Run `python -m <module> <words>` for this county, with more settings; its output.

        Raises:
            AssertionError: it did not end with 0; the message holds the end of its output.
        """
        done = subprocess.run([sys.executable, "-m", module, *words], cwd=settings.ROOT, timeout=timeout, text=True,
                              env=self._environment | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, f"{self.variant}: {module} {' '.join(words)}\n{done.stdout[-6000:]}"
        return done.stdout

    def begin(self, executor: Executor) -> None:
        """Start the base run in the background."""
        self._base = executor.submit(self._run_base)

    def _run_base(self) -> None:
        self.run("demo", "up")
        self.run("pipeline", "catchup", "--from", self.first, "--to", self.last)

    def finished(self) -> County:
        """This county when its base run has ended.

        Raises:
            AssertionError: the base run failed.
        """
        assert self._base is not None
        self._base.result(timeout=PATIENCE)
        return self

    def url(self, role: str = "transformer") -> str:
        """SQLAlchemy URL of the warehouse, as `make url` prints it."""
        if role not in self._urls:
            self._urls[role] = self.run("warehouse", "url", "--role", role, timeout=120).strip().splitlines()[-1]
        return self._urls[role]

    @cached_property
    def engine(self) -> Engine:
        return create_engine(self.url())

    def connect(self, role: str) -> psycopg.Connection:
        """A connection as one of the warehouse's roles."""
        return psycopg.connect(self.url(role).replace("+psycopg", ""))

    def query(self, statement: str, **values: object) -> pd.DataFrame:
        """Rows of a query as the transformer."""
        return pd.read_sql_query(statement, self.engine, params=values or None)

    def execute(self, statement: str, values: Iterable[object] = ()) -> list[tuple]:
        with self.connect("transformer") as connection:
            return connection.execute(statement, list(values)).fetchall()

    @cached_property
    def planted(self) -> tuple[World, AnswerKey | None]:
        """The world that the departments show, built once more, and the key where faults are planted."""
        return self.all_planted[0]

    @cached_property
    def all_planted(self) -> list[tuple[World, AnswerKey | None]]:
        """The same for every county of the warehouse, the first one first."""
        own = settings.Settings(settings.ROOT, self.home / "warehouse", self._environment)
        folder = self.home / "warehouse" / "demo" / "deployment" if self.counties > 1 else None
        worlds = [world.build(one.seed, one.variant, self.first, self.world_to, folder, one.code)
                  for one in counties.chosen(own)]
        return [(built, faults.plant(built) if built.variant == "faulted" else None) for built in worlds]

    def cutoffs(self) -> list[pd.Timestamp]:
        """Cut-offs at which a report was drawn, in order."""
        rows = self.execute("select cutoff from quality.judgement where county_code = %s order by cutoff", [COUNTY])
        return [pd.Timestamp(row[0]) for row in rows]

    def close(self) -> None:
        """Stop what runs and remove the home."""
        if "engine" in self.__dict__:
            self.engine.dispose()
        for module, word in (("demo", "stop"), ("warehouse", "down")):
            subprocess.run([sys.executable, "-m", module, word], cwd=settings.ROOT, env=self._environment,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        shutil.rmtree(self.home, ignore_errors=True)
