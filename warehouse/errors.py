"""One family of errors: what was found, what was expected, what to do.

Retryability is in the type: only a TransientError may be tried again.
"""

from __future__ import annotations

from contracts.errors import ProjectError


class WarehouseError(ProjectError):
    """Base of every error that this project raises on purpose, but for those of contract files.

    Args:
        message: what was found and what was expected, naming file, sheet, row or key.
        fix: what the reader can do about it; printed on a line of its own.
    """

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message if not fix else f"{message}\n  → {fix}")
        self.fix = fix


class TransientError(WarehouseError):
    """Worth another try: a system that did not answer, a lock, a rate limit."""


class TerminalError(WarehouseError):
    """Another try gives the same: a wrong password, a broken file, a refused declaration."""


class SettingsError(TerminalError):
    """A setting or a deployment file cannot be used as it stands."""
