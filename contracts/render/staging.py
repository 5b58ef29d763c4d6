"""Staging: one source table, one incremental model and its description per contract."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path

from contracts.model import Contract, Field
from contracts.render import cells
from contracts.render.files import header
from contracts.render.text import quoted, yaml_text

FOLDER = "dbt_project/models/staging"


def files(contracts: tuple[Contract, ...], contracts_dir: Path) -> dict[str, str]:
    """Path → text of everything under models/staging."""
    wanted: dict[str, str] = {}
    for department in sorted({contract.department_code for contract in contracts}):
        own = [contract for contract in contracts if contract.department_code == department]
        wanted[f"{FOLDER}/{department}/_sources.yml"] = sources(own)
        for contract in own:
            stem = f"{FOLDER}/{department}/{contract.staging_model}"
            wanted[f"{stem}.sql"] = model(contract)
            wanted[f"{stem}.yml"] = description(contract)
    return wanted


def staged_version(contract: Contract) -> str:
    """The contract's version plus a digest of what decides the staged values: a change of it restages the rows."""
    deciding = [
        (
            f.name,
            f.logical_type,
            f.precision,
            f.scale,
            f.unit,
            f.unit_field,
            f.same_units,
            f.identifier,
            f.none_means_zero,
            f.open_ended,
            [astuple(code) for code in f.codes],
            # Only where there are any, so that the digests of all others stay as they are.
            *([f.zero_words] if f.zero_words else []),
        )
        for f in contract.fields
    ]
    digest = hashlib.sha256(json.dumps([deciding, contract.key], ensure_ascii=False).encode()).hexdigest()
    return f"{contract.version}+{digest[:8]}"


def sources(contracts: Iterable[Contract]) -> str:
    """The raw tables of one department as dbt sources."""
    contracts = list(contracts)
    names = "、".join(contract.dataset for contract in contracts)
    versions = "、".join(contract.version for contract in contracts)
    lines = [
        header("#", names, versions),
        "sources:",
        "  - name: raw",
        "    schema: raw",
        "    tables:",
    ]
    for contract in contracts:
        lines += [f"      - name: {contract.table}", f"        description: {yaml_text(_title(contract))}"]
    return "\n".join(lines) + "\n"


def model(contract: Contract) -> str:
    """The staging model: every field renamed, cleaned and cast, and what could not be read."""
    version = staged_version(contract)
    has_codes = any(field.codes for field in contract.fields)
    has_places = bool(contract.fields_with("region_code"))
    parts = [header("--", contract.dataset, contract.version), "with"]
    parts.append(_cte("pending", f"{{{{ pending_submissions('{contract.dataset}', '{version}') }}}}"))
    parts.append(_cte("landed", f"{{{{ landed_rows(source('raw', '{contract.table}')) }}}}"))
    if has_codes:
        parts.append(_cte("codes", f"{{{{ code_map('{contract.dataset}') }}}}", materialized=True))
    if has_places:
        parts.append(_cte("places", "{{ place_map() }}", materialized=True))
    parts.append(_cte("cleaned", _cleaned(contract, version, has_codes, has_places), last=True))
    parts.append("select * from cleaned")
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _cte(name: str, body: str, last: bool = False, materialized: bool = False) -> str:
    """One CTE; the one-row maps are materialized, else a plan may compute them again for every row."""
    return f"{name} as {'materialized ' if materialized else ''}(\n\n    {body}\n\n){'' if last else ','}"


def _cleaned(contract: Contract, version: str, has_codes: bool, has_places: bool) -> str:
    typed = [f"            {cells.expression(field)} as {field.name}" for field in contract.fields]
    lines = [
        "select",
        f"        {{{{ lineage({_lineage_arguments(contract, version)}) }}}},",
        "        typed.*,",
        f"        {{{{ marks({_mark_arguments(contract.fields)}) }}}}",
        "    from landed",
        *(["    cross join codes"] if has_codes else []),
        *(["    cross join places"] if has_places else []),
        "    -- `limit 1` keeps every value from being computed again where it is looked at.",
        "    cross join lateral (  -- noqa: ST05",
        "        select",
        ",\n".join(typed),
        "        limit 1  -- noqa: AM09",
        "    ) as typed",
    ]
    return "\n".join(lines)


