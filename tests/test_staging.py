"""A product from a second picture: its own pixels in the golden, and its shadow."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from inference.errors import AskerError, NotFound
from inference.nouns import Alpha, Operation, Pixels, Use
from inference.picture import Picture
from inference.product import Product
from inference.render import render
from inference.staging import box_of, second, staged
from tests.craft import ADOBE, Flat, plan

BOX = "box 120,80,180,200"


def table(depth: type = np.uint8, channels: int = 3) -> Picture:
    """A calm light surface with a little grain."""
    random = np.random.default_rng(2)
    codes = np.rint(random.normal(190, 2, (260, 320, channels))).clip(0, 255).astype(np.uint8)
    return Picture(codes if depth is np.uint8 else codes.astype(np.uint16) * 257)


def bottle(scale: int = 1) -> Product:
    """A dark bottle with a bright label, 60 x 120."""
    rgb = np.full((120, 60, 3), (40, 70, 50), np.uint8)
    rgb[50:90, 10:50] = (240, 230, 200)
    alpha = np.zeros((120, 60), np.uint8)
    cv2.rectangle(alpha, (5, 20), (54, 119), 255, -1)
    cv2.rectangle(alpha, (22, 0), (37, 30), 255, -1)
    return Product(rgb.repeat(scale, 0).repeat(scale, 1), alpha.repeat(scale, 0).repeat(scale, 1))


def wanted(where: str = BOX):
    base = plan(Operation.ADD)
    return replace(base, region=where, prompt="a bottle", attached="f" * 64, use=Use.PRODUCT)


def take(golden: Picture, painter: object, product: Product | None = None):
    scene = staged(golden, wanted(), product or bottle())
    (found,) = render(golden, wanted(), scene.open, painter, product=product or bottle())
    return scene, found


class Noisy:
    """Paints everything blue, and works from noise."""

    native = None

    def __init__(self) -> None:
        self.heard: list[tuple[str, float]] = []

    def __call__(self, cut, prompt, seeds, strength, operation):
        self.heard.append((prompt, strength))
        return (np.full_like(cut.rgb, (20, 40, 230)) for _ in seeds)


@pytest.mark.parametrize("painter", [Flat(), Noisy()])
@pytest.mark.parametrize("golden", [table(), replace(table(np.uint16, 4), icc=ADOBE)])
def test_the_product_is_its_own_pixels_and_the_rest_is_locked(painter: object, golden: Picture):
    scene, found = take(golden, painter)
    locked = scene.open.alpha == 0
    assert (found.picture.pixels[locked] == golden.pixels[locked]).all()
    assert found.proof.locked_pixels == locked.sum()
    label = found.picture.srgb()[132:168, 132:168].astype(int)
    assert np.abs(label - (240, 230, 200)).max() <= (0 if golden.icc is None else 2)


def test_by_rule_it_casts_a_shadow():
    golden = table()
    _, found = take(golden, Flat())
    assert found.proof.warnings == ()
    foot = found.picture.pixels[201:204, 130:170]
    assert foot.mean() < golden.pixels[201:204, 130:170].mean() - 15


def test_a_painter_from_noise_gets_the_ground_only():
    golden, painter = table(), Noisy()
    scene, found = take(golden, painter)
    assert painter.heard[0] == ("with the soft shadow and reflection of a bottle", 0.45)
    blue = found.picture.pixels[..., 2].astype(int) - found.picture.pixels[..., 0] > 60
    assert blue.any()
    assert not blue[scene.region.alpha == 0].any()


def test_people_are_told_how_it_was_scaled():
    (said,) = take(table(), Flat(), bottle(scale=4))[1].remarks
    assert "own pixels" in said
    small = Product(bottle().rgb[::4, ::4].copy(), bottle().alpha[::4, ::4].copy())
    assert "enlarged" in " ".join(take(table(), Flat(), small)[1].remarks)


def test_a_region_that_is_no_box_is_asked_for():
    with pytest.raises(AskerError, match="where the product stands"):
        box_of("table")


def test_a_transparent_picture_is_cut_out_by_its_own_edge():
    product = bottle()
    picture = Picture(np.dstack([product.rgb, product.alpha]))
    got = second(picture, wanted(), None)["product"]
    assert (got.alpha == product.alpha[:, 5:55]).all()
    assert second(picture, replace(wanted(), use=Use.REFERENCE), None)["example"].shape[2] == 3


def test_a_picture_with_nothing_in_it_is_refused():
    def blind(rgb: Pixels, phrase: str) -> Alpha:
        raise LookupError(phrase)

    with pytest.raises(NotFound, match="transparent"):
        second(table(), wanted(), blind)
