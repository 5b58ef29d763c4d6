"""Every example of docs/bi.md runs as it stands, as the role that BI tools use."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from warehouse import server, settings

PAGE = Path(__file__).parents[2] / "docs" / "bi.md"
BLOCKS = re.findall(r"^```(sql|bash|python)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def _examples(language: str) -> list[str]:
    return [text for kind, text in BLOCKS if kind == language and "superset" not in text]


def test_the_page_has_examples_of_every_way() -> None:
    assert len(_examples("sql")) >= 5
    assert len(_examples("bash")) == 1
    assert len(_examples("python")) == 1


@pytest.mark.parametrize("text", _examples("sql"), ids=lambda text: re.search(r"from (\S+)", text)[1])
def test_a_query_of_the_page_runs_as_the_bi_role(built_warehouse, text: str) -> None:
    with built_warehouse.connect("bi_reader") as connection:
        cursor = connection.execute(text)
        assert cursor.description is not None
        cursor.fetchall()


def test_the_query_for_psql_runs(built_warehouse) -> None:
    programs = [str(Path(sys.executable).parent), str(server.binaries(settings.load())), os.environ["PATH"]]
    done = subprocess.run(["bash", "-ec", _examples("bash")[0]], check=False, capture_output=True, text=True,
                          cwd=settings.load().root, env={**os.environ, "PATH": ":".join(programs)})
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "indicator_code,region_name,period,value_text,data_status"


def test_the_program_for_pandas_runs(built_warehouse, monkeypatch, capsys) -> None:
    monkeypatch.setenv("WAREHOUSE_BI_URL", settings.url("bi_reader").render_as_string(hide_password=False))
    exec(compile(_examples("python")[0], str(PAGE), "exec"), {})
    assert "pct" in capsys.readouterr().out


def test_what_the_page_calls_closed_is_closed(built_warehouse) -> None:
    with built_warehouse.connect("bi_reader") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("select * from quality.submission")
