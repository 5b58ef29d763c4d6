"""Errors of the demo."""

from __future__ import annotations

from warehouse.errors import TerminalError


class DemoError(TerminalError):
    """The demonstration cannot be built or delivered as asked."""
