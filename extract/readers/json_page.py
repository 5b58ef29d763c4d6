"""One page of a JSON list as columns of text.

The usual page, whose values are all texts or null, is parsed by Arrow straight into columns, which needs half the
time of Python objects and lets other threads work meanwhile. A page with numbers, unknown keys or aliases is
parsed by orjson and gives the same columns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import orjson

from contracts.model import Contract
from extract.readers.cells import is_true, json_text

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class JsonPage:
    """Records of one answer.

    Attributes:
        columns: the contract's fields, `_deleted_flag`, `_extra`; all text.
        total: how many records the answer says there are in all.
        keys: keys that stand in the records.
        body: the answer as it came.
    """

    columns: list[pa.Array]
    total: int
    keys: frozenset[str]
    body: bytes

    def __len__(self) -> int:
        return len(self.columns[0])

    def without_rows(self) -> JsonPage:
        """The page as it would be behind the last one."""
        return replace(self, columns=[column.slice(0, 0) for column in self.columns])


class PageShape:
    """How the pages of one dataset look: built once from its contract."""

    def __init__(self, contract: Contract) -> None:
        import pyarrow as pa

        options = contract.delivery.options
        self._fields = contract.fields
        self._deleted: str | None = options["deleted_source"]
        self._list_path, self._total_path = options["list_key"].split("."), options["total_key"].split(".")
        self._code_path, self._ok_code = options["code_key"].split("."), options["ok_code"]
        self.known = frozenset(header for field in contract.fields for header in field.headers)
        self._sources = list(dict.fromkeys([*(field.source for field in contract.fields),
                                            *([self._deleted] if self._deleted else [])]))
        record = pa.struct([(source, pa.string()) for source in self._sources])
        tree: dict[str, Any] = {}
        for path, kind in ((self._list_path, pa.list_(record)), (self._total_path, pa.int64()),
                           (self._code_path, pa.int64())):
            _plant(tree, path, kind)
        self._schema = pa.schema(_typed(tree))

    def quick(self, body: bytes) -> JsonPage | None:
        """The page by Arrow; None when it is not of the usual kind, whatever the reason."""
        import pyarrow as pa
        from pyarrow import json

        try:
            table = json.read_json(
                pa.BufferReader(body), json.ReadOptions(use_threads=False, block_size=len(body) + 1),
                json.ParseOptions(explicit_schema=self._schema, unexpected_field_behavior="infer"),
                # Arrow's own pool keeps freed pages per thread, some 80 MB in all.
                memory_pool=pa.system_memory_pool())
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            return None
        if table.num_rows != 1:
            return None
        code, total = _leaf(table, self._code_path)[0].as_py(), _leaf(table, self._total_path)[0].as_py()
        lists = _leaf(table, self._list_path)
        if code != self._ok_code or total is None or not lists[0].is_valid:
            return None
        records = lists.flatten()
        if records.type.num_fields != len(self._sources):
            return None  # keys that the contract does not name, or names as aliases
        by_source = {source: records.field(at) for at, source in enumerate(self._sources)}
        keys = frozenset(source for source, column in by_source.items()
                         if column.null_count < len(column) or b'"%s":' % source.encode() in body)
        columns = [by_source[field.source] for field in self._fields]
        return JsonPage([*columns, self._flags(by_source, len(records)), pa.nulls(len(records), pa.string())],
                        total, keys, body)

    def thorough(self, document: dict[str, Any], body: bytes) -> JsonPage | None:
        """The page from Python objects; None when list or total are not where the contract says."""
        import pyarrow as pa

        items, total = dig(document, self._list_path), dig(document, self._total_path)
        if not isinstance(items, list) or not isinstance(total, int):
            return None
        keys = frozenset().union(*items)
        names = [next((header for header in field.headers if header in keys), field.source) for field in self._fields]
        columns = [pa.array([json_text(item.get(name)) for item in items], pa.string()) for name in names]
        deleted = ["t" if self._deleted and is_true(item.get(self._deleted)) else "f" for item in items]
        unknown = keys - self.known - {self._deleted}
        extra = [orjson.dumps({k: item[k] for k in unknown if k in item}).decode() if unknown else None
                 for item in items]
        return JsonPage([*columns, pa.array(deleted, pa.string()), pa.array(extra, pa.string())], total, keys, body)

    def header_facts(self, keys: set[str], any_rows: bool) -> dict[str, Any]:
        """Unknown and missing keys over a whole pull."""
        named = keys - {self._deleted}
        return {
            "header_count": len(named),
            "unknown_headers": sorted(named - self.known),
            "missing_headers": [field.name for field in self._fields
                                if any_rows and not named.intersection(field.headers)],
        }

    def _flags(self, by_source: dict[str, pa.Array], count: int) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        if not self._deleted:
            return pa.repeat(pa.scalar("f"), count)
        written = by_source[self._deleted]
        deleted = [value for value in pc.unique(written).to_pylist() if is_true(value)]
        return pc.if_else(pc.is_in(written, pa.array(deleted, pa.string())), "t", "f")


def dig(document: Any, path: list[str]) -> Any:
    """The value under a path of keys, None where the path ends early."""
    for part in path:
        document = document.get(part) if isinstance(document, dict) else None
    return document


def _plant(tree: dict[str, Any], path: list[str], kind: Any) -> None:
    for part in path[:-1]:
        tree = tree.setdefault(part, {})
    tree[path[-1]] = kind


def _typed(tree: dict[str, Any]) -> list[tuple[str, pa.DataType]]:
    import pyarrow as pa

    return [(name, pa.struct(_typed(kind)) if isinstance(kind, dict) else kind) for name, kind in tree.items()]


def _leaf(table: pa.Table, path: list[str]) -> pa.Array:
    """The one-row array under a path of keys."""
    array = table.column(path[0]).combine_chunks()
    for part in path[1:]:
        array = array.field(part)
    return array
