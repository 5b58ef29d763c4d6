"""Landing beside the barest way of moving the same bytes (aims: lineage, exactly once and conservation included).

One county volume is a year of its largest dataset, 62,400 animal-quarantine certificates (1,200 a week) of 18
columns; for workbooks 20,000 rows, for REST 20 pages of 1,000 records at 30 ms a page.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import psycopg
from sqlalchemy import create_engine, make_url, text

import contracts
from bench import mariadb, scratch, sources
from bench.measure import Contender, Result, interleaved, peak_mb, reset_peak
from contracts import Contract
from extract import files, pulls
from extract.archive import Archive
from extract.inbox import Found
from extract.landing import Landing
from warehouse import server, settings
from warehouse.connection import connect
from warehouse.deployment import County

CERTIFICATES, WORKBOOK_ROWS, PAGES = 62_400, 20_000, 20
_BLOCK = 1 << 18


class Bench:
    """One scale: a landing into a scratch database, a bare table beside it, and a counter of deliveries."""

    def __init__(self, scale: int, folder: Path, landing: Landing) -> None:
        self.scale, self.folder, self.landing, self._start = scale, folder, landing, datetime.now()
        self.rounds = 5 if scale == 1 else 3
        self.owner = connect("postgres", autocommit=True)
        self.contracts = {contract.dataset: contract for contract in contracts.load_all()}
        self._deliveries = 0
        columns = ", ".join(f"{field.name} text" for field in self.contracts["AH04"].fields)
        self.owner.execute(f"create table if not exists public.bare ({columns})")

    def next_moment(self) -> datetime:
        """Every delivery of a benchmark is a new one."""
        self._deliveries += 1
        return self._start + timedelta(seconds=self._deliveries)

    def empty(self, table: str) -> Callable[[], None]:
        """Empties a table before a run, and has the server write its pages out, so that no run pays for another."""

        def prepare() -> None:
            self.owner.execute(f"truncate {table}")
            self.owner.execute("checkpoint")
            if table != "public.bare":
                reset_peak()

        return prepare

    def compare(self, what: str, volume: str, baseline: str, aim: float | None, ours: Contender,
                bare: Contender) -> Result:
        """Medians of both ways, in turns."""
        peaks: list[float] = []

        def run() -> None:
            ours.run()
            peaks.append(peak_mb())

        seconds = interleaved({"bare": bare, "ours": Contender(run, ours.prepare)}, self.rounds)
        return Result(what, volume, baseline, seconds["ours"], seconds["bare"], aim, max(peaks))

    def land_file(self, contract: Contract, path: Path) -> None:
        """What an ingest does with one new file."""
        moment = self.next_moment()
        found = Found(path.name, path.name, path.stat().st_size, moment, lambda: path)
        receipt = files.land_file(contract, "620899", found, self.landing)
        assert receipt.outcome == "landed", receipt

    def pull(self, contract: Contract, connection: dict[str, Any]) -> None:
        """What an ingest does with a pull that is due."""
        county = County("620899", "川安县", "62", "2026-W01", {contract.delivery.connection: connection})
        receipt = pulls.pull(contract, contract.streams[0], county, self.next_moment(), self.landing)
        assert receipt is not None
        assert receipt.outcome == "landed", receipt


def run(scale: int) -> list[Result]:
    """Every delivery form at so many county volumes, each in a process of its own so that memory is its own."""
    with scratch.database():
        return [_in_own_process(name, scale) for name in FORMS if scale == 1 or name != "small_file"]


def _in_own_process(name: str, scale: int) -> Result:
    done = subprocess.run([sys.executable, "-m", "bench.landing", name, str(scale)], stdout=subprocess.PIPE, check=True)
    return Result(**json.loads(done.stdout))


def measure_one(name: str, scale: int) -> Result:
    """One comparison in this process."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="landing-bench-", dir="/var/tmp")))
        landing = stack.enter_context(Landing(connect("loader", autocommit=True), Archive(folder / "archive"), 1_000))
        bench = Bench(scale, folder, landing)
        stack.callback(bench.owner.close)
        return FORMS[name](bench)


def csv_utf8(bench: Bench) -> Result:
    """A plain CSV, beside its bytes streamed into COPY."""
    return _csv(bench, "utf-8")


