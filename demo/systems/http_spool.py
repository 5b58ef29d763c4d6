"""Market supervision, first half: every row version rendered once as the JSON that the platform serves.

The spool is one Parquet file per dataset (begins, ends, last, period, body) and `index.json`; the service only cuts
pages out of it, so a full pull of the county costs milliseconds.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from contracts import Contract
from demo.systems.defects import Outage
from demo.systems.dirt import Dirt, raw_of, uniform
from demo.systems.gazetteer import Gazetteer
from demo.systems.http_pages import Endpoint

FAR = np.iinfo(np.int64).max


def write(folder: Path, frames: dict[str, pd.DataFrame], contracts: Iterable[Contract], seed: int,
          outages: Iterable[Outage], gazetteer: Gazetteer, raw_values: Sequence[tuple] = ()) -> dict[str, int]:
    """Render all REST datasets into `folder`.

    Args:
        folder: the spool; replaced as a whole, so that a running service never reads half of it.
        frames: canonical frames by dataset (contract fields, _from, _to).
        contracts: the contracts delivered by REST; those without a frame are served empty.
        seed: the demo's seed.
        outages: faults of the platform.
        gazetteer: names of the county and its townships.
        raw_values: see `World.raw_values`.

    Returns:
        Row versions per dataset.
    """
    draft = folder.with_name(folder.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    counts, endpoints = {}, []
    for contract in contracts:
        frame = frames.get(contract.dataset)
        dirt = Dirt(contract, seed, "json", gazetteer.writings, gazetteer.county_name,
                    raw_of(contract.dataset, raw_values))
        table = _render(dirt, frame) if frame is not None else _table([], [], [], [], [])
        pq.write_table(table, draft / f"{contract.dataset}.parquet")
        counts[contract.dataset] = table.num_rows
        endpoints.append(Endpoint(contract.dataset, dict(contract.delivery.options),
                                  {field.name: field.source for field in contract.fields}))
    index = {"seed": seed, "endpoints": [asdict(endpoint) for endpoint in endpoints],
             "outages": [outage.as_json() for outage in outages if outage.submitter == "market_supervision"]}
    (draft / "index.json").write_text(json.dumps(index, ensure_ascii=False, default=list, indent=1))
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    return counts


def _render(dirt: Dirt, frame: pd.DataFrame) -> pa.Table:
    """One Arrow row per row version, in key order and then in time order."""
    contract = dirt.contract
    order = [*contract.key, "_from"]
    frame = frame.sort_values(order, kind="stable", key=_sortable).reset_index(drop=True)
    shown, hashes = dirt.frame(frame), dirt.row_hashes(frame)
    columns = {field.source: shown[field.name] for field in contract.fields}
    absent = {source: uniform(hashes, "absent" + source) for source in columns}
    bodies = []
    names = list(columns)
    for row, values in enumerate(zip(*columns.values(), strict=True)):
        record = {name: _null(value, absent[name][row]) for name, value in zip(names, values, strict=True)}
        bodies.append(orjson.dumps({name: value for name, value in record.items() if value is not _MISSING}))
    newest = ~frame.duplicated("_key" if "_key" in frame else list(contract.key), keep="last")
    periods = frame["_period"].astype(object).where(frame["_period"].notna(), None).tolist()
    return _table(bodies, _moments(frame["_from"], 0), _moments(frame["_to"], FAR), newest.tolist(), periods)


_MISSING = object()


def _null(value: Any, draw: float) -> Any:
    """A null is null, an empty text, or a key that is not there."""
    if value is not None:
        return value
    return None if draw < 0.5 else "" if draw < 0.8 else _MISSING


def _sortable(column: pd.Series) -> pd.Series:
    return column if pd.api.types.is_datetime64_any_dtype(column) else column.astype(str)


def _moments(column: pd.Series, missing: int) -> list[int]:
    """Wall time as whole seconds since 1970, `missing` for NaT."""
    stamps = pd.to_datetime(column)
    seconds = stamps.astype("datetime64[s]").astype("int64").to_numpy()
    return np.where(stamps.isna(), missing, seconds).tolist()


def _table(bodies: list[bytes], begins: list[int], ends: list[int], last: list[bool],
           periods: list[str | None]) -> pa.Table:
    return pa.table({"body": pa.array(bodies, pa.binary()), "begins": pa.array(begins, pa.int64()),
                     "ends": pa.array(ends, pa.int64()), "last": pa.array(last, pa.bool_()),
                     "period": pa.array(periods, pa.string())})
