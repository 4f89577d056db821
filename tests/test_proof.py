"""The certificate: exact where it promises, finite everywhere, and honest in words."""

import hashlib
from dataclasses import astuple, replace
from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.color import deltaE_ciede2000, rgb2lab

from inference.errors import BrokenPromise
from inference.nouns import Proof
from inference.picture import Picture
from inference.proof import prove, words
from inference.seam import delta_e
from tests.craft import disc, noise, region

PROOF = Proof(1, 0.5, 0, "", 0.0, 1.0, 5.0)


def shade(height: int = 120, width: int = 160) -> Picture:
    """A calm picture: a slow gradient with a little noise."""
    random = np.random.default_rng(1)
    ramp = np.linspace(90, 130, width)[None, :, None] + random.normal(0, 2, (height, width, 3))
    return Picture(np.rint(ramp).astype(np.uint8))


@given(st.integers(0, 2**32 - 1), st.sampled_from([np.uint8, np.uint16]), st.sampled_from([3, 4]))
@settings(max_examples=25, deadline=None)
def test_one_changed_sample_outside_breaks_the_promise(seed: int, depth: type, channels: int):
    random = np.random.default_rng(seed)
    golden = noise(21, 33, channels, depth)
    alpha = disc(21, 33)
    changed = golden.pixels.copy()
    rows, columns = np.nonzero(alpha == 0)
    at = random.integers(len(rows))
    changed[rows[at], columns[at], random.integers(channels)] ^= 1
    with pytest.raises(BrokenPromise, match="1 pixel"):
        prove(golden, changed, region(alpha))


def test_a_variant_of_another_size_or_depth_breaks_the_promise():
    golden, alpha = noise(20, 20), disc(20, 20)
    with pytest.raises(BrokenPromise):
        prove(golden, golden.pixels.astype(np.uint16), region(alpha))
    with pytest.raises(BrokenPromise):
        prove(golden, golden.pixels[:, :19], region(alpha))


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_the_digest_is_of_the_locked_samples_in_raster_order(depth: type):
    golden, alpha = noise(40, 30, 4, depth), disc(40, 30, soft=True)
    digest = hashlib.sha256()
    for row, locked in zip(golden.pixels, alpha == 0, strict=True):
        for pixel in row[locked]:
            digest.update(b"".join(int(s).to_bytes(depth().itemsize, "little") for s in pixel))
    changed = golden.pixels.copy()
    changed[alpha > 0] = 0
    proof = prove(golden, changed, region(alpha))
    assert proof.outside_sha256 == digest.hexdigest()
    assert proof.locked_pixels == int((alpha == 0).sum())
    assert proof.locked_fraction == proof.locked_pixels / alpha.size


@pytest.mark.parametrize("kind", ["empty", "one", "full", "border", "line", "all but one"])
@pytest.mark.parametrize("size", [(16, 16), (50, 37)])
def test_degenerate_masks_give_finite_numbers(kind: str, size: tuple[int, int]):
    alpha = np.zeros(size, np.uint8)
    if kind == "one":
        alpha[7, 7] = 255
    elif kind == "full":
        alpha[:] = 255
    elif kind == "border":
        alpha[0] = alpha[-1] = alpha[:, 0] = alpha[:, -1] = 255
    elif kind == "line":
        alpha[:, 5] = 255
    elif kind == "all but one":
        alpha[:] = 255
        alpha[7, 7] = 0
    golden = noise(*size)
    changed = np.where(alpha[..., None] > 0, 255 - golden.pixels, golden.pixels)
    proof = prove(golden, changed, region(alpha))
    assert all(isfinite(number) for number in astuple(proof)[4:7])
    assert proof.changed_outside == 0


def test_a_golden_against_itself_has_no_visible_change_and_says_so():
    golden = shade()
    proof = prove(golden, golden.pixels, region(disc(120, 160)))
    assert proof.visible_change == 0
    assert abs(proof.seam) < 0.3
    assert 0.8 < proof.grain_ratio < 1.25
    assert [text for text in proof.warnings if "hardly" in text] == list(proof.warnings) != []


