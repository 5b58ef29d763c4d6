"""Every command that the documents show exists, with the options that they use."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest
import typer

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("runbook.md", "operations.md", "bi.md")
CALL = re.compile(r"python -m (warehouse|extract|expectations|report|pipeline|demo) ([a-z][^`\n|·()\\]*)")


def _calls() -> list[str]:
    text = "".join((DOCS / page).read_text(encoding="utf-8") for page in PAGES)
    return sorted({" ".join(found) for found in CALL.findall(text)})


def _commands(package: str) -> dict:
    return typer.main.get_command(importlib.import_module(f"{package}.__main__").app).commands


@pytest.mark.parametrize("call", _calls())
def test_a_documented_command_exists_with_its_options(call: str) -> None:
    package, name, *words = shlex.split(call.replace('"', "").replace("[", " ").replace("]", " "))
    commands = _commands(package)
    assert name in commands
    known = {option for parameter in commands[name].params for option in (*parameter.opts, *parameter.secondary_opts)}
    if name != "airflow":
        assert {word for word in words if word.startswith("--")} <= known | {"--help"}


def test_every_command_of_care_is_in_the_runbook() -> None:
    page = (DOCS / "runbook.md").read_text(encoding="utf-8")
    care = {"extract": ("replay", "receipt", "proposals", "accept-alias"), "warehouse": ("exempt", "migrate"),
            "expectations": ("matches", "confirm-match", "refuse-match"),
            "pipeline": ("rows", "replay", "reference", "backup", "restore", "prune")}
    for package, names in care.items():
        assert set(names) <= set(_commands(package))
        assert [name for name in names if f"python -m {package} {name}" not in page] == []
