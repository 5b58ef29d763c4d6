"""A deployment is data: the counties it holds, how each submitter is reached, what it overrides.

`deployment.yaml` may name settings as `${NAME}` or `${NAME:-default}`; secrets therefore stay out of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from warehouse import settings
from warehouse.errors import SettingsError

_VARIABLE = re.compile(r"\$\{(?P<name>[A-Z][A-Z0-9_]*)(?::-(?P<default>[^}]*))?\}")


@dataclass(frozen=True)
class County:
    """One county of the deployment.

    Attributes:
        code: GB/T 2260 code, six digits.
        name: full Chinese name.
        province_code: first two digits of the province's certificates.
        first_week: first ISO week for which submissions are owed.
        connections: per submitter, how its systems are reached (form-specific options).
        options: every other key of the county's entry.
    """

    code: str
    name: str
    province_code: str
    first_week: str
    connections: dict[str, dict[str, Any]]
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def prefecture_code(self) -> str:
        """Code of the prefecture that the county belongs to: GB/T 2260, unless the entry says otherwise."""
        return str(self.options.get("prefecture_code") or f"{self.code[:4]}00")

    def connection(self, name: str) -> dict[str, Any]:
        """Options of one connection.

        Raises:
            SettingsError: the deployment does not name it; the known ones are listed.
        """
        try:
            return self.connections[name]
        except KeyError:
            known = ", ".join(sorted(self.connections)) or "none"
            raise SettingsError(f"county {self.code} has no connection {name!r}; known: {known}",
                                fix="add it to deployment.yaml") from None


@dataclass(frozen=True)
class Deployment:
    """The deployment in force: its folder, counties and free options (such as `simulation`)."""

    folder: Path
    counties: tuple[County, ...]
    options: dict[str, Any]

    def prefecture_name(self, county: County) -> str:
        """Name of the county's prefecture, from the key `prefectures` (code: name); without one, its code."""
        named = {str(code): name for code, name in (self.options.get("prefectures") or {}).items()}
        return str(named.get(county.prefecture_code, county.prefecture_code))


def load(folder: Path | None = None) -> Deployment:
    """Read `deployment.yaml`.

    Args:
        folder: deployment folder; by default the one that the settings name.

    Raises:
        SettingsError: the file is missing, is no mapping, or a county lacks a required key.
    """
    folder = folder or settings.load().deployment
    path = folder / "deployment.yaml"
    if not path.exists():
        raise SettingsError(f"no {path}", fix="point DEPLOYMENT at a folder that holds deployment.yaml")
    document = _interpolate(yaml.safe_load(path.read_text(encoding="utf-8")), path)
    if not isinstance(document, dict) or not document.get("counties"):
        raise SettingsError(f"{path} names no counties", fix="add a list `counties:`")
    counties = tuple(_county(entry, path) for entry in document.pop("counties"))
    return Deployment(folder, counties, document)


def _county(entry: dict[str, Any], path: Path) -> County:
    required = ("code", "name", "province_code", "first_week", "connections")
    missing = [key for key in required if not entry.get(key)]
    if missing:
        raise SettingsError(f"{path}: county {entry.get('code', '?')} lacks {', '.join(missing)}")
    known = {key: entry[key] for key in required}
    known["code"], known["province_code"] = str(entry["code"]), str(entry["province_code"])
    return County(**known, options={key: value for key, value in entry.items() if key not in required})


def _interpolate(node: Any, path: Path) -> Any:
    """Fill `${NAME}` in every text of the document; comments and keys are left alone."""
    if isinstance(node, dict):
        return {key: _interpolate(value, path) for key, value in node.items()}
    if isinstance(node, list):
        return [_interpolate(value, path) for value in node]
    if isinstance(node, str):
        return _VARIABLE.sub(lambda match: _value(match, path), node)
    return node


def _value(match: re.Match[str], path: Path) -> str:
    found = settings.load().get(match["name"]) or match["default"]
    if found is None:
        raise SettingsError(f"{path} uses ${{{match['name']}}}, which is not set",
                            fix="set it in the environment or in .env")
    return found
