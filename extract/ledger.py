"""The submission ledger: one row per delivery, attempts to get one, and receipts in plain words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row, dict_row
from psycopg.types.json import Jsonb

from extract.errors import UnknownSubmissionError, UnreadableError
from extract.submission import Submission


@dataclass(frozen=True)
class Entry:
    """A ledger row to be: counts and facts of one delivery."""

    submission: Submission
    content: str | None
    declared_rows: int | None = None
    received_rows: int = 0
    unchanged_rows: int = 0
    landed_rows: int = 0
    header_rows: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """What the landing needs of a ledger row."""

    revision: int
    received_rows: int
    unchanged_rows: int
    landed_rows: int


@dataclass(frozen=True)
class Pulled:
    """The latest pull of a dataset: logical time of its run, arrival time of the latest that stands, its records."""

    slot: datetime | None = None
    received_at: datetime | None = None
    declared_rows: int = 0


_FIND = """
    select revision, received_rows, unchanged_rows, landed_rows
    from quality.submission_ledger
    where county_code = %(county)s
        and (submission_id = %(id)s
            or (dataset = %(dataset)s and stream = %(stream)s and facts -> 'api' ->> 'slot' = %(slot)s::text))
"""
_INSERT = """
    insert into quality.submission_ledger (
        county_code, submission_id, dataset, stream, submitter, period, revision, source, sha256, declared_rows,
        received_rows, unchanged_rows, landed_rows, header_rows, content, received_at, landed_at, facts, archive_path
    )
    select %(county_code)s, %(submission_id)s, %(dataset)s, %(stream)s, %(submitter)s, %(period)s,
        1 + coalesce(max(revision), 0), %(source)s, %(sha256)s, %(declared_rows)s, %(received_rows)s,
        %(unchanged_rows)s, %(landed_rows)s, %(header_rows)s, %(content)s, %(received_at)s, localtimestamp,
        %(facts)s, %(archive_path)s
    from quality.submission_ledger
    where county_code = %(county_code)s and dataset = %(dataset)s and stream = %(stream)s and period = %(period)s
    returning revision, received_rows, unchanged_rows, landed_rows
"""


def find(connection: psycopg.Connection, submission: Submission) -> Row | None:
    """The ledger row of a submission, if it (or, for a pull, another one of the same slot) was landed before."""
    values = {"county": submission.county_code, "id": submission.submission_id, "dataset": submission.dataset,
              "stream": submission.stream, "slot": _slot_text(submission)}
    with connection.cursor(row_factory=class_row(Row)) as cursor:
        return cursor.execute(_FIND, values).fetchone()


def insert(connection: psycopg.Connection, entry: Entry) -> Row:
    """Write the ledger row; the caller holds the lock under which revisions are counted."""
    submission = entry.submission
    values = {
        "county_code": submission.county_code, "submission_id": submission.submission_id,
        "dataset": submission.dataset, "stream": submission.stream, "submitter": submission.submitter,
        "period": submission.period, "source": submission.source, "sha256": submission.sha256,
        "declared_rows": entry.declared_rows, "received_rows": entry.received_rows,
        "unchanged_rows": entry.unchanged_rows, "landed_rows": entry.landed_rows, "header_rows": entry.header_rows,
        "content": entry.content, "received_at": submission.received_at, "archive_path": submission.archive_path,
        "facts": Jsonb(_facts(entry)),
    }
    with connection.cursor(row_factory=class_row(Row)) as cursor:
        row = cursor.execute(_INSERT, values).fetchone()
    assert row is not None  # an aggregate without group by always gives one row
    return row


def _facts(entry: Entry) -> dict[str, Any]:
    """The entry's facts with those that belong to the submission."""
    facts, submission = dict(entry.facts), entry.submission
    if submission.slot:
        facts["api"] = {**facts.get("api", {}), "slot": _slot_text(submission)}
    if submission.replay_of:
        facts["replay_of"] = submission.replay_of
    return facts


def _slot_text(submission: Submission) -> str | None:
    return None if submission.slot is None or submission.replay_of else submission.slot.isoformat(" ")


def last_pull(connection: psycopg.Connection, county_code: str, dataset: str, stream: str) -> Pulled:
    """When the dataset was pulled last."""
    row = connection.execute(
        """
        select max((facts -> 'api' ->> 'slot')::timestamp), max(received_at) filter (where state <> '已退回'),
            coalesce((array_agg(declared_rows order by received_at desc))[1], 0)
        from quality.submission_ledger where county_code = %s and dataset = %s and stream = %s
        """, [county_code, dataset, stream]).fetchone()
    return Pulled(*row) if row else Pulled()


def covers(connection: psycopg.Connection, county_code: str, dataset: str, stream: str, period: str,
           since: datetime) -> bool:
    """Whether a delivery for the period that was not refused arrived at or after that moment."""
    row = connection.execute(
        """
        select exists (select from quality.submission_ledger where county_code = %s and dataset = %s and stream = %s
            and period = %s and received_at >= %s and state <> '已退回')
        """, [county_code, dataset, stream, period, since]).fetchone()
    return bool(row and row[0])


def known_files(connection: psycopg.Connection, county_code: str, dataset: str) -> set[tuple[str, datetime, int]]:
    """Source, arrival and size of the files that are in the ledger, so that they need not be opened again."""
    query = """
        select source, received_at, (facts ->> 'size')::bigint from quality.submission_ledger
        where county_code = %s and dataset = %s and facts ? 'size'
    """
    return {tuple(row) for row in connection.execute(query, [county_code, dataset])}


