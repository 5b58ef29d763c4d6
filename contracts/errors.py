"""The project's base error, and the errors of the contracts.

They live here because `contracts` is the leftmost package: every other package may import them.
"""

from __future__ import annotations

from collections.abc import Callable


class ProjectError(Exception):
    """Base of every error the project raises itself.

    The message names the place (file, dataset, row, key), what was found, what was expected and what to do.
    """


class ContractError(ProjectError):
    """A contract file that cannot be used. Carries where and what, so that callers need not parse the text."""

    def __init__(self, path: object, place: str, found: object, expected: str, fix: str = "") -> None:
        self.path, self.place, self.found, self.expected, self.fix = path, place, found, expected, fix
        shown = repr(found) if len(repr(found)) <= 120 else f"{repr(found)[:120]}…"
        message = f"{path}: {place}: found {shown}, expected {expected}"
        super().__init__(f"{message}. {fix}" if fix else message)


def told_in_words(command: Callable[[], object]) -> None:
    """Run a command line; an error of ours ends it with its message and no stack trace.

    Raises:
        SystemExit: the command raised a ProjectError.
    """
    try:
        command()
    except ProjectError as error:
        raise SystemExit(f"error: {error}") from None
