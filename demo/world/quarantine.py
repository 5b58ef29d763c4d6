"""AH04: quarantine certificates for animals that leave farms, for animals brought in, and for plants' products."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import identifiers
from demo.world import people, schema
from demo.world.farms import KINDS, FarmWeeks
from demo.world.geography import Geography
from demo.world.profile import Profile
from demo.world.window import Window, week_names

_TO_PLANT = {"猪": 0.68, "牛": 0.5, "羊": 0.55, "鸡": 0.5}
#: Journeys per week from other counties to the plants, heads of each.
_INCOMING = {"猪": (9, (20, 45)), "牛": (2, (3, 10)), "羊": (3, (15, 40)), "鸡": (2, (500, 1500))}
_VOIDED_PER_WEEK, _FROM_STORE, _FROM_STORE_CLOSED = 4, 18, 160
_VETS = 34


def animals(
    farms: FarmWeeks,
    plants: pd.DataFrame,
    closed: pd.DatetimeIndex,
    places: Geography,
    window: Window,
    lift: np.ndarray,
    profile: Profile,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Certificates of live animals: from the county's farms, and from elsewhere to its plants.

    Args:
        plants: one row per operating plant and species: plant_code, species, share, name, place.
        closed: days on which the plants do not work.
        lift: per week, how many times the usual number of journeys the season brings.

    Returns:
        Columns of AH04, and plant (row of `plants`, -1 for another destination) and day.
    """
    trips = farms.journeys.copy()
    own = farms.farms.loc[trips["farm"]].reset_index(drop=True)
    trips["species"], trips["owner"], trips["origin_code"] = own["species"], own["owner"], own["farm_code"]
    trips["origin"] = places.county_name + own["town_name"] + own["village_name"]
    trips["province"], trips["home"] = "62", True
    incoming = _incoming(plants, places.neighbours(), window, lift, rng)
    rows = pd.concat([trips, incoming[~incoming["day"].isin(closed)]], ignore_index=True)
    bound = ~rows["home"] | (rng.random(len(rows)) < rows["species"].map(_TO_PLANT).fillna(0))
    bound &= ~rows["day"].isin(closed)
    rows["plant"] = -1
    for species, group in plants.groupby("species"):
        hit = rows.index[bound & (rows["species"] == species)]
        rows.loc[hit, "plant"] = rng.choice(group.index, len(hit), p=group["share"] / group["share"].sum())
    _destinations(rows, plants, places, rng)
    hidden = (rows["plant"] < 0) & (rows["species"] == "猪") & (rng.random(len(rows)) < profile.outside_plant * 3)
    rows.loc[hidden, ["purpose", "cert_type"]] = ["屠宰", "动物B"]
    rows.loc[hidden, "dest"] = rows.loc[hidden, "origin"]
    _animal_papers(rows, rng)
    return rows


