"""Killed at any point and run again, or run twice at once: raw, ledger and archive end as in an undisturbed run."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.extract.books import SLAUGHTER, SLAUGHTER_MERGES, write_xls
from tests.extract.test_inbox import put
from tests.extract.test_landing_files import certificates
from tests.extract.test_rest_reader import entity
from warehouse import settings

NOW = datetime(2026, 11, 23, 10)
ROOT = Path(__file__).resolve().parents[2]
#: Children that have to die, at the named points and at random ones, and throws of the dice for that.
KILLS, MOST_THROWS = 22, 80
HOOKS = ("after COPY, before the archive", "after the archive, before the ledger", "between COPY and ledger",
         "after the ledger, before the commit", "after the commit")


class Zygote:
    """The helper process; see killable.py."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-m", "tests.extract.killable"], cwd=ROOT, text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ))

    def run(self, **command: Any) -> dict[str, Any]:
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(30)


@dataclass(frozen=True)
class Case:
    """One delivery form: its dataset and the connections under which it is delivered."""

    dataset: str
    table: str
    connections: dict[str, Any]


@pytest.fixture(scope="module")
def zygote(module_warehouse) -> Iterator[Zygote]:
    process = Zygote()
    yield process
    process.close()


@pytest.fixture
def rest_case(platform) -> Case:
    platform.records = [entity(n) for n in range(1, 2001)]
    platform.page_delay, platform.now = 0.004, datetime(2026, 11, 23, 6)
    return Case("MS01", "ms_entity", {"market_supervision": platform.connection()})


@pytest.fixture
def sql_case() -> Case:
    url = settings.url("postgres", "demo_agriculture").render_as_string(hide_password=False)
    engine = create_engine(url)
    with engine.begin() as session:
        session.execute(text("drop view if exists v_ncp_sczt"))
        session.execute(text("create view v_ncp_sczt as select 'P' || n as ztm, '川安县第' || n || '合作社' as ztmc, "
                             "'0' as is_deleted, '2026-11-18 09:00:00' as gxsj from generate_series(1, 8000) n"))
    engine.dispose()
    return Case("AG01", "ag_producer", {"agriculture": {"url": url, "clock": "select timestamp '2026-11-23 06:00:00'"}})


@pytest.fixture
def csv_case(inbox_folder, by_dataset) -> Case:
    content = certificates(by_dataset["AH04"], 10_000).encode("gb18030")
    put(inbox_folder, "2026年第47周动物检疫证明.csv", datetime(2026, 11, 23, 9), content)
    return Case("AH04", "ah_quarantine", {"animal_husbandry": {"folder": str(inbox_folder)}})


@pytest.fixture
def workbook_case(inbox_folder, tmp_path) -> Case:
    rows = [*SLAUGHTER[:7], *(SLAUGHTER[6] for _ in range(400)), *SLAUGHTER[7:]]
    made = write_xls(tmp_path / "x.xls", {"城关": (rows, SLAUGHTER_MERGES), "平川": (rows, SLAUGHTER_MERGES)})
    put(inbox_folder, "2026年第47周屠宰检疫统计表.xls", datetime(2026, 11, 23, 9), made.read_bytes())
    return Case("AH03", "ah_slaughter_day", {"animal_husbandry": {"folder": str(inbox_folder)}})


@pytest.fixture(params=["rest_case", "sql_case", "csv_case", "workbook_case"])
def case(request) -> Case:
    return request.getfixturevalue(request.param)


@pytest.fixture
def state(warehouse, case):
    """Empties the warehouse, and says what is in it: every column but the machine's clock, and the originals."""
    connection = warehouse.connect("postgres", autocommit=True)
    root = settings.load().archive

    def clean() -> None:
        connection.execute(f"truncate raw.{case.table}, quality.submission_ledger, quality.attempt, quality.absence")

    def checksum() -> tuple[Any, ...]:
        summed = "select count(*), md5(string_agg(t::text, '' order by t::text)) from ({}) t"
        sums = [
            connection.execute(summed.format(query)).fetchone() for query in (
                f"select * from raw.{case.table}",
                "select to_jsonb(l) - 'landed_at' from quality.submission_ledger l",
                "select to_jsonb(a) - 'started_at' from quality.attempt a",
                "select * from quality.absence",
            )
        ]
        names = connection.execute("select archive_path from quality.submission_ledger").fetchall()
        kept = [hashlib.sha256((root / name).read_bytes()).hexdigest() for (name,) in names]
        return tuple(sums), tuple(kept)

    yield clean, checksum
    connection.close()


def test_any_kill_and_another_run_end_like_an_undisturbed_one(case, state, zygote):
    clean, checksum = state
    command = {"dataset": case.dataset, "connections": case.connections, "now": NOW.isoformat()}
    clean()
    undisturbed = zygote.run(**command)
    assert undisturbed["codes"] == [0]
    expected = checksum()
    assert expected[0][0][0] > 0
    dice, killed, seconds = random.Random(case.dataset), 0, undisturbed["seconds"]
    for throw in range(len(HOOKS) + MOST_THROWS):
        if killed == KILLS:
            break
        disturbance = {"hook": HOOKS[throw]} if throw < len(HOOKS) else {"delay": dice.uniform(0, seconds)}
        clean()
        ended = zygote.run(**command, **disturbance)
        if ended["codes"] == [-9]:
            killed += 1
        else:
            # Done before its time, it counts for nothing, but tells how long a run takes when the machine is less busy.
            seconds = min(seconds, ended["seconds"])
        assert zygote.run(**command)["codes"] == [0], disturbance
        assert checksum() == expected, disturbance
    assert killed == KILLS, f"only {killed} children died before they were done"


def test_two_runs_at_once_end_like_one(case, state, zygote):
    clean, checksum = state
    command = {"dataset": case.dataset, "connections": case.connections, "now": NOW.isoformat()}
    clean()
    zygote.run(**command)
    expected = checksum()
    for _ in range(4):
        clean()
        assert zygote.run(**command, at_once=2)["codes"] == [0, 0]
        assert checksum() == expected
