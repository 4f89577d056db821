"""Where the command line paints when people drew, sent a mask, or add something."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from bot.aim import Drawing, Finder, aim, look
from inference.errors import BadInstruction, BadPicture
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


def test_a_sentence_hears_that_the_drawing_says_where() -> None:
    rgb = golden("coffee.png", 300)
    marked = file(drawn(rgb, ring(rgb, 0.5, 0.45, 0.3)))
    _, found = aim(rgb, plan("make the spoon teal", rgb), FINDER, marked)
    assert "instead of *spoon*" in found.why
    _, found = aim(rgb, plan("make the drawing teal", rgb), FINDER, marked)
    assert "instead" not in found.why


def test_a_picture_of_something_else_is_told_from_one_with_nothing_drawn() -> None:
    rgb, other = golden("coffee.png", 300), golden("rocket.jpg", 300)
    with pytest.raises(BadPicture, match="another one"):
        look(rgb, "", FINDER, file(phoned(drawn(other, ring(other, 0.5, 0.5, 0.2))), exact=False))
    with pytest.raises(BadPicture, match="nothing drawn"):
        look(rgb, "", FINDER, file(phoned(rgb), exact=False))


def test_green_alone_keeps_and_says_that_something_must_change() -> None:
    rgb = golden("coffee.png", 300)
    green = file(drawn(rgb, ring(rgb, 0.5, 0.45, 0.2), GREEN))
    with pytest.raises(BadInstruction, match="in red, too"):
        look(rgb, "", FINDER, green)
    redrawn = replace(plan("make the cup teal", rgb), region="drawing")
    with pytest.raises(BadInstruction, match="in red, too"):
        aim(rgb, redrawn, FINDER, green)
    assert not look(rgb, "box 0,0,200,200", FINDER, green).alpha[90, 150]


@pytest.mark.parametrize("exact", [True, False])
def test_a_phrase_beside_a_drawing_or_a_mask_is_what_they_share(exact: bool) -> None:
    rgb = golden("coffee.png", 300)
    mask = np.zeros_like(rgb)
    mask[20:120, 40:200] = 255
    picture = mask if exact else drawn(rgb, ring(rgb, 0.5, 0.45, 0.25))
    both = look(rgb, "box 0,0,150,200", FINDER, file(picture, exact))
    whole = look(rgb, "", FINDER, file(picture, exact))
    assert np.array_equal(both.alpha[:, :125] > 127, whole.alpha[:, :125] > 127)
    assert both.alpha.any()
    assert not both.alpha[:, 151:].any()


def test_a_drawing_takes_part_in_a_phrase() -> None:
    rgb = golden("coffee.png", 300)
    marked = file(drawn(rgb, ring(rgb, 0.5, 0.45, 0.25)))
    whole = look(rgb, "", FINDER, marked)
    less = look(rgb, "drawing but not box 0,0,150,200", FINDER, marked)
    assert 0 < less.alpha.sum() < whole.alpha.sum()
