"""The reporting week as a cycle of moments: when to pull, when files are looked for, when the report is drawn.

All times are wall-clock times in Asia/Shanghai without zone. Working days and make-up days come from
warehouse/workdays.py (State Council notices). Source of the calendar: handbook of the county report, submission
deadlines Monday 12:00, report Tuesday 10:00, both moved to the next working day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from contracts.model import Contract, Stream
from warehouse import workdays

PULL_TIME = time(6, 0)
BEFORE_DEADLINE = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Moment:
    """A point of the cycle at which some datasets are asked for or looked for."""

    at: datetime
    contracts: tuple[Contract, ...]

    @property
    def submitters(self) -> tuple[str, ...]:
        """Submitters concerned, in order of name."""
        return tuple(sorted({contract.submitter for contract in self.contracts}))


@dataclass(frozen=True)
class Week:
    """One reporting week (Monday–Sunday, ISO) and the cycle in which it is reported.

    Attributes:
        name: ISO week, `2026-W47`.
    """

    name: str

    @property
    def start(self) -> date:
        """Monday of the week."""
        return workdays.week_start(self.name)

    @property
    def end(self) -> date:
        """Monday after the week (exclusive)."""
        return self.start + timedelta(days=7)

    @property
    def deadline(self) -> datetime:
        """When weekly submissions are due."""
        return workdays.deadline(self.name)

    @property
    def cutoff(self) -> datetime:
        """When the report is drawn; what arrives later belongs to the next cycle."""
        return workdays.report_cutoff(self.name)

    @property
    def opens(self) -> datetime:
        """Cut-off of the cycle before: this cycle sees what arrived after it."""
        return sharing_cutoff(self)[0].previous.cutoff

    @property
    def pull_at(self) -> datetime:
        """When the systems we read ourselves are asked: early on the deadline's day.

        Where holidays move the deadline past the following week's end, a pull on that day would be the following
        week's; systems do not rest, so the week itself is then pulled on its own Monday.
        """
        monday = self.end
        day = self.deadline.date() if self.deadline.date() < self.next.end else monday
        return datetime.combine(day, PULL_TIME)

    @property
    def previous(self) -> Week:
        """The week before."""
        return Week(workdays.week_of(self.start - ONE_DAY))

    @property
    def next(self) -> Week:
        """The week after."""
        return Week(workdays.week_of(self.end))

    def __str__(self) -> str:
        return self.name


def between(first: str, last: str) -> list[Week]:
    """All weeks from first to last, both included."""
    return [Week(name) for name in workdays.weeks_between(first, last)]


def open_at(moment: datetime) -> Week:
    """The week whose cycle is under way at a moment: the last one whose report is drawn next."""
    week = Week(workdays.last_complete_week(moment))
    return week if week.cutoff == moment else sharing_cutoff(week.next)[-1]


def sharing_cutoff(week: Week) -> list[Week]:
    """The weeks reported at the same cut-off, in order: one, or two around a long holiday.

    In 2026 the Spring Festival takes the Mondays after W07 and W08; both are due on 24 February at 12:00.
    """
    group = [week]
    while group[0].previous.cutoff == week.cutoff:
        group.insert(0, group[0].previous)
    while group[-1].next.cutoff == week.cutoff:
        group.append(group[-1].next)
    return group


def is_pulled(contract: Contract) -> bool:
    """Whether we ask for the dataset (REST, SQL); files come by themselves."""
    return contract.delivery.form != "file"


def moments(week: Week, contracts: Iterable[Contract]) -> list[Moment]:
    """The cycle's moments in order of time.

    Weekly data and registers are pulled on the deadline's day at 06:00; a dataset due on the n-th working day of
    a month or quarter is pulled one hour before its own deadline, and asked for again in the weekly pull (the
    reader does nothing when that period has been delivered). Files are looked for at the cut-off.
    """
    contracts = tuple(contracts)
    pulled = tuple(contract for contract in contracts if is_pulled(contract))
    files = tuple(contract for contract in contracts if not is_pulled(contract))
    own: dict[datetime, list[Contract]] = {}
    for contract in pulled:
        for at in own_pulls(contract, week):
            own.setdefault(at, []).append(contract)
    found = [Moment(at, tuple(group)) for at, group in own.items()]
    found += [Moment(week.pull_at, pulled)] if pulled else []
    found += [Moment(week.cutoff, files)] if files else []
    return sorted(found, key=lambda moment: moment.at)


def own_pulls(contract: Contract, week: Week, only: Stream | None = None) -> list[datetime]:
    """Pulls of monthly and rarer streams (of one of them) that fall into the cycle, outside the weekly pull."""
    streams = (stream for stream in contract.streams if stream.due.workday and only in (None, stream))
    dues = (due for stream in streams for due in dues_near(stream, week))
    return sorted({due - BEFORE_DEADLINE for due in dues if week.opens < due - BEFORE_DEADLINE <= week.cutoff})


def dues_near(stream: Stream, week: Week) -> list[datetime]:
    """Deadlines of a monthly or rarer stream for the periods that end within half a year before the cycle's end."""
    step = MONTHS[stream.period_type]
    year, month = week.cutoff.year, week.cutoff.month
    starts = ((month - 1) // step * step + 1 - back * step for back in range(2))
    firsts = (date(year + (start - 1) // 12, (start - 1) % 12 + 1, 1) for start in starts)
    return [datetime.combine(workdays.nth_workday(first, stream.due.workday or 1), stream.due.at) for first in firsts]


def ingest_times(contracts: Iterable[Contract]) -> tuple[tuple[str, int, time], ...]:
    """Working days of a month or quarter on which pulled datasets are due, with the pull's time of day.

    Returns:
        (period type, n-th working day, time of day) without repetition; the ingest timetable adds these moments
        to its daily one.
    """
    found = set()
    for contract in contracts:
        for stream in contract.streams if is_pulled(contract) else ():
            if stream.due.workday:
                at = (datetime.combine(date(2000, 1, 3), stream.due.at) - BEFORE_DEADLINE).time()
                found.add((stream.period_type, stream.due.workday, at))
    return tuple(sorted(found))
