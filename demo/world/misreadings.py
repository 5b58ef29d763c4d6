"""What departments of the ordinary county write although no number can be read from it (`World.raw_values`)."""

from __future__ import annotations

import pandas as pd

from demo.world.model import World
from demo.world.profile import Profile

#: Nobody writes 约3.
_WORTH_GUESSING = 20


def write(world: World, profile: Profile) -> None:
    """Stock as 约1200 and farm codes without the county (AH01); measured values as <0.01 (AG04)."""
    farms = _some(world, "AH01", profile.misread_farm, "scale", "散户", "专业户")
    farms = farms[farms["stock"] >= _WORTH_GUESSING]
    for number, row in enumerate(farms.itertuples()):
        if number % 4:
            world.raw_values.append(("AH01", row.record, "stock", f"约{row.stock}", None))
        else:
            world.raw_values.append(("AH01", row.record, "farm_code", row.farm_code[6:], None))
    for row in _some(world, "AG04", profile.below_detection, "conclusion", "合格").itertuples():
        world.raw_values.append(("AG04", row.record, "value", "<0.01", None))


def _some(world: World, dataset: str, share: float, column: str, *values: str) -> pd.DataFrame:
    """A share of the records with one of these values; measured ones of AG04."""
    rows = world.frames[dataset].drop_duplicates("_key").rename(columns={"_key": "record"})
    rows = rows[rows[column].isin(values)]
    rows = rows[rows["value"].notna()] if "value" in rows else rows
    return rows[world.rng(f"misreadings/{dataset}").random(len(rows)) < share]
