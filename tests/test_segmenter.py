"""The segmenter without weights, on photographs."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from inference.errors import NotFound
from inference.nouns import Box
from inference.region import UNSURE
from inference.segmenters import tint
from inference.segmenters.classic import Classic
from inference.segmenters.judge import Judge
from inference.segmenters.view import View, view
from inference.segmenters.words import Kind, meaning
from tests.needs import photo


def read(name: str) -> np.ndarray:
    return np.asarray(Image.open(photo(name)).convert("RGB"))


@cache
def looking_at(name: str) -> tuple[np.ndarray, Classic]:
    """A photograph with a segmenter of its own, which remembers its subject."""
    return read(name), Classic()


@cache
def found(name: str, phrase: str) -> tuple[np.ndarray, float]:
    rgb, classic = looking_at(name)
    alpha, confidence = classic(rgb, phrase)
    return alpha > 127, confidence


def overlap(mask: np.ndarray, truth: np.ndarray, where: np.ndarray | None = None) -> float:
    counted = np.ones(mask.shape, bool) if where is None else where
    return ((mask & truth) & counted).sum() / ((mask | truth) & counted).sum()


def test_the_lemur_is_found_within_five_per_cent() -> None:
    truth = np.asarray(Image.open(photo("masks/lemur_alpha_GT.png")).convert("L")) > 127
    mask, confidence = found("lemur.png", "subject")
    assert overlap(mask, truth) >= 0.95
    assert confidence > 0.8


def test_the_bird_is_told_from_the_wall_it_sits_on_or_the_mask_is_said_to_be_unsure() -> None:
    truth = np.asarray(Image.open(photo("masks/bird_GT.png")).convert("L"))
    mask, confidence = found("bird.png", "subject")
    assert overlap(mask, truth == 255, truth != 128) >= 0.8 or confidence < UNSURE


@pytest.mark.parametrize(
    ("what", "x", "y", "stays"),
    [
        ("hair", 200, 40, True),
        ("face", 225, 130, True),
        ("suit", 120, 330, True),
        ("neck ring", 130, 200, True),
        ("helmet", 400, 440, True),
        ("flag", 20, 150, False),
        ("wall", 300, 60, False),
        ("shuttle", 420, 150, False),
        ("table", 480, 310, False),
    ],
)
def test_the_astronaut_stays_and_what_is_behind_her_goes(
    what: str, x: int, y: int, stays: bool
) -> None:
    assert found("astronaut.png", "background")[0][y, x] != stays, what


def test_a_cup_on_a_table_is_the_subject() -> None:
    mask, confidence = found("coffee.png", "product")
    assert mask[100, 300]
    assert mask[330, 250]
    assert not mask[50, 550]
    assert not mask[300, 30]
    assert confidence > 0.3


def test_background_is_what_is_not_the_subject() -> None:
    assert (found("coffee.png", "background")[0] ^ found("coffee.png", "subject")[0]).all()


def test_the_same_picture_gives_the_same_bytes_to_two_segmenters() -> None:
    rgb = read("coffee.png")
    first, second = Classic()(rgb, "subject"), Classic()(rgb, "subject")
    assert first[0].tobytes() == second[0].tobytes()
    assert first[1] == second[1]


def test_where_every_cue_fails_the_confidence_is_low() -> None:
    assert found("dog.jpg", "subject")[1] < 0.4


def portrait(below: int) -> tuple[View, np.ndarray]:
    """A head on grey, and its mask with the rows below it, as far as they are asked for."""
    rgb = np.full((120, 120, 3), 120, np.uint8)
    mask = np.zeros((120, 120), bool)
    mask[20:60, 40:80] = mask[60 : 60 + below, 20:100] = True
    rgb[20:120, 40:80] = 220
    return view(rgb), mask


def test_a_head_without_a_body_is_a_worse_portrait_than_one_with_it() -> None:
    def worth(below: int, faces: list[Box]) -> float:
        seen, mask = portrait(below)
        return Judge(seen, {"people": mask, "central": mask}, faces)._traits("people", mask)[
            "floating"
        ]

    head = [Box(40, 20, 80, 60)]
    assert worth(0, head) == 1
    assert worth(60, head) == 0
    assert worth(0, []) == 0
    assert worth(0, [Box(40, 20, 50, 30)]) == 0, "people far away may be cut off by anything"


def test_a_face_that_reaches_the_lower_border_needs_no_body() -> None:
    seen, mask = portrait(0)
    traits = Judge(seen, {"people": mask, "central": mask}, [Box(40, 20, 80, 120)])
    assert traits._traits("people", mask)["floating"] == 0


def test_a_picture_without_anything_in_it_is_refused_with_advice() -> None:
    with pytest.raises(NotFound, match="box 16,16,48,48"):
        Classic()(np.full((64, 64, 3), 127, np.uint8), "background")


@pytest.mark.parametrize("phrase", ["giraffe", "shirt", "sign", "text", "wine glass", "coffee"])
def test_a_thing_it_cannot_know_is_refused_with_what_it_sees(phrase: str) -> None:
    with pytest.raises(NotFound, match="I can't find a ") as refusal:
        found("coffee.png", phrase)
    assert f"*{phrase}*" in str(refusal.value)
    assert "subject" in refusal.value.sees


def test_what_it_says_it_sees_can_be_asked_for() -> None:
    rgb, classic = looking_at("coffee.png")
    for phrase in classic.sees(rgb):
        assert classic(rgb, phrase.removeprefix("the "))[0].any()


def test_an_orange_suit_is_what_is_orange_of_the_astronaut() -> None:
    mask, confidence = found("astronaut.png", "orange suit")
    assert mask[330, 120]
    assert mask[280, 90]
    assert not mask[130, 225], "the face"
    assert not mask[150, 20], "the flag"
    assert confidence < found("astronaut.png", "orange part")[1]


def test_a_noun_that_nobody_checked_is_said_to_be_so() -> None:
    assert "colours, not things" in Classic().explain("orange suit")
    assert "things" not in Classic().explain("orange one")
    assert "person" in Classic().explain("person")


def test_a_colour_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound):
        found("coffee.png", "blue shirt")


def test_sky_reaches_down_to_the_horizon() -> None:
    mask, confidence = found("rocket.jpg", "sky")
    assert mask[30, 320]
    assert mask[300, 250]
    assert not mask[300, 322], "the rocket"
    assert not mask[420, 320], "the ground"
    assert confidence > 0.6


def test_the_blue_paper_of_a_studio_is_hardly_a_sky() -> None:
    rgb = np.full((240, 320, 3), (90, 150, 220), np.uint8)
    rgb[90:200, 120:200] = (200, 60, 40)
    assert Classic()(rgb, "sky")[1] < UNSURE
    rgb[160:] = (90, 110, 60)
    assert Classic()(rgb, "sky")[1] >= UNSURE


@pytest.mark.parametrize("name", ["coffee.png", "astronaut.png", "chelsea.png"])
def test_a_room_has_no_sky(name: str) -> None:
    with pytest.raises(NotFound):
        found(name, "sky")


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("studio background", Kind.BACKDROP),
        ("main subject", Kind.SUBJECT),
        ("woman", Kind.SUBJECT),
        ("cloudy sky", Kind.SKY),
        ("red shirt", Kind.COLOUR),
        ("#ff8800 thing", Kind.COLOUR),
        ("green grass", Kind.COLOUR),
        ("cherry red dress", Kind.COLOUR),
    ],
)
def test_phrases_mean_what_people_mean(phrase: str, kind: Kind) -> None:
    meant = meaning(phrase)
    assert meant is not None
    assert meant.kind is kind


@pytest.mark.parametrize("phrase", ["wine glass", "brick wall", "olive oil", "rose", "shirt", ""])
def test_names_of_things_are_no_colours(phrase: str) -> None:
    assert meaning(phrase) is None


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 1), (9, 9)])
def test_a_tiny_picture_is_an_answer_or_a_refusal(shape: tuple[int, int]) -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    try:
        alpha, _ = Classic()(rgb, "subject")
    except NotFound:
        return
    assert alpha.shape == shape


@pytest.mark.parametrize(
    ("lightness", "black", "white"),
    [((20, 110), True, False), ((120, 235), False, True), ((108, 122), False, False)],
)
def test_a_thing_that_is_named_is_black_or_white_in_sun_and_shade_but_never_both(
    lightness: tuple[int, int], black: bool, white: bool
) -> None:
    ramp = np.linspace(*lightness, 100).astype(np.uint8)
    rgb = np.repeat(np.repeat(ramp[None, :, None], 100, 0), 3, 2)
    where = np.ones((100, 100), np.bool_)
    dark, bright = (tint.share(rgb, shade, where) for shade in ((0, 0, 0), (255, 255, 255)))
    assert (dark > 0.5, bright > 0.5) == (black, white)
    assert not (dark and bright)
    assert tint.share(rgb, (200, 30, 30), where) == 0
