"""A recolour reaches the colour that was asked for and keeps light, highlights and grain."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest

from inference.errors import AskerError
from inference.nouns import Box, Cut, Pixels
from inference.oklab import to_lab
from inference.painters.recolour import measured, reached, recolour
from tests.needs import photo

SIZE = 160


def sphere(red: float, green: float, blue: float, glare: float = 0.9) -> Cut:
    """A shaded ball of that linear reflectance with a lamp's highlight, on grey."""
    y, x = np.mgrid[-1 : 1 : SIZE * 1j, -1 : 1 : SIZE * 1j] / 0.9
    round_ = x**2 + y**2 < 1
    depth = np.sqrt((1 - x**2 - y**2).clip(0))
    facing = (-0.4 * x - 0.4 * y + 0.82 * depth).clip(0)
    light = (0.25 + 0.75 * facing)[..., None] * np.array([red, green, blue])
    light = light + glare * (facing**80)[..., None]
    code = np.where(round_[..., None], light, 0.3).clip(0, 1) ** (1 / 2.2)
    rgb = np.rint(code * 255).astype(np.uint8)
    alpha = cv2.GaussianBlur(round_.astype(np.uint8) * 255, (3, 3), 0)
    return Cut(rgb, np.where(round_, alpha, 0).astype(np.uint8), Box(0, 0, SIZE, SIZE), Fraction(1))


ORANGE, WHITE, BLACK, GREY = (0.7, 0.15, 0.02), (0.8, 0.8, 0.8), (0.02, 0.02, 0.02), (0.2, 0.2, 0.2)
COLOURS = ["teal", "black", "white", "grey", "red", "mustard", "deep navy", "#0F4C81"]


def lightness(rgb: Pixels) -> np.ndarray:
    return to_lab(rgb)[..., 0]


@pytest.mark.parametrize("prompt", COLOURS)
@pytest.mark.parametrize(
    "body", [ORANGE, WHITE, BLACK, GREY], ids=["orange", "white", "black", "grey"]
)
def test_any_colour_becomes_any_other(body: tuple[float, float, float], prompt: str) -> None:
    golden = sphere(*body)
    assert reached(golden, recolour(golden, prompt), prompt) < 3


@pytest.mark.parametrize("prompt", ["teal", "black", "white", "mustard"])
def test_what_was_lighter_stays_lighter(prompt: str) -> None:
    golden = sphere(*ORANGE, glare=0)
    painted = recolour(golden, prompt)
    inside = golden.alpha == 255
    order = np.argsort(lightness(golden.rgb)[inside])
    after = lightness(painted)[inside][order]
    assert (np.maximum.accumulate(after) - after).max() < 0.02
    assert np.ptp(after) > 0.05


def test_a_lamps_highlight_keeps_its_light() -> None:
    golden = sphere(*ORANGE)
    painted = recolour(golden, "deep navy")
    brightest = np.unravel_index(lightness(golden.rgb).argmax(), golden.alpha.shape)
    assert lightness(painted)[brightest] > 0.9 * lightness(golden.rgb)[brightest]


def test_a_white_print_on_a_coloured_thing_stays_white() -> None:
    golden = sphere(*ORANGE)
    rgb = golden.rgb.copy()
    rgb[90:110, 70:110] = 235
    golden = Cut(rgb, golden.alpha, golden.box, golden.scale)
    assert np.abs(recolour(golden, "teal")[95:105, 75:105].astype(int) - 235).max() < 6


def test_grain_of_a_dark_thing_is_not_lifted_with_it() -> None:
    rng = np.random.default_rng(0)
    rgb = (30 + rng.normal(0, 4, (SIZE, SIZE, 1))).clip(0, 255).astype(np.uint8).repeat(3, -1)
    golden = Cut(rgb, np.full((SIZE, SIZE), 255, np.uint8), Box(0, 0, SIZE, SIZE), Fraction(1))
    before, after = lightness(rgb).std(), lightness(recolour(golden, "white")).std()
    assert 0.3 * before < after < 1.6 * before


def test_a_recolour_in_strips_shows_no_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    golden = sphere(*BLACK)
    whole = recolour(golden, "teal")
    monkeypatch.setattr("inference.painters.recolour._STRIP", SIZE * 7)
    assert (recolour(golden, "teal") == whole).all()


def test_nothing_outside_the_region_is_touched() -> None:
    golden = sphere(*ORANGE)
    outside = golden.alpha == 0
    assert (recolour(golden, "teal")[outside] == golden.rgb[outside]).all()


def test_a_photographs_suit_reaches_the_code_it_was_given_and_keeps_its_folds() -> None:
    rgb = cv2.imread(str(photo("astronaut.png")))[300:430, 20:130, ::-1].copy()
    orange = (rgb[..., 0].astype(int) - rgb[..., 2] > 60).astype(np.uint8) * 255
    golden = Cut(rgb, orange, Box(0, 0, *orange.shape[::-1]), Fraction(1))
    painted = recolour(golden, "#0F4C81")
    inside = orange > 0
    folds = np.corrcoef(lightness(rgb)[inside], lightness(painted)[inside])[0, 1]
    assert reached(golden, painted, "#0F4C81") < 1
    assert folds > 0.95


def test_the_colour_reached_is_said_in_words() -> None:
    golden = sphere(*ORANGE)
    said = measured(golden, recolour(golden, "#0F4C81"), "#0F4C81")
    assert "ΔE00" in said
    assert "#0F4C81" in said
    assert "at a glance" in measured(golden, golden.rgb, "#0F4C81")


def test_a_colour_nobody_knows_is_refused_with_two_that_work() -> None:
    with pytest.raises(AskerError, match=r"deep navy.*#0F4C81"):
        recolour(sphere(*ORANGE), "happiness")


def test_an_empty_region_changes_nothing() -> None:
    golden = sphere(*ORANGE)
    nothing = Cut(golden.rgb, np.zeros_like(golden.alpha), golden.box, golden.scale)
    assert (recolour(nothing, "teal") == golden.rgb).all()
