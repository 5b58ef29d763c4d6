"""Registers with one column per code: 期末存栏 over 猪, 牛, 羊 …, one row per farm (the delivery option `wide`)."""

from __future__ import annotations

import zlib
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from contracts import Contract, Field
from demo.systems.layout import Body

#: How people leave a column empty that does not concern the farm; most leave it blank.
_EMPTY: tuple[Any, ...] = (None, None, None, None, None, None, "—", "/")


def spread(contract: Contract, body: Body, seed: int) -> tuple[Contract, Body]:
    """Contract and rows as the department keeps them; both unchanged where the contract has no such figures.

    Records that differ in the code only share a row, with the first one's other values.
    """
    option = contract.delivery.options.get("wide")
    if option is None:
        return contract, body
    pivot, values = contract.field(option["field"]), [contract.field(name) for name in option["values"]]
    own = [name for name in contract.key if name != pivot.name]
    rows: dict[tuple[Any, ...], dict[Any, int]] = {}
    for number in range(len(body.sheets)):
        rows.setdefault(tuple(body.clean[name][number] for name in own), {})[body.clean[pivot.name][number]] = number
    firsts = [next(iter(codes.values())) for codes in rows.values()]
    kept = [item for item in contract.fields if item not in (pivot, *values)]
    shown = {item.name: [body.shown[item.name][row] for row in firsts] for item in kept}
    clean = {item.name: [body.clean[item.name][row] for row in firsts] for item in kept}
    columns = []
    for item in values:
        for code in pivot.codes:
            column = _column(contract, item, code.label)
            columns.append(column)
            places = [codes.get(code.code) for codes in rows.values()]
            clean[column.name] = [None if row is None else body.clean[item.name][row] for row in places]
            shown[column.name] = [
                _empty(seed, column.name, key) if row is None else body.shown[item.name][row]
                for key, row in zip(rows, places, strict=True)
            ]
    delivery = replace(contract.delivery, options=MappingProxyType({**contract.delivery.options, "wide": None}))
    sent = replace(contract, fields=(*kept, *columns), key=tuple(own), delivery=delivery)
    return sent, Body(shown, clean, [body.sheets[row] for row in firsts])


def _column(contract: Contract, item: Field, code: str) -> Field:
    name = f"{item.source}{contract.delivery.options['header_joiner']}{code}"
    return replace(item, name=name, label=name, source=name, aliases=())


def _empty(seed: int, column: str, key: tuple[Any, ...]) -> Any:
    return _EMPTY[zlib.crc32(f"{seed}/{column}/{key}".encode()) % len(_EMPTY)]
