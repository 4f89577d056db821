"""Repaired lettering is read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from inference.instruction import read
from inference.lettering import judged, reread
from inference.nouns import Box, Cut, EditPlan, Operation, Pixels
from inference.painters.diffusing.words import words
from inference.picture import Picture
from inference.render import Take, render
from tests.craft import region
from tests.needs import needs_reader

PLAN = EditPlan("", Operation.FIX, "text on the sign", (), "OPEN", (0,), 0.4, "text", "diffusion")


def _sign(said: str) -> Pixels:
    picture = Image.new("RGB", (480, 240), "#e8e0d0")
    ImageDraw.Draw(picture).text((90, 70), said, "#203040", ImageFont.load_default(90))
    return np.asarray(picture)


@pytest.mark.parametrize("by", ["to", "to say", "so it reads"])
def test_the_words_wanted_are_not_part_of_the_region(by: str) -> None:
    wish = read(f'fix the text on the sign {by} "OPEN"')
    assert (wish.operation, wish.region, wish.prompt) == (Operation.FIX, "text on the sign", "OPEN")


@pytest.mark.parametrize(
    ("sentence", "where", "says"),
    [
        ("fix the text to OPEN", "text", "OPEN"),
        (
            "fix the text on the sign to FRESH BREAD, keep the door",
            "text on the sign",
            "FRESH BREAD",
        ),
        ('fix the text "0PFN" to "OPEN"', "text 0pfn", "OPEN"),
        ('fix "0PFN" to "OPEN"', "text 0pfn", "OPEN"),
        ('fix the sign to say "OPEN"', "text on the sign", "OPEN"),
        ("fix the price to $1.99.", "price", "$1.99"),
        ("fix the text so that it is readable", "text", ""),
        ("fix the text to look natural", "text", ""),
        ("fix the text on the sign to the left", "text on the sign to the left", ""),
        ("fix the hand: five fingers", "hand", "five fingers"),
    ],
)
def test_the_words_wanted_need_no_quotes(sentence: str, where: str, says: str) -> None:
    wish = read(sentence)
    assert (wish.operation, wish.region, wish.prompt) == (Operation.FIX, where, says)


@pytest.mark.parametrize(
    ("seen", "wanted", "is_right"),
    [
        (["Open  daily!"], "OPEN DAILY", True),
        (["OPEN", "DAILY", "CAFE"], "open daily", True),
        (["$10"], "€10", False),
        (["199"], "1.99", False),
        (["1.99"], "11.99", False),
        (["20%"], "-20%", False),
        (["only $ 1.99."], "only $1.99", True),
    ],
)
def test_money_and_numbers_count(seen: list[str], wanted: str, is_right: bool) -> None:
    assert judged(seen, wanted).is_right is is_right


class Signwriter:
    """Paints a sign that says what it was made to say, whatever it is asked for."""

    native = None

    def __init__(self, says: str) -> None:
        self.says = says

    def __call__(self, cut: Cut, prompt: str, seeds: Sequence[int]) -> Iterator[Pixels]:
        return (_sign(self.says)[cut.box.slices] for _ in seeds)


def _repaired(says: str) -> Take:
    needs_reader()
    alpha = np.zeros((240, 480), np.uint8)
    alpha[40:200, 40:440] = 255
    golden = Picture(_sign("0PFN"))
    (take,) = render(golden, PLAN, region(alpha, "text on the sign"), Signwriter(says))
    return take


def test_a_take_tells_what_its_lettering_says_now() -> None:
    right, wrong = _repaired("OPEN"), _repaired("CLOSE")
    assert "Reads “OPEN” now." in right.remarks
    assert not any("should say" in said for said in right.proof.warnings)
    assert "It should say “OPEN”, but it looks like “CLOSE”." in wrong.proof.warnings
    assert not any("Reads" in said for said in wrong.remarks)


def test_right_and_wrong_lettering_are_told_apart() -> None:
    needs_reader()
    whole = Box(0, 0, 480, 240)
    assert reread(_sign("OPEN"), whole, PLAN) == ("Reads “OPEN” now.", True)
    wrong = reread(_sign("CLOSE"), whole, PLAN)
    assert wrong == ("It should say “OPEN”, but it looks like “CLOSE”.", False)
    outside = reread(_sign("OPEN"), Box(0, 200, 480, 240), PLAN)
    assert outside == judged([], "OPEN")


def test_other_changes_are_not_read() -> None:
    assert reread(_sign("OPEN"), Box(0, 0, 480, 240), replace(PLAN, region="hand")) is None


@pytest.mark.parametrize("kind", ["order", "description"])
def test_a_painter_is_told_the_words(kind: str) -> None:
    assert 'reads "OPEN"' in words(kind, Operation.FIX, "OPEN", "text on the sign")
    assert "reads" not in words(kind, Operation.FIX, "five fingers", "hand")
