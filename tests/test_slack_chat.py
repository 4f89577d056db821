"""The desk's posts as Slack messages, against the sandbox and its faults."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import Block

from bot.chat import (
    Asset,
    Attachment,
    CannotEditError,
    Note,
    NotPostedError,
    Overlay,
    Place,
    Post,
    Status,
    VariantCard,
)
from bot.sandbox.server import Sandbox
from bot.sandbox.testing import sandbox
from handlers.settings import SlackSettings
from handlers.slack_chat import SlackChat
from handlers.views.posts import view_of
from handlers.views.status import bar, stage_words
from handlers.views.variant import state_words
from handlers.web import connect
from inference.nouns import Proof
from tests.test_story import golden_png

__all__ = ["sandbox"]

CHANNEL = "autumn-campaign"
PROOF = Proof(100, 0.23, 0, "ab" * 32, 0.0, 1.0, 9.0, ("The painted part is smoother.",))
PICTURE = Attachment(golden_png(), "mug-preview-2-abc123.png", "A mug on an autumn trail")
STATUS = Status("r1", "Replace *background* with autumn trail.", "painting", 2, 4, 0.5)
CARD = VariantCard(
    "r1", "ab" * 32, 2, 4, PICTURE, PROOF, "Subject untouched, bit for bit (23 % of the picture)."
)
FINAL = Asset("r1", "ab" * 32, replace(PICTURE, name="mug-final-2-abc123.png"), "Final.", True)
OVERLAY = Overlay("r1", PICTURE, "Red is where I paint.", 0.9)
HOSTILE = "<!channel> <https://evil.example|ok> & <b>" + "x" * 9_000


@pytest.fixture
def chat(sandbox: Sandbox) -> SlackChat:
    settings = SlackSettings(bot_token=sandbox.bot_token, api_url=f"{sandbox.url}/api/")
    client = connect(settings, persistent=False)
    return SlackChat(client, sandbox.bot_user, pauses=(0.02, 0.05, 0.1))


@pytest.fixture
def place(sandbox: Sandbox) -> Place:
    root = sandbox.say(CHANNEL, "our best one", "maya")
    return Place("T1", sandbox.channel_id(CHANNEL), root)


def messages(sandbox: Sandbox, place: Place) -> list[dict[str, Any]]:
    return [m for m in sandbox.thread(CHANNEL, place.thread) if m["ts"] != place.thread]


def types(message: dict[str, Any]) -> list[str]:
    return [block["type"] for block in message["blocks"]]


def test_a_variant_is_one_message_with_picture_proof_and_buttons(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    posted = chat.post(place, CARD, "r1-variant-2")
    (message,) = messages(sandbox, place)
    assert message["ts"] == posted.ts
    assert types(message) == ["image", "section", "actions"]
    assert message["blocks"][0]["alt_text"] == PICTURE.alt
    assert message["blocks"][1]["text"]["text"] == (
        "*2 of 4.* Subject untouched, bit for bit (23 % of the picture).\n"
        "⚠️ The painted part is smoother."
    )
    assert [b["text"]["text"] for b in message["blocks"][2]["elements"]] == [
        "Original file",
        "Again",
    ]
    assert message["metadata"]["event_payload"] == {"key": "r1-variant-2"}


def test_an_edit_changes_the_words_and_keeps_the_picture(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    posted = chat.post(place, CARD, "k")
    voted = replace(CARD, state="approved", by=("U0JONAS",), picture=replace(PICTURE, data=b""))
    chat.edit(place, posted.ts, voted, posted.media)
    (message,) = messages(sandbox, place)
    assert types(message) == ["image", "section", "context", "actions"]
    assert "Approved by <@U0JONAS>" in json.dumps(message["blocks"])


def test_the_final_is_a_real_file_in_the_thread_byte_for_byte(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    chat.post(place, FINAL, "k")
    (message,) = messages(sandbox, place)
    (file,) = message["files"]
    assert "-final-" in file["name"]
    assert sandbox.file_bytes(file["id"]) == PICTURE.data


def test_a_refused_picture_is_shared_and_may_be_voted_on_like_the_words_under_it(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    sandbox.refuse_slack_files()
    posted = chat.post(place, CARD, "k")
    shared, under = messages(sandbox, place)
    assert (posted.picture, posted.ts) == (shared["ts"], under["ts"])
    assert shared["files"][0]["name"] == PICTURE.name
    assert "Subject untouched" in shared["text"]
    assert types(under) == ["actions"]
    chat.edit(place, posted.ts, replace(CARD, state="rejected", by=("U1",)), posted.media)
    assert types(messages(sandbox, place)[1]) == ["context", "actions"]


@pytest.mark.parametrize("post", [STATUS, CARD, OVERLAY, Note("hello")])
def test_a_lost_answer_is_looked_up_and_not_posted_twice(
    chat: SlackChat, place: Place, sandbox: Sandbox, post: Post
) -> None:
    sandbox.fault("chat.postMessage", "lost_answer")
    with pytest.raises(Exception) as lost:  # noqa: PT011
        chat.post(place, post, "k")
    assert not isinstance(lost.value, NotPostedError), "it may have arrived, and did"
    (there,) = messages(sandbox, place)
    assert chat.post(place, post, "k", again=True).ts == there["ts"]
    assert len(messages(sandbox, place)) == 1


def test_a_final_whose_answer_was_lost_is_not_shared_twice(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    sandbox.fault("files.completeUploadExternal", "lost_answer")
    with pytest.raises(Exception) as lost:  # noqa: PT011
        chat.post(place, FINAL, "k")
    assert not isinstance(lost.value, NotPostedError)
    chat.post(place, FINAL, "k", again=True)
    assert len(messages(sandbox, place)) == 1


def test_words_that_did_not_follow_their_picture_follow_later(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    sandbox.refuse_slack_files()
    chat.post(place, CARD, "first")
    sandbox.fault("chat.postMessage", "channel_not_found")
    with pytest.raises(Exception) as half:  # noqa: PT011
        chat.post(place, replace(CARD, picture=replace(PICTURE, name="other.png")), "second")
    assert not isinstance(half.value, NotPostedError), "its picture is there"
    other = replace(CARD, picture=replace(PICTURE, name="other.png"))
    posted = chat.post(place, other, "second", again=True)
    assert [m["ts"] for m in messages(sandbox, place)][2:] == [posted.picture, posted.ts]


@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("files.getUploadURLExternal", "server_error"),
        ("files.completeUploadExternal", "lost_answer"),
        ("chat.postMessage", "channel_not_found"),
    ],
)
def test_a_failure_that_surely_posted_nothing_says_so(
    chat: SlackChat, place: Place, sandbox: Sandbox, method: str, kind: str
) -> None:
    sandbox.fault(method, kind)
    with pytest.raises(NotPostedError):
        chat.post(place, CARD, "k")
    assert messages(sandbox, place) == []


@pytest.mark.parametrize("kind", ["server_error", "internal_error"])
def test_after_an_error_inside_slack_nobody_knows(
    chat: SlackChat, place: Place, sandbox: Sandbox, kind: str
) -> None:
    sandbox.fault("chat.postMessage", kind)
    with pytest.raises(SlackApiError):
        chat.post(place, STATUS, "k")
    assert chat.post(place, STATUS, "k", again=True).ts


def test_a_long_rate_limit_is_the_couriers_to_wait_for(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    sandbox.fault("chat.postMessage", "ratelimited", retry_after=30)
    with pytest.raises(NotPostedError) as limited:
        chat.post(place, STATUS, "k")
    assert limited.value.retry_after == 30


def test_a_message_that_is_gone_is_not_edited_for_ever(chat: SlackChat, place: Place) -> None:
    with pytest.raises(CannotEditError):
        chat.edit(place, "1.000001", STATUS)


def test_seeding_twice_is_no_error(chat: SlackChat, place: Place, sandbox: Sandbox) -> None:
    ts = chat.post(place, STATUS, "k").ts
    for choice in ("approve", "reject", "approve"):
        chat.react(place, ts, choice)
    (message,) = messages(sandbox, place)
    assert [r["name"] for r in message["reactions"]] == ["white_check_mark", "x"]


def test_a_private_note_is_seen_by_one_person(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    person = sandbox.workspace.person("maya").id
    chat.post(place, Note("Only for you", person), "k")
    assert messages(sandbox, place) == []


# Views


@pytest.mark.parametrize(
    "post",
    [
        Note(HOSTILE),
        replace(STATUS, understood=HOSTILE, detail=HOSTILE),
        replace(STATUS, stage="failed", detail=HOSTILE),
        replace(CARD, words=HOSTILE, picture=replace(PICTURE, alt=HOSTILE)),
        replace(OVERLAY, words=HOSTILE),
        replace(FINAL, words=HOSTILE),
    ],
)
def test_whatever_people_write_stays_within_limits_and_rings_nobody(post: Post) -> None:
    view = view_of(post, "F1")
    for block in view.blocks:
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.validate_json()
        if "alt_text" in block:
            assert len(block["alt_text"]) <= 2_000
            continue
        assert "<!channel>" not in json.dumps(block)
        assert "<https:" not in json.dumps(block)
    assert view.text
    assert "<!channel>" not in view.text


def test_the_people_that_the_desk_names_are_named() -> None:
    assert state_words(replace(CARD, state="rejected", by=("U1", "U2"))) == (
        "❌ Rejected by <@U1> and <@U2>."
    )
    assert "<@U1>" in view_of(replace(CARD, state="approved", by=("U1",))).text


def test_a_status_can_be_cancelled_only_while_it_runs() -> None:
    for stage in ("queued", "finding", "painting", "shown", "failed", "cancelled"):
        kinds = [block["type"] for block in view_of(replace(STATUS, stage=stage)).blocks]
        assert ("actions" in kinds) == (stage in ("queued", "finding", "painting"))


def test_progress_is_told_in_words() -> None:
    assert stage_words(STATUS) == "🎨 Painting. ▓▓▓▓▓▓░░░░░░ 50 % · 2 of 4"
    assert bar(-1) == "░" * 12 + " 0 %"
    assert bar(7) == "▓" * 12 + " 100 %"


def test_every_picture_of_the_desk_may_be_shown_by_a_block(tmp_path: Path) -> None:
    assert view_of(OVERLAY, "F1").blocks[0]["slack_file"] == {"id": "F1"}
