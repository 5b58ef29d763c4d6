"""The contracts' own suite: rules K01–K03 and K05–K08 as column expectations over newly landed rows.

Staging leaves marks on a row: `_k01 = {valid_to}` says that this field came and could not be cast. Here two more are
made in the same form: the required fields that did not come (K02), and the numbers out of their declared range (K08).
Of every mark the library expects that it is null.

All datasets share one batch, because the library's cost is per expectation and not per row: an expectation for every
column of every contract took longer than building the marts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts.model import Contract, Field
from expectations import scope
from expectations.catalogue import Rule
from expectations.engine import ColumnCheck
from expectations.rendering import Renderer, literal

#: Marks that staging leaves: values that came and could not be used.
UNUSABLE = {"K01": "_k01", "K03": "_k03", "K05": "_k05", "K06": "_k06", "K07": "_k07"}
#: A field that came with an unusable value was given, so K02 must not say that it is missing. An approximate number
#: (K06) has its value.
_GIVEN = "typed._k01 || typed._k03 || typed._k05 || typed._k07"


def checks(rules: Iterable[Rule]) -> list[ColumnCheck]:
    """One native expectation per contract-derived row rule: the rule's mark is null on every row of the batch."""
    return [ColumnCheck(rule.rule_id, "expect_column_values_to_be_null", f"_{rule.rule_id.lower()}") for rule in rules]


def batch(contracts: Iterable[Contract], rules: Sequence[Rule], renderer: Renderer) -> str:
    """Query of the batch: one row per newly landed row of the contracts' datasets, with the mark of every rule."""
    parts = []
    for contract in contracts:
        marks = (f"{_mark(contract, rule)} as _{rule.rule_id.lower()}" for rule in rules)
        parts.append(f"select {literal(contract.dataset)} as dataset, {', '.join(marks)}"
                     f" from {renderer.new_rows(contract.table)} as typed")
    return "\nunion all\n".join(parts)


def _mark(contract: Contract, rule: Rule) -> str:
    """SQL of the names of the fields that break the rule on a row, null when none does."""
    if contract.dataset not in rule.datasets:
        return "null::text[]"
    if rule.rule_id in UNUSABLE:
        return f"typed.{UNUSABLE[rule.rule_id]}"
    fields, broken = MADE_HERE[rule.rule_id]
    cases = (f"case when {broken(field)} then '{field.name}' end" for field in fields(contract))
    return f"nullif(array_remove(array[{', '.join(cases)}]::text[], null), '{{}}')"


def _is_missing(field: Field) -> str:
    return f"typed.{field.name} is null and ('{field.name}' = any({_GIVEN})) is not true"


def _is_out_of_range(field: Field) -> str:
    bounds = ((field.minimum, "<"), (field.maximum, ">"))
    return " or ".join(f"typed.{field.name} {sign} {bound}" for bound, sign in bounds if bound is not None)


#: Rules whose mark is made here: the fields they look at, and when a field breaks them.
MADE_HERE = {"K02": (scope.required_fields, _is_missing), "K08": (scope.bounded_fields, _is_out_of_range)}
