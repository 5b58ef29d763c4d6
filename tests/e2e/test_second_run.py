"""Running again on unchanged sources, and rebuilding a past week from raw, change nothing."""

from __future__ import annotations

import json

from county import County


def _checksums(county: County, week: str) -> tuple[dict[str, str], str]:
    """md5 per table, as the summary remembers them, and what it printed."""
    printed = county.run("pipeline", "summary", week, "--checksums")
    return json.loads((county.home / "warehouse" / "checksums.json").read_text()), printed


def test_a_second_run_and_a_rebuilt_week_change_nothing(ordinary: County) -> None:
    first, _ = _checksums(ordinary, ordinary.last)
    for command in ("ingest", "build", "judge", "report"):
        ordinary.run("pipeline", command, ordinary.last)
    second, printed = _checksums(ordinary, ordinary.last)
    assert second == first
    assert printed.count("unchanged") >= 3
    ordinary.run("pipeline", "replay", "--from", "2025-W41", "--to", "2025-W41")
    rebuilt, _ = _checksums(ordinary, ordinary.last)
    assert rebuilt == first
