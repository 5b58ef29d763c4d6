"""Exemptions (免报): for some time a dataset is not owed; its obligations then read 免报 instead of 缺报."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import contracts
from warehouse import decisions
from warehouse.errors import SettingsError


def enter(county: str, dataset: str, stream: str, from_on: date, to_on: date | None, by: str, reason: str) -> Path:
    """Enter an exemption; the same dataset, stream and first day again replaces it.

    Args:
        county: may be empty where the deployment has one county.
        from_on: periods that end on or after this day are exempt,
        to_on: up to those that end on this day; None until further notice.
        by: who approved it.

    Returns:
        The deployment's file that holds it now.

    Raises:
        SettingsError: no contract has that dataset and stream, or the last day is before the first.
    """
    known = {(contract.dataset, one.stream) for contract in contracts.load_all() for one in contract.streams}
    if (dataset, stream) not in known:
        of_dataset = sorted(name for owner, name in known if owner == dataset)
        raise SettingsError(f"{dataset} has no stream {stream!r}; known: {', '.join(of_dataset) or 'no such dataset'}")
    if to_on is not None and to_on < from_on:
        raise SettingsError(f"the exemption ends on {to_on}, before it begins on {from_on}")
    return decisions.record("exemption", {
        "county_code": decisions.county_code(county), "dataset": dataset, "stream": stream,
        "from_on": from_on.isoformat(), "to_on": to_on.isoformat() if to_on else "", "reason": reason,
        "approved_by": by, "entered_on": date.today().isoformat(),
    })
