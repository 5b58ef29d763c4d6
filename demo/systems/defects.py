"""The names of everything that can be wrong with a delivery as such (not with its rows).

Two families, one module, so that the fault planter and the systems speak of the same things:

* `FileDefect`: what happens to one workbook or CSV file (`Delivery.defects`, a dict of name to parameters);
* `SourceFault`: what a live system does wrong for a while (`World.outages`).

Wrong values in rows are no matter of this module: they stand in the world's frames and are rendered as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from warehouse.errors import SettingsError

LIVE_SUBMITTERS = ("market_supervision", "agriculture")


class FileDefect(StrEnum):
    """What is wrong with one file; the value is the key in `Delivery.defects`, parameters are its value.

    A parameter left out falls back to a default that is named here; `True` and `{}` mean "all defaults".
    """

    PASSWORD = "password"
    """The workbook is encrypted for opening (.xlsx: ECMA-376; .xls: BIFF8 file-pass record). {password: text}."""

    TRUNCATED = "truncated"
    """The file ends early. {keep: share of the bytes, 0.6}."""

    EMPTY = "empty"
    """The file has zero bytes."""

    WRONG_ENCODING = "wrong_encoding"
    """A CSV whose bytes decode neither as UTF-8 nor as GB18030."""

    WRONG_PERIOD_HEADER = "wrong_period_header"
    """Title and 统计时间 name another period than the file name. {period: text; default the one before}."""

    WRONG_PERIOD_NAME = "wrong_period_name"
    """The file name carries another period than the title and the rows. {period: text; default the one before}."""

    MISSING_HEADER = "missing_header"
    """A column is left out altogether. {field: name; default the last required field outside the key}."""

    RENAMED_HEADER = "renamed_header"
    """A column carries a header that no alias knows. {field: name, to: text; default `label（新）`}."""

    UNKNOWN_HEADERS = "unknown_headers"
    """Columns that no contract knows stand among the others. {count: 20 % of the columns, at least 3}."""

    RESENT = "resent"
    """The bytes of the period before, under this period's name (so its title names the old period too)."""

    RESENT_ROWS = "resent_rows"
    """The rows of the period before (their dates with them) under this period's title and name."""

    FORMULA_ERROR = "formula_error"
    """Cells that show #REF!, #DIV/0! or #N/A outside the table's rows. {count: 2, inside: False}.

    With inside=True the errors replace values of the numeric field {field}.
    """

    HIDDEN_SHEET = "hidden_sheet"
    """A hidden sheet with last month's notes. {name: `备份`}."""

    MISSING_ENVELOPE = "missing_envelope"
    """Parts of the envelope are not filled in. {parts: [filled_by, approved_by, report_date]}."""

    WRONG_TOTAL = "wrong_total"
    """The 合计 row differs from the sum of its rows. {sheet: name, first by default; field: first number; by: 1}."""

    MISSING_TOWNSHIP = "missing_township"
    """A township's sheet is not in the workbook. {sheet: township code or short name; default the last sheet}."""

    OVERSIZE = "oversize"
    """A sheet that unpacks to more than the reader's limit, of ordinary cells. {megabytes: 200}."""

    ZIP_BOMB = "zip_bomb"
    """A tiny .xlsx whose one part unpacks to a size no sheet has. {megabytes: 400}."""

    UNSAFE_NAME = "unsafe_name"
    """The file name holds a path. {prefix: `..\\..\\`}."""


class SourceFault(StrEnum):
    """What a live system does wrong between two moments of the demo clock."""

    UNREACHABLE = "unreachable"
    """Connections are dropped (HTTP) or not let in (SQL)."""

    SERVER_ERROR = "server_error"
    """HTTP: every answer is 503. SQL: the views raise an error."""

    UNAUTHORISED = "unauthorised"
    """The account is refused: 401 at the token endpoint, log-in refused by the database."""

    WRONG_TOTAL = "wrong_total"
    """HTTP: data.total stays larger than the rows that the pages hold, in every pull. {by: 7}."""

    MISSING_FIELD = "missing_field"
    """A key or a view column is gone. {field: name}."""

    RENAMED_FIELD = "renamed_field"
    """A key or a view column has a name that no alias knows. {field: name, to: text; default source + `_x`}."""

    UNKNOWN_FIELDS = "unknown_fields"
    """Keys or view columns that no contract knows. {count: 20 % of the fields, at least 3}."""


@dataclass(frozen=True)
class Outage:
    """One fault of a live system, in demo time (Asia/Shanghai wall time).

    Attributes:
        submitter: market_supervision or agriculture.
        start: first moment of the fault.
        end: first moment after it.
        kind: what goes wrong.
        dataset: the one dataset that is hit; empty for all of the system.
        params: the parameters that the fault's docstring names.
    """

    submitter: str
    start: datetime
    end: datetime
    kind: SourceFault = SourceFault.UNREACHABLE
    dataset: str = ""
    params: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.submitter not in LIVE_SUBMITTERS:
            raise SettingsError(
                f"outage of {self.submitter!r}: only {', '.join(LIVE_SUBMITTERS)} are live systems",
                fix="leave out the deliveries of a submitter that sends files",
            )
        if not self.start < self.end:
            raise SettingsError(f"outage of {self.submitter} ends at {self.end}, before it starts at {self.start}")
        if self.kind in (SourceFault.MISSING_FIELD, SourceFault.RENAMED_FIELD) and not (
            self.dataset and self.params.get("field")
        ):
            raise SettingsError(f"outage of kind {self.kind} needs a dataset and params['field']")

    def as_json(self) -> dict[str, Any]:
        """For a state file."""
        return {**asdict(self), "start": self.start.isoformat(), "end": self.end.isoformat()}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Outage:
        """Out of a state file."""
        return cls(**{**entry, "start": _wall_time(entry["start"]), "end": _wall_time(entry["end"]),
                      "kind": SourceFault(entry["kind"])})

    def active(self, now: datetime, dataset: str = "") -> bool:
        """Whether the fault shows at `now`, for this dataset or (no dataset given) at all."""
        return self.start <= now < self.end and (not dataset or self.dataset in ("", dataset))


def _wall_time(value: Any) -> datetime:
    """A moment given as text, datetime or pandas Timestamp."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return value.to_pydatetime() if hasattr(value, "to_pydatetime") else value


def outages(entries: Iterable) -> tuple[Outage, ...]:
    """`World.outages` as Outage objects: they may be tuples (submitter, from, to[, kind[, dataset[, params]]])."""
    return tuple(entry if isinstance(entry, Outage) else _from_tuple(*entry) for entry in entries)


def _from_tuple(submitter: str, start, end, kind: str = "", dataset: str = "", params: dict | None = None) -> Outage:
    return Outage(submitter, _wall_time(start), _wall_time(end), SourceFault(kind or SourceFault.UNREACHABLE), dataset,
                  params or {})


def parameters(defects: dict, kind: FileDefect) -> dict | None:
    """The parameters of one defect of a delivery, {} when it carries none, None when the file has no such defect.

    Raises:
        SettingsError: the delivery names a defect that does not exist (all are checked, whichever is asked).
    """
    unknown = [name for name in defects or {} if name not in list(FileDefect)]
    if unknown:
        raise SettingsError(f"unknown file defect {unknown[0]!r}", fix=f"use one of {', '.join(FileDefect)}")
    if not defects or kind not in defects:
        return None
    value = defects[kind]
    return dict(value) if isinstance(value, dict) else {}
