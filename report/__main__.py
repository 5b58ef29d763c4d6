"""Command line: `python -m report weekly --week 2026-W47`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import ProjectError
from report import weekly
from report.work import writer
from warehouse import deployment, setup

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Reports for the food-safety office.")
Week = Annotated[str, typer.Option(help="ISO week, such as 2026-W47; by default the last one published.")]
Cutoff = Annotated[datetime | None, typer.Option(help="Cut-off; by default the week's own.")]
County = Annotated[str | None, typer.Option(help="County code; by default every county.")]
Out = Annotated[Path | None, typer.Option(help="Folder of all reports; by default REPORTS_DIR.")]


@app.callback()
def main() -> None:
    """Reports for the food-safety office."""


@app.command("weekly")
def weekly_report(week: Week = "", cutoff: Cutoff = None, county: County = None, out: Out = None) -> None:
    """Write 食品安全数据质量周报 (HTML) and an Excel annex per department, and print their paths."""

    def write(code: str) -> list[Path]:
        paths = weekly.write(week, cutoff, code, out)
        return [paths.page, *paths.annexes]

    _write_all(write, county)


@app.command("work")
def work_report(week: Week = "", cutoff: Cutoff = None, county: County = None, out: Out = None) -> None:
    """Write 创建工作汇报 (Word) and its proof sheet 取数依据 (Excel), and print their paths."""

    def write(code: str) -> list[Path]:
        paths = writer.write(week, cutoff, code, out)
        return [paths.document, paths.proof]

    _write_all(write, county)


def _write_all(write: Callable[[str], list[Path]], county: str | None) -> None:
    """Write for the county, or for every one, and print what was written."""
    try:
        setup.wake()
        for code in [county] if county else [one.code for one in deployment.load().counties]:
            print(*write(code), sep="\n")
    except ProjectError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
