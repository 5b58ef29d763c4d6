"""Building and judging: our steps beside the same dbt command, and beside the rules' bare SQL.

A home of the benchmark's own under /var/tmp holds a delivered and landed demonstration week; further counties are
copies of its raw rows under other county codes. Every dbt contender is a fresh process, as a task of Airflow is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from psycopg import sql

import contracts
from bench.measure import Contender, Result, interleaved
from warehouse import connection, dbt, settings, workdays
from warehouse.connection import connect

WEEK = "2026-W46"
DBT_AIM = 1.3
ROUNDS = 2
CUTOFF = workdays.report_cutoff(WEEK)
OURS = "from datetime import datetime; from pipeline import phases; phases.{step}(datetime.fromisoformat('{cutoff}'))"
CODE = "620899"


def run(scale: int) -> list[Result]:
    """Steps `stage` and `build`, and judging, at so many counties."""
    with _landed_county(scale):
        volume = f"{raw_rows():,} raw rows"
        run_python(["-m", "pipeline", "build", WEEK])
        steps = [_dbt_step(step, tag, volume) for step, tag in (("stage", "tag:land"), ("build", "tag:build"))]
        return [*steps, _judging(volume)]


def _dbt_step(step: str, tag: str, volume: str) -> Result:
    """One dbt step as our phase runs it, beside the same `dbt build` from the command line."""
    again = _empty_staging if step == "stage" else lambda: None
    variables = f"{{cutoff: '{CUTOFF:%Y-%m-%d %H:%M:%S}'}}"
    command = [str(Path(sys.executable).with_name("dbt")), "build", "--select", tag, "--vars", variables, "--quiet",
               "--exclude-resource-type", "unit_test", "--exclude-resource-type", "seed"]

    def by_hand() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **dbt.environment()})

    seconds = interleaved({
        "ours": Contender(lambda: run_python(["-c", OURS.format(step=step, cutoff=CUTOFF)]), again),
        "bare": Contender(by_hand, again)}, ROUNDS)
    return Result(f"dbt {tag}", volume, "the same `dbt build`", seconds["ours"], seconds["bare"], DBT_AIM)


def _judging(volume: str) -> Result:
    """All rules over sets and departments with findings and ledger, beside counting the same rules' rows (for
    information; the import of Great Expectations is not counted)."""
    from expectations import judge
    from expectations.engine import SESSION
    from expectations.judging import bench as equipment

    with equipment(CUTOFF, None, judging=False) as own:
        statements = [own.of_county(own.renderer.render(rule)) for rule in own.rules if rule.kind != "row"]

    def bare() -> None:
        with connect("transformer") as plain:
            for name, value in SESSION.items():
                plain.execute(f"set {name} = '{value}'")
            for statement in statements:
                plain.execute(f"select count(*) from ({statement}) as violations").fetchone()

    seconds = interleaved({"ours": Contender(lambda: judge.judge_warehouse(CUTOFF)), "bare": Contender(bare)}, ROUNDS)
    return Result(f"judging, {len(statements)} rules", volume, "count(*) of the rules' SQL",
                  seconds["ours"], seconds["bare"], None)


@contextmanager
def _landed_county(scale: int) -> Iterator[None]:
    """Settings of this process point at a home in which one week has been landed for `scale` counties."""
    home = Path(tempfile.mkdtemp(prefix="food-safety-bench-", dir="/var/tmp"))
    home.chmod(0o755)
    own = {"WAREHOUSE_HOME": str(home), "DEMO_FROM": WEEK, "DEMO_TO": WEEK, "REPORTS_DIR": str(home / "reports"),
           "DEPLOYMENT": str(home / "deployment")}
    shutil.copytree(settings.load().root / "demo" / "deployment", home / "deployment")
    before = {key: os.environ.get(key) for key in (*own, "WAREHOUSE_URL")}
    os.environ.pop("WAREHOUSE_URL", None)
    use_settings(own)
    try:
        run_python(["-m", "demo", "up"])
        run_python(["-m", "pipeline", "ingest", WEEK])
        # Only the first county has systems that answer; the others come when it has landed.
        _add_counties(home / "deployment", scale)
        run_python(["-c", "from pipeline import reference_data; reference_data.load()"])
        for number in range(1, scale):
            _copy_county(f"6208{number:02d}")
        yield
    finally:
        run_python(["-m", "demo", "stop"])
        run_python(["-m", "warehouse", "down"])
        use_settings(before)
        shutil.rmtree(home, ignore_errors=True)


def _add_counties(folder: Path, scale: int) -> None:
    """Enter more counties into a deployment, with places of their own."""
    path = folder / "deployment.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    first = document["counties"][0]
    document["counties"] += [{**first, "code": f"6208{number:02d}", "name": f"第{number}县"}
                             for number in range(1, scale)]
    path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    for seed in (folder / "seeds").glob("*.csv"):
        own = [line for line in seed.read_text(encoding="utf-8").splitlines() if line.startswith(CODE)]
        copies = [line.replace(CODE, f"6208{number:02d}") for number in range(1, scale) for line in own]
        with seed.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in copies)


def _copy_county(code: str) -> None:
    """Raw rows, ledger and attempts of the first county once more, under another county's code."""
    with connect("warehouse_owner") as owner:
        for table in ("quality.submission_ledger", "quality.attempt", "quality.absence"):
            _copy_rows(owner, table, code)
        for contract in contracts.load_all():
            places = [field.name for field in contract.fields if field.identifier == "region_code"]
            _copy_rows(owner, contract.raw_table, code, (*places, "mso_code"))


