"""What a run ends with: obligations, conservation, findings, headline indicators, where things are, checksums."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql
from rich.console import Console
from rich.table import Table

from pipeline.weeks import Week
from warehouse import settings
from warehouse.connection import connect

SCHEMAS = ("raw", "quality", "marts")
#: What the machine did and when: it differs between two runs that end the same.
MACHINE_TABLES = ("dbt_run", "attempt", "check_run", "cycle", "standing", "reference_loaded", "relation_state",
                  "relation_news")
MACHINE_COLUMNS = ["landed_at", "_landed_at", "started_at", "finished_at", "refreshed_at", "run_id", "seconds"]
COUNTS = ("landed_rows", "current_rows", "superseded_rows", "duplicate_rows", "total_rows", "deleted_rows",
          "quarantined_rows", "pruned_rows")
HEADLINES = ("R06", "R08", "P01", "A07", "E05", "G01", "G02")
BATCH = 400


@dataclass(frozen=True)
class Checksum:
    """Rows and order-free md5 of one table."""

    table: str
    rows: int
    md5: str


def show(week: Week, console: Console) -> None:
    """Print the summary as of a week's cut-off."""
    with connect("office") as connection:
        console.print(_obligations(connection, week))
        console.print(_conservation(connection))
        console.print(_findings(connection, week.cutoff))
        console.print(_indicators(connection))
    values = settings.load()
    # Paths are printed whole, so that they can be copied.
    for path in sorted((values.reports / str(week)).rglob("*.html")):
        console.print(f"report      {path}", soft_wrap=True)
    console.print(f"warehouse   {settings.url('transformer').render_as_string(hide_password=True)}", soft_wrap=True)
    console.print(f"passwords   {values.secrets_file}", soft_wrap=True)


def show_checksums(console: Console) -> bool:
    """Print one checksum per schema, say whether it is that of last time, and remember every table's.

    Returns:
        Whether nothing differs from last time.
    """
    memory = settings.load().home / "checksums.json"
    before = json.loads(memory.read_text()) if memory.exists() else {}
    found = {item.table: item for item in checksums()}
    table = Table("schema", "tables", "rows", "md5 of all tables", "since last time", box=None, title="Checksums")
    same = True
    for schema in SCHEMAS:
        tables = {name: item for name, item in found.items() if name.startswith(f"{schema}.")}
        changed = sorted(name for name, item in tables.items() if before.get(name) != item.md5)
        words = "first run" if not before else "unchanged" if not changed else f"changed: {', '.join(changed[:6])}"
        same = same and not changed
        table.add_row(schema, str(len(tables)), f"{sum(item.rows for item in tables.values()):,}",
                      _of_all(list(tables.values())), words)
    console.print(table)
    memory.write_text(json.dumps({name: item.md5 for name, item in found.items()}, indent=1, sort_keys=True))
    return same


def checksums(schemas: tuple[str, ...] = SCHEMAS) -> list[Checksum]:
    """Checksum of every table of the schemas: equal contents give equal sums, whatever the order of rows.

    Columns and tables that hold the machine's time or run ids are left out; partitions count as their parent.
    """
    with connect("office") as connection:
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables t"
            " join pg_class c on c.oid = format('%%I.%%I', table_schema, table_name)::regclass"
            " where table_schema = any(%s) and not c.relispartition and not table_name = any(%s)"
            " and table_type in ('BASE TABLE', 'VIEW') order by 1, 2",
            [list(schemas), list(MACHINE_TABLES)]).fetchall()
        return [_checksum(connection, schema, name) for schema, name in tables]


def _checksum(connection: psycopg.Connection, schema: str, name: str) -> Checksum:
    # Summing the halves of each row's md5 needs no sort and no memory, unlike string_agg over sorted rows.
    query = sql.SQL(
        "select count(*), coalesce(md5(sum(('x' || left(h, 15))::bit(60)::bigint)::text"
        " || sum(('x' || right(h, 15))::bit(60)::bigint)::text), 'empty')"
        " from (select md5((to_jsonb(t) - %s::text[])::text) as h from {} as t) as hashed"
    ).format(sql.Identifier(schema, name))
    rows, md5 = connection.execute(query, [MACHINE_COLUMNS]).fetchone()
    return Checksum(f"{schema}.{name}", rows, md5)


def _of_all(items: list[Checksum]) -> str:
    from hashlib import md5

    lines = "\n".join(f"{item.table} {item.rows} {item.md5}" for item in sorted(items, key=lambda item: item.table))
    return md5(lines.encode(), usedforsecurity=False).hexdigest()


def _obligations(connection: psycopg.Connection, week: Week) -> Table:
    rows = connection.execute(
        "select submitter, timeliness, coalesce(content, '—'), count(*) from quality.expected_submission"
        " where due_at > %s and due_at <= %s group by 1, 2, 3 order by 1, 2, 3", [week.opens, week.cutoff]).fetchall()
    table = Table("submitter", "timeliness", "content", "obligations", box=None, title=f"Obligations of {week}")
    for submitter, timeliness, content, count in rows:
        table.add_row(submitter, timeliness, content, str(count))
    return table


def _conservation(connection: psycopg.Connection) -> Table:
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in ("received_rows", "unchanged_rows", *COUNTS))
    received, unchanged, landed, *parts = connection.execute(f"select {sums} from quality.submission").fetchone()
    table = Table("sum", "rows", box=None, title="Conservation over all submissions")
    table.add_row("received", f"{received:,}")
    table.add_row("= landed + unchanged", f"{landed:,} + {unchanged:,}{_verdict(received == landed + unchanged)}")
    table.add_row("landed", f"{landed:,}")
    words = " + ".join(name.removesuffix("_rows") for name in COUNTS[1:])
    table.add_row(f"= {words}", " + ".join(f"{part:,}" for part in parts) + _verdict(landed == sum(parts)))
    return table


def _verdict(holds: bool) -> str:
    return "  ✓" if holds else "  ✗ DOES NOT ADD UP"


def _findings(connection: psycopg.Connection, cutoff: datetime) -> Table:
    rows = connection.execute(
        "select severity, count(*) filter (where state in ('新增', '复发')),"
        " count(*) filter (where state in ('持续', '已反馈')), count(*) filter (where state = '已整改'),"
        " count(*) filter (where state in ('豁免', '已核实为真'))"
        " from quality.finding where first_seen <= %s group by 1 order by 1", [cutoff]).fetchall()
    table = Table("severity", "new", "continuing", "closed", "waived", box=None, title="Findings")
    for severity, *counts in rows:
        table.add_row(severity, *(f"{count:,}" for count in counts))
    return table


def _indicators(connection: psycopg.Connection) -> Table:
    rows = connection.execute(
        "select region_name, indicator_code, indicator_name, breakdown_code, period, value_text, numerator,"
        " denominator, data_status from marts.rpt_indicator_current where indicator_code = any(%s)"
        " and is_latest_period and region_code = county_code"
        " order by indicator_code, breakdown_type, breakdown_code, county_code desc",
        [list(HEADLINES)]).fetchall()
    regions = ["region"] if len({row[0] for row in rows}) > 1 else []
    table = Table("indicator", "of", *regions, "period", "value", "from", "status", box=None,
                  title="Headline indicators")
    for region, code, name, breakdown, period, value, numerator, denominator, status in rows:
        parts = " / ".join(f"{part.normalize():f}" for part in (numerator, denominator) if part is not None)
        table.add_row(f"{code} {name}", breakdown, *([region] if regions else []), period, value or "—", parts, status)
    return table
