"""The cut: context around the region at the painter's own size, and exactly back again."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.crop import crop, place
from inference.errors import PluginError
from tests.craft import disc, noise, region

SIDES = st.integers(17, 190)
NATIVES = st.sampled_from(
    [None, (), [(64, 64)], [(128, 96), (96, 128), (112, 112)], [(1024, 64)], [(512, 512)]]
)


def patch(height: int, width: int, seed: int) -> np.ndarray:
    """A random rectangle: from one pixel to the whole picture."""
    random = np.random.default_rng(seed)
    alpha = np.zeros((height, width), np.uint8)
    top, left = random.integers(height), random.integers(width)
    alpha[top : random.integers(top, height) + 1, left : random.integers(left, width) + 1] = 255
    return alpha


@given(SIDES, SIDES, NATIVES, st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_a_cut_has_a_native_size_and_holds_the_whole_region(height, width, native, seed):
    alpha = patch(height, width, seed)
    cut = crop(noise(height, width), region(alpha), native)
    assert cut.rgb.shape[:2] == cut.alpha.shape
    if native:
        assert cut.rgb.shape[1::-1] in native
    box = cut.box
    assert 0 <= box.x0 < box.x1 <= width
    assert 0 <= box.y0 < box.y1 <= height
    assert alpha[box.slices].sum() == alpha.sum()
    assert isinstance(cut.scale, Fraction)


@given(SIDES, SIDES, NATIVES, st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_what_is_painted_comes_back_at_the_size_of_the_box(height, width, native, seed):
    cut = crop(noise(height, width), region(patch(height, width, seed)), native)
    assert place(cut.rgb, cut).shape[:2] == (cut.box.height, cut.box.width)


@given(SIDES, SIDES, st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_an_unscaled_cut_comes_back_bit_for_bit(height, width, seed):
    picture = noise(height, width)
    cut = crop(picture, region(patch(height, width, seed)), None)
    assert cut.scale == 1
    assert (place(cut.rgb, cut) == picture.pixels[cut.box.slices]).all()


@pytest.mark.parametrize("native", [[(64, 64)], [(256, 256)], [(160, 96)]])
@pytest.mark.parametrize("size", [(100, 150), (61, 47)])
def test_scaling_there_and_back_shifts_nothing(native, size: tuple[int, int]):
    height, width = size
    ramp = np.linspace(20, 230, width)[None, :] * 0.5 + np.linspace(20, 230, height)[:, None] * 0.5
    pixels = np.rint(ramp).astype(np.uint8)[..., None].repeat(3, 2)
    cut = crop(type(noise(16, 16))(pixels), region(disc(height, width)), native)
    back = place(cut.rgb, cut).astype(int)
    inner = (slice(6, -6), slice(6, -6))
    off = back[inner] - pixels[cut.box.slices][inner]
    assert abs(off.mean()) < 0.35
    assert np.abs(off).max() <= 4


@pytest.mark.parametrize("native", [None, [(64, 64)], [(256, 128)]])
def test_a_painter_cannot_reach_the_golden_through_its_cut(native):
    picture = noise(100, 120)
    writable = type(picture)(picture.pixels.copy())
    alpha = disc(100, 120)
    cut = crop(writable, region(alpha), native)
    cut.rgb[:] = 0
    cut.alpha[:] = 0
    assert (writable.pixels == picture.pixels).all()
    assert (alpha == disc(100, 120)).all()


def test_a_frame_that_hangs_over_the_edge_shows_a_reflection():
    picture = noise(40, 40)
    cut = crop(picture, region(disc(40, 40)), [(80, 40)])
    assert cut.box == (0, 0, 40, 40)
    assert cut.rgb.shape == (40, 80, 3)
    assert (cut.rgb[:, 40:79] == picture.pixels[:, 38::-1]).all()


@pytest.mark.parametrize("odd", ["small", "grey", "float"])
def test_a_painting_of_another_form_names_whose_mistake_it_is(odd: str):
    cut = crop(noise(50, 50), region(disc(50, 50)), None)
    painted = {"small": cut.rgb[1:], "grey": cut.rgb[..., 0], "float": cut.rgb / 255}[odd]
    with pytest.raises(PluginError, match="The painter returned"):
        place(painted, cut)
