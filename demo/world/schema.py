"""What the world's frames take from the contracts: fields and types, keys, modes; and the shape of a frame."""

from __future__ import annotations

from functools import cache

import pandas as pd

import contracts
from contracts.model import Contract, Stream

META = ("_from", "_to", "_period", "_sheet", "_key")
_KINDS = {
    "date": "datetime64[s]",
    "timestamp": "datetime64[s]",
    "integer": "Int64",
    "number": "float64",
    "boolean": "boolean",
}


@cache
def _contracts() -> dict[str, Contract]:
    return {contract.dataset: contract for contract in contracts.load_all()}


def contract(dataset: str) -> Contract:
    """The contract of a dataset such as `MS01`."""
    return _contracts()[dataset]


def mode(dataset: str) -> str:
    """`snapshot`, `period` or `upsert`."""
    return contract(dataset).mode


def key(dataset: str) -> tuple[str, ...]:
    """Primary key fields."""
    return contract(dataset).key


def submitter(dataset: str) -> str:
    """Code of the department that sends the dataset."""
    return contract(dataset).submitter


def period_type(dataset: str) -> str:
    """`week`, `month`, `quarter`, `half` or `year`: the period of the dataset's (first) obligation."""
    return contract(dataset).streams[0].period_type


def period_types(dataset: str) -> tuple[str, ...]:
    """The period of each of the dataset's obligations; no two of them are alike."""
    return tuple(stream.period_type for stream in contract(dataset).streams)


def held_by(stream: Stream, dataset: str, rows: pd.DataFrame) -> pd.Series:
    """Which rows belong to one stream of the dataset: those of its codes, or those of no other stream's."""
    mine = pd.Series(stream.holds is None, index=rows.index)
    for other in contract(dataset).streams:
        if other.holds is not None and (other == stream or stream.holds is None):
            mine = mine.mask(rows[other.holds[0]].isin(other.holds[1]), other == stream)
    return mine


def is_filed(dataset: str) -> bool:
    """Whether the dataset comes as files (else we pull it)."""
    return contract(dataset).delivery.form == "file"


def datasets() -> list[str]:
    """All datasets, in order."""
    return sorted(_contracts())


def fields(dataset: str) -> list[str]:
    """Field names in the contract's order."""
    return [field.name for field in contract(dataset).fields]


def framed(rows: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """A canonical frame out of loose columns: ordered, typed, sorted by record and version.

    Columns of the contract that the rows lack become missing values; `_from` is required, the other `_` columns
    are filled with missing values. `_key` numbers records by their key fields unless it is given.
    """
    wanted = contract(dataset).fields
    columns = {
        field.name: _typed(rows.get(field.name), field.logical_type, field.scale, rows.index) for field in wanted
    }
    frame = pd.DataFrame(columns, index=rows.index)
    frame["_from"] = pd.to_datetime(rows["_from"]).astype("datetime64[s]")
    frame["_to"] = _typed(rows.get("_to"), "timestamp", None, rows.index)
    for name in ("_period", "_sheet"):
        frame[name] = _typed(rows.get(name), "string", None, rows.index)
    frame["_key"] = rows["_key"] if "_key" in rows else frame.groupby(list(key(dataset)), sort=False).ngroup()
    return frame.sort_values(["_key", "_from"], kind="stable").reset_index(drop=True)


def joined(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """A canonical frame with the records of another one behind its own, whose handles stay as they are."""
    further = more.assign(_key=more["_key"] + (int(frame["_key"].max()) + 1 if len(frame) else 0))
    return pd.concat([frame, further.astype(frame.dtypes)], ignore_index=True)


def _typed(values: pd.Series | None, kind: str, scale: int | None, index: pd.Index) -> pd.Series:
    if values is None:
        values = pd.Series([None] * len(index), index=index, dtype=object)
    if kind in ("date", "timestamp"):
        moments = pd.to_datetime(values).astype("datetime64[s]")
        return moments.dt.normalize() if kind == "date" else moments
    if kind == "integer":
        return pd.to_numeric(values).round().astype("Int64")
    if kind == "number":
        return pd.to_numeric(values).astype("float64").round(2 if scale is None else scale)
    if kind == "boolean":
        return values.astype("boolean")
    return values.astype("str").where(values.notna(), None).astype("str")
