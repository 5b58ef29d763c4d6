"""Makes a past publication again, with the reference data and the judge's words of its time, and compares.

    seeds of then ─→ build (words of then) ─→ judge ─→ publish ─→ report beside the archived one
                                                          │
          what was published is kept aside and put back ◄─┘   ─→ today's reference data, newest cut-off

The published figures, findings and files of that week are never changed by this, whatever comes out. What comes out
is the same where deliveries and release are the same; another release may compute otherwise, and is said to.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from psycopg import sql

from pipeline import inputs, kept, phases, reference_data, verdicts
from pipeline.errors import PhaseFailedError
from pipeline.phases import PhaseReport
from pipeline.weeks import Week, sharing_cutoff
from warehouse import reference, reference_versions, settings
from warehouse.connection import connect
from warehouse.dbt import Scope

Told = Callable[[Week, PhaseReport], None]
#: What two publications are compared by.
COMPARED = {"marts.fct_indicator_value": "figures", "marts.fct_quality_score": "scores",
            "quality.finding_seen": "findings"}
EXAMPLES = 3


@dataclass(frozen=True)
class Part:
    """One part of a publication: how much of it there is, and how much came out otherwise."""

    name: str
    count: int
    differing: int
    examples: tuple[str, ...] = ()

    def line(self) -> str:
        """The part in one line."""
        if not self.differing:
            return f"{self.name:<12} {self.count:,} equal"
        return f"{self.name:<12} {self.differing:,} of {self.count:,} differ: {'; '.join(self.examples)}"


@dataclass(frozen=True)
class Comparison:
    """A publication made again.

    Attributes:
        reasons: why it may differ (another release, other deliveries, reference tables of another shape).
        folder: the files made now.
    """

    week: Week
    parts: tuple[Part, ...]
    reasons: tuple[str, ...]
    folder: Path

    @property
    def is_equal(self) -> bool:
        """Whether everything came out as it was published."""
        return not any(part.differing for part in self.parts)

    def lines(self) -> list[str]:
        """What people read."""
        verdict = "as published" if self.is_equal else "NOT as published"
        return [f"{self.week}: {verdict}", *(part.line() for part in self.parts),
                *(f"note         {reason}" for reason in self.reasons),
                f"made now     {self.folder}; what was published stays as it is"]


def rebuild(week: Week, told: Told) -> Comparison:
    """Make the publication of a week again and compare it; afterwards the warehouse stands where it stood.

    Raises:
        PhaseFailedError: the week was never published, or before the reference data were kept; or the same
            deliveries, rules and release gave something else than what was published.
    """
    values = settings.load()
    with phases.exclusively():
        kept.put_back()
        published = _publication(week)
        folder = values.home / "as-published"
        written = reference_versions.write(published.reference_hash, folder / "seeds", values)
        try:
            kept.keep_aside(week.cutoff)
            with reference.instead(written.folder):
                mark = _make(week, told)
                reasons = _reasons(mark, published.mark, written.of_today)
                parts = (*_compare_tables(week.cutoff), *_compare_files(week, folder / "reports"))
        finally:
            kept.put_back()
            told(week, _return())
    found = Comparison(week, parts, reasons, folder / "reports")
    if not found.is_equal and not reasons:
        raise PhaseFailedError("the same deliveries, rules and release gave another publication\n"
                               + "\n".join(found.lines()), fix="this is a fault of the program: report it")
    return found


@dataclass(frozen=True)
class _Publication:
    mark: inputs.Fingerprint
    reference_hash: str


def _publication(week: Week) -> _Publication:
    """What the cycle noted when it was closed."""
    with connect("transformer") as connection:
        row = connection.execute(
            "select cutoff, input_hash, rule_set_hash, release, reference_hash from quality.cycle"
            " where cutoff = %s order by county_code limit 1", [week.cutoff]).fetchone()
    if row is None:
        raise PhaseFailedError(f"{week} has not been published", fix="`python -m pipeline status` names the newest")
    if row[4] is None:
        raise PhaseFailedError(f"{week} was published by a release that kept no reference data",
                               fix=f"`python -m pipeline replay --from {week}` rebuilds it with today's")
    return _Publication(inputs.Fingerprint(*row[:4]), row[4])


def _make(week: Week, told: Told) -> inputs.Fingerprint:
    """Build, judge and publish as of the week's cut-off with the reference data in force; what that was made from."""
    cutoff = week.cutoff
    reference_data.load()
    inputs.forget_standing()
    told(week, phases.build(cutoff, Scope("then", cutoff, "then")))
    told(week, phases.judge_warehouse(cutoff))
    told(week, phases.publish(cutoff))
    return inputs.fingerprint(cutoff)


