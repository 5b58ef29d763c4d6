"""Dirt as the departments' systems really show it (handbook §2.0: Z2, Z5–Z9, Z11–Z13), which never changes
meaning; the other kinds come with whole rows and files (docs/demo-systems.md says which).

A clean typed value goes in, what the department's screen, file or API shows comes out. Which value is written
how depends only on (seed, dataset, row key, field): an unchanged row looks the same in every delivery, and the
same seed gives the same bytes. Values that do not have the type of their field (planted faults) pass untouched.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from contracts import Contract, Field
from demo import calendar
from demo.systems import forms

Medium = Literal["json", "sql", "sheet", "csv"]

#: Share of the values that are written in an unusual way, per kind of field.
RATES = {"date": 0.08, "timestamp": 0.05, "integer": 0.04, "number": 0.08, "boolean": 0.05, "code": 0.05,
         "string": 0.02, "name": 0.06, "place": 0.15, "period": 0.3}
NAME_FIELDS = frozenset({"entity_name", "holder", "holder_name", "name", "sampled_name", "party_name", "source_name",
                         "maker_name", "disposal_plant"})
NULL_TOKENS = {
    "json": (None,),
    "sql": (None, None, None, "", "-", "无"),
    "sheet": (None, None, None, None, "-", "—", "/", "无", "暂无", "N/A", "空"),
    "csv": (None, None, None, None, "-", "—", "/", "\\", "暂无"),
}


@dataclass(frozen=True)
class Dirt:
    """The handwriting of one dataset's system.

    Attributes:
        contract: whose fields are written.
        seed: the demo's seed.
        medium: json, sql (VARCHAR columns), sheet (xls/xlsx cells) or csv.
        writings: names of each township by its 9-digit code, for places written by name (Z12).
        county_name: prefix that names may lose (Z9).
        raw: what stands in a field of a record verbatim, and since when, by (`_key`, field) (`World.raw_values`).
    """

    contract: Contract
    seed: int
    medium: Medium
    writings: dict[str, tuple[str, ...]] | None = None
    county_name: str = ""
    raw: Mapping[tuple[int, str], tuple[Any, Any]] = field(default_factory=dict)

    def row_hashes(self, frame: pd.DataFrame) -> np.ndarray:
        """One 64-bit number per row, from the key fields only."""
        keys = frame[list(self.contract.key)].astype(str)
        mixed = pd.util.hash_pandas_object(keys, index=False).to_numpy()
        return mixed ^ np.uint64(zlib.crc32(f"{self.contract.dataset}/{self.seed}".encode()))

    def frame(self, frame: pd.DataFrame) -> dict[str, list[Any]]:
        """How the department writes every row of a canonical frame: cell values by field name."""
        hashes, years = self.row_hashes(frame), _years(frame)
        shown = {item.name: self.column(item, clean_values(frame[item.name]), hashes, years)
                 for item in self.contract.fields}
        for (row, name), text in self.verbatim(frame).items():
            shown[name][row] = text
        return shown

    def verbatim(self, frame: pd.DataFrame) -> dict[tuple[int, str], Any]:
        """Verbatim values by row position and field."""
        found = {}
        for (key, name), (text, since) in self.raw.items():
            rows = frame["_key"].to_numpy() == key
            if since is not None:
                rows &= (frame["_from"] >= pd.Timestamp(since)).to_numpy()
            found |= {(row, name): text for row in np.flatnonzero(rows).tolist()}
        return found

    def column(self, field: Field, values: Sequence[Any], hashes: np.ndarray,
               years: Sequence[int | None] | None = None) -> list[Any]:
        """How the department writes one column.

        Args:
            field: the contract's field.
            values: clean Python values (None for null).
            hashes: `row_hashes` of the same rows.
            years: per row the year that holds its whole period; None forbids dates without a year.

        Returns:
            Cell values: text, numbers, dates (sheet only), None for empty.
        """
        shown = self._plain(field, values)
        draws = uniform(hashes, field.name)
        self._dirty(field, values, shown, draws, years)
        tokens = self._null_tokens(field)
        if tokens != (None,):
            for row, value in enumerate(values):
                if value is None:
                    shown[row] = tokens[int(draws[row] * len(tokens))]
        return shown

    def _null_tokens(self, field: Field) -> tuple[str | None, ...]:
        """How nulls are written. 无 may mean "no" or "none found" where that is a value of its own."""
        if field.name in self.contract.key:
            return (None,)
        tokens = NULL_TOKENS[self.medium]
        if field.logical_type == "boolean" or field.none_means_zero:
            return tuple(token for token in tokens if token not in ("无", "暂无", "空"))
        return tokens

    def _plain(self, field: Field, values: Sequence[Any]) -> list[Any]:
        """Values as the system shows them when nobody was careless; mistyped ones as they are."""
        write, kind = self._writer(field), field.logical_type
        if write is None:
            return list(values)
        if any(forms.mistyped(kind, kind_value) for kind_value in _one_of_each_type(values)):
            return [v if v is None or forms.mistyped(kind, v) else write(v) for v in values]
        return [None if v is None else write(v) for v in values]

    def _writer(self, field: Field) -> Callable[[Any], Any] | None:
        """How one clean value is written; None: as it is."""
        as_text = self.medium in ("sql", "csv")
        if field.codes:
            labels = self._labels(field)
            return lambda value: labels.get(value, value)
        if field.logical_type == "timestamp":
            return lambda moment: moment.isoformat(" ", "seconds")
        if field.logical_type == "date":
            return (lambda moment: date(moment.year, moment.month, moment.day)) if self.medium == "sheet" else forms.iso
        if field.logical_type == "boolean":
            yes, no = forms.BOOLEANS[self.medium][0]
            return lambda value: yes if value else no
        if field.logical_type in ("integer", "number"):
            return lambda value: forms.numeric(value, field.scale, as_text=as_text)
        if field.identifier == "phone" and self.medium == "sheet":
            return lambda value: int(value) if value.isdecimal() else value  # people let Excel keep a number
        return None

    def _labels(self, field: Field) -> dict[str, str]:
        """Codes as people write them; some modules of the platform show the number that stands for the text."""
        numbers = {code.code: next((alias for alias in code.aliases if alias.isdecimal()), "") for code in field.codes}
        if self.medium == "json" and zlib.crc32(f"module {self.contract.dataset}".encode()) % 2:
            return {code.code: numbers[code.code] or code.code for code in field.codes}
        return {code.code: code.label for code in field.codes}

    def _dirty(self, field: Field, values: Sequence[Any], shown: list[Any], draws: np.ndarray,
               years: Sequence[int | None] | None) -> None:
        kind, ways = self._ways(field)
        if not ways:
            return
        rate, dated = RATES[kind], field.name in self._dated and years is not None
        for row in np.flatnonzero(draws < rate).tolist():
            value = values[row]
            if value is None or forms.mistyped(field.logical_type, value):
                continue
            choice = int(draws[row] / rate * (len(ways) + 1 if kind == "date" else len(ways)))
            if choice < len(ways):
                written = ways[choice](value)
            else:
                written = forms.without_year(value, years[row]) if dated else None
            if written is not None:
                shown[row] = written

    def _ways(self, field: Field) -> tuple[str, tuple[Callable[[Any], Any], ...]]:
        """The kind of a field and the unusual ways to write it."""
        if field.identifier == "region_code":
            return "place", forms.place_ways(self.writings or {})
        if field.identifier in ("stat_week", "stat_month", "stat_quarter"):
            return "period", forms.period_ways(field.identifier, self.medium)
        if field.name in NAME_FIELDS:
            return "name", forms.name_ways(self.county_name)
        if field.codes:
            return "code", forms.code_ways(field)
        if field.logical_type == "date":
            return "date", forms.date_ways(self.medium)
        if field.logical_type == "timestamp":
            return "timestamp", forms.TIMESTAMPS
        if field.logical_type == "boolean":
            return "boolean", forms.boolean_ways(self.medium)
        if field.logical_type in ("integer", "number"):
            return field.logical_type, forms.number_ways(field, self.medium)
        if field.identifier == "uscc":
            return "string", (*forms.TEXTS, *forms.CODES)
        if field.identifier == "farm_code" and self.medium == "sheet":
            return "string", (*forms.TEXTS, forms.bare_number)
        return "string", forms.TEXTS

    @property
    def _dated(self) -> frozenset[str]:
        """Fields that place a row in its period: only they may leave out the year."""
        return frozenset(stream.dated_by for stream in self.contract.streams if stream.dated_by)


def raw_of(dataset: str, raw_values: Iterable[tuple]) -> dict[tuple[int, str], tuple[Any, Any]]:
    """The verbatim values of one dataset: (text, since) by (`_key`, field)."""
    return {(key, name): (text, since) for owner, key, name, text, since in raw_values if owner == dataset}


def _one_of_each_type(values: Sequence[Any]) -> list[Any]:
    """One value of every Python type that occurs, nulls left out."""
    return list({type(value): value for value in values if value is not None}.values())


def _years(frame: pd.DataFrame) -> list[int | None] | None:
    """Per row the calendar year that holds all days of its period, None where a week spans two years."""
    if "_period" not in frame or not frame["_period"].notna().any():
        return None
    spans = {name: calendar.period(name) for name in frame["_period"].dropna().unique()}
    known = {name: span.first.year if span.first.year == span.last.year else None for name, span in spans.items()}
    return [known.get(name) for name in frame["_period"]]


def uniform(hashes: np.ndarray, salt: str) -> np.ndarray:
    """Numbers in [0, 1) that look independent per salt (splitmix64 finaliser over the row hashes)."""
    with np.errstate(over="ignore"):
        mixed = hashes.astype(np.uint64) + np.uint64(zlib.crc32(salt.encode())) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)).astype(np.float64) / float(1 << 53)


def clean_values(column: pd.Series) -> list[Any]:
    """A frame's column as plain Python values: None for every null, whole floats as int, no numpy types."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        raise TypeError(f"column {column.name} carries a time zone; the demo speaks wall time")
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return column.to_numpy().astype("datetime64[us]").astype(object).tolist()
    if isinstance(column.dtype, pd.Int64Dtype | pd.BooleanDtype | pd.StringDtype):
        return column.to_numpy(dtype=object, na_value=None).tolist()
    return [_clean(value) for value in column.astype(object).where(column.notna(), None).tolist()]


def _clean(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else float(value)
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return _clean(value.item()) if isinstance(value, np.generic) else value
