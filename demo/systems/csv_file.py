"""A CSV export as bytes: GB18030 in most weeks, UTF-8 with BOM in others (Z1)."""

from __future__ import annotations

import csv
import io
from typing import Any

from demo.systems.defects import FileDefect, parameters
from demo.systems.layout import ZERO_ROW, Body, Plan, header_of
from demo.systems.sheets import ErrorCell

BOM_SHARE = 0.3


def to_csv(plan: Plan, body: Body, defects: dict) -> bytes:
    """One header line and one line per record; a zero report says 本期无."""
    fields = [item for item in plan.contract.fields if item.name not in plan.left_out]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=plan.contract.delivery.options["delimiter"], lineterminator="\r\n")
    writer.writerow([header_of(plan, item) for item in fields] + plan.strangers)
    if plan.zero or not body.sheets:
        writer.writerow([ZERO_ROW])
    else:
        blanks = [""] * len(plan.strangers)
        columns = [body.shown[item.name] for item in fields]
        writer.writerows([*map(_text, values), *blanks] for values in zip(*columns, strict=True))
    return out.getvalue().encode(_encoding(plan, defects))


def _text(value: Any) -> str:
    return "" if value is None else value.code if isinstance(value, ErrorCell) else str(value)


def _encoding(plan: Plan, defects: dict) -> str:
    if parameters(defects, FileDefect.WRONG_ENCODING) is not None:
        return "utf-16"
    return "utf-8-sig" if plan.draw("bom", plan.period) < BOM_SHARE else "gb18030"
