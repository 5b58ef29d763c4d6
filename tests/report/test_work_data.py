"""What the work report reads from a warehouse, as role office and as of its cut-off."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from report_register import CUTOFF, WEEK
from typer.testing import CliRunner

import contracts
from pipeline import tasks
from pipeline.weeks import Week
from report.__main__ import app
from report.data import newest_week
from report.errors import ReportError
from report.work import data, proof, prose, writer
from report.work.readings import read
from warehouse import deployment, settings

ROWS = Path(__file__).with_name("warehouse_rows.sql")
COUNTY = "620899"


@pytest.fixture(scope="module")
def filled(module_warehouse):
    with module_warehouse.connect("transformer") as connection:
        connection.execute(ROWS.read_text(encoding="utf-8"))
    return module_warehouse


@pytest.fixture(scope="module")
def week(filled):
    with filled.connect("office") as connection:
        return data.load(connection, WEEK, CUTOFF, COUNTY, contracts.load_all())


def test_the_values_are_those_of_the_cutoff(week):
    reading = read(week, "R04")
    assert (reading.value.value, reading.status, reading.reason) == (4450, "存疑", "FS02 核实问题")
    assert (week.county_name, week.market) == ("川安县", "城东综合市场")


def test_what_is_due_later_is_known(week):
    assert week.pending == {("AG02", "2026-W48")}


def test_only_the_submissions_behind_what_is_told_are_read(filled, week):
    with filled.connect("office") as connection:
        found = data.with_sources(connection, week, proof.used(prose.compose(week)))
    assert [(one.submission_id, one.rows) for one in found.sources] == [
        ("620899-FS02-2026-W46-1", 2), ("620899-FS02-2026-W47-2", 4448)]


def test_the_last_published_week_goes_without_saying(filled):
    with filled.connect("office") as connection:
        assert newest_week(connection) == "2026-W47"


def test_the_command_writes_both_files_with_the_same_bytes_each_time(filled, tmp_path):
    files = []
    for _ in range(2):
        result = CliRunner().invoke(app, ["work", "--county", COUNTY, "--out", str(tmp_path)])
        assert result.exit_code == 0, result.output
        paths = [Path(line) for line in result.output.split()]
        assert [path.relative_to(tmp_path) for path in paths] == [
            Path("2026-W47", COUNTY, "创建工作汇报.docx"), Path("2026-W47", COUNTY, "取数依据.xlsx")]
        files.append([path.read_bytes() for path in paths])
    assert files[0] == files[1]
    sheet = load_workbook(paths[1])[proof.SUBMISSIONS]
    assert [cell.value for cell in sheet["F"]][3:] == ["620899-FS02-2026-W46-1", "620899-FS02-2026-W47-2"]


def test_a_warehouse_at_another_cutoff_is_refused(filled, tmp_path):
    with pytest.raises(ReportError, match="pipeline replay --from 2026-W46"):
        writer.write("2026-W46", county=COUNTY, out_dir=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_has_been_published_the_command_to_run_is_named(warehouse):
    with warehouse.connect("office") as connection, pytest.raises(ReportError, match="pipeline catchup"):
        newest_week(connection)


@pytest.fixture
def deployed(tmp_path, monkeypatch):
    """A deployment of one county whose reports go to a temporary folder."""
    counties = (deployment.County(COUNTY, "川安县", "62", "2026-W40", {}),)
    monkeypatch.setattr(deployment, "load", lambda: deployment.Deployment(tmp_path, counties, {}))
    monkeypatch.setenv("REPORTS_DIR", str(tmp_path))
    settings.load.cache_clear()
    yield tmp_path
    monkeypatch.undo()
    settings.load.cache_clear()


def test_the_phase_writes_every_county_of_the_deployment(filled, deployed):
    done = tasks.work_report(Week("2026-W47"))
    assert done.facts["file"] == str(deployed / "2026-W47" / COUNTY / "创建工作汇报.docx")
    assert (deployed / "2026-W47" / COUNTY / "取数依据.xlsx").exists()
