"""The officers of the township offices of market supervision, who inspect, rate and answer complaints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from demo.world import people

_PER_OFFICE = 5


@dataclass(frozen=True)
class Officers:
    """Names and enforcement certificates, one row per office and one column per officer."""

    offices: pd.Index
    names: np.ndarray
    certificates: np.ndarray

    def one(self, mso_codes: pd.Series, rng: np.random.Generator) -> np.ndarray:
        """The name of an officer of each office."""
        return self.names[self.offices.get_indexer(mso_codes), rng.integers(0, _PER_OFFICE, len(mso_codes))]

    def pairs(self, mso_codes: pd.Series, rng: np.random.Generator) -> tuple[pd.Series, pd.Series]:
        """Names and certificates of two different officers of each office, as they stand in one cell."""
        office, size = self.offices.get_indexer(mso_codes), len(mso_codes)
        first = rng.integers(0, _PER_OFFICE, size)
        second = (first + rng.integers(1, _PER_OFFICE, size)) % _PER_OFFICE
        joined = (
            pd.Series(table[office, first], mso_codes.index) + "、" + pd.Series(table[office, second], mso_codes.index)
            for table in (self.names, self.certificates)
        )
        names, certificates = joined
        return names, certificates


def roster(entities: pd.DataFrame, rng: np.random.Generator) -> Officers:
    """Five officers for every office that has an entity."""
    offices = pd.Index(sorted(entities["mso_code"].unique()))
    count = len(offices) * _PER_OFFICE
    county = entities["entity_id"].iloc[0][2:8]
    certificates = np.array([f"{county}{number:05d}" for number in range(1, count + 1)], dtype=object)
    names = people.names(rng, count).astype(object)
    return Officers(offices, names.reshape(-1, _PER_OFFICE), certificates.reshape(-1, _PER_OFFICE))