def csv_gb18030(bench: Bench) -> Result:
    """The same in GB18030, beside `iconv | psql`."""
    return _csv(bench, "gb18030")


def _csv(bench: Bench, encoding: str) -> Result:
    contract, rows = bench.contracts["AH04"], CERTIFICATES * bench.scale
    path = sources.write_csv(bench.folder / f"2026年第47周动物检疫证明-{encoding}.csv", contract, rows, encoding)
    bare = _copy_bytes(bench, path) if encoding == "utf-8" else _iconv_to_psql(path)
    return bench.compare(
        f"CSV {encoding}", f"{rows:,} rows, {path.stat().st_size >> 20} MB",
        "bytes → COPY" if encoding == "utf-8" else "iconv | psql", 1 / (0.75 if encoding == "utf-8" else 0.70),
        Contender(lambda: bench.land_file(contract, path), bench.empty("raw.ah_quarantine")),
        Contender(bare, bench.empty("public.bare")),
    )


def small_file(bench: Bench) -> Result:
    """A week's file: what one submission costs in a process that lives longer (for information)."""
    contract = bench.contracts["AH04"]
    path = sources.write_csv(bench.folder / "2026年第46周动物检疫证明.csv", contract, 1_200, "utf-8")
    return bench.compare(
        "CSV, one week", "1,200 rows", "bytes → COPY", None,
        Contender(lambda: bench.land_file(contract, path), bench.empty("raw.ah_quarantine")),
        Contender(_copy_bytes(bench, path), bench.empty("public.bare")),
    )


def workbook(bench: Bench) -> Result:
    """A plain .xlsx, beside fastexcel reading it as strings."""
    import fastexcel

    contract, rows = bench.contracts["AH04"], WORKBOOK_ROWS * bench.scale
    path = sources.write_workbook(bench.folder / "2026年第47周动物检疫证明.xlsx", contract, rows)

    def bare() -> None:
        fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_arrow()

    return bench.compare("workbook .xlsx", f"{rows:,} rows", "fastexcel reads strings, nothing landed", 2.0,
                         Contender(lambda: bench.land_file(contract, path), bench.empty("raw.ah_quarantine")),
                         Contender(bare))


def rest(bench: Bench) -> Result:
    """A paged list, beside eight bare fetches at once."""
    contract, rows = bench.contracts["MS01"], sources.PAGE_ROWS * PAGES * bench.scale
    options = {**contract.delivery.options, "page_size": sources.PAGE_ROWS}
    fields = {source.name: f"k_{source.name}" for source in bench.contracts["AH04"].fields}
    contract = dataclasses.replace(
        bench.contracts["AH04"], delivery=dataclasses.replace(contract.delivery, options=options), mode="upsert",
        fields=tuple(dataclasses.replace(f, source=fields[f.name]) for f in bench.contracts["AH04"].fields))
    with sources.platform(contract, rows) as address:
        connection = {"base_url": address, "client_id": "bench", "client_secret": "bench", "in_flight": 8}
        pages = PAGES * bench.scale
        return bench.compare(
            "REST, 30 ms a page", f"{pages} pages × {sources.PAGE_ROWS:,}", "8 bare fetches at once + orjson", 1.25,
            Contender(lambda: bench.pull(contract, connection), bench.empty("raw.ah_quarantine")),
            Contender(lambda: _fetch_all(address, pages)),
        )


def sql_pull(bench: Bench) -> Result:
    """A view, beside the command-line pipe of its database: MariaDB where it is installed, else PostgreSQL."""
    rows = CERTIFICATES * bench.scale
    contract = bench.contracts["AH04"]
    view = {**bench.contracts["AG02"].delivery.options, "view": "V_BENCH", "deleted_column": None}
    delivery = dataclasses.replace(bench.contracts["AG02"].delivery, options=view)
    fields = tuple(dataclasses.replace(field, source=field.name) for field in contract.fields)
    contract = dataclasses.replace(contract, delivery=delivery, fields=fields, mode="upsert")
    with _database(bench) as (url, dump, name):
        _fill(url, contract, rows)
        target = _psql("copy public.bare from stdin" + (" (format csv)" if name == "psql" else " null 'NULL'"))
        return bench.compare(
            f"SQL, {'MariaDB' if name == 'mariadb' else 'PostgreSQL'}", f"{rows:,} rows", f"{name} | psql", 1 / 0.65,
            Contender(lambda: bench.pull(contract, {"url": url}), bench.empty("raw.ah_quarantine")),
            Contender(lambda: _pipe(dump, target), bench.empty("public.bare")),
        )


