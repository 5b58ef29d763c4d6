"""What time it is for the pipeline: the machine's time, or the simulated time of a demonstration.

`deployment.yaml` may say `simulation: <package>`; then `<package>.clock` must offer `now()` and `set_now(moment)`,
nothing happens by itself, and the pipeline sets the clock before it asks a simulated system. The package is named
by the deployment, so nothing here knows it. A real deployment declares no simulation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Protocol
from zoneinfo import ZoneInfo

from warehouse import deployment
from warehouse.errors import SettingsError

ZONE = ZoneInfo("Asia/Shanghai")


class SimulatedClock(Protocol):
    """What a simulation offers."""

    def now(self) -> datetime:
        """The simulated wall-clock time."""

    def set_now(self, moment: datetime) -> None:
        """Move the simulated time of every simulated system."""


@dataclass(frozen=True)
class Clock:
    """The time that arrivals and periods are compared with (wall clock of Asia/Shanghai, without zone).

    Attributes:
        simulation: package of the simulated systems; empty for the machine's own time. It is imported only when
            the time is asked for or set, because DAG files are read every half minute.
    """

    simulation: str = ""

    @property
    def simulated(self) -> bool:
        """Whether time stands still until it is set."""
        return bool(self.simulation)

    def now(self) -> datetime:
        """The present wall-clock time."""
        return self._simulated().now() if self.simulation else machine_time()

    def set(self, at: datetime) -> None:
        """Move simulated time; the machine's own time is left alone."""
        if self.simulation:
            self._simulated().set_now(at)

    def _simulated(self) -> SimulatedClock:
        try:
            module = import_module(f"{self.simulation}.clock")
        except ImportError as error:
            raise SettingsError(f"deployment.yaml says `simulation: {self.simulation}`, but {self.simulation}.clock"
                                f" does not import: {error}",
                                fix="remove `simulation`, or install the package that it names") from error
        if not all(hasattr(module, name) for name in ("now", "set_now")):
            raise SettingsError(f"{self.simulation}.clock has no now() and set_now()", fix="see pipeline/clock.py")
        return module


def machine_time() -> datetime:
    """The machine's time as wall-clock time of Asia/Shanghai, without zone."""
    return datetime.now(ZONE).replace(tzinfo=None, microsecond=0)


def load() -> Clock:
    """The clock that the deployment declares."""
    return Clock(str(deployment.load().options.get("simulation") or ""))
