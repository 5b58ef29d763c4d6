"""The data dictionary: one page that opens offline, from datasets to columns to the indicators that use them, and back.

    contracts/*.odcs.yaml                        datasets, columns, code lists, deadlines
    dbt_project/seeds/indicator*.csv             indicators, and the columns behind each
    dbt_project/models/**/*.{sql,yml}            marts, their columns, what each is built from
    dbt_project/models/marts/exposures.yml       who reads them
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import jinja2

from contracts.dictionary.lineage import Mart, Project
from contracts.load import load_all
from contracts.model import Contract, Field, Stream

ROOT = Path(__file__).resolve().parents[2]
PAGE = "docs/data-dictionary.html"
SEEDS = "dbt_project/seeds"
MODES = {"snapshot": "存量快照", "period": "按期报送", "upsert": "按主键更新"}
FORMS = {"rest": "接口", "sql": "数据库视图", "file": "文件"}
PERIODS = {"week": "周", "month": "月", "quarter": "季", "half": "半年", "year": "年"}
WEEKDAYS = "一二三四五六日"
CLASSES = {"public": "公开", "internal": "内部", "personal": "个人信息", "identity": "身份标识"}
TYPES = {"string": "文本", "date": "日期", "timestamp": "时间", "integer": "整数", "number": "数值", "boolean": "是否",
         "code": "代码"}


@dataclass(frozen=True)
class Indicator:
    """One row of the catalogue with the columns behind it, as (dataset, field); a field may be empty: all of it."""

    row: dict[str, str]
    inputs: tuple[tuple[str, str], ...]

    @property
    def code(self) -> str:
        return self.row["indicator_code"]


@dataclass(frozen=True)
class Dictionary:
    """Everything the page shows; the same files give the same bytes."""

    contracts: tuple[Contract, ...]
    indicators: tuple[Indicator, ...]
    project: Project

    def indicators_of(self, dataset: str, field: str = "") -> list[Indicator]:
        """Indicators that use a dataset, or one field of it."""
        return [one for one in self.indicators
                if any(owner == dataset and (not field or name == field) for owner, name in one.inputs)]

    def marts_of(self, contract: Contract) -> list[Mart]:
        """Marts that are built from a dataset, directly or through others."""
        return [mart for mart in self.project.marts if contract.table in mart.tables]

    def datasets_of(self, mart: Mart) -> list[Contract]:
        """Datasets that a mart is built from."""
        return [contract for contract in self.contracts if contract.table in mart.tables]


def load(root: Path = ROOT) -> Dictionary:
    """Read contracts, seeds and models below a project root."""
    inputs: dict[str, list[tuple[str, str]]] = {}
    for row in _rows(root, "indicator_input"):
        inputs.setdefault(row["indicator_code"], []).append((row["dataset"], row["field"]))
    indicators = tuple(Indicator(row, tuple(inputs.get(row["indicator_code"], ()))) for row in _rows(root, "indicator"))
    return Dictionary(load_all(root / "contracts"), indicators, Project.read(root / "dbt_project"))


def page(root: Path = ROOT) -> str:
    """The whole page as text."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    environment.filters |= {"deadline": _deadline, "kind": _kind, "need": _need}
    submitters = {row["submitter"]: row["submitter_name"] for row in _rows(root, "submitter")}
    return environment.get_template("page.html.j2").render(
        known=load(root), submitters=submitters, modes=MODES, forms=FORMS, classes=CLASSES, periods=PERIODS)


def is_current(root: Path = ROOT) -> bool:
    """Whether the committed page is the one that follows from the files."""
    path = root / PAGE
    return path.exists() and path.read_text(encoding="utf-8") == page(root)


def write(root: Path = ROOT) -> bool:
    """Write the page; returns whether it changed."""
    if is_current(root):
        return False
    (root / PAGE).write_text(page(root), encoding="utf-8", newline="\n")
    return True


def _rows(root: Path, seed: str) -> list[dict[str, str]]:
    with (root / SEEDS / f"{seed}.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(line for line in handle if not line.startswith("#")))


def _deadline(stream: Stream) -> str:
    due = stream.due
    day = f"第{due.workday}个工作日" if due.workday else f"星期{WEEKDAYS[due.weekday or 0]}"
    zero = "，无数据须零报告" if stream.zero_report else ""
    return f"每{PERIODS[stream.period_type]}，期末后{day} {due.at:%H:%M} 前{zero}"


def _kind(field: Field) -> str:
    size = f"（{field.precision},{field.scale}）" if field.precision else ""
    return TYPES[field.logical_type] + size + (f"，{field.unit}" if field.unit else "")


def _need(field: Field) -> str:
    return "必填" if field.required else f"{field.required_when}必填" if field.required_when else "选填"
