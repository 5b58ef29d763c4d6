"""The agriculture bureau's database: base tables with every row version, lookup tables, and views at the demo clock.

What the office may read is one view per dataset, as the contracts name them (V_NCP_SCZT …), and `demo_clock`
(one row, `now_ts`). Dates are VARCHAR, some codes come out of a lookup table, deleted rows stay visible with
IS_DELETED = '1'. The reading account sees views only, has four sessions, and loses its access or a column while
a fault of `World.outages` is active. Works on PostgreSQL and on MariaDB.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, create_engine, make_url

from contracts import Contract
from demo import state
from demo.systems import database_schema as schema
from demo.systems.database_account import (
    READER,
    ensure_database,
    ensure_reader,
    let_in,
    reader_of,
    reader_url,
    shut_out,
)
from demo.systems.defects import Outage, SourceFault
from demo.systems.dirt import Dirt, clean_values, raw_of
from demo.systems.gazetteer import Gazetteer
from warehouse import settings
from warehouse.errors import SettingsError

SUBMITTER = "agriculture"
OWNER_URL = "DEMO_AGRICULTURE_OWNER_URL"
READER_URL = "DEMO_AGRICULTURE_URL"


def single_account() -> bool:
    """Whether DEMO_AGRICULTURE_URL alone was set, so that one account both builds and reads the database."""
    values = settings.load()
    reading = values.get(READER_URL)
    return not values.get(OWNER_URL) and bool(reading) and make_url(reading).username != READER


def owner_url(county: str = "") -> str:
    """Account that builds a county's agriculture database.

    DEMO_AGRICULTURE_OWNER_URL if set; else DEMO_AGRICULTURE_URL when somebody set it to another account than the
    reading one; else the embedded server's `demo_agriculture`. A further county has a database of its own beside it.
    """
    values = settings.load()
    given = values.get(READER_URL) if single_account() else values.get(OWNER_URL)
    url = make_url(given) if given else settings.url("postgres", "demo_agriculture")
    own = url.set(database=f"{url.database}_{county}") if county else url
    return own.render_as_string(hide_password=False)


def setting_of(county: str = "") -> str:
    """Name of the setting under which the reading account's URL is published."""
    return f"{READER_URL}_{county}" if county else READER_URL


def deliver(frames: dict[str, pd.DataFrame], contracts: Iterable[Contract], seed: int, outages: Iterable[Outage],
            gazetteer: Gazetteer, places: state.Places, raw_values: Sequence[tuple] = ()) -> dict[str, int]:
    """Build the database anew and let the reading account in.

    Args:
        frames: canonical frames by dataset.
        contracts: contracts of form sql; those without a frame get an empty view.
        seed: the demo's seed.
        outages: faults of the world.
        gazetteer: names of the county's places.
        places: the county's places, where faults and views are noted for `set_clock`.
        raw_values: see `World.raw_values`.

    Returns:
        Row versions per dataset.

    Raises:
        SettingsError: the database cannot be reached.
    """
    url, reader = owner_url(places.county), reader_of(places.county)
    raw = {contract.dataset: raw_of(contract.dataset, raw_values) for contract in contracts}
    plans = [schema.plan(contract, frames.get(contract.dataset), {name for _, name in raw[contract.dataset]})
             for contract in contracts]
    own_account = not single_account()
    ensure_database(url)
    engine = _engine(url)
    try:
        with engine.begin() as session:
            schema.rebuild(session, plans)
            for plan in plans:
                dirt = Dirt(plan.contract, seed, "sql", gazetteer.writings, gazetteer.county_name,
                            raw[plan.contract.dataset])
                schema.fill(session, plan, _rows(plan, dirt, frames.get(plan.contract.dataset)))
            if own_account:
                ensure_reader(session, reader, settings.load().secret("DEMO_DB_PASSWORD"))
            schema.create_views(session, plans, {}, reader if own_account else "")
    finally:
        engine.dispose()
    _note(places, plans, [outage for outage in outages if outage.submitter == SUBMITTER])
    if own_account or places.county:
        reading = reader_url(url, reader, settings.load().secret("DEMO_DB_PASSWORD")) if own_account else url
        state.publish({setting_of(places.county): reading}, places.home)
    return {plan.contract.dataset: len(frames.get(plan.contract.dataset, ())) for plan in plans}


