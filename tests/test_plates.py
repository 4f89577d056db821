"""Backgrounds from a folder of approved pictures."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from inference.errors import AskerError, OperatorError
from inference.nouns import Box, Cut, Operation
from inference.painters.backdrop.subject import look
from inference.painters.classic import Classic
from inference.painters.plates import Plates
from inference.plates.focus import softness
from inference.plates.shelf import read_shelf

HEIGHT, WIDTH, FEET = 240, 320, 190


def scene(folder: Path, name: str, sky: tuple[int, ...], ground: tuple[int, ...]) -> None:
    rgb = np.full((300, 400, 3), sky, np.uint8)
    rgb[150:] = ground
    Image.fromarray(rgb).save(folder / f"{name}.png")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scene(tmp_path, "autumn-trail_01", (200, 190, 170), (150, 90, 40))
    scene(tmp_path, "forest path", (150, 180, 140), (60, 90, 40))
    scene(tmp_path, "beach", (150, 190, 230), (220, 200, 160))
    return tmp_path


def cut() -> Cut:
    """A locked upright box before a wall that is to be painted."""
    rgb = np.full((HEIGHT, WIDTH, 3), 180, np.uint8)
    alpha = np.full((HEIGHT, WIDTH), 255, np.uint8)
    rgb[60:FEET, 130:190], alpha[60:FEET, 130:190] = (90, 60, 50), 0
    return Cut(rgb, alpha, Box(0, 0, WIDTH, HEIGHT), Fraction(1))


def told(folder: Path, prompt: str, count: int = 1) -> list[str]:
    painter = Plates(str(folder))
    pictures = list(painter(cut(), prompt, range(count)))
    return [painter.remarks(cut(), each, prompt)[0] for each in pictures]


def test_the_plate_with_the_words_comes_first_and_is_named_with_its_hash(folder):
    sha256 = {p.path: p.facts.sha256 for p in read_shelf(str(folder)).plates}
    (said,) = told(folder, "autumn trail")
    assert "autumn-trail_01.png" in said
    assert sha256["autumn-trail_01.png"][:12] in said
    assert "beach.png" in told(folder, "a sunny seaside")[0]  # a synonym of the lexicon


def test_the_same_question_gives_the_same_bytes_and_further_seeds_other_crops(folder):
    first, second = ([*Plates(str(folder))(cut(), "beach", (1, 2))] for _ in range(2))
    assert (first[0] == second[0]).all()
    assert (first[1] == second[1]).all()
    assert (first[0] != first[1]).any()


def test_no_plate_says_which_there_are(folder):
    with pytest.raises(AskerError, match=r"I have plates for: autumn trail, beach, forest path\."):
        told(folder, "kitchen")


def test_an_expired_clearance_refuses(folder):
    (folder / "plates.toml").write_text('["beach.png"]\nexpires = 2020-01-31\n')
    with pytest.raises(AskerError, match="cleared until 2020-01-31"):
        told(folder, "beach")


def test_a_bad_file_or_note_is_named_and_left_out(folder):
    (folder / "broken.png").write_bytes(b"no picture")
    (folder / "plates.toml").write_text('["beach.png"]\nexpires = "soon"\n')
    shelf = read_shelf(str(folder))
    assert len(shelf.plates) == 2
    assert [each.partition(":")[0] for each in shelf.skipped] == ["beach.png", "broken.png"]


def test_unreadable_notes_stop_everything_because_a_clearance_may_be_in_them(folder):
    (folder / "plates.toml").write_text("[")
    with pytest.raises(OperatorError, match="TOML"):
        read_shelf(str(folder))


def test_words_beside_a_picture_replace_its_name(folder):
    (folder / "beach.txt").write_text("city street")
    assert "beach.png" in told(folder, "street")[0]


def test_a_plate_too_small_is_remarked_on(folder):
    Image.new("RGB", (60, 40), (90, 120, 200)).save(folder / "meadow.png")
    painter = Plates(str(folder))
    (picture,) = painter(cut(), "meadow", (1,))
    assert "enlarged 6.0 times" in painter.remarks(cut(), picture, "meadow")[1]


def test_the_plate_is_cropped_with_its_horizon_at_the_subjects_eye_level(folder):
    sky, ground = (150, 190, 230), (220, 200, 160)
    rgb = np.full((600, 400, 3), sky, np.uint8)
    rgb[330:] = ground  # at 0.55 of the plate, and so nowhere near where it has to come
    Image.fromarray(rgb).save(folder / "beach.png")
    (picture,) = Plates(str(folder))(cut(), "beach", (1,))
    blue = picture[:, :40].mean(1)[:, 2] - picture[:, :40].mean(1)[:, 0]
    found = int(np.flatnonzero(blue < 0)[0]) / HEIGHT
    assert found == pytest.approx(look(cut()).horizon, abs=0.02)


def test_a_plate_is_as_far_out_of_focus_as_the_goldens_own_background(folder):
    tones = np.random.default_rng(1).integers(40, 220, (10, 10, 1), np.uint8)
    crisp = np.repeat(np.repeat(tones, 40, 0), 40, 1).repeat(3, 2)
    Image.fromarray(crisp).save(folder / "meadow.png")
    golden, everywhere = cut(), np.ones((60, WIDTH), np.bool_)
    found = []
    for radius in (1, 6):
        soft = cv2.blur(crisp[:HEIGHT, :WIDTH], (radius, radius))
        rgb = np.where(golden.alpha[..., None] == 0, golden.rgb, soft)
        (picture,) = Plates(str(folder))(replace(golden, rgb=rgb), "meadow", (1,))
        found.append(softness(picture[:60], everywhere))
    assert found[0] < 0.8
    assert found[1] > 1.2


def test_the_subject_throws_a_shadow(folder):
    (picture,) = Plates(str(folder))(cut(), "beach", (1,))
    assert picture.shape == (HEIGHT, WIDTH, 3)
    under = picture[FEET + 1 : FEET + 4]
    assert under[:, 145:175].mean() < under[:, :30].mean() - 20


@pytest.mark.parametrize("prompt", ["white", "plain grey studio", "blurred", "a teal gradient"])
def test_what_is_no_place_needs_no_plate(folder, prompt):
    (mine,) = Plates(str(folder))(cut(), prompt, (1,))
    (classic,) = Classic()(cut(), prompt, (1,))
    assert (mine == classic).all()
    assert Plates(str(folder)).remarks(cut(), mine, prompt) == ()


def test_a_plate_may_be_of_a_studio(folder):
    scene(folder, "plain grey studio", (130, 130, 130), (90, 90, 90))
    assert "plain grey studio.png" in told(folder, "plain grey studio")[0]


def test_what_is_no_new_background_is_painted_by_rule(folder):
    (picture,) = Plates(str(folder))(cut(), "teal", (1,), Operation.RECOLOUR)
    assert picture.shape == (HEIGHT, WIDTH, 3)
