"""What the operator decides, and what is said when it can't be used."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from bot.settings import Settings, job_key, read_settings
from inference.errors import BadSettings

REMOTE = [
    "redis://redis.example.com:6379/0",
    "redis://localhost.example.com",
    "redis://127.0.0.1@evil.example.com",
    "rediss://10.0.0.7",
]
LOCAL = [
    "redis://127.0.0.1:6379/0",
    "redis://localhost",
    "redis://user:secret@127.0.0.1/1",
    "redis://[::1]:6379",
    "unix:///run/redis.sock",
]


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"RESHOOT_{name.upper()}", raising=False)


def test_a_home_alone_is_enough(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/reshoot.db"
    assert settings.blobs == str(tmp_path / "blobs")


def test_variables_win_over_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESHOOT_DATABASE_URL", "postgresql://db/reshoot")
    monkeypatch.setenv("RESHOOT_BLOBS_URL", "s3://pictures")
    monkeypatch.setenv("RESHOOT_HOME", "~/elsewhere")
    settings = read_settings()
    assert (settings.database, settings.blobs) == ("postgresql://db/reshoot", "s3://pictures")
    assert settings.home == Path.home() / "elsewhere"


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("PORT", "70000"), ("STALL_SECONDS", "0")]
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"RESHOOT_{name}", value)
    with pytest.raises(BadSettings, match=f"RESHOOT_{name}"):
        read_settings()


def test_settings_do_not_show_the_key() -> None:
    assert "hunter2" not in repr(Settings(job_key="hunter2" * 4))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(BadSettings, match="too short"):
        job_key(Settings(job_key="hunter2"))


@pytest.mark.parametrize("url", LOCAL)
def test_on_one_machine_a_key_is_made_once_for_our_user_only(tmp_path: Path, url: str) -> None:
    settings = Settings(home=tmp_path / "home", redis_url=url)
    made = job_key(settings)
    assert job_key(settings) == made
    assert len(made) == 64
    assert (tmp_path / "home" / "job.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["job.key"]


@pytest.mark.parametrize("url", REMOTE)
def test_across_machines_the_operator_must_share_a_key(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSettings, match="RESHOOT_JOB_KEY"):
        job_key(Settings(home=tmp_path, redis_url=url))
    assert job_key(Settings(home=tmp_path, redis_url=url, job_key="k" * 32)) == b"k" * 32


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    keys: list[bytes] = []
    settings = Settings(home=tmp_path)
    threads = [Thread(target=lambda: keys.append(job_key(settings))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
