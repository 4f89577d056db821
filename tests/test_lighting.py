"""Where light comes from: on rendered things whose light is known, and on photographs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest

from inference.lighting.light import Light
from inference.lighting.measure import measure, measure_golden, measure_place
from inference.lighting.relight import relit
from inference.lighting.white import NEUTRAL, temperature, tint
from inference.lighting.words import asked, warnings
from inference.nouns import Alpha, Box, Cut, Pixels
from inference.painters.backdrop.light import to_codes, to_light
from inference.painters.backdrop.paint import backdrop, understood
from tests.needs import photo

NOON = Light(90, 0, 0.5, NEUTRAL, 0, 1)
LEFT, RIGHT = replace(NOON, angle=180, confidence=0.9), replace(NOON, angle=0, confidence=0.9)
SIZE = 220


def read(name: str) -> Pixels:
    return np.ascontiguousarray(cv2.imread(str(photo(name)))[..., ::-1])


def ball(angle: float, key: float = 0.7, paint: np.ndarray | None = None) -> tuple[Pixels, Alpha]:
    """A sphere under a lamp at `angle` and an even fill, before a grey wall."""
    y, x = (np.mgrid[:SIZE, :SIZE] - SIZE / 2 + 0.5) / (SIZE * 0.4)
    inside = x**2 + y**2 < 1
    z = np.sqrt(np.maximum(1 - x**2 - y**2, 0))
    turn = np.radians(angle)
    facing = np.maximum(0.8 * (x * np.cos(turn) - y * np.sin(turn)) + 0.6 * z, 0)
    paint = np.full((SIZE, SIZE, 3), 0.6) if paint is None else paint
    light = np.where(inside[..., None], paint * (0.25 + key * facing)[..., None], 0.3)
    grain = np.random.default_rng(1).normal(0, 1.5, light.shape)
    codes = to_codes(light.astype(np.float32)) + grain
    return np.rint(codes.clip(0, 255)).astype(np.uint8), np.where(inside, 255, 0).astype(np.uint8)


def patched() -> np.ndarray:
    """Paint in four colours: a dark coat, a light face, a red and a blue side."""
    paint = np.empty((SIZE, SIZE, 3))
    half = SIZE // 2
    paint[:half, :half], paint[:half, half:] = (0.75, 0.6, 0.5), (0.7, 0.15, 0.1)
    paint[half:, :half], paint[half:, half:] = (0.06, 0.05, 0.05), (0.1, 0.2, 0.5)
    return paint


def shone(rgb: Pixels, kelvin: float) -> Pixels:
    """The same under another light."""
    light = to_light(rgb) * tint(kelvin).astype(np.float32)
    return np.rint(to_codes(light)).astype(np.uint8)


def flipped(plane: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(plane[:, ::-1])


@pytest.mark.parametrize("angle", [0, 45, 90, 135, 180])
@pytest.mark.parametrize("paint", [None, patched()], ids=["plain", "patched"])
def test_a_lamp_beside_a_ball_is_found(angle: float, paint: np.ndarray | None) -> None:
    found = measure(*ball(angle, paint=paint))
    assert abs((found.angle - angle + 180) % 360 - 180) < 25
    assert found.confidence > 0.6


def test_under_flat_light_nobody_knows_where_it_comes_from() -> None:
    assert measure(*ball(0, key=0)).confidence < 0.2


def test_paint_alone_is_not_taken_for_light() -> None:
    found = measure(*ball(0, key=0, paint=patched()))
    assert found.where == "all around"


def test_a_hard_lamp_is_harder_than_a_soft_one() -> None:
    assert measure(*ball(180, key=0.95)).softness < measure(*ball(180, key=0.3)).softness - 0.2


def test_a_mirrored_photograph_is_lit_from_the_other_side() -> None:
    rgb, alpha = read("lemur.png"), cv2.imread(str(photo("masks/lemur_alpha_GT.png")), 0)
    here, there = measure(rgb, alpha), measure(flipped(rgb), flipped(alpha))
    assert here.side > 0.3
    assert there.side == pytest.approx(-here.side, abs=0.2)


@pytest.mark.parametrize("angle", [0, 180])
def test_a_backdrop_that_was_painted_for_its_subject_has_its_light(angle: float) -> None:
    rgb, alpha = ball(angle)
    ring = np.pad(255 - alpha, ((60, 60), (140, 140)), constant_values=255)
    golden = np.pad(rgb, ((60, 60), (140, 140), (0, 0)), mode="edge")
    cut = Cut(golden, ring, Box(0, 0, *ring.shape[::-1]), Fraction(1))
    painted = backdrop(cut, understood("kitchen"), 3)
    place = measure_place(painted, ring)
    assert place.where == measure(rgb, alpha).where == ("the left" if angle else "the right")
    assert warnings(measure(rgb, alpha), place) == ()
    turned = measure_place(flipped(painted), flipped(ring))
    assert "is lit from" in warnings(measure(rgb, alpha), turned)[0]


def test_a_plain_wall_has_no_side() -> None:
    wall = np.full((200, 300, 3), 190, np.uint8)
    assert measure_place(wall, np.full((200, 300), 255, np.uint8)).where == "all around"


@pytest.mark.parametrize("name", ["astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg"])
def test_warmed_photographs_are_warmer_and_cooled_ones_cooler(name: str) -> None:
    rgb = read(name)
    everywhere = np.ones(rgb.shape[:2], np.bool_)
    found = [temperature(shone(rgb, kelvin), everywhere) for kelvin in (4000, 6504, 9500)]
    sure = [kelvin for kelvin, certainty in found if certainty > 0.2]
    assert sure == sorted(sure)
    assert len(sure) == 3 or name != "astronaut.png"


@pytest.mark.parametrize("kelvin", [3200, 4500, 6504, 9000])
def test_the_temperature_of_light_on_grey_is_read_within_a_tenth(kelvin: float) -> None:
    found, certainty = temperature(shone(ball(45)[0], kelvin), np.ones((SIZE, SIZE), np.bool_))
    assert found == pytest.approx(kelvin, rel=0.1)
    assert certainty > 0.9


def test_a_picture_without_any_grey_says_that_it_does_not_know() -> None:
    leaves = np.full((100, 100, 3), (30, 160, 20), np.uint8)
    assert temperature(leaves, np.ones((100, 100), np.bool_))[1] < 0.1


def test_no_pixels_are_no_light() -> None:
    nothing = measure(np.zeros((50, 60, 3), np.uint8), np.zeros((50, 60), np.uint8))
    assert (nothing.confidence, nothing.certainty, nothing.kelvin) == (0, 0, NEUTRAL)


def test_opposite_sides_are_told() -> None:
    (said,) = warnings(LEFT, RIGHT)
    assert said == "The subject is lit from the left, the new background from the right."
    assert warnings(LEFT, LEFT) == ()


def test_colours_that_differ_are_told() -> None:
    cold, warm = replace(NOON, kelvin=7000), replace(NOON, kelvin=3500)
    assert "cooler" in warnings(cold, warm)[0]
    assert "warmer" in warnings(warm, cold)[0]


@pytest.mark.parametrize(
    ("subject", "surroundings"),
    [
        (replace(LEFT, confidence=0.25), RIGHT),
        (LEFT, replace(RIGHT, confidence=0.3)),
        (replace(NOON, kelvin=3000, certainty=0.05), NOON),
        (replace(NOON, kelvin=5600), replace(NOON, kelvin=6500)),
    ],
)
def test_nothing_is_told_where_nothing_is_sure(subject: Light, surroundings: Light) -> None:
    assert warnings(subject, surroundings) == ()


@pytest.mark.parametrize(
    ("light", "words"),
    [
        (replace(LEFT, softness=0.9, kelvin=4000), "soft light from the left, warm"),
        (replace(RIGHT, softness=0.1, kelvin=9000), "hard light from the right, cool"),
        (replace(NOON, softness=0.4), ""),
        (replace(NOON, softness=0.4, kelvin=4000), "warm light"),
        (replace(LEFT, angle=130, kelvin=3000, certainty=0.1), "light from above left"),
    ],
)
def test_a_backdrop_is_asked_for_with_the_golden_s_light(light: Light, words: str) -> None:
    assert asked(light) == words


def test_the_light_of_a_golden_is_its_subject_s_where_the_wall_tells_nothing() -> None:
    assert measure_golden(*ball(180)).where == "the left"


def test_relighting_moves_the_light_and_nothing_outside_the_subject() -> None:
    rgb, alpha = ball(180, key=0.3)
    before = measure(rgb, alpha)
    after = relit(rgb, alpha, before, replace(RIGHT, kelvin=4000, softness=0.2))
    assert (after[alpha == 0] == rgb[alpha == 0]).all()
    moved = measure(after, alpha)
    assert moved.side > before.side + 0.3
    assert moved.kelvin < before.kelvin - 500


def test_relighting_keeps_detail() -> None:
    rgb = read("coffee.png")
    alpha = np.full(rgb.shape[:2], 255, np.uint8)
    alpha[:, :60] = alpha[:, -60:] = 0
    after = relit(rgb, alpha, replace(LEFT, softness=0), replace(RIGHT, softness=0))
    fine = [plane - cv2.GaussianBlur(plane, (0, 0), 2) for plane in (_grey(rgb), _grey(after))]
    assert np.corrcoef(fine[0].ravel(), fine[1].ravel())[0, 1] > 0.97
    assert np.abs(after.astype(int) - rgb).max() > 15


def test_relighting_towards_the_unknown_changes_nothing() -> None:
    rgb, alpha = ball(180)
    unknown = replace(NOON, certainty=0)
    after = relit(rgb, alpha, unknown, replace(unknown, kelvin=3000))
    assert np.abs(after.astype(int) - rgb).max() <= 1


def _grey(rgb: Pixels) -> np.ndarray:
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
