"""What each mart is built from, read from the `ref`s of the models; no dbt is needed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

_REF = re.compile(r"ref\('(\w+)'\)")
#: A `ref` whose name a loop completes, over words that the model lists or (tables of contracts) that a macro gives.
_LOOPED = re.compile(r"ref\('(\w*)' ~ .*?(?:~ '(\w*)')?\) \}\}")
_WORD = re.compile(r"'(\w+)'")
_ROWS = re.compile(r"int_(\w+)_(?:rows|current)")
#: Schemas that readers see.
OPEN = ("marts", "quality_public")


@dataclass(frozen=True)
class Mart:
    """One table or view that BI tools may read.

    Attributes:
        schema, name: as in the database.
        columns: (name, type, description), in order.
        tables: contract tables that it is built from.
        readers: labels of the exposures that read it.
    """

    schema: str
    name: str
    description: str
    columns: tuple[tuple[str, str, str], ...]
    tables: frozenset[str]
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Project:
    """The models of a dbt project."""

    folder: Path

    @classmethod
    def read(cls, folder: Path) -> Project:
        """The project in that folder."""
        return cls(folder)

    @cached_property
    def marts(self) -> tuple[Mart, ...]:
        """Every open table or view, by schema and name."""
        paths = (self.folder / "models").rglob("*.sql")
        found = [self._mart(schema, path) for path in paths if (schema := self._schema(path)) in OPEN]
        return tuple(sorted(found, key=lambda mart: (mart.schema, mart.name)))

    @cached_property
    def _settings(self) -> dict[str, Any]:
        text = (self.folder / "dbt_project.yml").read_text(encoding="utf-8")
        return next(iter(yaml.safe_load(text)["models"].values()))

    def _schema(self, path: Path) -> str:
        """The schema that dbt_project.yml gives a model's folder: the innermost one that is set."""
        schema, level = "", self._settings
        for part in path.relative_to(self.folder / "models").parts[:-1]:
            level = level.get(part, {})
            schema = level.get("+schema", schema)
        return schema

    @cached_property
    def parents(self) -> dict[str, frozenset[str]]:
        """Model → models and seeds that it names."""
        texts = {path.stem: path.read_text(encoding="utf-8") for path in (self.folder / "models").rglob("*.sql")}
        return {name: frozenset(_REF.findall(text)) | _completed(text, texts.keys() - {name})
                for name, text in texts.items()}

    def upstream(self, model: str) -> frozenset[str]:
        """Everything a model is built from."""
        seen: set[str] = set()
        waiting = [model]
        while waiting:
            new = self.parents.get(waiting.pop(), frozenset()) - seen
            seen |= new
            waiting += new
        return frozenset(seen)

    def _mart(self, schema: str, path: Path) -> Mart:
        model = _described(path)
        tables = {match[1] for name in self.upstream(path.stem) if (match := _ROWS.fullmatch(name))}
        columns = tuple((column["name"], column.get("data_type", ""), column.get("description", ""))
                        for column in model.get("columns", []))
        name = model.get("config", {}).get("alias", path.stem)
        return Mart(schema, name, model.get("description", ""), columns, frozenset(tables), self._readers(path.stem))

    def _readers(self, model: str) -> tuple[str, ...]:
        return tuple(one["label"] for one in self._exposures if f"ref('{model}')" in one.get("depends_on", []))

    @cached_property
    def _exposures(self) -> list[dict[str, Any]]:
        path = self.folder / "models" / "marts" / "exposures.yml"
        return yaml.safe_load(path.read_text(encoding="utf-8"))["exposures"] if path.exists() else []


def _described(path: Path) -> dict[str, Any]:
    document = path.with_suffix(".yml")
    models = yaml.safe_load(document.read_text(encoding="utf-8")).get("models", []) if document.exists() else []
    return next((model for model in models if model["name"] == path.stem), {})


def _completed(text: str, models: Iterable[str]) -> set[str]:
    """Models that the looped `ref`s mean: those whose middle the model lists, else all of that beginning and end."""
    words, found = set(_WORD.findall(text)), set()
    for start, end in _LOOPED.findall(text):
        fitting = {name for name in models if name.startswith(start) and name.endswith(end)}
        listed = {name for name in fitting if name.removeprefix(start).removesuffix(end) in words}
        found |= listed or fitting
    return found
