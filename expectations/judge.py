"""The two judging steps of a cycle, under one name for those who call them."""

from __future__ import annotations

from expectations.landing import judge_landing
from expectations.outcome import JudgeResult, RuleOutcome
from expectations.standing import judge_warehouse

__all__ = ["JudgeResult", "RuleOutcome", "judge_landing", "judge_warehouse"]
