"""The sandbox, looked at by clients that are not ours: slack_sdk, Bolt, httpx and a browser."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from websockets.sync.client import ClientConnection, connect

from bot.sandbox import testing
from bot.sandbox.markup import typed
from bot.sandbox.model import SlackError
from bot.sandbox.server import Sandbox
from tests.needs import needs_browser, photo

sandbox = testing.sandbox
CHANNEL = "autumn-campaign"
TEXT = {"type": "plain_text", "text": "Go"}
BUTTON = {"type": "button", "action_id": "go", "text": TEXT, "value": "1"}
OPTIONS = [{"text": TEXT | {"text": name}, "value": name.lower()} for name in ("Red", "Blue")]
MENU = {"type": "static_select", "action_id": "colour", "placeholder": TEXT, "options": OPTIONS}
PNG = photo("astronaut.png").read_bytes()


@pytest.fixture
def slack(sandbox: Sandbox) -> WebClient:
    return client_of(sandbox)


@pytest.fixture(scope="module")
def quiet() -> Iterator[Sandbox]:
    """One workspace for all the tests that only ask for what is refused."""
    with Sandbox(lag=0.0) as running:
        yield running


def client_of(sandbox: Sandbox) -> WebClient:
    client = WebClient(sandbox.bot_token, base_url=f"{sandbox.url}/api/")
    client.proxy = None
    return client


def until(look: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.02)
    raise AssertionError("it never came")


def error_of(call: Callable[..., Any], **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def upload(slack: WebClient, data: bytes, name: str, **share: Any) -> str:
    """The documented three steps; the file's id."""
    place = slack.files_getUploadURLExternal(filename=name, length=len(data))
    assert httpx.post(place["upload_url"], content=data, trust_env=False).status_code == 200
    slack.files_completeUploadExternal(files=[{"id": place["file_id"], "title": name}], **share)
    return str(place["file_id"])


def image(file_id: str) -> dict[str, Any]:
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": "a picture"}


def kept(sandbox: Sandbox, **app_options: Any) -> tuple[App, list[dict[str, Any]]]:
    """A Bolt app that keeps every event, and answers a mention with a button."""
    app, events = App(client=client_of(sandbox), **app_options), []

    @app.middleware
    def keep(body: dict[str, Any], next_: Callable[[], None]) -> None:
        events.append(body.get("event", body))
        next_()

    @app.event("app_mention")
    def answer(event: dict[str, Any], say: Any) -> None:
        blocks = [{"type": "actions", "elements": [BUTTON]}]
        say(text="Here", blocks=blocks, thread_ts=event["ts"])

    @app.action("go")
    def pressed(ack: Any, respond: Any) -> None:
        ack()
        respond(text="Pressed", replace_original=True)

    for event in ("message", "reaction_added", "reaction_removed", "file_shared"):
        app.event(event)(lambda ack: ack())
    return app, events


@contextmanager
def joined(app: App, sandbox: Sandbox) -> Iterator[None]:
    handler = SocketModeHandler(app, sandbox.app_token)
    handler.connect()
    try:
        until(sandbox.connections)
        yield
    finally:
        handler.close()


@contextmanager
def served(*routes: Route) -> Iterator[str]:
    """An app over HTTP; its address."""
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=list(routes)), port=0, log_level="critical")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/slack/events"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def connection(sandbox: Sandbox) -> Iterator[ClientConnection]:
    """A Socket Mode connection by hand, past its hello."""
    slack = client_of(sandbox)
    url = str(slack.apps_connections_open(app_token=sandbox.app_token)["url"])
    with connect(url, proxy=None) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
        until(sandbox.connections)
        yield socket


# Events


def test_a_mention_arrives_as_message_with_files_and_as_app_mention_without(
    sandbox: Sandbox,
) -> None:
    app, events = kept(sandbox)
    with joined(app, sandbox):
        ts = sandbox.say(CHANNEL, "@reshoot swap it", files=[("a.png", PNG)])
        until(lambda: len(sandbox.thread(CHANNEL, ts)) == 2)
        until(lambda: {e["type"] for e in events} >= {"message", "app_mention", "file_shared"})
    message = next(e for e in events if e["type"] == "message" and e["ts"] == ts)
    mention = next(e for e in events if e["type"] == "app_mention")
    assert message["subtype"] == "file_share"
    assert message["text"] == f"<@{sandbox.bot_user}> swap it" == mention["text"]
    assert (message["files"][0]["mimetype"], message["files"][0]["original_w"]) == (
        "image/png",
        512,
    )
    assert "files" not in mention


