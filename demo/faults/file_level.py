"""Faults of deliveries as such (F01–F12). They run first: no other fault is planted in a file that is refused.

Refused and missing files are visits (FS03) and monthly rosters of cadres (FS01), which no rule compares with another
dataset's rows of that period, and bindings (FS02) and cases (MS09) in weeks in which the stale register contradicts
nobody: so their absence causes no finding elsewhere.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from demo import calendar
from demo.faults.planter import Planter, plants, workdays_between
from demo.systems import gazetteer
from demo.systems.defects import FileDefect, SourceFault
from demo.world.model import Delivery

_VISITS, _ROSTER, _BINDINGS, _CASES = "FS03", "FS01", "FS02", "MS09"


class _Periods:
    """Periods of one dataset that are sent once and are still without a fault, dealt out far from each other."""

    def __init__(self, planter: Planter, dataset: str) -> None:
        self.planter, self.dataset = planter, dataset
        twice = planter.unsteady(dataset)
        owed = planter.world.obligation_periods(dataset)
        self.left = [name for name in owed[1:] if name not in twice]
        self.apart: set[str] = set()

    def take(self, count: int) -> list[str]:
        """Some periods, spread over those that are left."""
        count = min(count, len(self.left))
        chosen = (
            [self.left[place] for place in np.linspace(0, len(self.left) - 1, count).round().astype(int)]
            if count
            else []
        )
        self.left = [name for name in self.left if name not in chosen]
        return chosen

    def take_apart(self, count: int) -> list[str]:
        """Like `take`, none beside another: what one of them left out is known with the period after it."""
        chosen: list[str] = []
        for _ in range(count):
            free = [name for name in self.left if not {_previous(name), _next(name)} & self.apart]
            if not free:
                break
            name = free[len(free) * len(chosen) // count]
            self.left.remove(name)
            self.apart.add(name)
            chosen.append(name)
        return chosen

    def take_after(self, before: set[str], count: int) -> list[str]:
        """Periods that follow one of `before`."""
        chosen = [name for name in self.left if _previous(name) in before][:count]
        self.left = [name for name in self.left if name not in chosen]
        return chosen


def _previous(period: str) -> str:
    return calendar.period_of(calendar.period(period).first - timedelta(days=1), calendar.period_type(period))


def _next(period: str) -> str:
    return calendar.period_of(calendar.period(period).last + timedelta(days=1), calendar.period_type(period))


def _file(planter: Planter, dataset: str, period: str) -> Delivery:
    return planter.world.delivered(dataset, period)[0]


def _first_report(planter: Planter, dataset: str, period: str) -> str | None:
    """The first report after a period fell due."""
    due = calendar.due_at(period)
    return next((week for week in planter.weeks if calendar.cutoff(week) >= due), None)


def _told(planter: Planter, condition: str, dataset: str, period: str, note: str, last: str | None = None) -> None:
    planter.found(condition, dataset, f"main|{period}", "", _first_report(planter, dataset, period), last, note)


def _refuse(planter: Planter, condition: str, dataset: str, period: str, defect: FileDefect, **params: Any) -> None:
    _file(planter, dataset, period).defects[str(defect)] = params
    planter.refused.add((dataset, period))
    _told(planter, condition, dataset, period, f"{defect} {params}" if params else str(defect))


@plants("F01", "F03", "F04", "F05", "F06", "F07", "F10", "F12")
def refused_and_missing(planter: Planter) -> None:
    """Files that never come, cannot be read, have other headers, come again, or name another period."""
    visits, rosters = _Periods(planter, _VISITS), _Periods(planter, _ROSTER)
    bindings, cases = _Periods(planter, _BINDINGS), _Periods(planter, _CASES)
    bindings.left = [week for week in bindings.left if _is_quiet_for_bindings(planter, week)]
    cases.left = [week for week in cases.left if _is_quiet_for_cases(planter, week)]
    kept = planter.unsteady(_VISITS) | {planter.weeks[0]}
    for number, period in enumerate(visits.take_after(kept, 5)):
        again = FileDefect.RESENT_ROWS if number < 3 else FileDefect.RESENT
        _refuse(planter, "F05", _VISITS, period, again)
        if again == FileDefect.RESENT:
            _told(planter, "F06", _VISITS, period, "knock-on: the old file names its own period")
    _unreadable(planter, visits, rosters)
    for number, period in enumerate(visits.take(3)):
        defect = (FileDefect.MISSING_HEADER, FileDefect.RENAMED_HEADER, FileDefect.UNKNOWN_HEADERS)[number]
        _refuse(planter, "F04", _VISITS, period, defect)
    for period in rosters.take(1):
        _refuse(planter, "F04", _ROSTER, period, FileDefect.MISSING_HEADER, field="position")
    for period in bindings.take(1):
        _refuse(planter, "F04", _BINDINGS, period, FileDefect.RENAMED_HEADER, field="entity_name")
    for dataset, periods in ((_VISITS, visits.take(3)), (_ROSTER, rosters.take(1)), (_BINDINGS, bindings.take(2))):
        for period in periods:
            _refuse(planter, "F06", dataset, period, FileDefect.WRONG_PERIOD_HEADER)
    _never_sent(planter, visits, bindings, rosters)
    _pulls(planter, cases)
    _towns_left_out(planter, visits)
    _swollen_files(planter)


def _unreadable(planter: Planter, visits: _Periods, rosters: _Periods) -> None:
    kinds = (FileDefect.PASSWORD, FileDefect.TRUNCATED, FileDefect.EMPTY)
    for kind, period in zip(kinds, visits.take(3), strict=False):
        _refuse(planter, "F03", _VISITS, period, kind)
    for period in rosters.take(1):
        _refuse(planter, "F03", _ROSTER, period, FileDefect.TRUNCATED, keep=0.4)


def _is_quiet_for_bindings(planter: Planter, week: str) -> bool:
    """Whether last week's bindings contradict neither names nor rosters of this week."""
    before, now = _file(planter, _BINDINGS, _previous(week)).received_at, _file(planter, _BINDINGS, week).received_at
    frame = planter.world.frames[_BINDINGS]
    begun = frame[(frame["_from"] > pd.Timestamp(before)) & (frame["_from"] <= pd.Timestamp(now))]
    old = frame[frame["_key"].isin(begun["_key"]) & (frame["_to"] > pd.Timestamp(before))]
    renamed = set(zip(begun["_key"], begun["entity_name"], strict=True)) - set(
        zip(old["_key"], old["entity_name"], strict=True)
    )
    renamed = {key for key, _ in renamed} & set(old["_key"])
    cadres = planter.world.frames[_ROSTER]
    known = cadres[cadres["_from"] <= pd.Timestamp(now)]
    left = set(known.loc[known["status"] == "离任", "cadre_id"])
    return not renamed and not set(old.loc[old["to_on"].isna(), "cadre_id"]) & left


