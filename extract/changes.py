"""What a full or incremental pull changed, compared in SQL with what was landed before.

The unit is the key: when any row of a key differs from the rows landed last for that key, all rows of the key
are landed again, so that duplicates of a key stay together. Keys are compared in plain writing (no blanks, half
width, upper case), as staging will see them. Only deliveries that were not refused and did not arrive later than
this one are compared with. A key that a snapshot no longer holds is written to quality.absence once, as it came;
when it comes back its rows are landed again.
"""

from __future__ import annotations

from datetime import datetime

import psycopg
from psycopg import sql

from contracts.model import Contract
from extract.readers.reading import Reading
from extract.submission import Submission

INCOMING = sql.Identifier("pg_temp", "landing_incoming")
#: Landed rows that count, with the time their delivery arrived.
_LANDED = """
    select {group} as group_key, {key} as row_key, {hash} as row_hash, ledger.received_at, ledger.submission_id
    from {raw} as r
    join quality.submission_ledger as ledger
        on ledger.county_code = r.county_code and ledger.submission_id = r._submission_id
    where r.county_code = %(county)s and ledger.state <> '已退回' and ledger.received_at <= %(received_at)s
"""
#: Per key the rows of the delivery that brought it last, without those that vanished since.
_STANDING = """
    newest as (
        select * from (
            select *, rank() over (partition by group_key order by received_at desc, submission_id desc) as age
            from landed
        ) as ranked
        where age = 1
    ),
    vanished as (
        select a.row_key, max(ledger.received_at) as received_at
        from quality.absence as a
        join quality.submission_ledger as ledger
            on ledger.county_code = a.county_code and ledger.submission_id = a.submission_id
        where a.county_code = %(county)s and a.dataset = %(dataset)s
            and ledger.state <> '已退回' and ledger.received_at <= %(received_at)s
        group by a.row_key
    ),
    standing as (
        select newest.group_key, newest.row_key, newest.row_hash
        from newest
        left join vanished on vanished.row_key = newest.row_key and vanished.received_at > newest.received_at
        where vanished.row_key is null
    )
"""


def has_rows(connection: psycopg.Connection, contract: Contract, submission: Submission) -> bool:
    """Whether anything of the dataset was landed for the county before."""
    query = sql.SQL("select exists (select from {} where county_code = %s)").format(_raw(contract))
    row = connection.execute(query, [submission.county_code]).fetchone()
    return bool(row and row[0])


def create_incoming(connection: psycopg.Connection, contract: Contract) -> None:
    """An empty table of the raw table's form that lives until the transaction ends."""
    connection.execute(
        sql.SQL("create temporary table landing_incoming (like {} including defaults) on commit drop").format(
            _raw(contract)))


def land_changed(connection: psycopg.Connection, contract: Contract, submission: Submission, reading: Reading) -> int:
    """Move the changed rows from the temporary table into raw; note what vanished from a snapshot.

    Returns:
        The number of rows landed.
    """
    # One column is enough for the planner to know how many rows there are. Of a raw table that nobody has analysed yet
    # it expects a handful, and would read all of it once per delivery.
    connection.execute("analyze landing_incoming (_row_no)")
    connection.execute("set local enable_nestloop = off")
    note_latest_update(connection, contract, submission, reading, INCOMING)
    columns = [*_LINEAGE, *(field.name for field in contract.fields)]
    notes_absences = contract.mode == "snapshot" and not _may_have_lost_some(reading)
    query = sql.SQL("""
        with landed as (""" + _LANDED + "), " + _STANDING + """,
        incoming as (select {group} as group_key, {hash} as new_hash, r.* from {incoming} as r),
        known as (
            select group_key, string_agg(distinct row_hash, ',' order by row_hash) as hashes
            from standing group by group_key
        ),
        changed as (
            select incoming.group_key from incoming
            group by incoming.group_key
            except all
            select known.group_key from known
            join (
                select group_key, string_agg(distinct new_hash, ',' order by new_hash) as hashes
                from incoming group by group_key
            ) as now on now.group_key = known.group_key and now.hashes = known.hashes
        ),
        gone as (""" + (_GONE if notes_absences else "select where false") + """),
        moved as (
            insert into {raw} ({columns}, _row_hash)
            select {columns}, new_hash from incoming where group_key in (select group_key from changed)
            order by _row_no
            returning 1
        )
        select (select count(*) from moved), (select count(*) from gone)
    """).format(**_parts(contract), incoming=INCOMING, columns=sql.SQL(", ").join(map(sql.Identifier, columns)))
    landed, gone = connection.execute(query, _values(submission)).fetchone()
    if notes_absences:
        reading.facts["vanished_keys"] = gone
    elif contract.mode == "snapshot":
        reading.facts["absences_withheld"] = True
    return landed


