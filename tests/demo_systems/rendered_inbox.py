"""An inbox with the files of a small world, and the places its departments know."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import small_world

from demo.systems import files, gazetteer

FILED = [contract for contract in small_world.known().values() if contract.delivery.form == "file"]
PLACES = gazetteer.load(small_world.DEPLOYMENT, small_world.COUNTY)


@dataclass(frozen=True)
class Inbox:
    """A delivered inbox and the world behind it."""

    folder: Path
    world: small_world.SmallWorld
    written: list[files.Written]

    def path(self, dataset: str, period: str) -> Path:
        """The file of one dataset and period."""
        contract = small_world.known()[dataset]
        return self.folder / contract.submitter / files.name_of(contract, period)


def render(folder: Path, world: small_world.SmallWorld) -> Inbox:
    """Deliver the files of a world into a folder."""
    written = files.deliver(folder / "inbox", world.deliveries, world.frames, FILED, world.seed, PLACES,
                            folder / "manifest.json")
    return Inbox(folder / "inbox", world, written)
