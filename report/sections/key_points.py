"""§0 本期要点: at most five sentences and four numbers for a reader with half a minute."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from report import words
from report.model import Finding, WeekData
from report.sections.blocking import heaviest
from report.sections.scores import TOTAL
from report.sections.submission import tally

WORST_RULES = 3
LEAST_RISE = Decimal("0.1")


@dataclass(frozen=True)
class Tile:
    """One headline number; `tone` is good, bad or plain."""

    label: str
    value: str
    note: str
    tone: str = "plain"


@dataclass(frozen=True)
class Section:
    """What §0 prints."""

    tiles: tuple[Tile, ...]
    sentences: tuple[str, ...]
    caution: str


def build(data: WeekData) -> Section:
    """On-time rate, new blocking findings, the three worst rules, what improved, who must act by when."""
    sentences = (_submission(data), _blocking(data), _worst(data), _improved(data), _act(data))
    return Section(_tiles(data), tuple(sentence for sentence in sentences if sentence), _caution(data))


def _caution(data: WeekData) -> str:
    """Rules that we could not execute: the reader must know that their findings are those of before."""
    if not data.unjudged:
        return ""
    return f"{words.listed(list(data.unjudged))}共{len(data.unjudged)}条规则因系统原因未能执行，其问题沿用上期结论。"


def on_time(data: WeekData, back: int = 0) -> tuple[Decimal, Decimal] | None:
    """On-time and due submissions of a week, summed over the departments' rates; None when nothing was due."""
    rates = [rate for rate in data.rates if rate.week == data.week.back(back) and rate.denominator]
    if not rates:
        return None
    return sum((rate.numerator or Decimal(0) for rate in rates), Decimal(0)), sum(rate.denominator for rate in rates)


def _share(pair: tuple[Decimal, Decimal] | None) -> Decimal | None:
    return None if pair is None else 100 * pair[0] / pair[1]


def _tiles(data: WeekData) -> tuple[Tile, ...]:
    now, before = _share(on_time(data)), _share(on_time(data, 1))
    standing = data.open_findings
    blocking = [finding for finding in standing if finding.severity == "B"]
    fresh = sum(finding.is_fresh for finding in blocking)
    overdue = sum(finding.is_overdue(data.cutoff) for finding in standing)
    closed = len(data.closed)
    shift = words.change(now, before, "%")
    return (
        Tile("按时报送率", words.percent(now), "首期，无上周数" if before is None else f"较上周 {shift}",
             "good" if now == 100 else "plain" if now is None else "bad"),
        Tile("未办结强制问题", f"{len(blocking):,}", f"本期新增 {fresh:,}", "bad" if blocking else "good"),
        Tile("逾期未办", f"{overdue:,}", f"未办结共 {len(standing):,}", "bad" if overdue else "good"),
        Tile("本期销号", f"{closed:,}", f"新增 {sum(finding.is_fresh for finding in standing):,}",
             "good" if closed else "plain"),
    )


def _submission(data: WeekData) -> str:
    pair = on_time(data)
    if pair is None:
        return "本期无应报数据。"
    this_week = Counter(tally(one) for one in data.obligations if one.week == data.week)
    before = on_time(data, 1)
    shift = "" if before is None else f"，较上周{_worded(words.change(_share(pair), _share(before), '%'))}"
    faults = [f"{word}{this_week[word]}项" for word in ("迟报", "未报", "退回", "我方故障") if this_week[word]]
    tail = f"；{words.listed(faults)}" if faults else ""
    counts = f"本期应报{words.number(pair[1])}项，按时{words.number(pair[0])}项"
    return f"{counts}，按时报送率{words.percent(_share(pair))}{shift}{tail}。"


def _worded(shift: str) -> str:
    return shift.replace("+", "上升").replace("−", "下降").replace(" ", "")


def _blocking(data: WeekData) -> str:
    blocking = [finding for finding in data.open_findings if finding.severity == "B"]
    if not blocking:
        return "无未办结的强制问题。"
    fresh = [finding for finding in blocking if finding.is_fresh]
    if not fresh:
        return f"本期无新增强制问题，未办结强制问题共{len(blocking):,}项。"
    return f"新增强制问题{len(fresh):,}项（{_by_department(fresh, data)}），未办结强制问题共{len(blocking):,}项。"


def _by_department(findings: list[Finding], data: WeekData) -> str:
    counts = Counter(finding.submitter for finding in findings)
    return words.listed([f"{one.short_name}{counts[one.code]:,}项" for one in data.submitters if counts[one.code]])


def _worst(data: WeekData) -> str:
    worst = heaviest(data)[:WORST_RULES]
    if not worst:
        return ""
    named = [f"{title}（{condition}）{count:,}项" for condition, title, count in worst]
    return f"问题较集中的规则：{words.listed(named)}。"


def _improved(data: WeekData) -> str:
    risen = [(score.score - score.previous, score) for score in data.scores
             if score.dimension == TOTAL and score.score is not None and score.previous is not None
             and score.score - score.previous >= LEAST_RISE]
    risen.sort(key=lambda pair: (-pair[0], pair[1].submitter))
    best = ""
    if risen:
        rise, score = risen[0]
        best = f"，{data.submitter(score.submitter).short_name}质量得分升幅最大（+{words.number(rise)}分）"
    return f"本期销号问题{len(data.closed):,}项{best}。" if data.closed or best else ""


def _act(data: WeekData) -> str:
    """Per department: how many open findings fall due first, and when; overdue ones count as due at once."""
    parts = []
    for submitter in data.submitters:
        dated = [finding for finding in data.open_findings
                 if finding.submitter == submitter.code and finding.due_on and finding.severity in "BW"]
        overdue = sum(finding.is_overdue(data.cutoff) for finding in dated)
        coming = [finding.due_on for finding in dated if not finding.is_overdue(data.cutoff)]
        words_of = []
        if overdue:
            words_of.append(f"立即办理逾期{overdue:,}项")
        if coming:
            first = min(coming)
            words_of.append(f"{words.short_day(first)}前办结{coming.count(first):,}项")
        if words_of:
            parts.append(f"{submitter.short_name}{'、'.join(words_of)}")
    return f"请{'；'.join(parts)}。" if parts else ""
