"""Great Expectations does the judging: it runs every rule and says how many rows break it.

The library takes ten seconds to import, so it is imported on first use, once per process, and one process judges
everything. Its lists of failing rows are truncated; only its counts are taken, and the failing keys come from the
rule's own SQL (expectations/ledger.py), which the counts cross-check.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from warehouse import settings

STATEMENT_TIMEOUT_S = 300
#: Rules join whole sets by keys. On tables that were built a moment ago the planner knows neither their size nor that
#: one county fills them, and takes nested loops or merges on the county alone: minutes instead of a hash join's blink.
SESSION = {"enable_nestloop": "off", "enable_mergejoin": "off", "statement_timeout": f"{STATEMENT_TIMEOUT_S}s"}
#: Great Expectations' names for what a failing rule means.
SEVERITIES = {"B": "critical", "W": "warning", "I": "info"}
_serial = itertools.count()


@dataclass(frozen=True)
class Verdict:
    """What the engine found: how many rows break the rule (None when it could not run), in how many seconds."""

    failed: int | None
    error: str
    seconds: float


@dataclass(frozen=True)
class ColumnCheck:
    """One native column expectation of a contract rule.

    Attributes:
        kind: the expectation's type in the library, such as `expect_column_values_to_be_null`.
        column: column of the batch that it looks at.
    """

    rule_id: str
    kind: str
    column: str


class Engine:
    """One ephemeral Great Expectations context on the warehouse, as the role transformer."""

    def __init__(self) -> None:
        self._library = _library()
        context = self._library.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        # Autocommit: a rule that fails must not poison the transaction of the next one.
        self._source = context.data_sources.add_postgres(
            "warehouse", connection_string=settings.url("transformer").render_as_string(hide_password=False),
            create_temp_table=False,
            kwargs={"isolation_level": "AUTOCOMMIT",
                    "connect_args": {"options": " ".join(f"-c {name}={value}" for name, value in SESSION.items())}},
        )
        self._anchor = self._batch("select county_code, submission_id from quality.judging")

    def count(self, rule_id: str, statement: str, severity: str) -> Verdict:
        """How many rows a rule's statement selects."""
        expectation = _rule_expectation()(
            unexpected_rows_query=f"{_escaped(statement)}\n/* {{batch}} */",
            severity=SEVERITIES[severity], meta={"rule": rule_id},
        )
        started = time.perf_counter()
        result = self._anchor.validate(expectation, result_format="SUMMARY")
        return _verdict(result, time.perf_counter() - started, "observed_value")

    def check_columns(self, query: str, checks: Sequence[ColumnCheck]) -> dict[ColumnCheck, Verdict]:
        """How many rows of the batch `query` break each native column expectation."""
        if not checks:
            return {}
        expectations = [
            getattr(self._library.expectations, _class_name(check.kind))(
                column=check.column, meta={"rule": check.rule_id, "ordinal": ordinal})
            for ordinal, check in enumerate(checks)
        ]
        started = time.perf_counter()
        suite = self._library.ExpectationSuite(name=f"suite_{next(_serial)}", expectations=expectations)
        results = self._batch(query).validate(suite, result_format="SUMMARY").results
        share = (time.perf_counter() - started) / len(checks)
        return {
            checks[result.expectation_config.meta["ordinal"]]: _verdict(result, share, "unexpected_count")
            for result in results
        }

    def _batch(self, query: str) -> Any:
        asset = self._source.add_query_asset(f"batch_{next(_serial)}", query=query)
        return asset.add_batch_definition_whole_table("whole").get_batch()


def _library() -> Any:
    """The library, imported without its telemetry."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations

    return great_expectations


@cache
def _rule_expectation() -> type:
    """The expectation that a rule's SQL selects no row; unlike the library's own it does not fetch sample rows."""
    from great_expectations.expectations.core import UnexpectedRowsExpectation

    class ExpectRuleToSelectNoRows(UnexpectedRowsExpectation):
        """A statement that selects violating rows selects none; the observed value is their number."""

        metric_dependencies = ("unexpected_rows_query.row_count",)

        def _validate(self, metrics: dict[str, Any], runtime_configuration: dict[str, Any] | None = None,
                      execution_engine: Any = None) -> dict[str, Any]:
            count = metrics["unexpected_rows_query.row_count"]
            return {"success": count == 0, "result": {"observed_value": count}}

    return ExpectRuleToSelectNoRows


def _verdict(result: Any, seconds: float, key: str) -> Verdict:
    found = result.result.get(key)
    if found is None and result.success:
        found = 0  # a batch without rows gets a success and no count
    if found is None:
        return Verdict(None, _first_error(result.exception_info), seconds)
    return Verdict(int(found), "", seconds)


def _first_error(information: dict[str, Any]) -> str:
    """The message of the first exception; the library nests them under the ids of its metrics."""
    nested: Iterable[Any] = information.values() if "raised_exception" not in information else [information]
    messages = [str(one.get("exception_message") or "") for one in nested if isinstance(one, dict)]
    return next((" ".join(message.split())[:1000] for message in messages if message), "no result, no message")


def _escaped(statement: str) -> str:
    """The library formats a statement like a Python format string; braces are doubled so that they stay."""
    return statement.replace("{", "{{").replace("}", "}}")


def _class_name(kind: str) -> str:
    return "".join(part.capitalize() for part in kind.split("_"))
