"""A product from a second picture stands in the golden as its own pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from inference.errors import NotFound
from inference.lighting.light import Light
from inference.nouns import Alpha, Box, Pixels
from inference.product import Placed, Product, cut_out, placed, shadow

FROM_LEFT = Light(150, 0, 0.3, 6500, 0.9, 1)
FROM_RIGHT = replace(FROM_LEFT, angle=30)
BOX = Box(120, 60, 200, 180)


def table(grain: float = 0.0) -> Pixels:
    """A light table top in even light."""
    noise = np.random.default_rng(2).normal(0, grain, (240, 320, 1)) if grain else 0
    return np.rint(np.full((240, 320, 3), (196, 180, 160)) + noise).clip(0, 255).astype(np.uint8)


def can(tall: int = 120, wide: int = 60) -> tuple[Pixels, Alpha]:
    """A red can with a label, cut out, its edge one pixel soft."""
    rgb = np.full((tall, wide, 3), (190, 30, 40), np.uint8)
    rgb[tall // 3 : tall // 2] = np.random.default_rng(3).integers(0, 255, (1, wide, 3))
    alpha = np.full((tall, wide), 255, np.uint8)
    alpha[:, [0, -1]] = alpha[[0, -1]] = 128
    return rgb, alpha


def straight() -> np.ndarray:
    """The can in a larger transparent picture whose hidden pixels are green."""
    rgb, alpha = can()
    out = np.zeros((160, 100, 4), np.uint8)
    out[..., 1] = 255
    out[20:140, 20:80, :3], out[..., 3][20:140, 20:80] = rgb, alpha
    return out


def silent(_: Pixels, phrase: str) -> Alpha:
    raise LookupError(phrase)


def standing(
    light: Light = FROM_LEFT, golden: Pixels | None = None
) -> tuple[Pixels, Placed, Pixels]:
    golden = table() if golden is None else golden
    put = placed(golden, Product(*can()), BOX)
    return golden, put, shadow(golden, put, light)


def test_transparency_is_the_cut_out_and_nobody_is_asked() -> None:
    product = cut_out(straight(), silent)
    assert (product.rgb == can()[0]).all()
    assert (product.alpha == can()[1]).all()


def test_an_opaque_picture_is_cut_out_by_the_segmenter_without_its_background() -> None:
    y, x = np.mgrid[:200, :200] - 99.5
    share = np.clip(60.5 - np.hypot(x, y), 0, 1)[..., None]
    rgb = np.rint(share * (200, 30, 40) + (1 - share) * (20, 200, 40)).astype(np.uint8)
    product = cut_out(rgb, lambda _, phrase: np.hypot(x, y) < 60)
    assert product.alpha.shape == pytest.approx((122, 122), abs=6)
    assert (product.rgb[product.alpha > 40][:, 1] < 90).all()


def test_a_segmenter_that_knows_only_backgrounds_will_do() -> None:
    def segmenter(rgb: Pixels, phrase: str) -> Any:
        if phrase != "background":
            raise LookupError(phrase)
        return (rgb[..., 0] < 100), 0.9

    rgb = np.zeros((120, 120, 3), np.uint8)
    rgb[30:90, 40:80] = 220
    product = cut_out(rgb, segmenter)
    assert product.alpha.shape == pytest.approx((60, 40), abs=4)
    assert product.alpha[30, 20] == 255


@pytest.mark.parametrize("picture", [table(), np.zeros((40, 40, 4), np.uint8)])
def test_a_picture_without_a_product_says_what_would_work(picture: np.ndarray) -> None:
    with pytest.raises(NotFound, match="transparent background"):
        cut_out(picture, silent)


def test_it_stands_in_the_middle_of_the_box_with_its_foot_on_the_bottom() -> None:
    put = standing()[1]
    assert Box.around(put.alpha > 0) == Box(130, 60, 190, 180)
    assert put.scale == 1


def test_at_its_own_size_its_pixels_are_the_product_s() -> None:
    rgb, alpha = can()
    _, put, done = standing()
    here = done[put.box.slices]
    assert (here[alpha == 255] == rgb[alpha == 255]).all()


@pytest.mark.parametrize("box", [Box(100, 60, 260, 220), Box(150, 100, 171, 131)])
def test_no_shadow_or_reflection_ever_touches_its_own_pixels(box: Box) -> None:
    golden = table(2.0)
    put = placed(golden, Product(*can()), box)
    done = shadow(golden, put, FROM_LEFT)
    solid = put.alpha == 255
    assert solid.sum() > 0.8 * (put.alpha > 0).sum()
    assert (done[solid] == put.rgb[solid]).all()
    locked = (put.alpha == 0) & (put.band == 0)
    assert (done[locked] == golden[locked]).all()


def test_an_edge_takes_up_nothing_of_what_transparency_hid() -> None:
    put = placed(table(), cut_out(straight(), silent), Box(120, 60, 160, 140))
    edge = (put.alpha > 8) & (put.alpha < 255)
    assert edge.any()
    assert (put.rgb[edge][:, 1] < 200).all()


def test_a_product_smaller_than_its_place_is_known_to_be_enlarged() -> None:
    assert placed(table(), Product(*can(60, 30)), BOX).scale == 2


@pytest.mark.parametrize("box", [Box(-20, 40, 60, 160), Box(280, 100, 360, 300)])
def test_a_box_beyond_the_frame_is_cut_by_it(box: Box) -> None:
    golden = table()
    put = placed(golden, Product(*can()), box)
    assert (put.alpha > 0).any()
    assert shadow(golden, put, FROM_LEFT).shape == golden.shape


def test_the_shadow_falls_away_from_the_light() -> None:
    near_foot = slice(160, 185)
    for light, dark, bright in ((FROM_LEFT, 205, 115), (FROM_RIGHT, 115, 205)):
        golden, _, done = standing(light)
        fell = (golden.astype(int) - done)[near_foot].sum(-1)
        assert fell[:, dark - 8 : dark + 8].mean() > 2 * fell[:, bright - 8 : bright + 8].mean() + 5


def test_the_shadow_ends_softly_where_the_band_ends() -> None:
    golden, put, done = standing(Light(180, 0, 0, 6500, 1, 1))
    rim = (put.band > 0) & (put.band < 20) & (put.alpha == 0)
    assert np.abs(golden[rim].astype(int) - done[rim]).max() < 9


def test_it_touches_the_ground_even_under_light_from_everywhere() -> None:
    golden, _, done = standing(Light(90, 0, 1, 6500, 0, 0))
    fell = (golden.astype(int) - done).mean(-1)[:, 150:170].mean(1)
    assert fell[181] > 40
    assert fell[181] > fell[190] > fell[205] - 1
    assert fell[235] == 0


def test_smooth_ground_reflects_and_rough_ground_does_not() -> None:
    def reddened(golden: Pixels) -> float:
        """How much redder the ground gets below the foot."""
        done = shadow(golden, placed(golden, Product(*can()), BOX), FROM_LEFT).astype(float)
        here, before = done[184:196, 140:180], golden[184:196, 140:180].astype(float)
        return float(
            (here[..., 0] / here[..., 1]).mean() / (before[..., 0] / before[..., 1]).mean()
        )

    assert reddened(table()) > 1.02
    assert reddened(table(16.0)) < reddened(table()) - 0.02


def test_nothing_placed_is_the_golden() -> None:
    golden = table()
    nothing = Placed(golden, np.zeros((240, 320), np.uint8), np.zeros((240, 320), np.uint8), BOX, 1)
    assert (shadow(golden, nothing, FROM_LEFT) == golden).all()
