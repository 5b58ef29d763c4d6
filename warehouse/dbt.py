"""Runs dbt inside this process and keeps what every node did.

One process, one parse: the manifest of the first invocation is handed to the following ones, so a step costs
its SQL and not another start of dbt.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from warehouse import reference, settings
from warehouse.connection import connect
from warehouse.errors import TerminalError

FAR_FUTURE = datetime(9999, 12, 31)
_manifest: Any = None


@dataclass(frozen=True)
class NodeResult:
    """What one dbt node did: rows affected (None for views and tests) and seconds."""

    node: str
    resource_type: str
    status: str
    rows: int | None
    seconds: float
    message: str


@dataclass(frozen=True)
class DbtResult:
    """The nodes of one invocation, in the order in which they ended."""

    run_id: str
    nodes: tuple[NodeResult, ...]

    @property
    def seconds(self) -> float:
        """Seconds spent in nodes, added up over threads."""
        return sum(node.seconds for node in self.nodes)


def environment() -> dict[str, str]:
    """Variables that dbt's profile and project read; also for calling the dbt command by hand."""
    values, target = settings.load(), settings.url("transformer")
    return {
        "DBT_HOST": str(target.host), "DBT_PORT": str(target.port or 5432), "DBT_USER": str(target.username),
        "DBT_PASSWORD": str(target.password), "DBT_DBNAME": str(target.database),
        "DBT_PROFILES_DIR": str(values.root / "dbt_project"), "DBT_PROJECT_DIR": str(values.root / "dbt_project"),
        "DBT_TARGET_PATH": str(values.home / "dbt" / "target"), "DBT_LOG_PATH": str(values.home / "dbt" / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "DBT_USE_COLORS": "false",
        "SEED_DIR": str(values.home / "seeds"),
    }


def seed(*, full_refresh: bool = False) -> DbtResult:
    """Compose the reference data and load it into schema `reference`."""
    reference.compose(settings.load())
    return _invoke(["seed", *(["--full-refresh"] if full_refresh else [])], step="reference", cutoff=None)


def build(select: str, *, cutoff: datetime | None = None, full_refresh: bool = False, tests: bool = True) -> DbtResult:
    """Build the selected nodes as of a cut-off.

    Args:
        select: dbt selector, such as `tag:land`.
        cutoff: what arrived later is not seen; None sees everything.
        full_refresh: rebuild incremental models.
        tests: also run data tests (unit tests are for `make test`).

    Raises:
        TerminalError: a node failed; the message names the nodes and their first lines.
    """
    command = ["build" if tests else "run", "--select", select]
    if tests:
        command += ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "seed"]
    if full_refresh:
        command.append("--full-refresh")
    variables = f"{{cutoff: '{(cutoff or FAR_FUTURE):%Y-%m-%d %H:%M:%S}'}}"
    return _invoke([*command, "--vars", variables], step=select, cutoff=cutoff)


def _invoke(command: list[str], *, step: str, cutoff: datetime | None) -> DbtResult:
    from dbt.cli.main import dbtRunner

    global _manifest
    os.environ.update(environment())
    runner = dbtRunner(manifest=_manifest)
    outcome = runner.invoke([*command, "--log-level", "none", "--no-version-check"])
    if outcome.exception is not None:
        raise TerminalError(f"dbt {command[0]} {step} did not run: {outcome.exception}")
    results = [_node(item) for item in outcome.result]
    result = DbtResult(uuid.uuid4().hex, tuple(results))
    _record(result, step, cutoff)
    failed = [node for node in results if node.status in {"error", "fail", "runtime error"}]
    if failed:
        lines = "\n".join(f"  {node.node}: {' '.join(node.message.split())[:400]}" for node in failed[:10])
        raise TerminalError(f"dbt {command[0]} {step}: {len(failed)} of {len(results)} nodes failed\n{lines}")
    return result


def _node(item: Any) -> NodeResult:
    rows = (item.adapter_response or {}).get("rows_affected")
    return NodeResult(
        node=item.node.unique_id, resource_type=str(item.node.resource_type), status=str(item.status),
        rows=None if rows in (None, -1) else int(rows), seconds=float(item.execution_time),
        message=str(item.message or ""),
    )


def _record(result: DbtResult, step: str, cutoff: datetime | None) -> None:
    rows = [(result.run_id, cutoff, step, node.node, node.resource_type, node.status, node.rows,
             round(node.seconds, 3), node.message[:1000]) for node in result.nodes]
    with connect("transformer") as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into quality.dbt_run (run_id, cutoff, step, node, resource_type, status, rows_affected,"
            " seconds, message, finished_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, localtimestamp)"
            " on conflict (run_id, node) do nothing", rows)
