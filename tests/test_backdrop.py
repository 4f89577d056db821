"""Backdrops: every word paints, seeds compose anew, and the subject leaves no trace."""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction

import numpy as np
import pytest

from inference.errors import AskerError
from inference.nouns import Box, Cut, Pixels
from inference.painters.backdrop.canvas import grown, working_size
from inference.painters.backdrop.lens import disc
from inference.painters.backdrop.paint import backdrop, understood
from inference.painters.backdrop.scene import Scene
from inference.painters.backdrop.shadow import shade
from inference.painters.backdrop.subject import look
from inference.painters.backdrop.words import Blur, Paper, lexicon, read, read_scene, scene_words

PLACES = [entry.name for entry in lexicon() if entry.place]
MOODS = [entry.name for entry in lexicon() if not entry.place]
SPELT = {entry.name: entry.words[0] for entry in lexicon()}


def cut(
    height: int = 96,
    width: int = 128,
    box: tuple[float, float, float, float] = (0.35, 0.2, 0.65, 0.9),
    tint: tuple[int, int, int] = (150, 120, 110),
) -> Cut:
    """A grey picture with a rectangle of `tint` locked; `box` is in shares of the size."""
    rgb = np.full((height, width, 3), 128, np.uint8)
    alpha = np.full((height, width), 255, np.uint8)
    rows = slice(round(box[1] * height), round(box[3] * height))
    columns = slice(round(box[0] * width), round(box[2] * width))
    rgb[rows, columns], alpha[rows, columns] = tint, 0
    return Cut(rgb, alpha, Box(0, 0, width, height), Fraction(1))


def paint(prompt: str, seed: int = 1, where: Cut | None = None) -> Pixels:
    return backdrop(where or cut(), understood(prompt), seed)


def scene(prompt: str) -> Scene:
    found = read(prompt)
    assert isinstance(found, Scene), f"{prompt} is {found}"
    return found


def looks_like_a_picture(pixels: Pixels) -> bool:
    """Neither flat, nor black, nor burnt out."""
    return bool(pixels.std() > 3 and 4 < pixels.mean() < 250)


@pytest.mark.parametrize("name", PLACES)
def test_every_place_paints(name: str) -> None:
    pixels = paint(SPELT[name])
    assert pixels.shape == (96, 128, 3)
    assert pixels.dtype == np.uint8
    assert looks_like_a_picture(pixels)


@pytest.mark.parametrize("name", MOODS)
def test_every_mood_paints_alone_and_over_a_place(name: str) -> None:
    assert looks_like_a_picture(paint(SPELT[name]))
    assert not np.array_equal(paint(f"{SPELT[name]} street"), paint("street"))


def test_the_lexicon_knows_at_least_sixty_words_and_each_means_one_thing() -> None:
    words = scene_words()
    assert len(words) >= 60
    assert len(set(words)) == len(words)


def test_every_spelling_is_understood() -> None:
    assert [word for word in scene_words() if not read_scene(f"a {word.upper()}, please")] == []


def test_the_lexicon_sets_only_what_a_scene_has() -> None:
    import tomllib
    from importlib.resources import files

    package = files("inference.painters.backdrop")
    raw = tomllib.loads(package.joinpath("lexicon.toml").read_text("utf-8"))
    known = {field.name for field in fields(Scene)} | {"words", "alone"}
    for table in raw.values():
        for name, values in table.items():
            assert set(values) <= known, name


def test_the_longest_spelling_wins() -> None:
    assert scene("swimming pool by a wooden table").form == "pool"
    assert scene("snowy mountains").snow == scene("snowy peaks").snow
    assert scene("street market").form == "market"


def test_moods_are_laid_over_places() -> None:
    plain, snowy = scene("street"), scene("snowy street")
    assert snowy.kind == plain.kind
    assert snowy.path != plain.path
    assert scene("snowy street at night").gain < snowy.gain
    assert scene("city at night").dark
    assert scene("city at night").form == "city"


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("autumn trail", "woods"),
        ("beach at dawn", "coast"),
        ("snowy street", "street"),
        ("a modern kitchen", "interior"),
        ("christmas market", "street"),
        ("golden hour meadow", "fields"),
        ("winter cabin", "interior"),
        ("plain brick wall", "surface"),
        ("light blue sky", "sky"),
        ("foggy forest", "woods"),
        ("yoga studio", "interior"),
    ],
)
def test_what_marketers_ask_for_is_a_scene(prompt: str, kind: str) -> None:
    assert scene(prompt).kind == kind


@pytest.mark.parametrize("prompt", ["soft pink", "sky blue", "studio", "navy to teal gradient"])
def test_colours_and_studios_are_paper(prompt: str) -> None:
    assert isinstance(understood(prompt), Paper)


def test_a_blur_is_understood_and_may_be_more_or_less() -> None:
    slight, plain, very = (read(f"{word} blurred background") for word in ("slightly", "", "very"))
    assert isinstance(slight, Blur)
    assert isinstance(plain, Blur)
    assert isinstance(very, Blur)
    assert slight.amount < plain.amount < very.amount


