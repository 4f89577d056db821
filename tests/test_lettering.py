"""Repaired lettering is read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from inference.errors import AskerError
from inference.instruction import read
from inference.lettering import is_sensible, judged, reread
from inference.nouns import Box, Cut, EditPlan, Operation, Pixels, Region
from inference.painters.classic import Classic
from inference.painters.diffusing.words import words
from inference.painters.signs.letters import nearest
from inference.painters.signs.lines import shared
from inference.picture import Picture
from inference.region import find
from inference.render import Take, render
from inference.segmenters.text import Line, Text, is_lettering
from tests.craft import region
from tests.needs import needs_reader

PLAN = EditPlan("", Operation.FIX, "text on the sign", (), "OPEN", (0,), 0.4, "text", "diffusion")


def _sign(said: str, size: int = 90) -> Pixels:
    picture = Image.new("RGB", (480, 240), "#e8e0d0")
    ImageDraw.Draw(picture).text((90, 70), said, "#203040", ImageFont.load_default(size))
    return np.asarray(picture)


def _golden(said: str, size: int = 60) -> tuple[Picture, Region]:
    """A sign, and the region of its lettering."""
    alpha = np.zeros((240, 480), np.uint8)
    alpha[40:200, 40:470] = 255
    return Picture(_sign(said, size)), region(alpha, "text on the sign")


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
        ('change the text to "OPEN"', "text", "OPEN"),
        ('replace the headline with "Summer sale"', "headline", "Summer sale"),
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
    golden, where = _golden("0PFN", 90)
    (take,) = render(golden, PLAN, where, Signwriter(says))
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


@pytest.mark.parametrize("phrase", ["text", "sale text", "text on the mug", "price", "text 0pfn"])
def test_what_is_lettering(phrase: str) -> None:
    assert is_lettering(phrase)


@pytest.mark.parametrize("phrase", ["hand beside the text", "writing hand", "mug", "texture"])
def test_what_is_none(phrase: str) -> None:
    assert not is_lettering(phrase)


def test_a_repair_without_words_offers_those_that_are_read() -> None:
    needs_reader()
    wordless, (golden, where) = replace(PLAN, prompt=""), _golden("OPEN DAILY", 60)
    with pytest.raises(AskerError, match='fix the text on the sign to "OPEN DAILY"') as refusal:
        next(render(golden, wordless, where, Signwriter("OPEN")))
    assert "I read “OPEN DAILY”" in str(refusal.value)
    said = str(refusal.value).partition("write: ")[2]
    assert read(said).prompt == "OPEN DAILY"


def test_a_repair_of_garbled_lettering_without_words_asks_for_them() -> None:
    needs_reader()
    golden, where = _golden("0P3N X7Q")
    with pytest.raises(AskerError, match="Tell me what the text on the sign is to say"):
        next(render(golden, replace(PLAN, prompt=""), where, Signwriter("OPEN")))


@pytest.mark.parametrize(
    ("words", "are"),
    [
        ("OPEN DAILY", True),
        ("$1.99, 24 hours", True),
        ("0PFN", False),
        ("CofFee", False),
        ("", False),
    ],
)
def test_sensible_words(words: str, are: bool) -> None:
    assert is_sensible(words) is are


def test_the_built_in_painter_sets_the_words_in_the_old_place() -> None:
    needs_reader()
    sign = _sign("CAFFEE", 70)
    found = find(sign, "text", (), Text(), "text", Operation.FIX)
    golden, plan = Picture(sign), replace(PLAN, prompt="COFFEE")
    (take,) = render(golden, plan, found, Classic())
    assert "Reads “COFFEE” now." in take.remarks
    fresh = take.picture.srgb().astype(int)
    changed = (fresh != sign).any(-1)
    assert not changed[found.alpha == 0].any()
    ink = np.abs(fresh - (0x20, 0x30, 0x40)).max(-1) < 24
    was = np.abs(sign.astype(int) - (0x20, 0x30, 0x40)).max(-1) < 24
    assert Box.around(ink).y0 == pytest.approx(Box.around(was).y0, abs=4)
    assert Box.around(ink).width == pytest.approx(Box.around(was).width, rel=0.05)
    surface = ~changed & (found.alpha == 0)
    assert np.abs(fresh[60:70, 20:80] - fresh[surface][0]).max() < 8


def test_words_that_no_line_can_be_meant_by_are_asked_for_a_line() -> None:
    with pytest.raises(AskerError, match="There are 2 lines of lettering: “FRESH”, “BREAD”"):
        shared([_line("FRESH", 0), _line("BREAD", 1)], "CLOSED")


def test_words_go_to_the_lines_they_are_like() -> None:
    lines = [_line("FRSEH BRAED", 0), _line("DALIY", 1)]
    assert [job.words for job in shared(lines, "FRESH BREAD DAILY")] == ["FRESH BREAD", "DAILY"]
    assert [(job.line.words, job.words) for job in shared(lines, "DAILY")] == [("DALIY", "DAILY")]


def _line(words: str, row: int) -> Line:
    return Line(Box(0, 40 * row, 100, 40 * row + 30), words, 1.0, np.zeros((4, 2), np.float32))


def test_signs_without_a_letter_of_their_own_are_refused() -> None:
    with pytest.raises(AskerError, match="no letters for"):
        nearest("\ue000", [("OPEN", np.ones((20, 80), np.bool_))])


def test_other_changes_are_not_read() -> None:
    assert reread(_sign("OPEN"), Box(0, 0, 480, 240), replace(PLAN, region="hand")) is None


@pytest.mark.parametrize("kind", ["order", "description"])
def test_a_painter_is_told_the_words(kind: str) -> None:
    assert 'reads "OPEN"' in words(kind, Operation.FIX, "OPEN", "text on the sign")
    assert "reads" not in words(kind, Operation.FIX, "five fingers", "hand")
