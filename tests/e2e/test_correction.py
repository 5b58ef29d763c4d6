"""A corrected file supersedes the rows of the first one and closes exactly the findings that it mends."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from county import County

WEEK, NEXT = "2025-W43", "2025-W44"
CUTOFFS = {WEEK: datetime(2025, 10, 28, 10), NEXT: datetime(2025, 11, 4, 10)}
DATASET, FILE = "AH04", "2025年第43周动物检疫证明.csv"
CORRECTED_ON = datetime(2025, 10, 30, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
#: Field → what the first file says instead of the truth, and the condition that this leads to.
WRONG = {"purpose": ("供展览", "K03.1"), "valid_days": ("-1", "K08"), "owner": ("", "K02")}
KEY = ("检疫证明编号", "证种")
HEADER = {"purpose": "用途", "valid_days": "有效期(天)", "owner": "货主"}
_FINDINGS = """
    select condition, business_key, field, state from quality.finding_as_of(%(cutoff)s)
    where dataset = %(dataset)s order by condition
"""
_SUBMISSIONS = """
    select submission_id, revision, landed_rows, current_rows, superseded_rows, total_rows, state
    from quality.submission where dataset = %(dataset)s and period = %(week)s order by received_at
"""


@dataclass(frozen=True)
class Correction:
    """Findings before and after the corrected file: (condition, business key, field) → state."""

    planted: set[tuple[str, str, str]]
    before: dict[tuple[str, str, str], str]
    after: dict[tuple[str, str, str], str]


def _spoil(path: Path) -> tuple[bytes, set[tuple[str, str, str]]]:
    """Put three wrong cells into three rows of the CSV file; the true bytes and the findings to expect."""
    true, arrived = path.read_bytes(), path.stat().st_mtime
    encoding = "utf-8-sig" if true.startswith(BOM_UTF8) else "gb18030"
    lines = true.decode(encoding).splitlines(keepends=True)
    head = next(number for number, line in enumerate(lines) if "检疫证明编号" in line)
    columns = lines[head].strip().split(",")
    planted = set()
    for step, (field, (value, condition)) in enumerate(WRONG.items()):
        number = head + 10 + step
        cells = lines[number].rstrip("\r\n").split(",")
        cells[columns.index(HEADER[field])] = value
        lines[number] = ",".join(cells) + "\r\n"
        planted.add((condition, "|".join(cells[columns.index(name)] for name in KEY), field))
    path.write_bytes("".join(lines).encode(encoding))
    os.utime(path, (arrived, arrived))
    return true, planted


def _findings(county: County, week: str) -> dict[tuple[str, str, str], str]:
    rows = county.query(_FINDINGS, cutoff=CUTOFFS[week], dataset=DATASET)
    return {(row.condition, row.business_key, row.field): row.state for row in rows.itertuples()}


@pytest.fixture(scope="module")
def correction(ordinary: County) -> Correction:
    folder = ordinary.inbox / "animal_husbandry"
    true, planted = _spoil(folder / FILE)
    ordinary.run("pipeline", "catchup", "--from", ordinary.first, "--to", WEEK)
    before = _findings(ordinary, WEEK)
    corrected = folder / FILE.replace(".csv", "（更正）.csv")
    corrected.write_bytes(true)
    os.utime(corrected, (CORRECTED_ON.timestamp(), CORRECTED_ON.timestamp()))
    ordinary.run("pipeline", "catchup", "--from", NEXT, "--to", NEXT)
    return Correction(planted, before, _findings(ordinary, NEXT))


def test_the_wrong_cells_are_found(correction: Correction) -> None:
    assert correction.planted <= set(correction.before)


def test_exactly_the_mended_findings_are_closed(correction: Correction) -> None:
    closed = {key for key, state in correction.after.items() if state == "已整改"}
    closed_before = {key for key, state in correction.before.items() if state == "已整改"}
    assert closed - closed_before == correction.planted


def test_the_old_rows_stay_in_raw_and_are_superseded(ordinary: County, correction: Correction) -> None:
    first, second = ordinary.query(_SUBMISSIONS, dataset=DATASET, week=WEEK).to_dict("records")
    assert correction.planted
    assert (first["revision"], second["revision"]) == (1, 2)
    assert first["current_rows"] == 0
    assert first["superseded_rows"] + first["total_rows"] == first["landed_rows"]
    assert second["current_rows"] > 0
    raw = ordinary.execute("select count(*) from raw.ah_quarantine where _submission_id = %s",
                           [first["submission_id"]])
    assert raw == [(first["landed_rows"],)]


def test_the_receipt_says_what_became_of_each(ordinary: County, correction: Correction) -> None:
    first, second = ordinary.query(_SUBMISSIONS, dataset=DATASET, week=WEEK).to_dict("records")
    assert correction.planted
    old, new = (ordinary.run("extract", "receipt", row["submission_id"]) for row in (first, second))
    assert f"被更新{first['superseded_rows']}行" in old
    assert f"取代{first['submission_id']}" in new
    assert f"已关闭{len(WRONG)}条" in new
    assert f"现有效{second['current_rows']}行" in new
