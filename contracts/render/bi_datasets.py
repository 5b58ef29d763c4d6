"""Fills what models say into the datasets of docs/superset: each dataset's description, and its columns in full.

Everything else of a dataset file is written by hand: name, metrics, and for a joined dataset its query, which names
every table with an alias (`from marts.x as y`) and every column by it (`y.*`, `z.column`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from contracts.dictionary.lineage import Mart, Project
from contracts.errors import ContractError

DATASETS = "docs/superset/datasets"
NOTE = "# description and columns come from dbt_project/models, do not edit those: run `make render`\n"
_TABLE = re.compile(r"\b(?:from|join)\s+(\w+)\.(\w+)\s+as\s+(\w+)")
_COLUMN = re.compile(r"(\w+)\.(\w+|\*)")


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as a block."""


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(
    "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None))


def files(root: Path) -> dict[str, str]:
    """Path → text of every dataset file below the project root; none where no bundle is."""
    paths = sorted((root / DATASETS).rglob("*.yaml"))
    marts = {(mart.schema, mart.name): mart for mart in Project.read(root / "dbt_project").marts} if paths else {}
    return {path.relative_to(root).as_posix(): filled(path, marts) for path in paths}


def filled(path: Path, marts: dict[tuple[str, str], Mart]) -> str:
    """Text of a dataset file with description and columns of the tables that it reads.

    Raises:
        ContractError: a table or a column that no model has.
    """
    dataset = yaml.safe_load(path.read_text(encoding="utf-8"))
    query = dataset["sql"] or f"select own.* from {dataset['schema']}.{dataset['table_name']} as own"
    read = {alias: _mart(path, marts, schema, name) for schema, name, alias in _TABLE.findall(query)}
    dataset["description"] = next(iter(read.values())).description
    dataset["columns"] = [_column(*one) for one in _selected(path, query, read)]
    return NOTE + yaml.dump(dataset, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _mart(path: Path, marts: dict[tuple[str, str], Mart], schema: str, name: str) -> Mart:
    if (schema, name) not in marts:
        raise ContractError(path, "sql", f"{schema}.{name}", "a table or view that BI tools may read")
    return marts[schema, name]


def _selected(path: Path, query: str, read: dict[str, Mart]) -> Iterator[tuple[str, str, str]]:
    """(name, type, description) of each column that a query selects."""
    for alias, name in _COLUMN.findall(re.split(r"\bfrom\b", query)[0]):
        known = read[alias].columns if alias in read else ()
        wanted = [column for column in known if name in ("*", column[0])]
        if not wanted:
            raise ContractError(path, "sql", f"{alias}.{name}", "a column of a table that the query reads")
        yield from wanted


def _column(name: str, data_type: str, description: str) -> dict[str, Any]:
    is_time = data_type in ("timestamp", "date")
    return {
        "column_name": name,
        "verbose_name": re.split("[（：；，]", description)[0],
        "description": description,
        "type": "TIMESTAMP WITHOUT TIME ZONE" if data_type == "timestamp" else data_type.upper(),
        "is_dttm": is_time,
        "is_active": True,
        "groupby": True,
        "filterable": True,
    }
