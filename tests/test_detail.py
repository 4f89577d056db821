"""A region larger than the painter's own size is looked at twice, and the second time closer."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.detail import MOST, tiles
from inference.nouns import Box, Cut, Operation, Pixels
from inference.picture import Picture
from inference.render import render
from tests.craft import Same, disc, plan, region


def stripes(height: int = 400, width: int = 600) -> Picture:
    """Lines of one pixel, which a smaller copy of the picture can't hold."""
    rows = np.where(np.arange(height) % 2, 190, 60).astype(np.uint8)
    return Picture(np.broadcast_to(rows[:, None, None], (height, width, 3)).copy())


class Sharp:
    """Paints grey at first, and stripes of one pixel once it sees the golden's own size."""

    native = ((128, 128),)

    def __init__(self) -> None:
        self.calls: list[tuple[Fraction, float, int]] = []

    def __call__(
        self, cut: Cut, prompt: str, seeds: Sequence[int], strength: float, progress
    ) -> Iterator[Pixels]:
        self.calls.append((cut.scale, strength, len(seeds)))
        for seed in seeds:
            rows = np.arange(cut.rgb.shape[0]) + cut.box.y0
            fresh = np.where(rows % 2, 230, 20) if cut.scale == 1 else np.full(rows.shape, 125)
            progress(1.0)
            yield (np.broadcast_to(fresh[:, None, None], cut.rgb.shape) + seed).astype(np.uint8)


def one(alpha) -> Cut:
    height, width = alpha.shape
    return Cut(np.zeros((height, width, 3), np.uint8), alpha, Box(0, 0, width, height), Fraction(1))


def test_the_second_look_brings_the_fine_detail_back():
    golden, alpha, painter = stripes(), disc(400, 600), Sharp()
    (take,) = render(golden, plan(Operation.REPLACE, (0,)), region(alpha), painter)
    inside = take.picture.pixels[alpha == 255].astype(int)
    rows = np.nonzero(alpha == 255)[0]
    assert np.abs(inside - np.where(rows % 2, 230, 20)[:, None]).mean() < 4
    assert [call[0] < Fraction(1, 2) for call in painter.calls[:1]] == [True]
    assert {call[0] for call in painter.calls[1:]} == {Fraction(1)}


def test_the_second_look_is_gentle_and_one_picture_at_a_time():
    painter = Sharp()
    list(render(stripes(), plan(Operation.REPLACE, (0, 1)), region(disc(400, 600)), painter))
    first, *later = painter.calls
    assert first[1:] == (0.8, 2)
    assert {call[1:] for call in later} == {(0.35, 1)}


def test_progress_rises_over_both_looks_and_ends_at_one():
    heard: list[float] = []
    golden, alpha = stripes(), disc(400, 600)
    list(
        render(
            golden, plan(Operation.REPLACE, (0, 1)), region(alpha), Sharp(), progress=heard.append
        )
    )
    assert heard == sorted(heard)
    assert heard[0] < 0.2
    assert heard[-1] == pytest.approx(1.0)


def test_a_painter_that_sees_every_pixel_looks_once():
    alpha = disc(60, 60)
    assert tiles(one(alpha), Fraction(1), ((64, 64),)) == ()
    assert tiles(one(alpha), Fraction(1, 4), None) == ()


@given(st.integers(40, 400), st.integers(40, 400), st.sampled_from([32, 48, 64]))
@settings(max_examples=60, deadline=None)
def test_tiles_cover_the_region_and_are_few(height: int, width: int, side: int):
    alpha = np.full((height, width), 255, np.uint8)
    found = tiles(one(alpha), Fraction(1, 50), ((side, side),))
    covered = np.zeros(alpha.shape, np.float32)
    for tile in found:
        assert tile.weight().shape == (tile.box.height, tile.box.width)
        area = covered[tile.box.slices]
        np.maximum(area, tile.weight(), out=area)
    assert len(found) <= MOST
    assert covered.min() > 0.4


def test_a_tile_without_anything_to_paint_is_left_out():
    alpha = np.zeros((300, 300), np.uint8)
    alpha[:20, :], alpha[:, :20] = 255, 255
    found = tiles(one(alpha), Fraction(1, 10), ((100, 100),))
    assert found
    assert all(alpha[tile.box.slices].any() for tile in found)


@pytest.mark.parametrize("operation", list(Operation))
def test_a_second_look_that_sees_nothing_to_change_leaves_a_smooth_picture_alone(
    operation: Operation,
):
    ramp = np.linspace(40, 200, 600)[None, :, None] + np.zeros((400, 1, 3))
    golden, alpha = Picture(np.rint(ramp).astype(np.uint8)), disc(400, 600)
    (take,) = render(golden, plan(operation), region(alpha), Gentle(((64, 64),)))
    off = np.abs(take.picture.pixels.astype(int) - golden.pixels)
    assert off.max() <= 4


class Gentle(Same):
    """Paints what it sees, and has a noise level."""

    def __call__(self, cut, prompt, seeds, strength):
        return (cut.rgb for _ in seeds)
