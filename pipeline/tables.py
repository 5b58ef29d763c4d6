"""Tables for people: what dbt's models did, on a task's page and on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from warehouse.dbt import NodeResult

HEADINGS = ("model", "kind", "state", "rows", "seconds")


def markdown(nodes: Iterable[NodeResult]) -> str:
    """State, rows and seconds per dbt node as a Markdown table, slowest first; empty without nodes."""
    lines = ["| " + " | ".join(row) + " |" for row in _rows(nodes)]
    if not lines:
        return ""
    return "\n".join(["| " + " | ".join(HEADINGS) + " |", "|---|---|---|---:|---:|", *lines])


def nodes(found: Iterable[NodeResult]) -> Table:
    """The same for a terminal or a task log."""
    table = Table(*HEADINGS, box=None)
    for row in _rows(found):
        table.add_row(*row)
    return table


def _rows(found: Iterable[NodeResult]) -> list[tuple[str, ...]]:
    ordered = sorted(found, key=lambda node: (-node.seconds, node.node))
    return [(node.node.split(".")[-1] if node.resource_type != "test" else node.node.split(".")[2],
             node.resource_type, node.status, "" if node.rows is None else f"{node.rows:,}", f"{node.seconds:.2f}")
            for node in ordered]
