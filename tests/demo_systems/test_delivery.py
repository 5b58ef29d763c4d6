"""A whole delivery: the same every time, nothing touched that did not change, and the command line around it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx
import pytest
import small_world
from rendered_inbox import render

from demo import clock, state, systems
from demo.systems import http_process
from demo.systems.defects import FileDefect
from warehouse import server, settings
from warehouse.errors import SettingsError


def _digests(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def delivered(warehouse_home: Path) -> Iterator[Path]:
    """The small world as running systems, stopped afterwards."""
    systems.start(small_world.build(60), warehouse_home, "2026-11-16T06:00")
    yield warehouse_home
    systems.stop(warehouse_home)


def test_the_same_seed_gives_the_same_bytes_in_every_folder(tmp_path: Path):
    first = render(tmp_path / "a", small_world.build(60))
    second = render(tmp_path / "b", small_world.build(60))
    other = render(tmp_path / "c", replace(small_world.build(60), seed=8))
    assert _digests(first.folder) == _digests(second.folder)
    assert _digests(first.folder) != _digests(other.folder)


def test_files_that_did_not_change_are_not_touched_and_those_no_longer_sent_go(tmp_path: Path):
    world = small_world.build(60)
    world.deliveries[0].defects = {FileDefect.PASSWORD: True}
    before = {entry.path: entry.path.stat() for entry in render(tmp_path, world).written}
    world.deliveries.pop()
    again = render(tmp_path, world)
    assert all(entry.path.stat().st_ino == before[entry.path].st_ino for entry in again.written)
    gone = set(before) - {entry.path for entry in again.written}
    assert len(gone) == 1
    assert not gone.pop().exists()


def test_a_file_that_somebody_removed_comes_back_with_its_time(tmp_path: Path):
    world = small_world.build(60)
    entry = render(tmp_path, world).written[0]
    arrived = entry.path.stat().st_mtime
    entry.path.unlink()
    render(tmp_path, world)
    assert entry.path.stat().st_mtime == arrived


def test_two_files_of_one_name_both_arrive(tmp_path: Path):
    world = small_world.build(20)
    world.deliveries = [small_world.FileDelivery("AH05", "2026-W45", datetime(2026, 11, day)) for day in (9, 10)]
    names = [entry.path.name for entry in render(tmp_path, world).written]
    assert names == ["2026年第45周无害化处理台账.xlsx", "2026年第45周无害化处理台账（2）.xlsx"]


def test_starting_publishes_the_addresses_that_the_deployment_names(delivered: Path):
    values = settings.load()
    assert httpx.get(values.get("DEMO_MARKET_URL") + "/health", trust_env=False).status_code == 200
    assert values.get("DEMO_AGRICULTURE_URL").startswith("postgresql+psycopg://demo_reader:")
    assert Path(values.get("DEMO_INBOX")).is_dir()
    assert values.get("DEMO_FIRST_WEEK") == small_world.WEEKS[0]
    assert clock.now(delivered) == datetime(2026, 11, 16, 6)
    assert values.secrets_file.stat().st_mode & 0o077 == 0


def test_starting_twice_keeps_the_one_process(delivered: Path):
    pid = state.places(delivered).http_state.read_text()
    assert http_process.start(delivered) == settings.load().get("DEMO_MARKET_URL")
    assert state.places(delivered).http_state.read_text() == pid


def test_the_platform_keeps_its_port_over_a_restart(delivered: Path):
    before = http_process.base_url(delivered)
    assert systems.stop(delivered)
    assert not systems.stop(delivered)
    assert http_process.start(delivered) == before


def test_the_command_line_shows_and_sets_the_clock_and_says_what_runs(delivered: Path):
    run = {"cwd": settings.ROOT, "env": {**os.environ, "WAREHOUSE_HOME": str(delivered)}, "text": True, "check": True}
    said = subprocess.run([sys.executable, "-m", "demo", "clock", "2026-11-17T10:00"], capture_output=True, **run)
    assert "2026-11-17 10:00:00" in said.stdout
    said = subprocess.run([sys.executable, "-m", "demo", "status"], capture_output=True, **run)
    assert http_process.base_url(delivered) in said.stdout
    assert "2026-11-17 10:00:00" in said.stdout


def test_a_clock_with_a_zone_or_without_a_delivery_is_refused(tmp_path: Path):
    with pytest.raises(SettingsError, match="leave out the zone"):
        clock.set_now("2026-11-17T10:00+08:00", tmp_path)
    with pytest.raises(SettingsError, match="python -m demo deliver"):
        clock.now(tmp_path)


def test_the_embedded_server_is_the_default_home_of_the_agriculture_database(delivered: Path):
    assert server.is_running(settings.load())
    assert settings.load().get("DEMO_AGRICULTURE_OWNER_URL") == ""