def _is_quiet_for_cases(planter: Planter, week: str) -> bool:
    """Whether no case becomes overdue because the week's new cases and closings are not known yet."""
    frame, now = planter.world.frames[_CASES], pd.Timestamp(calendar.pull_at(week))
    before, sunday = pd.Timestamp(calendar.pull_at(_previous(week))), planter.sunday(week)
    begun = frame[(frame["_from"] > before) & (frame["_from"] <= now)]
    samples = planter.world.frames["MS08"].drop_duplicates("_key", keep="last").set_index("sample_no")["reported_on"]
    reported = begun["sample_no"].map(samples).dropna()
    waiting = any(workdays_between(day, sunday) > 5 for day in reported if day <= sunday)
    return not waiting and not (begun["started_on"] < sunday - pd.Timedelta(days=90)).any()


def _never_sent(planter: Planter, visits: _Periods, bindings: _Periods, rosters: _Periods) -> None:
    plants_register = _Periods(planter, "AH02")
    owed = (
        (_BINDINGS, bindings.take(2)),
        (_ROSTER, rosters.take(1)),
        (_VISITS, visits.take(1)),
        ("AH02", plants_register.take(1)),
    )
    for dataset, periods in owed:
        for period in periods:
            gone = planter.world.delivered(dataset, period)
            planter.world.deliveries = [file for file in planter.world.deliveries if file not in gone]
            planter.refused.add((dataset, period))
            _told(planter, "F01", dataset, period, "never sent")