def record_attempt(connection: psycopg.Connection, submission_key: tuple[str, str, str, str], at: datetime,
                   outcome: str, detail: str = "") -> None:
    """One row per pull or scan; the same attempt of a repeated run is written once.

    Args:
        submission_key: county, dataset, stream and period the attempt was for.
        at: the run's logical time.
        outcome: ok, unreachable, unauthorised, server_error or our_fault.
    """
    parts = "|".join((*submission_key, at.isoformat(), outcome, detail if not submission_key[1] else ""))
    connection.execute(
        """
        insert into quality.attempt (county_code, attempt_id, dataset, stream, period, attempted_at, started_at,
            outcome, detail)
        values (%s, %s, %s, %s, %s, %s, localtimestamp, %s, %s)
        on conflict do nothing
        """,
        [submission_key[0], hashlib.md5(parts.encode(), usedforsecurity=False).hexdigest(), *submission_key[1:],
         at, outcome, detail or None],
    )


def submission(connection: psycopg.Connection, submission_id: str) -> dict[str, Any]:
    """A whole ledger row.

    Raises:
        UnknownSubmissionError: no delivery has that id.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute("select * from quality.submission_ledger where submission_id = %s",
                             [submission_id]).fetchone()
    if row is None:
        raise UnknownSubmissionError(f"no submission {submission_id!r} in quality.submission_ledger",
                                fix="ids are listed by: select submission_id from quality.submission")
    return row


def receipt(connection: psycopg.Connection, submission_id: str) -> str:
    """What became of a submission, in plain Chinese, for the person who sent it.

    Counts after judging (current, superseded …) come from quality.submission once the marts were built.

    Raises:
        UnknownSubmissionError: no delivery has that id.
    """
    row = submission(connection, submission_id)
    lines = [
        f"报送回执 {submission_id}",
        f"数据集：{row['dataset']}　报送期：{row['period']}　第{row['revision']}次报送",
        f"来源：{row['source']}",
        f"到达时间：{row['received_at']:%Y-%m-%d %H:%M:%S}　入库时间：{row['landed_at']:%Y-%m-%d %H:%M:%S}",
        *_content_lines(row),
        *_state_lines(connection, row),
    ]
    return "\n".join(lines)


def _content_lines(row: dict[str, Any]) -> list[str]:
    facts = row["facts"]
    if "unreadable" in facts:
        why = UnreadableError.REASONS[facts["unreadable"]]
        return [f"无法读取：{why}（{facts.get('detail', '')}）。原件已保存，请重新报送。"]
    if row["content"] == "零报":
        return ["内容：零报告（本期无数据）"]
    lines = [
        f"共收到{row['received_rows']}行，其中{row['unchanged_rows']}行与上次相同，新入库{row['landed_rows']}行；"
        f"标题、表头、页脚等{row['header_rows']}行不计入"
    ]
    if facts.get("missing_headers"):
        lines.append(f"缺少的列：{'、'.join(facts['missing_headers'])}")
    if facts.get("unknown_headers"):
        lines.append(f"未识别的列：{'、'.join(facts['unknown_headers'])}")
    for proposal in facts.get("header_proposals", ()):
        lines.append(f"　“{proposal['header']}”可能是“{proposal['label']}”，如属实请管理员登记为别名")
    return lines


def _state_lines(connection: psycopg.Connection, row: dict[str, Any]) -> list[str]:
    """Acceptance, and for a revision what it did to the earlier one."""
    lines = [{
        "已入库": "状态：已入库，待审核",
        "已接受": "状态：已接受",
        "已退回": f"状态：已退回（{row['reject_rule']}：{row['reject_reason']}），此前已接受的数据继续有效",
    }[row["state"]]]
    counts = _judged_counts(connection, row)
    if counts:
        lines.append("现有效{current_rows}行，被更新{superseded_rows}行，重复{duplicate_rows}行，合计行{total_rows}行，"
                     "已删除{deleted_rows}行，隔离{quarantined_rows}行".format(**counts))
    if row["revision"] > 1 and row["state"] == "已接受":
        lines += _revision_lines(connection, row)
    return lines


def _judged_counts(connection: psycopg.Connection, row: dict[str, Any]) -> dict[str, Any] | None:
    exists = connection.execute("select to_regclass('quality.submission')").fetchone()
    if not exists or exists[0] is None:
        return None
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(
            "select current_rows, superseded_rows, duplicate_rows, total_rows, deleted_rows, quarantined_rows "
            "from quality.submission where county_code = %s and submission_id = %s",
            [row["county_code"], row["submission_id"]]).fetchone()


def _revision_lines(connection: psycopg.Connection, row: dict[str, Any]) -> list[str]:
    """Which earlier submission this one replaces, and how many problems of the period were closed after it."""
    key = [row["county_code"], row["dataset"], row["period"], row["received_at"]]
    earlier = connection.execute(
        "select submission_id, landed_rows from quality.submission_ledger where county_code = %s and dataset = %s "
        "and period = %s and received_at < %s and state = '已接受' order by received_at desc limit 1", key).fetchone()
    if earlier is None:
        return []
    closed = connection.execute(
        "select count(*) from quality.finding where county_code = %s and dataset = %s and period = %s "
        "and state = '已整改' and closed_at >= %s", key).fetchone()
    return [f"本次为更正：取代{earlier[0]}（{earlier[1]}行，原行保留在原始层）；此后本期问题已关闭{closed[0]}条"]
