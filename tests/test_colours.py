"""Colours in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.colours import is_colour, named
from inference.oklab import to_lab


def lab(text: str) -> tuple[float, float, float]:
    """Lightness, chroma and hue in degrees of a colour in words."""
    rgb = named(text)
    assert rgb is not None, text
    lightness, a, b = (float(value) for value in to_lab(np.array(rgb, np.uint8)))
    return lightness, float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a))) % 360


@pytest.mark.parametrize(
    ("text", "rgb"),
    [
        ("#0F4C81", (15, 76, 129)),
        ("#fff", (255, 255, 255)),
        ("like #0f4c81, but teal is fine", (15, 76, 129)),
        ("teal", (0, 128, 128)),
        ("TEAL", (0, 128, 128)),
        ("rebeccapurple", (102, 51, 153)),
        ("darkgray", (169, 169, 169)),
        ("matte black", (20, 20, 20)),
    ],
)
def test_codes_and_names_are_exact(text: str, rgb: tuple[int, int, int]) -> None:
    assert named(text) == rgb


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("rose gold", "gold"), ("mustard yellow", "yellow"), ("forest green", "green"),
        ("navy blue", "blue"), ("hot pink", "pink"), ("off-white", "white"),
        ("burnt orange", "orange"), ("sky blue", "blue"), ("dusty rose", "rose"),
    ],
)  # fmt: skip
def test_the_longest_name_wins(longer: str, shorter: str) -> None:
    assert named(longer) != named(shorter)
    assert named(longer) == named(longer.replace(" ", "").replace("-", ""))


@pytest.mark.parametrize(
    "text", ["coral", "sage", "blush", "oat", "charcoal", "navy", "burgundy", "terracotta", "grey"]
)
def test_words_of_marketers_are_known_with_either_spelling(text: str) -> None:
    assert named(text) == named(f"the {text} jacket")
    assert is_colour(text)
    assert named("gray") == named("grey")


@pytest.mark.parametrize(
    "text",
    [
        "orange grove", "rose garden", "olive trees", "gold coast", "lavender fields",
        "golden hour",
        "white sand beach", "pink sunset", "a sunset", "blue sky", "coffee table", "ice cream",
        "an orange", "a single rose, an orange", "a slice of lemon", "a field of lavender", "roses",
        "autumn trail", "beach at dawn", "", "light", "dark and moody", "#12", "issue #1234",
        "scarred",
    ],
)  # fmt: skip
def test_places_and_things_are_no_colours(text: str) -> None:
    assert named(text) is None


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("the orange suit", "orange"),
        ("an orange suit", "orange"),
        ("a rose tint", "rose"),
        ("a shade of lavender", "lavender"),
        ("teal, beach", "teal"),
        ("orange trees on teal", "teal"),
        ("a gold coast in navy", "navy"),
    ],
)
def test_a_colour_beside_a_place_or_before_a_thing_is_one(text: str, colour: str) -> None:
    assert named(text) == named(colour)


@pytest.mark.parametrize("base", ["teal", "red", "mustard", "plum", "olive", "blue"])
def test_modifiers_move_lightness_and_chroma_and_keep_the_hue(base: str) -> None:
    lightness, chroma, hue = lab(base)
    assert lab(f"dark {base}")[0] < lab(f"deep {base}")[0] < lightness
    assert lightness < lab(f"light {base}")[0] < lab(f"pale {base}")[0]
    assert lab(f"very light {base}")[0] > lab(f"light {base}")[0]
    assert lab(f"muted {base}")[1] < 0.8 * chroma
    for modifier in ("dark", "deep", "light", "pale", "muted", "pastel", "bright"):
        turned = abs((lab(f"{modifier} {base}")[2] - hue + 180) % 360 - 180)
        assert turned < 6, modifier


def test_warm_and_cool_move_towards_yellow_and_blue() -> None:
    assert 60 < lab("warm grey")[2] < 120
    assert 240 < lab("cool grey")[2] < 300


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("deep matte red", True), ("a dark green colour", True), ("#fff", True),
        ("a red one", True), ("the red shirt", False), ("teal and white", False),
        ("a snowy street", False), ("an orange", False), ("red stripes", False), ("", False),
    ],
)  # fmt: skip
def test_a_mere_colour_is_told_from_a_thing_in_that_colour(text: str, whole: bool) -> None:
    assert is_colour(text) is whole


@given(st.text())
def test_every_text_has_a_colour_or_none(text: str) -> None:
    rgb = named(text)
    assert rgb is None or all(0 <= code <= 255 for code in rgb)
    assert not is_colour(text) or rgb is not None