def test_reactions_and_buttons_reach_a_bolt_app_and_its_answer_replaces_the_message(
    sandbox: Sandbox,
) -> None:
    app, events = kept(sandbox)
    with joined(app, sandbox):
        ts = sandbox.say(CHANNEL, "@reshoot hello")
        card = until(lambda: sandbox.thread(CHANNEL, ts)[1:])[0]
        sandbox.react(CHANNEL, card["ts"], "thumbsup", person="jonas")
        sandbox.unreact(CHANNEL, card["ts"], "+1", person="jonas")
        sandbox.press(CHANNEL, card["ts"], "go", person="aiko")
        until(lambda: sandbox.thread(CHANNEL, ts)[1]["text"] == "Pressed")
        until(lambda: any(e["type"] == "reaction_removed" for e in events))
    added = next(e for e in events if e["type"] == "reaction_added")
    assert (added["reaction"], added["user"]) == ("+1", "U0JONAS")
    assert added["item_user"] == sandbox.bot_user
    tapped = next(e for e in events if e["type"] == "block_actions")
    assert tapped["container"]["thread_ts"] == ts
    assert tapped["message"]["ts"] == card["ts"]
    assert tapped["actions"][0]["value"] == "1"
    assert "blocks" not in sandbox.thread(CHANNEL, ts)[1]


def test_a_choice_from_a_menu_reaches_the_app_with_its_option(
    sandbox: Sandbox, slack: WebClient
) -> None:
    blocks = [{"type": "actions", "block_id": "b", "elements": [MENU, BUTTON]}]
    ts = str(slack.chat_postMessage(channel=CHANNEL, text="x", blocks=blocks)["ts"])
    with connection(sandbox) as socket:
        sandbox.press(CHANNEL, ts, "colour", option="blue")
        told = [json.loads(socket.recv()) for _ in range(2)]
    payload = next(t["payload"] for t in told if t["type"] == "interactive")
    (action,) = payload["actions"]
    assert (action["type"], action["selected_option"]) == ("static_select", OPTIONS[1])
    assert "value" not in action
    assert payload["state"]["values"]["b"]["colour"]["selected_option"] == OPTIONS[1]
    with pytest.raises(SlackError, match="no_such_option"):
        sandbox.press(CHANNEL, ts, "colour", option="green")


def test_the_bots_own_reaction_is_told_like_any_other(sandbox: Sandbox, slack: WebClient) -> None:
    with connection(sandbox) as socket:
        ts = sandbox.say(CHANNEL, "hello")
        slack.reactions_add(channel=CHANNEL, timestamp=ts, name="x")
        told = [json.loads(socket.recv())["payload"]["event"] for _ in range(2)]
    assert {event["user"] for event in told} == {"U0MAYA", sandbox.bot_user}


def test_an_event_that_was_not_acknowledged_comes_again_on_the_next_connection(
    sandbox: Sandbox,
) -> None:
    with connection(sandbox) as socket:
        sandbox.say(CHANNEL, "hello")
        first = json.loads(socket.recv())
    until(lambda: not sandbox.connections())
    with connection(sandbox) as socket:
        again = json.loads(socket.recv())
        socket.send(json.dumps({"envelope_id": again["envelope_id"]}))
    assert again["payload"]["event_id"] == first["payload"]["event_id"]
    until(lambda: not sandbox.connections())
    with connection(sandbox) as socket, pytest.raises(TimeoutError):
        socket.recv(timeout=0.5)


def test_what_happens_before_the_app_is_there_waits_for_it(sandbox: Sandbox) -> None:
    ts = sandbox.say(CHANNEL, "@reshoot early")
    with joined(kept(sandbox)[0], sandbox):
        until(lambda: len(sandbox.thread(CHANNEL, ts)) == 2)


def test_of_several_connections_one_gets_an_event(sandbox: Sandbox) -> None:
    with connection(sandbox) as one, connection(sandbox) as other:
        until(lambda: sandbox.connections() == 2)
        sandbox.say(CHANNEL, "hello")
        heard = 0
        for socket in (one, other):
            try:
                socket.recv(timeout=0.5)
                heard += 1
            except TimeoutError:
                pass
    assert heard == 1


