"""A golden that came back drawn on becomes a mask; any other picture does not."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from inference import grid, scribble
from inference.drawing import loops, register
from inference.drawing.outline import stands_out
from inference.nouns import Alpha, Pixels
from inference.overlay import overlay
from inference.region import from_mask
from inference.regions import cells
from inference.scribble import MASK, SCRIBBLE, Marks
from tests.drawn import GREEN, RED, drawn, golden, line, phoned, ring

NAMES = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")
TRIPS = (
    {"scale": 1.2, "quality": 90, "crop": 0},
    {"scale": 0.5, "quality": 60, "crop": 6},
    {"scale": 0.8, "quality": 75, "crop": 3, "tint": 0.04},
)


class Knows:
    """A segmenter of one thing, the subject; it is asked at points where `pointed` is given."""

    def __init__(self, mask: np.ndarray) -> None:
        self.mask = mask

    def __call__(self, _rgb: Pixels, phrase: str) -> tuple[Alpha, float]:
        if phrase != "subject":
            raise LookupError(phrase)
        return np.where(self.mask, np.uint8(255), np.uint8(0)), 0.9


class Points(Knows):
    """A segmenter that knows what is at a point, and nothing by name."""

    def __call__(self, _rgb: Pixels, phrase: str) -> tuple[Alpha, float]:
        raise LookupError(phrase)

    def around(self, rgb: Pixels, points: np.ndarray, labels: np.ndarray) -> tuple[Alpha, float]:
        inner = points[labels > 0].astype(int)
        assert self.mask[inner[:, 1], inner[:, 0]].all()
        return np.where(self.mask, np.uint8(255), np.uint8(0)), 0.9


NOBODY = Points(np.zeros((1, 1), np.bool_))


def overlap(alpha: Alpha | None, truth: np.ndarray) -> float:
    mask = np.zeros(truth.shape, np.bool_) if alpha is None else alpha > 127
    return float((mask & truth).sum() / (mask | truth).sum())


def filled(layer: Image.Image) -> np.ndarray:
    """Everything that a closed loop encloses, itself included."""
    plane = Image.new("L", (layer.width + 2, layer.height + 2), 0)
    plane.paste(layer, (1, 1))
    ImageDraw.floodfill(plane, (0, 0), 128)
    return np.asarray(plane)[1:-1, 1:-1] != 128


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("trip", TRIPS, ids=("larger", "much smaller", "tinted"))
def test_a_loop_means_what_is_inside_wherever_the_picture_went(name: str, trip: dict) -> None:
    rgb = golden(name)
    loop = ring(rgb, 0.45, 0.5, 0.2)
    marked = phoned(drawn(rgb, loop, RED, 0.8, 1.0), **trip)
    assert scribble.kind(rgb, marked) == SCRIBBLE
    marks = scribble.read(rgb, marked)
    assert marks.keep is None
    assert overlap(marks.change, filled(loop)) > 0.93


@pytest.mark.parametrize("opacity", [0.45, 1.0])
@pytest.mark.parametrize(("colour", "field"), [(RED, "change"), (GREEN, "keep")])
def test_red_changes_and_green_stays_also_half_transparent(
    opacity: float, colour: tuple[int, int, int], field: str
) -> None:
    rgb = golden("coffee.png")  # a red saucer on brown wood
    stroke = line(rgb, (0.2, 0.3), (0.5, 0.45), (0.75, 0.3))
    marks = scribble.read(rgb, phoned(drawn(rgb, stroke, colour, opacity)))
    other = {"change": marks.keep, "keep": marks.change}[field]
    assert other is None
    assert overlap(getattr(marks, field), np.asarray(stroke) > 127) > 0.6


PHONE = {
    "red": (255, 59, 48), "orange": (255, 149, 0), "yellow": (255, 214, 10), "blue": (0, 122, 255),
    "violet": (175, 82, 222), "pink": (255, 45, 150), "black": (0, 0, 0),
}  # fmt: skip


@pytest.mark.parametrize("colour", PHONE.values(), ids=PHONE)
def test_every_pen_of_a_phone_but_the_green_one_says_what_changes(
    colour: tuple[int, int, int],
) -> None:
    rgb = golden("coffee.png")
    change, keep = (line(rgb, (0.2, y), (0.5, y + 0.15), (0.75, y)) for y in (0.2, 0.65))
    marks = scribble.read(rgb, phoned(drawn(drawn(rgb, change, colour), keep, (52, 199, 89))))
    assert overlap(marks.change, np.asarray(change) > 127) > 0.6
    assert overlap(marks.keep, np.asarray(keep) > 127) > 0.6


def screenshot(rgb: Pixels, page: tuple[int, int], ground: int) -> Pixels:
    """The picture as wide and high as it fits, with a status bar above and buttons below."""
    shot = Image.new("RGB", page, (ground,) * 3)
    picture = Image.fromarray(rgb)
    scale = min(page[0] / picture.width, (page[1] - 120) / picture.height)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    shot.paste(picture, ((page[0] - picture.width) // 2, (page[1] - picture.height) // 2))
    draw = ImageDraw.Draw(shot)
    for x in (20, page[0] - 80):
        draw.rectangle((x, 12, x + 60, 30), (130,) * 3)
        draw.rectangle((x, page[1] - 40, x + 30, page[1] - 15), (150,) * 3)
    return np.asarray(shot)


@pytest.mark.parametrize("page", [(420, 900), (900, 420)], ids=("upright", "on its side"))
@pytest.mark.parametrize("ground", [0, 245], ids=("dark", "light"))
def test_a_screenshot_of_a_drawing_is_read_as_well(page: tuple[int, int], ground: int) -> None:
    rgb = golden("chelsea.png")
    loop = ring(rgb, 0.45, 0.5, 0.2)
    marks = scribble.read(rgb, phoned(screenshot(drawn(rgb, loop), page, ground)))
    assert overlap(marks.change, filled(loop)) > 0.9


def test_a_screenshot_of_something_else_and_a_small_part_of_the_golden_are_told_to_be() -> None:
    rgb, other = golden("chelsea.png"), golden("coffee.png")
    assert not scribble.read(
        rgb, screenshot(drawn(other, ring(other, 0.5, 0.5, 0.2)), (420, 900), 0)
    ).same
    assert not scribble.read(rgb, drawn(rgb, ring(rgb, 0.4, 0.4, 0.1))[60:150, 100:220]).same
    assert scribble.read(rgb, phoned(rgb)).same


def shown(rgb: Pixels, alpha: np.ndarray) -> Pixels:
    """The picture of a region as it came back from Slack."""
    mask = np.where(alpha, np.uint8(255), np.uint8(0))
    return phoned(overlay(rgb, from_mask(mask, "x")), 1.0, 88)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("phone", [False, True], ids=("sent", "screenshot"))
def test_a_drawing_on_the_picture_of_a_region_is_one_on_the_golden(name: str, phone: bool) -> None:
    rgb = golden(name)
    thing = filled(ring(rgb, 0.5, 0.5, 0.25))
    pictures = [shown(rgb, ~thing), shown(rgb, thing)]
    bare, truth = (np.zeros((*size.shape[:2], 3), np.uint8) for size in (pictures[0], rgb))
    edge = (bare.shape[0] - rgb.shape[0]) // 2
    for layer, away in ((bare, edge), (truth, 0)):
        disc = Image.fromarray(layer)
        ImageDraw.Draw(disc).ellipse((away + 120, away + 40, away + 260, away + 180), (255,) * 3)
        layer[:] = np.asarray(disc)
    for each in pictures:
        marked = drawn(each, Image.fromarray(bare[..., 0]), (0, 122, 255), 0.9, 1.0)
        sent = phoned(screenshot(marked, (420, 900), 0) if phone else marked)
        carried = scribble.on_golden(rgb, sent, pictures)
        assert carried is not None
        assert overlap(scribble.read(rgb, carried).change, truth[..., 0] > 0) > 0.9


def test_the_picture_of_a_region_alone_is_no_drawing_and_one_on_the_golden_is_left_as_it_is() -> (
    None
):
    rgb = golden("astronaut.png")
    pictures = [shown(rgb, filled(ring(rgb, 0.5, 0.5, 0.25)))]
    assert scribble.on_golden(rgb, phoned(pictures[0]), pictures) is None
    assert scribble.on_golden(rgb, phoned(rgb), pictures) is None
    marked = phoned(drawn(rgb, ring(rgb, 0.4, 0.4, 0.2), (0, 122, 255)))
    assert scribble.on_golden(rgb, marked, pictures) is marked


def test_what_is_red_in_the_golden_is_no_stroke() -> None:
    rgb = golden("coffee.png")
    marks = scribble.read(rgb, phoned(drawn(rgb, line(rgb, (0.7, 0.1), (0.95, 0.1)))))
    assert marks.change is not None
    assert not marks.change[rgb.shape[0] // 3 :].any()  # the saucer lies there


def test_green_takes_from_red_and_bridges_it_where_they_cross() -> None:
    rgb = golden("astronaut.png")
    outer, inner = ring(rgb, 0.5, 0.5, 0.3), ring(rgb, 0.75, 0.5, 0.15)
    marks = scribble.read(rgb, phoned(drawn(drawn(rgb, outer), inner, GREEN)))
    assert overlap(marks.keep, filled(inner)) > 0.9
    assert overlap(marks.change, filled(outer) & ~filled(inner)) > 0.9


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_itself_however_it_came_back_is_nothing(name: str) -> None:
    rgb = golden(name)
    for trip in TRIPS:
        assert scribble.kind(rgb, phoned(rgb, **trip)) == ""
    marks = scribble.read(rgb, phoned(rgb))
    assert marks.change is None
    assert marks.keep is None


def test_another_photograph_is_nothing() -> None:
    pictures = [golden(name) for name in NAMES]
    for one in pictures:
        for other in pictures:
            if other is not one:
                assert scribble.kind(one, drawn(other, ring(other, 0.5, 0.5, 0.2))) == ""


@pytest.mark.parametrize("colour", [(1.0, 0.25, 0.2), (0.2, 0.9, 0.3)], ids=("red", "green"))
def test_a_thing_that_was_recoloured_is_nothing(colour: tuple[float, float, float]) -> None:
    """The suit's light stays, and the new colour ends where the suit ends."""
    rgb = golden("astronaut.png")
    suit = (rgb[..., 0] > 120) & (rgb[..., 2] < 90) & (rgb[..., 0] > rgb[..., 1] + 50)
    light = rgb.max(axis=2, keepdims=True)
    dyed = np.clip(light * 1.1 * np.array(colour), 0, 255).astype(np.uint8)
    assert scribble.kind(rgb, np.where(suit[..., None], dyed, rgb)) == ""


