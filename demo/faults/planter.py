"""What all fault planters share: the world under change, records that no two faults share, and the key being written.

Versions are changed through `Planter.change` (a register from a moment on) or `Planter.put` (a record in all its
versions); new rows through `Planter.add`. Rows added or split off show in the frames after `finish`, so that row
labels stay valid while planting.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd

from demo import calendar
from demo.errors import DemoError
from demo.faults.answer_key import COLUMNS, AnswerKey
from demo.world import schema
from demo.world.model import World
from warehouse import workdays

PER_CONDITION = 5
_LEAD, _TAIL = 1, 3

Plant = Callable[["Planter"], None]
REGISTRY: list[tuple[str, Plant]] = []


def plants(*conditions: str) -> Callable[[Plant], Plant]:
    """Register a planter of some conditions; planters run in the order of their registration."""

    def register(function: Plant) -> Plant:
        REGISTRY.extend((condition, function) for condition in conditions)
        return function

    return register


class Planter:
    """A world while faults are planted in it.

    Attributes:
        world: changed in place.
        weeks: its ISO weeks.
        refused: (dataset, period) of deliveries that never come or have to be refused.
        partial: township whose sheet is missing, by (dataset, period).
    """

    def __init__(self, world: World) -> None:
        self.world, self.weeks = world, world.weeks
        self._used: dict[str, set[Hashable]] = {}
        self._added: dict[str, list[dict[str, Any]]] = {}
        self._found: list[dict[str, Any]] = []
        self._missed: list[dict[str, Any]] = []
        self._turn: dict[str, int] = {}
        self._next_key = {name: int(frame["_key"].max()) + 1 for name, frame in world.frames.items()}
        self.refused: set[tuple[str, str]] = set()
        self.partial: dict[tuple[str, str], str] = {}
        self._moments: dict[str, list[tuple[datetime, str]]] = {}
        self._rows_of: dict[str, dict[int, list[int]]] = {}

    # time

    def week(self, rule: str) -> str:
        """The next week for a fault of this rule: weeks are dealt round, first and last ones left out."""
        span = max(1, len(self.weeks) - _LEAD - _TAIL)
        turn = self._turn.get(rule, sum(map(ord, rule)) % 7)
        self._turn[rule] = turn + 1
        return self.weeks[_LEAD + (turn * 5) % span]

    def moment(self, week: str) -> pd.Timestamp:
        """Thursday afternoon of a week: when registers are changed."""
        day = calendar.period(week).first + timedelta(days=3)
        return pd.Timestamp(datetime.combine(day, time(15, 0)))

    def sunday(self, week: str) -> pd.Timestamp:
        """The day as of which registers are judged in the report of a week."""
        return pd.Timestamp(calendar.period(week).last)

    def seen(self, dataset: str, since: pd.Timestamp, period: str = "") -> str | None:
        """Week of the first report that knows what the dataset's system held at a moment (for one period)."""
        for at, name in self._deliveries(dataset):
            if pd.Timestamp(at) >= since and period in ("", name):
                return next((week for week in self.weeks if calendar.cutoff(week) >= at), None)
        return None

    def shown(self, dataset: str, since: pd.Timestamp, until: pd.Timestamp) -> tuple[str | None, str | None]:
        """Weeks of the first and the last report that know what the system held from one moment until another."""
        gone = self.seen(dataset, until)
        return self.seen(dataset, since), self.weeks[self.weeks.index(gone) - 1] if gone else None

    def _deliveries(self, dataset: str) -> list[tuple[datetime, str]]:
        if dataset not in self._moments:
            if schema.is_filed(dataset):
                found = [(d.received_at, d.period) for d in self.world.deliveries if d.dataset == dataset]
            else:
                found = [(calendar.pull_at(name), name) for name in self.world.obligation_periods(dataset)]
            self._moments[dataset] = sorted(entry for entry in found if (dataset, entry[1]) not in self.refused)
        return self._moments[dataset]

    def unsteady(self, dataset: str) -> set[str]:
        """Periods whose file comes twice or is refused: no place for a fault in its rows."""
        sent = {d.period for d in self.world.deliveries if d.dataset == dataset and d.revision > 1}
        return sent | {period for owner, period in self.refused if owner == dataset}

    def week_of(self, day: Any) -> str:
        """ISO week of a day."""
        return workdays.week_of(pd.Timestamp(day).date())

    def week_after(self, week: str, steps: int = 1) -> str | None:
        """The week some steps later, None behind the world's end."""
        place = self.weeks.index(week) + steps
        return self.weeks[place] if place < len(self.weeks) else None

    # records

    def free(self, kind: str, ident: Hashable) -> bool:
        """Whether no fault has used this record, entity, farm or plant-week yet."""
        return ident not in self._used.get(kind, ())

    def use(self, kind: str, *idents: Hashable) -> None:
        """Keep records from being used again.

        Raises:
            DemoError: one of them was used before.
        """
        used = self._used.setdefault(kind, set())
        for ident in idents:
            if ident in used:
                raise DemoError(f"{kind} {ident!r} would carry two faults", fix="pick from records that are free")
            used.add(ident)

    def pick(
        self, kind: str, rows: pd.DataFrame, ident: str, count: int = PER_CONDITION, spread: str = "", rule: str = ""
    ) -> pd.DataFrame:
        """Some rows whose `ident` is free, used from now on, over as many values of `spread` as there are.

        Args:
            kind: which records are counted as used.
            rows: the candidates.
            ident: column that identifies the record.
            count: how many are wanted; fewer when the candidates give out.
            spread: column over which the choice is spread (a township, a week).
            rule: turns the order of the candidates, so that rules do not all start at the same ones.
        """
        rows = rows[~rows[ident].isin(self._used.get(kind, set()))].drop_duplicates(ident)
        if rows.empty:
            return rows
        order = self.world.rng(f"faults/{rule}/{kind}").permutation(len(rows))
        rows = rows.iloc[order]
        if spread:
            rank = rows.groupby(rows[spread].astype(str), sort=False).cumcount()
            rows = rows.loc[rank.sort_values(kind="stable").index]
        chosen = rows.head(count)
        self.use(kind, *chosen[ident].tolist())
        return chosen

    # changes

    def versions(self, dataset: str, key: int) -> pd.DataFrame:
        """All versions of a record, as they are at this point (added rows left out)."""
        if dataset not in self._rows_of:
            self._rows_of[dataset] = self.world.frames[dataset].groupby("_key").indices
        return self.world.frames[dataset].iloc[self._rows_of[dataset][key]]

    def put(self, dataset: str, key: int, **values: Any) -> None:
        """Change fields of a record in all its versions."""
        self._assign(dataset, self.versions(dataset, key).index, values)

    def _assign(self, dataset: str, labels: Iterable[int], values: dict[str, Any]) -> None:
        frame = self._frame(dataset, values)
        for label in labels:
            for name, value in values.items():
                frame.at[label, name] = value

    def _frame(self, dataset: str, values: dict[str, Any]) -> pd.DataFrame:
        """The dataset's rows, with a mark for quarantined ones when the values to be set name it."""
        frame = self.world.frames[dataset]
        if "_quarantined" in values and "_quarantined" not in frame:
            frame["_quarantined"] = False
        return frame

    def change(
        self, dataset: str, key: int, since: pd.Timestamp, until: pd.Timestamp | None = None, **values: Any
    ) -> None:
        """Change fields of a record from a moment on (until another): versions are split where need be."""
        frame = self._frame(dataset, values)
        if "updated_at" in frame and "updated_at" not in values:
            values["updated_at"] = since
        for label, row in self.versions(dataset, key).iterrows():
            start, end = row["_from"], row["_to"]
            if (pd.notna(end) and end <= since) or (until is not None and start >= until):
                continue
            last = end if until is None or (pd.notna(end) and end <= until) else until
            if start >= since:
                self._assign(dataset, [label], {**values, "_to": last})
            else:
                frame.at[label, "_to"] = since
                self._added.setdefault(dataset, []).append({**row.to_dict(), **values, "_from": since, "_to": last})
            if until is not None and (pd.isna(end) or end > until):
                restored = {**row.to_dict(), "_from": until}
                if "updated_at" in restored:
                    restored["updated_at"] = until
                self._added.setdefault(dataset, []).append(restored)

    def add(self, dataset: str, like: pd.Series, **values: Any) -> None:
        """A new record: a copy of a row with other values."""
        key = self._next_key[dataset]
        self._next_key[dataset] = key + 1
        self._frame(dataset, values)
        self._added.setdefault(dataset, []).append({**like.to_dict(), **values, "_key": key})

    def backdate(self, dataset: str, known_at: pd.Timestamp, newest: pd.Timestamp) -> None:
        """No version that is known at a moment says it was touched later than `newest`."""
        frame = self.world.frames[dataset]
        frame.loc[(frame["_from"] <= known_at) & (frame["updated_at"] > newest), "updated_at"] = newest
        for row in self._added.get(dataset, ()):
            if row.get("_from", known_at) <= known_at and row.get("updated_at", newest) > newest:
                row["updated_at"] = newest

    def drop(self, dataset: str, labels: Iterable[int]) -> None:
        """Take row versions out of a frame (at the end)."""
        self._added.setdefault(dataset, []).extend({"_drop": label} for label in labels)

    def raw(self, dataset: str, key: int, field: str, text: Any, since: pd.Timestamp | None = None) -> None:
        """Let the department write a field of a record as this text (from a moment on), whatever the frame says."""
        if since is not None:
            self.change(dataset, key, since)
        self.world.raw_values.append((dataset, int(key), field, text, since))

    # the key

    def found(
        self,
        condition: str,
        dataset: str,
        business_key: str,
        field: str,
        first: str | None,
        last: str | None = None,
        note: str = "",
    ) -> None:
        """Expect a finding from the report of week `first` to that of week `last` (None: to the end).

        A fault that no report of the world can see yet (`first` None) is left out of the key.
        """
        if first is None:
            return
        self._found.append(self._row(condition, dataset, business_key, field, first, last, note))

    def missed(
        self,
        condition: str,
        dataset: str,
        business_key: str,
        field: str,
        first: str | None = None,
        last: str | None = None,
        note: str = "",
    ) -> None:
        """Note a near miss: something at the threshold that must not be found."""
        self._missed.append(self._row(condition, dataset, business_key, field, first or self.weeks[0], last, note))

    def _row(
        self, condition: str, dataset: str, business_key: str, field: str, first: str, last: str | None, note: str
    ) -> dict[str, Any]:
        values = (
            condition.split(".")[0],
            condition,
            dataset,
            business_key,
            field,
            calendar.cutoff(first),
            calendar.cutoff(last or self.weeks[-1]),
            note,
        )
        return dict(zip(COLUMNS, values, strict=True))

    def keyed(
        self,
        condition: str,
        dataset: str,
        row: pd.Series,
        field: str,
        since: pd.Timestamp | None = None,
        until: pd.Timestamp | None = None,
        note: str = "",
    ) -> None:
        """Expect a finding on a row, from the first to the last report that knows the row with the fault in it."""
        first, last = self.span(dataset, row, since, until)
        self.found(condition, dataset, key_of(dataset, row), field, first, last, note)

    def span(
        self, dataset: str, row: pd.Series, since: pd.Timestamp | None = None, until: pd.Timestamp | None = None
    ) -> tuple[str | None, str | None]:
        """First and last week whose reports know a row that holds from `since` until `until`."""
        period = row["_period"] if schema.mode(dataset) == "period" else ""
        first = self.seen(dataset, max(filter(None, (since, row["_from"]))) if since else row["_from"], period)
        end = until if until is not None else row["_to"]
        if period or pd.isna(end) or first is None:
            return first, None
        gone = self.seen(dataset, end)
        if gone is None:
            return first, None
        place = self.weeks.index(gone)
        return (first, self.weeks[place - 1]) if place > self.weeks.index(first) else (None, None)

    def finish(self) -> AnswerKey:
        """Put added rows into the frames and give the key, sorted."""
        for dataset, added in self._added.items():
            frame = self.world.frames[dataset]
            gone = [row["_drop"] for row in added if "_drop" in row]
            new = pd.DataFrame([row for row in added if "_drop" not in row], columns=frame.columns)
            if "_quarantined" in frame:
                new["_quarantined"] = new["_quarantined"].eq(True)
            new = pd.DataFrame({name: _cast(new[name], dtype) for name, dtype in frame.dtypes.items()})
            merged = pd.concat([frame.drop(index=gone), new], ignore_index=True)
            self.world.frames[dataset] = merged.sort_values(["_key", "_from"], kind="stable").reset_index(drop=True)
        self.world.deliveries.sort(key=lambda delivery: delivery.received_at)
        return AnswerKey(_table(self._found), _table(self._missed))


def _cast(values: pd.Series, dtype: Any) -> pd.Series:
    if str(dtype) == "str":
        return values.astype(object).where(values.notna(), None).astype("str")
    if str(dtype).startswith("datetime64"):
        return pd.to_datetime(values).astype(dtype)
    return values.astype(dtype)


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates(list(COLUMNS[1:6]))
    return frame.sort_values(
        ["rule_id", "condition", "first_cutoff", "dataset", "business_key", "field"], kind="stable"
    ).reset_index(drop=True)


def key_of(dataset: str, row: pd.Series) -> str:
    """Business key of a row: its key fields in the contract's order, joined with |, dates in ISO form."""
    parts = [row[name] for name in schema.key(dataset)]
    return "|".join(str(part.date()) if isinstance(part, pd.Timestamp) else str(part) for part in parts)


def workdays_between(first: Any, last: Any) -> int:
    """Working days after `first` up to and with `last`."""
    days = pd.date_range(pd.Timestamp(first) + pd.Timedelta(days=1), pd.Timestamp(last))
    return sum(workdays.is_workday(day.date()) for day in days)
