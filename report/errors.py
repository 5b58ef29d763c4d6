"""What can stop a report from being written."""

from __future__ import annotations

from warehouse.errors import TerminalError


class ReportError(TerminalError):
    """The report cannot be written as asked; the message says what is missing and what to run."""
