"""The classic segmenter on real photographs and on made ones."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from inference.errors import NotFound
from inference.nouns import Pixels
from inference.segmenters.classic import Classic
from tests.needs import PHOTOS, photo


def load(name: str, side: int = 640) -> Pixels:
    with Image.open(photo(name)) as image:
        picture = image.convert("RGB")
    picture.thumbnail((side, side))
    return np.asarray(picture)


def truth(name: str, shape: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """(object, counts) of a mask beside the photographs, at this size."""
    file = PHOTOS / "masks" / name
    if not file.is_file():
        pytest.skip(f"the true mask {name} is not here")
    with Image.open(file) as image:
        mask = np.asarray(image.convert("L").resize(shape[1::-1], Image.Resampling.NEAREST))
    return mask > 128, mask != 128


def made() -> Pixels:
    """A red disc and a blue bar before a grey wall."""
    y, x = np.mgrid[:200, :240]
    picture = np.full((200, 240, 3), 140) + np.random.default_rng(0).integers(-5, 6, (200, 240, 3))
    picture[(x - 90) ** 2 + (y - 100) ** 2 < 40**2] = (200, 30, 30)
    picture[60:150, 170:200] = (30, 60, 190)
    return picture.astype(np.uint8)


@pytest.mark.parametrize(
    ("name", "mask", "least"),
    [("lemur.png", "lemur_alpha_GT.png", 0.95), ("bird.png", "bird_GT.png", 0.6)],
)
def test_the_subject_of_a_photograph_with_a_true_mask(name: str, mask: str, least: float) -> None:
    rgb = load(name)
    theirs, counts = truth(mask, rgb.shape)
    ours = (Classic()(rgb, "subject")[0] > 127) & counts
    theirs = theirs & counts
    assert (ours & theirs).sum() / (ours | theirs).sum() >= least


def test_the_astronaut_is_found_with_her_hair_and_helmet() -> None:
    alpha, confidence = Classic()(load("astronaut.png"), "subject")
    assert confidence > 0.7
    height, width = alpha.shape
    for x, y in ((0.45, 0.1), (0.45, 0.25), (0.4, 0.6), (0.75, 0.85)):
        assert alpha[int(y * height), int(x * width)] == 255, (x, y)
    for x, y in ((0.05, 0.05), (0.85, 0.25), (0.7, 0.1)):
        assert alpha[int(y * height), int(x * width)] == 0, (x, y)


def test_background_is_what_the_subject_is_not() -> None:
    rgb, classic = load("coffee.png", 320), Classic()
    assert np.array_equal(255 - classic(rgb, "subject")[0], classic(rgb, "background")[0])


def test_the_same_picture_gives_the_same_answer() -> None:
    rgb = load("coffee.png", 320)
    one, other = Classic()(rgb, "subject"), Classic()(rgb, "subject")
    assert np.array_equal(one[0], other[0])
    assert one[1] == other[1]


@pytest.mark.parametrize(
    ("phrase", "inside", "outside"),
    [("red part", (100, 90), (100, 185)), ("blue bar", (100, 185), (100, 90))],
)
def test_a_colour_is_found_where_it_is(
    phrase: str, inside: tuple[int, int], outside: tuple[int, int]
) -> None:
    alpha, _ = Classic()(made(), phrase)
    assert alpha[inside] == 255
    assert alpha[outside] == 0


def test_an_unverified_noun_lowers_the_confidence_and_is_said_to_be_one() -> None:
    classic = Classic()
    assert classic(made(), "red shirt")[1] < classic(made(), "red part")[1]
    assert "shirt" in classic.explain("red shirt")


def test_the_orange_suit_is_the_suit_and_not_her_face() -> None:
    alpha, _ = Classic()(load("astronaut.png"), "orange suit")
    height, width = alpha.shape
    suit = alpha[int(0.52 * height) : int(0.62 * height), int(0.1 * width) : int(0.2 * width)]
    face = alpha[int(0.2 * height) : int(0.33 * height), int(0.4 * width) : int(0.5 * width)]
    assert (suit > 127).mean() > 0.8
    assert (face > 127).mean() < 0.1


def test_a_thing_that_only_a_network_could_know_is_refused() -> None:
    for phrase in ("giraffe", "shirt", "sign", "wine glass"):
        with pytest.raises(NotFound, match="I can see"):
            Classic()(made(), phrase)


def test_a_colour_that_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound):
        Classic()(made(), "green shirt")