def test_an_app_comes_back_when_asked_to_refresh(sandbox: Sandbox) -> None:
    app, _ = kept(sandbox)
    with joined(app, sandbox):
        before = sandbox.delivery.connections[0]
        sandbox.refresh()
        until(lambda: sandbox.connections() and before not in sandbox.delivery.connections)
        ts = sandbox.say(CHANNEL, "@reshoot still there?")
        until(lambda: len(sandbox.thread(CHANNEL, ts)) == 2)


def test_duplicates_carry_the_same_event_id(sandbox: Sandbox) -> None:
    sandbox.duplicate_events(2)
    with connection(sandbox) as socket:
        sandbox.say(CHANNEL, "hello")
        ids = {json.loads(socket.recv())["payload"]["event_id"] for _ in range(2)}
    assert len(ids) == 1


def test_over_http_a_bolt_app_accepts_the_signature_of_events_and_taps(sandbox: Sandbox) -> None:
    app, _ = kept(sandbox, signing_secret=sandbox.signing_secret)
    handler = SlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    with served(Route("/slack/events", endpoint, methods=["POST"])) as url:
        sandbox.send_events_to(url)
        ts = sandbox.say(CHANNEL, "@reshoot hello")
        card = until(lambda: sandbox.thread(CHANNEL, ts)[1:])[0]
        sandbox.press(CHANNEL, card["ts"], "go")
        until(lambda: sandbox.thread(CHANNEL, ts)[1]["text"] == "Pressed")


def test_over_http_what_is_not_answered_comes_again_and_says_why() -> None:
    got: list[tuple[bool, Any, Any, str]] = []

    async def endpoint(request: Request) -> Response:
        body, headers = await request.body(), dict(request.headers)
        valid = SignatureVerifier(sandbox.signing_secret).is_valid_request(body, headers)
        number, reason = headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")
        got.append((valid, number, reason, json.loads(body)["event_id"]))
        return PlainTextResponse("", 500 if len(got) < 3 else 200)

    with (
        Sandbox(retries=(0.0, 0.05, 0.1)) as sandbox,
        served(Route("/slack/events", endpoint, methods=["POST"])) as url,
    ):
        sandbox.delivery.events_url = url
        sandbox.say(CHANNEL, "hello")
        until(lambda: len(got) == 3)
    assert [entry[:3] for entry in got] == [
        (True, None, None),
        (True, "1", "http_error"),
        (True, "2", "http_error"),
    ]
    assert len({entry[3] for entry in got}) == 1


def test_an_address_where_no_app_answers_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(ValueError, match="challenge"):
        sandbox.send_events_to("http://127.0.0.1:9/slack/events")


# Files


def test_a_picture_can_be_shown_only_after_slack_has_looked_at_it() -> None:
    with Sandbox(lag=0.5) as sandbox:
        slack = client_of(sandbox)
        file_id = upload(slack, PNG, "a.png")
        assert slack.files_info(file=file_id)["file"]["mimetype"] == ""
        arguments = {"channel": CHANNEL, "text": "v", "blocks": [image(file_id)]}
        with pytest.raises(SlackApiError) as caught:
            slack.chat_postMessage(**arguments)
        assert "invalid slack file" in caught.value.response["response_metadata"]["messages"][0]
        until(lambda: slack.files_info(file=file_id)["file"]["mimetype"] == "image/png")
        posted = slack.chat_postMessage(**arguments)
    assert posted["ts"]
    assert posted["message"]["blocks"][0]["image_width"] == 512


def test_a_shared_upload_gives_no_ts_and_its_message_comes_later(
    sandbox: Sandbox, slack: WebClient
) -> None:
    channel, root = sandbox.channel_id(CHANNEL), sandbox.say(CHANNEL, "root")
    answer = slack.files_upload_v2(
        channel=channel, thread_ts=root, filename="a.png", content=PNG, initial_comment="Final"
    )
    assert set(answer["file"]) == {"id", "title"}
    message = until(lambda: sandbox.thread(CHANNEL, root)[1:])[0]
    assert (message["text"], message["files"][0]["id"]) == ("Final", answer["file"]["id"])
    shares = slack.files_info(file=answer["file"]["id"])["file"]["shares"]["public"][channel]
    assert (shares[0]["ts"], shares[0]["thread_ts"]) == (message["ts"], root)


