"""Comparing and writing rendered files; every one says that it is rendered, so leftovers can be told apart."""

from pathlib import Path

MARK = "rendered from contract"
#: Folders below the project root in which every file with the mark belongs to the renderer.
OWNED = ("dbt_project/models/staging", "dbt_project/models/intermediate/current")


def header(comment: str, source: str, version: str) -> str:
    """First line of a rendered file, in the comment form of its format."""
    return f"{comment} {MARK} {source} version {version}, do not edit: run `make render`\n"


def stale(root: Path, wanted: dict[str, str]) -> list[str]:
    """Paths whose text differs from what is wanted, and rendered files that nobody wants any more."""
    differing = [path for path, text in wanted.items() if _text(root / path) != text]
    return sorted(differing + _leftovers(root, wanted))


def apply(root: Path, wanted: dict[str, str]) -> list[str]:
    """Write the differing files, remove the leftovers; returns their paths."""
    changed = stale(root, wanted)
    for path in changed:
        target = root / path
        if path in wanted:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(wanted[path], encoding="utf-8", newline="\n")
        else:
            target.unlink()
    return changed


def _leftovers(root: Path, wanted: dict[str, str]) -> list[str]:
    found = (path for folder in OWNED for path in (root / folder).rglob("*") if path.suffix in (".sql", ".yml"))
    relative = ((path, path.relative_to(root).as_posix()) for path in found)
    return [name for path, name in relative if name not in wanted and MARK in (_text(path) or "")]


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
