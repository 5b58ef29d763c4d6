"""Loads the reference data in force into schema `reference`."""

from __future__ import annotations

from pipeline import inputs, phases
from warehouse import dbt, reference, settings


def load() -> None:
    """Compose the reference data and load it unless it is what was loaded last."""
    reference.compose(settings.load())
    mark = inputs.reference_hash()
    if not inputs.reference_is_loaded(mark):
        with phases.exclusively():
            dbt.seed()
            inputs.reference_loaded(mark)
