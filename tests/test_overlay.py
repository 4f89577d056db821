"""The overlay: what changes is veiled and numbered, what is locked stays as it is."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from inference.nouns import Alpha, Box, Pixels, Region
from inference.overlay import overlay
from inference.region import from_mask
from inference.showing.badges import spot

SIDE = 400
Y, X = np.mgrid[:SIDE, :SIDE]
NOISE = np.random.default_rng(5).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)


def square(x0: int, y0: int, x1: int, y1: int) -> Alpha:
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    alpha[y0:y1, x0:x1] = 255
    return alpha


def unframed(shown: Pixels, shape: tuple[int, ...]) -> Pixels:
    """The picture without the card around it."""
    top, left = (shown.shape[0] - shape[0]) // 2, (shown.shape[1] - shape[1]) // 2
    return shown[top : top + shape[0], left : left + shape[1]]


def lines() -> Iterator[int]:
    return (SIDE * i // 8 for i in range(1, 8))


def test_what_is_locked_keeps_its_colours_but_for_hair_lines() -> None:
    shown = unframed(overlay(NOISE, from_mask(square(130, 130, 270, 270), "x")), NOISE.shape)
    locked = np.ones((SIDE, SIDE), bool)
    locked[110:290, 110:290] = False
    for line in lines():
        locked[line] = locked[:, line] = False
    assert (shown[locked] == NOISE[locked]).all()
    assert (shown[140:260, 140:260] != NOISE[140:260, 140:260]).any(-1).mean() > 0.95


@pytest.mark.parametrize("level", [0, 90, 140, 255])
def test_the_veil_and_its_outline_are_told_from_any_grey_without_colour(level: int) -> None:
    grey = np.full((SIDE, SIDE, 3), level, np.uint8)
    shown = unframed(overlay(grey, from_mask(square(120, 120, 280, 280), "x")), grey.shape)
    light = shown.astype(float).mean(-1)
    assert np.ptp(light[112:128, 170]) > 100, "the outline"
    assert np.ptp(light[205:245, 160:190]) > 8, "the hatching"


@pytest.mark.parametrize("level", [0, 90, 140, 255])
def test_the_grid_is_seen_on_any_grey_and_never_loud(level: int) -> None:
    grey = np.full((SIDE, SIDE, 3), level, np.uint8)
    shown = unframed(overlay(grey, from_mask(square(120, 120, 280, 280), "x")), grey.shape)
    for line in lines():
        assert 8 < abs(int(shown[20, line].mean()) - level) < 60


def test_a_soft_edge_is_shown_soft() -> None:
    ramp = np.clip((X - 150) * 2.55, 0, 255).astype(np.uint8)
    white = np.full((SIDE, SIDE, 3), 255, np.uint8)
    green = unframed(overlay(white, from_mask(ramp, "x")), white.shape)[..., 1].astype(float)
    steps = [green[60:92, x : x + 20].mean() for x in range(150, 250, 20)]
    assert all(2 < before - now < 30 for before, now in pairwise(steps)), "no line cuts it"


def test_a_large_golden_is_shown_small_with_the_same_frame() -> None:
    large = np.repeat(np.repeat(NOISE, 6, 0), 6, 1)
    alpha = np.repeat(np.repeat(square(130, 130, 270, 270), 6, 0), 6, 1)
    assert max(overlay(large, from_mask(alpha, "x")).shape) < 1800
    assert max(overlay(large, from_mask(alpha, "x"), longest=600).shape) < 700


def test_the_frame_is_the_same_whatever_is_in_it() -> None:
    one = overlay(NOISE, from_mask(square(130, 130, 270, 270), "x"))
    other = overlay(255 - NOISE, from_mask(square(50, 50, 90, 90), "x"))
    frame = np.ones(one.shape[:2], bool)
    edge = (one.shape[0] - SIDE) // 2
    frame[edge:-edge, edge:-edge] = False
    assert (one[frame] == other[frame]).all()
    assert one[frame].min() < 100 < 240 < one[frame].max(), "letters on a card"


def region(alpha: Alpha, *things: Box) -> Region:
    return Region("x", alpha, Box(0, 0, SIDE, SIDE), things, 1.0, "s", "")


def test_several_things_are_numbered_and_one_alone_is_not() -> None:
    left, right = Box(40, 100, 160, 300), Box(240, 100, 360, 300)
    alpha = square(*left) | square(*right)
    plain = overlay(NOISE, region(alpha, Box(40, 100, 360, 300)))
    numbered = overlay(NOISE, region(alpha, left, right))
    changed = unframed((plain != numbered).any(-1)[..., None], alpha.shape)[..., 0]
    for box in (left, right):
        assert 200 < changed[box.slices].sum() < 2000
    assert not changed[:, 165:235].any()


def test_a_number_lies_inside_a_thing_that_is_hollow() -> None:
    ring = np.hypot(X - 200, Y - 200)
    alpha = np.where((ring > 90) & (ring < 150), np.uint8(255), np.uint8(0))
    box = Box(50, 50, 351, 351)
    x, y = spot(alpha, box, [box], 11)
    assert 101 < np.hypot(x - 200, y - 200) < 139


def test_a_number_is_on_its_own_thing_where_boxes_overlap() -> None:
    away = np.hypot(X - 200, Y - 200)
    alpha = np.where((away < 60) | ((away > 90) & (away < 150)), np.uint8(255), np.uint8(0))
    ring, disc = Box(50, 50, 351, 351), Box(140, 140, 261, 261)
    x, y = spot(alpha, ring, [ring, disc], 11)
    assert 101 < np.hypot(x - 200, y - 200) < 139
    assert spot(alpha, disc, [ring, disc], 11) == (200, 200)


def test_a_number_is_where_two_things_side_by_side_are_told_apart() -> None:
    left, right = Box(50, 100, 250, 300), Box(150, 100, 350, 300)
    alpha = square(50, 100, 350, 300)
    assert spot(alpha, left, [left, right], 11)[0] < 150
    assert spot(alpha, right, [left, right], 11)[0] > 250


def test_a_number_stands_beside_a_thing_that_it_would_hide() -> None:
    small, high = Box(200, 200, 212, 212), Box(200, 0, 212, 12)
    alpha = square(*small) | square(*high)
    assert spot(alpha, small, [small, high], 11) == (206, 189)
    assert spot(alpha, high, [small, high], 11) == (206, 23)


@pytest.mark.parametrize("shape", [(8, 8), (30, 200), (3, 900)])
def test_a_tiny_or_narrow_picture_has_an_overlay_too(shape: tuple[int, int]) -> None:
    alpha = np.zeros(shape, np.uint8)
    alpha[1:3, 1:5] = 255
    things = (Box(1, 1, 3, 3), Box(3, 1, 5, 3))
    shown = overlay(np.zeros((*shape, 3), np.uint8), region(alpha, *things))
    assert shown.shape[0] > shape[0]
