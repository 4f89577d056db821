"""What a picture made from words needs before and after it is painted: a size, and a reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from inference import golden, golden_checks
from inference.aspect import aspect, nearest
from inference.errors import BadInstruction, ModelMissing, NotFound, PluginError
from inference.people import PAINTED_PERSON, flags_of_words
from tests.needs import needs_reader, photo, weights

NATIVE = [(1024, 1024), (896, 1152), (768, 1344), (512, 512), (1344, 768)]


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("4:5", (896, 1152)),
        ("1080x1350", (896, 1152)),
        ("1080 × 1350", (896, 1152)),
        ("Square", (1024, 1024)),
        ("story", (768, 1344)),
        ("16:9", (1344, 768)),
    ],
)
def test_a_size_in_words_is_the_nearest_native_one(words: str, size: tuple[int, int]) -> None:
    assert nearest(aspect(words), NATIVE) == size


@pytest.mark.parametrize("words", ["", "huge", "0:5", "1:9", "4:5:6"])
def test_a_size_nobody_could_paint_says_what_would_work(words: str) -> None:
    with pytest.raises(BadInstruction, match="4:5"):
        aspect(words)


@pytest.mark.parametrize(
    ("prompt", "read", "flagged"),
    [
        ("a mug on a table", [], 0),
        ("a mug on a table", ["CQFFE"], 1),
        ('a sign that says "Summer Sale"', ["SUMMER", "SALE"], 0),
        ("a sign that says “Summer Sale”", ["SUMNER", "SALE"], 2),
        ('a sign that says "Sale"', [], 1),
    ],
)
def test_lettering_is_flagged_unless_it_was_asked_for(
    prompt: str, read: list[str], flagged: int
) -> None:
    assert len(golden_checks.lettering(prompt, read)) == flagged


class Chalk:
    """A painter of nobody's: `create` is all that it takes."""

    native = ((64, 64), (48, 80))

    def __init__(self, width: int = 64) -> None:
        self.width, self.painted = width, 0

    def create(self, prompt: str, size: Any, seeds: Any) -> Iterator[Any]:
        for seed in seeds[:2]:
            self.painted += 1
            yield np.full((size[1], self.width, 3), seed, np.uint8)


class Blind:
    """Changes pictures only."""


def test_any_painter_that_can_create_makes_goldens_one_by_one() -> None:
    painter = Chalk()
    assert golden.size_for("story", painter) == (48, 80)
    pictures = golden.made("a mug", painter, (64, 64), (7, 8))
    assert next(pictures)[0, 0, 0] == 7
    assert painter.painted == 1
    assert [one[0, 0, 0] for one in pictures] == [8]


def test_a_painter_that_gives_fewer_or_other_pictures_is_told_off() -> None:
    with pytest.raises(PluginError, match="fewer pictures"):
        list(golden.made("a mug", Chalk(), (64, 64), (1, 2, 3)))
    with pytest.raises(PluginError, match="64 × 64"):
        list(golden.made("a mug", Chalk(width=32), (64, 64), (1,)))


def test_a_painter_that_can_not_create_is_refused_before_it_is_asked() -> None:
    with pytest.raises(ModelMissing, match=r"pull flux2-klein-4b.*RESHOOT_PAINTER=diffusion"):
        golden.made("a mug", Blind(), (64, 64), (1,))


def test_the_same_words_are_the_same_seeds() -> None:
    assert golden.seeds("a mug", 3) == golden.seeds("a mug", 4)[:3]
    assert golden.seeds("a mug", 1) != golden.seeds("a cup", 1)
    assert golden.seeds("a mug", 2, 5) == (5, 6)


@pytest.mark.parametrize(
    "prompt",
    [
        "a woman called Emma Watson in a kitchen",
        "Taylor Swift drinking coffee",
        "portrait of Brad Pitt",
        "close-up of the hands of Roger Federer",
    ],
)
def test_nobody_with_a_name_is_made(prompt: str) -> None:
    with pytest.raises(BadInstruction, match="people who have a name"):
        golden.made(prompt, Chalk(), (64, 64), (1,))


@pytest.mark.parametrize(
    ("prompt", "flags"),
    [
        ("a woman in a kitchen", (PAINTED_PERSON,)),
        ("a hand holding a mug", (PAINTED_PERSON,)),
        ("a mug on a table in New York", ()),
        ('a woman under a sign that says "Summer Sale"', (PAINTED_PERSON,)),
        ("a can of Blue Bottle on a shelf", ()),
    ],
)
def test_who_is_shown_is_flagged_and_other_names_are_fine(
    prompt: str, flags: tuple[str, ...]
) -> None:
    golden.check(prompt)
    assert flags_of_words(prompt) == flags


def test_no_words_are_no_picture() -> None:
    with pytest.raises(BadInstruction, match="should show"):
        golden.check(" ")


def sign(words: str) -> Any:
    picture = np.full((160, 420, 3), 235, np.uint8)
    cv2.putText(picture, words, (20, 100), cv2.FONT_HERSHEY_SIMPLEX, 2.2, (20, 20, 20), 5)
    return picture


def test_lettering_is_read_off_the_picture() -> None:
    needs_reader()
    asked = 'a sign that says "SALE"'
    assert golden_checks.look(sign("SALE"), asked, (), None).warnings == ()
    missing, strange = golden_checks.look(sign("SOLD"), asked, (), None).warnings
    assert "“SALE” was asked for" in missing
    assert "nobody asked for: “SOLD”" in strange


class Sees:
    """A segmenter that sees these nouns."""

    def __init__(self, *nouns: str, sure: float = 0.9) -> None:
        self.nouns, self.sure = nouns, sure

    def __call__(self, rgb: Any, phrase: str) -> Any:
        if phrase not in self.nouns:
            raise NotFound(f"no {phrase}")
        return np.ones(rgb.shape[:2], bool), self.sure


@pytest.mark.parametrize(
    ("segmenter", "warned"),
    [
        (Sees("hands", "person"), (golden_checks.HANDS,)),
        (Sees("person"), (golden_checks.PERSON,)),
        (Sees("hands", sure=0.1), ()),
        (Sees(), ()),
    ],
)
def test_people_who_are_seen_are_marked_and_their_hands_looked_at(
    segmenter: Sees, warned: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(golden_checks, "_lines", lambda _: None)
    found = golden_checks.look(sign(""), "a mug", (), segmenter)
    assert found.warnings == warned
    assert found.flags == ((PAINTED_PERSON,) if warned else ())
    assert found.notes == (golden_checks.UNREAD,)


def test_who_only_guesses_is_not_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("RESHOOT_MODELS", str(tmp_path))
    assert golden_checks.eyes("auto") is None
    assert golden_checks.eyes("classic") is None
    assert golden_checks.look(sign(""), "a mug", (), None).notes[-1] == golden_checks.UNSEEN


def test_a_real_network_sees_an_astronaut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESHOOT_MODELS", str(weights()))
    with Image.open(photo("astronaut.png")) as image:
        rgb = np.asarray(image.convert("RGB"))
    assert golden_checks.look(rgb, "a mug", (), golden_checks.eyes("auto")).flags
