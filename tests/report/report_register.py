"""The hand-made county: departments, datasets, townships, rules."""

from __future__ import annotations

from datetime import date, datetime

from report.model import Dataset, Rule, Submitter
from report.weeks import IsoWeek

WEEK = IsoWeek(2026, 47)
CUTOFF = datetime(2026, 11, 24, 10)
SUBMITTERS = (
    Submitter("market_supervision", "县市场监督管理局", "市场监管", "SCJG"),
    Submitter("agriculture", "县农业农村局", "农业农村", "NYNC"),
    Submitter("animal_husbandry", "县畜牧兽医中心", "畜牧兽医", "XMSY"),
    Submitter("food_safety_office", "县食品安全委员会办公室", "食安办", "SAB"),
)
NAMES = {
    "MS01": ("market_supervision", "食品生产经营主体"),
    "MS02": ("market_supervision", "食品生产许可"),
    "MS03": ("market_supervision", "食品经营许可与备案"),
    "MS08": ("market_supervision", "监督抽检"),
    "MS09": ("market_supervision", "不合格核查处置与案件"),
    "MS11": ("market_supervision", "智慧监管平台接入"),
    "AG01": ("agriculture", "农产品生产经营主体"),
    "AG02": ("agriculture", "承诺达标合格证开具"),
    "AG03": ("agriculture", "追溯平台应用"),
    "AH02": ("animal_husbandry", "屠宰企业"),
    "AH03": ("animal_husbandry", "屠宰日报"),
    "AH04": ("animal_husbandry", "动物检疫证明"),
    "AH06": ("animal_husbandry", "养殖死亡报告"),
    "FS01": ("food_safety_office", "包保干部名册"),
    "FS02": ("food_safety_office", "包保关系"),
    "FS03": ("food_safety_office", "督导记录"),
}
FIELDS = {
    "uscc": "统一社会信用代码",
    "entity_id": "主体编号",
    "valid_to": "有效期至",
    "in_cert_heads": "入场检疫头数",
    "entity_name": "主体名称",
    "stock_end": "期末存栏",
    "region_code": "行政区划代码",
    "binding_id": "关系编号",
}
DATASETS = tuple(Dataset(code, name, submitter, FIELDS) for code, (submitter, name) in NAMES.items())
TOWNS = ("城关镇", "新华街道", "清水镇", "白杨乡", "石门镇", "马家河乡", "安定镇", "柳林镇", "红土坡乡", "双庙镇")
REGIONS = {f"620899{number:03d}": name for number, name in enumerate(TOWNS, start=1)}
RULES = (
    Rule(
        "D03",
        "MS01",
        "D03",
        "统一社会信用代码校验不通过",
        "编码或校验位有误",
        "B",
        ("market_supervision",),
        "",
        date(2026, 1, 1),
    ),
    Rule(
        "D12",
        "MS02",
        "D12",
        "许可已过期仍为有效",
        "有效期至早于统计日",
        "B",
        ("market_supervision",),
        "",
        date(2026, 1, 1),
    ),
    Rule(
        "D44.1",
        "AH06",
        "D44",
        "养殖存栏不平衡",
        "期初＋转入−转出−死亡−扑杀≠期末",
        "B",
        ("animal_husbandry",),
        "",
        date(2026, 1, 1),
    ),
    Rule(
        "X04",
        "AH03",
        "X04",
        "屠宰入场数与检疫证明数不符",
        "",
        "W",
        ("animal_husbandry",),
        "animal_husbandry",
        date(2026, 1, 1),
    ),
    Rule(
        "X17.1",
        "AG01",
        "X17",
        "同一主体名称不一致",
        "",
        "W",
        ("agriculture", "market_supervision"),
        "market_supervision",
        date(2026, 1, 1),
    ),
    Rule(
        "X27",
        "FS02",
        "X27",
        "有效主体未包保",
        "存续且正常的主体超过宽限期无有效包保关系",
        "B",
        ("food_safety_office",),
        "food_safety_office",
        date(2026, 1, 1),
    ),
    Rule(
        "X30",
        "FS02",
        "X30",
        "包保台账与登记信息不一致",
        "",
        "W",
        ("food_safety_office",),
        "market_supervision",
        date(2026, 11, 17),
    ),
)
