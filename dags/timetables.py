"""Timetables that move by working days (Asia/Shanghai): daily collection, weekly report, monthly work report.

A run's data interval is what it is responsible for: the time since the run before (collection), or one reporting
week (report). So `airflow backfill` over past dates names past weeks. With `automatic=False` (simulated time, which
does not pass by itself) nothing is scheduled, while backfills and manual runs work as ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from pendulum import DateTime, instance

from pipeline.weeks import MONTHS, Week, open_at, sharing_cutoff
from warehouse import workdays

ZONE = ZoneInfo("Asia/Shanghai")
ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
PERIODS = {"month": "月", "quarter": "季度", "half": "半年", "year": "年"}
Extra = tuple[str, int, time]


def aware(wall: datetime) -> DateTime:
    """A wall-clock time of Asia/Shanghai as the moment that Airflow means."""
    return instance(wall.replace(tzinfo=ZONE)).in_timezone("UTC")


def wall(moment: datetime) -> datetime:
    """A moment as wall-clock time of Asia/Shanghai, without zone."""
    return moment.astimezone(ZONE).replace(tzinfo=None)


class SlotTimetable(Timetable):
    """A chain of slots, each named by a wall-clock time; one run per slot.

    What a subclass says: the slot that is newest at a moment, the slot after another one, the run of a slot, and
    the slot of a run that has been.
    """

    automatic: bool = True

    def newest(self, now: datetime) -> datetime:
        """The first slot that a scheduler without catch-up still owes at a wall-clock time."""
        raise NotImplementedError

    def after(self, slot: datetime) -> datetime:
        """The slot that follows."""
        raise NotImplementedError

    def run(self, slot: datetime) -> DagRunInfo:
        """The run of a slot: when it may start and which interval it covers."""
        raise NotImplementedError

    def slot(self, interval: DataInterval) -> datetime:
        """The slot whose run covered this interval."""
        raise NotImplementedError

    def last(self, now: datetime) -> datetime:
        """The last slot whose run may start at a wall-clock time."""
        return self.newest(now)

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """A run started by hand does what the last scheduled run of that time does."""
        interval = self.run(self.last(wall(run_after))).data_interval
        assert interval is not None
        return interval

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The next run: not dated before the restriction; without catch-up only what is newest."""
        if not restriction.catchup and not self.automatic:
            return None
        candidates = []
        if last_automated_data_interval is not None:
            candidates.append(self.after(self.slot(last_automated_data_interval)))
        if restriction.earliest is not None:
            candidates.append(self._not_before(wall(restriction.earliest)))
        if not restriction.catchup:
            candidates.append(self.newest(wall(datetime.now(UTC))))
        if not candidates:
            return None
        info = self.run(max(candidates))
        assert info.logical_date is not None
        return None if restriction.latest is not None and info.logical_date > restriction.latest else info

    def _not_before(self, earliest: datetime) -> datetime:
        slot = self.newest(earliest)
        while wall(self.run(slot).data_interval.start) < earliest:
            slot = self.after(slot)
        return slot


class WorkingDayTimetable(SlotTimetable):
    """Every working day at one time of day, and on the n-th working day of months or quarters at another.

    A slot is the run's own moment; the interval is the time since the slot before.

    Args:
        hour: hour of the daily slot.
        extras: (period type, n-th working day, time of day) of further slots.
        automatic: False schedules nothing by itself.
    """

    def __init__(self, hour: int, extras: Iterable[Extra] = (), automatic: bool = True) -> None:
        self.hour = hour
        self.extras = tuple(extras)
        self.automatic = automatic
        self.description = f"每个工作日 {hour:02d}:00" + "".join(
            f"；每{PERIODS[period]}第 {number} 个工作日 {at:%H:%M}" for period, number, at in self.extras)

    @property
    def summary(self) -> str:
        """Shown in the list of DAGs."""
        return f"working days {self.hour:02d}:00"

    def serialize(self) -> dict[str, Any]:
        """What Airflow stores."""
        extras = [[period, number, at.isoformat()] for period, number, at in self.extras]
        return {"hour": self.hour, "extras": extras, "automatic": self.automatic}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> WorkingDayTimetable:
        """From what Airflow stored."""
        extras = [(period, number, time.fromisoformat(at)) for period, number, at in data["extras"]]
        return cls(data["hour"], extras, data["automatic"])

    def newest(self, now: datetime) -> datetime:
        """The last slot that is not in the future."""
        day = now.date()
        while not (passed := [slot for slot in self._slots(day) if slot <= now]):
            day -= ONE_DAY
        return passed[-1]

    def after(self, slot: datetime) -> datetime:
        """The slot that follows."""
        day = slot.date()
        while not (coming := [later for later in self._slots(day) if later > slot]):
            day += ONE_DAY
        return coming[0]

    def run(self, slot: datetime) -> DagRunInfo:
        """Starts at the slot; covers the time since the one before."""
        return DagRunInfo.interval(aware(self.newest(slot - ONE_SECOND)), aware(slot))

    def slot(self, interval: DataInterval) -> datetime:
        """The interval's end."""
        return wall(interval.end)

    def _slots(self, day: date) -> list[datetime]:
        if not workdays.is_workday(day):
            return []
        own = {datetime.combine(day, at) for period, number, at in self.extras if _is_nth(day, period, number)}
        return sorted(own | {datetime.combine(day, time(self.hour))})