def test_a_private_file_is_for_the_app_and_for_the_page_only(sandbox: Sandbox) -> None:
    ts = sandbox.say(CHANNEL, "", files=[("ä b.png", PNG)])
    url = sandbox.thread(CHANNEL, ts)[0]["files"][0]["url_private_download"]
    with httpx.Client(trust_env=False, follow_redirects=True) as web:
        token = {"Authorization": f"Bearer {sandbox.bot_token}"}
        assert web.get(url, headers=token).content == PNG
        assert web.get(url, headers={"Authorization": "Bearer xoxb-x"}).text.startswith("<!doc")
        web.get(sandbox.url)
        assert web.get(url).content == PNG


def test_a_webp_is_refused_in_an_image_block(sandbox: Sandbox, slack: WebClient) -> None:
    file_id = upload(slack, b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp")
    assert slack.files_info(file=file_id)["file"]["mimetype"] == "image/webp"
    arguments = {"channel": CHANNEL, "blocks": [image(file_id)], "text": "v"}
    assert error_of(slack.chat_postMessage, **arguments) == "invalid_blocks"


# The Web API


def test_messages_can_be_changed_and_deleted_by_their_author_only(
    sandbox: Sandbox, slack: WebClient
) -> None:
    channel = sandbox.channel_id(CHANNEL)
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "one"}}
    ts = str(slack.chat_postMessage(channel=channel, text="one", blocks=[block])["ts"])
    slack.chat_update(channel=channel, ts=ts, text="two", blocks=[block])
    assert "edited" not in sandbox.thread(CHANNEL, ts)[0]
    slack.chat_update(channel=channel, ts=ts, text="three")
    assert "blocks" not in sandbox.thread(CHANNEL, ts)[0]
    assert sandbox.thread(CHANNEL, ts)[0]["edited"]["user"] == sandbox.bot_user
    slack.chat_delete(channel=channel, ts=ts)
    assert sandbox.thread(CHANNEL, ts) == []
    theirs = sandbox.say(CHANNEL, "mine")
    assert error_of(slack.chat_update, channel=channel, ts=theirs, text="x") == (
        "cant_update_message"
    )


def test_metadata_is_returned_when_asked_for(sandbox: Sandbox, slack: WebClient) -> None:
    metadata = {"event_type": "card", "event_payload": {"key": "a"}}
    ts = str(slack.chat_postMessage(channel=CHANNEL, text="x", metadata=metadata)["ts"])
    channel = sandbox.channel_id(CHANNEL)
    silent = slack.conversations_replies(channel=channel, ts=ts)["messages"][0]
    told = slack.conversations_history(channel=channel, include_all_metadata=True)["messages"][0]
    assert "metadata" not in silent
    assert told["metadata"] == metadata == sandbox.thread(CHANNEL, ts)[0]["metadata"]


