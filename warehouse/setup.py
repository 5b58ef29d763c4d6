"""Brings a server to the state that this release needs: roles, schemas, ledgers, raw tables, reference data."""

from __future__ import annotations

import psycopg

import contracts
from warehouse import migrate, raw_tables, roles, server, settings
from warehouse.connection import connect


def prepare() -> list[str]:
    """Start the embedded server (or reach the outside one), create roles, apply migrations, sync raw tables.

    Returns:
        What was done, in plain words, for the progress lines.
    """
    values = server.reach(settings.load())
    done = []
    with administrator() as connection:
        connection.execute("select pg_advisory_lock(hashtext('food-safety-warehouse setup'))")
        roles.ensure_roles(connection, values)
        if values.embedded:
            roles.ensure_airflow_role(connection, values)
        connection.commit()
        applied = migrate.apply(connection)
        done += [f"migration {name}" for name in applied]
    with connect("warehouse_owner") as connection:
        done += [f"raw table {name}" for name in raw_tables.sync(connection, contracts.load_all())]
    return done


def wake() -> None:
    """Start the embedded server where it sleeps; for commands that only read."""
    values = settings.load()
    if values.embedded and not server.is_running(values):
        prepare()


def administrator() -> psycopg.Connection:
    """A connection that may create roles and schemas: the server's superuser, or the one that WAREHOUSE_URL names."""
    return connect("postgres")
