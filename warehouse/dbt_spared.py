"""What dbt is spared: work of its own that takes longer here than our models, and models whose tables stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from warehouse.unchanged import UNCHANGED, Unchanged

#: Who answers for the invocation under way which models need not run.
_ASKED: list[Unchanged] = []


@contextmanager
def sparing(unchanged: Unchanged | None) -> Iterator[None]:
    """One invocation of dbt in this process; None runs every model."""
    spare_dbt()
    _ASKED[:] = [unchanged] if unchanged else []
    try:
        yield
    finally:
        _ASKED.clear()
        if unchanged:
            unchanged.close()


@cache
def spare_dbt() -> None:
    """Have dbt do less, for as long as this process lives.

    For each of its behaviour flags it asks `inspect` for the whole stack, to name the caller. Each of some thousand
    events of an invocation is made into a message, and that into another, even where no logger listens. It closes its
    connection after every node: a new one costs a backend that knows no table and no function yet, which for most
    nodes is more than the query; a thread's connection stays open here until the invocation ends, without a
    transaction. And it compiles and runs models whose rows, and tests whose answer, cannot have changed.
    """
    from dbt.adapters.postgres.connections import PostgresConnectionManager
    from dbt.task.run import ModelRunner
    from dbt.task.test import TestRunner
    from dbt_common.behavior_flags import BehaviorFlagRendered
    from dbt_common.events.base_types import BaseEvent
    from dbt_common.events.event_manager import EventManager

    BehaviorFlagRendered._default_source = staticmethod(lambda: "dbt")
    EventManager.fire_event = _fire_where_heard(EventManager.fire_event)
    BaseEvent.__init__, BaseEvent.__getattr__ = _made_where_read(BaseEvent.__init__)
    PostgresConnectionManager.release = _keep_open(PostgresConnectionManager.release)
    for runner in (ModelRunner, TestRunner):
        runner.compile_and_execute = _run_where_changed(runner.compile_and_execute)


def _fire_where_heard(fire: Any) -> Any:
    def fire_where_heard(manager: Any, *event: Any, **more: Any) -> None:
        if manager.loggers:
            fire(manager, *event, **more)

    return fire_where_heard


def _made_where_read(make: Any) -> tuple[Any, Any]:
    """An event's `__init__` and `__getattr__` that make its message when somebody reads it."""

    def note(event: Any, *given: Any, **more: Any) -> None:
        event.__dict__["_given"] = given, more

    def read(event: Any, name: str) -> Any:
        if name != "pb_msg":
            return getattr(event.pb_msg, name)
        given, more = event.__dict__["_given"]
        make(event, *given, **more)
        return event.__dict__["pb_msg"]

    return note, read


def _keep_open(release: Any) -> Any:
    from psycopg2.extensions import STATUS_BEGIN, TRANSACTION_STATUS_IDLE

    def keep_open(manager: Any) -> None:
        connection = manager.get_if_exists()
        if connection is None or connection.state != "open" or connection.handle.closed:
            release(manager)
        else:
            # After the statement COMMIT the driver believes that its transaction goes on, and would never begin
            # another one; the server is asked to begin one so that it does not warn of the driver's rollback.
            handle = connection.handle
            if handle.status == STATUS_BEGIN and handle.info.transaction_status == TRANSACTION_STATUS_IDLE:
                handle.cursor().execute("begin")
            handle.rollback()
            connection.transaction_open = False

    return keep_open


def _run_where_changed(run: Any) -> Any:
    from dbt.artifacts.schemas.results import NodeStatus, RunStatus
    from dbt.artifacts.schemas.run import RunResult

    def run_where_changed(runner: Any, manifest: Any, context: Any) -> Any:
        if not _ASKED:
            return run(runner, manifest, context)
        asked, node, result = _ASKED[0], runner.node, None
        if asked.leaves_alone(node):
            stood = RunResult.from_node(node, RunStatus.Success, UNCHANGED)
            stood.adapter_response = {"rows_affected": 0}
            return stood
        try:
            result = run(runner, manifest, context)
            return result
        finally:
            asked.learn(node, has_passed=result is not None and result.status == NodeStatus.Pass)

    return run_where_changed
