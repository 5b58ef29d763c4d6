"""One coherent, seeded county and what every department's system holds of it (see `demo.world.model`)."""

from demo.world.build import build
from demo.world.model import Delivery, World

__all__ = ["Delivery", "World", "build"]
