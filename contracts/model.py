"""Contracts as frozen data: one `Contract` per departmental dataset.

Everything else of the project (raw tables, staging, rules, calendar, tasks, dictionary) is derived from these
objects; `contracts.load_all()` reads them from the ODCS files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Any

LOGICAL_TYPES = ("string", "date", "timestamp", "integer", "number", "boolean", "code")
MODES = ("snapshot", "period", "upsert")
PERIOD_TYPES = ("week", "month", "quarter", "half", "year")
CLASSIFICATIONS = ("public", "internal", "personal", "identity")
UNIT_KINDS = ("mass", "area", "money", "count", "time")
#: What a text field identifies. It decides how staging cleans the value and which rules look at it.
IDENTIFIERS = (
    "uscc",
    "region_code",
    "sc_licence",
    "jy_licence",
    "small_registration",
    "licence",
    "quarantine_no",
    "sample_no",
    "farm_code",
    "plant_code",
    "ahc_no",
    "person_id",
    "phone",
    "party_code",
    "record_id",
    "stat_week",
    "stat_month",
    "stat_quarter",
)


@dataclass(frozen=True)
class Code:
    """One value of a code list: what is stored, how it is shown, and how departments write it."""

    code: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """One column of a dataset.

    `source` is the key (REST), view column (SQL) or header (file) in the department's system; `aliases` are
    further headers under which it has been seen. `required` fields are judged by K02; a `conditional` field
    is needed only in the case `required_when` describes and is never judged by K02. `unit` is the unit of the
    stored number (as in reference.unit), `same_units` are units that count as one of it without conversion;
    `unit_field` names the column that carries the unit row by row. `none_means_zero`: the word 无 means 0.
    `zero_words` mean 0 too, such as 不得检出 for a limit. `open_ended`: a date that may be 长期, stored as 9999-12-31.
    """

    name: str
    label: str
    logical_type: str
    source: str
    description: str
    required: bool = False
    required_when: str = ""
    classification: str = "internal"
    precision: int | None = None
    scale: int | None = None
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    unit_kind: str | None = None
    unit_field: str | None = None
    same_units: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()
    identifier: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    max_length: int | None = None
    none_means_zero: bool = False
    zero_words: tuple[str, ...] = ()
    open_ended: bool = False

    @property
    def conditional(self) -> bool:
        """True where the value is needed only in some cases."""
        return bool(self.required_when)

    @property
    def is_personal(self) -> bool:
        """True for values about a natural person, which never reach the marts unmasked."""
        return self.classification in ("personal", "identity")

    @property
    def headers(self) -> tuple[str, ...]:
        """Every name under which the field may be delivered, the usual one first, without repetition."""
        return tuple(dict.fromkeys((self.source, self.label, *self.aliases)))

    @property
    def sql_type(self) -> str:
        """PostgreSQL type of the typed column."""
        if self.logical_type == "number":
            return f"numeric({self.precision},{self.scale})" if self.precision else "numeric"
        plain = {"date": "date", "timestamp": "timestamp", "integer": "bigint", "boolean": "boolean"}
        return plain.get(self.logical_type, "text")


@dataclass(frozen=True)
class Deadline:
    """When a period's submission is due, counted from the period's end (Asia/Shanghai wall time).

    Either `workday` (n-th working day of the next period) or `weekday` (0 = Monday, the first one after the
    end). A deadline that falls on a non-working day moves to the next working day at the same hour.
    """

    at: time
    workday: int | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class Stream:
    """One obligation of a dataset: a dataset may owe several (weekly and monthly, for example).

    `dated_by` is the field that places a row in its period, None for registers whose rows carry no date.
    `holds`: the codes of one field whose rows belong to this stream, as (field, codes); None where the dataset has one
    stream, or for the one stream that takes every row no other stream names.
    """

    stream: str
    period_type: str
    cadence: str
    due: Deadline
    zero_report: bool
    dated_by: str | None = None
    holds: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Delivery:
    """How records arrive. `connection` names an entry of the deployment; `options` are complete."""

    form: str
    connection: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Contract:
    """One departmental dataset, as agreed with the department that keeps it.

    `mode`: snapshot = each delivery is the whole stock, absent rows are gone; period = the latest accepted
    revision of a (stream, period) holds; upsert = the latest accepted version of a key holds.
    `version_order` ranks rows of one key inside a delivery (the first field decides, larger is newer).
    """

    dataset: str
    table: str
    name: str
    version: str
    description: str
    grain: str
    submitter: str
    authority: str
    owner: str
    mode: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    streams: tuple[Stream, ...]
    delivery: Delivery
    golden_source: tuple[str, ...]
    version_order: tuple[str, ...]
    township_grained: bool
    totals: bool
    path: Path

    @property
    def department_code(self) -> str:
        """Prefix of the department's tables: the letters of the dataset number in lower case."""
        return self.dataset[:2].lower()

    @property
    def raw_table(self) -> str:
        return f"raw.{self.table}"

    @property
    def staging_model(self) -> str:
        """`stg_<department>__<table>`, in schema staging."""
        return f"stg_{self.department_code}__{self.table}"

    def field(self, name: str) -> Field:
        """The field of that name; KeyError names the dataset."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.dataset} has no field {name!r}")

    def fields_with(self, identifier: str) -> tuple[Field, ...]:
        """Fields that carry this kind of identifier."""
        return tuple(field for field in self.fields if field.identifier == identifier)
