"""What judging did: one outcome per rule, and the sums that a phase prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

PASSED, FAILED, ERROR, SKIPPED = "passed", "failed", "error", "skipped"


@dataclass(frozen=True)
class RuleOutcome:
    """How one rule ran: `failed` the data broke it, `error` it could not run, `skipped` it is not yet in force.

    Attributes:
        violations: violating rows (None on error).
        detail: message of an error, or why it was skipped.
    """

    rule_id: str
    result: str
    violations: int | None
    detail: str
    seconds: float


@dataclass(frozen=True)
class JudgeResult:
    """One judging step.

    Attributes:
        cutoff: as of when.
        outcomes: one per rule that was looked at.
        facts: what to print: counts by name.
    """

    cutoff: datetime
    outcomes: tuple[RuleOutcome, ...]
    facts: Mapping[str, int]

    @property
    def errors(self) -> tuple[RuleOutcome, ...]:
        """Rules that could not run."""
        return tuple(outcome for outcome in self.outcomes if outcome.result == ERROR)


def summed(outcomes: tuple[RuleOutcome, ...]) -> dict[str, int]:
    """Number of rules by result; results that did not occur are left out."""
    counted = Counter(outcome.result for outcome in outcomes)
    return {f"rules_{result}": counted[result] for result in (PASSED, FAILED, ERROR, SKIPPED) if counted[result]}
