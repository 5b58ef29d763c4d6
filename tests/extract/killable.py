"""A process that has everything imported and forks children that run one ingest and may be killed.

    python -m tests.extract.killable        one JSON command per line in, one JSON answer per line out

A command names the dataset, the county's connections and the run's time; `delay` kills the child after so many
seconds, `hook` lets it kill itself at a named point, `at_once` starts several children together.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from datetime import datetime
from typing import Any

import contracts
from extract import archive, ledger
from extract.ingest import ingest
from extract.landing import Landing
from extract.readers import csv_file, json_page, layout, sheet_bulk, sql, workbook
from warehouse.deployment import County

CONTRACTS = {contract.dataset: contract for contract in contracts.load_all()}
#: Modules a first ingest would load; a child that is killed while importing proves nothing.
LOADED = (csv_file, json_page, layout, sheet_bulk, sql, workbook, __import__("pandas"), __import__("python_calamine"))
#: Points at which a child kills itself: (owner, attribute, before or after).
HOOKS = {
    "after COPY, before the archive": (archive.Archive, "settle", "before"),
    "after the archive, before the ledger": (archive.Archive, "settle", "after"),
    "between COPY and ledger": (ledger, "insert", "before"),
    "after the ledger, before the commit": (ledger, "insert", "after"),
    "after the commit": (ledger, "record_attempt", "before"),
}


def die(*_: object) -> None:
    """What kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(hook: str) -> None:
    """Make this process kill itself at the named point."""
    owner, name, when = HOOKS[hook]
    usual = getattr(owner, name)

    def armed(*arguments: Any, **options: Any) -> Any:
        if when == "before":
            die()
        result = usual(*arguments, **options)
        die()
        return result

    setattr(owner, name, armed)


def run(command: dict[str, Any]) -> None:
    """One ingest, as a task would do it."""
    if command.get("hook"):
        arm(command["hook"])
    now = datetime.fromisoformat(command["now"])
    county = County("620899", "川安县", "62", "2026-W38", command["connections"])
    with Landing.open() as landing:
        receipts = ingest(CONTRACTS[command["dataset"]], county, now, now, landing)
    if any(receipt.is_trouble for receipt in receipts):
        raise RuntimeError(f"not landed: {receipts}")


def child(command: dict[str, Any]) -> int:
    """Fork; the child ends without returning."""
    pid = os.fork()
    if pid:
        return pid
    try:
        run(command)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def answer(command: dict[str, Any]) -> dict[str, Any]:
    """Run the command's children to their end, natural or not."""
    started = time.monotonic()
    pids = [child(command) for _ in range(command.get("at_once", 1))]
    if command.get("delay") is not None:
        time.sleep(command["delay"])
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    return {"codes": codes, "seconds": time.monotonic() - started}


def main() -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