def _pulls(planter: Planter, cases: _Periods) -> None:
    """Pulls of cases that fail (F01, F03) or never add up (F12).

    The pull of the week after brings what a failed one missed: the gap closes there, as a late submission (F02).
    """
    for period in cases.take_apart(2):
        _outage(planter, period, SourceFault.SERVER_ERROR)
        first = _first_report(planter, _CASES, period)
        _told(planter, "F03", _CASES, period, "server errors all morning", first)
        _told(planter, "F01", _CASES, period, "nothing was pulled", first)
        _late(planter, period)
    for period in cases.take_apart(5):
        _outage(planter, period, SourceFault.WRONG_TOTAL, by=7)
        _told(planter, "F12", _CASES, period, "the total stays seven too large")
        _late(planter, period)
    planter.missed(
        "F12", "MS01", f"main|{planter.weeks[1]}", "", note="totals that move while paging come right in time"
    )


def _late(planter: Planter, period: str) -> None:
    after = _first_report(planter, _CASES, _next(period))
    planter.found("F02", _CASES, f"main|{period}", "", after, after, "knock-on: came with the next pull")


def _outage(planter: Planter, period: str, kind: SourceFault, **params: Any) -> None:
    at = calendar.pull_at(period)
    planter.world.outages.append(
        ("market_supervision", at - timedelta(hours=2), at + timedelta(hours=30), str(kind), _CASES, params)
    )
    planter.refused.add((_CASES, period))


def _towns_left_out(planter: Planter, visits: _Periods) -> None:
    """Workbooks without a township's sheet; an empty sheet is no fault."""
    frame = planter.world.frames[_VISITS]
    towns = sorted(frame["_sheet"].dropna().unique())
    for number, period in enumerate(visits.take(5)):
        file = _file(planter, _VISITS, period)
        file.defects[str(FileDefect.MISSING_TOWNSHIP)] = {"sheet": towns[number * 5 % len(towns)]}
        planter.partial[_VISITS, period] = towns[number * 5 % len(towns)]
        _told(planter, "F10", _VISITS, period, f"without the sheet of {towns[number * 5 % len(towns)]}")
    for period in visits.take(1):
        rows = frame[(frame["_period"] == period) & (frame["_sheet"] == towns[3])]
        planter.drop(_VISITS, rows.index)
        planter.partial[_VISITS, period] = towns[3]
        planter.missed("F10", _VISITS, f"main|{period}", "", note=f"the sheet of {towns[3]} says 本期无")


def _swollen_files(planter: Planter) -> None:
    """More than twice the usual certificates, of animals that no plant takes; not quite twice is no fault."""
    certificates = _Periods(planter, "AH04")
    certificates.left = certificates.left[5:]
    frame = planter.world.frames["AH04"]
    sizes = frame[frame["_to"].isna()].groupby("_period").size()
    like = frame[frame["purpose"] == "饲养"].iloc[0]
    serial = 0
    for number, period in enumerate(certificates.take(6)):
        near, median = number == 2, float(np.median(sizes[sizes.index < period].tail(8)))
        wanted = int(2 * median) + (-15 if near else 40)
        day = pd.Timestamp(calendar.period(period).first) + pd.Timedelta(days=2, hours=10)
        for _ in range(wanted - sizes[period]):
            serial += 1
            planter.add(
                "AH04",
                like,
                cert_no=f"{planter.world.county[:2]}97{serial:06d}",
                issued_at=day,
                apply_no=f"SB97{serial:06d}",
                _period=period,
                _from=day,
                _to=pd.NaT,
            )
        sizes[period] = wanted
        if near:
            planter.missed("F07", "AH04", f"main|{period}", "", note=f"{wanted} rows, median {median:g}")
        else:
            _told(planter, "F07", "AH04", period, f"{wanted} rows, median {median:g}")


