"""HTTP mode, against a look-alike that is not ours and knows only part of the Web API."""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from handlers.settings import SlackSettings
from inference.errors import BadSettings
from tests.front import Front, open_front, wait_for
from tests.lookalike import CHANNEL, ME, TEAM, TOKEN, LookAlike, open_lookalike
from tests.test_story import golden_png

SECRET = "a signing secret"
SENTENCE = "swap background to plain teal x2"


@pytest.fixture
def there() -> Iterator[LookAlike]:
    with open_lookalike() as there:
        yield there


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def settings_for(there: LookAlike, **more: str) -> SlackSettings:
    tokens = {"bot_token": TOKEN, "signing_secret": SECRET, "listen_host": "127.0.0.1"}
    return SlackSettings(**{**tokens, "api_url": f"{there.url}/api", **more})


@pytest.fixture
def front(there: LookAlike, tmp_path: Path, port: int) -> Iterator[Front]:
    settings = settings_for(there, app_token="xapp-unknown-here")
    with open_front(tmp_path, settings, port) as front:
        yield front


def signed(body: str, stamp: str = "", **headers: str) -> dict[str, str]:
    stamp = stamp or str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    return {
        "x-slack-signature": signature or "", "x-slack-request-timestamp": stamp,
        "content-type": "application/json", **headers,
    }  # fmt: skip


def deliver(port: int, event: dict[str, Any], name: str) -> int:
    """As Slack sends an event; twice, as it does when an answer is late."""
    payload = {"type": "event_callback", "team_id": TEAM, "event_id": name, "event": event}
    body = json.dumps(payload)
    url = f"http://127.0.0.1:{port}/slack/events"
    answers = [httpx.post(url, content=body, headers=signed(body)) for _ in range(2)]
    assert answers[0].status_code == answers[1].status_code
    return answers[0].status_code


def tap(port: int, action: str, value: str, ts: str, thread: str) -> int:
    """A button, form-encoded on the same address."""
    payload = {
        "type": "block_actions", "user": {"id": "U2"}, "trigger_id": "1.2.x",
        "container": {"type": "message", "message_ts": ts, "channel_id": CHANNEL},
        "channel": {"id": CHANNEL}, "message": {"ts": ts, "thread_ts": thread},
        "actions": [{"action_id": action, "type": "button", "value": value, "action_ts": "7.0"}],
    }  # fmt: skip
    body = urlencode({"payload": json.dumps(payload)})
    kind = {"content-type": "application/x-www-form-urlencoded"}
    url = f"http://127.0.0.1:{port}/slack/events"
    return httpx.post(url, content=body, headers=signed(body) | kind).status_code


def ask(there: LookAlike, port: int) -> str:
    file = there.picture("mug.png", golden_png())
    text = f"<@{ME}> {SENTENCE}"
    ts = there.add(user="U1", channel=CHANNEL, text=text, files=[file])
    event = {"user": "U1", "text": text, "ts": ts, "channel": CHANNEL, "event_ts": ts}
    assert deliver(port, {"type": "app_mention", **event}, "Ev1") == 200
    message = {"type": "message", "subtype": "file_share", "files": [file], **event}
    assert deliver(port, message, "Ev2") == 200
    return ts


def pictures(there: LookAlike, part: str) -> list[dict[str, Any]]:
    shared = [m for m in there.messages if m.get("user") == ME and m.get("files")]
    return [m for m in shared if part in m["files"][0]["name"]]


def test_the_main_job_where_half_the_api_is_missing(
    front: Front, there: LookAlike, port: int
) -> None:
    thread = ask(there, port)
    cards = wait_for(
        lambda: (
            [m for m in pictures(there, "-preview-") if len(m.get("reactions", [])) == 2][1:]
            and pictures(there, "-preview-")
        )
    )
    assert len(cards) == 2
    assert {card["thread_ts"] for card in cards} == {thread}
    vote = {
        "type": "reaction_added", "user": "U2", "reaction": "white_check_mark", "item_user": ME,
        "item": {"type": "message", "channel": CHANNEL, "ts": cards[0]["ts"]}, "event_ts": "9.0",
    }  # fmt: skip
    assert deliver(port, vote, "Ev3") == 200
    (final,) = wait_for(lambda: pictures(there, "-final-"))
    assert there.files[final["files"][0]["id"]]["data"][:4] == b"\x89PNG"
    wait_for(lambda: "Approved by <@U2>" in json.dumps(there.messages, ensure_ascii=False))
    assert len(pictures(there, "-preview-")) == 2, "nothing was posted twice"
    assert "apps.connections.open" in there.calls, "Socket Mode was tried first"


