"""Faults in quarantine certificates (AH04): D39, D40, D41. They touch no plant's sums."""

from __future__ import annotations

import pandas as pd

from demo.faults.planter import Planter, key_of, plants

_LONGEST = {"动物B": 1, "动物A": 5, "产品A": 7}


def certificates(planter: Planter, count: int, rule: str, rows: pd.DataFrame | None = None) -> pd.DataFrame:
    """Certificates of one version in a file of the window that no correction touches; not of a plant in or out."""
    frame = planter.world.frames["AH04"] if rows is None else rows
    plants_codes = set(planter.world.frames["AH02"]["plant_code"])
    free = frame[
        ~frame["_period"].isin(planter.unsteady("AH04"))
        & ~frame["voided"].astype(bool)
        & frame["_period"].isin(planter.weeks[1:])
    ]
    if rows is None:
        free = free[~free["dest_code"].isin(plants_codes) & ~free["origin_code"].isin(plants_codes)]
    return planter.pick("AH04", free, "_key", count, "_period", rule)


@plants("D39.1", "D39.2")
def wrong_certificate_numbers(planter: Planter) -> None:
    """Numbers with a digit too few or a letter (D39.1), another province's number for animals of the county (D39.2)."""
    for number, (_, row) in enumerate(certificates(planter, 5, "D39.1").iterrows()):
        wrong = row["cert_no"][:-1] if number % 2 else f"G{row['cert_no'][1:]}"
        planter.put("AH04", row["_key"], cert_no=wrong)
        planter.found(
            "D39.1", "AH04", f"{wrong}|{row['cert_type']}", "cert_no", row["_period"], note=f"was {row['cert_no']}"
        )
    frame = planter.world.frames["AH04"]
    home = frame[frame["origin_code"].str.lstrip("AB").str.startswith(planter.world.county, na=False)]
    other = "61" if planter.world.county[:2] != "61" else "64"
    for _, row in certificates(planter, 5, "D39.2", home).iterrows():
        wrong = other + "99" + row["cert_no"][4:]
        planter.put("AH04", row["_key"], cert_no=wrong)
        planter.found(
            "D39.2",
            "AH04",
            f"{wrong}|{row['cert_type']}",
            "cert_no",
            row["_period"],
            note=f"origin {row['origin_code']} lies in the county",
        )
    away = frame[~frame.index.isin(home.index) & (frame["cert_no"].str[:2] != planter.world.county[:2])]
    for _, row in certificates(planter, 2, "D39.2 near", away).iterrows():
        planter.missed(
            "D39.2",
            "AH04",
            key_of("AH04", row),
            "cert_no",
            row["_period"],
            row["_period"],
            "animals from another province",
        )


@plants("D40.1", "D40.2")
def certificates_given_twice(planter: Planter) -> None:
    """One number and type on two rows (D40.1), one of them voided (D40.2); another type is another certificate."""
    for condition, field, values in (("D40.1", "cert_no", {}), ("D40.2", "voided", {"voided": True})):
        for _, row in certificates(planter, 5, condition).iterrows():
            planter.add("AH04", row, owner=f"{row['owner']}（补）", **values)
            planter.keyed(condition, "AH04", row, field, note="a second row of the same number and type")
    for _, row in certificates(planter, 2, "D40.1 near").iterrows():
        kind = "动物A" if row["cert_type"] == "动物B" else "动物B"
        planter.add("AH04", row, cert_type=kind, valid_days=1)
        planter.missed(
            "D40.1",
            "AH04",
            f"{row['cert_no']}|{kind}",
            "cert_no",
            row["_period"],
            note="the same number on another type of certificate",
        )


@plants("D41")
def valid_too_long(planter: Planter) -> None:
    """One day more than a type of certificate may be valid; the longest allowed is no fault."""
    frame = planter.world.frames["AH04"]
    for kind, longest in _LONGEST.items():
        rows = frame[frame["cert_type"] == kind]
        for _, row in certificates(planter, 2, f"D41 {kind}", rows).iterrows():
            planter.put("AH04", row["_key"], valid_days=longest + 1)
            planter.keyed("D41", "AH04", row, "valid_days", note=f"{longest + 1} days for {kind}")
        for _, row in certificates(planter, 1, f"D41 near {kind}", rows).iterrows():
            planter.put("AH04", row["_key"], valid_days=longest)
            planter.missed("D41", "AH04", key_of("AH04", row), "valid_days", note=f"{longest} days for {kind}")
