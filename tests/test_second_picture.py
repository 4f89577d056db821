"""A second picture in the chat: an example, a product, or nothing to the sentence."""

import cv2
import numpy as np

from bot import requests
from bot.chat import Place
from bot.sandbox.model import TEAM
from inference.picture import Picture, decode, encode_png
from tests.test_handlers import CHANNEL, GOLDEN, Team, other_png, patient, team

__all__ = ["patient", "team"]

BEACH = ("beach.png", other_png())


def bottle_png() -> bytes:
    """A green bottle on nothing."""
    pixels = np.zeros((60, 24, 4), np.uint8)
    pixels[8:, 2:22] = pixels[:8, 9:15] = (20, 140, 60, 255)
    return encode_png(Picture(pixels))


def ask(team: Team, sentence: str, *files: tuple[str, bytes]) -> str:
    text = f"<@{team.sandbox.bot_user}> {sentence}"
    return team.sandbox.say(CHANNEL, text, "maya", list(files))


def test_two_pictures_and_like_this_one(team: Team):
    ts = ask(team, "swap background to plain teal like this one x1", GOLDEN, BEACH)
    team.hears(ts, "Your second picture is the example.")
    team.cards(ts)
    team.hears(ts, "it did not look at your example")
    assert "took the first" not in team.said(ts)


def test_in_the_thread_of_a_golden_one_picture_is_the_example(team: Team):
    ts = team.ask()
    team.cards(ts)
    team.say("swap background to plain navy like this one x1", ts, BEACH)
    team.hears(ts, "Your second picture is the example.")
    team.cards(ts, 2)


def test_like_this_one_without_a_second_picture_asks_for_it(team: Team):
    ts = ask(team, "swap background to a beach like this one", GOLDEN)
    team.hears(ts, "I see no second picture")


def test_a_picture_that_the_sentence_does_not_speak_of_is_left_out_and_said(team: Team):
    ts = ask(team, "swap background to plain teal x1", GOLDEN, BEACH)
    team.hears(ts, "took the first")


def test_a_product_is_shown_where_it_will_stand_and_set_down_there(patient: Team):
    ts = ask(patient, "put this bottle on the wall x1", GOLDEN, ("bottle.png", bottle_png()))
    overlay = patient.overlay(ts)
    patient.tap(overlay, "correct:looks right")
    patient.cards(ts)
    assert "own pixels" in patient.said(ts)
    with patient.front.studio.store.begin() as tx:
        request = requests.last_in(tx, Place(TEAM, patient.sandbox.channel_id(CHANNEL), ts))
        assert request is not None
        (shown,) = requests.variants_of(tx, request.plan.id)
    pixels = decode(patient.front.studio.blobs.get(shown.variant.sha256)).pixels.astype(int)
    golden = decode(GOLDEN[1]).pixels.astype(int)
    green = (pixels[..., 1] - pixels[..., 0] > 60).astype(np.uint8)
    assert cv2.connectedComponents(green)[0] == 2
    assert (pixels[:20] == golden[:20]).all()


def test_a_release_is_recorded_in_words_and_the_person_may_be_changed(team: Team):
    older = "replace the face with an older face x1"
    ts = ask(team, older, GOLDEN)
    team.hears(ts, "needs that person's release")
    team.ask("release: signed by Ana on 1 November", ts, picture=False)
    team.hears(ts, "Noted for this campaign")
    again = ask(team, older, GOLDEN)
    team.hears(again, "Replace *face* with an older face")


def test_in_a_campaign_a_release_needs_no_mention(team: Team):
    ts = team.ask()
    team.cards(ts)
    team.say("release: signed by Ana on 1 November", ts)
    team.hears(ts, "Noted for this campaign")
