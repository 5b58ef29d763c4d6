"""Reads the contract files, refuses what cannot be used, and hands back `Contract` objects."""

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft201909Validator

from contracts import parse
from contracts.errors import ContractError
from contracts.model import Contract

FOLDER = Path(__file__).parent
SUFFIX = ".odcs.yaml"


def load_all(folder: Path | str | None = None) -> tuple[Contract, ...]:
    """All contracts under `folder` (default: the project's own), sorted by dataset number.

    Raises ContractError for the first file that is not a usable contract, and for two files that claim the
    same dataset or the same table.
    """
    root = Path(folder) if folder else FOLDER
    loaded = [load(path) for path in sorted(root.rglob(f"*{SUFFIX}"))]
    if not loaded:
        raise ContractError(root, "folder", "no contract", f"at least one *{SUFFIX} file")
    _refuse_twins(loaded)
    return tuple(sorted(loaded, key=lambda contract: contract.dataset))


def load(path: Path) -> Contract:
    """One contract. Raises ContractError naming the file, the property, what was found and what was expected."""
    state = path.stat()
    return _load(path, state.st_mtime_ns, state.st_size)


@cache
def _load(path: Path, modified_ns: int, size: int) -> Contract:
    """A file is read again only once it changed."""
    document = _read(path)
    _check_standard(path, document)
    return parse.contract(path, document)


def _read(path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_TextLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContractError(path, "file", str(error), "YAML in UTF-8") from error
    if not isinstance(document, dict):
        raise ContractError(path, "file", type(document).__name__, "a mapping at the top level")
    return document


class _TextLoader(yaml.CSafeLoader):
    """YAML that reads only true/false as booleans: Y, N, 是 and dates stay the text that was written."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, expression) for tag, expression in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_TextLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), ["t", "f"])


@cache
def _standard() -> Draft201909Validator:
    text = resources.files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8")
    return Draft201909Validator(json.loads(text))


def _check_standard(path: Path, document: dict[str, Any]) -> None:
    """Validates against the JSON schema of the Open Data Contract Standard that the library ships."""
    faults = sorted(_standard().iter_errors(document), key=lambda fault: [str(part) for part in fault.instance_path])
    if faults:
        fault = faults[0]
        place = ".".join(str(part) for part in fault.instance_path) or "top level"
        raise ContractError(path, place, fault.instance, fault.message, "See the ODCS v3.1.0 reference.")


def _refuse_twins(contracts: Iterable[Contract]) -> None:
    seen: dict[str, Path] = {}
    for contract in contracts:
        for name in (contract.dataset, contract.table):
            if name in seen:
                raise ContractError(contract.path, name, f"also in {seen[name]}", "one contract per dataset")
            seen[name] = contract.path
