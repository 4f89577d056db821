"""The front end against the sandbox: what people do, and what they see in the thread."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import select

from bot import requests
from bot.chat import Place
from bot.sandbox.model import TEAM
from bot.sandbox.server import Sandbox
from bot.sandbox.testing import sandbox
from bot.studio import Studio
from bot.tables import inbox
from handlers.buttons import on_button
from handlers.settings import SlackSettings, read_settings
from handlers.slack import Slack, build_app, running
from handlers.web import connect
from handlers.workspace import Workspace
from inference.errors import BadSettings
from inference.picture import Picture, decode, encode_png
from tests.front import Front, open_front, open_studio, wait_for
from tests.test_story import golden_png

__all__ = ["sandbox"]

CHANNEL, SENTENCE = "autumn-campaign", "swap background to plain teal x1"
GOLDEN = ("mug.png", golden_png())


@dataclass(frozen=True)
class Team:
    """What the people in the channel do and see."""

    sandbox: Sandbox
    front: Front

    def ask(self, sentence: str = SENTENCE, thread: str | None = None, picture: bool = True) -> str:
        text, files = f"<@{self.sandbox.bot_user}> {sentence}", [GOLDEN] if picture else []
        return self.sandbox.say(CHANNEL, text, "maya", files, thread)

    def say(self, words: str, ts: str, *files: tuple[str, bytes]) -> None:
        """Something in the thread that mentions nobody."""
        self.sandbox.say(CHANNEL, words, "jonas", files, ts)

    def tap(self, message: dict[str, Any], action: str) -> None:
        self.sandbox.press(CHANNEL, message["ts"], action, "jonas")

    def thread(self, ts: str) -> list[dict[str, Any]]:
        return [m for m in self.sandbox.thread(CHANNEL, ts) if m["user"] == self.sandbox.bot_user]

    def said(self, ts: str) -> str:
        """Everything the bot says in the thread, buttons and states included."""
        return json.dumps(self.thread(ts), ensure_ascii=False)

    def cards(self, ts: str, count: int = 1) -> list[dict[str, Any]]:
        """The variants' messages once they can be voted on."""

        def look() -> list[dict[str, Any]]:
            found = [m for m in self.thread(ts) if "-variant-" in key_of(m)]
            seeded = [m for m in found if len(m.get("reactions", [])) >= 2]
            return seeded if len(seeded) == count else []

        return list(wait_for(look))

    def overlay(self, ts: str, revision: int = 1) -> dict[str, Any]:
        """The newest message that shows a region and can be corrected, of this revision."""

        def look() -> list[dict[str, Any]]:
            shown = [m for m in self.thread(ts) if key_of(m).endswith(f"-overlay-{revision}")]
            return [m for m in shown if "correct:grow" in json.dumps(m["blocks"])]

        return dict(wait_for(look)[-1])

    def status(self, ts: str, words: str) -> dict[str, Any]:
        """The status that says so."""
        there = lambda m: "status" in key_of(m) and words in json.dumps(m["blocks"])  # noqa: E731
        return dict(wait_for(lambda: [m for m in self.thread(ts) if there(m)])[0])

    def files(self, ts: str, part: str) -> list[str]:
        shared = (file for message in self.thread(ts) for file in message.get("files", []))
        return [file["name"] for file in shared if part in file["name"]]

    def hears(self, ts: str, words: str) -> None:
        wait_for(lambda: words in self.said(ts))


@contextmanager
def open_team(sandbox: Sandbox, home: Path, confirm: float = 0) -> Iterator[Team]:
    with open_front(home, settings_for(sandbox), confirm=confirm) as front:
        wait_for(sandbox.connections)
        yield Team(sandbox, front)


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """One workspace for all who do no harm: each test has a thread of its own."""
    with Sandbox(lag=0.0) as sandbox, open_team(sandbox, tmp_path_factory.mktemp("desk")) as team:
        yield team


