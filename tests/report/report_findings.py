"""Findings made by hand: several rules and states, one of them with hostile text."""

from __future__ import annotations

from datetime import timedelta

from report_register import CUTOFF, NAMES, RULES, TOWNS

from report.model import Finding, Subject


def finding(number: int, condition: str, **given) -> Finding:
    """A finding of one of RULES with plausible values; anything may be given."""
    rule = next(rule for rule in RULES if rule.condition == condition)
    submitter = NAMES[rule.dataset][0]
    seen = CUTOFF - timedelta(days=7 * (number % 6))
    values = {
        "fingerprint": f"{condition}-{number:05d}",
        "rule_id": rule.rule_id,
        "condition": condition,
        "severity": rule.severity,
        "dataset": rule.dataset,
        "submitter": submitter,
        "period": "",
        "business_key": f"E{number:06d}",
        "field": "entity_id",
        "observed": None,
        "expected": None,
        "counterpart_dataset": None,
        "counterpart_key": None,
        "counterpart_value": None,
        "region_code": f"620899{number % 10 + 1:03d}" if number % 13 else None,
        "first_seen": seen,
        "last_seen": CUTOFF,
        "state": "新增" if seen == CUTOFF else "持续",
        "due_on": seen.date() + timedelta(days=10),
        "subject": Subject(f"川安县{TOWNS[number % 10][:2]}便民商店", f"92620899MA7{number:06d}X"),
    }
    return Finding(**{**values, **given})


#: Condition → how many findings of it, and what they say; the number of the finding may stand in it.
_MANY: dict[str, tuple[int, dict[str, object]]] = {
    "X27": (140, {"observed": "无有效包保关系", "expected": "有且仅有一条"}),
    "D03": (42, {"field": "uscc", "observed": "92620899MA7O1234X", "expected": "校验位为 7"}),
    "D12": (17, {"field": "valid_to", "observed": "2026-10-31", "expected": "状态为过期"}),
    "D44.1": (23, {"field": "stock_end", "period": "2026-W47", "business_key": "6208990{:03d}|猪|2026-W47",
                   "observed": "318", "expected": "312", "subject": Subject("红土坡养殖场")}),
    "X04": (3, {"field": "in_cert_heads", "period": "2026-W47", "business_key": "A620899{:02d}|猪|2026-W47",
                "observed": "412", "counterpart_dataset": "AH04", "counterpart_key": "A620899{:02d}",
                "counterpart_value": "388", "subject": Subject("川安县鑫源生猪定点屠宰有限公司")}),
    "X17.1": (31, {"field": "entity_name", "observed": "川安县绿源果蔬种植农民专业合作社",
                   "counterpart_dataset": "MS01", "counterpart_key": "E{:06d}",
                   "counterpart_value": "川安县绿原果蔬种植专业合作社"}),
    "X30": (88, {"field": "entity_name", "observed": "便民商店", "counterpart_dataset": "MS01",
                 "counterpart_key": "E1", "counterpart_value": "川安县城关便民商店"}),
}


def findings() -> tuple[Finding, ...]:
    """Seven rules, several hundred findings, one waived, one that came back, one with hostile text."""
    many = (finding(number, condition, **{name: value.format(number) if isinstance(value, str) else value
                                          for name, value in given.items()})
            for condition, (count, given) in _MANY.items() for number in range(count))
    hostile = Subject('<script>alert("x")</script>=1+1', "")
    return (
        *many,
        finding(900, "X30", state="豁免"),
        finding(901, "X27", state="复发"),
        finding(902, "D03", state="复发", business_key="E", field="uscc", observed='=HYPERLINK("x")', expected="<b>",
                subject=hostile),
    )
