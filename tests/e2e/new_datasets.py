"""Three datasets that the project does not know, one per delivery form, and what is wrong in the sample of each.

The contracts lie in new_contracts/. Every sample breaks a required field (K02), a code list (K03), a range (K08) and
the key (K04); everything else in it is in order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONTRACTS = Path(__file__).with_name("new_contracts")
WEEK, SHEET = "2026-W46", "出库记录"
SEVERITY = {"K02": "B", "K03.1": "B", "K04": "B", "K08": "W"}


@dataclass(frozen=True, order=True)
class Violation:
    """One finding that a sample must lead to; `label` is the field's header as departments know it."""

    condition: str
    key: str
    field: str
    label: str
    observed: str | None
    expected: str


@dataclass(frozen=True)
class Sample:
    """What one department delivers for the week.

    Attributes:
        headers: keys, view columns or headers of the department's system, in the order of `rows`.
        states: how many landed rows end in which state.
        entities: names by which the report tells whom blocking findings are about.
        facts: typed values of staging rows, by key, that differ from what was written.
    """

    dataset: str
    table: str
    name: str
    submitter: str
    annex: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    violations: frozenset[Violation]
    states: dict[str, int]
    period: str = ""
    entities: tuple[str, ...] = ()
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def staging(self) -> str:
        return f"staging.stg_{self.dataset[:2].lower()}__{self.table}"

    @property
    def landed(self) -> int:
        return sum(self.states.values())


COLD_STORES = Sample(
    dataset="MS21", table="ms_cold_store", name="食品冷库备案", submitter="market_supervision", annex="市场监管",
    headers=("lkbh", "lkmc", "kx", "kr", "fzr", "xzqh", "gxsj", "sfsc"),
    rows=(
        ("LK001", "川安县城关冷链有限公司一号库", "1", "1200", "张建国", "620899100", "2026-11-12 09:10:00", "0"),
        ("LK002", "川安县新华果蔬冷库", "气调", "800", "", "新华街道", "2026-11-12 09:11:00", "0"),
        ("LK003", "川安县东城水产冷库", "露天堆场", "350", "李桂兰", "620899002", "2026-11-12 09:12:00", "0"),
        ("LK004", "川安县城关肉类冷库", "冷冻", "60000", "王海", "620899100", "2026-11-12 09:13:00", "0"),
        ("LK005", "川安县川口冷库", "冷藏", "500", "赵春梅", "620899101", "2026-11-10 08:00:00", "0"),
        ("LK005", "川安县川口二号冷库", "冷冻", "650", "赵春梅", "620899101", "2026-11-13 08:00:00", "0"),
        ("LK006", "川安县旧粮站冷库", "冷藏", "90", "孙福", "620899100", "2026-11-11 10:00:00", "1"),
    ),
    violations=frozenset({
        Violation("K02", "LK002", "manager", "负责人", None, "负责人为必填项"),
        Violation("K03.1", "LK003", "kind", "库型", "露天堆场", "冷藏、冷冻、气调"),
        Violation("K08", "LK004", "capacity_t", "库容(吨)", "60000", "不小于 0 不大于 50000"),
        Violation("K04", "LK005", "store_id", "冷库编号", "出现 2 行", "一个主键一行"),
    }),
    states={"current": 5, "duplicate": 1, "deleted": 1},
    entities=("川安县新华果蔬冷库", "川安县东城水产冷库", "川安县川口二号冷库"),
    facts={"LK001": {"kind": "冷藏"}, "LK002": {"region_code": "620899001"}},
)

PESTICIDE_SALES = Sample(
    dataset="AG21", table="ag_pesticide_sale", name="农药零售记录", submitter="agriculture", annex="农业农村",
    headers=("XSDH", "SPXH", "MDMC", "NYMC", "DX", "SL", "GMR", "XSRQ"),
    rows=(
        ("XS001", "1", "川安县丰收农资店", "吡虫啉", "低毒", "2斤", "周小军", "2026-11-09"),
        ("XS001", "2", "川安县丰收农资店", "代森锰锌", "1", "5", "周小军", "2026-11-09"),
        ("XS002", "1", "川安县惠农农资店", None, "中等毒", "3", "吴秀英", "2026-11-10"),
        ("XS003", "1", "川安县惠农农资店", "毒死蜱", "甲类", "4", "郑明", "2026-11-11"),
        ("XS004", "1", "川安县绿源农资店", "草铵膦", "低毒", "900", None, "2026-11-12"),
                ("XS005", "1", "川安县丰收农资店", "吡虫啉", "低毒", "6", "冯涛", "2026-11-13"),
        ("XS005", "1", "川安县丰收农资店", "多菌灵", "低毒", "6", "冯涛", "2026-11-13"),
    ),
    violations=frozenset({
        Violation("K02", "XS002|1", "product", "农药名称", None, "农药名称为必填项"),
        Violation("K03.1", "XS003|1", "toxicity", "毒性", "甲类", "低毒、中等毒、高毒"),
        Violation("K08", "XS004|1", "quantity_kg", "数量(公斤)", "900", "不小于 0 不大于 500"),
        Violation("K04", "XS005|1", "sale_no|line_no", "销售单号、商品序号", "出现 2 行", "一个主键一行"),
    }),
    states={"current": 6, "duplicate": 1},
    facts={"XS001|1": {"quantity_kg": 1.0}, "XS001|2": {"toxicity": "低毒"}},
)

MEAT_RELEASES = Sample(
    dataset="SW01", table="sw_meat_release", name="储备冻肉出库记录", submitter="food_safety_office", annex="食安办",
    headers=("序号", "出库单号", "出库日期", "储备库", "品种", "重量(公斤)", "收货单位"),
    rows=(
        (1, "CK001", "2026-11-09", "县第一储备库", "冻猪肉", "1.2吨", "川安县惠民超市"),
        (2, "CK002", "2026-11-09", "县第一储备库", "猪肉", 300, None),
        (3, "CK003", "2026年11月10日", "县第一储备库", "三文鱼", 80, "川安县机关食堂"),
        (4, "CK004", "11月11日", "县第二储备库", "牛肉", -35, "川安县第一中学"),
        (5, "CK005", "2026-11-12", "县第二储备库", "羊肉", 150, "川安县人民医院"),
        (6, None, "2026-11-12", "县第二储备库", "羊肉", 160, "川安县人民医院"),
        ("合 计", None, None, None, None, 1855, None),
    ),
    violations=frozenset({
        Violation("K02", "CK002", "receiver", "收货单位", None, "收货单位为必填项"),
        Violation("K03.1", "CK003", "meat", "品种", "三文鱼", "猪肉、牛肉、羊肉"),
        Violation("K08", "CK004", "weight_kg", "重量(公斤)", "-35", "不小于 0"),
        Violation("K04", f"{WEEK}#{SHEET}!9", "release_no", "出库单号", None, "出库单号不得为空"),
    }),
    states={"current": 5, "quarantined": 1, "total": 1},
    period=WEEK,
    facts={"CK001": {"weight_kg": 1200.0, "meat": "猪肉"}, "CK004": {"released_on": "2026-11-11"}},
)

SAMPLES = (COLD_STORES, PESTICIDE_SALES, MEAT_RELEASES)
