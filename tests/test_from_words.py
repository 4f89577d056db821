"""What a picture made from words needs before and after it is painted: a size, and a reading."""

from __future__ import annotations

import pytest

from inference import golden_checks
from inference.aspect import aspect, nearest
from inference.errors import BadInstruction

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
