"""Connections to the warehouse, one role at a time."""

from __future__ import annotations

from functools import cache

import psycopg
from sqlalchemy import Engine, create_engine

from warehouse import settings


def connect(role: str, *, autocommit: bool = False, database: str | None = None) -> psycopg.Connection:
    """A psycopg connection as one of the warehouse's roles (see settings.ROLES)."""
    target = settings.url(role, database)
    return psycopg.connect(
        host=target.host, port=target.port, user=target.username, password=target.password,
        dbname=target.database, autocommit=autocommit, application_name=f"food-safety {role}",
    )


@cache
def engine(role: str, database: str | None = None) -> Engine:
    """A pooled SQLAlchemy engine as one of the warehouse's roles."""
    return create_engine(settings.url(role, database), pool_pre_ping=True)
