"""Airflow's own database: on the warehouse's server, beside the warehouse, under a role of its own."""

from __future__ import annotations

import psycopg
from psycopg import sql
from sqlalchemy import URL

from warehouse import roles, settings
from warehouse.connection import connect
from warehouse.roles import AIRFLOW_ROLE
from warehouse.settings import Settings

DATABASE = "airflow"


def url(values: Settings) -> URL:
    """SQLAlchemy URL of Airflow's metadata (psycopg 3; Airflow derives the asynchronous one from it)."""
    return settings.url("postgres", DATABASE).set(username=AIRFLOW_ROLE, password=values.secret("AIRFLOW_DB_PASSWORD"))


def ensure(values: Settings) -> None:
    """Create the database and its role where they are missing (an outside server has neither at first)."""
    with connect("postgres", autocommit=True) as connection:
        if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
        roles.ensure_airflow_role(connection, values)


def schema_version(values: Settings) -> str | None:
    """Revision that the metadata stands at, None while the database is empty."""
    target = url(values).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(target) as connection:
        if connection.execute("select to_regclass('public.alembic_version')").fetchone()[0] is None:
            return None
        row = connection.execute("select version_num from alembic_version").fetchone()
        return row[0] if row else None
