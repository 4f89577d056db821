"""Where the command line paints when people drew, sent a mask, or add something."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.aim import Drawing, Finder, aim, look
from inference.errors import BadPicture
from inference.instruction import read
from inference.nouns import EditPlan, Golden, Pixels
from inference.plan import resolve
from inference.segmenters import boxes
from inference.segmenters.classic import Classic
from tests.drawn import GREEN, drawn, golden, line, phoned, ring

FINDER = Finder(Classic(), "classic")


def plan(sentence: str, rgb: Pixels) -> EditPlan:
    size = Golden("0" * 64, rgb.shape[1], rgb.shape[0])
    return resolve(read(sentence), size, "classic@1", "classic@1")


def file(rgb: Pixels, exact: bool | None = None) -> Drawing:
    out = BytesIO()
    Image.fromarray(rgb).save(out, "PNG")
    return Drawing(out.getvalue(), "drawn.png", exact)


def test_red_is_the_region_and_green_stays_locked() -> None:
    rgb = golden("coffee.png", 300)
    marked = drawn(
        drawn(rgb, ring(rgb, 0.5, 0.45, 0.3)), line(rgb, (0.45, 0.4), (0.55, 0.4)), GREEN
    )
    settled, found = aim(rgb, plan("make the cup teal", rgb), FINDER, file(phoned(marked)))
    assert (settled.region, settled.protect) == ("drawing", ("kept drawing",))
    assert found.alpha[round(0.4 * rgb.shape[0]), rgb.shape[1] // 2] == 0
    assert found.alpha.any()


def test_a_mask_is_painted_as_it_is_less_what_is_protected() -> None:
    rgb = golden("coffee.png", 300)
    mask = np.zeros_like(rgb)
    mask[20:120, 40:200] = 255
    wish = plan("swap background to teal, keep box 40,20,60,120", rgb)
    settled, found = aim(rgb, wish, FINDER, file(mask, exact=True))
    assert settled.region == "hand-made mask"
    assert settled.mask is not None, "the plan says which one"
    assert np.array_equal(found.alpha[:, 60:], mask[:, 60:, 0])
    assert not found.alpha[:, :60].any()


def test_what_is_added_gets_a_place_and_a_reason() -> None:
    rgb = golden("astronaut.png", 240)
    settled, found = aim(rgb, plan("add a cup of coffee", rgb), FINDER, None)
    assert boxes.read(settled.region) == found.box
    assert "free spot" in found.why
    named, _ = aim(rgb, plan("add a hat to box 10,10,80,90", rgb), FINDER, None)
    assert named.region == "box 10,10,80,90"


@pytest.mark.parametrize("exact", [True, False])
def test_a_picture_that_says_nothing_is_refused(exact: bool) -> None:
    rgb = golden("coffee.png", 300)
    with pytest.raises(BadPicture, match=r"drawn\.png"):
        look(rgb, "cup", FINDER, file(phoned(rgb), exact))


def test_a_drawing_takes_part_in_a_phrase() -> None:
    rgb = golden("coffee.png", 300)
    marked = file(drawn(rgb, ring(rgb, 0.5, 0.45, 0.25)))
    whole = look(rgb, "", FINDER, marked)
    less = look(rgb, "drawing but not box 0,0,150,200", FINDER, marked)
    assert 0 < less.alpha.sum() < whole.alpha.sum()
