"""`python -m warehouse …`: the server and its structure."""

from __future__ import annotations

import typer
from rich import print as show

from warehouse import server, settings, setup
from warehouse.settings import ROLES

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)


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
def url(role: str = typer.Option("transformer", help=f"one of {', '.join(ROLES)}")) -> None:
    """Print the warehouse's SQLAlchemy URL, starting the embedded server if need be."""
    values = settings.load()
    if values.embedded and not server.is_running(values):
        setup.prepare()
    typer.echo(settings.url(role).render_as_string(hide_password=False))


@app.command()
def status() -> None:
    """Say whether the server answers and where its data lies."""
    values = settings.load()
    where = f"embedded server under {values.home}" if values.embedded else "server named by WAREHOUSE_URL"
    running = server.is_running(values) if values.embedded else True
    show(f"{where}: {'running' if running else 'stopped'}")


if __name__ == "__main__":
    app()
