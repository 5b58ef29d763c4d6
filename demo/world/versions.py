"""Histories of records: a first state per record and sparse changes become one row per version."""

from __future__ import annotations

import pandas as pd

#: A change to this value empties the field; a missing value in a change means "as before".
CLEARED = "\0cleared"


def history(base: pd.DataFrame, changes: list[pd.DataFrame], key: list[str]) -> pd.DataFrame:
    """Row versions with `_from` and `_to`.

    Args:
        base: one row per record with its first state and `_from`.
        changes: each with the key columns, `_from` and some of the fields; a column `_deleted` (True) ends the record.
            Changes of one record at one moment count as one. Changes of records that do not exist (yet) are left out.
        key: key columns of the record.

    Returns:
        Every version, sorted by record and time; `_to` is the next version's `_from`.
    """
    begin = base.set_index(key)["_from"]
    parts = [base.astype(object)]
    for change in changes:
        if len(change):
            start = begin.reindex(change.set_index(key).index).to_numpy()
            parts.append(change[change["_from"].to_numpy() > start].astype(object))
    rows = pd.concat(parts, ignore_index=True)
    rows["_from"] = pd.to_datetime(rows["_from"])
    if "_deleted" not in rows:
        rows["_deleted"] = None
    rows = rows.sort_values([*key, "_from"], kind="stable")
    group = rows.groupby(key, sort=False)
    fields = [column for column in rows.columns if column not in (*key, "_from")]
    rows[fields] = group[fields].ffill()
    rows = rows.drop_duplicates([*key, "_from"], keep="last")
    rows["_to"] = rows.groupby(key, sort=False)["_from"].shift(-1)
    gone = rows["_deleted"].notna()
    rows = rows[~gone].drop(columns="_deleted").reset_index(drop=True)
    return rows.mask(rows == CLEARED, None)
