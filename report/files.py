"""What both reports need when they write: whole files, and the county that goes without saying."""

from __future__ import annotations

import os
from pathlib import Path

from report.errors import ReportError
from warehouse import deployment


def put(path: Path, content: bytes) -> Path:
    """Write a file that appears whole or not at all; an earlier one is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_bytes(content)
    os.replace(draft, path)
    return path


def only_county() -> str:
    """Code of the deployment's county.

    Raises:
        ReportError: it holds several.
    """
    counties = deployment.load().counties
    if len(counties) > 1:
        codes = ", ".join(county.code for county in counties)
        raise ReportError(f"the deployment holds {len(counties)} counties: {codes}", fix="name one of them")
    return counties[0].code