def test_replies_come_in_pages_after_their_root(sandbox: Sandbox, slack: WebClient) -> None:
    root = sandbox.say(CHANNEL, "root")
    replies = [sandbox.say(CHANNEL, str(n), thread=root) for n in range(3)]
    channel = sandbox.channel_id(CHANNEL)
    pages = slack.conversations_replies(channel=channel, ts=root, limit=2)
    found = [message for page in pages for message in page["messages"]]
    assert [message["ts"] for message in found] == [root, *replies]
    assert found[0]["reply_count"] == 3
    one = slack.conversations_replies(
        channel=channel, ts=root, oldest=replies[1], latest=replies[1], inclusive=True, limit=1
    )
    assert [m["ts"] for m in one["messages"]] == [root, replies[1]]
    history = slack.conversations_history(channel=channel)["messages"]
    assert [m["ts"] for m in history] == [root]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": CHANNEL}, "no_text"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x", "thread_ts": "1.000000"},
         "thread_not_found"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x", "blocks": "{"},
         "invalid_blocks_format"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x", "metadata": {"a": 1}},
         "invalid_metadata_format"),
        ("chat.update", {"channel": CHANNEL, "ts": "1.000000", "text": "x"}, "message_not_found"),
        ("reactions.add", {"channel": CHANNEL, "timestamp": "1.000000", "name": "x"},
         "message_not_found"),
        ("reactions.add", {"channel": CHANNEL, "timestamp": "yesterday", "name": "x"},
         "bad_timestamp"),
        ("conversations.replies", {"channel": CHANNEL, "ts": "1.000000"}, "thread_not_found"),
        ("files.info", {"file": "F0"}, "file_not_found"),
        ("files.completeUploadExternal", {"files": [{"id": "F0"}]}, "file_not_found"),
        ("users.info", {"user": "U0"}, "user_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": {"type": "modal", "title": TEXT,
         "blocks": []}}, "invalid_trigger_id"),
        ("no.such", {}, "unknown_method"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_json", [True, False])
def test_slacks_error_codes(
    quiet: Sandbox, method: str, arguments: dict[str, Any], error: str, as_json: bool
) -> None:
    token = {"Authorization": f"Bearer {quiet.bot_token}"}
    nested = {k: v if isinstance(v, str) else json.dumps(v) for k, v in arguments.items()}
    body: dict[str, Any] = {"json": arguments} if as_json else {"data": nested}
    url = f"{quiet.url}/api/{method}"
    answer = httpx.post(url, **body, headers=token, trust_env=False).json()
    assert (answer["ok"], answer["error"]) == (False, error)


def test_reactions_are_refused_as_in_slack(sandbox: Sandbox, slack: WebClient) -> None:
    place = {"channel": sandbox.channel_id(CHANNEL), "timestamp": sandbox.say(CHANNEL, "hi")}
    slack.reactions_add(**place, name="thumbsup")
    assert error_of(slack.reactions_add, **place, name="+1") == "already_reacted"
    assert error_of(slack.reactions_add, **place, name="no_such_face") == "invalid_name"
    assert error_of(slack.reactions_remove, **place, name="x") == "no_reaction"
    got = slack.reactions_get(**place)["message"]["reactions"]
    assert got == [{"name": "+1", "users": [sandbox.bot_user], "count": 1}]


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("app", "auth.test", "not_allowed_token_type"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
    ],
)
def test_the_wrong_token_is_refused(quiet: Sandbox, token: str, method: str, error: str) -> None:
    given = {"app": quiet.app_token, "bot": quiet.bot_token}.get(token, token)
    answer = httpx.post(f"{quiet.url}/api/{method}", data={"token": given}, trust_env=False)
    assert answer.json()["error"] == error


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{**BUTTON, **more}]}


