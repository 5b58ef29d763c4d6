"""Words of the vocabulary in which a county stands: filled with its own name when its frames are done."""

from __future__ import annotations

import pandas as pd

from demo.world.geography import Geography

#: dataset → columns whose words may name the county: `{county}` 川安县, `{stem}` 川安, `{sign}` 川.
_NAMED = {
    "AG02": ("buyer",),
    "AG04": ("lab",),
    "AH02": ("disposal_plant",),
    "AH05": ("plant",),
    "FS04": ("doc_no",),
    "FS05": ("transfer_batch",),
    "FS06": ("doc_no",),
    "MS09": ("decision_no",),
    "MS11": ("vendor",),
}


def fill(frames: dict[str, pd.DataFrame], places: Geography) -> None:
    """Write the county's name into the frames, in place."""
    own = {"{county}": places.county_name, "{stem}": places.county_name[:-1], "{sign}": places.county_name[0]}
    for dataset, columns in _NAMED.items():
        for column in columns:
            words = frames[dataset][column]
            filled = words.map(lambda word: _filled(word, own), na_action="ignore")
            frames[dataset][column] = filled.astype(words.dtype)


def _filled(word: str, own: dict[str, str]) -> str:
    for mark, name in own.items():
        word = word.replace(mark, name)
    return word
