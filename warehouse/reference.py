"""Reference data: the project's default seeds overlaid with the deployment's own rows.

A deployment overrides or extends a default seed by a CSV file of the same name; rows with the same key replace
the default, others are added. dbt loads the composed folder (environment variable SEED_DIR).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import yaml

from warehouse import deployment, workdays
from warehouse.errors import SettingsError
from warehouse.settings import Settings

Rows = list[dict[str, str]]
#: Seeds that this process takes instead of the composed ones.
_INSTEAD: ContextVar[Path | None] = ContextVar("seeds taken instead", default=None)


@contextmanager
def instead(folder: Path) -> Iterator[None]:
    """Take the seeds of a folder for today's: for computing the past with the reference data of its time."""
    token = _INSTEAD.set(folder)
    try:
        yield
    finally:
        _INSTEAD.reset(token)


def files(settings: Settings) -> list[Path]:
    """The seeds in force, in order of name."""
    return sorted((_INSTEAD.get() or settings.home / "seeds").glob("*.csv"))


def compose(settings: Settings) -> Path:
    """Write the effective seeds under the home folder; where others are taken instead, those are left as they are.

    Returns:
        The folder for dbt's `seed-paths`.

    Raises:
        SettingsError: an override names a column that the default does not have.
    """
    if taken := _INSTEAD.get():
        return taken
    defaults, overrides = settings.root / "dbt_project" / "seeds", settings.deployment / "seeds"
    target = settings.home / "seeds"
    target.mkdir(parents=True, exist_ok=True)
    wanted = {path.name: path for path in sorted(defaults.glob("*.csv"))}
    for path in sorted(overrides.glob("*.csv")):
        if path.name not in wanted and path.name != "workday.csv":
            raise SettingsError(f"{path} overrides no known seed; known: {', '.join(sorted(wanted))}")
    keys = seed_keys(defaults)
    for name, path in wanted.items():
        header, rows = read(path)
        if (overrides / name).exists():
            rows = _overlay(rows, overrides / name, header, keys.get(path.stem, header[:1]))
        write(target / name, header, rows)
    _write_workdays(target / "workday.csv")
    _write_counties(target / "county.csv", settings)
    for path in defaults.glob("*.yml"):
        _write_text(target / path.name, path.read_text(encoding="utf-8"))
    for stale in {path.name for path in target.glob("*.csv")} - set(wanted) - {"workday.csv"}:
        (target / stale).unlink()
    return target


def fingerprint(settings: Settings) -> str:
    """sha256 over the composed seeds: part of what a report's input hash names."""
    digest = hashlib.sha256()
    for path in files(settings):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def seed_keys(folder: Path) -> dict[str, list[str]]:
    """Key columns per seed, declared in the seeds' yml as `config: meta: key`."""
    keys: dict[str, list[str]] = {}
    for path in folder.glob("*.yml"):
        for seed in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("seeds", []):
            key = seed.get("config", {}).get("meta", {}).get("key")
            if key:
                keys[seed["name"]] = key
    return keys


def _overlay(rows: Rows, path: Path, header: list[str], key: list[str]) -> Rows:
    own_header, own_rows = read(path)
    unknown = set(own_header) - set(header)
    if unknown:
        raise SettingsError(f"{path} has unknown columns {sorted(unknown)}; expected {header}")
    merged = {tuple(row[column] for column in key): row for row in rows}
    for row in own_rows:
        identity = tuple(row[column] for column in key)
        merged[identity] = {**dict.fromkeys(header, ""), **merged.get(identity, {}), **row}
    return list(merged.values())


def _write_workdays(path: Path) -> None:
    write(path, ["day", "is_workday", "holiday_name", "is_published"], [
        {"day": day.day.isoformat(), "is_workday": str(day.is_workday).lower(),
         "holiday_name": day.holiday_name, "is_published": str(day.is_published).lower()}
        for day in workdays.calendar()
    ])


def _write_counties(path: Path, settings: Settings) -> None:
    described = deployment.load(settings.deployment)
    write(path, ["county_code", "county_name", "province_code", "first_week", "prefecture_code", "prefecture_name"], [
        {"county_code": county.code, "county_name": county.name, "province_code": county.province_code,
         "first_week": county.first_week, "prefecture_code": county.prefecture_code,
         "prefecture_name": described.prefecture_name(county)}
        for county in described.counties
    ])


def read(path: Path) -> tuple[list[str], Rows]:
    """Header and rows of a seed; lines that begin with # are remarks."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(line for line in handle if not line.startswith("#"))
        return list(reader.fieldnames or []), list(reader)


def write(path: Path, header: list[str], rows: Rows) -> None:
    """Write a seed, unless it holds the same already."""
    import io

    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    _write_text(path, buffer.getvalue())


def _write_text(path: Path, text: str) -> None:
    """Write only what changed, so that dbt's state comparison sees unchanged seeds as unchanged."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
