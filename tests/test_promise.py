"""The promise, on every photograph there is: what is locked is the golden, bit for bit.

The files are read back by Pillow and compared by numpy alone; none of our own code judges itself.
"""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.edit import Tools, edit
from inference.errors import AskerError
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