def _return() -> PhaseReport:
    """Today's reference data and the newest cut-off, as everybody else expects them."""
    begun = time.monotonic()
    reference_data.load()
    newest = inputs.newest_closed()
    inputs.forget_standing()
    # Only a cycle publishes: what it said at the newest cut-off stands, whatever was loaded or released since.
    kept.keep_aside(newest)
    for step in (phases.stage, phases.build, phases.judge_warehouse, phases.publish):
        step(newest)
    kept.put_back()
    return PhaseReport("return", time.monotonic() - begun, {"newest": f"{newest:%Y-%m-%d %H:%M}"})


def _reasons(mark: inputs.Fingerprint, then: inputs.Fingerprint, of_today: Iterable[str]) -> tuple[str, ...]:
    found = []
    if mark.release != then.release:
        found.append(f"published by release {then.release}, made again by {mark.release}")
    if tables := ", ".join(of_today):
        found.append(f"reference tables that this release cannot take as they were: {tables}")
    elif mark.input_hash != then.input_hash:
        found.append("deliveries, failed attempts, replies or waivers dated before the cut-off became known after it")
    if count := verdicts.changed(then.cutoff):
        found.append(f"the judge said otherwise later about {count} deliveries: figures follow his words of then,"
                     " findings those of today")
    return tuple(found)


def _compare_tables(cutoff: datetime) -> list[Part]:
    """Rows published then beside rows made now, over all columns."""
    parts = []
    with connect("transformer") as connection:
        for table, name in COMPARED.items():
            given = {"then": kept.name_of(table), "now": sql.Identifier(*table.split(".")),
                     "moment": sql.Identifier(kept.PUBLISHED[table]), "cutoff": sql.Literal(cutoff)}
            count = connection.execute(sql.SQL("select count(*) from {then}").format(**given)).fetchone()[0]
            rows = connection.execute(sql.SQL(_DIFFERING).format(**given)).fetchall()
            parts.append(Part(name, count, len(rows), tuple(row[0] for row in rows[:EXAMPLES])))
    return parts


_DIFFERING = """
with made as (select * from {now} where {moment} = {cutoff})
select 'then ' || outcome::text from (select * from {then} except all select * from made) as outcome
union all
select 'now ' || outcome::text from (select * from made except all select * from {then}) as outcome
order by 1
"""


def _compare_files(week: Week, folder: Path) -> list[Part]:
    """Write the reports of the cut-off's weeks into a folder of their own and hold them against the archived ones."""
    from report import weekly

    archive = settings.load().reports
    shutil.rmtree(folder, ignore_errors=True)
    made: list[Path] = []
    for one in sharing_cutoff(week):
        for county in phases.counties():
            paths = weekly.write(str(one), county=county, out_dir=folder)
            made += [paths.page, *paths.annexes]
    other = [path for path in made if _differs(path, archive / path.relative_to(folder))]
    return [Part("files", len(made), len(other), tuple(_words(path, archive, folder) for path in other[:EXAMPLES]))]


def _differs(made: Path, archived: Path) -> bool:
    return not archived.exists() or archived.read_bytes() != made.read_bytes()


def _words(path: Path, archive: Path, folder: Path) -> str:
    name = path.relative_to(folder)
    return f"{name}" if (archive / name).exists() else f"{name} is not in {archive}"