def test_a_wall_takes_the_colour_it_is_asked_in() -> None:
    pink = paint("pink wall").reshape(-1, 3).mean(0)
    assert pink[0] > pink[1] + 20


def test_an_unknown_prompt_is_refused_with_words_that_would_work() -> None:
    with pytest.raises(AskerError) as caught:
        understood("xyzzy plugh")
    named = [word for word in scene_words() if f" {word}" in str(caught.value)]
    assert len(named) >= 10
    assert "xyzzy" in str(caught.value)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_composition() -> None:
    import cv2

    for prompt in ("autumn trail", "beach at dawn", "modern kitchen", "city at night"):
        one, again, other = paint(prompt, 1), paint(prompt, 1), paint(prompt, 2)
        assert np.array_equal(one, again)
        soft = [cv2.blur(picture.astype(np.float32), (9, 9)) for picture in (one, other)]
        assert np.abs(soft[0] - soft[1]).mean() > 2, prompt


def test_nothing_of_the_subject_is_smeared_into_the_backdrop() -> None:
    """Two subjects of the same luminance and grey on average, one red-green, one blue-yellow."""
    first, second = cut(), cut()
    for picture, pair in (
        (first, ((200, 60, 60), (60, 145, 80))),
        (second, ((70, 70, 255), (130, 110, 20))),
    ):
        locked = np.argwhere(picture.alpha == 0)
        for row, column in locked:
            picture.rgb[row, column] = pair[(row + column) % 2]
    for prompt in ("autumn trail", "blurred background"):
        one, two = paint(prompt, 3, first).astype(int), paint(prompt, 3, second).astype(int)
        assert np.abs(one.mean((0, 1)) - two.mean((0, 1))).max() < 14, prompt
        near = np.abs(one - two)[:, 40:90].mean()
        assert near < 16, prompt


@pytest.mark.parametrize("size", [(8, 8), (3, 200), (200, 3), (1, 1), (40, 900), (900, 40)])
@pytest.mark.parametrize(
    "prompt", ["autumn trail", "lake", "street", "kitchen", "brick wall", "sky"]
)
def test_extreme_sizes_paint(size: tuple[int, int], prompt: str) -> None:
    assert paint(prompt, 1, cut(*size)).shape == (*size, 3)


def test_a_cut_without_a_subject_and_one_that_is_all_subject_paint() -> None:
    for box in ((0, 0, 0, 0), (0, 0, 1, 1)):
        assert paint("autumn trail", 1, cut(box=box)).std() > 3


def test_whoever_stands_in_the_frame_has_a_shadow_at_the_feet_and_nowhere_else() -> None:
    where = cut(200, 200)
    left = shade(where, (200, 200), look(where), 0.5)
    assert left[180:183, 100].max() < 0.8
    assert left[:120].min() > 0.99
    assert left[:, :20].min() > 0.97


def test_whoever_is_cut_off_by_the_frame_has_no_shadow() -> None:
    where = cut(200, 200, (0.3, 0.2, 0.7, 1.0))
    assert (shade(where, (200, 200), look(where), 0.5) == 1).all()


def test_a_thing_on_a_table_is_looked_down_upon() -> None:
    cup, person = look(cut(box=(0.15, 0.04, 0.85, 0.95))), look(cut(box=(0.4, 0.1, 0.6, 0.95)))
    assert cup.close
    assert not person.close
    assert cup.horizon < person.horizon


def test_several_things_apart_are_not_a_thing_on_a_table() -> None:
    where = cut(box=(0.05, 0.05, 0.95, 0.95))
    where.alpha[10:, 20:100] = 255
    assert not look(where).close


def test_light_comes_from_the_side_the_subject_is_lit_from() -> None:
    where = cut(box=(0.2, 0.2, 0.8, 1.0))
    where.rgb[:, :64] = np.minimum(where.rgb[:, :64].astype(int) + 90, 255).astype(np.uint8)
    assert look(where).side < -0.5
    where.rgb[:] = where.rgb[:, ::-1]
    assert look(where).side > 0.5


def test_night_is_darker_than_noon_and_a_bright_subject_lifts_the_backdrop() -> None:
    assert paint("street at night").mean() < 0.6 * paint("street at noon").mean()
    dark, bright = cut(tint=(25, 25, 25)), cut(tint=(225, 225, 225))
    assert paint("forest", 1, dark).mean() < paint("forest", 1, bright).mean() - 5


def test_a_lens_blurs_without_changing_the_amount_of_light() -> None:
    for radius in (0.5, 3.3, 14.0):
        assert disc(radius).sum() == pytest.approx(1, abs=1e-5)


def test_large_pictures_are_painted_small_and_grown_without_bands() -> None:
    assert np.prod(working_size(3000, 4000)) < 1e6
    ramp = np.repeat(np.linspace(0.2, 0.21, 64, dtype=np.float32)[:, None, None], 64, 1)
    codes = grown(np.repeat(ramp, 3, 2), (512, 512), np.random.default_rng(1))
    assert len(np.unique(codes)) > 3
