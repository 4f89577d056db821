"""Painted pixels take on the golden's grain and colours, and nothing that is not there."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inference import grain
from inference.match import match
from inference.nouns import Box, Cut, Pixels
from tests.craft import disc
from tests.needs import photo

HEIGHT, WIDTH = 256, 320


def cut(rgb: Pixels) -> Cut:
    height, width = rgb.shape[:2]
    return Cut(rgb, disc(height, width), Box(0, 0, width, height), Fraction(1))


def grainy(sigma: float, height: int = HEIGHT, width: int = WIDTH) -> Pixels:
    ramp = np.linspace(60, 200, width)[None, :, None]
    found = ramp + np.random.default_rng(0).normal(0, sigma, (height, width, 3))
    return np.clip(np.rint(found), 0, 255).astype(np.uint8)


def everywhere(rgb: Pixels) -> np.ndarray:
    return grain.cells(np.ones(rgb.shape[:2], np.bool_))


def residual(rgb: Pixels, where: np.ndarray) -> float:
    return float((rgb.astype(float) @ grain.LUMA)[where].std())


@pytest.mark.parametrize("sigma", [2.0, 4.0, 6.0])
def test_white_noise_is_measured_for_what_it_is(sigma: float):
    found = grain.measure(grainy(sigma), everywhere(grainy(sigma)))
    assert found is not None
    truth = sigma * float(np.linalg.norm(grain.LUMA))
    assert found.sigma[100:180].mean() == pytest.approx(truth, rel=0.2)


def test_a_smooth_painting_gets_the_goldens_grain():
    golden = grainy(4)
    smooth = np.full_like(golden, 128)
    done = match(smooth, cut(golden), colour=False, grain=True, seed=1)
    inside = disc(HEIGHT, WIDTH) > 0
    truth = 4 * float(np.linalg.norm(grain.LUMA))
    assert residual(done, inside) == pytest.approx(truth, rel=0.25)
    assert abs(done[inside].mean() - 128) < 0.5
    assert (done[~inside] == smooth[~inside]).all()


def test_soft_grain_stays_soft():
    from scipy.ndimage import gaussian_filter

    soft = gaussian_filter(np.random.default_rng(3).normal(0, 10, (HEIGHT, WIDTH)), 0.6)
    golden = np.clip(128 + soft[..., None], 0, 255).astype(np.uint8).repeat(3, axis=2)
    done = match(np.full_like(golden, 128), cut(golden), colour=False, grain=True, seed=1)
    beside = [
        np.corrcoef(each[80:170, 110:209].ravel(), each[80:170, 111:210].ravel())[0, 1]
        for each in (golden[..., 1], done[..., 1])
    ]
    assert beside[0] > 0.3
    assert beside[1] == pytest.approx(beside[0], abs=0.12)


def test_a_clean_golden_costs_and_adds_nothing():
    clean = np.linspace(60, 200, WIDTH)[None, :, None].repeat(HEIGHT, 0).repeat(3, 2)
    painted = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    golden = np.rint(clean).astype(np.uint8)
    assert match(painted, cut(golden), colour=False, grain=True, seed=1) is painted


@pytest.mark.parametrize("strength", [3.0, 9.0])
def test_grain_that_is_there_is_neither_doubled_nor_taken_away(strength: float):
    golden = grainy(3)
    painted = grainy(strength)
    assert match(painted, cut(golden), colour=False, grain=True, seed=1) is painted


def test_the_same_seed_gives_the_same_grain_and_another_seed_another():
    golden, painted = grainy(4), np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    one, same, other = (match(painted, cut(golden), False, True, seed) for seed in (7, 7, 8))
    assert (one == same).all()
    assert (one != other).any()


def test_pure_black_and_white_stay_pure():
    golden = grainy(5)
    for level in (0, 255):
        painted = np.full_like(golden, 128)
        painted[:120] = level
        done = match(painted, cut(golden), colour=False, grain=True, seed=1)
        assert (done[:120] == level).all()
        assert (done[120:] != 128).any()


@pytest.mark.parametrize("name", ["parrot.jpg", "owl.jpg", "sunflower.png"])
def test_texture_is_not_taken_for_grain(name: str):
    rgb = np.asarray(Image.open(photo(name)).convert("RGB"))
    assert grain.measure(rgb, everywhere(rgb)) is None


def test_synthetic_texture_is_not_taken_for_grain():
    random = np.random.default_rng(5)
    steps = np.hypot(np.fft.fftfreq(512)[:, None], np.fft.fftfreq(512))
    wave = np.fft.fft2(random.standard_normal((512, 512))) / np.maximum(steps, 1 / 512) ** 2
    found = np.fft.ifft2(wave).real
    rgb = np.clip(128 + 40 * found / found.std(), 0, 255).astype(np.uint8)[..., None].repeat(3, 2)
    assert grain.measure(rgb, everywhere(rgb)) is None


def test_the_astronauts_film_has_grain_and_not_too_much():
    rgb = np.asarray(Image.open(photo("astronaut.png")).convert("RGB"))
    found = grain.measure(rgb, everywhere(rgb))
    assert found is not None
    assert 0.8 < found.sigma.min() <= found.sigma.max() < 3


def test_a_colour_cast_is_learnt_outside_and_taken_back_inside():
    golden = grainy(1)
    warm = np.clip(golden + np.array([14, 2, -12]), 0, 255).astype(np.uint8)
    inside = disc(HEIGHT, WIDTH) > 0
    warm[inside] = np.clip(warm[inside].astype(int) + 9, 0, 255)  # what the painter meant to change
    meant = golden.copy()
    meant[inside] = np.clip(meant[inside].astype(int) + 9, 0, 255)
    done = match(warm, cut(golden), colour=True, grain=False, seed=1)
    off = np.abs(done[inside].astype(int) - meant[inside]).mean(axis=0)
    assert off.max() < 3
    assert np.abs(warm[inside].astype(int) - meant[inside]).mean() > 8


def test_a_painter_that_kept_the_outside_is_left_alone():
    golden = grainy(1)
    painted = golden.copy()
    painted[disc(HEIGHT, WIDTH) > 0] = (200, 40, 40)
    assert match(painted, cut(golden), colour=True, grain=False, seed=1) is painted


def warmed(rgb: Pixels) -> Pixels:
    """Brighter, flatter and warmer, by sRGB codes: no model of ours."""
    code = 255 * (1.08 * (rgb / 255) ** 2.2).clip(0, 1) ** (1 / 2.2)
    code = (128 + 0.94 * (code - 128)) * (1.04, 1.0, 0.94)
    return np.rint(code.clip(0, 255)).astype(np.uint8)


def colourful() -> Pixels:
    """Patches of every hue from dark to light, the same inside the disc and outside."""
    random = np.random.default_rng(2)
    tiles = random.integers(20, 220, (HEIGHT // 16, WIDTH // 16, 3))
    return np.kron(tiles, np.ones((16, 16, 1))).astype(np.uint8)


def off(one: Pixels, other: Pixels) -> float:
    """Mean difference inside the disc, 8-bit steps."""
    return float(np.abs(one.astype(int) - other)[disc(HEIGHT, WIDTH) > 0].mean())


def test_gain_lift_and_tint_are_taken_back_from_dark_and_light_colours_alike():
    golden = colourful()
    warm = warmed(golden)
    done = match(warm, cut(golden), colour=True, grain=False, seed=1)
    assert off(warm, golden) > 5
    assert off(done, golden) < 1.5


def test_a_ring_of_one_light_colour_does_not_turn_a_dark_thing_blue():
    golden = np.full((HEIGHT, WIDTH, 3), 235, np.uint8)
    golden[disc(HEIGHT, WIDTH) > 0] = (70, 50, 35)
    warm = np.rint(golden * (1.0, 0.98, 0.92)).astype(np.uint8)
    done = match(warm, cut(golden), colour=True, grain=False, seed=1)
    assert off(done, golden) < 1


def test_a_blown_highlight_stays_white_under_a_correction_that_darkens():
    golden = colourful()
    golden[118:138, 150:170] = 255
    warm = warmed(golden).astype(float) * (1.12, 1.03, 1.0)
    painted = np.rint(warm.clip(0, 255)).astype(np.uint8)
    done = match(painted, cut(golden), colour=True, grain=False, seed=1)
    assert (done[122:134, 154:166, 0] == 255).all()
    assert off(done, golden) < off(painted, golden) / 3


def test_what_the_painter_drew_anew_outside_does_not_count_as_a_cast():
    golden = colourful()
    warm = warmed(golden)
    warm[:50] = (200, 30, 30)  # a banner that was not there
    done = match(warm, cut(golden), colour=True, grain=False, seed=1)
    assert off(done, golden) < 2


def test_a_painter_that_drew_another_scene_all_over_is_not_corrected():
    golden, scene = colourful(), colourful()[::-1, ::-1].copy()
    assert match(scene, cut(golden), colour=True, grain=False, seed=1) is scene


def test_detail_that_the_painter_softened_everywhere_comes_back():
    import cv2

    golden = np.asarray(Image.open(photo("chelsea.png")).convert("RGB"))[:HEIGHT, :WIDTH]
    soft = cv2.GaussianBlur(golden, (0, 0), 0.7)
    done = match(soft, cut(golden), colour=False, grain=True, seed=1)
    assert off(done, golden) < 0.8 * off(soft, golden)


def test_grain_that_is_half_there_is_brought_up_to_the_goldens():
    golden, painted = grainy(6), grainy(3)
    done = match(painted, cut(golden), colour=False, grain=True, seed=1)
    inside = disc(HEIGHT, WIDTH) > 0
    truth = residual(golden - grainy(0.0).astype(int) + 128, inside)
    flat = done.astype(int) - grainy(0.0) + 128
    assert residual(flat, inside) == pytest.approx(truth, rel=0.15)


def test_coarse_grain_that_is_there_is_not_doubled_where_fine_grain_is_missing():
    import cv2

    golden = np.rint(np.random.default_rng(0).normal(128, 6, (HEIGHT, WIDTH, 3))).astype(np.uint8)
    other = np.random.default_rng(9).normal(128, 6, (HEIGHT, WIDTH, 3))
    painted = np.rint(cv2.GaussianBlur(other, (0, 0), 0.7)).astype(np.uint8)
    done = match(painted, cut(golden), colour=False, grain=True, seed=1)
    inside = disc(HEIGHT, WIDTH) > 0
    coarse = [
        residual(cv2.GaussianBlur(each.astype(np.float32), (0, 0), 2.0), inside)
        for each in (golden, done)
    ]
    assert coarse[1] == pytest.approx(coarse[0], rel=0.25)
    assert residual(done, inside) > 1.3 * residual(painted, inside)


def test_grain_lies_on_texture_as_well_where_the_same_brightness_has_calm_parts():
    golden, painted = grainy(5), np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    painted[96:160:2, 96:160] = 140  # fine lines
    done = match(painted, cut(golden), colour=False, grain=True, seed=1)
    assert (done[104:152, 104:152] != painted[104:152, 104:152]).mean() > 0.7


def test_grain_goes_where_it_is_missing_and_not_beside_it():
    golden = grainy(5)
    painted = golden.copy()
    painted[:, : WIDTH // 2] = grainy(0.0)[:, : WIDTH // 2]
    done = match(painted, cut(golden), colour=False, grain=True, seed=1)
    here, there = np.s_[100:150, 110:140], np.s_[100:150, 190:220]
    assert (done[here] != painted[here]).mean() > 0.7
    assert done[there].std() == pytest.approx(painted[there].std(), rel=0.05)


@given(st.sampled_from(["photo", "noise", "flat"]), st.integers(1, 90), st.integers(1, 90),
       st.integers(0, 99))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_what_a_painter_left_as_it_was_comes_back_as_the_same_array(kind, height, width, seed):
    random = np.random.default_rng(seed)
    rgb = {
        "photo": np.asarray(Image.open(photo("coffee.png")).convert("RGB"))[:height, :width],
        "noise": random.integers(0, 256, (height, width, 3), np.uint8),
        "flat": np.full((height, width, 3), 140, np.uint8),
    }[kind]
    alpha = random.choice(np.array([0, 0, 3, 128, 255], np.uint8), (height, width))
    here = Cut(rgb, alpha, Box(0, 0, width, height), Fraction(1))
    painted = rgb.copy()
    assert match(painted, here, colour=True, grain=True, seed=seed) is painted


@given(st.integers(1, 120), st.integers(1, 120), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_only_pixels_of_the_region_are_matched(height, width, seed):
    random = np.random.default_rng(seed)
    rgb = np.rint(random.normal(120, 6, (height, width, 3))).astype(np.uint8)
    alpha = random.choice(np.array([0, 0, 3, 128, 255], np.uint8), (height, width))
    here = Cut(rgb, alpha, Box(0, 0, width, height), Fraction(1))
    painted = warmed(rgb) // 4 * 4
    kept = painted.copy()
    done = match(painted, here, colour=True, grain=True, seed=seed)
    assert (painted == kept).all()
    assert (done[alpha == 0] == painted[alpha == 0]).all()


@pytest.mark.parametrize("size", [(1, 1), (16, 16), (17, 200)])
def test_tiny_cuts_are_harmless(size: tuple[int, int]):
    golden = grainy(4, *size)
    for mask in (0, 255):
        here = Cut(golden, np.full(size, mask, np.uint8), Box(0, 0, size[1], size[0]), Fraction(1))
        assert match(np.full_like(golden, 99), here, True, True, seed=1).shape == golden.shape
