"""docker-compose.yml as a container engine would see it: variables filled in, YAML merges resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::?(?P<kind>[-?])(?P<word>[^}]*))?\}")


@dataclass(frozen=True)
class Service:
    """One service: what it runs, with which environment, and how it is known to be healthy."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health: list[str] = field(default_factory=list)


def required_variables() -> set[str]:
    """Variables without which the engine refuses the file (`${NAME:?…}`)."""
    return {match["name"] for match in VARIABLE.finditer(FILE.read_text()) if match["kind"] == "?"}


def load(variables: dict[str, str]) -> dict[str, Any]:
    """The document with variables filled in; a required one that is missing is a KeyError."""
    return yaml.safe_load(VARIABLE.sub(lambda match: _value(match, variables), FILE.read_text()))


def services(variables: dict[str, str]) -> dict[str, Service]:
    """Every service of the file."""
    return {name: _service(name, body) for name, body in load(variables)["services"].items()}


def _value(match: re.Match[str], variables: dict[str, str]) -> str:
    if match["kind"] == "?":
        return variables[match["name"]]
    return variables.get(match["name"]) or match["word"] or ""


def _service(name: str, body: dict[str, Any]) -> Service:
    environment = {key: str(value) for key, value in body.get("environment", {}).items()}
    kind, *test = body.get("healthcheck", {}).get("test", ["NONE"])
    return Service(name, [str(word) for word in body["command"]], environment, test if kind == "CMD" else [])