def test_a_patch_of_another_brightness_in_a_calm_surface_is_a_seam():
    golden, alpha = shade(), disc(120, 160)
    step = golden.pixels.copy()
    step[alpha > 0] += 25
    proof = prove(golden, step, region(alpha))
    assert proof.seam > 1
    assert any("edge" in text for text in proof.warnings)


def test_an_objects_own_outline_is_not_warned_of():
    alpha = disc(120, 160)
    pixels = shade().pixels.copy()
    pixels[alpha > 0] = pixels[alpha > 0] // 3  # an object darker than its surroundings
    golden = Picture(pixels)
    changed = np.where(alpha[..., None] > 0, pixels + np.uint8(15), pixels)
    proof = prove(golden, changed, region(alpha))
    assert proof.seam > 1
    assert not any("edge" in text for text in proof.warnings)


def test_grain_that_is_missing_or_too_much_is_measured_and_warned_of():
    golden, alpha = shade(240, 320), disc(240, 320)
    smooth, coarse = golden.pixels.copy(), golden.pixels.copy()
    smooth[alpha > 0] = 110
    loud = np.random.default_rng(2).normal(110, 12, coarse.shape)
    coarse[alpha > 0] = np.rint(loud).astype(np.uint8)[alpha > 0]
    for changed, word, low, high in (
        (smooth, "smoother", 0.0, 0.4),
        (coarse, "grainier", 2.5, 20.0),
    ):
        proof = prove(golden, changed, region(alpha))
        assert low < proof.grain_ratio < high
        assert any(word in text for text in proof.warnings)


def test_visible_change_is_the_mean_difference_where_alpha_passes_the_middle():
    golden, alpha = shade(), disc(120, 160, soft=True)
    changed = np.where(alpha[..., None] > 0, golden.pixels + np.uint8(20), golden.pixels)
    inside = alpha > 127
    expected = deltaE_ciede2000(rgb2lab(golden.pixels), rgb2lab(changed))[inside].mean()
    assert prove(golden, changed, region(alpha)).visible_change == pytest.approx(expected, abs=0.01)


def test_difference_is_zero_for_equal_colours_and_some_hundred_from_black_to_white():
    black, white = np.zeros((1, 3), np.uint8), np.full((1, 3), 255, np.uint8)
    assert delta_e(black, black) == 0
    assert delta_e(black, white) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize(
    ("phrase", "fraction", "said"),
    [
        ("background", 0.239, "Subject untouched, bit for bit (23 % of the picture)."),
        ("the Background", 0.5, "Subject untouched, bit for bit (50 % of the picture)."),
        ("shirt", 0.91, "Everything but the shirt untouched, bit for bit (91 %)."),
        ("her shirt", 0.9999999, "Everything but her shirt untouched, bit for bit (99 %)."),
        ("shirt", 0.004, "Everything but the shirt untouched, bit for bit (less than 1 %)."),
        ("everything but the dog", 0.3, "The dog untouched, bit for bit (30 %)."),
        ("shirt but not the logo", 0.6, "Everything outside the painted region untouched, "
         "bit for bit (60 %)."),
        ("box 1,2,3,4", 0.6, "Everything outside the painted region untouched, "
         "bit for bit (60 %)."),
    ],
)  # fmt: skip
def test_words_claim_what_is_proven_and_round_down(phrase: str, fraction: float, said: str):
    assert words(replace(PROOF, locked_fraction=fraction), phrase) == said


def test_words_for_a_picture_without_locked_pixels_promise_nothing():
    assert "untouched" not in words(replace(PROOF, locked_pixels=0, locked_fraction=0.0), "sky")


@given(st.integers(1, 10**8), st.integers(1, 10**8))
def test_a_hundred_per_cent_is_never_claimed_while_a_pixel_may_change(locked: int, free: int):
    proof = replace(PROOF, locked_pixels=locked, locked_fraction=locked / (locked + free))
    assert "100 %" not in words(proof, "shirt")
