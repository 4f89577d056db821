"""Warnings before painting: hair is hair, and a plain product is nothing to worry about."""

from functools import cache

import numpy as np
import pytest

from inference.complexity import hairiness, warnings
from inference.fringe import measured
from inference.matte import soften
from inference.nouns import Alpha, Box, Pixels, Region
from inference.picture import decode, decode_mask
from inference.region import find, from_mask
from inference.segmenters.classic import Classic
from tests.needs import photo

HAIR, THIN, LOST = "hair, fur or feathers", "thin", "busy texture"
SIDE = 400
Y, X = np.mgrid[:SIDE, :SIDE]


@cache
def seen(name: str, phrase: str) -> tuple[Pixels, Region]:
    rgb = decode(photo(name).read_bytes()).srgb()
    return rgb, find(rgb, phrase, (), Classic(), "classic")


def said(name: str, phrase: str) -> str:
    return " ".join(warnings(*seen(name, phrase)))


@pytest.mark.parametrize("name", ["chelsea.png", "owl.jpg"])
def test_fur_and_feathers_are_told(name: str) -> None:
    assert HAIR in said(name, "background")


@pytest.mark.parametrize("name", ["coffee.png", "truck.jpg"])
def test_plain_things_raise_no_alarm(name: str) -> None:
    assert said(name, "subject") == ""


def test_towers_of_lattice_are_thin_and_have_no_hair() -> None:
    rgb = decode(photo("rocket.jpg").read_bytes()).srgb()
    towers = rgb[..., 2].astype(int) - rgb[..., 0] < 18  # whatever is not the blue of the sky
    region = from_mask(soften(rgb, np.where(towers, np.uint8(255), np.uint8(0))), "towers")
    found = " ".join(warnings(rgb, region))
    assert THIN in found
    assert HAIR not in found


def test_the_true_alpha_of_a_lemur_is_nearly_all_hair_on_either_side() -> None:
    rgb = decode(photo("lemur.png").read_bytes()).srgb()
    alpha = decode_mask(photo("masks/lemur_alpha_GT.png").read_bytes())
    assert hairiness(measured(rgb, alpha)) > 0.9
    assert hairiness(measured(rgb, 255 - alpha)) > 0.9


def plain(alpha: Alpha, inside: int = 200, outside: int = 60) -> Pixels:
    noise = np.random.default_rng(3).normal(0, 2, (SIDE, SIDE, 1))
    share = alpha[..., None] / 255
    light = outside + (inside - outside) * share + noise
    return np.clip(np.repeat(light, 3, -1), 0, 255).astype(np.uint8)


def disc() -> Alpha:
    return np.where((X - 200) ** 2 + (Y - 200) ** 2 < 120**2, np.uint8(255), np.uint8(0))


def test_a_crisp_disc_raises_no_alarm() -> None:
    alpha = disc()
    assert warnings(plain(alpha), from_mask(soften(plain(alpha), alpha), "disc")) == ()


def test_a_disc_out_of_focus_is_soft_but_has_no_hair() -> None:
    import cv2

    alpha = np.asarray(cv2.GaussianBlur(disc(), (0, 0), 3), np.uint8)
    found = " ".join(warnings(plain(alpha), from_mask(alpha, "disc")))
    assert "out of focus" in found
    assert HAIR not in found


def test_wires_are_thin_in_the_region_and_in_what_is_locked() -> None:
    wires = np.where((X % 60 < 3) | (Y % 60 < 3), np.uint8(255), np.uint8(0))
    for alpha in (wires, 255 - wires):
        assert THIN in " ".join(warnings(plain(alpha), from_mask(alpha, "wires")))


def test_an_edge_through_noise_is_lost() -> None:
    noise = np.random.default_rng(4).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    assert LOST in " ".join(warnings(noise, from_mask(disc(), "disc")))


def test_a_box_is_meant_as_it_is_drawn() -> None:
    noise = np.random.default_rng(4).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    alpha = np.zeros((SIDE, SIDE), np.uint8)
    alpha[100:200, 150:300] = 255
    assert warnings(noise, from_mask(alpha, "box 150,100,300,200")) == ()


def test_many_things_are_counted() -> None:
    alpha = disc()
    region = Region("dots", alpha, Box(80, 80, 320, 320), (Box(0, 0, 9, 9),) * 7, 1.0, "s", "")
    assert "7 separate things" in " ".join(warnings(plain(alpha), region))
