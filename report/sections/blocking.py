"""§3 强制问题: what must be corrected, twenty of it in the body, and where the open findings gather."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from report import charts, words
from report.model import Finding, WeekData
from report.sections.printed import PrintedFinding, grouped, printed, spread

SHOWN = 20
PARETO_BARS = 10


@dataclass(frozen=True)
class Group:
    """One rule condition: how many of its findings stand open, and some of them."""

    condition: str
    title: str
    reason: str
    department: str
    total: int
    rows: tuple[PrintedFinding, ...]


@dataclass(frozen=True)
class Section:
    """What §3 prints; `total` counts every open B finding, `shown` of them stand in the groups."""

    total: int
    fresh: int
    overdue: int
    shown: int
    groups: tuple[Group, ...]
    pareto: Markup | None
    pareto_note: str
    places: Markup | None
    nowhere: int


def build(data: WeekData) -> Section:
    """Open B findings of all departments."""
    blocking = [finding for finding in data.open_findings if finding.severity == "B"]
    shown = spread(blocking, SHOWN)
    return Section(
        total=len(blocking),
        fresh=sum(finding.is_fresh for finding in blocking),
        overdue=sum(finding.is_overdue(data.cutoff) for finding in blocking),
        shown=len(shown),
        groups=_groups(shown, Counter(finding.condition for finding in blocking), data),
        pareto=_pareto(data),
        pareto_note=_pareto_note(data),
        places=_places(data),
        nowhere=sum(not _place(one, data) for one in data.open_findings if one.severity in "BW"),
    )


def _groups(shown: list[Finding], totals: Counter[str], data: WeekData) -> tuple[Group, ...]:
    groups = []
    for condition, findings in grouped(shown):
        rows = tuple(printed(finding, data) for finding in findings)
        departments = words.listed(list(dict.fromkeys(row.department for row in rows)))
        groups.append(Group(condition, rows[0].title, rows[0].reason, departments, totals[condition], rows))
    return tuple(groups)


def heaviest(data: WeekData) -> list[tuple[str, str, int]]:
    """Rule conditions by open findings (condition, title, count), most first; B and W only, as I asks for nothing."""
    asked = [finding for finding in data.open_findings if finding.severity in "BW"]
    titles = {finding.condition: data.rule(finding.condition, finding.dataset).title for finding in asked}
    counts = Counter(finding.condition for finding in asked)
    return [(condition, titles[condition], count)
            for condition, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _pareto(data: WeekData) -> Markup | None:
    """Bars per rule condition, each with its count and the running share of all."""
    ranked = heaviest(data)
    total = sum(count for _, _, count in ranked)
    bars, running = [], 0
    for condition, title, count in ranked[:PARETO_BARS]:
        running += count
        bars.append(charts.Bar(f"{condition} {words.shortened(title, 9)}", (count,),
                               f"{count:,} · {words.percent(100 * running / total)}"))
    return charts.bars(bars, "问题最多的规则及累计占比", [charts.NAVY], left=140) if bars else None


def _pareto_note(data: WeekData) -> str:
    ranked = heaviest(data)
    rest = sum(count for _, _, count in ranked[PARETO_BARS:])
    return f"其余{len(ranked) - PARETO_BARS}条规则共{rest:,}项" if rest else ""


def _places(data: WeekData) -> Markup | None:
    """Open findings by township, most first; those that belong to none are told in a note."""
    asked = [finding for finding in data.open_findings if finding.severity in "BW"]
    blocking = Counter(_place(finding, data) for finding in asked if finding.severity == "B")
    every = Counter(_place(finding, data) for finding in asked)
    order = sorted(every.keys() - {""}, key=lambda place: (-every[place], place))
    bars = [charts.Bar(words.shortened(place, 8), (blocking[place], every[place] - blocking[place]),
                       f"{every[place]:,}（强制{blocking[place]:,}）") for place in order]
    return charts.bars(bars, "各乡镇未办结问题数", [charts.RED, "#a9bfdc"], left=92) if bars else None


def _place(finding: Finding, data: WeekData) -> str:
    """Name of the township in which a finding's region lies, empty when it has none."""
    return data.regions.get((finding.region_code or "")[:9], "")
