"""Rows per dataset in raw, staging and fact: the view quality.dataset_rows, for a terminal."""

from __future__ import annotations

from rich.table import Table

from pipeline.errors import PhaseFailedError
from warehouse.connection import connect

#: Columns of a terminal that the table needs.
WIDTH = 132
QUERY = """
    select county_code, dataset, dataset_name, submissions, raw_rows, staged_rows, current_rows, fact_table, fact_rows,
        unbalanced_submissions, is_conserved
    from quality.dataset_rows
    order by county_code, dataset
"""


def table() -> tuple[Table, bool]:
    """One line per county and dataset, and whether every one of them adds up.

    Raises:
        PhaseFailedError: the warehouse was never built, so there is nothing to count.
    """
    with connect("office") as connection:
        if not connection.execute("select to_regclass('quality.dataset_rows')").fetchone()[0]:
            raise PhaseFailedError("quality.dataset_rows is not there yet", fix="build a week first, or run `make run`")
        found = connection.execute(QUERY).fetchall()
    shown = Table("county", "dataset", "name", "submissions", "raw", "staging", "current", "fact", "rows", "adds up",
                  box=None)
    for county, dataset, name, submissions, raw, staged, current, fact, facts, unbalanced, holds in found:
        counts = (submissions, raw, staged, current)
        shown.add_row(county, dataset, name, *(f"{count:,}" for count in counts), fact or "—",
                      "—" if facts is None else f"{facts:,}", _verdict(holds, unbalanced))
    return shown, all(row[-1] for row in found)


def _verdict(holds: bool, unbalanced: int) -> str:
    if holds:
        return "✓"
    return f"✗ {unbalanced} submissions do not" if unbalanced else "✗ fact and current rows differ"
