"""Every indicator equals an independent recomputation from the world's truth, at every cut-off."""

from __future__ import annotations

import pandas as pd
from county import County

from demo import truth

_SHOWN = """
    select distinct on (indicator_code, region_code, breakdown_type, breakdown_code, period_type, period)
        indicator_code, region_code, breakdown_type, breakdown_code, period_type, period,
        numerator::float8 as numerator, denominator::float8 as denominator, value::float8 as value
    from marts.fct_indicator_value
    where as_of <= %(cutoff)s and indicator_code <> 'G02'
    order by indicator_code, region_code, breakdown_type, breakdown_code, period_type, period, as_of desc
"""


def test_every_indicator_of_the_ordinary_county_equals_its_recomputation(ordinary: County) -> None:
    _compare(ordinary)


def test_every_indicator_of_the_faulted_county_equals_its_recomputation(faulted: County) -> None:
    _compare(faulted)


def _compare(county: County) -> None:
    built, _ = county.planted
    published = county.query("select distinct indicator_code from marts.fct_indicator_value")["indicator_code"]
    wrong = []
    for cutoff in county.cutoffs():
        true = truth.indicators(built, cutoff.to_pydatetime())
        assert set(true["indicator_code"]) == set(published) - {"G02"}
        shown = county.query(_SHOWN, cutoff=cutoff.to_pydatetime())
        wrong.append(truth.differences(true, shown).assign(cutoff=cutoff))
    different = pd.concat(wrong, ignore_index=True)
    assert different.empty, different.to_string(max_rows=100)
