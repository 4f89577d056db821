"""manifest.yml is what the code uses, and nothing more."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import yaml
from slack_sdk import WebClient

from handlers import door
from handlers.manifest import EVENTS, SCOPES
from handlers.slack import Slack

ROOT = Path(__file__).parent.parent
NEEDS = {
    "auth_test": [],
    "apps_connections_open": [],
    "chat_postMessage": ["chat:write"],
    "chat_postEphemeral": ["chat:write"],
    "chat_update": ["chat:write"],
    "conversations_history": ["channels:history", "groups:history", "im:history"],
    "conversations_replies": ["channels:history", "groups:history", "im:history"],
    "files_completeUploadExternal": ["files:write"],
    "files_getUploadURLExternal": ["files:write"],
    "files_info": ["files:read"],
    "reactions_add": ["reactions:write"],
}
"""Bot scopes by method of the Web API, as docs.slack.dev lists them."""
LISTENS = {
    "app_mention": ["app_mentions:read"],
    "message.channels": ["channels:history"],
    "message.groups": ["groups:history"],
    "message.im": ["im:history"],
    "reaction_added": ["reactions:read"],
    "reaction_removed": ["reactions:read"],
}
READS_METADATA = ["metadata.message:read"]


def paste() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return parsed


def methods_called() -> set[str]:
    """Every method of a WebClient that the code names."""
    trees = [ast.parse(file.read_text()) for file in (ROOT / "handlers").rglob("*.py")]
    names = {n.attr for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
    return {
        name for name in names if "_" in name[1:] and name[0] != "_" and hasattr(WebClient, name)
    }


def test_the_file_is_what_the_front_end_prints() -> None:
    assert Slack().manifest("") == (ROOT / "manifest.yml").read_text()


def test_every_scope_is_used_and_every_use_has_its_scope() -> None:
    assert methods_called() == set(NEEDS)
    uses = [*NEEDS.values(), *LISTENS.values(), READS_METADATA]
    assert set(paste()["oauth_config"]["scopes"]["bot"]) == {scope for use in uses for scope in use}
    assert all(SCOPES.values()), "each says what it is for"


def test_the_events_are_those_we_listen_to() -> None:
    assert sorted(paste()["settings"]["event_subscriptions"]["bot_events"]) == sorted(LISTENS)
    assert {event.partition(".")[0] for event in EVENTS} == set(door.EVENTS)


def test_no_shortcut_and_no_command_is_promised_that_nobody_answers() -> None:
    assert set(paste()["features"]) == {"app_home", "bot_user"}


def test_the_words_fit_slacks_limits() -> None:
    shown = paste()["display_information"]
    assert 174 <= len(shown["long_description"]) <= 4_000
    assert len(shown["description"]) <= 140
    assert len(shown["name"]) <= 35
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])


def test_with_an_address_it_is_for_http() -> None:
    settings = yaml.safe_load(Slack().manifest("https://bot.example/"))["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["interactivity"]["request_url"] == "https://bot.example/slack/events"
    assert settings["event_subscriptions"]["request_url"] == "https://bot.example/slack/events"
    assert paste()["settings"]["socket_mode_enabled"] is True