#: Keys that stood before and are not in this pull.
_GONE = """
    insert into quality.absence (county_code, dataset, submission_id, row_key)
    select %(county)s, %(dataset)s, %(submission_id)s, missed.row_key
    from (select row_key from standing except select {key} from {incoming} as r) as missed
    returning 1
"""


def _may_have_lost_some(reading: Reading) -> bool:
    """Whether rows that are not in this pull may nevertheless stand at the department."""
    return reading.is_zero_report or not reading.facts.get("api", {}).get("complete", True)


def multiset_hash(connection: psycopg.Connection, contract: Contract, submission: Submission) -> str | None:
    """One hash for the records of a delivery just landed, as cells.multiset_hash makes it; None without records."""
    query = sql.SQL("""
        select 'rows:' || md5(string_agg(row_hash, '' order by row_hash collate "C"))
        from (select {hash} as row_hash from {raw} as r
              where _submission_id = %(submission_id)s and not _is_total) as hashed
    """).format(**_parts(contract))
    row = connection.execute(query, _values(submission)).fetchone()
    return row[0] if row else None


def note_latest_update(connection: psycopg.Connection, contract: Contract, submission: Submission,
                       reading: Reading, rows: sql.Identifier | None) -> None:
    """Fact `max_updated_at` of a snapshot that says when its records were last changed (rule F13).

    Args:
        rows: where the delivery's rows are; None for the raw table.
    """
    if contract.mode != "snapshot" or "updated_at" not in {field.name for field in contract.fields}:
        return
    where = sql.SQL("") if rows else sql.SQL("where _submission_id = %(submission_id)s")
    query = sql.SQL("select max(norm.ts(updated_at)) from {} {}").format(rows or _raw(contract), where)
    row = connection.execute(query, _values(submission)).fetchone()
    latest: datetime | None = row[0] if row else None
    reading.facts["max_updated_at"] = latest.isoformat(" ") if latest else None


_LINEAGE = ("county_code", "_submission_id", "_received_on", "_row_no", "_sheet", "_extra", "_is_total",
            "_deleted_flag")


def _raw(contract: Contract) -> sql.Identifier:
    return sql.Identifier("raw", contract.table)


def _values(submission: Submission) -> dict[str, object]:
    return {"county": submission.county_code, "dataset": submission.dataset,
            "submission_id": submission.submission_id, "received_at": submission.received_at}


def _parts(contract: Contract) -> dict[str, sql.Composable]:
    """Pieces of SQL that follow from the contract."""
    fields = [sql.SQL("r.{}").format(sql.Identifier(field.name)) for field in contract.fields]
    hashed = sql.SQL("norm.row_hash({}, r._deleted_flag::text)").format(
        sql.SQL(", ").join(fields))
    keys = [sql.SQL("r.{}").format(sql.Identifier(name)) for name in contract.key]
    written = [sql.SQL("coalesce({}, '')").format(key) for key in keys]
    plain = [sql.SQL("coalesce(norm.word({}), '')").format(key) for key in keys]
    joined = sql.SQL(" || '|' || ")
    return {
        "raw": _raw(contract),
        "key": joined.join(written),
        "group": joined.join(plain),
        "hash": sql.SQL("coalesce(r._row_hash, {})").format(hashed),
    }
