"""What the operator decides, from RESHOOT_* variables; Slack's own settings live with handlers."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from inference.errors import BadSettings

SHORTEST_KEY = 16  # characters; a short one can be guessed from any signed job


class Settings(BaseSettings):
    """One frozen value, read once; every path lies under `home` unless the operator says otherwise.

    An empty URL means the local default: SQLite and a folder under `home`. Redis has no such
    default outside the demo: `serve` and `worker` must meet at the same one. RESHOOT_PLUGINS, the
    other people's plugins that may run, is read where plugins are loaded, and RESHOOT_LICENSED, the
    models that the operator holds a licence for, where models are. `confirm_seconds` is how
    long people may look at a region that is sure before it is painted; 0 = not at all.
    `price_per_variant`, in `currency`, is what a picture costs to paint; None = nobody knows.
    """

    model_config = SettingsConfigDict(env_prefix="RESHOOT_", frozen=True, extra="ignore")

    home: Path = Path("~/.reshoot")
    redis_url: str = "redis://127.0.0.1:6379/0"
    database_url: str = ""
    blobs_url: str = ""
    models: Path | None = None
    segmenter: str = "auto"
    painter: str = "classic"
    frontend: str = "slack"
    port: int = Field(default=3000, ge=0, le=65535)
    job_key: str = Field(default="", repr=False)
    stall_seconds: float = Field(default=120.0, gt=0)
    confirm_seconds: float = Field(default=8.0, ge=0)
    price_per_variant: float | None = Field(default=None, ge=0)
    currency: str = "USD"

    @field_validator("home", mode="after")
    @classmethod
    def _expand(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'reshoot.db'}"

    @property
    def blobs(self) -> str:
        return self.blobs_url or str(self.home / "blobs")


def read_settings() -> Settings:
    """The settings of this process; BadSettings names the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "RESHOOT_" + str(first["loc"][0]).upper()
        raise BadSettings(f"{name} is not usable: {first['msg']}.") from error


def job_key(settings: Settings) -> bytes:
    """The key that signs jobs: RESHOOT_JOB_KEY, else one made once under `home` with mode 0600.

    BadSettings where Redis is on another machine and no key is set: both sides must share it.
    """
    if settings.job_key:
        if len(settings.job_key) < SHORTEST_KEY:
            raise BadSettings(f"RESHOOT_JOB_KEY is too short: {SHORTEST_KEY} characters or more.")
        return settings.job_key.encode()
    if not _is_local(settings.redis_url):
        raise BadSettings(
            "RESHOOT_JOB_KEY is not set, and Redis is on another machine: set the same long random "
            "value for `reshoot serve` and every `reshoot worker`."
        )
    return _kept_key(settings.home / "job.key")


def _is_local(redis_url: str) -> bool:
    where = urlsplit(redis_url)
    return where.scheme == "unix" or where.hostname in ("127.0.0.1", "localhost", "::1")


def _kept_key(path: Path) -> bytes:
    if path.exists():
        return path.read_bytes().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(32))
    try:
        os.link(draft, path)  # atomic and exclusive: of two processes, one key wins for both
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes().strip()
