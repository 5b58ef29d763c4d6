"""Originals kept as they came: `<archive>/<submitter>/<dataset>/<submission id><ending>`.

Files are copied first and read from the copy, so what is landed is what is kept. Pulls are kept compressed
(zstd, which costs a quarter of gzip's time): pages as one JSON line each (`.jsonl.zst`), database rows as CSV with
a header line (`.csv.zst`).
"""

from __future__ import annotations

import hashlib
import os
import queue
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from contracts.model import Contract

PAGES, ROWS = ".jsonl.zst", ".csv.zst"
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Copied:
    """A delivered file in the archive, not yet under its submission id."""

    path: Path
    sha256: str
    size: int


class Archive:
    """The folder of originals.

    Args:
        root: created when missing; ledger rows name originals relative to it.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._incoming = root / "incoming"
        self._flusher = ThreadPoolExecutor(1, "archive")
        self._flushed: dict[Path, Future[None]] = {}

    def copy(self, path: Path) -> Copied:
        """Copy a delivered file and hash it on the way; the disk catches up while the copy is being read."""
        draft, digest = self.draft(path.suffix), hashlib.sha256()
        # Hashing and writing a block go on at the same time: both leave the interpreter alone.
        with (path.open("rb", buffering=0) as source, draft.open("wb", buffering=0) as target,
              ThreadPoolExecutor(1) as hasher):
            hashed: Future[None] | None = None
            while block := source.read(_BLOCK):
                if hashed is not None:
                    hashed.result()
                hashed = hasher.submit(digest.update, block)
                target.write(block)
        self._flushed[draft] = self._flusher.submit(_sync, draft)
        return Copied(draft, digest.hexdigest(), draft.stat().st_size)

    def draft(self, ending: str) -> Path:
        """A new file name that no other process uses."""
        self._incoming.mkdir(parents=True, exist_ok=True)
        return self._incoming / f"{uuid.uuid4().hex}{ending}"

    def settle(self, draft: Path, contract: Contract, submission_id: str, ending: str) -> str:
        """Give an original its final name, safe on disk; returns it relative to the root. May be repeated."""
        name = f"{contract.submitter}/{contract.dataset}/{submission_id}{ending}"
        target = self.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        flushed = self._flushed.pop(draft, None)
        flushed.result() if flushed else _sync(draft)
        os.replace(draft, target)
        return name

    def discard(self, draft: Path) -> None:
        """Forget a copy that was not needed; one that was settled is no draft any more."""
        flushed = self._flushed.pop(draft, None)
        if flushed:
            flushed.result()
        draft.unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Where an original named by the ledger is."""
        return self.root / name

    def writer(self, ending: str) -> PullWriter:
        """A writer for what a pull receives."""
        return PullWriter(self.draft(ending))


class PullWriter:
    """Compresses and hashes what a pull receives, beside the pull (zstd and sha256 work without the GIL).

    Use as context manager: leaving it without `finish` removes the draft.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.sha256 = path, ""
        self._blocks: queue.Queue[bytes | None] = queue.Queue(maxsize=32)
        self._thread: threading.Thread | None = None
        self._error: OSError | None = None
        self._header = b""

    def __enter__(self) -> PullWriter:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop()
        self.path.unlink(missing_ok=True)

    def begin(self, header: bytes = b"") -> None:
        """Start, or start over: nothing but the header is kept of what came before."""
        self._stop()
        self._header = header
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def keep(self, block: bytes | None) -> None:
        """Add bytes; None starts over."""
        if block is None or self._thread is None:
            self.begin(self._header)
        if block is not None:
            self._blocks.put(block)

    def keep_page(self, body: bytes | None) -> None:
        """Add one JSON document as one line (line breaks inside JSON stand between values only)."""
        self.keep(None if body is None else body.replace(b"\n", b" ") + b"\n")

    def finish(self) -> str:
        """Everything is on disk; returns the sha256 of the uncompressed bytes.

        Raises:
            OSError: the disk refused something on the way.
        """
        if self._thread is None:
            self.begin(self._header)
        self._stop()
        if self._error:
            raise self._error
        return self.sha256

    def _stop(self) -> None:
        if self._thread is not None:
            self._blocks.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        import pyarrow

        digest = hashlib.sha256(self._header)
        try:
            with pyarrow.CompressedOutputStream(str(self.path), "zstd") as packed:
                packed.write(self._header)
                while (block := self._blocks.get()) is not None:
                    digest.update(block)
                    packed.write(block)
        except OSError as error:
            self._error = error
            while self._blocks.get() is not None:  # let the pull run to its end; finish() raises
                pass
        self.sha256 = digest.hexdigest()


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a kept pull."""
    import pyarrow

    with pyarrow.CompressedInputStream(str(path), "zstd") as packed:
        rest = b""
        while block := packed.read(_BLOCK):
            *whole, rest = (rest + block).split(b"\n")
            yield from (line + b"\n" for line in whole)
        if rest:
            yield rest


def _sync(path: Path) -> None:
    """Have the file's content on disk before the ledger names it."""
    with path.open("rb") as written:
        os.fsync(written.fileno())