def _copy_rows(owner, table: str, code: str, places: tuple[str, ...] = ()) -> None:
    """Copy rows under a county's code; codes of places become those of the county."""
    schema, name = table.split(".")
    columns = [row[0] for row in owner.execute(
        "select column_name from information_schema.columns where table_schema = %s and table_name = %s"
        " and is_generated = 'NEVER' order by ordinal_position", [schema, name])]
    changed = {"county_code": sql.Literal(code)} | {
        key: sql.SQL("md5({} || {})").format(sql.Identifier(key), sql.Literal(code))
        for key in ("submission_id", "_submission_id", "attempt_id") if key in columns}
    changed |= {key: sql.SQL("replace({}, {}, {})").format(sql.Identifier(key), sql.Literal(CODE), sql.Literal(code))
                for key in places if key in columns}
    statement = sql.SQL("insert into {table} ({columns}) select {values} from {table} where county_code = {first}")
    owner.execute(statement.format(
        table=sql.Identifier(schema, name), columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        values=sql.SQL(", ").join(changed.get(key, sql.Identifier(key)) for key in columns), first=sql.Literal(CODE)))


def _empty_staging() -> None:
    """So that the step has everything to do again."""
    with connect("transformer") as own:
        names = [row[0] for row in own.execute("select tablename from pg_tables where schemaname = 'staging'")]
        own.execute(sql.SQL("truncate {}").format(
            sql.SQL(", ").join(sql.Identifier("staging", name) for name in names)))


def raw_rows() -> int:
    """Rows that the ledger says were landed."""
    with connect("transformer") as own:
        return own.execute("select sum(landed_rows)::bigint from quality.submission_ledger").fetchone()[0]


def run_python(arguments: list[str]) -> str:
    """Run Python with these arguments in the checkout; returns what it printed.

    Raises:
        RuntimeError: it did not end with 0; the message holds the end of its output.
    """
    done = subprocess.run([sys.executable, *arguments], check=False, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, cwd=Path(__file__).parents[1])
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stdout[-2000:]}")
    return done.stdout


def use_settings(values: dict[str, str | None]) -> None:
    """Set or remove environment variables and let this process read its settings again."""
    for key, value in values.items():
        if value is None:
            os.environ.pop(key, None)
        else:
            os.environ[key] = value
    settings.load.cache_clear()
    connection.engine.cache_clear()

