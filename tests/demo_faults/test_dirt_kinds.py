"""Every kind of dirt Z1–Z16 occurs in what the demonstration delivers, and a page says what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import contracts
from demo.faults.answer_key import AnswerKey
from demo.systems import files, gazetteer
from demo.systems.dirt import Dirt, raw_of
from demo.world import World
from expectations import catalogue

DOCS = Path(__file__).parents[2] / "docs" / "demo-systems.md"
MEDIUM = {"rest": "json", "sql": "sql", "xls": "sheet", "xlsx": "sheet", "csv": "csv"}
CONTRACTS = {contract.dataset: contract for contract in contracts.load_all()}
ROWS = 6000


class Delivered:
    """What the faulted county's departments send: cells by dataset and field, and whole files."""

    def __init__(self, world: World, key: AnswerKey, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.planted = key.rows
        self.rules = set(key.rows["condition"])
        self.places = gazetteer.load(world.deployment, world.county)
        self.shown = cache(self._shown)

    def cells(self, dataset: str, field: str) -> list[Any]:
        """Every cell of one column as written."""
        return [value for value in self.shown(dataset)[field] if value is not None]

    def file(self, dataset: str, place: int = 0) -> Path:
        """One delivery of a dataset, written as it is sent, without its defects."""
        own = [item for item in self.world.deliveries if item.dataset == dataset and not item.defects]
        contract, target = CONTRACTS[dataset], self.folder / f"{dataset}-{place}"
        written = files.deliver(target, [own[place]], self.world.frames, [contract], self.world.seed, self.places,
                                target / "manifest.json")
        return written[0].path

    def lines(self, dataset: str) -> Iterator[str]:
        """The rows of one workbook, each as one text."""
        book = CalamineWorkbook.from_path(str(self.file(dataset)))
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).to_python():
                yield "|".join(str(cell) for cell in row if cell != "")

    def defects(self) -> set[str]:
        return {name for item in self.world.deliveries for name in item.defects or {}}

    def _shown(self, dataset: str) -> dict[str, list[Any]]:
        contract = CONTRACTS[dataset]
        medium = MEDIUM[contract.delivery.options.get("format", contract.delivery.form)]
        hand = Dirt(contract, self.world.seed, medium, self.places.writings, self.places.county_name,
                    raw_of(dataset, self.world.raw_values))
        return hand.frame(self.world.frames[dataset].head(ROWS).reset_index(drop=True))


def _some(pattern: str, cells: list[Any]) -> bool:
    return any(re.search(pattern, str(cell)) for cell in cells)


def _encodings(sent: Delivered) -> bool:
    heads = {sent.file("AH04", place).read_bytes()[:3] == b"\xef\xbb\xbf" for place in range(8)}
    return heads == {True, False}


def _dates(sent: Delivered) -> bool:
    cells = sent.cells("AH03", "stat_date")
    forms = (r"^\d{4}\.\d+\.\d+$", r"^\d{4}年\d+月\d+日$", r"^\d{8}$", r"^\d+月\d+日$")
    return all(_some(form, cells) for form in forms) and any(isinstance(cell, int) for cell in cells)


def _townships(sent: Delivered) -> bool:
    cells = sent.cells("FS02", "region_code")
    return _some(r"[镇乡街道]$", cells) and _some(r"^[一-龥]{2}$", cells)


def _versions(sent: Delivered) -> bool:
    numbers = sent.world.frames["MS03"].drop_duplicates(["lic_no", "version_no"])["lic_no"]
    return bool(numbers.duplicated().any())


def _sums_so_far(sent: Delivered) -> bool:
    """A herd planted as not balancing, whose week holds what came in since January, earlier weeks included."""
    rows = sent.world.frames["AH06"]
    planted = sent.planted.loc[sent.planted["condition"] == "D44.1", "business_key"]
    for key in planted:
        farm, species, week = key.split("|")
        own = rows[(rows["farm_code"] == farm) & (rows["species"] == species)]
        before = own.loc[own["stat_week"].between(f"{week[:4]}-W01", week) & (own["stat_week"] < week), "in_n"].sum()
        if 0 < before <= own.loc[own["stat_week"] == week, "in_n"].iloc[-1]:
            return True
    return False


#: Kind → how it shows; several ways where it is written in several ways.
KINDS: dict[str, Callable[[Delivered], bool]] = {
    "Z1": _encodings,
    "Z2": lambda sent: _some(r"[０-９Ａ-Ｚ]|　", sent.cells("MS01", "entity_name") + sent.cells("MS01", "employees")),
    "Z3": lambda sent: {"单位：", "填报人"} <= {word for line in sent.lines("AH03") for word in ("单位：", "填报人")
                                            if word in line},
    "Z4": lambda sent: any(re.match(r"(合 ?计|总计)", line) for line in sent.lines("AH03")),
    "Z5": _dates,
    "Z6": lambda sent: any(isinstance(cell, int) and cell > 10**10 for cell in sent.cells("FS01", "phone")),
    "Z7": lambda sent: {"-", "—", "/", "N/A"} <= set(sent.cells("FS06", "asset_no") + sent.cells("FS05", "improved_on")
                                                    + sent.cells("FS01", "to_on") + sent.cells("FS02", "lic_no")),
    "Z8": lambda sent: _some(r"\d斤$", sent.cells("AH05", "kg")) and _some("[,，]", sent.cells("AH03", "prod_kg")),
    "Z9": lambda sent: _some("有限责任公司", sent.cells("MS02", "holder_name") + sent.cells("AG01", "name"))
    and bool({"X17.1", "X17.2"} & sent.rules),
    "Z10": _versions,
    "Z11": lambda sent: _some(r"[a-z]", sent.cells("AG01", "uscc")) and _some(r"\S \S", sent.cells("AG01", "uscc"))
    and "D03" in sent.rules,
    "Z12": _townships,
    "Z13": lambda sent: _some(r"\d[%％]$", sent.cells("FS11", "progress_pct") + sent.cells("FS09", "score")),
    "Z14": lambda sent: {"hidden_sheet", "resent", "resent_rows"} <= sent.defects() and {"F05", "F11"} <= sent.rules,
    "Z15": lambda sent: _some("、", sent.cells("FS04", "site")) and _some("、", sent.cells("MS05", "inspectors")),
    "Z16": _sums_so_far,
}


@pytest.fixture(scope="module")
def sent(planted: tuple[World, AnswerKey], tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    """The faulted county's deliveries."""
    return Delivered(*planted, tmp_path_factory.mktemp("sent"))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_dirt_occurs_in_a_delivery(sent: Delivered, kind: str) -> None:
    assert KINDS[kind](sent)


def test_the_page_says_of_each_kind_where_it_occurs_and_what_becomes_of_it() -> None:
    rows = re.findall(r"^\| (Z\d+) \|(.*)\|$", DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    assert [kind for kind, _ in rows] == list(KINDS)
    for kind, row in rows:
        what, datasets, becomes = (cell.strip() for cell in row.split("|"))
        assert what, kind
        assert set(re.findall(r"[A-Z]{2}\d{2}", datasets)) <= set(CONTRACTS), kind
        assert re.search(r"normalised|finding", becomes), kind
        assert set(re.findall(r"\b[FKDX]\d{2}\b", becomes)) <= {rule.rule_id for rule in catalogue.load()}, kind
