"""Renders the defects of a delivery for real: in what the file says (`on_plan` …) and in its bytes (`on_bytes`)."""

from __future__ import annotations

import io
import zipfile

from demo.errors import DemoError
from demo.systems import encryption
from demo.systems.defects import FileDefect, parameters
from demo.systems.layout import Body, Plan, previous
from demo.systems.sheets import ErrorCell, Row, Sheet

DEFAULT_PASSWORD = "Sab-2026"
OVERSIZE_MEGABYTES = 200
BOMB_MEGABYTES = 400
UNSAFE_PREFIX = "..\\..\\"
_ERRORS = ("#DIV/0!", "#REF!", "#N/A")
_MEGABYTE = 1 << 20


def on_plan(plan: Plan, defects: dict, townships: dict[str, str]) -> None:
    """Defects of titles, headers, sheets and totals.

    Args:
        plan: the file's plan, changed in place.
        defects: `Delivery.defects`.
        townships: sheet name by code, as the file would have them.
    """
    contract = plan.contract
    wanted = {kind: parameters(defects, kind) for kind in FileDefect}
    if (found := wanted[FileDefect.WRONG_PERIOD_HEADER]) is not None:
        plan.period = found.get("period") or previous(plan.period)
    if (found := wanted[FileDefect.MISSING_HEADER]) is not None:
        plan.left_out.add(found.get("field") or _spare_field(plan))
    if (found := wanted[FileDefect.RENAMED_HEADER]) is not None:
        name = found.get("field") or _spare_field(plan)
        plan.renamed[name] = found.get("to") or f"{contract.field(name).label}（新）"
    if (found := wanted[FileDefect.UNKNOWN_HEADERS]) is not None:
        count = found.get("count") or max(3, len(contract.fields) // 5)
        plan.strangers += [f"核查项目{number}" for number in range(1, count + 1)]
    if (found := wanted[FileDefect.MISSING_ENVELOPE]) is not None:
        for part in found.get("parts") or ("filled_by", "approved_by", "report_date"):
            plan.envelope.pop(part, None)
    if (found := wanted[FileDefect.FORMULA_ERROR]) is not None and not found.get("inside"):
        plan.notes.append(["注：同比增幅", *(ErrorCell(_ERRORS[n % 3]) for n in range(found.get("count") or 2))])
    if (found := wanted[FileDefect.WRONG_TOTAL]) is not None:
        _spoil_total(plan, found)
    if (found := wanted[FileDefect.MISSING_TOWNSHIP]) is not None:
        code = _sheet_code(plan, found.get("sheet") or list(townships)[-1])
        del plan.sheet_names[code]


def _spare_field(plan: Plan) -> str:
    """The last required field outside the key that has a column of its own on every sheet."""
    options = plan.contract.delivery.options
    names = [item.name for item in plan.contract.fields
             if item.required and item.name not in plan.contract.key
             and item.name not in (options["sheet_gives"], options["colour_gives"])
             and f"(?P<{item.name}>" not in (options["section_rows"] or "")]
    if not names:
        raise DemoError(f"{plan.contract.dataset} has no required field outside its key", fix="name the field")
    return names[-1]


def _sheet_code(plan: Plan, wanted: str) -> str:
    for code, name in plan.sheet_names.items():
        if wanted in (code, name):
            return code
    raise DemoError(f"{plan.contract.dataset} {plan.period} has no sheet {wanted!r}",
                    fix=f"name one of {', '.join(plan.sheet_names.values())}")


def _spoil_total(plan: Plan, found: dict) -> None:
    contract = plan.contract
    if not contract.totals:
        raise DemoError(f"{contract.dataset} has no 合计 row", fix="plant wrong totals in AH03, AH05 or AH06")
    first = next(item.name for item in contract.fields if item.logical_type in ("integer", "number"))
    code = _sheet_code(plan, found["sheet"]) if found.get("sheet") else next(iter(plan.sheet_names))
    plan.total_errors[code, found.get("field") or first] = found.get("by", 1)


def on_body(plan: Plan, body: Body, defects: dict) -> None:
    """Formula errors in the table: they take the place of what the cells showed."""
    found = parameters(defects, FileDefect.FORMULA_ERROR)
    if not found or not found.get("inside"):
        return
    numbers = [item.name for item in plan.contract.fields if item.logical_type in ("integer", "number")]
    cells = body.shown[found.get("field") or numbers[0]]
    for number in range(min(found.get("count") or 2, len(cells))):
        cells[number] = ErrorCell(_ERRORS[number % 3])


def on_sheets(sheets: list[Sheet], defects: dict) -> None:
    """A hidden sheet behind the others."""
    found = parameters(defects, FileDefect.HIDDEN_SHEET)
    if found is not None:
        rows = [Row(["上月底稿，勿报"]), Row(["核对数", 128, 64])]
        sheets.append(Sheet(found.get("name") or "备份", rows, hidden=True))


def on_bytes(content: bytes, extension: str, defects: dict) -> bytes:
    """Defects of the file as such. Passwords of .xls files are set before the compound file is written."""
    if (found := parameters(defects, FileDefect.OVERSIZE)) is not None:
        content = _inflated(content, int(found.get("megabytes") or OVERSIZE_MEGABYTES))
    if (found := parameters(defects, FileDefect.ZIP_BOMB)) is not None:
        content = _bomb(content, int(found.get("megabytes") or BOMB_MEGABYTES))
    if (found := parameters(defects, FileDefect.PASSWORD)) is not None:
        if extension == "csv":
            raise DemoError("a CSV file cannot have a password", fix="plant it in a workbook")
        if extension == "xlsx":
            content = encryption.encrypt_xlsx(content, found.get("password") or DEFAULT_PASSWORD)
    if (found := parameters(defects, FileDefect.TRUNCATED)) is not None:
        content = content[: int(len(content) * float(found.get("keep") or 0.6))]
    return b"" if parameters(defects, FileDefect.EMPTY) is not None else content


def file_name(name: str, defects: dict) -> str:
    """The name under which the file arrives."""
    found = parameters(defects, FileDefect.UNSAFE_NAME)
    return name if found is None else f"{found.get('prefix') or UNSAFE_PREFIX}{name}"


def _inflated(workbook: bytes, megabytes: int) -> bytes:
    """The workbook with so many more ordinary rows on its first sheet that it unpacks to that size."""
    cells = "".join(f"<c><v>{(number * 2654435761) % 99991 / 7:.4f}</v></c>" for number in range(12))
    rows = "".join(f"<row>{cells.replace('<v>', f'<v>{line * 7919 % 9973}')}</row>" for line in range(2000)).encode()
    return _rewritten(workbook, rows, megabytes * _MEGABYTE // len(rows) + 1)


def _bomb(workbook: bytes, megabytes: int) -> bytes:
    """The workbook with one sheet of nothing but blanks, hundreds of times larger than its file."""
    return _rewritten(workbook, b" " * _MEGABYTE, megabytes)


def _rewritten(workbook: bytes, block: bytes, times: int) -> bytes:
    """Copy an .xlsx, with `block` repeated before the end of the first sheet's data."""
    result = io.BytesIO()
    try:
        source = zipfile.ZipFile(io.BytesIO(workbook))
    except zipfile.BadZipFile:
        raise DemoError("only an .xlsx can be blown up", fix="plant oversize or zip_bomb in another dataset") from None
    with source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for member in source.infolist():
            content = source.read(member)
            if member.filename != "xl/worksheets/sheet1.xml":
                target.writestr(member, content)
                continue
            head, mark, tail = content.partition(b"</sheetData>")
            blown_up = zipfile.ZipInfo(member.filename, member.date_time)
            blown_up.compress_type = zipfile.ZIP_DEFLATED
            with target.open(blown_up, "w", force_zip64=True) as part:
                part.write(head)
                for _ in range(times):
                    part.write(block)
                part.write(mark + tail)
    return result.getvalue()
