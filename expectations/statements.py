"""Rule statements without a warehouse: for lint, and for a person who wants to try one."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime

import contracts
from expectations import catalogue
from expectations.catalogue import Rule
from expectations.errors import CatalogueError
from expectations.moment import Moment
from expectations.rendering import Renderer
from warehouse import settings

SHARED = ("entity_licence", "names_of_one_code", "names_to_match")
_SOME_CUTOFF = datetime(2026, 11, 24, 10)


def one(rule_id: str, cutoff: datetime, *, judging: bool = False) -> str:
    """The statement of one rule with the default parameters.

    Raises:
        CatalogueError: no rule has that id.
    """
    for rule in catalogue.load():
        if rule.rule_id == rule_id:
            return _renderer(cutoff, judging).render(rule)
    raise CatalogueError(f"no rule {rule_id!r} in the catalogue")


def check(rules: Iterable[Rule]) -> None:
    """Render every rule both ways; a name, table or parameter that does not exist is refused.

    Raises:
        CatalogueError: the first statement that cannot be rendered.
    """
    for judging in (True, False):
        renderer = _renderer(_SOME_CUTOFF, judging)
        for rule in rules:
            renderer.render(rule)
        for name in SHARED:
            renderer.render_shared(name)


def _renderer(cutoff: datetime, judging: bool) -> Renderer:
    path = settings.load().root / "dbt_project" / "seeds" / "rule_param.csv"
    with path.open(encoding="utf-8-sig", newline="") as handle:
        parameters = {(row["rule_id"], row["param"]): row["value"] for row in csv.DictReader(handle)}
    return Renderer(Moment.of(cutoff), {contract.table: contract for contract in contracts.load_all()},
                    parameters, judging)
