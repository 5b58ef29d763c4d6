"""Command line: `python -m report weekly --week 2026-W47`."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import ProjectError
from report import weekly
from report.work import writer
from warehouse import deployment, setup

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Reports for the food-safety office.")


@app.callback()
def main() -> None:
    """Reports for the food-safety office."""


@app.command("weekly")
def weekly_report(
    week: Annotated[str, typer.Option(help="ISO week, such as 2026-W47; by default the last one published.")] = "",
    cutoff: Annotated[datetime | None, typer.Option(help="Cut-off; by default the week's own.")] = None,
    county: Annotated[str | None, typer.Option(help="County code; by default every county.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of all reports; by default REPORTS_DIR.")] = None,
) -> None:
    """Write 食品安全数据质量周报 (HTML) and an Excel annex per department, and print their paths."""
    try:
        setup.wake()
        codes = [county] if county else [one.code for one in deployment.load().counties]
        for code in codes:
            paths = weekly.write(week, cutoff, code, out)
            print(paths.page)
            for annex in paths.annexes:
                print(annex)
    except ProjectError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


@app.command("work")
def work_report(
    week: Annotated[str, typer.Option(help="ISO week, such as 2026-W47; by default the last one published.")] = "",
    cutoff: Annotated[datetime | None, typer.Option(help="Cut-off; by default the week's own.")] = None,
    county: Annotated[str | None, typer.Option(help="County code; by default every county.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of all reports; by default REPORTS_DIR.")] = None,
) -> None:
    """Write 创建工作汇报 (Word) and its proof sheet 取数依据 (Excel), and print their paths."""
    try:
        setup.wake()
        codes = [county] if county else [one.code for one in deployment.load().counties]
        for code in codes:
            paths = writer.write(week, cutoff, code, out)
            print(paths.document)
            print(paths.proof)
    except ProjectError as error:
        print(error, file=sys.stderr)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    app()
