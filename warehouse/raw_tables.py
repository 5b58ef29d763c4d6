"""Raw landing tables, derived from the contracts: created when missing, extended when a contract grows.

One table per dataset, `raw.<table>`, all fields text. Grain: one row per record of a delivery, as it came.
Append-only: the loader may insert and select, nobody may update or delete. The columns that say where a row
comes from have defaults that read the loader's session settings, so that COPY can stream the department's own
columns and nothing else:

    landing.county_code    county of the delivery
    landing.submission_id  id in quality.submission_ledger
    landing.received_on    day of arrival (ISO), the partition key
    landing.row_seq        sequence that numbers the records of the delivery in source order

The functions that read them are declared immutable although they are not: PostgreSQL then evaluates each default
once per COPY instead of once per row, which is a quarter of the time of a large file. Within one COPY they are
constant indeed; never use them in a prepared or stored query.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import psycopg
from psycopg import sql

from contracts import Contract, Field

#: Name, definition and Chinese comment of the columns that every raw table has in front of the contract's.
LANDING_COLUMNS = (
    ("county_code", "text not null default raw.landing_text('county_code')", "县级行政区划代码"),
    ("_submission_id", "text not null default raw.landing_text('submission_id')", "报送编号"),
    ("_received_on", "date not null default raw.landing_day()", "到达日期（分区键）"),
    ("_row_no", "bigint not null default nextval(raw.landing_sequence())", "来源行号（工作表行、文件行或记录次序）"),
    ("_sheet", "text", "工作表名称"),
    ("_row_hash", "text", "整行散列值，用于比对两次全量拉取"),
    ("_extra", "jsonb", "契约之外的列"),
    ("_is_total", "boolean not null default false", "合计行"),
    ("_deleted_flag", "boolean not null default false", "来源系统的逻辑删除标记"),
)
YEARS_BEFORE, YEARS_AFTER = 2, 1
LANDING_FUNCTIONS = """
    create or replace function raw.landing_text(name text) returns text immutable language plpgsql as
        $$ begin return current_setting('landing.' || name); end $$;
    create or replace function raw.landing_day() returns date immutable language plpgsql as
        $$ begin return current_setting('landing.received_on')::date; end $$;
    create or replace function raw.landing_sequence() returns regclass immutable language plpgsql as
        $$ begin return current_setting('landing.row_seq')::regclass; end $$;
"""


def sync(connection: psycopg.Connection, contracts: Iterable[Contract]) -> list[str]:
    """Bring schema raw up to the contracts; nothing is ever dropped or changed in type.

    Args:
        connection: as warehouse_owner; committed at the end.
        contracts: as `contracts.load_all()` gives them.

    Returns:
        Names of what was created or added: `raw.ms_entity`, `raw.ms_entity.area_m2`, `raw.ms_entity_2027`.
    """
    connection.execute("select pg_advisory_xact_lock(hashtext('raw tables'))")
    connection.execute(LANDING_FUNCTIONS)
    existing = _existing_columns(connection)
    partitions = _existing_partitions(connection)
    changed: list[str] = []
    for contract in contracts:
        if contract.table in existing:
            missing = [field for field in contract.fields if field.name not in existing[contract.table]]
            changed += [_add_column(connection, contract, field) for field in missing]
        else:
            _create(connection, contract)
            changed.append(contract.raw_table)
        changed += _add_years(connection, contract, partitions.get(contract.table, set()))
    connection.commit()
    return changed


def landing_columns() -> tuple[str, ...]:
    """Names of the columns in front of the contract's fields."""
    return tuple(name for name, _, _ in LANDING_COLUMNS)


def _existing_columns(connection: psycopg.Connection) -> dict[str, set[str]]:
    columns: dict[str, set[str]] = {}
    query = "select table_name, column_name from information_schema.columns where table_schema = 'raw'"
    for table, column in connection.execute(query):
        columns.setdefault(table, set()).add(column)
    return columns


def _existing_partitions(connection: psycopg.Connection) -> dict[str, set[str]]:
    children: dict[str, set[str]] = {}
    query = """
        select parent.relname, child.relname
        from pg_inherits
        join pg_class as parent on parent.oid = inhparent
        join pg_class as child on child.oid = inhrelid
        where parent.relnamespace = 'raw'::regnamespace and child.relkind in ('r', 'p')
    """
    for parent, child in connection.execute(query):
        children.setdefault(parent, set()).add(child)
    return children


def _create(connection: psycopg.Connection, contract: Contract) -> None:
    table = sql.Identifier("raw", contract.table)
    own = [sql.SQL("{} " + definition).format(sql.Identifier(name)) for name, definition, _ in LANDING_COLUMNS]
    fields = [sql.SQL("{} text").format(sql.Identifier(field.name)) for field in contract.fields]
    statements = [
        sql.SQL("create table {} ({}) partition by range (_received_on)").format(
            table, sql.SQL(", ").join(own + fields)
        ),
        sql.SQL("create table {} partition of {} default").format(
            sql.Identifier("raw", f"{contract.table}_default"), table
        ),
        # A submission's rows lie together: a bloom filter per 32 pages finds them, and costs COPY next to nothing
        # (a B-tree on this column costs half as much again as the rows).
        sql.SQL("create index on {} using brin (_submission_id text_bloom_ops)"
                " with (pages_per_range = 32, autosummarize = on)").format(table),
        sql.SQL("grant select, insert on {} to loader").format(table),
        sql.SQL("grant select on {} to transformer, office").format(table),
        sql.SQL("comment on table {} is {}").format(
            table, sql.Literal(f"{contract.dataset} {contract.name}：按原样入库，只增不改")
        ),
    ]
    comments = [(name, text) for name, _, text in LANDING_COLUMNS]
    comments += [(field.name, field.label) for field in contract.fields]
    statements += [_comment(contract, name, text) for name, text in comments]
    connection.execute(sql.SQL(";\n").join(statements))


def _add_column(connection: psycopg.Connection, contract: Contract, field: Field) -> str:
    connection.execute(
        sql.SQL("alter table {} add column {} text").format(
            sql.Identifier("raw", contract.table), sql.Identifier(field.name)
        )
    )
    connection.execute(_comment(contract, field.name, field.label))
    return f"{contract.raw_table}.{field.name}"


def _comment(contract: Contract, column: str, text: str) -> sql.Composed:
    return sql.SQL("comment on column {} is {}").format(
        sql.Identifier("raw", contract.table, column), sql.Literal(text)
    )


def _add_years(connection: psycopg.Connection, contract: Contract, existing: set[str]) -> list[str]:
    """Yearly partitions around today; a year whose rows already lie in the default partition stays there."""
    today = date.today()
    added = []
    for year in range(today.year - YEARS_BEFORE, today.year + YEARS_AFTER + 1):
        name = f"{contract.table}_{year}"
        if name in existing or _default_holds(connection, contract, year):
            continue
        connection.execute(
            sql.SQL("create table {} partition of {} for values from ({}) to ({})").format(
                sql.Identifier("raw", name),
                sql.Identifier("raw", contract.table),
                sql.Literal(f"{year}-01-01"),
                sql.Literal(f"{year + 1}-01-01"),
            )
        )
        added.append(f"raw.{name}")
    return added


def _default_holds(connection: psycopg.Connection, contract: Contract, year: int) -> bool:
    query = sql.SQL("select exists (select from {} where _received_on >= %s and _received_on < %s)").format(
        sql.Identifier("raw", f"{contract.table}_default")
    )
    row = connection.execute(query, [date(year, 1, 1), date(year + 1, 1, 1)]).fetchone()
    return bool(row and row[0])
