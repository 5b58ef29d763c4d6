"""FS03: the first visit that every new binding gets within 30 days (R15)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world.profile import Profile
from demo.world.visits import described
from demo.world.window import Window

_DAYS = 30


def added(
    made: pd.DataFrame,
    bindings: pd.DataFrame,
    entities: pd.DataFrame,
    cadres: pd.DataFrame,
    window: Window,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The visits, and one more for each new binding that would have got none in its first 30 days.

    Some of the ordinary county's new bindings go without. On the day of such a visit the cadre makes no other one.
    """
    chosen = _chosen(made, _waiting(made, bindings, window, profile, rng), window, rng)
    days = pd.DatetimeIndex([day for _, _, day in chosen]).astype("datetime64[s]")
    rows = pd.DataFrame(
        {"binding": [tie for tie, _, _ in chosen], "cadre": [cadre for _, cadre, _ in chosen], "visit_date": days}
    )
    rows["created_at"] = (days + pd.to_timedelta(rng.integers(0, 7200, len(rows)) + 54_000, unit="s")).astype(
        "datetime64[s]"
    )
    rows = described(rows, bindings, entities, cadres, profile, rng)
    rows["visit_no"] = [f"DD{day:%Y%m%d}8{n % 10_000:04d}" for n, day in enumerate(rows["visit_date"])]
    later = made["binding"].isin(rows["binding"])
    return pd.concat([made.assign(first=made["first"] & ~later), rows], ignore_index=True)


def _waiting(
    made: pd.DataFrame, bindings: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """Bindings since the window's history whose first visit would come late or never."""
    fresh = bindings[bindings["from_on"] >= pd.Timestamp(window.history)]
    first = made.groupby("binding")["visit_date"].min().reindex(fresh.index)
    late = ~(first <= fresh["from_on"] + pd.Timedelta(days=_DAYS))
    return fresh[late & (rng.random(len(fresh)) >= profile.no_first_visit)]


def _chosen(
    made: pd.DataFrame, waiting: pd.DataFrame, window: Window, rng: np.random.Generator
) -> list[tuple[int, int, pd.Timestamp]]:
    """Binding, cadre and day of each visit: a working day within the binding on which the cadre is free."""
    busy = set(zip(made["cadre"], made["visit_date"], strict=True))
    chosen = []
    for tie in waiting.itertuples():
        end = tie.from_on + pd.Timedelta(days=_DAYS)
        end = min(end, tie.to_on) if pd.notna(tie.to_on) else end
        open_days = window.workdays[
            (window.workdays > tie.from_on.to_datetime64()) & (window.workdays < end.to_datetime64())
        ]
        days = pd.DatetimeIndex(rng.permutation(open_days))
        day = next((day for day in days if (tie.cadre, day) not in busy), None)
        if day is not None:
            busy.add((tie.cadre, day))
            chosen.append((tie.Index, tie.cadre, day))
    return chosen
