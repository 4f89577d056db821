"""A subject on a new ground has a shadow where it touches it."""

from fractions import Fraction

import numpy as np
import pytest

from inference.footing import grounded
from inference.nouns import Box, Cut, Operation, Pixels
from inference.picture import Picture
from inference.render import render
from tests.craft import plan, region

HEIGHT, WIDTH = 300, 400
FEET = 220


def bottle(feet: int = FEET) -> Cut:
    """A locked upright box before a wall that is to be painted."""
    rgb = np.full((HEIGHT, WIDTH, 3), 180, np.uint8)
    alpha = np.full((HEIGHT, WIDTH), 255, np.uint8)
    rgb[60:feet, 160:240], alpha[60:feet, 160:240] = (90, 60, 50), 0
    return Cut(rgb, alpha, Box(0, 0, WIDTH, HEIGHT), Fraction(1))


def flat(level: int = 170) -> Pixels:
    return np.full((HEIGHT, WIDTH, 3), level, np.uint8)


def under(picture: Pixels) -> float:
    return float(picture[FEET + 1 : FEET + 5, 180:220].mean())


def test_a_missing_shadow_is_added_under_the_feet_and_nowhere_else():
    out = grounded(flat(), bottle())
    assert under(out) < 145
    assert (out[:40] == 170).all()
    assert (out[:, :60] == 170).all()
    assert (out[-20:] == 170).all()


def test_it_falls_off_softly():
    column = grounded(flat(), bottle())[FEET:, 200, 0].astype(int)
    assert np.diff(column).max() < 30
    assert column[-1] == 170


def test_once_it_is_there_nothing_more_is_added():
    once = grounded(flat(), bottle())
    again = grounded(once, bottle())
    assert under(once) - under(again) < 8


def test_nothing_locked_is_touched_and_the_painting_stays_the_callers():
    painted, cut = flat(), bottle()
    out = grounded(painted, cut)
    assert (out[cut.alpha == 0] == painted[cut.alpha == 0]).all()
    assert (painted == 170).all()


def test_what_is_cut_off_by_the_frame_stands_on_nothing():
    painted = flat()
    assert grounded(painted, bottle(feet=HEIGHT)) is painted


@pytest.mark.parametrize(("operation", "dark"), [(Operation.REPLACE, True), (Operation.FIX, False)])
def test_it_is_for_new_backgrounds_of_painters_that_work_from_noise(
    operation: Operation, dark: bool
):
    class Noisy:
        native = None

        def __call__(self, cut, prompt, seeds, strength):
            return (np.full_like(cut.rgb, 170) for _ in seeds)

    class Ruled:
        native = None

        def __call__(self, cut, prompt, seeds):
            return (np.full_like(cut.rgb, 170) for _ in seeds)

    golden = Picture(bottle().rgb)
    for painter, expected in ((Noisy(), dark), (Ruled(), False)):
        (take,) = render(golden, plan(operation), region(bottle().alpha, "background"), painter)
        assert (under(take.picture.pixels) < 150) is expected
