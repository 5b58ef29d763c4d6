"""Models that need not run: the cost of a build follows what arrived, not what lies there.

Of a table that stays, quality.relation_state remembers

    inputs   a digest of what it was computed from: the project, the cut-off where its SQL asks for it, what its
             dataset's deliveries were, and the versions of all tables that it reads
    version  another one whenever its rows are others

With the same inputs the rows would be the same, so dbt neither compiles nor runs the model. The materializations
write both in the transaction that writes the rows (dbt_project/macros/unchanged.sql). A data test that passed need not
be asked again before one of the tables that it reads changes; it is remembered there under its own name.

Inputs are not known (None) where a model reads what no model writes, such as the problem ledger, and where a build
sees only a part of what arrived; such a model always runs.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import psycopg

from warehouse.connection import connect

#: What is said of a model that was not run.
UNCHANGED = "unchanged"
#: Materializations that tell the state of their table; a standing view has its rows from other tables.
TABLES, VIEWS = {"staged", "restated", "refilled", "compared"}, {"view", "standing_view"}
CUTOFF_MACRO, SCOPE_MACROS = "macro.food_safety.cutoff", "macros/scope.sql"
#: Version and inputs of what nobody has told of.
NOTHING = (None, None)
#: The tables of schema `reference` are loaded together, and so have one version.
REFERENCE = "reference"
_EXISTING = """
select schemaname || '.' || tablename from pg_tables union all select schemaname || '.' || viewname from pg_views
"""
_KNOWN = """
select relation, version, inputs from quality.relation_state
union all
select 'reference', fingerprint, null from quality.reference_loaded
"""
_REMEMBER_TEST = """
insert into quality.relation_state (relation, inputs, version) values (%s, %s, '')
on conflict (relation) do update set inputs = excluded.inputs
"""
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
        self._known = {name: told for name, *told in self._connection.execute(_KNOWN)}
        self._existing = {name for (name,) in self._connection.execute(_EXISTING)}
        delivered = self._connection.execute(_DELIVERED, {"cutoff": cutoff}).fetchall()
        self._landed = {dataset: landed for dataset, landed, _ in delivered}
        self._settled = {dataset: settled for dataset, _, settled in delivered}

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def leaves_alone(self, node: Any) -> bool:
        """Whether the model's table or view stands as it would be built; notes its inputs for the materialization."""
        node.config["inputs"] = None
        if node.config.materialized == "standing_view":
            return relation_of(node) in self._existing
        own = self._own_inputs(node)
        read = self._relations_read(node)
        if own is None or read is None:
            return False
        versions = [self._known.get(name, NOTHING)[0] for name in sorted(read)]
        if None in versions:
            return False
        node.config["inputs"] = _digest([own, *versions])
        stands = node.resource_type == "test" or relation_of(node) in self._existing
        return stands and self._known.get(_remembered_as(node), NOTHING)[1] == node.config["inputs"]

    def learn(self, node: Any, *, has_passed: bool) -> None:
        """Take note of what a model that was run told of its table, and of a test that passed."""
        name = _remembered_as(node)
        with self._lock:
            if node.resource_type == "test" and has_passed:
                self._connection.execute(_REMEMBER_TEST, [name, node.config["inputs"]])
            told = self._connection.execute(
                "select version, inputs from quality.relation_state where relation = %s", [name]).fetchone()
            self._known[name] = told or NOTHING

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


def relation_of(node: Any) -> str:
    """`schema.table` of a dbt node."""
    return f"{node.schema}.{node.alias}"


def _remembered_as(node: Any) -> str:
    return node.unique_id if node.resource_type == "test" else relation_of(node)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.md5("\n".join(parts).encode(), usedforsecurity=False).hexdigest()
