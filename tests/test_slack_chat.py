"""The desk's posts as Slack messages, against the sandbox and its faults."""

from __future__ import annotations

import json
import re
from dataclasses import replace
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
from handlers.views.overlay import grade
from handlers.views.posts import view_of
from handlers.views.status import bar, stage_words
from handlers.views.variant import state_words
from handlers.web import connect
from handlers.words import HELP
from inference import correction, instruction, iteration
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
OVERLAY = Overlay(
    "r1", PICTURE, "Where it is tinted I repaint.", 0.9, state="waiting", picks=3,
    protect=("face", "hair"), warnings=("This edge is mostly hair: expect softness.",),
)  # fmt: skip
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
    assert types(message) == ["image", "section", "actions", "actions"]
    assert message["blocks"][0]["alt_text"] == PICTURE.alt
    assert message["blocks"][1]["text"]["text"] == (
        "*2 of 4.* Subject untouched, bit for bit (23 % of the picture).\n"
        "⚠️ The painted part is smoother."
    )
    rows = [[b["text"]["text"] for b in row["elements"]] for row in message["blocks"][2:]]
    assert rows == [["Approve", "Reject"], ["Wrong region", "Original file"]]
    assert message["metadata"]["event_payload"] == {"key": "r1-variant-2"}


def test_an_edit_changes_the_words_and_keeps_the_picture(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    posted = chat.post(place, CARD, "k")
    voted = replace(CARD, state="approved", by=("U0JONAS",), picture=replace(PICTURE, data=b""))
    chat.edit(place, posted.ts, voted, posted.media)
    (message,) = messages(sandbox, place)
    assert types(message) == ["image", "section", "context", "actions"], "approved is for good"
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
    assert types(under) == ["actions", "actions"]
    chat.edit(place, posted.ts, replace(CARD, state="rejected", by=("U1",)), posted.media)
    assert types(messages(sandbox, place)[1]) == ["context", "actions", "actions"]


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
        replace(OVERLAY, words=HOSTILE, warnings=(HOSTILE,), protect=(HOSTILE, "face")),
        replace(OVERLAY, picks=500, protect=tuple(f"thing {n}" for n in range(500))),
        replace(STATUS, stage="failed", choices=tuple(f"{n} {HOSTILE}" for n in range(40))),
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
        if block["type"] == "actions":
            continue  # labels are plain text, in which nothing rings
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
    running = ("queued", "finding", "asking", "ready", "painting")
    for stage in (*running, "shown", "failed", "cancelled"):
        kinds = [block["type"] for block in view_of(replace(STATUS, stage=stage)).blocks]
        assert ("actions" in kinds) == (stage in running)


def test_progress_is_told_in_words() -> None:
    assert stage_words(STATUS) == "🎨 Painting. ▓▓▓▓▓▓░░░░░░ 50 % · 2 of 4"
    assert bar(-1) == "░" * 12 + " 0 %"
    assert bar(7) == "▓" * 12 + " 100 %"


def test_every_picture_of_the_desk_may_be_shown_by_a_block() -> None:
    assert view_of(OVERLAY, "F1").blocks[0]["slack_file"] == {"id": "F1"}


def elements(post: Post) -> list[dict[str, Any]]:
    """The buttons and menus of a post."""
    blocks = view_of(post, "F1").blocks
    return [e for block in blocks if block["type"] == "actions" for e in block["elements"]]


def carried(post: Post) -> list[str]:
    """What its buttons and menus carry."""
    options = [option for e in elements(post) for option in e.get("options", [e])]
    return [option["value"] for option in options]


def labels(post: Post) -> list[str]:
    return [(e.get("text") or e["placeholder"])["text"] for e in elements(post)]


def test_a_region_can_be_corrected_in_one_tap() -> None:
    assert labels(replace(OVERLAY, warnings=())) == [
        "Looks right", "Grow", "Shrink", "Invert", "Pick 1", "Pick 2", "Pick 3", "Protect …",
    ]  # fmt: skip
    assert labels(replace(OVERLAY, warnings=(), picks=1, protect=())) == [
        "Looks right", "Grow", "Shrink", "Invert",
    ]  # fmt: skip


def test_a_hard_edge_is_told_and_may_be_handed_over() -> None:
    assert "⚠️ This edge is mostly hair" in view_of(OVERLAY).text
    assert labels(OVERLAY)[0] == "Looks right, paint anyway"
    assert labels(OVERLAY)[-1] == "Hand it to a designer"


@pytest.mark.parametrize("picks", [3, 12])
def test_buttons_and_menus_say_what_a_person_could_have_written(picks: int) -> None:
    values = carried(replace(OVERLAY, revision=7, picks=picks))
    assert {value.rsplit(":", 1)[0] for value in values} == {"r1:7"}
    said = [value.rsplit(":", 1)[1] for value in values]
    meant = {correction.read(words) for words in said}
    assert () not in meant
    assert len(meant) == len(said) == 7 + picks, "each means something else"


def test_no_two_elements_of_a_message_share_an_action_id() -> None:
    failed = replace(STATUS, stage="failed", choices=("background", "subject", "face"))
    for post in (OVERLAY, replace(OVERLAY, picks=12), CARD, failed):
        names = [element["action_id"] for element in elements(post)]
        assert len(set(names)) == len(names) > 1


def test_how_sure_it_is_is_told_in_words() -> None:
    said = [grade(confidence) for confidence in (1.0, 0.7, 0.5, 0.49)]
    assert said == ["I'm sure.", "Fairly sure.", "Not quite sure.", "Unsure: please look."]


@pytest.mark.parametrize(
    ("change", "words", "offered"),
    [
        ({"state": "soon", "seconds": 8}, "I paint this in 8 s unless you say otherwise", 9),
        ({"state": "soon", "seconds": 600}, "I paint this in 10 min unless", 9),
        ({"state": "waiting"}, "Waiting for your tap", 9),
        ({"state": "settled", "by": "U1"}, "Settled by <@U1>", 1),
        ({"state": "settled"}, "Nobody objected", 1),
        ({"state": "replaced"}, "a newer one stands below", 0),
        ({"state": "over"}, "Called off", 0),
    ],
)
def test_an_overlay_says_what_happens_next(
    change: dict[str, Any], words: str, offered: int
) -> None:
    overlay = replace(OVERLAY, **change)
    assert words in json.dumps(view_of(overlay).blocks)
    assert words in view_of(overlay).text
    assert len(elements(overlay)) == offered


def test_a_settled_overlay_keeps_its_picture_and_loses_its_corrections(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    posted = chat.post(place, OVERLAY, "k")
    assert types(messages(sandbox, place)[0])[:2] == ["image", "section"]
    settled = replace(OVERLAY, state="settled", picture=replace(PICTURE, data=b""))
    chat.edit(place, posted.ts, settled, posted.media)
    (message,) = messages(sandbox, place)
    assert types(message) == ["image", "section", "context", "actions"]


def test_where_pictures_in_blocks_are_refused_an_overlay_is_corrected_under_its_file(
    chat: SlackChat, place: Place, sandbox: Sandbox
) -> None:
    sandbox.refuse_slack_files()
    posted = chat.post(place, OVERLAY, "k")
    shared, under = messages(sandbox, place)
    assert "*I'm sure.* Where it is tinted" in shared["text"]
    assert types(under) == ["context", "actions", "actions", "context"]
    chat.edit(place, posted.ts, replace(OVERLAY, state="replaced"), posted.media)
    assert types(messages(sandbox, place)[1]) == ["context"]


def test_a_refusal_offers_what_would_work() -> None:
    failed = replace(
        STATUS, stage="failed", detail="I don't see a giraffe.", choices=("sky", "a:b")
    )
    assert labels(failed) == ["Sky", "A:b"]
    assert carried(failed) == ["r1:sky", "r1:a:b"]
    assert "I don't see a giraffe." in view_of(failed).text


def test_every_sentence_of_the_help_works() -> None:
    second = "second picture"
    quoted = [
        (one, second in line) for line in HELP.split("\n") for one in re.findall("`([^`]+)`", line)
    ]
    assert len(quoted) >= 8
    for sentence, attached in quoted:
        if not (correction.read(sentence) or iteration.read(sentence)):
            assert (instruction.read(sentence, attached).use is not None) == attached, sentence
