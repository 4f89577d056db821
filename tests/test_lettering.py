"""Repaired lettering is read again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from inference.instruction import read
from inference.lettering import judged, reread
from inference.nouns import Box, EditPlan, Operation, Pixels
from inference.painters.diffusing.words import words

PLAN = EditPlan("", Operation.FIX, "text on the sign", (), "OPEN", (0,), 0.4, "text", "diffusion")


def _sign(said: str) -> Pixels:
    picture = Image.new("RGB", (480, 240), "#e8e0d0")
    ImageDraw.Draw(picture).text((90, 70), said, "#203040", ImageFont.load_default(90))
    return np.asarray(picture)


@pytest.mark.parametrize("by", ["to", "to say", "so it reads"])
def test_the_words_wanted_are_not_part_of_the_region(by: str) -> None:
    wish = read(f'fix the text on the sign {by} "OPEN"')
    assert (wish.operation, wish.region, wish.prompt) == (Operation.FIX, "text on the sign", "OPEN")


def test_right_and_wrong_lettering_are_told_apart() -> None:
    pytest.importorskip("rapidocr")
    whole = Box(0, 0, 480, 240)
    assert reread(_sign("OPEN"), whole, PLAN) == ("Reads “OPEN” now.", True)
    wrong = reread(_sign("CLOSE"), whole, PLAN)
    assert wrong == ("It should say “OPEN”, but it looks like “CLOSE”.", False)
    outside = reread(_sign("OPEN"), Box(0, 200, 480, 240), PLAN)
    assert outside == judged("", "OPEN")


def test_other_changes_are_not_read() -> None:
    assert reread(_sign("OPEN"), Box(0, 0, 480, 240), replace(PLAN, region="hand")) is None


@pytest.mark.parametrize("kind", ["order", "description"])
def test_a_painter_is_told_the_words(kind: str) -> None:
    assert 'reads "OPEN"' in words(kind, Operation.FIX, "OPEN", "text on the sign")
    assert "reads" not in words(kind, Operation.FIX, "five fingers", "hand")
