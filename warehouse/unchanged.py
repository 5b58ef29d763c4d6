"""Models that need not run: the cost of a build follows what arrived, not what lies there.

Of a table that stays, quality.relation_state remembers

    inputs   a digest of what it was computed from: the project, the cut-off where its SQL asks for it, what its
             dataset's deliveries were, and the versions of all tables that it reads
    version  another one whenever its rows are others
    read     the version of every table that it read
    previous the version before, where quality.relation_news holds the keys of all rows that differ between the two

With the same inputs the rows would be the same, so dbt neither compiles nor runs the model. The materializations
write both in the transaction that writes the rows (dbt_project/macros/unchanged.sql). A data test that passed need not
be asked again before one of the tables that it reads changes; it is remembered there under its own name.

Where only tables changed of whose rows a model says by which of its columns they are found (config `follows`), and
their news reach back to what the model read, it computes the rows that hang on the news and no others. A data test is
told which of the tables that it reads changed since it passed, and may look at their news alone
(dbt_project/macros/changed.sql).

Inputs are not known (None) where a model reads what no model writes, such as the problem ledger, and where a build
sees only a part of what arrived; such a model always runs.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from warehouse.connection import connect

#: What is said of a model that was not run.
UNCHANGED = "unchanged"
#: Materializations that tell the state of their table; a standing view has its rows from other tables.
TABLES, VIEWS = {"staged", "restated", "refilled", "compared"}, {"view", "standing_view"}
CUTOFF_MACRO, SCOPE_MACROS = "macro.food_safety.cutoff", "macros/scope.sql"


@dataclass(frozen=True)
class Told:
    """What is known of a table; nothing where nobody has told of it."""

    version: str | None = None
    inputs: str | None = None
    read: Mapping[str, str] | None = None
    previous: str | None = None


NOTHING = Told()
#: The tables of schema `reference` are loaded together, and so have one version.
REFERENCE = "reference"
_EXISTING = """
select nspname || '.' || relname
from pg_class inner join pg_namespace on relnamespace = pg_namespace.oid where relkind in ('r', 'p', 'v')
"""
_KNOWN = """
select relation, version, inputs, read, previous from quality.relation_state
union all
select 'reference', fingerprint, null, null, null from quality.reference_loaded
"""
_KNOWN_NOW = "select version, inputs, read, previous from quality.relation_state where relation = %s"
_REMEMBER_TEST = """
insert into quality.relation_state (relation, inputs, read, version) values (%s, %s, %s, '')
on conflict (relation) do update set inputs = excluded.inputs, read = excluded.read
"""
#: What is said of a node for the time of its run, in its config.
_OF_THIS_RUN = ("inputs", "read", "followed", "changed")
#: Per dataset a digest of what staging reads, and of what settles the states of its rows as of a cut-off.
_DELIVERED = """
select dataset, md5(landed), md5(concat_ws('|', landed, settled, held, gone))
from (
    select
        dataset,
        string_agg(concat_ws(' ', county_code, submission_id), ',' order by county_code, submission_id) as landed,
        string_agg(concat_ws(' ', stream, period, revision, received_at, state), ','
            order by county_code, submission_id) filter (where received_at <= %(cutoff)s) as settled
    from quality.submission_ledger
    group by dataset
) as ledger
left join (
    select dataset, string_agg(concat_ws(' ', submission_id, row_no), ',' order by submission_id, row_no) as held
    from (select distinct dataset, submission_id, row_no from quality.quarantine) as kept_apart
    group by dataset
) as quarantine using (dataset)
left join (
    select dataset, string_agg(concat_ws(' ', county_code, submission_id, row_key), ','
        order by county_code, submission_id, row_key) as gone
    from quality.absence
    group by dataset
) as absence using (dataset)
"""


class Unchanged:
    """Answers for one invocation of dbt which models leave their tables alone. Safe for dbt's threads."""

    def __init__(self, manifest: Any, project_state: str, cutoff: datetime, *, is_scoped: bool) -> None:
        self._manifest, self._project_state, self._cutoff = manifest, project_state, cutoff
        self._is_scoped = is_scoped
        self._lock = threading.Lock()
        self._connection: psycopg.Connection = connect("transformer", autocommit=True)
        self._known = {name: Told(*told) for name, *told in self._connection.execute(_KNOWN)}
        self._existing = {name for (name,) in self._connection.execute(_EXISTING)}
        delivered = self._connection.execute(_DELIVERED, {"cutoff": cutoff}).fetchall()
        self._landed = {dataset: landed for dataset, landed, _ in delivered}
        self._settled = {dataset: settled for dataset, _, settled in delivered}

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def leaves_alone(self, node: Any) -> bool:
        """Whether the model's table or view stands as it would be built; notes its inputs for the materialization."""
        _forget(node)
        if node.config.materialized == "standing_view":
            return relation_of(node) in self._existing
        own = self._own_inputs(node)
        read = self._relations_read(node)
        if own is None or read is None:
            return False
        versions = {name: self._known.get(name, NOTHING).version for name in sorted(read)}
        if None in versions.values():
            return False
        node.config["inputs"] = _digest([own, *versions.values()])
        now = {"": own, **versions}
        node.config["read"] = json.dumps(now)
        if node.resource_type == "test":
            node.config["changed"] = self._changed(node, now)
        elif relation_of(node) not in self._existing:
            return False
        else:
            node.config["followed"] = self._followed(node, now)
        return self._known.get(_remembered_as(node), NOTHING).inputs == node.config["inputs"]

    def _followed(self, node: Any, now: Mapping[str, str]) -> dict[str, list[list[str]]] | None:
        """Tables with news, and by which of the model's columns their rows are found, in each of several ways; None:
        compute all rows."""
        follows, changed = node.config.get("follows") or {}, self._changed(node, now) or {}
        found = {name: _ways(follows.get(name.rpartition(".")[2])) for name, has_news in changed.items() if has_news}
        return found if found and len(found) == len(changed) and None not in found.values() else None

    def _changed(self, node: Any, now: Mapping[str, str]) -> dict[str, bool] | None:
        """Tables that changed since the node ran, and whether all that differs is known; None where all may differ."""
        before = self._known.get(_remembered_as(node), NOTHING).read
        if before is None or set(before) != set(now) or before[""] != now[""]:
            return None
        return {name: self._known.get(name, NOTHING).previous == before[name]
                for name, version in now.items() if version != before[name]}

    def learn(self, node: Any, *, has_passed: bool) -> None:
        """Take note of what a model that was run told of its table, and of a test that passed."""
        name = _remembered_as(node)
        with self._lock:
            if node.resource_type == "test" and has_passed:
                self._connection.execute(_REMEMBER_TEST, [name, node.config["inputs"], node.config["read"]])
            told = self._connection.execute(_KNOWN_NOW, [name]).fetchone()
            self._known[name] = Told(*told) if told else NOTHING
        # The parsed project outlives this invocation; a later one that asks nobody computes everything.
        _forget(node)

    def _own_inputs(self, node: Any) -> str | None:
        """Digest of what the model's rows follow from beside the tables it reads; None where that is not known."""
        if node.config.materialized not in TABLES and node.resource_type != "test":
            return None
        dataset, macros = node.config.get("dataset"), self._macros_of(node)
        if self._is_scoped and any(macro.original_file_path == SCOPE_MACROS for macro in macros):
            return None
        if dataset:
            delivered = self._landed if node.config.materialized == "staged" else self._settled
            return _digest([self._project_state, delivered.get(dataset, "nothing")])
        asks_for_cutoff = any(macro.unique_id == CUTOFF_MACRO for macro in macros)
        return _digest([self._project_state, str(self._cutoff) if asks_for_cutoff else "any cut-off"])

    def _macros_of(self, node: Any) -> list[Any]:
        """The macros that the model's SQL calls, and those that they call."""
        found, waiting = {}, list(node.depends_on.macros)
        while waiting:
            name = waiting.pop()
            if name not in found and name in self._manifest.macros:
                found[name] = self._manifest.macros[name]
                waiting += found[name].depends_on.macros
        return list(found.values())

    def _relations_read(self, node: Any) -> set[str] | None:
        """Tables behind a model, through views; None where one is not a model's and its state is not known."""
        found: set[str] = set()
        for name in node.depends_on.nodes:
            upstream = self._manifest.nodes.get(name)
            if upstream is None:
                if not node.config.get("dataset"):
                    return None
            elif upstream.resource_type == "seed":
                found.add(REFERENCE)
            elif upstream.config.materialized in VIEWS:
                behind = self._relations_read(upstream)
                if behind is None:
                    return None
                found |= behind
            else:
                found.add(relation_of(upstream))
        return found


def _ways(columns: list[Any] | None) -> list[list[str]] | None:
    """What a model says of a table that it follows: columns, or a list of them for each way."""
    return [columns] if columns and not isinstance(columns[0], list) else columns


def _forget(node: Any) -> None:
    for name in _OF_THIS_RUN:
        node.config[name] = None


def relation_of(node: Any) -> str:
    """`schema.table` of a dbt node."""
    return f"{node.schema}.{node.alias}"


def _remembered_as(node: Any) -> str:
    return node.unique_id if node.resource_type == "test" else relation_of(node)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.md5("\n".join(parts).encode(), usedforsecurity=False).hexdigest()
