"""The data dictionary follows from contracts, seeds and models, and every link on it leads somewhere."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from contracts import dictionary
from contracts.dictionary.__main__ import main


class Anchors(HTMLParser):
    """Ids, links within the page, and what the page would fetch from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids, self.links, self.fetched = [], set(), set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"]] if given.get("id") else []
        if tag == "a" and (given.get("href") or "").startswith("#"):
            self.links.add(given["href"][1:])
        self.fetched |= {given[name] for name in ("src", "href") if given.get(name) and not given[name].startswith("#")}


@pytest.fixture(scope="module")
def text() -> str:
    """The page as it is committed."""
    return (dictionary.ROOT / dictionary.PAGE).read_text(encoding="utf-8")


def test_the_committed_page_is_current() -> None:
    assert main(["--check"]) == 0


def test_every_dataset_column_indicator_and_mart_has_its_place_and_every_link_leads_to_one(text: str) -> None:
    known, page = dictionary.load(), Anchors(text)
    wanted = {contract.dataset for contract in known.contracts}
    wanted |= {f"{contract.dataset}.{field.name}" for contract in known.contracts for field in contract.fields}
    wanted |= {one.code for one in known.indicators}
    wanted |= {f"{mart.schema}.{mart.name}" for mart in known.project.marts}
    assert wanted <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.links <= set(page.ids)


def test_the_page_needs_nothing_from_elsewhere(text: str) -> None:
    assert Anchors(text).fetched == set()
    assert not re.search(r"url\(|@import|https?://", text)


def test_lineage_leads_from_a_column_to_its_indicators_and_back() -> None:
    known = dictionary.load()
    for one in known.indicators:
        for dataset, field in one.inputs:
            assert one in known.indicators_of(dataset, field)
            assert one in known.indicators_of(dataset)
    graded = [one.code for one in known.indicators_of("FS02", "bb_grade")]
    assert "R07" in graded


def test_lineage_leads_from_a_dataset_to_its_marts_and_back() -> None:
    known = dictionary.load()
    samples = next(contract for contract in known.contracts if contract.dataset == "MS08")
    assert {"fct_sample", "fct_indicator_value"} <= {mart.name for mart in known.marts_of(samples)}
    for mart in known.marts_of(samples):
        assert samples in known.datasets_of(mart)


def test_a_changed_contract_makes_the_page_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for part in ("contracts", "docs", "dbt_project"):
        shutil.copytree(dictionary.ROOT / part, tmp_path / part,
                        ignore=shutil.ignore_patterns("__pycache__", "target", "logs", "images"))
    assert main(["--check", "--root", str(tmp_path)]) == 0
    path = tmp_path / "contracts" / "agriculture" / "ag01_ag_producer.odcs.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("基地面积(亩)", "基地总面积(亩)"), encoding="utf-8")
    assert main(["--check", "--root", str(tmp_path)]) == 1
    assert "out of date" in capsys.readouterr().out
    assert main(["--root", str(tmp_path)]) == 0
    assert main(["--check", "--root", str(tmp_path)]) == 0
