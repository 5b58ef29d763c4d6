"""`python -m expectations …`: the rule catalogue from the command line."""

from __future__ import annotations

from datetime import datetime

import typer

import contracts
from contracts.errors import ProjectError
from expectations import catalogue, contract_suite, pages, statements

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


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


if __name__ == "__main__":
    app()
