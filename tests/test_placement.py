"""Where something new would stand: on its surface, in its size, and free of the main thing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from inference import placement, region
from inference.nouns import Alpha, Box, Pixels
from inference.placing import sizes
from inference.placing.relations import parted
from inference.placing.sizes import Stance
from inference.segmenters import boxes
from inference.segmenters.classic import Classic
from tests.drawn import golden

HIGH, WIDE = 300, 400
TABLE, MUG, SKY = Box(0, 180, 400, 300), Box(150, 100, 220, 230), Box(0, 0, 400, 90)
PERSON, HEAD = Box(160, 60, 240, 300), Box(180, 70, 220, 120)


def alpha(box: Box) -> Alpha:
    return boxes.filled(box, (HIGH, WIDE))


class Sees:
    """A segmenter of boxes with names."""

    def __init__(self, **things: Box) -> None:
        self.things = things

    def __call__(self, _rgb: Pixels, phrase: str) -> Alpha:
        if phrase not in self.things:
            raise LookupError(phrase)
        return alpha(self.things[phrase])

    def sees(self, _rgb: Pixels) -> list[str]:
        return list(self.things)


SCENE = Sees(subject=MUG, mug=MUG, table=TABLE, sky=SKY)
PORTRAIT = Sees(subject=PERSON, person=PERSON, face=HEAD)
PLAIN = np.full((HIGH, WIDE, 3), 128, np.uint8)


def put(phrase: str, what: str, segmenter: Sees = SCENE) -> Box:
    box = boxes.read(placement.place(PLAIN, phrase, what, segmenter, "test"))
    assert box is not None
    assert 0 <= box.x0 < box.x1 <= WIDE
    assert 0 <= box.y0 < box.y1 <= HIGH
    return box


def shared(one: Box, other: Box) -> int:
    """Pixels that the two have in common."""
    return int(((alpha(one) > 0) & (alpha(other) > 0)).sum())


def within(one: Box, other: Box) -> bool:
    return shared(one, other) == one.width * one.height


@pytest.mark.parametrize("what", ["a cup of coffee", "a bottle", "a croissant"])
def test_a_thing_stands_on_the_table_beside_the_main_thing(what: str) -> None:
    box = put("table", what)
    assert TABLE.y0 < box.y1 <= TABLE.y1
    assert shared(box, MUG) < 0.03 * box.width * box.height


def test_propose_takes_the_surface_and_the_subject_as_masks() -> None:
    box = placement.propose(PLAIN, alpha(TABLE), "a cup", alpha(MUG))
    assert TABLE.y0 < box.y1 <= TABLE.y1
    assert shared(box, MUG) == 0
    assert placement.propose(PLAIN, alpha(TABLE), "a cup", None).y1 > TABLE.y0


def test_sizes_and_shapes_are_those_of_the_words() -> None:
    unnamed = Sees(subject=MUG, table=TABLE)
    cup, bottle = (put("table", what, unnamed) for what in ("a cup", "a bottle"))
    person = put("free spot", "a person", unnamed)
    assert cup.height < bottle.height < person.height
    assert bottle.width < bottle.height
    assert put("table", "a small cup", unnamed).height < cup.height
    assert put("table", "a croissant").width > put("table", "a croissant").height


def test_a_hat_is_on_the_head_and_glasses_are_before_the_eyes() -> None:
    hat, glasses = put("free spot", "a hat", PORTRAIT), put("person", "glasses", PORTRAIT)
    middle = (HEAD.x0 + HEAD.x1) / 2
    assert hat.x0 < HEAD.x0 < HEAD.x1 < hat.x1
    assert hat.y0 < HEAD.y0 < hat.y1 < HEAD.y0 + HEAD.height / 2
    assert abs((glasses.x0 + glasses.x1) / 2 - middle) < 4
    assert HEAD.y0 < glasses.y0 < glasses.y1 < HEAD.y1


def test_where_no_face_is_seen_a_hat_is_on_top() -> None:
    hat = put("mug", "a party hat")
    assert hat.y0 < MUG.y0 < hat.y1 < MUG.y1
    assert abs((hat.x0 + hat.x1) - (MUG.x0 + MUG.x1)) < 8


@pytest.mark.parametrize("name", ["owl.jpg", "lemur.png", "cat_1080p.jpg"])
def test_what_an_animal_wears_overlaps_its_head(name: str) -> None:
    rgb, segmenter = golden(name, 300), Classic()
    seen = region.find(rgb, "subject", (), segmenter, "classic").alpha > 127
    hat = boxes.read(placement.place(rgb, "free spot", "a hat", segmenter, "classic"))
    assert hat
    body, brim = Box.around(seen), hat._replace(y0=hat.y1 - hat.height // 3)
    assert seen[brim.slices].mean() > 0.4
    assert hat.y1 < body.y0 + 0.4 * body.height


class Doubts(Sees):
    """The same, hardly sure of anything."""

    def __call__(self, rgb: Pixels, phrase: str) -> tuple[Alpha, float]:
        return super().__call__(rgb, phrase), 0.1


def test_a_doubtful_head_is_better_for_a_hat_than_none() -> None:
    hat = put("free spot", "a hat", Doubts(subject=PERSON))
    assert hat.y0 < PERSON.y0 + 10
    assert shared(hat, PERSON) > 0
    assert (
        "nobody knows"
        in placement.spot(PLAIN, "free spot", "a cup", Doubts(subject=PERSON), "t").why
    )


def test_a_logo_is_within_the_thing_and_a_bird_within_the_sky() -> None:
    assert within(put("mug", "a logo"), MUG)
    assert within(put("sky", "a bird"), SKY)
    assert within(put("free spot", "a bird"), SKY)


@pytest.mark.parametrize(
    ("relation", "right"),
    [
        ("above mug", lambda box: box.y1 <= MUG.y0 + 5),
        ("below mug", lambda box: box.y0 >= MUG.y1 - 5 or box.y1 == HIGH),
        ("to the left of mug", lambda box: box.x1 <= MUG.x0),
        ("to the right of the mug", lambda box: box.x0 >= MUG.x1),
        ("next to mug", lambda box: box.x1 <= MUG.x0 or box.x0 >= MUG.x1),
        ("in front of mug", lambda box: shared(box, MUG) > 0 and box.y1 > MUG.y1),
        ("on top of mug", lambda box: box.y0 < MUG.y0 < box.y1),
    ],
)
def test_a_preposition_says_where(relation: str, right: Callable[[Box], bool]) -> None:
    assert right(put(relation, "a cup"))


def test_beside_another_a_thing_stands_on_its_foot_line() -> None:
    assert put("next to mug", "a cup").y1 == pytest.approx(MUG.y1, abs=4)


def test_steam_rises_and_a_shadow_lies() -> None:
    steam, shadow = put("above mug", "steam"), put("under mug", "a shadow")
    assert steam.y0 < MUG.y0 < steam.y1 < MUG.y0 + MUG.height / 2
    assert shadow.y0 < MUG.y1 < shadow.y1
    assert shadow.width > MUG.width


def test_what_fills_a_region_gets_all_of_it() -> None:
    assert placement.place(PLAIN, "sky", "clouds and rain", SCENE, "test").startswith("box")
    assert placement.place(PLAIN, "background", "mountains", SCENE, "test") == "background"
    assert placement.place(PLAIN, "free spot", "snow", SCENE, "test") == "background"


def test_where_nobody_knows_the_surface_it_is_the_lower_part_beside_the_main_thing() -> None:
    spot = placement.spot(PLAIN, "marble counter", "a cup", Sees(subject=MUG), "test")
    box = boxes.read(spot.phrase)
    assert box is not None
    assert box.y1 > HIGH / 2
    assert shared(box, MUG) == 0
    assert "nobody knows the surface" in spot.why


def test_nothing_at_all_is_needed_to_propose_a_place() -> None:
    box = put("free spot", "a dragon", Sees())
    assert box.y1 > HIGH / 2


@pytest.mark.parametrize("name", ["astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg"])
def test_on_photographs_a_place_is_always_found_within(name: str) -> None:
    rgb, segmenter = golden(name, 240), Classic()
    for what in ("a hat", "a cup", "a logo", "a bird", "a person"):
        box = boxes.read(placement.place(rgb, "free spot", what, segmenter, "classic"))
        assert box is not None
        assert 0 <= box.x0 < box.x1 <= rgb.shape[1]
        assert 0 <= box.y0 < box.y1 <= rgb.shape[0]
        assert 0.0005 < box.width * box.height / rgb[..., 0].size < 0.3


@pytest.mark.parametrize(
    ("what", "name", "stance"),
    [
        ("a cup of coffee", "cup", Stance.STANDS),
        ("a man in a hat", "man", Stance.STANDS),
        ("three red apples", "apples", Stance.STANDS),
        ("a bright red party hat", "party hat", Stance.WORN),
        ("the headline in gold", "headline", Stance.PRINTED),
        ("a hot air balloon", "hot air balloon", Stance.FLIES),
    ],
)
def test_the_words_tell_what_a_thing_is(what: str, name: str, stance: Stance) -> None:
    assert sizes.read(what) == sizes.SIZES[name]
    assert sizes.read(what).stance is stance


def test_a_thing_of_no_known_name_has_the_usual_size() -> None:
    assert sizes.read("a dragon") == sizes.USUAL
    assert not sizes.is_known("a dragon")


def test_a_relation_is_taken_from_its_noun() -> None:
    assert parted("next to the second bottle") == ("next to", "second bottle")
    assert parted("to the left of cup") == ("to the left of", "cup")
    assert parted("bystander") == ("", "bystander")
