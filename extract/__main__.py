"""Command line: `python -m extract ingest | replay | receipt | proposals | accept-alias`."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import typer

from contracts.errors import told_in_words
from extract import aliases, ledger
from extract import ingest as ingesting
from extract import replay as replaying
from extract.landing import Landing
from extract.submission import Receipt
from warehouse import deployment
from warehouse.connection import connect

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Departments' deliveries into the raw landing.")
_UPTO = typer.Option(None, help="land what arrived by then, such as 2026-11-23T10:00 (default: now)")
_NOW = typer.Option(None, help="logical time of the run (default: --upto)")


@app.command()
def ingest(
    submitter: str = typer.Option(None, help="one submitter, such as animal_husbandry (default: all)"),
    dataset: str = typer.Option(None, help="one dataset, such as AH03 (default: all)"),
    upto: datetime | None = _UPTO,
    now: datetime | None = _NOW,
) -> None:
    """Land what was delivered and is not in the ledger yet."""
    upto = upto or datetime.now(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    chosen = [c for c in aliases.known_contracts() if submitter in (None, c.submitter) and dataset in (None, c.dataset)]
    if not chosen:
        raise typer.BadParameter(f"no contract of submitter {submitter!r} and dataset {dataset!r}")
    ours = False
    with Landing.open() as landing:
        for county in deployment.load().counties:
            for contract in chosen:
                for receipt in ingesting.ingest(contract, county, upto, now or upto, landing):
                    print(_line(receipt))
                    ours = ours or receipt.outcome == ingesting.OUR_FAULT
            for stranger in ingesting.sweep(chosen, county, landing) if dataset is None else ():
                print(f"无法识别的文件：{stranger.source}")
    if ours:
        raise typer.Exit(1)


@app.command()
def replay(submission_id: str) -> None:
    """Read one submission again from its archived original, with today's contract."""
    by_dataset = {contract.dataset: contract for contract in aliases.known_contracts()}
    with Landing.open() as landing:
        done = replaying.replay(submission_id, by_dataset, landing)
        print(_line(done))
    receipt(done.submission_id or submission_id)


@app.command()
def receipt(submission_id: str) -> None:
    """Print what became of one submission."""
    # The landing's own role does not read what was judged later.
    with connect("office") as connection:
        print(ledger.receipt(connection, submission_id))


@app.command()
def proposals() -> None:
    """List the headers that no alias knows, with the field that each most likely is."""
    with connect("office") as connection:
        found = aliases.proposals(connection)
    for one in found:
        likely = f"{one.field}（{one.label}，{one.score:.0%}）" if one.field else "—"
        refused = "，有退回" if one.is_refused else ""
        print(f"{one.dataset} “{one.header}” → {likely} {one.submissions}次报送{refused}")
    if not found:
        print("没有未识别的列名")


@app.command("accept-alias")
def accept_alias(
    dataset: str,
    header: str = typer.Argument(..., help="the header as the delivery writes it"),
    field: str = typer.Argument(..., help="the field that it is"),
    by: str = typer.Option(..., help="who decided it"),
    reason: str = typer.Option(..., help="why"),
) -> None:
    """Accept a header as a field's alias in this deployment, then read every delivery that has it again."""
    print(aliases.accept(dataset, header, field, by, reason))
    with Landing.open() as landing:
        for receipt in replaying.with_header(dataset, header, landing):
            print(_line(receipt))


def _line(done: Receipt) -> str:
    rows = f"收到{done.received_rows} 未变{done.unchanged_rows} 入库{done.landed_rows}"
    return f"{done.dataset} {done.period} {done.outcome} {rows} {done.submission_id or ''} {done.detail}".rstrip()


if __name__ == "__main__":
    told_in_words(app)
