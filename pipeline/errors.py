"""What can go wrong between the phases; retryability is in the type."""

from __future__ import annotations

from warehouse.errors import TerminalError, TransientError


class AirflowUnreachableError(TransientError):
    """Airflow's API server did not answer."""


class AirflowFailedError(TerminalError):
    """Airflow answered, but refused a call, did not start, or did not finish in time."""


class PhaseFailedError(TerminalError):
    """A phase of the weekly cycle ended with failures of our own (never a department's bad data)."""
