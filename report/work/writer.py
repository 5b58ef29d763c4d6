"""Writes a county's work report: 创建工作汇报.docx and 取数依据.xlsx.

The same warehouse, week and cut-off give the same bytes: nothing here looks at the machine's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import contracts
from report.data import newest_week
from report.files import only_county, put
from report.weeks import IsoWeek
from report.work import data, document, proof, prose
from report.work.model import WorkData
from warehouse import deployment, settings, workdays
from warehouse.connection import connect

DOCUMENT, PROOF = "创建工作汇报.docx", "取数依据.xlsx"


@dataclass(frozen=True)
class WorkPaths:
    """What was written for one county and week."""

    document: Path
    proof: Path


def write(week: str = "", cutoff: datetime | None = None, county: str | None = None,
          out_dir: Path | None = None) -> WorkPaths:
    """Write one county's work report.

    Args:
        week: ISO week, such as 2026-W47; by default the last one that was published.
        cutoff: cut-off of the report (local wall-clock time); by default the week's own.
        county: six-digit code; may be left out where the deployment holds one county.
        out_dir: folder of all reports; by default the one that the settings name.

    Raises:
        ReportError: no such week, the county is not clear, or the warehouse stands at another cut-off.
    """
    with connect("office") as connection:
        connection.read_only = True
        week = week or newest_week(connection)
        read = data.load(connection, IsoWeek.parse(week), cutoff or workdays.report_cutoff(week),
                         county or only_county(), contracts.load_all())
        read = data.with_sources(connection, read, proof.used(prose.compose(read)))
    return save(read, out_dir or settings.load().reports)


def write_all(week: str = "") -> tuple[WorkPaths, ...]:
    """Write the work reports of every county of the deployment."""
    return tuple(write(week, county=county.code) for county in deployment.load().counties)


def save(read: WorkData, out_dir: Path) -> WorkPaths:
    """Render and write; a file appears whole or not at all, and files of an earlier run are replaced."""
    folder = out_dir / str(read.week) / read.county_code
    draft = prose.compose(read)
    return WorkPaths(put(folder / DOCUMENT, document.render(read, draft)),
                     put(folder / PROOF, proof.render(read, draft)))
