"""A copy of the project in a folder of its own, with a home, a deployment and reports beside it."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 900


class ProjectCopy:
    """What git would commit of the work tree now, and nothing that was built or run in it.

    Attributes:
        place: folder of everything; any OS user may pass it, as the embedded server's user must.
        root: the copied project.
    """

    def __init__(self) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="food-safety-copy-", dir="/var/tmp"))
        self.place.chmod(0o755)
        self.root, self.home, self.reports, self.deployment, self.inbox = (
            self.place / name for name in ("project", "home", "reports", "deployment", "inbox"))
        for name in _tracked():
            target = self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(self.place), "LANG": "C.UTF-8", "PYTHONUTF8": "1",
            "WAREHOUSE_HOME": str(self.home), "REPORTS_DIR": str(self.reports), "DEPLOYMENT": str(self.deployment)}

    def run(self, *words: str, **environment: str) -> str:
        """Run `python <words>` in the copy; its standard output.

        Raises:
            AssertionError: it did not end with 0; the message holds the ends of its outputs.
        """
        done = subprocess.run([sys.executable, *words], cwd=self.root, env=self.environment | environment, text=True,
                              capture_output=True, timeout=PATIENCE)
        assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def module(self, name: str, *words: str) -> str:
        """Run `python -m <name> <words>` in the copy."""
        return self.run("-m", name, *words)

    def url(self, role: str) -> str:
        """SQLAlchemy URL of a role, as `make url` prints it."""
        return self.module("warehouse", "url", "--role", role).splitlines()[-1]

    def digests(self) -> dict[str, str]:
        """Path below the root → digest, compiled Python left out."""
        return {path.relative_to(self.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in self.root.rglob("*") if path.is_file() and path.suffix != ".pyc"}

    def close(self) -> None:
        """Stop the server and remove the folder."""
        subprocess.run([sys.executable, "-m", "warehouse", "down"], cwd=self.root, env=self.environment,
                       capture_output=True, timeout=120)
        shutil.rmtree(self.place, ignore_errors=True)


def _tracked() -> list[str]:
    """Files of the work tree that git knows or would add."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
