"""What the warehouse can know at a cut-off: the rows that were delivered in good order by then.

Registers show the newest delivery, periods the newest accepted file of each, events the newest version pulled. A file
that never came, came after the cut-off or has to be refused leaves the one before standing.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

import pandas as pd

from contracts import Field
from demo import calendar
from demo.systems.defects import FileDefect, outages
from demo.truth.figures import UNKNOWN
from demo.world import schema
from demo.world.model import ZERO, Delivery, World

#: File defects for which a submission is refused as a whole (F03 F04 F05 F06).
REFUSING = frozenset(
    {
        FileDefect.PASSWORD,
        FileDefect.TRUNCATED,
        FileDefect.EMPTY,
        FileDefect.WRONG_ENCODING,
        FileDefect.WRONG_PERIOD_HEADER,
        FileDefect.WRONG_PERIOD_NAME,
        FileDefect.MISSING_HEADER,
        FileDefect.RENAMED_HEADER,
        FileDefect.UNKNOWN_HEADERS,
        FileDefect.RESENT,
        FileDefect.RESENT_ROWS,
        FileDefect.OVERSIZE,
        FileDefect.ZIP_BOMB,
        FileDefect.UNSAFE_NAME,
    }
)


def is_accepted(delivery: Delivery) -> bool:
    """Whether the warehouse has to accept the file."""
    return not REFUSING & set(delivery.defects) if delivery.accepted is None else delivery.accepted


class Known:
    """The warehouse's knowledge at one cut-off.

    Attributes:
        world, cutoff: as given.
        week: the newest week whose report has been drawn; `day` is its Sunday, as of which registers are read.
    """

    def __init__(self, world: World, cutoff: datetime) -> None:
        self.world, self.cutoff = world, cutoff
        self.week = calendar.last_complete_week(cutoff)
        self.day = pd.Timestamp(calendar.period(self.week).last)
        self._rows: dict[str, pd.DataFrame] = {}

    @property
    def first_day(self) -> date:
        """Monday of the first week for which anything is owed."""
        return calendar.period(self.world.first_week).first

    @cached_property
    def towns(self) -> list[str]:
        """Townships in force on the report day."""
        region = pd.read_csv(self.world.deployment / "seeds" / "region.csv", dtype=str, keep_default_na=False)
        day = self.day.date().isoformat()
        valid = (region["valid_from"] <= day) & ((region["valid_to"] == "") | (region["valid_to"] > day))
        return sorted(region.loc[valid & (region["level"] == "township"), "region_code"])

    def seed(self, name: str) -> pd.DataFrame:
        """A reference table of the deployment, empty when it has none."""
        path = self.world.deployment / "seeds" / f"{name}.csv"
        return pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else pd.DataFrame()

    def rows(self, dataset: str) -> pd.DataFrame:
        """Rows that stand at the cut-off, one per primary key."""
        if dataset not in self._rows:
            found = self._filed(dataset) if schema.is_filed(dataset) else self._pulled(dataset)
            self._rows[dataset] = _one_per_key(self._as_written(found, dataset), dataset)
        return self._rows[dataset].copy()

    def _as_written(self, rows: pd.DataFrame, dataset: str) -> pd.DataFrame:
        """Rows without what the department wrote in words: places that name none (K07), dates that are none (K01)."""
        for owner, key, field, text, since in self.world.raw_values:
            if owner == dataset and _says_nothing(schema.contract(dataset).field(field), text):
                lost = (rows["_key"] == key) & (since is None or rows["_from"] >= pd.Timestamp(since))
                rows = rows.assign(**{field: rows[field].mask(lost)})
        return rows

    def town(self, codes: pd.Series) -> pd.Series:
        """Township of region codes; 未知 where none that is in force fits."""
        short = codes.astype("str").str[:9]
        return short.where(short.isin(self.towns), UNKNOWN).fillna(UNKNOWN)

    def pulls(self, dataset: str) -> list[tuple[str, datetime, bool]]:
        """(period, moment, success) of every pull up to the cut-off."""
        faults = outages(self.world.outages)
        submitter = schema.submitter(dataset)
        found = []
        for name in self.world.obligation_periods(dataset):
            at = calendar.pull_at(name)
            if at <= self.cutoff:
                hit = any(f.submitter == submitter and f.active(at, dataset) for f in faults)
                found.append((name, at, not hit))
        return found

    def _pulled(self, dataset: str) -> pd.DataFrame:
        good = [(name, at) for name, at, success in self.pulls(dataset) if success]
        if not good:
            return self.world.frames[dataset].iloc[:0]
        if schema.mode(dataset) == "period":
            return pd.concat([self.world.visible(dataset, at, name) for name, at in good])
        return self.world.visible(dataset, good[-1][1])

    def _filed(self, dataset: str) -> pd.DataFrame:
        files = [
            d for d in self.world.deliveries if d.dataset == dataset and d.received_at <= self.cutoff and is_accepted(d)
        ]
        files.sort(key=lambda delivery: delivery.received_at)
        if schema.mode(dataset) == "snapshot":
            newest = files[-1:]
        else:
            newest = list({delivery.period: delivery for delivery in files}.values())
        parts = [self._content(delivery) for delivery in newest if delivery.content != ZERO]
        return pd.concat(parts) if parts else self.world.frames[dataset].iloc[:0]

    def _content(self, delivery: Delivery) -> pd.DataFrame:
        rows = self.world.visible(delivery.dataset, delivery.received_at, delivery.period)
        if FileDefect.MISSING_TOWNSHIP not in delivery.defects:
            return rows
        left_out = delivery.defects[FileDefect.MISSING_TOWNSHIP]
        sheet = left_out.get("sheet") if isinstance(left_out, dict) else None
        names = self.seed("region").drop_duplicates("region_code").set_index("region_code")["region_name"]
        codes = sorted(rows["_sheet"].dropna().unique())
        gone = [code for code in codes if sheet and (code == sheet or names.get(code, "").startswith(sheet))] or codes[
            -1:
        ]
        return rows[~rows["_sheet"].isin(gone)]


def _says_nothing(field: Field, text: object) -> bool:
    """Whether a verbatim value gives the warehouse no value: a place in words, a date without a digit."""
    if field.identifier == "region_code":
        return True
    return field.logical_type == "date" and not any(sign.isdigit() for sign in str(text))


def _one_per_key(rows: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Rows with a complete key, the newest of each by the contract's version order."""
    key = list(schema.key(dataset))
    order = [name for name in schema.contract(dataset).version_order if name in rows]
    whole = rows.dropna(subset=key)
    if "_quarantined" in whole:
        whole = whole[~whole["_quarantined"].fillna(False).astype(bool)]
    return whole.sort_values([*order[::-1], "_from"], kind="stable").drop_duplicates(key, keep="last").sort_index()
