"""What the warehouse can know at a cut-off: the rows that were delivered in good order by then.

Registers show the newest delivery, periods the newest accepted file of each, events the newest version pulled. A file
that never came, came after the cut-off or has to be refused leaves the one before standing.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cached_property

import pandas as pd

from contracts import Field
from demo import calendar
from demo.systems.defects import FileDefect, outages
from demo.truth.figures import UNKNOWN
from demo.world import schema
from demo.world.model import ZERO, Delivery, World

#: A period that ends before the first week may fall due in it; none is longer.
_LONGEST = timedelta(days=400)
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
_NUMBER = re.compile(
    r"约?-?\d[\d.,]*(万|亿)?(余|多)?(元|公斤|斤|吨|头|只|羽|枚|份|张|个|平方米|㎡|亩|公顷)?(余|多|\+)?"
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
        own = valid & (region["level"] == "township") & (region["county_code"] == self.world.county)
        return sorted(region.loc[own, "region_code"])

    def seed(self, name: str) -> pd.DataFrame:
        """The county's rows of a reference table of the deployment, empty when it has none."""
        path = self.world.deployment / "seeds" / f"{name}.csv"
        rows = pd.read_csv(path, dtype=str, keep_default_na=False) if path.exists() else pd.DataFrame()
        return rows[rows["county_code"] == self.world.county] if "county_code" in rows else rows

    def rows(self, dataset: str) -> pd.DataFrame:
        """Rows that stand at the cut-off, one per primary key."""
        if dataset not in self._rows:
            found = self._filed(dataset) if schema.is_filed(dataset) else self._pulled(dataset)
            self._rows[dataset] = _one_per_key(self._as_written(found, dataset), dataset)
        return self._rows[dataset].copy()

    def _as_written(self, rows: pd.DataFrame, dataset: str) -> pd.DataFrame:
        """Rows without what the department wrote unreadably: places (K07), dates (K01), numbers (K05)."""
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
        return [pull for kind in schema.period_types(dataset) for pull in self._pulls_for(dataset, kind)]

    def _pulls_for(self, dataset: str, kind: str) -> list[tuple[str, datetime, bool]]:
        """Pulls of the stream with that kind of period.

        All streams of a dataset are looked at together. A weekly one then brings the week that has ended, or the
        running one when that is done. A longer period is asked for from an hour before its deadline until it succeeds;
        so the first pull of all brings the period before the world.
        """
        found: list[tuple[str, datetime, bool]] = []
        for at in self._moments(dataset):
            running = calendar.period(calendar.period_of(at.date(), kind))
            ended = calendar.period_of(running.first - timedelta(days=1), kind)
            last = calendar.period(ended).last
            is_covered = any(name == ended and good and moment.date() > last for name, moment, good in found)
            if kind == calendar.WEEK:
                found.append((running.name if is_covered else ended, at, self._answers(dataset, at)))
            elif not is_covered and at >= calendar.pull_at(ended):
                found.append((ended, at, self._answers(dataset, at)))
        return found

    def _moments(self, dataset: str) -> list[datetime]:
        """When the dataset's system is asked, up to the cut-off: every week, and shortly before longer deadlines."""
        weeks = self.world.weeks
        opens = calendar.cutoff(calendar.period_of(self.first_day - timedelta(days=1), calendar.WEEK))
        longer = [kind for kind in schema.period_types(dataset) if kind != calendar.WEEK]
        since, until = self.first_day - _LONGEST, calendar.period(weeks[-1]).last
        names = [*weeks, *(name for kind in longer for name in calendar.periods_between(since, until, kind))]
        return sorted({at for at in map(calendar.pull_at, names) if opens < at <= self.cutoff})

    def _answers(self, dataset: str, at: datetime) -> bool:
        """Whether the dataset's system can be read at a moment."""
        submitter = schema.submitter(dataset)
        return not any(f.submitter == submitter and f.active(at, dataset) for f in outages(self.world.outages))

    def _pulled(self, dataset: str) -> pd.DataFrame:
        """Rows per stream: of every period pulled, or of the newest pull of an event or stock dataset."""
        parts = [self.world.frames[dataset].iloc[:0]]
        for stream in schema.contract(dataset).streams:
            good = [(name, at) for name, at, success in self._pulls_for(dataset, stream.period_type) if success]
            wanted = good if schema.mode(dataset) == "period" else good[-1:]
            for name, at in wanted:
                rows = self.world.visible(dataset, at, name)
                parts.append(rows[schema.held_by(stream, dataset, rows)])
        return pd.concat(parts)

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
    """Whether a verbatim value gives the warehouse no value: a place in words, a date without a digit, a number with
    words or a unit that say nothing (约 and 余 leave it readable)."""
    if field.identifier == "region_code":
        return True
    if field.logical_type == "date":
        return not any(sign.isdigit() for sign in str(text))
    return field.logical_type in ("integer", "number") and not _NUMBER.fullmatch(str(text))


def _one_per_key(rows: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Rows with a complete key, the newest of each by the contract's version order."""
    key = list(schema.key(dataset))
    order = [name for name in schema.contract(dataset).version_order if name in rows]
    whole = rows.dropna(subset=key)
    if "_quarantined" in whole:
        whole = whole[~whole["_quarantined"].fillna(False).astype(bool)]
    return whole.sort_values([*order[::-1], "_from"], kind="stable").drop_duplicates(key, keep="last").sort_index()
