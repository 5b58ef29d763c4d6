"""The warehouse's roles: who may write what (least privilege), with generated passwords."""

from __future__ import annotations

import psycopg
from psycopg import sql

from warehouse.settings import ROLES, Settings

AIRFLOW_ROLE = "airflow_db"


def ensure_roles(connection: psycopg.Connection, settings: Settings) -> None:
    """Create the roles and set their passwords; the connection must be allowed to (superuser or createrole).

    `warehouse_owner` owns schemas and ledgers, `loader` lands rows, `transformer` runs dbt and judges,
    `office` reads all, `bi_reader` reads marts and the masked quality views only.
    """
    existing = {row[0] for row in connection.execute("select rolname from pg_roles")}
    for role in ROLES:
        verb = "alter" if role in existing else "create"
        connection.execute(
            sql.SQL("{} role {} login password {}").format(
                sql.SQL(verb), sql.Identifier(role), sql.Literal(settings.secret(f"{role.upper()}_PASSWORD"))
            )
        )
        connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(role)))
        connection.execute(
            sql.SQL("alter role {} set timezone = 'Asia/Shanghai'").format(sql.Identifier(role))
        )
    # The owner creates the schemas in which the transformer works.
    connection.execute("grant transformer to warehouse_owner")
    grant_database(connection)


def grant_database(connection: psycopg.Connection) -> None:
    """Let the roles, and nobody else, into the connection's database."""
    database = connection.info.dbname
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(database)))
    for role in ROLES:
        connection.execute(
            sql.SQL("grant connect, temporary on database {} to {}").format(
                sql.Identifier(database), sql.Identifier(role))
        )
    connection.execute(
        sql.SQL("grant create on database {} to warehouse_owner, transformer").format(sql.Identifier(database))
    )
    connection.execute("revoke create on schema public from public")


def ensure_airflow_role(connection: psycopg.Connection, settings: Settings) -> None:
    """The role that owns Airflow's metadata database on the embedded server."""
    exists = connection.execute("select 1 from pg_roles where rolname = %s", [AIRFLOW_ROLE]).fetchone()
    connection.execute(
        sql.SQL("{} role {} login password {}").format(
            sql.SQL("alter" if exists else "create"), sql.Identifier(AIRFLOW_ROLE),
            sql.Literal(settings.secret("AIRFLOW_DB_PASSWORD")),
        )
    )
    connection.execute(sql.SQL("alter database airflow owner to {}").format(sql.Identifier(AIRFLOW_ROLE)))