@contextmanager
def _database(bench: Bench) -> Iterator[tuple[str, list[str], str]]:
    """URL of a source database, the command that dumps V_BENCH, and the command's name."""
    if mariadb.is_installed() and shutil.which("mariadb"):
        with mariadb.serve(bench.folder / "mariadb") as url:
            parts = make_url(url)
            yield url, ["mariadb", "-B", "--quick", "-N", f"-u{parts.username}", f"-p{parts.password}", "-h127.0.0.1",
                        f"-P{parts.port}", "--default-character-set=utf8mb4", str(parts.database),
                        "-e", "select * from V_BENCH"], "mariadb"
        return
    url = settings.url("postgres", "demo_agriculture").render_as_string(hide_password=False)
    yield url, _psql("copy (select * from v_bench) to stdout (format csv)", url), "psql"


def _fill(url: str, contract: Contract, rows: int) -> None:
    """The certificates as a table of the source database, under a view."""
    engine = create_engine(url)
    made = sources.record(7)
    columns = ", ".join(f"'{made[field.name]}' as {field.name}" if field.name in made else f"null as {field.name}"
                        for field in contract.fields if field.name not in ("cert_no", "qty"))
    series = f"seq_1_to_{rows}" if "mysql" in url else f"generate_series(1, {rows}) as s(seq)"
    number = "concat('62', lpad(seq, 8, '0'))" if "mysql" in url else "'62' || lpad(seq::text, 8, '0')"
    with engine.begin() as session:
        session.execute(text("drop view if exists V_BENCH"))
        session.execute(text("drop table if exists bench_rows"))
        session.execute(text(
            f"create table bench_rows as select {number} as cert_no, seq as qty, {columns} from {series}"))
        names = ", ".join(field.name for field in contract.fields)
        session.execute(text(f"create view V_BENCH as select {names} from bench_rows"))
    engine.dispose()


def _copy_bytes(bench: Bench, path: Path) -> Callable[[], None]:
    def bare() -> None:
        statement = "copy public.bare from stdin (format csv, header)"
        with bench.owner.cursor().copy(statement) as rows, path.open("rb") as source:
            while block := source.read(_BLOCK):
                rows.write(block)

    return bare


def _psql(statement: str, url: str | None = None) -> list[str]:
    """psql of the embedded server on one statement."""
    target = (make_url(url) if url else settings.url("postgres")).set(drivername="postgresql")
    program = server.binaries(settings.load()) / "psql" if settings.load().embedded else Path("psql")
    return [str(program), "-q", "-X", "-d", target.render_as_string(hide_password=False), "-c", statement]


def _iconv_to_psql(path: Path) -> Callable[[], None]:
    target = _psql("copy public.bare from stdin (format csv, header)")
    return lambda: _pipe(["iconv", "-f", "GB18030", "-t", "UTF-8", str(path)], target)


def _pipe(source: list[str], target: list[str]) -> None:
    """`source | target`, both of which must end well."""
    with subprocess.Popen(source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as first:
        subprocess.run(target, stdin=first.stdout, check=True)
        if first.wait() != 0:
            raise psycopg.OperationalError(f"{source[0]} ended with {first.returncode}")


def _fetch_all(address: str, pages: int) -> None:
    with httpx.Client(base_url=address, trust_env=False) as client, ThreadPoolExecutor(8) as pool:
        for document in pool.map(lambda n: orjson.loads(client.get("/", params={"pageNum": n}).content),
                                 range(1, pages + 1)):
            assert document["data"]["list"]


FORMS = {form.__name__: form for form in (csv_utf8, csv_gb18030, sql_pull, workbook, rest, small_file)}

if __name__ == "__main__":
    print(json.dumps(dataclasses.asdict(measure_one(sys.argv[1], int(sys.argv[2])))))
