"""Tables and views of the agriculture database, in SQLAlchemy so that PostgreSQL and MariaDB both take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    MetaData,
    Numeric,
    Select,
    SmallInteger,
    String,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)

from contracts import Contract, Field
from demo.systems import forms
from demo.systems.defects import Outage, SourceFault
from demo.systems.dirt import clean_values

CLOCK_VIEW = "demo_clock"
FIRST_MOMENT = datetime(1970, 1, 1)
LOOKUP_SIZE = 4
_TEXT = String(300)
_MYSQL = {"mysql_charset": "utf8mb4", "mysql_engine": "InnoDB"}

_metadata = MetaData()
CLOCK = Table("T_XT_SJ", _metadata, Column("now_ts", DateTime, nullable=False), **_MYSQL)
LOOKUP = Table("T_XT_DM", _metadata, Column("LB", String(60), primary_key=True),
               Column("DM", String(20), primary_key=True), Column("MC", _TEXT, nullable=False), **_MYSQL)


@dataclass(frozen=True)
class BasePlan:
    """How one dataset is stored.

    Attributes:
        contract: the dataset's contract.
        lookups: by field, the number under which the lookup table keeps each code.
        typed: fields stored as NUMERIC or DATETIME; all others are VARCHAR.
        table: the base table, with BEGINS, ENDS and IS_LAST beside the view's columns.
    """

    contract: Contract
    lookups: dict[str, dict[str, str]]
    typed: frozenset[str]
    table: Table

    @property
    def view(self) -> str:
        return str(self.contract.delivery.options["view"])


def plan(contract: Contract, frame: pd.DataFrame | None, verbatim: AbstractSet[str] = frozenset()) -> BasePlan:
    """The storage of a dataset: typed columns where all values fit, so that planted nonsense finds room in VARCHAR.

    Fields with verbatim values (`World.raw_values`) are VARCHAR.
    """
    lookups = {item.name: {code.code: f"{number:02d}" for number, code in enumerate(item.codes, start=1)}
               for item in contract.fields if len(item.codes) >= LOOKUP_SIZE}
    typed = frozenset(item.name for item in contract.fields if item.name not in verbatim and _fits(item, frame))
    columns = [Column(item.source, _column_type(item) if item.name in typed else _TEXT) for item in contract.fields]
    table = Table(f"T_{contract.delivery.options['view'].removeprefix('V_')}", MetaData(), *columns,
                  Column("BEGINS", DateTime, nullable=False, index=True), Column("ENDS", DateTime),
                  Column("IS_LAST", SmallInteger, nullable=False), **_MYSQL)
    return BasePlan(contract, lookups, typed, table)


def _fits(item: Field, frame: pd.DataFrame | None) -> bool:
    if item.logical_type not in ("integer", "number", "timestamp") or frame is None:
        return False
    values = clean_values(frame[item.name])
    return not any(value is not None and forms.mistyped(item.logical_type, value) for value in values)


def _column_type(item: Field) -> Any:
    if item.logical_type == "timestamp":
        return DateTime
    return Numeric(item.precision or 18, item.scale or 0 if item.logical_type == "integer" else item.scale or 3)


def rebuild(session: Connection, plans: Sequence[BasePlan]) -> None:
    """Drop and create clock, lookup and base tables; fill clock and lookups."""
    drop_views(session, plans)
    _metadata.drop_all(session)
    for entry in plans:
        entry.table.drop(session, checkfirst=True)
        entry.table.create(session)
    _metadata.create_all(session)
    session.execute(insert(CLOCK), [{"now_ts": FIRST_MOMENT}])
    names = [{"LB": _kind(entry, field), "DM": number, "MC": entry.contract.field(field).codes[int(number) - 1].label}
             for entry in plans for field, numbers in entry.lookups.items() for number in numbers.values()]
    if names:
        session.execute(insert(LOOKUP), names)


def _kind(entry: BasePlan, field: str) -> str:
    return f"{entry.contract.dataset}_{entry.contract.field(field).source}"


def fill(session: Connection, entry: BasePlan, rows: Sequence[tuple[Any, ...]]) -> None:
    """Load the base table: COPY where the server has it, batched inserts elsewhere."""
    if not rows:
        return
    names = [column.name for column in entry.table.columns]
    if session.dialect.name == "postgresql":
        quote = session.dialect.identifier_preparer.quote
        columns = ", ".join(quote(name) for name in names)
        driver = session.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"copy {quote(entry.table.name)} ({columns}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        return
    session.execute(insert(entry.table), [dict(zip(names, row, strict=True)) for row in rows])


def drop_views(session: Connection, plans: Sequence[BasePlan]) -> None:
    """Remove the views; a view that is not there is no error."""
    quote = session.dialect.identifier_preparer.quote
    for name in (CLOCK_VIEW, *(entry.view for entry in plans)):
        session.execute(text(f"DROP VIEW IF EXISTS {quote(name)}"))


def create_views(session: Connection, plans: Sequence[BasePlan], faults: Mapping[str, Outage], reader: str,
                 broken: frozenset[str] | set[str] = frozenset()) -> None:
    """(Re)create the views that the office reads and grant them to the reading account.

    Args:
        faults: structural fault by dataset.
        reader: the reading account; empty when the owner reads himself.
        broken: datasets whose views raise an error when they are read; "" means all.
    """
    drop_views(session, plans)
    queries = {CLOCK_VIEW: select(CLOCK.c.now_ts)}
    for entry in plans:
        dataset = entry.contract.dataset
        fault = faults.get(dataset) or faults.get("")
        queries[entry.view] = _query(entry, fault, fails=bool({"", dataset} & set(broken)))
    quote = session.dialect.identifier_preparer.quote
    for name, query in queries.items():
        compiled = query.compile(dialect=session.dialect, compile_kwargs={"literal_binds": True})
        session.exec_driver_sql(f"CREATE VIEW {quote(name)} AS {compiled}".replace("%%", "%"))
        if reader:
            rights = "SELECT" if session.dialect.name == "postgresql" else "SELECT, SHOW VIEW"
            session.exec_driver_sql(f"GRANT {rights} ON {quote(name)} TO {quote(reader)}")


def _query(entry: BasePlan, fault: Outage | None, *, fails: bool) -> Select[Any]:
    """Rows held at the clock; the last version of a deleted record stays visible with its flag."""
    base, source = entry.table, entry.table.join(CLOCK, literal(1) == literal(1))
    columns: list[ColumnElement[Any]] = []
    for item in entry.contract.fields:
        column = base.c[item.source]
        if item.name in entry.lookups:
            names = LOOKUP.alias(f"D_{item.source}")
            source = source.outerjoin(names, and_(_kind(entry, item.name) == names.c.LB, column == names.c.DM))
            column = func.coalesce(names.c.MC, column)
        columns.append(column.label(item.source))
    columns = _shaped(entry, columns, fault)
    ended = and_(base.c.ENDS.is_not(None), CLOCK.c.now_ts >= base.c.ENDS)
    flag = entry.contract.delivery.options["deleted_column"]
    if flag:
        columns = [*columns, case((ended, literal_column("'1'")), else_=literal_column("'0'")).label(flag)]
    still = or_(~ended, base.c.IS_LAST == 1) if flag else ~ended
    held = and_(CLOCK.c.now_ts >= base.c.BEGINS, or_(base.c.ENDS.is_(None), still))
    query = select(*columns).select_from(source).where(held)
    if fails:
        two = union_all(select(literal(1).label("n")), select(literal(2).label("n"))).subquery()
        query = query.where(select(two.c.n).scalar_subquery() == 1)
    return query


def _shaped(entry: BasePlan, columns: list[ColumnElement[Any]], fault: Outage | None) -> list[ColumnElement[Any]]:
    """The view's columns under a structural fault."""
    if fault is None:
        return columns
    if fault.kind == SourceFault.UNKNOWN_FIELDS:
        count = int(fault.params.get("count") or max(3, len(columns) // 5))
        return [*columns, *(literal_column("''").label(f"KZ{number}") for number in range(1, count + 1))]
    place = [item.name for item in entry.contract.fields].index(fault.params["field"])
    source = entry.contract.fields[place].source
    if fault.kind == SourceFault.MISSING_FIELD:
        return columns[:place] + columns[place + 1:]
    return [*columns[:place], columns[place].label(fault.params.get("to") or f"{source}_X"), *columns[place + 1:]]


def set_clock(session: Connection, moment: datetime) -> None:
    """What the views show from now on."""
    session.execute(update(CLOCK).values(now_ts=moment))
