"""Files that several processes read and write."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from warehouse import settings

OLD, NEW = "old " * 50_000, "new " * 50_000


def test_whoever_reads_while_a_file_is_written_sees_all_of_one_text(tmp_path: Path) -> None:
    path, enough = tmp_path / "state.json", Event()
    settings.write_whole(path, OLD)

    def write() -> None:
        while not enough.is_set():
            settings.write_whole(path, NEW)
            settings.write_whole(path, OLD)

    writing = Thread(target=write)
    writing.start()
    try:
        seen = {path.read_text(encoding="utf-8") for _ in range(500)}
    finally:
        enough.set()
        writing.join()
    assert seen == {OLD, NEW}
    assert list(tmp_path.iterdir()) == [path]


def test_a_secret_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secrets.env"
    settings.write_whole(path, "KEY=value\n", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600