@pytest.mark.parametrize("colour", [RED, PHONE["blue"], PHONE["yellow"], PHONE["black"]])
def test_a_new_background_is_nothing(colour: tuple[int, int, int]) -> None:
    rgb = golden("coffee.png")
    saucer = (rgb[..., 0].astype(int) - rgb[..., 1] > 90) | (rgb.min(axis=2) > 150)
    assert scribble.kind(rgb, np.where(saucer[..., None], rgb, np.uint8(colour))) == ""


def test_a_thing_is_told_from_plain_ground_by_its_outline() -> None:
    rgb = np.full((240, 320, 3), (90, 140, 90), np.uint8)
    rgb[100:150, 130:190] = (180, 60, 160)
    thing, ground = (np.zeros(rgb.shape[:2], np.uint8) for _ in range(2))
    thing[100:150, 130:190] = ground[20:60, 20:90] = 255
    assert stands_out(rgb, thing)
    assert not stands_out(rgb, ground)


def test_a_cell_on_plain_ground_is_all_of_the_cell() -> None:
    rgb = golden("rocket.jpg")
    sky = cells.sight(rgb, "cell f2", NOBODY)
    box = grid.cell("F2", rgb.shape[1], rgb.shape[0])
    assert box
    assert (sky.alpha > 0).sum() == (sky.alpha[box.slices] > 0).sum() == box.width * box.height
    assert sky.why == "All of F2."


