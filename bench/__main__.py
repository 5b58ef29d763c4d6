"""`python -m bench [landing …]`: every benchmark, or those named."""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path

from bench import measure

#: Name → module with `run(scale) -> list[Result]`; a module that is not there is left out of the default.
KNOWN = {path.stem: f"bench.{path.stem}" for path in sorted(Path(__file__).parent.glob("[a-z]*.py"))
         if "\ndef run(scale" in path.read_text(encoding="utf-8")}


def main(names: list[str]) -> None:
    """Run and print; a module says what SCALES it has and of what UNIT, others take BENCH_SCALES, else 1 and 10 county
    volumes."""
    unknown = [name for name in names if name not in KNOWN]
    if unknown:
        raise SystemExit(f"no benchmark {', '.join(unknown)}; known: {', '.join(KNOWN)}")
    volumes = [int(scale) for scale in os.environ.get("BENCH_SCALES", "1 10").split()]
    for name in names or KNOWN:
        module = importlib.import_module(KNOWN[name])
        for scale in getattr(module, "SCALES", volumes):
            started = time.monotonic()
            results = module.run(scale)
            unit = getattr(module, "UNIT", "county volume")
            measure.show(f"{name}, {scale} × {unit} ({time.monotonic() - started:.0f} s)", results)


if __name__ == "__main__":
    main(sys.argv[1:])
