"""The front end for Slack: what connects to it, and which function deals with what.

Bolt verifies, parses and acknowledges. Our one middleware stands before the acknowledgement: it
writes what is for us into the inbox. The desk's intake then calls the listeners below, again and
again until each event is dealt with, so that a crash loses nothing.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult

from bot.desk import open_desk
from bot.intake import Dispatch
from bot.studio import Studio
from handlers.account import (
    NO_SOCKET_MODE,
    check_scopes,
    check_way_in,
    open_socket_address,
    who_we_are,
)
from handlers.asks import on_mention, on_message
from handlers.buttons import on_button
from handlers.door import REACTIONS, admit
from handlers.http import EVENTS, listening
from handlers.manifest import as_yaml, manifest
from handlers.reactions import on_reaction
from handlers.redact import hide_tokens
from handlers.settings import SlackSettings, read_settings
from handlers.slack_chat import SlackChat
from handlers.web import connect, is_loopback
from handlers.workspace import Event, Workspace
from inference.errors import BadSettings, ReshootError

log = logging.getLogger(__name__)

PING = 5.0  # seconds between Socket Mode's signs of life, and so until it connects again


class Slack:
    """The plugin: `serve`, `manifest`, `checks`."""

    def serve(self, studio: Studio) -> None:
        """Talk until SIGTERM or SIGINT."""
        settings = read_settings()
        hide_tokens(settings.secrets)
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        with running(studio, settings):
            stop.wait()

    def manifest(self, url: str = "") -> str:
        """YAML to paste into Slack; with the public address for HTTP, without for Socket Mode."""
        return as_yaml(manifest(url))

    def checks(self) -> list[tuple[str, bool, str]]:
        """(name, ok, words) for `reshoot doctor`."""
        try:
            settings = read_settings()
            who = who_we_are(settings)
        except ReshootError as error:
            return [("settings", False, str(error))]
        name, team = who.get("user") or who["user_id"], who.get("team") or who.get("team_id", "")
        found = ("token", True, f"{name} in {team}")
        return [found, check_scopes(who), check_way_in(settings)]


@contextmanager
def running(studio: Studio, settings: SlackSettings) -> Iterator[None]:
    """Everything the front end does, until the block is left."""
    who = who_we_are(settings)
    me, team = str(who["user_id"]), str(who.get("team_id") or "")
    client = connect(settings, persistent=True)
    workspace = Workspace(studio, client, settings.api_url, me, team)
    chat = SlackChat(connect(settings, persistent=False), me)
    app = build_app(workspace, settings, who)
    with open_desk(studio, chat, dispatcher(workspace)), _connected(app, workspace, settings):
        yield


def build_app(workspace: Workspace, settings: SlackSettings, who: Event) -> App:
    """A Bolt app that keeps what is for us and acknowledges everything."""
    known = AuthorizeResult.from_auth_test_response(
        auth_test_response=who, bot_token=settings.bot_token
    )
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)  # Bolt warns that it leaves SLACK_BOT_TOKEN aside
    nobody = connect(settings, persistent=True)
    nobody.token = None  # who we are is known already: no question to Slack before an ack
    app = App(
        client=nobody,
        logger=quiet,
        signing_secret=settings.signing_secret or "unused in Socket Mode",
        authorize=lambda **_: known,
    )

    def keep(body: Event) -> BoltResponse:
        arrival = admit(workspace, body)
        if arrival:
            workspace.studio.receive(arrival.key, arrival.body)
        return BoltResponse(status=200, body="")

    app.use(keep)
    return app


def dispatcher(workspace: Workspace) -> Dispatch:
    """What the desk's intake calls with whatever `keep` kept."""
    events: dict[str, Callable[[Event], None]] = {
        "message": lambda body: on_message(workspace, body["event"]),
        "app_mention": lambda body: on_mention(workspace, body["event"], body["received"]),
        **dict.fromkeys(
            REACTIONS, lambda body: on_reaction(workspace, body["event"], body["event_id"])
        ),
    }

    def dispatch(body: dict[str, Any]) -> None:
        if body["type"] == "block_actions":
            on_button(workspace, body)
        else:
            events[body["event"]["type"]](body)

    return dispatch


@contextmanager
def _connected(app: App, workspace: Workspace, settings: SlackSettings) -> Iterator[None]:
    """By Socket Mode where there is an app token and the workspace knows it, else by HTTP."""
    if settings.app_token:
        if open_socket_address(workspace.client, settings):
            with _socket_mode(app, settings):
                yield
            return
        if not settings.signing_secret:
            raise BadSettings(NO_SOCKET_MODE)
        log.warning("This workspace knows no Socket Mode: listening over HTTP instead")
    host, port = settings.listen_host, workspace.studio.settings.port
    with listening(app, settings.signing_secret, host, port) as port:
        log.info("Listening on port %d, at %s", port, EVENTS)
        yield


@contextmanager
def _socket_mode(app: App, settings: SlackSettings) -> Iterator[None]:
    """Connected until the block is left; connects again by itself."""
    socket = SocketModeHandler(app, settings.app_token, ping_interval=PING)
    if is_loopback(settings.api_url):
        socket.client.proxy = None
    socket.client.connect()
    log.info("Connected by Socket Mode")
    try:
        yield
    finally:
        socket.client.close()
