"""What keeps a warehouse in order, each command on a small built warehouse: decisions, retention, backup."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from expectations import matches
from expectations.__main__ import app as expectations_app
from expectations.errors import UnknownRecordError
from pipeline import backup, inputs, prune, summary
from pipeline.errors import PhaseFailedError
from tests.contracts.staged import land
from warehouse import connection, dbt, decisions, reference, server, settings
from warehouse.__main__ import app as warehouse_app
from warehouse.errors import SettingsError

DEPLOYMENT = Path(__file__).parents[1] / "dbt_project" / "deployment"
CUTOFF = datetime(2026, 11, 24, 10)
EVERYTHING = "tag:land tag:build tag:publish"
ENTITY = {"entity_id": "e1", "entity_name": "川安县丰禾面粉厂", "uscc": "91620899MA00000000", "entity_type": "企业",
          "region_code": "620899100", "reg_status": "存续", "oper_status": "正常", "updated_at": "2026-11-01 08:00"}
PRODUCER = {"producer_id": "p1", "name": "丰禾面粉加工厂", "kind": "企业", "region_code": "620899100", "status": "正常"}
FARM = {"farm_code": "62089900001", "name": "一场", "species": "猪", "stock": "10", "status": "正常"}


def _use(name: str, value: str) -> None:
    os.environ[name] = value
    settings.load.cache_clear()
    connection.engine.cache_clear()


@pytest.fixture(scope="module")
def small_warehouse(module_warehouse, tmp_path_factory) -> Iterator[object]:
    """Two registers, a ledger by month and the farms of five years, built at one cut-off of a deployment of its own."""
    kept = dict(os.environ)
    folder = shutil.copytree(DEPLOYMENT, tmp_path_factory.mktemp("care") / "deployment")
    _use("ARCHIVE_DIR", str(tmp_path_factory.mktemp("archive")))
    _use("DEPLOYMENT", str(folder))
    _deliver()
    reference.compose(settings.load())
    dbt.seed()
    dbt.build(EVERYTHING, cutoff=CUTOFF, tests=False)
    mark = inputs.fingerprint(CUTOFF)
    inputs.reach(mark, inputs.PUBLISHED)
    inputs.close(mark, "2026-W47", ["620899"])
    yield module_warehouse
    os.environ.clear()
    os.environ.update(kept)
    settings.load.cache_clear()
    connection.engine.cache_clear()


def _deliver() -> None:
    land("MS01", "m0", "2023-W01", "2023-01-05 06:00", [{**ENTITY, "oper_status": "停业"}])
    other = {**ENTITY, "entity_id": "e2", "entity_name": "老张饭店"}
    land("MS01", "m1", "2026-W47", "2026-11-23 06:00", [ENTITY, other])
    land("AG01", "a1", "2026-W47", "2026-11-23 06:00", [PRODUCER])
    meeting = {"event_no": "M1", "kind": "调度会", "event_date": "2023-05-04"}
    land("FS04", "f0", "2023-05", "2023-06-02 09:00", [meeting])
    land("AH01", "h1", "2023-Q1", "2023-04-03 09:00", [FARM])
    land("AH01", "h2", "2023-Q2", "2023-07-03 09:00", [{**FARM, "stock": "20"}])
    land("AH01", "h3", "2024-Q1", "2024-04-03 09:00", [{**FARM, "stock": "30"}])
    land("MS02", "l1", "2023-W02", "2023-01-12 06:00", [_licence("SC1"), _licence("SC2")])
    land("MS02", "l2", "2023-W03", "2023-01-19 06:00", [{**_licence("SC1"), "holder_name": "新名"}])
    land("MS02", "l3", "2023-W04", "2023-01-26 06:00", [{**_licence("SC2"), "_deleted_flag": True}])
    land("MS02", "l4", "2023-W05", "2023-02-02 06:00", [])
    with connection.connect("postgres") as admin:
        for name in ("h1", "h2", "h3", "l1", "l3", "l4"):
            path = settings.load().archive / f"x/{name}.xlsx"
            path.parent.mkdir(exist_ok=True)
            path.write_text(name)
            admin.execute("update quality.submission_ledger set archive_path = %s where submission_id = %s",
                          [f"x/{name}.xlsx", name])


def _licence(number: str) -> dict[str, str]:
    return {"lic_no": number, "version_no": "1", "holder_name": "旧名", "status": "有效"}


def _rows(query: str) -> list[tuple]:
    with connection.connect("office") as reader:
        return reader.execute(query).fetchall()


def _marts() -> dict[str, str]:
    return {item.table: item.md5 for item in summary.checksums(("marts",))}


def test_a_backup_restores_into_an_empty_server_with_the_same_marts(small_warehouse, tmp_path) -> None:
    before = _marts()
    counts = backup.back_up(tmp_path / "copy")
    assert counts["originals"] == 6
    with pytest.raises(PhaseFailedError, match="is not empty"):
        backup.back_up(tmp_path / "copy")
    with pytest.raises(PhaseFailedError, match="holds 11 deliveries already"):
        backup.restore(tmp_path / "copy")
    kept = dict(os.environ)
    home = Path(tempfile.mkdtemp(prefix="food-safety-restore-", dir="/var/tmp"))
    home.chmod(0o755)
    try:
        del os.environ["WAREHOUSE_DATABASE"]
        _use("ARCHIVE_DIR", str(home / "archive"))
        _use("WAREHOUSE_HOME", str(home))
        assert backup.restore(tmp_path / "copy") == []
        assert _marts() == before
        assert (home / "archive/x/h3.xlsx").read_text() == "h3"
        # The restored warehouse works: rights came with it, and the next build finds what it needs.
        with connection.connect("bi_reader") as reader:
            assert reader.execute("select count(*) from marts.fct_farm").fetchone() == (1,)
        reference.compose(settings.load())
        dbt.build("fct_farm", cutoff=CUTOFF, tests=False)
    finally:
        server.stop(settings.load())
        os.environ.clear()
        os.environ.update(kept)
        settings.load.cache_clear()
        shutil.rmtree(home, ignore_errors=True)


def test_an_exemption_makes_its_obligations_read_so_and_no_others(small_warehouse) -> None:
    command = ["exempt", "FS04", "--from", "2026-10-01", "--to", "2026-10-31", "--by", "王主任", "--reason", "机构改革"]
    assert CliRunner().invoke(warehouse_app, command, catch_exceptions=False).exit_code == 0
    (row,) = decisions.recorded("exemption")
    assert (row["county_code"], row["approved_by"], row["reason"]) == ("620899", "王主任", "机构改革")
    reference.compose(settings.load())
    dbt.seed()
    dbt.build("expected_submission", cutoff=CUTOFF, tests=False)
    read = dict(_rows("select period, timeliness from quality.expected_submission where dataset = 'FS04'"))
    assert read["2026-10"] == "免报"
    assert "免报" not in {read[period] for period in read if period != "2026-10"}


@pytest.mark.parametrize(("words", "said"), [
    (["FS99", "--from", "2026-10-01"], "no such dataset"),
    (["FS04", "--from", "2026-10-01", "--to", "2026-09-01"], "before it begins"),
    (["FS04", "--from", "2026-10-01", "--county", "620800"], "the deployment has 620899"),
], ids=["no dataset", "wrong days", "no county"])
def test_an_exemption_that_cannot_be_is_refused(small_warehouse, words, said) -> None:
    before = decisions.recorded("exemption")
    with pytest.raises(SettingsError, match=said):
        CliRunner().invoke(warehouse_app, ["exempt", *words, "--by", "甲", "--reason", "试"], catch_exceptions=False)
    assert decisions.recorded("exemption") == before


def test_a_decision_made_again_replaces_the_older_one(small_warehouse) -> None:
    row = {"dataset": "AH05", "field": "plant", "alias": "处理中心", "decided_on": "2026-11-01", "decided_by": "甲",
           "reason": "一"}
    decisions.record("header_alias", row)
    decisions.record("header_alias", {**row, "alias": "中心"})
    decisions.record("header_alias", {**row, "reason": "二"})
    assert [(one["alias"], one["reason"]) for one in decisions.recorded("header_alias")] == [
        ("中心", "一"), ("处理中心", "二")]


def test_the_queue_names_candidates_and_a_decision_is_matched_as_manual(small_warehouse) -> None:
    with connection.connect("office") as reader:
        (queued,) = matches.queue(reader, dataset="AG01")
        assert (queued.dataset, queued.record_key) == ("AG01", "p1")
        assert [(one.entity_id, one.is_same_town) for one in queued.candidates] == [("e1", True)]
    decide = ["AG01", "p1", "e1", "--by", "李工", "--reason", "实地核对", "--on", "2026-11-20"]
    assert "p1" in CliRunner().invoke(expectations_app, ["matches"], catch_exceptions=False).output
    CliRunner().invoke(expectations_app, ["confirm-match", *decide], catch_exceptions=False)
    assert _matched(CUTOFF) == [("AG01", "p1", "e1", "manual")]
    assert _matched(datetime(2026, 11, 17, 10)) == []
    CliRunner().invoke(expectations_app, ["refuse-match", *decide], catch_exceptions=False)
    assert _matched(CUTOFF) == []
    assert _rows("select reason from intermediate.int_entity_unmatched where record_key = 'p1'") == [
        ("人工核对为不同主体，且别无匹配",)]
    with connection.connect("office") as reader:
        assert matches.queue(reader, dataset="AG01")[0].candidates == ()


def _matched(cutoff: datetime) -> list[tuple]:
    reference.compose(settings.load())
    dbt.seed()
    matching = "int_entity_decisions int_entity_confirmed int_entity_candidates int_entity_match int_entity_unmatched"
    dbt.build(matching, cutoff=cutoff, tests=False)
    return _rows("select dataset, record_key, entity_id, match_method from intermediate.int_entity_match")


def test_a_decision_about_an_unknown_record_is_refused(small_warehouse) -> None:
    with connection.connect("office") as reader, pytest.raises(UnknownRecordError, match="p9"):
        matches.decide(reader, matches.YES, "", ("AG01", "p9"), "e1", "李工", "试", date(2026, 11, 20))


def test_pruning_takes_what_was_replaced_before_the_horizon_and_changes_no_mart(small_warehouse) -> None:
    # Other tests decided things meanwhile.
    dbt.build(EVERYTHING, cutoff=CUTOFF, tests=False)
    before, horizon = _marts(), prune.horizon()
    assert horizon == datetime(2023, 11, 24, 10)
    as_of_horizon = _farms(horizon)
    inputs.reach(inputs.fingerprint(CUTOFF), inputs.PUBLISHED)
    items = prune.outworn(horizon)
    # h2 held until 2024, l2 and f0 hold still, l3 says that SC2 is gone, and dim_entity tells the history of m0.
    assert sorted((item.submission_id, item.landed_rows) for item in items) == [("h1", 1), ("l1", 2), ("l4", 0)]
    assert _rows("select count(*) from raw.ah_farm") == [(3,)]
    assert inputs.standing()[1] == inputs.PUBLISHED
    prune.take_out(items, horizon)
    assert _rows("select _submission_id from raw.ah_farm order by 1") == [("h2",), ("h3",)]
    assert _rows("select _submission_id from raw.ms_prod_lic order by 1") == [("l2",), ("l3",)]
    originals = sorted(path.stem for path in (settings.load().archive / "x").iterdir())
    assert originals == ["h2", "h3", "l3"]
    assert prune.outworn(horizon) == []
    assert _farms(horizon) == as_of_horizon
    dbt.build(EVERYTHING, cutoff=CUTOFF, tests=False)
    assert _marts() == before
    assert _rows("select bool_and(is_conserved), sum(pruned_rows) from quality.dataset_rows") == [(True, 3)]


def _farms(cutoff: datetime) -> list[tuple]:
    dbt.build("int_ah_farm_rows int_ah_farm_current", cutoff=cutoff, tests=False)
    return _rows("select farm_code, stock from intermediate.int_ah_farm_current")
