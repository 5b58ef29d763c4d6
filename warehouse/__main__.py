"""`python -m warehouse …`: the server and its structure."""

from __future__ import annotations

from datetime import datetime

import typer
from rich import print as show

from contracts.errors import told_in_words
from warehouse import dbt, exemptions, migrate, server, settings, setup
from warehouse.settings import ROLES

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)
FIRST_DAY = typer.Option(..., "--from", formats=["%Y-%m-%d"], help="first day")
LAST_DAY = typer.Option(None, "--to", formats=["%Y-%m-%d"], help="last day (default: until further notice)")


@app.command()
def up() -> None:
    """Start the warehouse and bring its structure to this release."""
    for line in setup.prepare():
        show(line)
    show(f"warehouse: {settings.url('warehouse_owner').render_as_string(hide_password=True)}")


@app.command()
def down() -> None:
    """Stop the embedded server."""
    show("stopped" if server.stop(settings.load()) else "not running")


@app.command()
def url(role: str = typer.Option("transformer", help=f"one of {', '.join(ROLES)}"),
        plain: bool = typer.Option(False, help="as psql and most BI tools take it")) -> None:
    """Print the warehouse's SQLAlchemy URL, starting the embedded server if need be."""
    setup.wake()
    target = settings.url(role)
    typer.echo((target.set(drivername="postgresql") if plain else target).render_as_string(hide_password=False))


@app.command()
def status() -> None:
    """Say whether the server answers and where its data lies."""
    values = settings.load()
    where = f"embedded server under {values.home}" if values.embedded else "server named by WAREHOUSE_URL"
    running = server.is_running(values) if values.embedded else True
    show(f"{where}: {'running' if running else 'stopped'}")


@app.command("migrate")
def apply_migrations(dry_run: bool = typer.Option(False, help="only name what would be applied")) -> None:
    """Apply the numbered migrations that the warehouse does not have yet, all or none."""
    if dry_run:
        with setup.administrator() as connection:
            names = migrate.pending(connection)
        show("\n".join(f"would apply {name}" for name in names) or "nothing to apply")
        return
    lines = setup.prepare()
    show("\n".join(lines) or "nothing to apply")


@app.command()
def parse() -> None:
    """Start the warehouse's server and have dbt read the project, which takes a quarter of a minute the first time."""
    server.reach(settings.load())
    dbt.parse()


@app.command()
def exempt(
    dataset: str,
    stream: str = typer.Option("main", help="the dataset's stream"),
    from_on: datetime = FIRST_DAY,
    to_on: datetime = LAST_DAY,
    by: str = typer.Option(..., help="who approved it"),
    reason: str = typer.Option(..., help="why"),
    county: str = typer.Option("", help="county code, where the deployment has several"),
) -> None:
    """Enter an exemption: the dataset's obligations of that time read 免报."""
    path = exemptions.enter(county, dataset, stream, from_on.date(), to_on.date() if to_on else None, by, reason)
    show(f"{path}: {dataset} {stream} 免报. It holds from the next cycle on that is built")


if __name__ == "__main__":
    told_in_words(app)
