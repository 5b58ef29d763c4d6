"""What can go wrong between the phases; retryability is in the type."""

from __future__ import annotations

from warehouse.errors import TerminalError, TransientError


class AirflowUnreachableError(TransientError):
    """Airflow's API server did not answer."""


class AirflowFailedError(TerminalError):
    """Airflow answered, but refused a call, did not start, or did not finish in time."""


class PhaseFailedError(TerminalError):
    """A phase of the weekly cycle ended with failures of our own (never a department's bad data)."""


class SourceGaveNothingError(TransientError):
    """A department's system did not answer or answered with its own error; it may do so later."""


class SourceRefusedError(TerminalError):
    """A department's system refuses us, or we could not take what it gave; trying again gives the same."""