def _lineage_arguments(contract: Contract, version: str) -> str:
    given = (_jinja(list(contract.key)), _jinja([field.name for field in contract.fields]), quoted(version))
    return "\n            " + ",\n            ".join(given) + "\n        "


def _mark_arguments(fields: tuple[Field, ...]) -> str:
    """Arguments of the macro `marks`: which fields each K rule looks at."""
    unit_columns = [field.unit_field for field in fields if field.unit_field]
    groups: dict[str, object] = {
        "cast": [field.name for field in fields if cells.is_cast(field)],
        "measured": {
            field.name: cells.unit_arguments(field, f"typed.{field.unit_field}")
            for field in fields
            if cells.is_measured(field)
        },
        "coded": [field.name for field in fields if field.codes and field.name not in unit_columns],
        "units": unit_columns,
        "placed": [field.name for field in fields if field.identifier == "region_code"],
    }
    given = [f"{name}={_jinja(value)}" for name, value in groups.items() if value]
    inner = ",\n            ".join(given)
    return f"\n            {inner}\n        " if given else ""


def _jinja(value: object) -> str:
    """A list or mapping as Jinja text, wrapped when long."""
    if isinstance(value, dict):
        items = [f"'{name}': {json.dumps(text, ensure_ascii=False)}" for name, text in value.items()]
        opening, closing = "{", "}"
    else:
        items, opening, closing = [quoted(item) for item in value], "[", "]"  # type: ignore[attr-defined]
    line = f"{opening}{', '.join(items)}{closing}"
    if len(line) <= 90:
        return line
    inner = ",\n                ".join(items)
    return f"{opening}\n                {inner}\n            {closing}"


def description(contract: Contract) -> str:
    """Chinese description of the model and of every column, and how dbt keeps it up to date."""
    about = f"{_title(contract)}。{contract.grain}（含合计行与后来被替代的行）。{contract.description}"
    lines = [
        header("#", contract.dataset, contract.version),
        "models:",
        f"  - name: {contract.staging_model}",
        f"    description: {yaml_text(about)}",
        "    config:",
        "      materialized: staged",
        f"      dataset: {contract.dataset}",
        "      incremental_strategy: delete+insert",
        "      unique_key: [_submission_id]",
        "      on_schema_change: append_new_columns",
        "      persist_docs: {relation: true, columns: true}",
        "      indexes:",
        "        - {columns: [_submission_id, _row_no]}",
        "    columns:",
    ]
    for name, text in (*LINEAGE, *((field.name, _column(field)) for field in contract.fields), *MARKS):
        lines += [f"      - name: {name}", f"        description: {yaml_text(text)}"]
    return "\n".join(lines) + "\n"


LINEAGE = (
    ("county_code", "县级行政区划代码"),
    ("_submission_id", "报送编号（quality.submission_ledger）"),
    ("_received_on", "到达日期"),
    ("_row_no", "来源行号"),
    ("_sheet", "工作表名称"),
    ("_row_hash", "原始整行散列值"),
    ("_row_key", "原样主键，多个字段以 | 连接"),
    ("_is_total", "是否合计行"),
    ("_deleted_flag", "来源系统的逻辑删除标记"),
    ("_contract_version", "清洗时的契约版本与摘要"),
)
MARKS = (
    ("_k01", "无法转换类型的字段"),
    ("_k03", "不在代码表内的字段"),
    ("_k05", "单位未知的字段"),
    ("_k06", "带约、余、多等字样的字段"),
    ("_k07", "地名无法对应或对应多处的字段"),
)


def _title(contract: Contract) -> str:
    return f"{contract.dataset} {contract.name}"


def _column(field: Field) -> str:
    unit = f"（{field.unit}）" if field.unit and field.unit not in field.label else ""
    return f"{field.label}{unit}：{field.description}"
