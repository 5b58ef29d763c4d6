"""Runs dbt inside this process and keeps what every node did.

One parse per state of the project: the manifest is kept under the home folder and handed to every invocation,
in this process and in later ones, so a step costs its SQL and not another reading of every model. (dbt's own
partial parsing reads everything again whenever a variable changes, and the cut-off changes every week.)
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from warehouse import migrate, reference, settings
from warehouse.connection import connect
from warehouse.dbt_spared import spare_dbt, sparing
from warehouse.errors import TerminalError
from warehouse.unchanged import UNCHANGED, Unchanged

FAR_FUTURE = datetime(9999, 12, 31)
#: Where models are computed a second time, beside what readers see.
APART = "recomputed"
QUIET = ("--log-level", "none", "--log-level-file", "none", "--no-write-json", "--no-version-check")


@dataclass(frozen=True)
class NodeResult:
    """What one dbt node did: rows affected (None for views and tests) and seconds; status `unchanged`: not run."""

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


@dataclass(frozen=True)
class Scope:
    """What a build sees of what arrived and of the judge's words (dbt_project/macros/scope.sql).

    Attributes:
        scope: `then`, `arrivals` or `amended`; empty sees all.
        baseline: the earlier cut-off that these words are about.
        words: `then` or `now`: which words of the judge hold for what had arrived by the baseline.
    """

    scope: str = ""
    baseline: datetime = datetime.min
    words: str = "now"


EVERYTHING = Scope()


@dataclass(frozen=True)
class _Standing:
    """What an invocation builds on tables that this state of the project built before."""

    project_state: str
    cutoff: datetime
    scope: Scope

    def unchanged(self, manifest: Any) -> Unchanged:
        return Unchanged(manifest, self.project_state, self.cutoff, is_scoped=self.scope != EVERYTHING)


class DbtFailedError(TerminalError):
    """Nodes failed; `result` says what every node of the invocation did."""

    def __init__(self, message: str, result: DbtResult) -> None:
        super().__init__(message, fix="table quality.dbt_run and the compiled SQL under <home>/dbt/target say more")
        self.result = result


def environment() -> dict[str, str]:
    """Variables that dbt's profile and project read; also for calling the dbt command by hand."""
    values, target = settings.load(), settings.url("transformer")
    return {
        "DBT_HOST": str(target.host), "DBT_PORT": str(target.port or 5432), "DBT_USER": str(target.username),
        "DBT_PASSWORD": str(target.password), "DBT_DBNAME": str(target.database),
        "DBT_PROFILES_DIR": str(values.root / "dbt_project"), "DBT_PROJECT_DIR": str(values.root / "dbt_project"),
        "DBT_TARGET_PATH": str(values.home / "dbt" / "target"), "DBT_LOG_PATH": str(values.home / "dbt" / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1", "DBT_USE_COLORS": "false",
        "SEED_DIR": str(values.home / "dbt" / "seeds"),
    }


def parse() -> None:
    """Read the project now where it has not been read in its state yet, so that the next command finds it read."""
    _prepare()
    state = _project_state()
    if not _kept_manifest(state).exists():
        _manifest(state)


def seed(*, full_refresh: bool = False) -> DbtResult:
    """Compose the reference data and load it into schema `reference`; until somebody says so, nobody knows which."""
    _hand_over_seeds()
    with connect("transformer") as connection:
        connection.execute("delete from quality.reference_loaded")
    return _invoke(["seed", *(["--full-refresh"] if full_refresh else [])], step="reference", cutoff=None)


def build(select: str, *, cutoff: datetime | None = None, full_refresh: bool = False, tests: bool = True,
          scope: Scope = EVERYTHING) -> DbtResult:
    """Build the selected nodes as of a cut-off.

    Args:
        select: dbt selector, such as `tag:land`.
        cutoff: what arrived later is not seen; None sees everything.
        full_refresh: rebuild incremental models.
        tests: also run data tests (unit tests are for `make test`).
        scope: what of the deliveries is seen.

    Raises:
        DbtFailedError: a node failed; the message names the nodes and their first lines.
    """
    command = ["build" if tests else "run", "--select", select]
    if tests:
        command += ["--exclude-resource-type", "unit_test", "--exclude-resource-type", "seed"]
    if full_refresh:
        command.append("--full-refresh")
    state = _project_state()
    moment = cutoff or FAR_FUTURE
    with _shape(select, state) as is_kept:
        variables = _variables(moment, same_project=is_kept, scope=scope)
        standing = _Standing(state, moment, scope) if is_kept and not full_refresh else None
        command += ["--vars", variables]
        return _invoke(command, step=select, cutoff=cutoff, standing=standing)


def recompute(model: str, *, cutoff: datetime, scope: Scope) -> DbtResult:
    """Compute a model, and all between it and staging, once more in schema `recomputed`; readers see nothing of it.

    Raises:
        DbtFailedError: a node failed.
    """
    state = _project_state()
    with _shape(f"{APART} {model}", state) as is_kept:
        variables = _variables(cutoff, same_project=is_kept, scope=scope)
        command = ["run", "--select", f"+{model}", "--exclude", "tag:land", "--vars", variables]
        standing = _Standing(state, cutoff, scope) if is_kept else None
        return _invoke(command, step=APART, cutoff=cutoff, manifest=_manifest_apart(state), standing=standing)


@contextmanager
def _shape(step: str, state: str) -> Iterator[bool]:
    """Whether the step's tables were last built, without failure, by the project in this state; notes that they are."""
    with connect("transformer") as connection:
        known = connection.execute(
            "delete from quality.dbt_shape where step = %s returning project_state", [step]).fetchone()
    yield known == (state,)
    with connect("transformer") as connection:
        connection.execute("insert into quality.dbt_shape values (%s, %s) on conflict (step)"
                           " do update set project_state = excluded.project_state", [step, state])


def _hand_over_seeds() -> None:
    """Copy the composed seeds to where dbt reads them.

    dbt gets a copy because it writes what it made of each seed over a file whose path is absolute.
    """
    composed, handed = reference.compose(settings.load()), Path(environment()["SEED_DIR"])
    shutil.rmtree(handed, ignore_errors=True)
    shutil.copytree(composed, handed)


def _prepare() -> None:
    """What dbt reads beside the project: its variables in this process's environment, and the seeds."""
    os.environ.update(environment())
    if not Path(os.environ["SEED_DIR"]).exists():
        _hand_over_seeds()


def _invoke(command: list[str], *, step: str, cutoff: datetime | None, manifest: Any = None,
            standing: _Standing | None = None) -> DbtResult:
    from dbt.cli.main import dbtRunner

    _prepare()
    manifest = manifest or _manifest(_project_state())
    with sparing(standing.unchanged(manifest) if standing else None):
        outcome = dbtRunner(manifest=manifest).invoke([*command, *QUIET])
    if outcome.exception is not None:
        raise TerminalError(f"dbt {command[0]} {step} did not run: {outcome.exception}")
    results = [_node(item) for item in outcome.result]
    result = DbtResult(uuid.uuid4().hex, tuple(results))
    _record(result, step, cutoff)
    failed = [node for node in results if node.status in {"error", "fail", "runtime error"}]
    if failed:
        lines = "\n".join(f"  {node.node}: {' '.join(node.message.split())[:400]}" for node in failed[:10])
        raise DbtFailedError(f"dbt {command[0]} {step}: {len(failed)} of {len(results)} nodes failed\n{lines}", result)
    return result


@cache
def _manifest(state: str) -> Any:
    """The parsed project in that state: from this process, else from the home folder, else parsed now and kept."""
    from dbt.cli.main import dbtRunner
    from dbt.parser.manifest import extended_mashumaro_encoder

    kept = _kept_manifest(state)
    if kept.exists():
        return _read_manifest(kept)
    spare_dbt()
    outcome = dbtRunner().invoke(["parse", "--vars", _variables(FAR_FUTURE), *QUIET])
    if outcome.exception is not None:
        raise TerminalError(f"dbt could not read the project: {outcome.exception}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_suffix(f".{os.getpid()}.tmp")
    draft.write_bytes(outcome.result.to_msgpack(extended_mashumaro_encoder))
    draft.rename(kept)
    for older in kept.parent.glob("manifest-*.msgpack"):
        if older != kept:
            older.unlink(missing_ok=True)
    return outcome.result


@cache
def _manifest_apart(state: str) -> Any:
    """The parsed project with the models between staging and marts in another schema.

    A second parse under another schema would cost as much as a build; what dbt runs from is the node's schema.
    """
    _manifest(state)
    manifest = _read_manifest(_kept_manifest(state))
    for node in manifest.nodes.values():
        if node.resource_type == "model" and node.schema in ("intermediate", "quality"):
            node.relation_name = node.relation_name.replace(f'"{node.schema}"', f'"{APART}"')
            node.schema = APART
    return manifest


def _kept_manifest(state: str) -> Path:
    return settings.load().home / "dbt" / f"manifest-{state}.msgpack"


def _read_manifest(kept: Path) -> Any:
    """dbt's own way of keeping a manifest (its partial parsing); pickling one mixes its fields up."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    return Manifest.from_msgpack(kept.read_bytes(), decoder=extended_mashumuro_decoder)


def _project_state() -> str:
    """Hash over all that parsing reads and the shape of tables follows from: the project's files, the seeds' names,
    the target, dbt's version, the migrations."""
    digest, target = hashlib.sha256(version("dbt-core").encode()), environment()
    folder = settings.load().root / "dbt_project"
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".sql", ".yml", ".yaml", ".md"} and not {"target", "logs"} & set(path.parts):
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    names = sorted(path.name for path in Path(target["SEED_DIR"]).glob("*"))
    names += sorted(path.name for path in migrate.FOLDER.glob("*.sql"))
    # Passwords and ports change without changing what is parsed.
    digest.update(repr((names, [target[key] for key in ("DBT_USER", "DBT_DBNAME", "SEED_DIR")])).encode())
    return digest.hexdigest()[:16]


def _variables(cutoff: datetime, *, same_project: bool = False, scope: Scope = EVERYTHING) -> str:
    return (f"{{cutoff: '{_written(cutoff)}', same_project: {str(same_project).lower()}, scope: '{scope.scope}',"
            f" words: {scope.words}, baseline: '{_written(scope.baseline)}'}}")


def _written(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")


def _node(item: Any) -> NodeResult:
    rows = (item.adapter_response or {}).get("rows_affected")
    status = UNCHANGED if item.message == UNCHANGED else str(item.status)
    return NodeResult(
        node=item.node.unique_id, resource_type=str(item.node.resource_type), status=status,
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