def test_a_tap_arrives_form_encoded_at_the_same_address(
    front: Front, there: LookAlike, port: int
) -> None:
    thread = ask(there, port)
    under = wait_for(lambda: [m for m in there.messages if "Original file" in json.dumps(m)])
    rows = [row["elements"] for row in _value(under[0]["blocks"]) if row["type"] == "actions"]
    (button,) = (e for row in rows for e in row if e["text"]["text"] == "Original file")
    assert tap(port, button["action_id"], button["value"], under[0]["ts"], thread) == 200
    wait_for(lambda: pictures(there, "-original-"))


def _value(blocks: Any) -> Any:
    return json.loads(blocks) if isinstance(blocks, str) else blocks


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"x-slack-signature": "v0=wrong"}, b"{}"),
        ({"x-slack-signature": "v0=\xe4\xf6".encode("latin-1")}, b"{}"),
        ({"x-slack-request-timestamp": "yesterday"}, b"{}"),
        ({"x-slack-request-timestamp": "9" * 5_000}, b"{}"),
        ({"x-slack-request-timestamp": "\u0663".encode()}, b"{}"),
        ({}, b"\xff\xfe{}"),
        ({}, b"other body"),
    ],
)  # fmt: skip
def test_what_slack_did_not_sign_is_refused(
    front: Front, port: int, headers: dict[str, Any], body: bytes
) -> None:
    url = f"http://127.0.0.1:{port}/slack/events"
    assert httpx.post(url, content=body, headers={**signed("{}"), **headers}).status_code == 401


def test_unsigned_old_and_oversized_requests_are_refused(front: Front, port: int) -> None:
    url = f"http://127.0.0.1:{port}/slack/events"
    old = signed("{}", stamp=str(int(time.time()) - 3_600))
    assert httpx.post(url, content=b"{}").status_code == 401
    assert httpx.post(url, content=b"{}", headers=old).status_code == 401
    assert httpx.post(url, content=b"x" * 1_100_000, headers=old).status_code == 413
    assert httpx.get(url).status_code == 405


def test_slack_may_check_the_address_and_anybody_our_health(front: Front, port: int) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"})
    url = f"http://127.0.0.1:{port}"
    answer = httpx.post(f"{url}/slack/events", content=body, headers=signed(body))
    assert "3eZbrw1a" in answer.text
    health = httpx.get(f"{url}/healthz")
    assert (health.status_code, health.json()["ok"]) == (200, True)


def test_an_app_token_where_there_is_no_socket_mode_needs_a_signing_secret(
    there: LookAlike, tmp_path: Path
) -> None:
    settings = settings_for(there, app_token="xapp-1", signing_secret="")
    with pytest.raises(BadSettings, match="SLACK_SIGNING_SECRET"):  # noqa: SIM117
        with open_front(tmp_path, settings):
            pass


def test_a_port_that_is_taken_is_named(there: LookAlike, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadSettings, match=f"RESHOOT_PORT.*{port}"):  # noqa: SIM117
            with open_front(tmp_path, settings_for(there), port):
                pass


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_ends_cleanly_when_told_to(
    there: LookAlike, tmp_path: Path, port: int, number: signal.Signals
) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "RESHOOT_"))}
    environment = kept | {
        "RESHOOT_HOME": str(tmp_path), "RESHOOT_PORT": str(port), "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"{there.url}/api",
        "RESHOOT_REDIS_URL": f"unix://{tmp_path}/nobody.sock",
    }  # fmt: skip
    log = tmp_path / "serve.log"
    command = [sys.executable, "-m", "bot", "serve"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        wait_for(lambda: process.poll() is not None or b"Listening" in log.read_bytes())
        process.send_signal(number)
        assert process.wait(20) == 0, log.read_text()
    finally:
        process.kill()
        process.wait()
    assert TOKEN not in log.read_text()


def test_what_is_missing_is_said_once(
    front: Front, there: LookAlike, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        ask(there, port)
        wait_for(lambda: len(pictures(there, "-preview-")) == 2)
    said = [r.getMessage() for r in caplog.records if "Going on without" in r.getMessage()]
    assert len(said) == len(set(said))
