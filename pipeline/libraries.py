"""Libraries whose import takes longer than most phases take: imported once, before work is handed out."""

from __future__ import annotations

from importlib import import_module

SLOW = ("pandas", "dbt.cli.main", "dbt.adapters.postgres.impl", "great_expectations")


def load(*more: str) -> None:
    """Import the slow libraries, and modules named beside them; nothing of this project."""
    for name in (*SLOW, *more):
        import_module(name)
