"""Which mart holds the rows of which dataset, as the marts themselves declare it (`config: meta: datasets:`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from contracts.errors import ContractError
from contracts.model import Contract
from contracts.render.files import header
from contracts.render.text import quoted

MACRO = "dbt_project/macros/fact_tables.sql"
MARTS = "dbt_project/models/marts/core"


@dataclass(frozen=True)
class Holder:
    """A mart with one row per current row of a dataset.

    Attributes:
        model: name of the dbt model.
        rows: SQL condition that selects the dataset's rows of it; empty for all.
    """

    model: str
    rows: str


def files(contracts: tuple[Contract, ...], root: Path) -> dict[str, str]:
    """Path → text of the macro that models and tests over all facts read."""
    return {MACRO: macro(contracts, holders(root / MARTS))}


def holders(marts: Path) -> dict[str, Holder]:
    """Dataset → the mart that holds its rows.

    Raises:
        ContractError: two marts say that they hold the same dataset.
    """
    found: dict[str, Holder] = {}
    for path in sorted(marts.glob("*.yml")):
        for dataset, holder in _declared(path):
            if dataset in found:
                raise ContractError(path, "config.meta.datasets", dataset,
                                    f"a dataset that {found[dataset].model} does not hold already")
            found[dataset] = holder
    return found


def macro(contracts: tuple[Contract, ...], held: dict[str, Holder]) -> str:
    """A dbt macro that returns table of a contract → dataset, mart, condition and key."""
    lines = "\n".join(
        f"        {quoted(contract.table)}: {{'dataset': {quoted(contract.dataset)},"
        f" 'model': {quoted(held[contract.dataset].model)}, 'rows': \"{held[contract.dataset].rows or 'true'}\","
        f" 'key': {['county_code', *contract.key]}}},"
        for contract in contracts if contract.dataset in held
    )
    return (
        "{# " + header("", "all", "each of its own").strip() + " #}\n"
        "{% macro fact_tables() -%}\n"
        f"    {{{{ return({{\n{lines}\n    }}) }}}}\n"
        "{%- endmacro %}\n"
    )


def _declared(path: Path) -> Iterator[tuple[str, Holder]]:
    for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", []):
        datasets = model.get("config", {}).get("meta", {}).get("datasets", [])
        columns = {column["name"] for column in model.get("columns", [])}
        for dataset in datasets:
            yield dataset, Holder(model["name"], _condition(dataset, datasets, columns))


def _condition(dataset: str, datasets: list[str], columns: set[str]) -> str:
    if len(datasets) > 1:
        return f"dataset = {quoted(dataset)}"
    # Of a dimension with history, the versions that hold now are the dataset's rows.
    return "is_current" if "is_current" in columns else ""
