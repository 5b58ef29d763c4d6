"""The contract's own suite: rules K01–K03 and K05–K08 as column expectations over newly landed rows.

Staging leaves marks on a row: `_k01 = {valid_to}` says that this field came and could not be cast. A mark column
must therefore be null, a required field must not be, and a bounded one must lie in its range.
"""

from __future__ import annotations

from collections.abc import Iterable

from contracts.model import Contract
from expectations import scope
from expectations.catalogue import Rule
from expectations.engine import ColumnCheck
from expectations.rendering import Renderer

MARK_COLUMNS = {"K01": "_k01", "K03": "_k03", "K05": "_k05", "K06": "_k06", "K07": "_k07"}
#: A field that came with an unusable value was given, so K02 must not say that it is missing.
_GIVEN = "given__"


def checks(contract: Contract, rules: Iterable[Rule]) -> list[ColumnCheck]:
    """The native expectations of the contract for the rules that concern it."""
    found: list[ColumnCheck] = []
    for rule in rules:
        if contract.dataset not in rule.datasets:
            continue
        if rule.rule_id in MARK_COLUMNS:
            found.append(ColumnCheck(rule.rule_id, "expect_column_values_to_be_null", MARK_COLUMNS[rule.rule_id]))
        elif rule.rule_id == "K02":
            found += [ColumnCheck("K02", "expect_column_values_to_not_be_null", _GIVEN + field.name)
                      for field in scope.required_fields(contract)]
        elif rule.rule_id == "K08":
            found += [ColumnCheck("K08", "expect_column_values_to_be_between", field.name,
                                  (("min_value", field.minimum), ("max_value", field.maximum)))
                      for field in scope.bounded_fields(contract)]
    return found


def batch(contract: Contract, renderer: Renderer) -> str:
    """Query of the batch: new rows with their marks, bounded fields, and required fields as given."""
    columns = [f"typed.{column}" for column in MARK_COLUMNS.values()]
    columns += [f"typed.{field.name}" for field in scope.bounded_fields(contract)]
    columns += [f"case when typed.{field.name} is not null or '{field.name}' = any(typed._k01 || typed._k03"
                f" || typed._k05 || typed._k07) then 1 end as {_GIVEN}{field.name}"
                for field in scope.required_fields(contract)]
    return f"select {', '.join(dict.fromkeys(columns))} from {renderer.new_rows(contract.table)} as typed"
