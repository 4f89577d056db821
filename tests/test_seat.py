"""Pasting, against its own definition worked out over the whole picture the slow way."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.crop import crop, place
from inference.match import _enlarged
from inference.nouns import Box, Cut
from inference.seating.seat import Seat, paste
from tests.craft import ADOBE, disc, noise, region

SIDES = st.integers(1, 50)


def by_definition(golden, painted, cut, under) -> np.ndarray:
    out, share = golden.pixels.copy(), cut.alpha[..., None] / np.float32(255)
    mixed = np.rint(share * golden.from_srgb(painted) + (1 - share) * under).astype(out.dtype)
    here = out[cut.box.slices]
    here[..., :3] = np.where(cut.alpha[..., None] > 0, mixed, here[..., :3])
    return out


@given(SIDES, SIDES, st.integers(0, 12), st.integers(0, 12), st.sampled_from([3, 4]),
       st.sampled_from([np.uint8, np.uint16]), st.sampled_from([None, ADOBE]),
       st.sampled_from([(0,), (255,), (0, 255), (7, 128), (0, 0, 0, 0, 1, 128, 254, 255)]),
       st.integers(0, 99))  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_pasting_is_what_it_says(height, width, right, down, channels, depth, icc, codes, seed):
    golden = replace(noise(height + down, width + right, channels, depth), icc=icc)
    random = np.random.default_rng(seed)
    alpha = random.choice(np.array(codes, np.uint8), (height, width))
    box = Box(right, down, right + width, down + height)
    cut = Cut(golden.srgb(box), alpha, box, Fraction(1))
    under = random.integers(0, np.iinfo(depth).max, (height, width, 3), depth)
    painted = random.integers(0, 255, (height, width, 3), np.uint8)
    found = paste(golden, painted, Seat(cut, under)).pixels
    wanted = by_definition(golden, painted, cut, under)
    apart = np.abs(found.astype(int) - wanted)
    assert apart.max() <= (alpha.any() and 1)  # a half may round either way
    whole = np.isin(alpha, (0, 255))
    assert not apart[box.slices][whole].any()
    apart[box.slices] = 0
    assert not apart.any()


@pytest.mark.parametrize("size", [(61, 83), (300, 211)])
def test_a_flat_painting_stays_flat_whatever_the_scale(size: tuple[int, int]):
    cut = crop(noise(*size), region(disc(*size)), [(96, 64), (256, 256)])
    assert (place(np.full_like(cut.rgb, 91), cut) == 91).all()


def test_a_cast_enlarged_strip_by_strip_is_the_whole_enlarged():
    import cv2

    y, x = np.mgrid[:32, :41].astype(np.float32)
    small = np.dstack([y, x, y - x])
    whole = cv2.resize(small, (321, 250))
    for box in (Box(0, 0, 321, 250), Box(7, 0, 321, 99), Box(30, 99, 200, 250)):
        part = _enlarged(small, (250, 321), box)
        assert np.abs(part - whole[box.slices]).max() < 0.05