def _incoming(
    plants: pd.DataFrame, abroad: list[tuple[str, str]], window: Window, lift: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Animals from the counties `abroad` (code, name)."""
    parts = []
    for species, (rate, heads) in _INCOMING.items():
        if species not in set(plants["species"]):
            continue
        count = rng.poisson(rate * lift)
        week = np.repeat(np.arange(len(lift)), count)
        size = len(week)
        place = rng.integers(0, len(abroad), size)
        county, name = (np.array(column)[place] for column in zip(*abroad, strict=True))
        day = np.datetime64(window.first) + 7 * week + rng.integers(0, 7, size)
        parts.append(
            pd.DataFrame(
                {
                    "week": week,
                    "day": day.astype("datetime64[s]"),
                    "heads": rng.integers(*heads, size),
                    "species": species,
                    "owner": people.names(rng, size),
                    "origin": np.char.add(name, "养殖小区"),
                    "home": False,
                    "origin_code": [
                        f"{code}{n:04d}" for code, n in zip(county, rng.integers(1, 900, size), strict=True)
                    ],
                    "province": [code[:2] for code in county],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _destinations(rows: pd.DataFrame, plants: pd.DataFrame, places: Geography, rng: np.random.Generator) -> None:
    size = len(rows)
    to_plant = rows["plant"] >= 0
    target = plants.reindex(rows["plant"]).reset_index(drop=True)
    where = places.draw_villages(rng, size, rural=True)
    near = rng.random(size) < 0.45
    codes, names = (np.array(column) for column in zip(*places.neighbours(), strict=True))
    abroad = rng.integers(0, len(codes), size)
    far = pd.Series(names[abroad])
    other_province = pd.Series(codes[abroad]).str[:2] != "62"
    home = places.county_name + where["town_name"] + where["name"]
    rows["dest"] = target["place"].where(to_plant, home.where(near, far))
    rows["dest_code"] = target["plant_code"]
    rearing = rng.choice(["饲养", "种用", "仔猪"], size)
    rearing = np.where((rearing == "仔猪") & (rows["species"] != "猪"), "饲养", rearing)
    rows["purpose"] = np.where(to_plant | ~near, "屠宰", rearing)
    leaves = np.where(to_plant, rows["province"] != "62", ~near & other_province)
    rows["cert_type"] = np.where(leaves, "动物A", "动物B")


def _animal_papers(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    size = len(rows)
    rows["qty"], rows["unit"] = rows["heads"], rows["species"].map(lambda name: KINDS[name].unit)
    rows["valid_days"] = np.where(rows["cert_type"] == "动物B", 1, rng.integers(1, 6, size))
    rows["issued_at"] = rows["day"] + pd.to_timedelta(rng.integers(5 * 3600, 16 * 3600, size), unit="s")
    rows["vehicle_no"] = [f"甘L{n:05d}" for n in rng.integers(10_000, 99_999, size)]
    rows["ear_tags"] = None
    for species, group in rows.groupby("species"):
        if KINDS[species].ear_digit:
            starts = 100_000 + group["heads"].cumsum().shift(fill_value=0)
            county = group["origin_code"].str[:6].tolist()
            tags = [
                identifiers.ear_tag_ranges(KINDS[species].ear_digit, code, [start], [heads])[0]
                for code, start, heads in zip(county, starts, group["heads"], strict=True)
            ]
            rows.loc[group.index, "ear_tags"] = tags


def products(
    days: pd.DataFrame,
    plants: pd.DataFrame,
    closed: pd.DatetimeIndex,
    places: Geography,
    shops: pd.Series,
    window: Window,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Certificates of the plants' products; their number and weight are those that the plants report (AH03).

    Args:
        days: plant (row of `plants`), stat_date, prod_certs, prod_kg.
        shops: names of businesses that buy meat.
    """
    work = days[days["prod_certs"] > 0].reset_index(drop=True)
    rows = work.loc[work.index.repeat(work["prod_certs"])].reset_index(names="batch")
    weight = rng.uniform(0.6, 1.4, len(rows))
    rows["qty"] = (rows["prod_kg"] * weight / pd.Series(weight).groupby(rows["batch"]).transform("sum")).round(1)
    first = ~rows["batch"].duplicated()
    rows.loc[first, "qty"] += (rows["prod_kg"] - rows.groupby("batch")["qty"].transform("sum"))[first].round(2)
    own = plants.loc[rows["plant"]].reset_index(drop=True)
    rows["species"], rows["origin"], rows["origin_code"] = own["species"], own["place"], own["plant_code"]
    stored = _from_store(plants, closed, places, window, rng)
    rows = pd.concat([rows, stored], ignore_index=True)
    size = len(rows)
    far = rng.random(size) < 0.18
    rows["dest"] = np.where(far, "西安市肉类批发市场", rng.choice(shops.to_numpy(dtype=object), size))
    rows["cert_type"], rows["purpose"], rows["unit"] = np.where(far, "产品A", "产品B"), "屠宰", "公斤"
    rows["valid_days"] = np.where(far, rng.integers(1, 8, size), 1)
    rows["owner"] = people.names(rng, size)
    rows["issued_at"] = rows["stat_date"] + pd.to_timedelta(rng.integers(4 * 3600, 18 * 3600, size), unit="s")
    return rows.drop(columns=["batch", "plant", "prod_certs", "prod_kg"])


def _from_store(
    plants: pd.DataFrame, closed: pd.DatetimeIndex, places: Geography, window: Window, rng: np.random.Generator
) -> pd.DataFrame:
    """Meat re-certified from cold stores, most of it while the plants are closed for the Spring Festival."""
    inside = window.days[window.days >= np.datetime64(window.first)]
    rate = np.where(pd.DatetimeIndex(inside).isin(closed), _FROM_STORE_CLOSED, _FROM_STORE) / 7
    days = np.repeat(inside, rng.poisson(rate))
    return pd.DataFrame(
        {
            "stat_date": days.astype("datetime64[s]"),
            "species": rng.choice(plants["species"].unique(), len(days)),
            "qty": rng.uniform(40, 600, len(days)).round(1),
            "origin": places.county_name + "冷链仓储中心",
        }
    )


def frame(
    living: pd.DataFrame, meat: pd.DataFrame, window: Window, profile: Profile, rng: np.random.Generator
) -> pd.DataFrame:
    """AH04 with some voided certificates among them; what was never certified is left out."""
    unpapered = living["home"].eq(True) & (living["plant"] < 0) & (rng.random(len(living)) < profile.uncertified_out)
    lost = meat["origin_code"].notna() & (rng.random(len(meat)) < profile.missing_product_cert)
    rows = pd.concat([living[~unpapered], meat[~lost]], ignore_index=True).assign(voided=False)
    spoilt = (
        rows[rows["home"].eq(True)].sample(_VOIDED_PER_WEEK * len(window.weeks), random_state=rng).assign(voided=True)
    )
    spoilt["issued_at"] -= pd.Timedelta(minutes=20)
    rows = pd.concat([rows, spoilt], ignore_index=True).sort_values("issued_at", kind="stable").reset_index(drop=True)
    size = len(rows)
    province = rows["province"].fillna("62").tolist()
    gaps = rng.integers(1, 9, size).cumsum()
    rows["cert_no"] = identifiers.quarantine_numbers(province, (1_200_000 + gaps).tolist())
    rows["vet"] = rng.choice(people.names(rng, _VETS), size)
    rows["apply_no"] = [f"SB{day:%Y%m%d}{n % 100_000:05d}" for n, day in enumerate(rows["issued_at"])]
    rows["_from"], rows["_period"] = rows["issued_at"], week_names(rows["issued_at"])
    inside = rows["_period"].isin(window.weeks)
    return schema.framed(rows[inside], "AH04")
