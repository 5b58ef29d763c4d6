"""The rule pages for people: docs/rules.md, written from the catalogue and never by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import contracts
from contracts.model import Contract
from expectations import catalogue
from expectations.catalogue import OWNER, Rule
from expectations.errors import CatalogueError

PAGE = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
HEAD = """\
<!-- Written by `python -m expectations docs` from expectations/catalogue; do not edit. -->
# Rules on what departments send

Every rule has an id, numbered conditions, and one SQL file of the same name under `expectations/rules/`. Severity says
what the department must do: **B** 强制 (correct it), **W** 核实 (confirm or correct it), **I** 提示. Effect says what
happens to the data: `reject` refuses the submission and keeps the earlier one, `quarantine` keeps a row that cannot be
identified out of the marts, `doubt` leaves the row in and lowers the status of the figures it touches, `none` does
nothing. Thresholds are parameters of `dbt_project/seeds/rule_param.csv`, which a deployment overrides.
"""
KINDS = {"row": "逐行，入库时判一次", "set": "当前有效行，每期判", "file": "报送，每期判", "cross": "跨数据集，每期判"}


def render() -> str:
    """Text of the page."""
    known = contracts.load_all()
    rules = catalogue.load()
    return "\n".join([HEAD, *_table(rules, known), *(line for rule in rules for line in _page(rule, known))]) + "\n"


def write() -> bool:
    """Write the page where its text changed; true when it did."""
    text = render()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return False
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return True


def check() -> None:
    """Refuse a page that is not what the catalogue says.

    Raises:
        CatalogueError: the page is missing or stale.
    """
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != render():
        raise CatalogueError("docs/rules.md does not say what the catalogue says", fix="run `make render`")


def _table(rules: Sequence[Rule], known: Sequence[Contract]) -> list[str]:
    lines = ["| condition | severity | effect | dimension | datasets | title |", "|---|---|---|---|---|---|"]
    for rule in rules:
        lines += [f"| [{one.condition}](#{rule.rule_id.lower()}) | {one.severity} | {one.effect} | {rule.dimension} "
                  f"| {_datasets(rule, known)} | {one.title} |" for one in rule.conditions]
    return [*lines, ""]


def _page(rule: Rule, known: Sequence[Contract]) -> list[str]:
    recipients = "、".join("数据集所属单位" if name == OWNER else name for name in rule.recipients)
    facts = [f"数据集：{_datasets(rule, known)}", f"方式：{KINDS[rule.kind]}", f"维度：{rule.dimension}",
             f"送：{recipients}", *([f"以谁为准：{rule.authority}"] if rule.authority else []),
             f"自 {rule.valid_from} 起，第 {rule.version} 版",
             f"[`{rule.sql.name}`](../expectations/rules/{rule.sql.parent.name}/{rule.sql.name})"]
    conditions = [f"- **{one.condition}** {one.severity} / {one.effect}：{one.title}" for one in rule.conditions]
    return [f'<a id="{rule.rule_id.lower()}"></a>', f"## {rule.rule_id} {rule.title}", "", " · ".join(facts), "",
            *conditions, "", f"**Example** {rule.example}", "", f"**Reason to flag** {rule.explanation}", "",
            f"**How to remediate** {rule.remedy}", ""]


def _datasets(rule: Rule, known: Sequence[Contract]) -> str:
    return "all" if len(rule.datasets) == len(known) else " ".join(rule.datasets)
