"""The rule catalogue as data: `catalogue/*.yml` beside one SQL file per rule.

A rule has an id (D39) and numbered conditions (D39.1, D39.2) with a severity and an effect each. What a condition
selects is in the SQL file; whom it concerns, what it means and how it is mended is here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import contracts
from contracts.model import Contract
from expectations import scope
from expectations.errors import CatalogueError

FOLDER = Path(__file__).parent / "catalogue"
RULES = Path(__file__).parent / "rules"
KINDS = ("row", "set", "file", "cross")
SEVERITIES = ("B", "W", "I")
EFFECTS = ("reject", "quarantine", "doubt", "none")
#: Dimensions of GB/T 36344-2018.
DIMENSIONS = ("规范性", "完整性", "准确性", "一致性", "时效性", "可访问性")
OWNER = "owner"
_FOLDERS = {"K": "contract", "F": "submission", "D": "dataset", "X": "cross"}
_NEEDED = frozenset({"rule", "title", "kind", "dimension", "datasets", "recipients", "valid_from", "version",
                     "conditions", "example", "explanation", "remedy"})
_OPTIONAL = frozenset({"authority"})


@dataclass(frozen=True)
class Condition:
    """One numbered condition of a rule: what a finding carries."""

    condition: str
    severity: str
    effect: str
    title: str


@dataclass(frozen=True)
class Rule:
    """One rule of the catalogue.

    Attributes:
        kind: row = judged once per landed row; file = about submissions and obligations; set = about the current
            rows of one dataset; cross = current rows of one dataset held against another.
        datasets: the datasets whose owners are asked to mend a finding.
        recipients: submitters that receive a finding; `owner` stands for the dataset's own submitter.
        authority: submitter whose value is proposed to hold (cross rules).
        valid_from: a rule of the future is a shadow rule: listed, not judged.
        explanation: why it matters (Chinese, for the departments).
        sql: file that selects the violating rows.
    """

    rule_id: str
    title: str
    kind: str
    dimension: str
    datasets: tuple[str, ...]
    recipients: tuple[str, ...]
    authority: str
    valid_from: date
    version: str
    conditions: tuple[Condition, ...]
    example: str
    explanation: str
    remedy: str
    sql: Path

    @property
    def rejects(self) -> bool:
        """Whether a violation refuses the submission."""
        return any(condition.effect == "reject" for condition in self.conditions)

    @property
    def is_native(self) -> bool:
        """Whether Great Expectations judges it by its own column expectations (contract rules over rows)."""
        return self.rule_id.startswith("K") and self.kind == "row"

    def recipients_of(self, contract: Contract) -> tuple[str, ...]:
        """Submitters that receive a finding of that dataset."""
        named = (contract.submitter if name == OWNER else name for name in self.recipients)
        return tuple(dict.fromkeys(named))


@cache
def load(folder: Path = FOLDER) -> tuple[Rule, ...]:
    """Every rule, sorted by id, checked against the contracts and the SQL files.

    Raises:
        CatalogueError: an entry is incomplete or unknown, a condition is doubled, or files and entries differ.
    """
    known = contracts.load_all()
    rules = sorted((_rule(entry, path, known) for path in sorted(folder.glob("*.yml"))
                    for entry in _entries(path)), key=lambda rule: rule.rule_id)
    _refuse_doubles(rules)
    _refuse_orphans(rules)
    return tuple(rules)


def fingerprint(rules: Iterable[Rule] | None = None) -> str:
    """sha256 over what decides a judgement: entries, SQL files and the snippets they share. Part of a report's proof.

    Args:
        rules: only these, with the snippets that they name; None takes the whole catalogue and every snippet.
    """
    chosen = tuple(load() if rules is None else rules)
    texts = [rule.sql.read_text(encoding="utf-8") for rule in chosen]
    digest = hashlib.sha256()
    for rule, text in zip(chosen, texts, strict=True):
        digest.update(repr((rule.rule_id, rule.version, rule.kind, rule.datasets, rule.recipients, rule.valid_from,
                            rule.conditions, text)).encode())
    for path in sorted((RULES / "shared").glob("*.sql")):
        if rules is None or any(f"shared/{path.name}" in text for text in texts):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _entries(path: Path) -> list[dict[str, Any]]:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(document, dict) or not isinstance(document.get("rules"), list):
        raise CatalogueError(f"{path.name} holds no list `rules:`")
    return document["rules"]


def _rule(entry: Mapping[str, Any], path: Path, known: tuple[Contract, ...]) -> Rule:
    rule_id = str(entry.get("rule", "?"))
    where = f"{path.name}, rule {rule_id}"
    missing, unknown = _NEEDED - set(entry), set(entry) - _NEEDED - _OPTIONAL
    if missing or unknown:
        raise CatalogueError(f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}")
    datasets = scope.resolve(entry["datasets"], known)
    if datasets is None:
        raise CatalogueError(f"{where}: no scope {entry['datasets']!r}; known: {', '.join(scope.SCOPES)}")
    strangers = set(datasets) - {contract.dataset for contract in known}
    if strangers:
        raise CatalogueError(f"{where}: datasets without a contract: {sorted(strangers)}")
    for name, value, allowed in (("kind", entry["kind"], KINDS), ("dimension", entry["dimension"], DIMENSIONS)):
        if value not in allowed:
            raise CatalogueError(f"{where}: {name} is {value!r}, expected one of {', '.join(allowed)}")
    recipients = (entry["recipients"],) if isinstance(entry["recipients"], str) else tuple(entry["recipients"])
    return Rule(
        rule_id=rule_id, title=entry["title"], kind=entry["kind"], dimension=entry["dimension"], datasets=datasets,
        recipients=recipients, authority=entry.get("authority", ""), valid_from=entry["valid_from"],
        version=str(entry["version"]), example=entry["example"], explanation=entry["explanation"],
        remedy=entry["remedy"], conditions=_conditions(entry["conditions"], where), sql=_sql_path(rule_id, where),
    )


def _conditions(entries: Mapping[str, Mapping[str, str]], where: str) -> tuple[Condition, ...]:
    conditions = tuple(Condition(name, str(entry["severity"]), str(entry["effect"]), str(entry.get("title", "")))
                       for name, entry in entries.items())
    for one in conditions:
        if one.severity not in SEVERITIES or one.effect not in EFFECTS or not one.title:
            raise CatalogueError(f"{where}, condition {one.condition}: severity {one.severity!r}, effect "
                                 f"{one.effect!r}, title {one.title!r}",
                                 fix=f"severity one of {SEVERITIES}, effect one of {EFFECTS}, and a title")
    return conditions


def _sql_path(rule_id: str, where: str) -> Path:
    folder = _FOLDERS.get(rule_id[:1])
    if folder is None:
        raise CatalogueError(f"{where}: an id starts with one of {', '.join(_FOLDERS)}")
    path = RULES / folder / f"{rule_id.lower()}.sql"
    if not path.exists():
        raise CatalogueError(f"{where}: no SQL file {path.relative_to(RULES.parent)}")
    return path


def _refuse_doubles(rules: list[Rule]) -> None:
    names = [condition.condition for rule in rules for condition in rule.conditions] + [
        rule.rule_id for rule in rules if rule.conditions[0].condition != rule.rule_id]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise CatalogueError(f"named more than once in the catalogue: {', '.join(doubled)}")


def _refuse_orphans(rules: list[Rule]) -> None:
    used = {rule.sql for rule in rules}
    orphans = [path for name in _FOLDERS.values() for path in sorted((RULES / name).glob("*.sql")) if path not in used]
    if orphans:
        listed = ", ".join(str(path.relative_to(RULES)) for path in orphans)
        raise CatalogueError(f"SQL files without an entry in the catalogue: {listed}")