class ReportWeekTimetable(SlotTimetable):
    """One run per reporting week at its report's cut-off: 10:00 on the working day after the deadline.

    A slot is the week's Monday 00:00. Around long holidays two weeks share a cut-off; each still has its run.
    """

    description = "每周一期：截止周一 12:00，周二 10:00 出报告，遇非工作日顺延"

    def __init__(self, automatic: bool = True) -> None:
        self.automatic = automatic

    @property
    def summary(self) -> str:
        """Shown in the list of DAGs."""
        return "Tuesday 10:00, moved by working days"

    def serialize(self) -> dict[str, Any]:
        """What Airflow stores."""
        return {"automatic": self.automatic}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> ReportWeekTimetable:
        """From what Airflow stored."""
        return cls(data["automatic"])

    def newest(self, now: datetime) -> datetime:
        """The first of the weeks whose common cut-off passed last."""
        return _monday(sharing_cutoff(Week(workdays.last_complete_week(now)))[0])

    def last(self, now: datetime) -> datetime:
        """The last week whose cut-off has passed."""
        return _monday(Week(workdays.last_complete_week(now)))

    def after(self, slot: datetime) -> datetime:
        """The Monday that follows."""
        return slot + 7 * ONE_DAY

    def run(self, slot: datetime) -> DagRunInfo:
        """Starts at the week's cut-off; covers Monday 00:00 to Monday 00:00."""
        week = Week(workdays.week_of(slot.date()))
        interval = DataInterval(aware(_monday(week)), aware(_monday(week) + 7 * ONE_DAY))
        # Airflow names a backfill's run by its start alone: two weeks with one cut-off must not start together.
        later = sharing_cutoff(week).index(week) * ONE_SECOND
        return DagRunInfo(run_after=aware(week.cutoff + later), data_interval=interval)

    def slot(self, interval: DataInterval) -> datetime:
        """The week's Monday."""
        return wall(interval.start)


class MonthlyReportTimetable(SlotTimetable):
    """One run per month: after the first weekly report whose cut-off follows the month's last monthly deadline.

    A slot is the first of the month in which the report is drawn; the interval is that reporting week.

    Args:
        workday: number of the working day on which the last monthly submissions are due.
        at: time of day of that deadline.
        wait_minutes: how long after the cut-off the weekly report is expected to be ready.
        automatic: False schedules nothing by itself.
    """

    def __init__(self, workday: int, at: time, wait_minutes: int, automatic: bool = True) -> None:
        self.workday = workday
        self.at = at
        self.wait_minutes = wait_minutes
        self.automatic = automatic
        self.description = f"每月一期：第 {workday} 个工作日 {at:%H:%M} 月报截止后的第一期周报之后"

    @property
    def summary(self) -> str:
        """Shown in the list of DAGs."""
        return f"monthly, after working day {self.workday}"

    def serialize(self) -> dict[str, Any]:
        """What Airflow stores."""
        return {"workday": self.workday, "at": self.at.isoformat(), "wait_minutes": self.wait_minutes,
                "automatic": self.automatic}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> MonthlyReportTimetable:
        """From what Airflow stored."""
        return cls(data["workday"], time.fromisoformat(data["at"]), data["wait_minutes"], data["automatic"])

    def newest(self, now: datetime) -> datetime:
        """The last month whose run may have started."""
        slot = _month(now)
        while wall(self.run(slot).run_after) > now:
            slot = _month(slot - ONE_DAY)
        return slot

    def after(self, slot: datetime) -> datetime:
        """The month that follows."""
        return _month(slot + 31 * ONE_DAY)

    def run(self, slot: datetime) -> DagRunInfo:
        """Starts when the weekly report is expected to be ready; covers the week that it reports."""
        due = datetime.combine(workdays.nth_workday(slot.date(), self.workday), self.at)
        week = open_at(due)
        interval = DataInterval(aware(_monday(week)), aware(_monday(week) + 7 * ONE_DAY))
        return DagRunInfo(run_after=aware(week.cutoff + timedelta(minutes=self.wait_minutes)), data_interval=interval)

    def slot(self, interval: DataInterval) -> datetime:
        """The month of the week's cut-off."""
        return _month(week_of_interval(interval.start).cutoff)


def week_of_interval(start: datetime) -> Week:
    """The reporting week that a run's data interval begins in."""
    return Week(workdays.week_of(wall(start).date()))


def _monday(week: Week) -> datetime:
    return datetime.combine(week.start, time.min)


def _month(moment: datetime) -> datetime:
    return datetime.combine(moment.date().replace(day=1), time.min)


def _is_nth(day: date, period: str, number: int) -> bool:
    """Whether a day is the n-th working day of its month, quarter, half-year or year."""
    step = MONTHS[period]
    first = day.replace(month=(day.month - 1) // step * step + 1, day=1)
    return workdays.nth_workday(first, number) == day
