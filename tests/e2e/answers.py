"""What judging found, held against the answer key: recall and precision per rule."""

from __future__ import annotations

import pandas as pd
from county import COUNTY, County

from demo.faults.answer_key import AnswerKey

KEY = ["condition", "dataset", "business_key", "field"]
_SEEN = """
    select cutoff, condition, severity, dataset, business_key, field, observed, expected
    from quality.finding_seen where county_code = %(code)s
"""


def seen(county: County, code: str = COUNTY) -> pd.DataFrame:
    """One row per finding of a county and report that shows it."""
    found = county.query(_SEEN, code=code)
    return found.assign(cutoff=pd.to_datetime(found["cutoff"]), field=found["field"].fillna(""))


def expected(key: AnswerKey, cutoffs: list[pd.Timestamp]) -> pd.DataFrame:
    """One row per planted finding and report that has to show it."""
    rows = key.rows.assign(field=key.rows["field"].fillna("")).merge(pd.DataFrame({"cutoff": cutoffs}), how="cross")
    shown = (rows["cutoff"] >= rows["first_cutoff"]) & (rows["cutoff"] <= rows["last_cutoff"])
    return rows.loc[shown, [*KEY, "cutoff", "note"]].drop_duplicates([*KEY, "cutoff"])


def compared(found: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Both sides joined; column `side` is `both`, `missed` or `unexpected`."""
    rows = wanted.merge(found, on=[*KEY, "cutoff"], how="outer", indicator="side")
    names = {"left_only": "missed", "right_only": "unexpected", "both": "both"}
    return rows.assign(side=rows["side"].map(names).astype(str), rule=rows["condition"].str.split(".").str[0])


def per_rule(rows: pd.DataFrame) -> pd.DataFrame:
    """Findings (each counted once, whatever the number of reports) per rule.

    Returns:
        rule, planted, found (in every report in which it is due), unexpected, recall, precision.
    """
    findings = rows.groupby(["rule", *KEY])["side"].agg(set).reset_index()
    findings["planted"] = findings["side"].map(lambda sides: bool(sides & {"both", "missed"}))
    findings["found"] = findings["side"].map(lambda sides: "both" in sides and "missed" not in sides)
    findings["unexpected"] = findings["side"].map(lambda sides: "unexpected" in sides)
    table = findings.groupby("rule")[["planted", "found", "unexpected"]].sum().astype(int).reset_index()
    table["recall"] = table["found"] / table["planted"].where(table["planted"] > 0)
    shown = table["found"] + table["unexpected"]
    table["precision"] = table["found"] / shown.where(shown > 0)
    return table


def listed(rows: pd.DataFrame) -> str:
    """The disagreements in words, one line each."""
    wrong = rows[rows["side"] != "both"]
    spans = wrong.groupby(["side", *KEY], dropna=False).agg(
        first=("cutoff", "min"), last=("cutoff", "max"), note=("note", "first"), observed=("observed", "first"))
    return spans.reset_index().to_string(max_colwidth=60)
