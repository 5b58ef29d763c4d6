"""Errors of the rule catalogue and of judging."""

from __future__ import annotations

from warehouse.errors import TerminalError


class CatalogueError(TerminalError):
    """The catalogue contradicts itself, the contracts or the SQL files beside it."""


class JudgementError(TerminalError):
    """Judging cannot go on at all; a single rule that cannot run is a result, not this error."""


class UnknownRecordError(TerminalError):
    """A person named a record or an entity that the warehouse does not have."""