@pytest.fixture
def troubled(sandbox: Sandbox, tmp_path: Path) -> Iterator[Team]:
    """A workspace where things go wrong."""
    with open_team(sandbox, tmp_path) as team:
        yield team


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A workspace where people have all the time to look at a region before it is painted."""
    home = tmp_path_factory.mktemp("patient")
    with Sandbox(lag=0.0) as sandbox, open_team(sandbox, home, confirm=600) as team:
        yield team


def settings_for(sandbox: Sandbox, **more: str) -> SlackSettings:
    tokens = {"bot_token": sandbox.bot_token, "app_token": sandbox.app_token}
    return SlackSettings(**{**tokens, "api_url": f"{sandbox.url}/api/", **more})


def drawn_on(golden: bytes) -> bytes:
    """The golden with a loop of a red pen around a part of its wall."""
    pixels = decode(golden).pixels.copy()
    loop = np.zeros(pixels.shape[:2], bool)
    loop[12:100, 8:44] = True
    loop[18:94, 14:38] = False
    pixels[loop] = (255, 20, 20)
    return encode_png(Picture(pixels))


def other_png() -> bytes:
    """A blue bar on a yellow wall: another picture altogether."""
    pixels = np.full((90, 160, 3), (230, 200, 60), np.uint8)
    pixels[:, 60:100] = (20, 40, 200)
    return encode_png(Picture(pixels))


def key_of(message: dict[str, Any]) -> str:
    return str(message.get("metadata", {}).get("event_payload", {}).get("key", ""))


def test_a_mention_becomes_variants_and_an_approval_the_final(team: Team) -> None:
    ts = team.ask("swap background to plain teal x2")
    first, second = team.cards(ts, 2)
    assert "*1 of 2.* Subject untouched, bit for bit" in json.dumps(first["blocks"])
    team.hears(ts, "2 of 2 variants are here")
    team.sandbox.react(CHANNEL, second["ts"], "+1::skin-tone-3", "jonas")
    (final,) = wait_for(lambda: team.files(ts, "-final-"))
    assert final.startswith("mug-final-2-")
    team.hears(ts, "✅ Approved by <@")
    assert team.cards(ts, 2)[1]["blocks"][0]["type"] == "image", "the picture stays"


def test_a_mention_that_arrives_many_times_asks_once(troubled: Team) -> None:
    troubled.sandbox.duplicate_events(3)
    ts = troubled.ask()
    troubled.cards(ts)
    time.sleep(4)  # longer than a mention waits for its message
    assert len(troubled.cards(ts)) == 1
    assert [key_of(m).partition("-")[0] for m in troubled.thread(ts)].count("status") == 1


def test_a_mention_without_a_picture_is_told_what_would_work(team: Team) -> None:
    ts = team.ask(picture=False)
    team.hears(ts, "I need a picture to work on")
    time.sleep(4)
    assert len(team.thread(ts)) == 1


def test_a_sentence_that_makes_no_sense_is_answered_with_one_that_does(team: Team) -> None:
    ts = team.ask("swop bakground to autumn trail")
    team.hears(ts, "Try: `swap background to autumn trail`")


def test_a_reply_under_a_golden_works_on_it(team: Team) -> None:
    ts = team.sandbox.say(CHANNEL, "our best one", "jonas", [GOLDEN])
    team.ask(thread=ts, picture=False)
    assert len(team.cards(ts)) == 1


def test_in_a_campaign_nobody_needs_to_mention_us_and_talk_is_left_alone(team: Team) -> None:
    ts = team.ask()
    team.cards(ts)
    talk = team.sandbox.say(CHANNEL, "lovely weather today", "jonas", [GOLDEN])
    plain = team.sandbox.say(CHANNEL, SENTENCE, "jonas", [GOLDEN])
    team.cards(plain)
    assert team.thread(talk) == []


def test_our_own_seeds_and_other_emoji_are_no_votes(team: Team) -> None:
    ts = team.ask()
    (card,) = team.cards(ts)
    team.sandbox.react(CHANNEL, card["ts"], "tada", "jonas")
    team.sandbox.react(CHANNEL, card["ts"], "x", "jonas")
    team.hears(ts, "❌ Rejected by")
    team.sandbox.unreact(CHANNEL, card["ts"], "x", "jonas")
    wait_for(lambda: "❌ Rejected by" not in team.said(ts))
    assert team.files(ts, "-final-") == []


def test_buttons_give_the_original_file_and_paint_again(team: Team) -> None:
    ts = team.ask()
    (card,) = team.cards(ts)
    team.sandbox.press(CHANNEL, card["ts"], "file", "jonas")
    wait_for(lambda: team.files(ts, "-original-"))
    team.sandbox.press(CHANNEL, card["ts"], "iterate:again", "jonas")
    assert len(team.cards(ts, 2)) == 2


def test_variants_are_spoken_of_and_voted_on_by_words_and_by_buttons(team: Team) -> None:
    ts = team.ask("swap background to autumn trail x2")
    first, second = team.cards(ts, 2)
    team.say("2 but warmer", ts)
    team.hears(ts, "Variant 2, but warmer.")
    warmer = team.cards(ts, 3)[-1]
    assert "warm light" in json.dumps(warmer["blocks"])
    team.tap(first, "iterate:more like this")
    team.hears(ts, "More like variant 1.")
    team.cards(ts, 6)
    team.say("undo", ts)
    team.hears(ts, "Back to this: Replace *background* with autumn trail.")
    team.hears(ts, "↩️ Undone by <@")
    team.tap(second, "reject")
    team.hears(ts, "❌ Rejected by <@")
    team.tap(warmer, "approve")
    wait_for(lambda: team.files(ts, "-final-"))
    rows = [block for block in warmer["blocks"] if block["type"] == "actions"]
    assert [len(row["elements"]) for row in rows] == [4, 2], "painted by rule: nothing bolder"


def test_a_file_that_is_no_picture_is_refused_in_the_thread(team: Team) -> None:
    text = f"<@{team.sandbox.bot_user}> {SENTENCE}"
    ts = team.sandbox.say(CHANNEL, text, "maya", [("brief.txt", b"please make it pop")])
    team.hears(ts, "That file is not a picture")


def test_a_connection_that_slack_closes_is_opened_again(troubled: Team) -> None:
    troubled.sandbox.refresh()
    wait_for(troubled.sandbox.connections)
    assert len(troubled.cards(troubled.ask())) == 1


def test_two_front_ends_side_by_side_answer_once(troubled: Team) -> None:
    with running(troubled.front.studio, troubled.front.settings):
        wait_for(lambda: troubled.sandbox.connections() == 2)
        troubled.sandbox.duplicate_events(2)
        ts = troubled.ask()
        troubled.cards(ts)
        troubled.hears(ts, "The variant is here")
    assert [key_of(m).partition("-")[0] for m in troubled.thread(ts)].count("status") == 1
    assert len(troubled.cards(ts)) == 1


def test_pictures_in_blocks_may_be_refused_and_votes_still_count(troubled: Team) -> None:
    troubled.sandbox.refuse_slack_files()
    ts = troubled.ask()
    shared = wait_for(
        lambda: [m for m in troubled.thread(ts) if m.get("files") and m.get("reactions")]
    )
    assert "Subject untouched, bit for bit" in shared[0]["text"]
    troubled.sandbox.react(CHANNEL, shared[0]["ts"], "white_check_mark", "jonas")
    wait_for(lambda: troubled.files(ts, "-final-"))
    troubled.hears(ts, "✅ Approved by <@")


def test_nothing_is_painted_before_somebody_has_looked(patient: Team) -> None:
    ts = patient.ask()
    overlay = patient.overlay(ts)
    assert overlay["blocks"][0]["type"] == "image"
    patient.hears(ts, "👀 Look at the picture below")
    patient.tap(overlay, "correct:looks right")
    patient.cards(ts)
    patient.hears(ts, "Settled by <@U0JONAS>")


def test_a_tap_corrects_and_the_newer_overlay_replaces_the_older(patient: Team) -> None:
    ts = patient.ask()
    first = patient.overlay(ts)
    patient.tap(first, "correct:grow")
    patient.overlay(ts, 2)
    patient.hears(ts, "a newer one stands below")
    assert patient.said(ts).count("correct:grow") == 1, "only the newest can be corrected"
    assert '"type": "image"' in json.dumps(patient.thread(ts)[1]["blocks"]), "its picture stays"


def test_a_choice_from_the_menu_locks_a_thing(patient: Team) -> None:
    ts = patient.ask()
    overlay = patient.overlay(ts)
    elements = [e for block in overlay["blocks"] for e in block.get("elements", [])]
    menu = next(e for e in elements if e.get("action_id") == "correct:protect")
    option = menu["options"][0]
    assert option["text"]["text"] == "subject"
    patient.sandbox.press(CHANNEL, overlay["ts"], menu["action_id"], option=option["value"])
    patient.overlay(ts, 2)
    patient.hears(ts, "Locked *subject*")


def test_words_in_the_thread_correct_and_talk_does_not(patient: Team) -> None:
    ts = patient.ask()
    patient.overlay(ts)
    patient.say("lovely, isn't it?", ts)
    patient.say("shrink it a bit", ts)
    patient.overlay(ts, 2)
    patient.say("looks right", ts)
    assert len(patient.cards(ts)) == 1
    kinds = [key_of(m).split("-")[1] for m in patient.thread(ts) if "sorry" in key_of(m)]
    assert kinds == [], "talk is left alone"


def test_a_correction_that_makes_no_sense_is_answered_in_the_thread(patient: Team) -> None:
    ts = patient.ask()
    patient.overlay(ts)
    patient.say("undo", ts)
    patient.hears(ts, "nothing to undo")


def test_a_sentence_in_the_thread_is_a_new_wish_unless_it_is_about_our_grid(
    patient: Team,
) -> None:
    ts = patient.ask()
    patient.overlay(ts)
    patient.say("remove A1", ts)
    patient.overlay(ts, 2)
    patient.say("swap background to plain coral x1", ts)
    patient.hears(ts, "plain coral")
    assert "Remove *a1*" not in patient.said(ts)


def test_the_golden_with_strokes_on_it_is_the_region(patient: Team) -> None:
    ts = patient.ask()
    patient.overlay(ts)
    patient.say("", ts, ("IMG_1.jpg", drawn_on(golden_png())))
    patient.overlay(ts, 2)
    patient.hears(ts, "As drawn")


def test_strokes_on_the_picture_that_we_showed_are_the_region_too(patient: Team) -> None:
    ts = patient.ask()
    blocks = patient.overlay(ts)["blocks"]
    file = next(block["slack_file"]["id"] for block in blocks if "slack_file" in block)
    pixels = decode(patient.sandbox.file_bytes(file)).pixels.copy()
    patient.say("that is the one", ts, ("region.png", encode_png(Picture(pixels))))
    pixels[40:60, 30:70] = (30, 90, 240)
    patient.say("here", ts, ("drawn.png", encode_png(Picture(pixels))))
    patient.overlay(ts, 2)
    patient.hears(ts, "As drawn.")


def test_a_drawing_with_a_sentence_belongs_to_the_sentence(patient: Team) -> None:
    ts = patient.sandbox.say(CHANNEL, "our best one", "maya", [GOLDEN])
    patient.sandbox.say(
        CHANNEL, f"<@{patient.sandbox.bot_user}> {SENTENCE}", "maya",
        [("IMG_1.png", drawn_on(golden_png()))], ts,
    )  # fmt: skip
    patient.overlay(ts)
    with patient.front.studio.store.begin() as tx:
        request = requests.last_in(tx, Place(TEAM, patient.sandbox.channel_id(CHANNEL), ts))
    assert request is not None
    assert request.golden == sha256(golden_png()).hexdigest(), "the strokes are not painted on"


def test_another_picture_in_the_thread_is_a_golden_of_its_own(patient: Team) -> None:
    ts = patient.ask()
    patient.overlay(ts)
    patient.say("look at this one", ts, ("other.png", other_png()))
    patient.say("swap background to plain coral x1", ts, ("other.png", other_png()))
    patient.hears(ts, "plain coral")
    assert patient.said(ts).count("status-") == 2, "talk around a picture asks for nothing"


def test_wrong_region_asks_for_another_one(patient: Team) -> None:
    ts = patient.ask()
    patient.tap(patient.overlay(ts), "correct:looks right")
    (card,) = patient.cards(ts)
    patient.tap(card, "wrong")
    patient.overlay(ts)
    patient.hears(ts, "Waiting for your word")


def whispers(team: Team, words: str) -> list[str]:
    """Who was told so, and nobody else."""
    told = team.sandbox.workspace.channel(CHANNEL).whispers
    return [each["to"] for each in told if words in each["text"]]


def test_a_second_tap_is_answered_to_who_tapped_alone(patient: Team) -> None:
    ts = patient.ask()
    patient.tap(patient.overlay(ts), "correct:looks right")
    card = patient.cards(ts)[0]
    patient.tap(card, "wrong")
    asked = lambda m: "What should it be?" in json.dumps(m["blocks"])  # noqa: E731
    (doubted,) = wait_for(lambda: [m for m in patient.thread(ts) if asked(m)])
    patient.tap(card, "wrong")
    wait_for(lambda: whispers(patient, "on its way already"))
    assert "on its way" not in patient.said(ts)
    shown = json.dumps(doubted["blocks"], ensure_ascii=False)
    assert "Only the subject" in shown
    assert "the the" not in shown
    assert "sure" not in shown


def test_a_tap_on_an_older_picture_is_answered_to_who_tapped_alone(patient: Team) -> None:
    ts = patient.ask()
    older = patient.overlay(ts)
    taps = (e for block in older["blocks"] for e in block.get("elements", []))
    action = next(e for e in taps if e.get("action_id") == "correct:grow") | {"action_ts": "9.9"}
    patient.tap(older, "correct:shrink")
    patient.overlay(ts, 2)
    studio, sandbox = patient.front.studio, patient.sandbox
    channel = sandbox.channel_id(CHANNEL)
    body = {
        "actions": [action],
        "user": {"id": sandbox.workspace.person("jonas").id},
        "message": older,
    }
    workspace = Workspace(studio, connect(settings_for(sandbox), persistent=True), "", "", TEAM)
    on_button(workspace, body | {"channel": {"id": channel}})  # before it saw that buttons are gone
    wait_for(lambda: whispers(patient, "older picture"))
    assert "older picture" not in patient.said(ts)


def test_a_refusal_offers_regions_that_work_as_buttons(patient: Team) -> None:
    ts = patient.ask("swap giraffe to plain teal x1")
    refused = patient.status(ts, "choose:1")
    patient.tap(refused, "choose:1")
    patient.overlay(ts)


def test_who_asks_for_help_gets_it(team: Team) -> None:
    ts = team.ask("help", picture=False)
    team.hears(ts, "Post the picture that works")
    assert "I need a picture" not in team.said(ts)


# What is kept before the acknowledgement. Payloads as docs.slack.dev shows them.

EVENT = {
    "token": "verification", "team_id": "T1", "api_app_id": "A1", "type": "event_callback",
    "event_id": "Ev1", "event_time": 1700000000,
}  # fmt: skip
MENTION = {
    "type": "message", "user": "U2", "text": "<@U1> hello", "ts": "1700000000.000100",
    "channel": "C1", "channel_type": "channel", "event_ts": "1700000000.000100",
}  # fmt: skip
TAP = {
    "type": "block_actions", "user": {"id": "U2", "team_id": "T1"}, "api_app_id": "A1",
    "token": "verification", "trigger_id": "1.2.3", "team": {"id": "T1", "domain": "t"},
    "container": {"type": "message", "message_ts": "5.0", "channel_id": "C1", "thread_ts": "1.0"},
    "channel": {"id": "C1", "name": "general"}, "message": {"ts": "5.0", "text": "secret plans"},
    "actions": [{"action_id": "cancel", "value": "r1", "type": "button", "action_ts": "9.0"}],
}  # fmt: skip


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with open_studio(tmp_path) as studio:
        yield studio


@pytest.fixture
def app(studio: Studio) -> App:
    settings = SlackSettings(bot_token="xoxb-1", signing_secret="s", api_url="http://127.0.0.1:9/")
    client = connect(settings, persistent=False)
    who = {"user_id": "U1", "team_id": "T1", "bot_id": "B1"}
    return build_app(Workspace(studio, client, settings.api_url, "U1", "T1"), settings, who)


def send(app: App, payload: dict[str, Any]) -> int:
    stamp, body = str(int(time.time())), json.dumps(payload)
    signature = SignatureVerifier("s").generate_signature(timestamp=stamp, body=body) or ""
    headers = {
        "content-type": "application/json", "x-slack-signature": signature,
        "x-slack-request-timestamp": stamp,
    }  # fmt: skip
    return int(app.dispatch(BoltRequest(body=body, headers=headers)).status)


def kept(studio: Studio) -> list[dict[str, Any]]:
    with studio.store.begin() as tx:
        return [row.body for row in tx.execute(select(inbox.c.body))]


def test_an_event_for_us_is_in_the_inbox_before_it_is_acknowledged(
    app: App, studio: Studio
) -> None:
    assert send(app, EVENT | {"event": MENTION}) == 200
    assert send(app, EVENT | {"event": MENTION}) == 200, "Slack sends it again"
    (body,) = kept(studio)
    assert body["event"]["text"] == "<@U1> hello"
    assert "token" not in body


def test_an_event_that_can_not_be_kept_is_not_acknowledged(app: App, studio: Studio) -> None:
    with studio.store.begin() as tx:
        inbox.drop(tx)
    assert send(app, EVENT | {"event": MENTION}) == 500


@pytest.mark.parametrize(
    "event",
    [
        MENTION | {"text": "swap background to autumn trail"},
        MENTION | {"subtype": "message_changed"},
        MENTION | {"bot_id": "B7"},
        MENTION | {"user": "U1"},
        {"type": "member_joined_channel", "user": "U2", "channel": "C1"},
        {"type": "reaction_added", "user": "U2", "reaction": "tada", "item_user": "U1",
         "item": {"type": "message", "channel": "C1", "ts": "5.0"}, "event_ts": "6.0"},
        {"type": "reaction_added", "user": "U1", "reaction": "x", "item_user": "U1",
         "item": {"type": "message", "channel": "C1", "ts": "5.0"}, "event_ts": "6.0"},
    ],
)  # fmt: skip
def test_what_is_not_for_us_is_never_kept(app: App, studio: Studio, event: dict[str, Any]) -> None:
    assert send(app, EVENT | {"event": event}) == 200
    assert kept(studio) == []


@pytest.mark.parametrize(
    ("event", "kept_there"),
    [
        ({"text": "add C3", "thread_ts": "5.0"}, True),
        ({"text": "", "thread_ts": "5.0", "subtype": "file_share", "files": [{"id": "F1"}]}, True),
        ({"text": "swap background to autumn trail"}, True),
        ({"text": "add C3"}, False),
        ({"text": "lovely weather", "thread_ts": "5.0"}, False),
        ({"text": "mine", "subtype": "file_share", "files": [{"id": "F1"}]}, False),
        ({"text": "mine", "thread_ts": "5.0", "files": [{"id": "F1", "filetype": "pdf"}]}, False),
    ],
)
def test_in_a_campaign_only_what_may_be_meant_for_us_is_kept(
    app: App, studio: Studio, event: dict[str, Any], kept_there: bool
) -> None:
    with studio.store.begin() as tx:
        requests.open_campaign(tx, Place("T1", "C1"), "U2")
    assert send(app, EVENT | {"event": MENTION | event}) == 200
    assert bool(kept(studio)) == kept_there
    assert send(app, EVENT | {"event": MENTION | event | {"channel": "C2"}, "event_id": "Ev2"})
    assert len(kept(studio)) == kept_there, "another channel is no campaign"


def test_a_menu_is_kept_with_what_was_chosen(app: App, studio: Studio) -> None:
    chosen = {"text": {"type": "plain_text", "text": "face"}, "value": "r1:1:protect face"}
    action = {"action_id": "correct:protect", "type": "static_select", "action_ts": "9.0"}
    assert send(app, TAP | {"actions": [action | {"selected_option": chosen}]}) == 200
    (body,) = kept(studio)
    assert body["actions"][0]["selected_option"]["value"] == "r1:1:protect face"


def test_a_tap_is_kept_once_and_without_the_message_around_it(app: App, studio: Studio) -> None:
    assert [send(app, TAP), send(app, TAP)] == [200, 200]
    (body,) = kept(studio)
    assert "secret plans" not in json.dumps(body)


# Starting


def test_a_wrong_token_ends_serve_with_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = settings_for(sandbox, bot_token="xoxb-wrong")
    with pytest.raises(BadSettings, match=r"SLACK_BOT_TOKEN \(invalid_auth\)"):  # noqa: SIM117
        with open_front(tmp_path, settings):
            pass


def test_a_wrong_app_token_ends_serve_with_a_sentence(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = settings_for(sandbox, app_token="xapp-wrong")
    with pytest.raises(BadSettings, match="SLACK_APP_TOKEN"):  # noqa: SIM117
        with open_front(tmp_path, settings):
            pass


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "look swapped"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "Set SLACK_APP_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_API_URL": "slack"}, "SLACK_API_URL"),
    ],
)
def test_settings_that_can_not_work_say_what_to_set(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], complaint: str
) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings, match=complaint):
        read_settings()


def test_the_doctor_sees_a_good_token_and_a_bad_one(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_API_URL", f"{sandbox.url}/api/")
    monkeypatch.setenv("SLACK_APP_TOKEN", sandbox.app_token)
    monkeypatch.setenv("SLACK_BOT_TOKEN", sandbox.bot_token)
    assert [ok for _, ok, _ in Slack().checks()] == [True, True, True]
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-wrong")
    assert [ok for _, ok, _ in Slack().checks()] == [False]
