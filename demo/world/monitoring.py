"""AG04: samples of farm produce: rapid tests week by week, laboratory tests month by month.

Of the rapid tests those for clenbuterol are taken at the slaughter plants: one for each that the plant's daily report
(AH03) counts, so that the two departments agree.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world import schema
from demo.world import vocabulary as words
from demo.world.geography import Geography
from demo.world.versions import history
from demo.world.window import Window, add_workdays, at_hours

RAPID = "快速检测"
_RAPID_PER_DAY, _QUANTITATIVE_PER_DAY = 15.0, 2.0
#: One laboratory sample in so many fails, and one rapid test in so many at farms is positive.
_FAILS_EVERY, _POSITIVE_EVERY = 55, 240
_FIRST_SERIAL = 463_600_001
_STAGES, _STAGE_SHARES = ("基地", "收购", "运输", "市场前"), (0.72, 0.12, 0.06, 0.1)
_LABORATORY_STATUS = ("例行监测", "监督抽查", "专项")


def samples(
    producers: pd.DataFrame, plants: pd.DataFrame, days: pd.DataFrame, lines: pd.DataFrame, places: Geography,
    window: Window, rng: np.random.Generator,
) -> pd.DataFrame:
    """Every sample in its last state, with `told_on`, the day on which its result is known.

    Args:
        producers: roster of AG01; samples are taken at those that neither change their name nor end.
        plants, days, lines: the slaughter plants, their days and their lines.
    """
    at_farms = _at_farms(producers, window, rng)
    rows = pd.concat([at_farms, _at_plants(plants, days, lines)], ignore_index=True)
    rows = rows.sort_values(["sampled_on", "kind", "sampled_name"], kind="stable").reset_index(drop=True)
    rows["sample_no"] = [
        f"NCP{day:%y}{places.county}{_FIRST_SERIAL + n:09d}" for n, day in enumerate(rows["sampled_on"])
    ]
    return rows


def _at_farms(producers: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """Rapid and laboratory samples of producers, of every working day of the window."""
    counts = rng.poisson(_RAPID_PER_DAY, len(window.workdays)), rng.poisson(_QUANTITATIVE_PER_DAY, len(window.workdays))
    days = np.concatenate([np.repeat(window.workdays, count) for count in counts]).astype("datetime64[s]")
    is_rapid = np.arange(len(days)) < counts[0].sum()
    steady = producers[
        (producers["status"] == "正常") & producers[["stop_on", "close_on", "rename_on"]].isna().all(axis=1)
    ]
    own = steady.loc[rng.choice(steady.index, len(days))].reset_index(drop=True)
    rows = own[["producer_id", "uscc", "sector", "region_code"]].assign(
        sampled_name=own["name"], sample_name=own["product"], sampled_on=days
    )
    rows["kind"] = np.where(is_rapid, RAPID, rng.choice(_LABORATORY_STATUS, len(rows), p=(0.5, 0.35, 0.15)))
    rows["stage"] = rng.choice(_STAGES, len(rows), p=_STAGE_SHARES)
    rows["lab"] = np.where(
        is_rapid, rng.choice(words.RAPID_LABS, len(rows)), rng.choice(words.PRODUCE_LABS, len(rows))
    )
    waits = np.where(is_rapid, 0, rng.integers(6, 13, len(rows)))
    told = np.where(waits > 0, add_workdays(days, np.maximum(waits, 1)), days.astype("datetime64[D]"))
    rows["told_on"] = told.astype("datetime64[s]")
    _results(rows, is_rapid, rng)
    return rows


def _results(rows: pd.DataFrame, is_rapid: np.ndarray, rng: np.random.Generator) -> None:
    """Items, conclusion, and what was found; failures are spaced evenly, so that no month of some length has none."""
    drugs = [words.RESIDUES[sector] for sector in rows["sector"]]
    picks = rng.integers(0, 1000, len(rows))
    chosen = [own[pick % len(own)] for own, pick in zip(drugs, picks, strict=True)]
    rows["items"] = [
        drug[0] if rapid else "；".join(other[0] for other in own)
        for drug, own, rapid in zip(chosen, drugs, is_rapid, strict=True)
    ]
    rows["item_n"] = np.where(is_rapid, 1, [len(own) for own in drugs])
    place = np.where(is_rapid, np.cumsum(is_rapid), np.cumsum(~is_rapid))
    failed = place % np.where(is_rapid, _POSITIVE_EVERY, _FAILS_EVERY) == np.where(is_rapid, _POSITIVE_EVERY, 20) - 1
    rows["conclusion"] = np.select(
        [is_rapid & failed, is_rapid, failed], ["阳性", "阴性", "不合格"], default="合格"
    )
    # Farm samples that fail are taken at the farm: nobody downstream has to be told.
    rows.loc[failed, "stage"] = "基地"
    rows["drug"] = pd.Series([drug[0] for drug in chosen]).where(failed)
    measured = ~is_rapid & (failed | (rng.random(len(rows)) < 0.25))
    limit = np.array([drug[1] for drug in chosen])
    share = np.where(failed, rng.uniform(1.3, 6.0, len(rows)), rng.choice([0.0, 0.2, 0.6], len(rows)))
    banned = limit == 0
    found = np.where(banned, np.where(failed, rng.uniform(0.5, 4, len(rows)), 0.0), limit * share)
    rows["value"] = pd.Series(np.round(found, 3)).where(measured)
    rows["limit_value"] = pd.Series(limit).where(measured)
    rows["unit"] = pd.Series([drug[2] for drug in chosen]).where(measured)


def _at_plants(plants: pd.DataFrame, days: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """One rapid test for clenbuterol per test that a plant's day counts."""
    tested = days[days["beta_tests"].fillna(0) > 0]
    tested = tested.loc[tested.index.repeat(tested["beta_tests"].astype(int))]
    line = lines.loc[tested["plant"]].reset_index(drop=True)
    own = plants.set_index("plant_code").loc[line["plant_code"]].reset_index()
    day = tested["stat_date"].reset_index(drop=True)
    return pd.DataFrame(
        {
            "kind": RAPID,
            "sector": "畜牧",
            "sample_name": line["species"].map({"猪": "猪尿", "牛": "牛尿", "羊": "羊尿"}),
            "sampled_name": own["name"],
            "uscc": own["uscc"],
            "stage": "屠宰场",
            "sampled_on": day,
            "told_on": day,
            "lab": "县动物疫病预防控制中心",
            "items": "克伦特罗（瘦肉精）",
            "item_n": 1,
            "conclusion": "阴性",
            "region_code": own["region_code"],
        }
    )


def frame(rows: pd.DataFrame, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """AG04: a sample is entered with its result in the evening; what failed is dealt with within three weeks."""
    late = at_hours(rows["told_on"].to_numpy(dtype="datetime64[D]"), rng, 17.5, 20)
    base = rows[[*(name for name in schema.fields("AG04") if name in rows)]].assign(_from=late)
    failed = rows[rows["drug"].notna()]
    handled = add_workdays(failed["told_on"].to_numpy(), rng.integers(3, 15, len(failed)))
    change = failed[["sample_no"]].assign(
        action=np.where(failed["conclusion"] == "阳性", "暂停上市，抽样复检", "责令整改，立案查处"),
        handled_on=pd.DatetimeIndex(handled).astype("datetime64[s]"),
        _from=at_hours(handled, rng),
    )
    return schema.framed(history(base, [change], ["sample_no"]), "AG04")