@plants("F02", "F08", "F09", "F11")
def accepted_all_the_same(planter: Planter) -> None:
    """Files that are late, not signed, added up wrongly or untidy: they count, with a finding."""
    left = {name: _Periods(planter, name) for name in ("AH03", "AH05", "AH06", "FS02")}
    for dataset, count in (("AH06", 2), ("AH05", 2), ("FS02", 2)):
        for period in left[dataset].take(count):
            file = _file(planter, dataset, period)
            file.received_at = calendar.due_at(period) + timedelta(hours=3)
            _told(planter, "F02", dataset, period, "three hours late", _first_report(planter, dataset, period))
    for period in left["AH06"].take(1):
        _file(planter, "AH06", period).received_at = calendar.due_at(period)
        planter.missed("F02", "AH06", f"main|{period}", "", note="at noon sharp")
    parts = (["filled_by"], ["approved_by"], ["report_date"], ["filled_by", "approved_by"], ["report_date"])
    for number, dataset in enumerate(("AH03", "AH05", "AH06", "FS02", "AH03")):
        for period in left[dataset].take(1):
            _file(planter, dataset, period).defects[str(FileDefect.MISSING_ENVELOPE)] = {"parts": parts[number]}
            _told(planter, "F08", dataset, period, f"without {parts[number]}")
    for period in left["AH05"].take(1):
        _file(planter, "AH05", period).defects[str(FileDefect.MISSING_ENVELOPE)] = {"parts": ["phone"]}
        planter.missed("F08", "AH05", f"main|{period}", "", note="only the phone number is missing")
    for number, dataset in enumerate(("AH03", "AH05", "AH06", "FS02", "AH06")):
        kind = FileDefect.HIDDEN_SHEET if number % 2 else FileDefect.FORMULA_ERROR
        for period in left[dataset].take(1):
            _file(planter, dataset, period).defects[str(kind)] = {}
            _told(planter, "F11", dataset, period, str(kind))
    _wrong_totals(planter, left)


def _wrong_totals(planter: Planter, left: dict[str, _Periods]) -> None:
    """Totals off by one head or by a kilogram; a difference of 0.01 kg is rounding."""
    for dataset, field, by in (
        ("AH03", "slaughtered", 10),
        ("AH05", "kg", 1),
        ("AH06", "dead_n", 1),
        ("AH05", "qty_heads", 1),
        ("AH06", "stock_end", 2),
        ("AH03", "prod_kg", 5),
    ):
        for period in left[dataset].take(1):
            code, name = _sheet(planter, dataset, period)
            _file(planter, dataset, period).defects[str(FileDefect.WRONG_TOTAL)] = {
                "field": field,
                "by": by,
                **({"sheet": code} if code else {}),
            }
            planter.found(
                "F09",
                dataset,
                f"main|{period}|{name}",
                field,
                _first_report(planter, dataset, period),
                note=f"the total says {by} too much",
            )
    for period in left["AH05"].take(1):
        _file(planter, "AH05", period).defects[str(FileDefect.WRONG_TOTAL)] = {"field": "kg", "by": 0.01}
        planter.missed("F09", "AH05", f"main|{period}|Sheet1", "kg", note="0.01 kg")


def _sheet(planter: Planter, dataset: str, period: str) -> tuple[str, str]:
    """Code and name of a sheet that has rows in the period."""
    if dataset == "AH05":
        return "", "Sheet1"
    world = planter.world
    rows = world.visible(dataset, _file(planter, dataset, period).received_at, period)
    code = rows["_sheet"].value_counts().index[0]
    names = gazetteer.load(world.deployment, world.county).townships(calendar.period(period).last)
    return code, next(town.short for town in names if town.code == code)
