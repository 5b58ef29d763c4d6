"""The lineage of the data dictionary, read from the files, is the one that dbt knows."""

from __future__ import annotations

from contracts import dictionary
from warehouse import dbt


def test_marts_come_from_the_datasets_that_dbt_builds_them_from(built_warehouse) -> None:
    nodes = dbt._manifest(dbt._project_state()).nodes
    models = {node.name: set(node.depends_on.nodes) for node in nodes.values() if node.resource_type == "model"}
    by_id = {identity: node.name for identity, node in nodes.items()}

    def upstream(name: str) -> set[str]:
        seen, waiting = set(), [name]
        while waiting:
            new = {by_id[parent] for parent in models.get(waiting.pop(), ()) if parent in by_id} - seen
            seen |= new
            waiting += new
        return seen

    known = dictionary.load()
    aliases = {node.alias: node.name for node in nodes.values() if node.schema in ("marts", "quality_public")}
    for mart in known.project.marts:
        above = upstream(aliases[mart.name])
        tables = {contract.table for contract in known.contracts if f"int_{contract.table}_rows" in above}
        assert tables == mart.tables, mart.name
