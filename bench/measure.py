"""Contenders measured in turns, so that a busy machine is busy for all of them; medians and ratios are kept."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Result:
    """One comparison.

    Attributes:
        what, volume: what was moved and how much of it.
        baseline: what the barest way is.
        ours_seconds, baseline_seconds: medians of wall time.
        aim: largest ratio ours / baseline that counts as met; None for information only.
        peak_mb: peak memory of this process during our runs.
    """

    what: str
    volume: str
    baseline: str
    ours_seconds: float
    baseline_seconds: float
    aim: float | None
    peak_mb: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours_seconds / self.baseline_seconds

    @property
    def verdict(self) -> str:
        """met, not met, or nothing where there is no aim."""
        if self.aim is None:
            return ""
        return "met" if self.ratio <= self.aim else "not met"


@dataclass(frozen=True)
class Contender:
    """One way of doing it: what is timed, and what is done before each time without being timed."""

    run: Callable[[], object]
    prepare: Callable[[], object] = lambda: None


def interleaved(contenders: Mapping[str, Contender], rounds: int) -> dict[str, float]:
    """Median seconds of each contender, all of them once per round; one round before that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for round_number in range(rounds + 1):
        for name, contender in contenders.items():
            contender.prepare()
            started = time.perf_counter()
            contender.run()
            if round_number:
                seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(values) for name, values in seconds.items()}


def reset_peak() -> None:
    """Forget the peak memory of this process (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_mb() -> float:
    """Peak resident memory of this process since the last reset, in MB (Linux)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def show(title: str, results: list[Result]) -> None:
    """One line per comparison."""
    table = Table(title=title, title_justify="left")
    for name, justify in (("what", "left"), ("volume", "left"), ("ours s", "right"), ("baseline s", "right"),
                          ("ratio", "right"), ("aim", "right"), ("", "left"), ("peak MB", "right"),
                          ("baseline", "left")):
        table.add_column(name, justify=justify, no_wrap=name != "baseline")
    for result in results:
        table.add_row(
            result.what, result.volume, f"{result.ours_seconds:.3f}", f"{result.baseline_seconds:.3f}",
            f"{result.ratio:.2f}", "" if result.aim is None else f"≤ {result.aim:.2f}", result.verdict,
            "" if result.peak_mb is None else f"{result.peak_mb:.0f}", result.baseline,
        )
    Console(width=150).print(table)
