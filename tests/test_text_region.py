"""Lettering in pictures: found, read, and picked by what it says."""

import sys
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from inference.errors import ModelMissing, NotFound
from inference.segmenters import text
from inference.segmenters.text import Text
from tests.needs import needs_reader, photo


@cache
def ad() -> np.ndarray:
    """A photograph with a headline, a price and a slanted line set over it."""
    picture = Image.open(photo("coffee.png")).convert("RGB").resize((900, 600))
    pen = ImageDraw.Draw(picture)
    pen.text((30, 20), "SUMMER SALE", font=ImageFont.load_default(70), fill="white")
    pen.text((30, 120), "only $19.99", font=ImageFont.load_default(36), fill="yellow")
    slant = Image.new("RGBA", (240, 60))
    ImageDraw.Draw(slant).text((5, 5), "SHOP NOW", font=ImageFont.load_default(40), fill="white")
    slant = slant.rotate(15, expand=True)
    picture.paste(slant, (600, 400), slant)
    return np.asarray(picture)


@cache
def reader() -> Text:
    needs_reader()
    return Text()


def found(phrase: str) -> np.ndarray:
    return reader()(ad(), phrase).alpha > 127


def test_all_lettering_is_found_and_read() -> None:
    needs_reader()
    lines = text.find(ad())
    assert [line.words.replace(" ", "") for line in lines] == [
        "SUMMERSALE",
        "only$19.99",
        "SHOPNOW",
    ]
    assert all(line.confidence > 0.8 for line in lines)


def test_the_mask_covers_the_letters_and_little_else() -> None:
    mask = found("text")
    plain = np.asarray(Image.open(photo("coffee.png")).convert("RGB").resize((900, 600)))
    letters = (ad() != plain).any(-1)
    assert mask[letters].mean() > 0.97
    assert mask.mean() < 0.16
    assert not mask[250:380, :500].any(), "the cup"


@pytest.mark.parametrize("phrase", ['text "sale', "the word summer", "sale text", "headline"])
def test_a_line_is_picked_by_what_it_says(phrase: str) -> None:
    mask = found(phrase)
    assert mask[60, 60:300].any()
    assert not mask[120:].any()


def test_a_price_is_a_line_with_money_in_it() -> None:
    mask = found("price")
    assert mask[120:160].any()
    assert not mask[:100].any()
    assert not mask[300:].any()


def test_lines_are_things_of_their_own_from_left_to_right() -> None:
    each = reader().instances(ad(), "lettering")
    lefts = [int(np.flatnonzero(one.alpha.any(0))[0]) for one in each]
    assert len(each) == 3
    assert lefts == sorted(lefts)
    assert "SHOP" in each[-1].why


def test_words_that_are_not_there_are_refused_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="SUMMER") as refusal:
        found('text "discount"')
    assert refusal.value.sees[0] == "text"
    for phrase in refusal.value.sees:
        assert found(phrase).any()


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "astronaut.png"])
def test_a_photograph_without_lettering_is_refused(name: str) -> None:
    rgb = np.asarray(Image.open(photo(name)).convert("RGB"))
    with pytest.raises(NotFound, match=r"no \*text\*"):
        reader()(rgb, "text")
    assert reader().sees(rgb) == []


@pytest.mark.parametrize("phrase", ["dog", "texture", "context", "wording machine"])
def test_a_noun_that_is_no_lettering_is_refused(phrase: str) -> None:
    with pytest.raises(NotFound, match="I look for lettering"):
        found(phrase)


def test_it_says_how_it_took_a_phrase() -> None:
    assert reader().explain('text "sale"') == 'The lettering that says "sale".'
    assert reader().explain("logo text") == "The lettering."


def test_without_a_reader_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    text._reader.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(ModelMissing, match=r"pip install \"reshoot\[text\]\""):
        Text()
    text._reader.cache_clear()