def menu(**more: Any) -> list[dict[str, Any]]:
    return [{"type": "actions", "elements": [{**MENU, **more}]}]


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([{"type": "marquee"}], "unsupported type: marquee [json-pointer:/blocks/0/type]"),
        ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([section("x" * 3001)],
         "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "must be more than 0 characters"),
        ([{"type": "section"}], "must define either `text` or `fields`"),
        ([{"type": "section", "txt": 1, **section("x")}], "invalid additional property: txt"),
        ([{"type": "image", "image_url": "https://a/b.png"}], "missing required field: alt_text"),
        ([image("F0")], "invalid slack file [json-pointer:/blocks/0/slack_file]"),
        ([{**image("F0"), "image_url": "https://a/b.png"}], "must define either `image_url`"),
        ([button(text={"type": "plain_text", "text": "x" * 76})], "must be less than 76"),
        ([button(text={"type": "mrkdwn", "text": "x"})], "unsupported type: mrkdwn"),
        ([button(value="x" * 2001)], "must be less than 2001"),
        ([button(action_id="x" * 256)], "must be less than 256"),
        ([button(style="loud")], "must be one of: primary, danger"),
        ([{"type": "actions", "elements": [{**BUTTON, "action_id": str(n)} for n in range(26)]}],
         "no more than 25 items allowed"),
        ([{"type": "actions", "elements": [BUTTON, BUTTON]}], "already exists"),
        ([{"type": "divider", "block_id": "a"}] * 2, "block_id already exists"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "less than 151"),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}],
         "no more than 10 items"),
        ([{"type": "alert"}], "unsupported type: alert"),
        (["text"], "must be an object"),
        (menu(options=[]), "no less than 1 items"),
        (menu(options=[{"text": TEXT, "value": "x" * 151}]), "must be less than 151 characters"),
        (menu(options=[{"text": {"type": "mrkdwn", "text": "x"}, "value": "x"}]),
         "unsupported type: mrkdwn"),
        (menu(options=OPTIONS * 51), "no more than 100 items"),
        (menu(value="1"), "invalid additional property: value"),
    ],
)  # fmt: skip
def test_blocks_that_slack_refuses(quiet: Sandbox, blocks: list[Any], words: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        client_of(quiet).chat_postMessage(channel=CHANNEL, text="x", blocks=blocks)
    answer = caught.value.response
    assert answer["error"] == "invalid_blocks"
    assert words in answer["errors"][0]
    assert answer["response_metadata"]["messages"][0] == f"[ERROR] {answer['errors'][0]}"


def test_a_trigger_opens_one_view_for_three_seconds(sandbox: Sandbox, slack: WebClient) -> None:
    view = {"type": "modal", "title": TEXT, "blocks": [section("Hello")]}
    ts = str(slack.chat_postMessage(channel=CHANNEL, text="x", blocks=[button()])["ts"])
    with connection(sandbox) as socket:
        sandbox.press(CHANNEL, ts, "go")
        told = [json.loads(socket.recv()) for _ in range(2)]
    trigger = next(t["payload"]["trigger_id"] for t in told if t["type"] == "interactive")
    assert slack.views_open(trigger_id=trigger, view=view)["view"]["id"]
    again = {"trigger_id": trigger, "view": view}
    assert error_of(slack.views_open, **again) == "exchanged_trigger_id"


def test_a_home_is_published_and_looked_at(sandbox: Sandbox, slack: WebClient) -> None:
    slack.views_publish(user_id="U0AIKO", view={"type": "home", "blocks": [section("Hello")]})
    with connection(sandbox) as socket:
        seen = sandbox.open_home("aiko")
        event = json.loads(socket.recv())["payload"]["event"]
    assert seen is not None
    assert seen["blocks"][0]["text"]["text"] == "Hello"
    assert (event["type"], event["user"]) == ("app_home_opened", "U0AIKO")


# Trouble on demand


def test_a_rate_limit_says_how_long_to_wait(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.fault("chat.postMessage", "ratelimited", retry_after=1)
    with pytest.raises(SlackApiError) as caught:
        slack.chat_postMessage(channel=CHANNEL, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["retry-after"]) == (
        429,
        "1",
    )
    sandbox.fault("chat.postMessage", "ratelimited", retry_after=0)
    slack.retry_handlers = [RateLimitErrorRetryHandler(max_retry_count=1)]
    assert slack.chat_postMessage(channel=CHANNEL, text="x")["ok"]


def test_a_lost_answer_leaves_the_message_there(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.fault("chat.postMessage", "lost_answer")
    slack.retry_handlers = []
    with pytest.raises(Exception, match="IncompleteRead"):
        slack.chat_postMessage(channel=CHANNEL, text="posted")
    history = slack.conversations_history(channel=sandbox.channel_id(CHANNEL))
    assert [m["text"] for m in history["messages"]] == ["posted"]


def test_any_error_of_slacks_can_be_asked_for(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.fault("users.info", "missing_scope")
    assert error_of(slack.users_info, user="U0MAYA") == "missing_scope"
    assert slack.users_info(user="U0MAYA")["user"]["name"] == "maya"


def test_uploaded_pictures_in_blocks_can_be_refused(sandbox: Sandbox, slack: WebClient) -> None:
    file_id = upload(slack, PNG, "a.png")
    sandbox.refuse_slack_files()
    arguments = {"channel": CHANNEL, "text": "x", "blocks": [image(file_id)]}
    assert error_of(slack.chat_postMessage, **arguments) == "invalid_blocks"
    sandbox.refuse_slack_files(False)
    assert slack.chat_postMessage(**arguments)["ts"]


def test_a_port_that_is_taken_is_named(sandbox: Sandbox) -> None:
    port = int(sandbox.url.rpartition(":")[2])
    with pytest.raises(OSError, match=f"Port {port} is taken"), Sandbox(port):
        pass


# The page


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("hi @maya & <b>", "hi <@U0MAYA> &amp; &lt;b&gt;"),
        ("#general, see https://a.b/c?d=1&e", "<#C0G>, see <https://a.b/c?d=1&amp;e>"),
        ("<@U0MAYA> a@maya.com @nobody", "<@U0MAYA> a@maya.com @nobody"),
    ],
)
def test_what_is_typed_becomes_slacks_markup(text: str, sent: str) -> None:
    assert typed(text, {"maya": "U0MAYA"}, {"general": "C0G"}) == sent


def test_other_sites_can_neither_look_nor_act(sandbox: Sandbox) -> None:
    message = {"channel": CHANNEL, "person": "maya", "text": "x"}
    with httpx.Client(base_url=sandbox.url, trust_env=False) as web:
        assert web.get("/page/boot").status_code == 403
        web.get("/")
        assert web.get("/page/boot").status_code == 200
        evil = {"Origin": "http://127.0.0.1:1"}
        assert web.post("/page/say", data=message, headers=evil).status_code == 403
        assert web.get("/", headers={"Host": "evil.example"}).status_code == 400
        assert web.post("/page/say", data=message).json()["ok"]


@pytest.fixture
def browser_page() -> Iterator[Any]:
    chromium = needs_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.trouble = []
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.trouble.append(said.text))
        yield page
        browser.close()


def test_people_post_react_and_press_on_the_page(sandbox: Sandbox, browser_page: Any) -> None:
    page = browser_page
    with joined(kept(sandbox)[0], sandbox):
        page.goto(sandbox.url)
        page.set_input_files("#composer input[type=file]", str(photo("astronaut.png")))
        box = page.get_by_label(f"Message #{CHANNEL}")
        box.fill("@res")
        box.press("Enter")
        assert box.input_value() == "@reshoot "
        box.press_sequentially("<img src=x onerror=alert(1)> *bold*")
        box.press("Enter")
        message = page.locator("#messages .message")
        message.locator("figure img").wait_for()
        assert message.locator(".text").inner_text() == "@Reshoot <img src=x onerror=alert(1)> bold"
        message.locator(".summary").click()
        page.locator("#replies").get_by_role("button", name="Go", exact=True).click()
        page.get_by_text("Pressed").wait_for()
        page.get_by_role("radio", name="Jonas Weber").click()
        page.locator("#replies .message").last.hover()
        page.locator("#replies .message").last.get_by_label("React with white check mark").click()
        page.locator("#replies .reactions .mine").wait_for()
    ts = page.url.rpartition("/")[2]
    assert sandbox.thread(CHANNEL, ts)[1]["reactions"][0]["users"] == ["U0JONAS"]
    assert page.trouble == []


def test_people_choose_from_menus_and_upload_into_threads_on_the_page(
    sandbox: Sandbox, slack: WebClient, browser_page: Any
) -> None:
    page, root = browser_page, sandbox.say(CHANNEL, "root", files=[("root.png", PNG)])
    place = {"channel": sandbox.channel_id(CHANNEL), "thread_ts": root, "text": "x"}
    shown = [image(upload(slack, PNG, "a.png")), {"type": "actions", "elements": [MENU, BUTTON]}]
    ts = str(slack.chat_postMessage(**place, blocks=shown)["ts"])
    with connection(sandbox) as socket:
        page.goto(f"{sandbox.url}/#{place['channel']}/{root}")
        page.locator("#replies").get_by_label("Go", exact=True).select_option("Blue")
        told = json.loads(socket.recv())
        while told["type"] != "interactive":
            told = json.loads(socket.recv())
        assert told["payload"]["actions"][0]["selected_option"] == OPTIONS[1]
    slack.chat_update(channel=place["channel"], ts=ts, text="y", blocks=shown[:1])
    page.locator("#replies select").wait_for(state="detached")
    edited = page.locator("#replies figure img").nth(1)
    assert edited.evaluate("image => image.decode().then(() => true)")
    page.set_input_files("#thread-composer input[type=file]", str(photo("astronaut.png")))
    page.locator("#replies").evaluate("pane => pane.scrollTo(0, 0)")
    page.locator("#thread-composer").get_by_label("Send").click()
    page.locator("#replies figure img").nth(2).wait_for()
    page.wait_for_function("document.querySelector('#replies').scrollTop > 0")
    assert sandbox.thread(CHANNEL, root)[2]["files"][0]["name"] == "astronaut.png"
    assert page.trouble == []


def test_a_picture_opens_larger_and_closes_by_key(sandbox: Sandbox, browser_page: Any) -> None:
    page = browser_page
    ts = sandbox.say(CHANNEL, "one", files=[("a.png", PNG)])
    sandbox.say(CHANNEL, "two", files=[("b.png", PNG)], thread=ts)
    page.goto(f"{sandbox.url}/#{sandbox.channel_id(CHANNEL)}/{ts}")
    page.locator("#replies figure button").first.click()
    assert page.locator(".lightbox b").inner_text().startswith("a.png")
    page.keyboard.press("ArrowRight")
    assert page.locator(".lightbox b").inner_text().startswith("b.png")
    page.keyboard.press("Escape")
    assert page.locator(".lightbox").count() == 0
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    assert page.trouble == []
