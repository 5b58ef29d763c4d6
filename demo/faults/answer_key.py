"""The answer key: which findings a faulted county has to show, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

COLUMNS = ("rule_id", "condition", "dataset", "business_key", "field", "first_cutoff", "last_cutoff", "note")


@dataclass(frozen=True)
class AnswerKey:
    """Expected findings and the near misses planted beside them.

    Attributes:
        rows: one row per expected finding (grain: condition, dataset, business_key, field, first_cutoff):
            rule_id, condition, dataset, business_key, field, first_cutoff and last_cutoff (the first and the last
            weekly report that must show it; last_cutoff is the world's last report where nothing mends the fault),
            note (what was planted; `knock-on` starts the note where another rule's fault causes the finding).
        near_misses: the same columns for what must not be found; cut-offs are those between which it stands.
    """

    rows: pd.DataFrame
    near_misses: pd.DataFrame
