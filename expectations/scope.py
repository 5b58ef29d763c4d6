"""Which datasets a contract-derived rule concerns: every name here is a question to the contract.

A new contract falls under the right rules by what it declares; no list of datasets is kept for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from contracts.model import Contract, Field

#: Datasets whose duplicate keys a rule of their own judges (D13, D25, D32, D40), so K04 leaves them alone.
DUPLICATES_JUDGED_ELSEWHERE = frozenset({"MS02", "MS03", "MS08", "AG02", "AH04"})


def required_fields(contract: Contract) -> tuple[Field, ...]:
    """Fields that K02 looks at: required, and no part of the key (K04 looks at those)."""
    return tuple(field for field in contract.fields if field.required and field.name not in contract.key)


def bounded_fields(contract: Contract) -> tuple[Field, ...]:
    """Number fields with a declared minimum or maximum."""
    return tuple(field for field in contract.fields
                 if field.logical_type in ("integer", "number") and (field.minimum, field.maximum) != (None, None))


def numeric_fields(contract: Contract) -> tuple[Field, ...]:
    """Fields that a total row adds up."""
    return tuple(field for field in contract.fields if field.logical_type in ("integer", "number"))


def is_dated_period(contract: Contract) -> bool:
    """Whether a delivery holds one period's dated rows, so that an equal earlier one can only be an old one."""
    return contract.mode == "period" and any(stream.dated_by for stream in contract.streams)


def is_dated_stock(contract: Contract) -> bool:
    """Whether a whole stock arrives whose rows say when they were last touched."""
    return contract.mode == "snapshot" and any(field.name == "updated_at" for field in contract.fields)


SCOPES: Mapping[str, Callable[[Contract], bool]] = {
    "all": lambda contract: True,
    "files": lambda contract: contract.delivery.form == "file",
    "enveloped": lambda contract: contract.delivery.form == "file",
    "rest": lambda contract: contract.delivery.form == "rest",
    "dated": is_dated_period,
    "stock": is_dated_stock,
    "totalled": lambda contract: contract.totals,
    "township_grained": lambda contract: contract.township_grained and contract.delivery.form == "file",
    "coded": lambda contract: any(field.codes for field in contract.fields),
    "measured": lambda contract: any(field.unit or field.unit_field for field in contract.fields),
    "numbered": lambda contract: bool(numeric_fields(contract)),
    "bounded": lambda contract: bool(bounded_fields(contract)),
    "uscc": lambda contract: bool(contract.fields_with("uscc")),
    "region_code": lambda contract: bool(contract.fields_with("region_code")),
}


def resolve(selector: str | Iterable[str], contracts: Iterable[Contract]) -> tuple[str, ...] | None:
    """Dataset numbers of a selector: the name of a scope, or a list of dataset numbers taken as they are.

    Returns:
        Sorted dataset numbers, or None when the selector names no known scope.
    """
    if not isinstance(selector, str):
        return tuple(sorted(selector))
    if selector not in SCOPES:
        return None
    return tuple(sorted(contract.dataset for contract in contracts if SCOPES[selector](contract)))
