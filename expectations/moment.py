"""The moment as of which everything is judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from expectations.errors import JudgementError
from warehouse import workdays
from warehouse.workdays import ONE_DAY


@dataclass(frozen=True)
class Moment:
    """One cut-off and the days that follow from it (Asia/Shanghai wall time).

    Attributes:
        cutoff: what arrived later is not seen.
        previous_cutoff: the report's cut-off before; long holidays may let weeks share one.
        week: newest ISO week whose report is due by the cut-off.
        day: its Sunday, the `d` of the handbook: ages and validity are measured at the end of this day.
    """

    cutoff: datetime
    previous_cutoff: datetime
    week: str
    day: date

    @classmethod
    def of(cls, cutoff: datetime) -> Moment:
        """The moment of a cut-off.

        Raises:
            JudgementError: the cut-off carries a time zone; the warehouse's one clock is local wall time.
        """
        if cutoff.tzinfo is not None:
            raise JudgementError(f"cut-off {cutoff} carries a time zone",
                                 fix="give Asia/Shanghai wall time without zone")
        week = workdays.last_complete_week(cutoff)
        start = workdays.week_start(week)
        earlier = start - timedelta(weeks=1)
        while (previous := workdays.report_cutoff(workdays.week_of(earlier))) >= cutoff:
            earlier -= timedelta(weeks=1)
        return cls(cutoff, previous, week, start + timedelta(days=6))

    def more_workdays_ago_than(self, count: int) -> date:
        """The first day that is not more than `count` working days before `day`: earlier days are overdue.

        From a day `a` to `day` lie the working days after `a`, up to and including `day`.
        """
        current, seen = self.day, 0
        while True:
            if workdays.is_workday(current):
                seen += 1
                if seen > count:
                    return current
            current -= ONE_DAY
