"""Figures that stand in one column per code: one row of a sheet becomes one record per code that has figures.

    养殖代码 | 期末存栏: 猪 牛 羊 | 累计出栏: 猪 牛 羊        farm_code species stock sold_ytd
    0412    |           80  –  5 |           12  –  0   →   0412      猪      80    12
                                                            0412      羊      5     0
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from contracts.model import Contract
from extract.readers.headers import squash

#: Further records of one sheet row are numbered this far apart: above the rows of any sheet (2**20), and nine parts
#: fit between two sheets.
PART_STRIDE = 1_100_000
_BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "null", "n/a"})


def records(row: Sequence[str | None], values: Sequence[str | None], names: Sequence[str],
            columns: Mapping[int, tuple[str, str]], contract: Contract) -> list[list[str | None]]:
    """The records of one row.

    Args:
        row: the cells of the row.
        values: the row in the contract's fields, without what stands in columns per code.
        names: the contract's field names.
        columns: column → (field, code as written).

    Returns:
        One list of values per code with a figure; a lone zero counts only where no code has more than zero. A row
        without any figure gives one record without code, so that it is not lost.
    """
    by_code: dict[str, dict[str, str]] = {}
    for column, (name, code) in columns.items():
        cell = row[column] if column < len(row) else None
        if cell is not None and squash(cell) not in _BLANKS:
            by_code.setdefault(code, {})[name] = cell
    kept = {code: cells for code, cells in by_code.items() if any(squash(cell) != "0" for cell in cells.values())}
    found = []
    for code, cells in (kept or by_code or {None: {}}).items():
        given = {**cells, contract.delivery.options["wide"]["field"]: code}
        found.append([given.get(name, value) for name, value in zip(names, values, strict=True)])
    return found
