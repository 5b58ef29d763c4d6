"""Accepting a header: the decision is a row of the deployment, and the deliveries that have it are read again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extract import aliases, replay
from extract.__main__ import app
from extract.errors import UnknownHeaderError
from extract.submission import LANDED, UNCHANGED
from tests.extract.test_replay import count, workbook_id  # noqa: F401
from warehouse import settings

DEPLOYMENT = Path(__file__).parents[1] / "contracts" / "deployment"
ACCEPTED = ("AH05", "处理中心", "plant", "李主任", "2026年起该场更名")


@pytest.fixture(autouse=True)
def deployment(tmp_path, monkeypatch) -> Path:
    """A deployment of the test's own; commands find the archive of the fixture `landing`."""
    folder = Path(shutil.copytree(DEPLOYMENT, tmp_path / "deployment"))
    monkeypatch.setenv("DEPLOYMENT", str(folder))
    monkeypatch.setenv("ARCHIVE_DIR", str(tmp_path / "archive"))
    settings.load.cache_clear()
    yield folder
    monkeypatch.undo()
    settings.load.cache_clear()


def refuse(warehouse) -> None:
    with warehouse.connect("postgres") as connection:
        connection.execute("update quality.submission_ledger set state = '已退回', reject_rule = 'F04'")


def test_a_refused_file_lands_once_its_header_is_accepted(warehouse, landing, workbook_id, deployment):  # noqa: F811
    refuse(warehouse)
    (proposed,) = aliases.proposals(landing.connection)
    assert (proposed.dataset, proposed.header, proposed.field) == ("AH05", "处理中心", "plant")
    assert proposed.is_refused
    aliases.accept(*ACCEPTED)
    (done,) = replay.with_header("AH05", "处理中心", landing)
    assert (done.outcome, done.revision, done.landed_rows) == (LANDED, 2, 1)
    state, missing = landing.connection.execute(
        "select state, facts -> 'missing_headers' from quality.submission_ledger where submission_id = %s",
        [done.submission_id]).fetchone()
    assert (state, missing) == ("已入库", [])
    landed = landing.connection.execute("select plant from raw.ah_disposal where plant is not null").fetchall()
    assert landed == [("v",)]
    assert aliases.proposals(landing.connection) == []
    (again,) = replay.with_header("AH05", "处理中心", landing)
    assert again.outcome != LANDED or again.landed_rows == 0
    assert count(landing, "raw.ah_disposal") == 2
    assert "AH05,plant,处理中心," in (deployment / "seeds" / "header_alias.csv").read_text(encoding="utf-8")


def test_nothing_changes_for_deliveries_without_the_header(landing, workbook_id):  # noqa: F811
    aliases.accept("AH05", "处理中心站", "plant", "李主任", "口头称呼")
    assert replay.with_header("AH05", "处理中心站", landing) == []
    by_dataset = {contract.dataset: contract for contract in aliases.known_contracts()}
    assert replay.replay(workbook_id, by_dataset, landing).outcome == UNCHANGED


@pytest.mark.parametrize(("dataset", "header", "field", "said"), [
    ("AH99", "处理中心", "plant", "no contract for 'AH99'"),
    ("AH05", "处理中心", "plan", "known: rec_no"),
    ("AH05", "处理场", "rec_no", "is a header of plant"),
], ids=["no dataset", "no field", "another field's header"])
def test_an_alias_that_cannot_be_is_refused(warehouse, deployment, dataset, header, field, said):
    with pytest.raises(UnknownHeaderError, match=said):
        aliases.accept(dataset, header, field, "李主任", "试")
    assert not (deployment / "seeds" / "header_alias.csv").exists()


def test_the_commands_list_proposals_and_accept_one(landing, workbook_id):  # noqa: F811
    listed = CliRunner().invoke(app, ["proposals"], catch_exceptions=False)
    assert "AH05 “处理中心” → plant" in listed.output
    told = CliRunner().invoke(app, ["accept-alias", "AH05", "处理中心", "plant", "--by", "李主任", "--reason", "更名"],
                              catch_exceptions=False)
    assert told.exit_code == 0
    assert "header_alias.csv" in told.output
