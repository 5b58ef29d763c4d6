"""Reference seeds that follow from the contracts: datasets, obligations, codes and fields."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from contracts.model import Contract
from contracts.render.files import header
from contracts.render.text import yaml_text

FOLDER = "dbt_project/seeds"
Row = dict[str, object]


def files(contracts: tuple[Contract, ...], contracts_dir: Path) -> dict[str, str]:
    """Path → text of the rendered seeds and of their description."""
    wanted = {f"{FOLDER}/{name}.csv": _csv(columns, rows(contracts)) for name, (_, _, columns, rows) in SEEDS.items()}
    wanted[f"{FOLDER}/contracts.yml"] = _description()
    return wanted


def datasets(contracts: Iterable[Contract]) -> Iterator[Row]:
    for contract in contracts:
        yield {
            "dataset": contract.dataset,
            "table_name": contract.table,
            "dataset_name": contract.name,
            "submitter": contract.submitter,
            "department_code": contract.department_code,
            "owner": contract.owner,
            "authority": contract.authority,
            "mode": contract.mode,
            "delivery_form": contract.delivery.form,
            "connection": contract.delivery.connection,
            "grain": contract.grain,
            "key_fields": "|".join(contract.key),
            "golden_source": "|".join(contract.golden_source),
            "township_grained": contract.township_grained,
            "has_totals": contract.totals,
            "version": contract.version,
        }


def obligations(contracts: Iterable[Contract]) -> Iterator[Row]:
    for contract in contracts:
        for stream in contract.streams:
            yield {
                "dataset": contract.dataset,
                "stream": stream.stream,
                "submitter": contract.submitter,
                "period_type": stream.period_type,
                "cadence": stream.cadence,
                "due_workday": stream.due.workday,
                "due_weekday": stream.due.weekday,
                "due_time": stream.due.at.strftime("%H:%M"),
                "zero_report": stream.zero_report,
                "dated_by": stream.dated_by,
            }


def codes(contracts: Iterable[Contract]) -> Iterator[Row]:
    for contract in contracts:
        for field in contract.fields:
            for order, code in enumerate(field.codes, start=1):
                yield {
                    "dataset": contract.dataset,
                    "field": field.name,
                    "code": code.code,
                    "label": code.label,
                    "aliases": "|".join(code.aliases),
                    "sort_order": order,
                }


def fields(contracts: Iterable[Contract]) -> Iterator[Row]:
    for contract in contracts:
        for order, field in enumerate(contract.fields, start=1):
            yield {
                "dataset": contract.dataset,
                "table_name": contract.table,
                "field": field.name,
                "label": field.label,
                "type": field.logical_type,
                "required": field.required,
                "required_when": field.required_when,
                "classification": field.classification,
                "identifier": field.identifier,
                "unit": field.unit,
                "minimum": field.minimum,
                "maximum": field.maximum,
                "source": field.source,
                "description": field.description,
                "sort_order": order,
            }


Columns = dict[str, tuple[str, str]]
#: Seed → (description, key, column → (type, description), rows).
SEEDS: dict[str, tuple[str, tuple[str, ...], Columns, Callable[[Iterable[Contract]], Iterator[Row]]]] = {
    "dataset": (
        "数据集目录，每个契约一行",
        ("dataset",),
        {
            "dataset": ("text", "数据集编号"),
            "table_name": ("text", "表名"),
            "dataset_name": ("text", "数据集名称"),
            "submitter": ("text", "报送单位代码"),
            "department_code": ("text", "部门缩写"),
            "owner": ("text", "责任科室"),
            "authority": ("text", "主管部门"),
            "mode": ("text", "报送方式：snapshot 存量、period 按期、upsert 增量"),
            "delivery_form": ("text", "交付形式：rest、sql、file"),
            "connection": ("text", "部署中的连接名"),
            "grain": ("text", "粒度"),
            "key_fields": ("text", "主键字段，以 | 分隔"),
            "golden_source": ("text", "以本数据集为准的内容，以 | 分隔"),
            "township_grained": ("boolean", "应覆盖全部乡镇"),
            "has_totals": ("boolean", "表内有合计行"),
            "version": ("text", "契约版本"),
        },
        datasets,
    ),
    "obligation": (
        "报送义务，每个数据集的每个报送流一行",
        ("dataset", "stream"),
        {
            "dataset": ("text", "数据集编号"),
            "stream": ("text", "报送流"),
            "submitter": ("text", "报送单位代码"),
            "period_type": ("text", "统计期：week、month、quarter、half、year"),
            "cadence": ("text", "报送频次"),
            "due_workday": ("integer", "统计期后第几个工作日"),
            "due_weekday": ("integer", "统计期后的星期几，0 为星期一"),
            "due_time": ("text", "截止时刻"),
            "zero_report": ("boolean", "无数据时须零报告"),
            "dated_by": ("text", "决定行所属统计期的字段"),
        },
        obligations,
    ),
    "code": (
        "代码表：每个字段的每个代码一行，别名供清洗时识别",
        ("dataset", "field", "code"),
        {
            "dataset": ("text", "数据集编号"),
            "field": ("text", "字段"),
            "code": ("text", "代码"),
            "label": ("text", "中文名称"),
            "aliases": ("text", "其他写法，以 | 分隔"),
            "sort_order": ("integer", "排列顺序"),
        },
        codes,
    ),
    "field": (
        "字段目录（数据字典），每个数据集的每个字段一行",
        ("dataset", "field"),
        {
            "dataset": ("text", "数据集编号"),
            "table_name": ("text", "表名"),
            "field": ("text", "字段"),
            "label": ("text", "中文名称"),
            "type": ("text", "类型"),
            "required": ("boolean", "必填"),
            "required_when": ("text", "条件必填的条件"),
            "classification": ("text", "分级：public、internal、personal、identity"),
            "identifier": ("text", "编码种类"),
            "unit": ("text", "单位"),
            "minimum": ("numeric", "最小值"),
            "maximum": ("numeric", "最大值"),
            "source": ("text", "来源系统中的键、列或表头"),
            "description": ("text", "说明"),
            "sort_order": ("integer", "排列顺序"),
        },
        fields,
    ),
}


def _csv(columns: Columns, rows: Iterable[Row]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value


def _description() -> str:
    lines = [header("#", "all", "each of its own"), "version: 2", "", "seeds:"]
    for name, (text, key, columns, _) in SEEDS.items():
        lines += [f"  - name: {name}", f"    description: {yaml_text(text)}", "    config:"]
        lines += [f"      meta: {{key: [{', '.join(key)}]}}", "      column_types:"]
        lines += [f"        {column}: {kind}" for column, (kind, _) in columns.items()]
        lines += ["    columns:"]
        for column, (_, label) in columns.items():
            lines.append(f"      - {{name: {column}, description: {yaml_text(label)}}}")
    return "\n".join(lines) + "\n"
