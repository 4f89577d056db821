"""The promise, on every photograph there is: what is locked is the golden, bit for bit.

The files are read back by Pillow and compared by numpy alone; none of our own code judges itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.edit import Tools, edit
from inference.errors import AskerError
from inference.nouns import Cut, Operation, Pixels
from inference.picture import decode, encode_png
from inference.render import render
from tests.craft import ADOBE, DISPLAY_P3, Flat, Same, disc, noise, plan, region
from tests.needs import photo, photos

SIDE = 300  # small, so that three sentences on every photograph take a minute or two
SHIPPED = [photo(name) for name in ("astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg")]
ALL = sorted({file.name: file for file in [*photos(), *SHIPPED]}.values())
BACKGROUND = "swap background to autumn trail"
SENTENCES = (BACKGROUND, "recolour the subject to teal", "remove the subject")


def pixels(file: Path) -> np.ndarray:
    with Image.open(file) as image:
        return np.asarray(image)


def shrunk(file: Path, home: Path) -> Path:
    with Image.open(file) as image:
        picture = image.convert("RGB")
    picture.thumbnail((SIDE, SIDE))
    picture.save(home / "golden.png")
    return home / "golden.png"


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("file", ALL, ids=[file.stem for file in ALL])
def test_only_the_region_changes(file: Path, sentence: str, tmp_path: Path) -> None:
    source = shrunk(file, tmp_path)
    tools = Tools("classic", "classic")
    try:
        report = edit(source, sentence, tmp_path / "out", tools, True, count=2, seed=11)
    except AskerError as refusal:
        if sentence == BACKGROUND:
            raise
        pytest.skip(f"refused: {refusal}")
    golden, mask = pixels(source), pixels(tmp_path / "out/mask.png")
    variants = [pixels(tmp_path / "out" / variant["file"]) for variant in report["variants"]]
    for variant in variants:
        assert variant.shape == golden.shape
        assert np.array_equal(variant[mask == 0], golden[mask == 0])
        assert np.abs(variant[mask > 200].astype(int) - golden[mask > 200]).mean() > 1
    if sentence == BACKGROUND:
        for one, other in combinations(variants, 2):
            assert np.abs(one[mask > 200].astype(int) - other[mask > 200]).mean() > 2


class Careless(Same):
    """Repaints all it sees, warmer, softer and without grain, as real painters do."""

    def __call__(self, cut: Cut, prompt: str, seeds: Sequence[int]) -> Iterator[Pixels]:
        import cv2

        soft = cv2.GaussianBlur(cut.rgb, (0, 0), 1.0)
        warm = np.rint((soft * (1.05, 1.0, 0.9) + (6, 0, -4)).clip(0, 255)).astype(np.uint8)
        return (warm for _ in seeds)


def alpha_of(kind: str, height: int, width: int, seed: int) -> np.ndarray:
    random, alpha = np.random.default_rng(seed), np.zeros((height, width), np.uint8)
    if kind == "dot":
        alpha[random.integers(height), random.integers(width)] = 255
    elif kind == "line":
        alpha[random.integers(height)] = 255
    elif kind == "border":
        alpha[[0, -1]] = alpha[:, [0, -1]] = 255
    elif kind == "full":
        alpha[:] = 255
    elif kind == "random":
        alpha[:] = random.choice(np.array([0, 1, 128, 254, 255], np.uint8), alpha.shape)
    elif kind == "disc":
        alpha[:] = disc(height, width, soft=True)
    return alpha


KINDS = st.sampled_from(["empty", "dot", "line", "border", "full", "random", "disc"])


@given(KINDS, st.integers(16, 131), st.integers(16, 131), st.sampled_from(list(Operation)),
       st.sampled_from([np.uint8, np.uint16]), st.sampled_from([3, 4]),
       st.sampled_from([None, ADOBE, DISPLAY_P3]), st.sampled_from([None, [(96, 96)]]),
       st.integers(0, 99))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_matching_colour_and_grain_reaches_no_locked_pixel(
    kind, height, width, operation, depth, channels, icc, native, seed
) -> None:
    golden = replace(noise(height, width, channels, depth), icc=icc)
    alpha = alpha_of(kind, height, width, seed)
    (take,) = render(golden, plan(operation), region(alpha), Careless(native))
    assert take.picture.pixels.dtype == depth
    assert take.picture.icc == icc
    assert (take.picture.pixels[alpha == 0] == golden.pixels[alpha == 0]).all()
    assert (take.picture.pixels[..., 3:] == golden.pixels[..., 3:]).all()


@given(KINDS, st.integers(16, 131), st.integers(16, 131), st.sampled_from(list(Operation)),
       st.sampled_from([3, 4]), st.integers(0, 99))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_an_identity_painter_gives_the_identical_picture(
    kind, height, width, operation, channels, seed
) -> None:
    golden, alpha = noise(height, width, channels), alpha_of(kind, height, width, seed)
    alpha = np.where(alpha > 127, np.uint8(255), np.uint8(0))  # under a soft edge halos are mended
    (take,) = render(golden, plan(operation), region(alpha), Same())
    assert np.array_equal(take.picture.pixels, golden.pixels)


def test_a_print_file_in_cmyk_is_kept_as_it_was_read(tmp_path: Path) -> None:
    print_file = io.BytesIO()
    with Image.open(photo("coffee.png")) as image:
        image.convert("CMYK").save(print_file, "JPEG", quality=95)
    golden = decode(print_file.getvalue())
    alpha = disc(golden.height, golden.width, soft=True)
    (take,) = render(golden, plan(Operation.REPLACE), region(alpha), Flat())
    (tmp_path / "variant.png").write_bytes(encode_png(take.picture))
    variant = pixels(tmp_path / "variant.png")
    assert np.array_equal(variant[alpha == 0], golden.pixels[alpha == 0])
    assert (variant[alpha == 255] != golden.pixels[alpha == 255]).any()