def test_a_black_and_white_picture_of_the_same_shape_is_the_mask_itself() -> None:
    rgb = golden("chelsea.png")
    truth = filled(ring(rgb, 0.5, 0.5, 0.25))
    sharp = np.repeat(np.where(truth, np.uint8(255), np.uint8(0))[..., None], 3, axis=2)
    sent = phoned(sharp, 1.5, 60)
    assert scribble.kind(rgb, sent) == MASK
    alpha = scribble.read(rgb, sent).change
    assert alpha is not None
    assert alpha.shape == truth.shape
    assert overlap(alpha, truth) > 0.98
    near = filled(ring(rgb, 0.5, 0.5, 0.26))
    assert (alpha[~near] == 0).all()  # what JPEG rings there would unlock pixels


def test_a_mask_of_another_shape_or_of_one_colour_is_none() -> None:
    rgb = golden("chelsea.png")
    mask = np.zeros((*rgb.shape[:2], 3), np.uint8)
    assert scribble.kind(rgb, mask) == ""
    mask[50:100, 50:100] = 255
    assert scribble.kind(rgb, mask) == MASK
    assert scribble.kind(rgb, mask[:, : rgb.shape[1] // 2]) == ""
    assert scribble.mask(rgb, golden("coffee.png")) is None


def test_a_line_on_the_main_thing_means_all_of_it() -> None:
    rgb = golden("astronaut.png")
    thing = filled(ring(rgb, 0.45, 0.5, 0.25))
    stroke = line(rgb, (0.3, 0.5), (0.6, 0.5))
    marks = scribble.read(rgb, phoned(drawn(rgb, stroke)))
    assert overlap(scribble.grown(rgb, marks, Knows(thing)).change, thing) > 0.98
    assert overlap(scribble.grown(rgb, marks, Points(thing)).change, thing) > 0.98


def test_a_loop_around_a_thing_means_the_thing() -> None:
    rgb = np.full((240, 320, 3), (90, 140, 90), np.uint8)
    rgb[80:160, 120:200] = (180, 60, 160)
    marks = Marks(np.where(filled(ring(rgb, 0.5, 0.5, 0.22)), np.uint8(255), np.uint8(0)))
    alpha = scribble.grown(rgb, marks, NOBODY).change
    truth = np.zeros(rgb.shape[:2], np.bool_)
    truth[80:160, 120:200] = True
    assert overlap(alpha, truth) > 0.95


def test_a_dot_grows_to_the_edge_of_what_it_lies_on_and_green_holds_it_back() -> None:
    rgb = np.full((240, 320, 3), (90, 140, 90), np.uint8)
    rgb[60:180, 60:160], rgb[60:180, 160:260] = (180, 60, 160), (60, 80, 190)
    inside, outside = (np.zeros(rgb.shape[:2], np.bool_) for _ in range(2))
    inside[115:125, 100:110] = outside[115:125, 210:220] = True
    alpha = scribble.seeded(rgb, inside, outside, NOBODY)
    truth = np.zeros(rgb.shape[:2], np.bool_)
    truth[60:180, 60:160] = True
    assert overlap(alpha, truth) > 0.9
    assert not alpha[outside].any()


def test_a_mask_is_left_as_it_is_however_a_thing_beside_it_looks() -> None:
    rgb = golden("astronaut.png")
    truth = filled(ring(rgb, 0.5, 0.5, 0.25))
    sent = np.repeat(np.where(truth, np.uint8(255), np.uint8(0))[..., None], 3, axis=2)
    marks = scribble.read(rgb, sent)
    assert scribble.grown(rgb, marks, Knows(~truth)) is marks
    assert np.array_equal(np.asarray(marks.change) > 127, truth)


def test_green_within_a_red_loop_keeps_a_thing_in_it() -> None:
    rgb = np.full((240, 320, 3), (90, 140, 90), np.uint8)
    rgb[70:170, 100:220], rgb[100:140, 120:150] = (180, 60, 160), (240, 240, 230)
    loop, dot = ring(rgb, 0.5, 0.5, 0.24), line(rgb, (0.4, 0.5), (0.45, 0.5))
    marks = scribble.read(rgb, drawn(drawn(rgb, loop), dot, GREEN))
    keep = scribble.grown(rgb, marks, NOBODY).keep
    truth = np.zeros(rgb.shape[:2], np.bool_)
    truth[100:140, 120:150] = True
    assert overlap(keep, truth) > 0.85


@pytest.mark.parametrize("gap", [0.0, 12.0])
def test_a_loop_need_not_quite_close(gap: float) -> None:
    rgb = np.zeros((300, 400, 3), np.uint8)
    loop = np.asarray(ring(rgb, 0.5, 0.5, 0.2, gap)) > 127
    whole = np.where(loops.meant(loop, np.zeros_like(loop)), np.uint8(255), np.uint8(0))
    assert overlap(whole, filled(ring(rgb, 0.5, 0.5, 0.2))) > 0.95


def test_the_border_closes_a_loop_that_starts_and_ends_there() -> None:
    rgb = np.zeros((300, 400, 3), np.uint8)
    arch = np.asarray(ring(rgb, 0.5, 1.0, 0.2)) > 127
    assert loops.meant(arch, np.zeros_like(arch))[290, 200]
    across = np.asarray(line(rgb, (0.0, 0.5), (1.0, 0.5))) > 127
    assert np.array_equal(loops.meant(across, np.zeros_like(across)), across)


def test_a_crop_is_found_to_a_pixel() -> None:
    rgb = golden("astronaut.png")
    laid = register.lay(rgb, phoned(rgb, 1.0, 90, crop=10), 400)
    assert laid is not None
    gap = np.abs(laid.marked - laid.golden)[laid.seen]
    assert np.median(gap) < 3