def _rows(plan: schema.BasePlan, dirt: Dirt, frame: pd.DataFrame | None) -> list[tuple[Any, ...]]:
    """Row versions as the base table stores them."""
    if frame is None or frame.empty:
        return []
    frame = frame.reset_index(drop=True)
    shown, verbatim = dirt.frame(frame), dirt.verbatim(frame)
    columns = []
    for item in plan.contract.fields:
        values = shown[item.name]
        if item.name in plan.typed:
            values = clean_values(frame[item.name])
        elif item.name in plan.lookups:
            numbers = plan.lookups[item.name]
            values = [written if (row, item.name) in verbatim else numbers.get(value, written)
                      for row, (value, written) in enumerate(zip(clean_values(frame[item.name]), values, strict=True))]
        columns.append(values)
    newest = ~frame.duplicated("_key" if "_key" in frame else list(plan.contract.key), keep="last")
    last = (newest & frame["_to"].notna()).map({True: 1, False: 0}).tolist()
    return list(zip(*columns, clean_values(frame["_from"]), clean_values(frame["_to"]), last, strict=True))


def _note(places: state.Places, plans: list[schema.BasePlan], outages: list[Outage]) -> None:
    """What `set_clock` needs later, without the password."""
    path = places.agriculture_state
    path.parent.mkdir(parents=True, exist_ok=True)
    noted = {"outages": [outage.as_json() for outage in outages], "applied": [],
             "plans": [plan.contract.dataset for plan in plans]}
    settings.write_whole(path, json.dumps(noted, ensure_ascii=False, indent=1))


def set_clock(moment: datetime, home: Path | None = None) -> None:
    """Move every county's database to a moment: views show what was held then, faults of that moment come or go.

    Does nothing before the first delivery.

    Raises:
        SettingsError: a database cannot be reached.
    """
    for places in (state.places(home), *state.further(home)):
        if places.agriculture_state.exists():
            _move(places, moment)


def _move(places: state.Places, moment: datetime) -> None:
    path = places.agriculture_state
    noted = json.loads(path.read_text())
    outages = [Outage.from_json(entry) for entry in noted["outages"]]
    active = [number for number, outage in enumerate(outages) if outage.active(moment)]
    engine = _engine(owner_url(places.county))
    try:
        with engine.begin() as session:
            schema.set_clock(session, moment)
            if active != noted["applied"]:
                _apply(session, [outages[number] for number in active], noted["plans"], reader_of(places.county))
    finally:
        engine.dispose()
    if active != noted["applied"]:
        settings.write_whole(path, json.dumps({**noted, "applied": active}, ensure_ascii=False, indent=1))


def _apply(session: Any, active: list[Outage], datasets: list[str], reader: str) -> None:
    """Bring views and the account's access to what the active faults leave of them."""
    import contracts  # the clock moves in processes that have no contracts loaded yet

    plans = [schema.plan(contract, None) for contract in contracts.load_all() if contract.dataset in datasets]
    structural = {outage.dataset: outage for outage in active
                  if outage.kind in (SourceFault.MISSING_FIELD, SourceFault.RENAMED_FIELD, SourceFault.UNKNOWN_FIELDS)}
    schema.create_views(session, plans, structural, reader, broken={
        outage.dataset for outage in active if outage.kind == SourceFault.SERVER_ERROR})
    kinds = {outage.kind for outage in active}
    if kinds & {SourceFault.UNREACHABLE, SourceFault.UNAUTHORISED}:
        shut_out(session, reader, unauthorised=SourceFault.UNAUTHORISED in kinds)
    else:
        let_in(session, reader)


def _engine(url: str) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=False)
    except Exception as error:
        raise SettingsError(f"{OWNER_URL} or {READER_URL} is no database address: {error}",
                            fix="write mysql+pymysql://user:password@host/database or leave both out") from error
