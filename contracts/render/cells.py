"""The SQL that turns one delivered text into the typed value of its field (functions of schema norm)."""

from contracts.model import Field
from contracts.render.text import quoted

_TEXT_FUNCTIONS = {
    "record_id": "norm.id",
    "stat_month": "norm.stat_month",
    "stat_week": "norm.stat_week",
    "stat_quarter": "norm.stat_quarter",
}
_DATED_TEXT = ("stat_month", "stat_week", "stat_quarter")


def expression(field: Field) -> str:
    """SQL expression over the CTE `landed` (and `codes`, `places`) for one field of a staging model."""
    raw = f"landed.{field.name}"
    if field.logical_type == "code":
        return f"{{{{ coded('{field.name}') }}}}"
    if field.identifier == "region_code":
        return f"{{{{ placed('{field.name}') }}}}"
    if is_measured(field):
        return _number(field, raw)
    if field.logical_type == "date":
        return f"norm.date({raw}, landed._near{', true' if field.open_ended else ''})"
    if field.logical_type == "timestamp":
        return f"norm.ts({raw}, landed._near)"
    if field.logical_type == "boolean":
        return f"norm.bool({raw})"
    if field.identifier is None:
        return f"norm.text({raw})"
    function = _TEXT_FUNCTIONS.get(field.identifier, "norm.code")
    return f"{function}({raw}, landed._near)" if field.identifier in _DATED_TEXT else f"{function}({raw})"


def is_measured(field: Field) -> bool:
    """Numbers: they may carry a unit or a word such as 约."""
    return field.logical_type in ("integer", "number")


def is_cast(field: Field) -> bool:
    """Fields that K01 looks at, numbers aside: a text can always be read, a period or a date cannot."""
    return field.logical_type in ("date", "timestamp", "boolean") or field.identifier in _DATED_TEXT


def unit_arguments(field: Field, row: str) -> str:
    """Second and third argument of norm.quantity; `row` names where the unit column of the row stands."""
    unit = row if field.unit_field else f"'{field.unit}'" if field.unit else "null"
    # A bare {%} would open a block of Jinja.
    same = "{" + ",".join(word if word.isalnum() else f'"{word}"' for word in field.same_units) + "}"
    return f"{unit}, '{same}'"


def _number(field: Field, raw: str) -> str:
    unit = f"{{{{ coded('{field.unit_field}') }}}}" if field.unit_field else ""
    arguments = f"{raw}, {unit_arguments(field, unit)}"
    if field.logical_type == "integer":
        value = f"norm.whole_quantity({arguments})"
    elif field.precision is not None:
        value = f"norm.sized_quantity({arguments}, {field.precision}, {field.scale})"
    else:
        value = f"norm.quantity({arguments})"
    zeros = [*(["无"] if field.none_means_zero else []), *field.zero_words]
    if zeros:
        indent = "\n" + " " * 16
        listed = f"= '{zeros[0]}'" if len(zeros) == 1 else f"in ({', '.join(map(quoted, zeros))})"
        value = f"case{indent}when norm.squeeze({raw}) {listed} then 0{indent}else {value}\n            end"
    return value
