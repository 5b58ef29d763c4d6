"""Fingerprints: what a report was made from, and how far the warehouse has been built from it.

The same deliveries, cut-off, rule set and release give the same report; so a cycle that was closed with the same
three fingerprints need not be run again. A fingerprint is kept per cut-off, over all counties.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psycopg

from warehouse import reference, reference_versions, settings
from warehouse.connection import connect

BUILT, PUBLISHED = "已建模", "已发布"
#: Files whose change may change a figure, a finding or the report without any new delivery.
PROGRAM = ("contracts", "dbt_project/models", "dbt_project/macros", "dbt_project/snapshots", "dbt_project/tests",
           "dbt_project/dbt_project.yml", "expectations", "report", "warehouse/migrations")
#: The part of it that decides figures, whatever the rules say.
COMPUTING = tuple(place for place in PROGRAM if place not in ("expectations", "report", "dbt_project/tests"))
SEEN = """
select coalesce(md5(string_agg(line, E'\\n' order by line collate "C")), 'nothing') from (
    select concat_ws('|', 'delivery', county_code, submission_id) as line
    from quality.submission_ledger where received_at <= %(cutoff)s
    union all
    select distinct concat_ws('|', 'attempt', county_code, dataset, stream, period, outcome)
    from quality.attempt where attempted_at <= %(cutoff)s and outcome <> 'ok'
    union all
    select concat_ws('|', 'reply', county_code, fingerprint, replied_at, conclusion)
    from quality.finding_reply where replied_at <= %(cutoff)s
    union all
    select concat_ws('|', 'waiver', county_code, fingerprint, granted_at, kind, expires_on)
    from quality.waiver where granted_at <= %(cutoff)s
) as everything_seen
"""
CLOSE = """
insert into quality.cycle (
    county_code, cutoff, week, input_hash, rule_set_hash, release, reference_hash, program_hash, closed_at
)
values (%s, %s, %s, %s, %s, %s, %s, %s, localtimestamp(0))
on conflict (county_code, cutoff) do update set
    week = excluded.week, input_hash = excluded.input_hash, rule_set_hash = excluded.rule_set_hash,
    release = excluded.release, reference_hash = excluded.reference_hash, program_hash = excluded.program_hash,
    closed_at = excluded.closed_at
"""


@dataclass(frozen=True)
class Fingerprint:
    """What one cut-off's cycle depends on."""

    cutoff: datetime
    input_hash: str
    rule_set_hash: str
    release: str


def fingerprint(cutoff: datetime) -> Fingerprint:
    """The fingerprint of a cycle as things are now."""
    with connect("transformer") as connection:
        seen = connection.execute(SEEN, {"cutoff": cutoff}).fetchone()[0]
    composed = hashlib.sha256((seen + reference.fingerprint(settings.load())).encode()).hexdigest()
    return Fingerprint(cutoff, composed, rule_set_hash(), release())


@cache
def rule_set_hash() -> str:
    """sha256 over the rule catalogue and the rules' SQL, as expectations defines it."""
    from expectations import catalogue

    return catalogue.fingerprint()


@cache
def release() -> str:
    """Version of the program with a short hash over the files that decide figures and findings."""
    try:
        number = version("food-safety-warehouse")
    except PackageNotFoundError:
        number = _project_version()
    return f"{number}+{_digest(PROGRAM)[:10]}"


@cache
def program_hash() -> str:
    """Short hash over the files that decide figures: another one may give other figures from the same rows."""
    return _digest(COMPUTING)[:16]


def closed(mark: Fingerprint) -> bool:
    """Whether every county's cycle was closed with this fingerprint."""
    with connect("transformer") as connection:
        rows = connection.execute(
            "select input_hash, rule_set_hash, release from quality.cycle where cutoff = %s", [mark.cutoff]).fetchall()
    return bool(rows) and all(row == (mark.input_hash, mark.rule_set_hash, mark.release) for row in rows)


def close(mark: Fingerprint, week: str, counties: list[str]) -> None:
    """Record that the cycle has been run to its report with this fingerprint, and keep its reference data."""
    kept = reference_versions.keep(settings.load())
    with connect("transformer") as connection:
        for county in counties:
            connection.execute(CLOSE, [county, mark.cutoff, week, mark.input_hash, mark.rule_set_hash, mark.release,
                                       kept, program_hash()])


def reopen(cutoff: datetime) -> None:
    """A cycle has to be run again because an earlier one changed."""
    with connect("transformer") as connection:
        connection.execute("delete from quality.cycle where cutoff = %s", [cutoff])


def newest_closed() -> datetime | None:
    """The newest cut-off whose cycle has been closed."""
    with connect("transformer") as connection:
        return connection.execute("select max(cutoff) from quality.cycle").fetchone()[0]


def reference_hash() -> str:
    """Fingerprint of the composed reference data and of how its columns are declared."""
    declared = _digest(("dbt_project/seeds",))
    return hashlib.sha256((reference.fingerprint(settings.load()) + declared).encode()).hexdigest()


def reference_is_loaded(mark: str) -> bool:
    """Whether schema `reference` was loaded from exactly this reference data."""
    with connect("transformer") as connection:
        return connection.execute(
            "select 1 from quality.reference_loaded where fingerprint = %s", [mark]).fetchone() is not None


def reference_loaded(mark: str) -> None:
    """Remember what schema `reference` was loaded from, and keep it as a version."""
    reference_versions.keep(settings.load())
    with connect("transformer") as connection:
        connection.execute("delete from quality.reference_loaded")
        connection.execute("insert into quality.reference_loaded (fingerprint, loaded_at)"
                           " values (%s, localtimestamp(0))", [mark])


def standing() -> tuple[Fingerprint, str] | None:
    """What the warehouse's layers were last built from, and the last finished step; None while none is whole."""
    with connect("transformer") as connection:
        row = connection.execute(
            "select cutoff, input_hash, rule_set_hash, release, step from quality.standing").fetchone()
    return (Fingerprint(*row[:4]), row[4]) if row else None


def stands(mark: Fingerprint, step: str) -> bool:
    """Whether the warehouse has reached a step (built, published) from exactly these inputs."""
    now = standing()
    return now is not None and now[0] == mark and (now[1] == step or now[1] == PUBLISHED)


def forget_standing() -> None:
    """A step begins: until it ends the layers stand at no cut-off."""
    with connect("transformer") as connection:
        connection.execute("delete from quality.standing")


def reach(mark: Fingerprint, step: str) -> None:
    """A step has ended: the layers stand at this cut-off."""
    with connect("transformer") as connection:
        _replace_standing(connection, mark, step)


def _replace_standing(connection: psycopg.Connection, mark: Fingerprint, step: str) -> None:
    connection.execute("delete from quality.standing")
    connection.execute(
        "insert into quality.standing (cutoff, input_hash, rule_set_hash, release, step, reached_at)"
        " values (%s, %s, %s, %s, %s, localtimestamp(0))",
        [mark.cutoff, mark.input_hash, mark.rule_set_hash, mark.release, step])


def _digest(places: tuple[str, ...]) -> str:
    root, digest = settings.load().root, hashlib.sha256()
    for path in sorted(file for place in places for file in _files(root / place)):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return [path for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts]


def _project_version() -> str:
    import tomllib

    return tomllib.loads((settings.load().root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
