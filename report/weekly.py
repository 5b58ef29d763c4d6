"""Writes the weekly report of a county: 周报.html and one annex per department.

    warehouse (role office) → report.data → report.page, report.annex → reports/<ISO week>/<county>/

The same warehouse, week and cut-off give the same bytes: nothing here looks at the machine's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import contracts
from report import annex, data, page
from report.files import only_county, put
from report.model import WeekData
from report.weeks import IsoWeek
from warehouse import deployment, settings, workdays
from warehouse.connection import connect

PAGE = "周报.html"


@dataclass(frozen=True)
class ReportPaths:
    """What was written for one county and week."""

    folder: Path
    page: Path
    annexes: tuple[Path, ...]

    def __str__(self) -> str:
        return str(self.page)


def write(week: str = "", cutoff: datetime | None = None, county: str | None = None,
          out_dir: Path | None = None) -> ReportPaths:
    """Write one county's report of one week.

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
        week = week or data.newest_week(connection)
        read = data.load(connection, IsoWeek.parse(week), cutoff or workdays.report_cutoff(week),
                         county or only_county(), contracts.load_all())
    return save(read, out_dir or settings.load().reports)


def write_all(week: str) -> tuple[ReportPaths, ...]:
    """Write the reports of every county of the deployment."""
    return tuple(write(week, county=county.code) for county in deployment.load().counties)


def save(read: WeekData, out_dir: Path) -> ReportPaths:
    """Render and write; a file appears whole or not at all, and files of an earlier run are replaced."""
    folder = out_dir / str(read.week) / read.county_code
    written = put(folder / PAGE, page.render(read).encode())
    annexes = [put(folder / f"附件_{submitter.short_name}.xlsx", annex.render(read, submitter))
               for submitter in read.submitters]
    return ReportPaths(folder, written, tuple(annexes))
