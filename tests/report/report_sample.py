"""A week of a county made by hand: every status, state and gap that the report has to print."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from report_findings import finding, findings
from report_register import CUTOFF, DATASETS, NAMES, REGIONS, RULES, SUBMITTERS, TOWNS, WEEK

from report.model import (
    Deadline,
    Flow,
    Indicator,
    Licence,
    Obligation,
    Provenance,
    Rate,
    Score,
    Value,
    VisitDeadline,
    WeekData,
)


def obligations() -> tuple[Obligation, ...]:
    """Eight weeks of every dataset, mostly on time; this week holds one of each other state."""
    odd = {
        ("AH06", WEEK): ("缺报", None, "未报"),
        ("AG02", WEEK): ("缺报", None, "源系统不可达"),
        ("AH04", WEEK): ("迟报", "有数据", None),
        ("FS03", WEEK): ("按时", "零报", None),
        ("AH03", WEEK): ("按时", "退回", "结构变更"),
        ("AH02", WEEK): ("免报", None, None),
        ("FS02", WEEK.back(2)): ("补报", "有数据", None),
        ("AH06", WEEK.back(4)): ("迟报", "有数据", None),
    }
    rows = []
    for week in WEEK.last(8):
        due = datetime.combine(week.sunday + timedelta(days=1), datetime.min.time()) + timedelta(hours=12)
        for code, (submitter, _) in NAMES.items():
            timeliness, content, cause = odd.get((code, week), ("按时", "有数据", None))
            if code == "AG03" and week != WEEK.back(2):
                continue
            received = (
                None if timeliness in ("缺报", "免报") else due + timedelta(hours=3.5 if timeliness == "迟报" else -2)
            )
            late = Decimal("3.5") if timeliness == "迟报" else Decimal(52) if timeliness == "补报" else None
            rows.append(
                Obligation(
                    code,
                    "main",
                    submitter,
                    "2026-10" if code == "AG03" else str(week),
                    due,
                    timeliness,
                    content,
                    cause,
                    received,
                    late,
                    week,
                )
            )
    return tuple(rows)


def rates() -> tuple[Rate, ...]:
    """On-time rates of eight weeks; agriculture misses one week entirely."""
    table = {
        "market_supervision": (6, 6, 6, 5, 6, 6, 6, 6),
        "agriculture": (2, 2, None, 2, 2, 3, 2, 1),
        "animal_husbandry": (4, 4, 3, 4, 3, 4, 4, 1),
        "food_safety_office": (3, 3, 3, 3, 3, 2, 3, 3),
    }
    due = {"market_supervision": 6, "agriculture": 2, "animal_husbandry": 4, "food_safety_office": 3}
    return tuple(
        Rate(
            code,
            week,
            Decimal(number),
            Decimal(max(due[code], number)),
            round(Decimal(100 * number) / max(due[code], number), 2),
        )
        for code, numbers in table.items()
        for week, number in zip(WEEK.last(8), numbers, strict=True)
        if number is not None
    )


def scores() -> tuple[Score, ...]:
    """Six dimensions and the total of three departments; husbandry has none."""
    base = {"market_supervision": 93, "agriculture": 88, "food_safety_office": 79}
    rows = []
    for code, level in base.items():
        for place, dimension in enumerate(("完整性", "准确性", "一致性", "时效性", "规范性", "可访问性")):
            rows.append(Score(code, dimension, Decimal(min(100, level + 3 * place - 6))))
        rows.append(
            Score(
                code,
                "总分",
                Decimal(level) + Decimal("0.46"),
                Decimal(level - 2) if code != "agriculture" else Decimal(90),
            )
        )
    return tuple(rows)


def indicators() -> tuple[Indicator, ...]:
    """The connected figures and two more."""
    return (
        Indicator("R04", "主体分级户数", "户", "none", None, "food_safety_office", ("FS02",)),
        Indicator("R05", "干部分层人数", "人", "none", None, "food_safety_office", ("FS01", "FS02")),
        Indicator("P01", "接入食品生产经营主体数", "户", "higher", None, "market_supervision", ("MS11",)),
        Indicator("P02", "平台接入率", "%", "higher", Decimal(95), "market_supervision", ("MS11",)),
        Indicator("P03", "平台应用率", "%", "higher", Decimal(90), "market_supervision", ("MS11",)),
        Indicator("P04", "平台加入应用率", "%", "higher", None, "market_supervision", ("MS11",)),
        Indicator("A07", "定点屠宰率", "%", "exact", Decimal(100), "animal_husbandry", ("AH03",)),
        Indicator("A08", "检疫出证率", "%", "exact", Decimal(100), "animal_husbandry", ("AH04",)),
        Indicator("A09", "病害动物无害化处理率", "%", "exact", Decimal(100), "animal_husbandry", ("AH06",)),
        Indicator("R06", "主体分级率", "%", "higher", Decimal(100), "food_safety_office", ("FS02", "MS01")),
        Indicator("R12", "督导完成率", "%", "higher", Decimal(100), "food_safety_office", ("FS03",), is_tracked=True),
        Indicator("P05", "透明车间、阳光仓储、明厨亮灶等实施率", "%", "higher", None, "market_supervision", ("MS11",)),
        Indicator("A03", "承诺达标合格证开具量", "张", "higher", None, "agriculture", ("AG02",)),
    )


def values() -> tuple[Value, ...]:
    """Two periods of most indicators; A03 misses this week, R12 runs in the fourth quarter."""

    def pair(code, kind, now, before, *numbers):
        return [
            Value(code, kind, period, *(Decimal(n) if n is not None else None for n in row), status)
            for (period, status), row in zip((now, before), numbers, strict=True)
        ]

    week = (("2026-W47", "可信"), ("2026-W46", "可信"))
    doubtful = (("2026-W47", "存疑"), ("2026-W46", "可信"))
    month = (("2026-10", "可信"), ("2026-09", "可信"))
    return (
        *pair("R04", "week", *doubtful, (4450, None, 4450), (4448, None, 4448)),
        *pair("R05", "week", *week, (1150, None, 1150), (1150, None, 1150)),
        *pair("P01", "week", *week, (2350, None, 2350), (2341, None, 2341)),
        *pair("P02", "week", *week, (2350, 2448, "96.00"), (2341, 2448, "95.63")),
        *pair("P03", "week", *week, (2162, 2350, "92.00"), (2151, 2341, "91.88")),
        *pair("P04", "week", *week, (2162, 2448, "88.32"), (2151, 2448, "87.87")),
        *pair("A07", "month", *month, (5301, 5301, 100), (5120, 5120, 100)),
        *pair("A08", "month", *month, (5199, 5201, "99.96"), (5111, 5120, "99.82")),
        Value(
            "A09",
            "month",
            "2026-10",
            Decimal(800),
            Decimal(812),
            Decimal("98.52"),
            "不可用",
            "AH06 2026-W42、2026-W43 未报送或被退回",
        ),
        Value("A09", "month", "2026-09", Decimal(790), Decimal(790), Decimal(100), "可信"),
        *pair("R06", "week", *doubtful, (4450, 4592, "96.91"), (4448, 4590, "96.91")),
        Value(
            "R12",
            "quarter",
            "2026-Q4",
            Decimal(2100),
            Decimal(4450),
            Decimal("47.19"),
            "可信",
            previous=Decimal("41.02"),
        ),
        Value("P05", "week", "2026-W47", Decimal(40), Decimal(40), Decimal(100), "可信", breakdown="透明车间"),
        Value("P05", "week", "2026-W47", Decimal(0), Decimal(0), None, "可信", breakdown="阳光仓储"),
        Value("A03", "week", "2026-W46", Decimal(4211), None, Decimal(4211), "可信"),
    )


def data(**given) -> WeekData:
    """The whole hand-made week; anything may be given."""
    closed = tuple(finding(n, "X30", state="已整改") for n in range(500, 536))
    flows = tuple(
        Flow(code, week, 30 + place * 7, 20 + place * 5 if place else 0, 200)
        for code in ("market_supervision", "food_safety_office")
        for place, week in enumerate(WEEK.last(8))
    )
    values_given = {
        "county_code": "620899",
        "county_name": "川安县",
        "week": WEEK,
        "cutoff": CUTOFF,
        "issue_number": 46,
        "provenance": Provenance("9f2c" * 16, "ab41" * 16, "0.1.0+3fa9c1d2e4"),
        "submitters": SUBMITTERS,
        "datasets": DATASETS,
        "regions": REGIONS,
        "rules": RULES,
        "obligations": obligations(),
        "rates": rates(),
        "scores": scores(),
        "findings": findings(),
        "closed": closed,
        "flows": flows,
        "indicators": indicators(),
        "values": values(),
        "licences": tuple(
            Licence(
                "食品经营许可",
                f"JY1620899000{n:04d}",
                f"川安县{TOWNS[n % 10]}副食店",
                date(2026, 11, 26) + timedelta(days=n),
            )
            for n in range(14)
        ),
        "visits": (
            VisitDeadline("2026-Q4", date(2026, 12, 31), 840, 512),
            VisitDeadline("2026-H2", date(2026, 12, 31), 3610, 1588),
        ),
        "deadlines": (
            *(Deadline(code, "2026-W48", datetime(2026, 11, 30, 12)) for code in ("MS01", "AG02", "AH04", "FS03")),
            Deadline("AG03", "2026-11", datetime(2026, 12, 7, 17), None),
        ),
        "next_cutoff": datetime(2026, 12, 1, 10),
    }
    return WeekData(**{**values_given, **given})
