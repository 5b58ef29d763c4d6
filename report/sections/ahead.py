"""§8 下周提示: what the next week brings, as far as the warehouse knows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from report import words
from report.model import WeekData
from report.weeks import period_label

LICENCES_SHOWN = 10
LICENCE_DAYS = 30


@dataclass(frozen=True)
class Hint:
    """One bullet: a heading, a sentence, and lines below it."""

    heading: str
    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """What §8 prints."""

    hints: tuple[Hint, ...]


def build(data: WeekData) -> Section:
    """Licences that end within 30 days, visit deadlines, next deadlines with holiday moves, rule changes."""
    return Section((_licences(data), *_visits(data), *_deadlines(data), *_rules(data)))


def _licences(data: WeekData) -> Hint:
    until = data.cutoff.date() + timedelta(days=LICENCE_DAYS)
    if not data.licences:
        return Hint("许可证到期", f"{words.day(until)}前无许可、登记到期。")
    kinds = Counter(licence.kind for licence in data.licences)
    ranked = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
    parts = words.listed([f"{kind}{count}件" for kind, count in ranked])
    first = sorted(data.licences, key=lambda one: (one.valid_to, one.number))[:LICENCES_SHOWN]
    lines = [f"{words.short_day(one.valid_to)}　{words.shortened(one.holder, 24)}　{one.number}" for one in first]
    if len(data.licences) > len(first):
        lines.append(f"其余{len(data.licences) - len(first)}件见许可台账")
    text = f"{words.day(until)}前到期{len(data.licences)}件：{parts}。请市场监管部门提醒延续。"
    return Hint("许可证到期", text, tuple(lines))


def _visits(data: WeekData) -> list[Hint]:
    return [
        Hint("督导期限",
             f"{period_label(visit.period)}督导{words.day(visit.ends_on)}截止，"
             f"距今{(visit.ends_on - data.cutoff.date()).days}天：应督导{visit.due:,}户，已完成{visit.done:,}户，"
             f"尚余{visit.due - visit.done:,}户。")
        for visit in data.visits if visit.due > visit.done
    ]


def _deadlines(data: WeekData) -> list[Hint]:
    """All weekly datasets share one deadline: print each deadline once with the datasets that it binds."""
    hints = []
    if data.next_cutoff:
        when = f"{words.day(data.next_cutoff)}{data.next_cutoff:%H:%M}（{words.weekday(data.next_cutoff)}）"
        hints.append(Hint("下期周报", f"统计截止{when}。"))
    groups: dict[tuple, list[str]] = {}
    for one in data.deadlines:
        groups.setdefault((one.due_at, one.moved_from, one.period), []).append(one.dataset)
    lines = []
    for (due_at, moved_from, period), codes in sorted(groups.items(), key=lambda item: (item[0][0], item[0][2])):
        moved = f"（原定{words.short_day(moved_from)}，因节假日顺延）" if moved_from else ""
        due = f"{words.moment(due_at)}（{words.weekday(due_at)}）{moved}"
        lines.append(f"{due}：{period_label(period)} {words.listed(sorted(codes))}")
    moved_any = any(one.moved_from for one in data.deadlines)
    if lines:
        text = "因节假日安排，部分报送期限顺延，请留意。" if moved_any else "报送期限无节假日顺延。"
        hints.append(Hint("报送期限", text, tuple(lines)))
    return hints


def _rules(data: WeekData) -> list[Hint]:
    changed = sorted({(rule.condition, rule.title) for rule in data.rules
                      if data.week.monday <= rule.valid_from <= data.cutoff.date() + timedelta(days=7)})
    if not changed:
        return [Hint("规则变更", "本期无规则变更。")]
    return [Hint("规则变更", f"本期起新增或调整规则{len(changed)}条。",
                 tuple(f"{condition} {title}" for condition, title in changed[:LICENCES_SHOWN]))]
