"""`python -m expectations …`: the rule catalogue, and the queue of records to be matched by hand."""

from __future__ import annotations

from datetime import datetime

import typer

import contracts
from contracts.errors import ProjectError, told_in_words
from expectations import catalogue, contract_suite, matches, pages, statements
from warehouse.connection import connect

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
RECORD = typer.Argument(..., help="record key, as `matches` prints it")
ENTITY = typer.Argument(..., help="entity_id of the register of market supervision (MS01)")
BY, REASON = typer.Option(..., help="who decided it"), typer.Option(..., help="why")
COUNTY = typer.Option("", help="county code, where the deployment has several")
DAY = typer.Option(None, "--on", formats=["%Y-%m-%d"], help="day from which it holds (default: today)")


@app.command()
def check() -> None:
    """Refuse a catalogue that contradicts itself, SQL that cannot be rendered, and a stale docs/rules.md."""
    try:
        rules = catalogue.load()
        statements.check(rules)
        pages.check()
    except ProjectError as error:
        typer.echo(error, err=True)
        raise typer.Exit(1) from None
    conditions = sum(len(rule.conditions) for rule in rules)
    typer.echo(f"{len(rules)} rules with {conditions} conditions: every one has its SQL, docs/rules.md is current")


@app.command()
def docs() -> None:
    """Write docs/rules.md from the catalogue."""
    typer.echo("docs/rules.md " + ("written" if pages.write() else "unchanged"))


@app.command()
def sql(rule_id: str, cutoff: datetime, judging: bool = False) -> None:
    """Print the statement of a rule as of a cut-off, to be tried by hand."""
    typer.echo(statements.one(rule_id, cutoff, judging=judging))


@app.command()
def suite(dataset: str) -> None:
    """Print the native expectations that follow from a dataset's contract."""
    contract = next((one for one in contracts.load_all() if one.dataset == dataset), None)
    if contract is None:
        typer.echo(f"no contract for {dataset}; known: {', '.join(c.dataset for c in contracts.load_all())}", err=True)
        raise typer.Exit(1)
    native = [rule for rule in catalogue.load() if rule.is_native and dataset in rule.datasets]
    for check_ in contract_suite.checks(native):
        fields, _ = contract_suite.MADE_HERE.get(check_.rule_id, (lambda _: (), None))
        named = " ".join(field.name for field in fields(contract))
        typer.echo(f"{check_.rule_id}  {check_.kind}  {check_.column}  {named}".rstrip())


@app.command("matches")
def list_matches(dataset: str = typer.Option("", help="one dataset, such as AG01"), county: str = COUNTY) -> None:
    """List the records that no rule could match, each with the registered entities that it most likely is."""
    with connect("office") as connection:
        found = matches.queue(connection, county, dataset)
    for record in found:
        typer.echo(f"{record.county_code} {record.dataset} {record.record_key} “{record.name}” {record.reason}")
        for one in record.candidates:
            town = {True: "同乡镇", False: "他乡镇", None: "乡镇不明"}[one.is_same_town]
            typer.echo(f"    {one.entity_id} “{one.name}” 相似度{one.similarity:.2f} {town}")
    typer.echo(f"待人工核对 {len(found)} 条")


@app.command("confirm-match")
def confirm_match(dataset: str, record: str = RECORD, entity: str = ENTITY, by: str = BY, reason: str = REASON,
                  county: str = COUNTY, on: datetime = DAY) -> None:
    """Decide that a record is that registered entity's; the match is then 'manual'."""
    _decide(matches.YES, dataset, record, entity, by, reason, county, on)


@app.command("refuse-match")
def refuse_match(dataset: str, record: str = RECORD, entity: str = ENTITY, by: str = BY, reason: str = REASON,
                 county: str = COUNTY, on: datetime = DAY) -> None:
    """Decide that a record is not that entity's, whatever the rules say."""
    _decide(matches.NO, dataset, record, entity, by, reason, county, on)


def _decide(verdict: str, dataset: str, record: str, entity: str, by: str, reason: str, county: str,
            on: datetime | None) -> None:
    with connect("office") as connection:
        path = matches.decide(connection, verdict, county, (dataset, record), entity, by, reason, on and on.date())
    typer.echo(f"{path}: {dataset} {record} {verdict} {entity}. It holds from the next cycle on that is built.")


if __name__ == "__main__":
    told_in_words(app)
