"""Everything the environment says, read once, here and nowhere else.

Order of precedence: process environment → `.env` in the checkout → `<home>/secrets.env`
(generated passwords) → defaults. Values are plain text; nothing is logged from here.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dotenv import dotenv_values
from sqlalchemy import URL, make_url

from warehouse.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
ROLES = ("warehouse_owner", "loader", "transformer", "office", "bi_reader")
SERVER_USER = "pgserver"
GENERATED = ("POSTGRES_PASSWORD", *(f"{role.upper()}_PASSWORD" for role in ROLES), "AIRFLOW_DB_PASSWORD",
             "AIRFLOW_ADMIN_PASSWORD", "AIRFLOW_JWT_SECRET", "AIRFLOW_FERNET_KEY", "PII_SALT",
             "DEMO_API_SECRET", "DEMO_DB_PASSWORD")


@dataclass(frozen=True)
class Settings:
    """The settings of one process.

    Attributes:
        root: the checkout.
        home: where servers, archives and generated secrets live (never committed).
        values: every key of the environment that the project knows, as text.
    """

    root: Path
    home: Path
    values: dict[str, str]

    def get(self, key: str, default: str = "") -> str:
        """Value of a setting as text; empty text counts as not set."""
        return self.values.get(key) or default

    def integer(self, key: str, default: int) -> int:
        """Value of a setting as a whole number.

        Raises:
            SettingsError: the text is not a whole number.
        """
        text = self.get(key, str(default))
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"setting {key} is {text!r}, expected a whole number") from None

    def flag(self, key: str, default: bool = False) -> bool:
        """Value of a setting as yes/no (1, true, yes, on count as yes)."""
        return self.get(key, "1" if default else "0").lower() in {"1", "true", "yes", "on"}

    def path(self, key: str, default: Path) -> Path:
        """Value of a setting as a path; a relative one starts at the checkout."""
        return (self.root / self.get(key, str(default))).resolve()

    @property
    def deployment(self) -> Path:
        """Folder that describes counties and connections and overrides reference seeds."""
        return self.path("DEPLOYMENT", self.root / "demo" / "deployment")

    @property
    def reports(self) -> Path:
        """Folder that receives the weekly reports."""
        return self.path("REPORTS_DIR", self.root / "reports")

    @property
    def archive(self) -> Path:
        """Folder that keeps every delivery as it came."""
        return self.path("ARCHIVE_DIR", self.home / "archive")

    @property
    def secrets_file(self) -> Path:
        """File (0600) that holds the generated passwords."""
        return self.home / "secrets.env"

    @property
    def embedded(self) -> bool:
        """True when no outside server was named."""
        return not self.get("WAREHOUSE_URL")

    def secret(self, key: str) -> str:
        """A password from the environment or from `secrets.env`.

        Raises:
            SettingsError: it was never generated and is not set.
        """
        value = self.get(key)
        if not value:
            raise SettingsError(f"no value for {key}", fix=f"run `make up` once, or set {key} in the environment")
        return value


def _home(environment: dict[str, str]) -> Path:
    """The data folder: `.local` in the checkout unless the server's OS user cannot get there."""
    if environment.get("WAREHOUSE_HOME"):
        return Path(environment["WAREHOUSE_HOME"]).resolve()
    local = ROOT / ".local"
    if os.geteuid() != 0 or _passable(ROOT):
        return local
    return Path("/var/tmp") / f"food-safety-warehouse-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]}"


def _passable(folder: Path) -> bool:
    """Whether any OS user may walk down to the folder (root's server drops to an ordinary user)."""
    return all(part.stat().st_mode & 0o001 for part in (folder, *folder.parents))


@cache
def load() -> Settings:
    """Read the settings of this process (once)."""
    file_values = {k: v for k, v in dotenv_values(ROOT / ".env").items() if v is not None}
    home = _home({**file_values, **os.environ})
    generated = {k: v for k, v in dotenv_values(home / "secrets.env").items() if v is not None}
    return Settings(root=ROOT, home=home, values={**generated, **file_values, **os.environ})


def generate_secrets(settings: Settings) -> Settings:
    """Write the passwords that are still missing to `secrets.env` (0600) and reload the settings."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(settings.home / "secrets.lock"):
        known = {k: v for k, v in dotenv_values(settings.secrets_file).items() if v}
        missing = [key for key in GENERATED if key not in known and not settings.get(key)]
        if missing:
            known |= {key: _new_secret(key) for key in missing}
            write_secrets(settings.secrets_file, known)
    load.cache_clear()
    return load()


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock file of something that only one process of this machine may do at a time."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def write_whole(path: Path, text: str, mode: int = 0o666) -> None:
    """Write a file that others may read at any time: they see it as it was or as it is now, never a part of it."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.touch(mode=mode)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def write_secrets(path: Path, values: Mapping[str, str]) -> None:
    """Write a file of settings that its owner alone may read; whoever changes one holds its lock."""
    write_whole(path, "".join(f"{key}={value}\n" for key, value in sorted(values.items())), mode=0o600)


def _new_secret(key: str) -> str:
    """Fernet keys have a fixed form; every other secret is URL-safe text."""
    if key == "AIRFLOW_FERNET_KEY":
        from cryptography.fernet import Fernet

        return Fernet.generate_key().decode()
    return secrets.token_urlsafe(24)


def server_account() -> pwd.struct_passwd | None:
    """The OS account that runs the embedded server: None when this process may run it itself."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise SettingsError(f"no OS user {SERVER_USER!r}", fix="the embedded server creates it at `make up`") from None


def url(role: str, database: str | None = None) -> URL:
    """SQLAlchemy URL (psycopg) of one role; `postgres` is the embedded server's superuser.

    Args:
        role: one of ROLES, or `postgres`.
        database: another database of the same server; by default WAREHOUSE_DATABASE (`warehouse`), or the one
            that WAREHOUSE_URL names.

    Raises:
        SettingsError: the server was never set up.
    """
    settings = load()
    if settings.embedded:
        from warehouse.server import address

        host, port = address(settings)
        base = URL.create("postgresql+psycopg", host=host, port=port,
                          database=database or settings.get("WAREHOUSE_DATABASE", "warehouse"))
    else:
        base = make_url(settings.get("WAREHOUSE_URL")).set(drivername="postgresql+psycopg")
        base = base.set(database=database) if database else base
        if role == "postgres":
            return base
    return base.set(username=role, password=settings.secret(f"{role.upper()}_PASSWORD"))
