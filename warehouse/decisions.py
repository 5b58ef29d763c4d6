"""What people decide about the data: rows of the deployment's own seeds, with who, when and why; never an edit of code.

    header_alias            a header that no contract knows is a field's
    entity_match_decision   a record is, or is not, a registered entity's
    exemption               a submission is not owed for some time (免报)

A decision takes effect when the reference data is loaded (`python -m pipeline reference`, and before every cycle that
`run`, `catchup` and `replay` run).
"""

from __future__ import annotations

import fcntl
from collections.abc import Mapping
from pathlib import Path

from warehouse import deployment, reference, settings
from warehouse.errors import SettingsError


def record(seed: str, decision: Mapping[str, str]) -> Path:
    """Write a decision into the deployment; one with the same key is replaced, so a decision can be taken back.

    Args:
        seed: name of a seed that has a key.
        decision: every column; an empty text where there is nothing to say.

    Returns:
        The file that holds it now.

    Raises:
        SettingsError: a column is missing or unknown, or the deployment's folder cannot be written.
    """
    values = settings.load()
    defaults = values.root / "dbt_project" / "seeds"
    header, _ = reference.read(defaults / f"{seed}.csv")
    if set(decision) != set(header):
        raise SettingsError(f"a row of {seed} has {sorted(decision)}; expected {header}")
    path = values.deployment / "seeds" / f"{seed}.csv"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (path.parent / ".decisions.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _replace(path, header, dict(decision), reference.seed_keys(defaults)[seed])
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}",
                            fix="decide on the machine that holds the deployment's folder") from error
    return path


def recorded(seed: str) -> reference.Rows:
    """The deployment's own rows of a seed; none where it has no such file."""
    path = settings.load().deployment / "seeds" / f"{seed}.csv"
    return reference.read(path)[1] if path.exists() else []


def county_code(given: str) -> str:
    """The county that is meant: the one named, or the only one of the deployment.

    Raises:
        SettingsError: the deployment has no such county, or several and none was named.
    """
    known = [county.code for county in deployment.load().counties]
    if given in known:
        return given
    if not given and len(known) == 1:
        return known[0]
    raise SettingsError(f"county {given or 'not named'}; the deployment has {', '.join(known)}",
                        fix="name one of them with --county")


def _replace(path: Path, header: list[str], decision: dict[str, str], key: list[str]) -> None:
    """Add the row; an older row of the same key goes. The file is never seen half written."""
    rows = reference.read(path)[1] if path.exists() else []
    kept = [row for row in rows if any(row.get(column, "") != decision[column] for column in key)]
    draft = path.with_suffix(".tmp")
    reference.write(draft, header, [{**dict.fromkeys(header, ""), **row} for row in [*kept, decision]])
    draft.replace(path)
