"""Which boxes and masks of the large networks are believed; no network runs here."""

from __future__ import annotations

import numpy as np
import pytest

from inference.segmenters.large import choice, found, inputs
from inference.segmenters.large.choice import Thing
from inference.segmenters.large.inputs import Fit

SIZE = 64


def shape(*box: int, by: float = 9.0, size: int = SIZE) -> np.ndarray:
    """Logits of a rectangle with x0, y0, x1, y1."""
    logits = np.full((size, size), -by, np.float32)
    x0, y0, x1, y1 = box
    logits[y0:y1, x0:x1] = by
    return logits


def test_the_whole_that_fills_the_box_wins_over_a_part_that_is_rated_higher() -> None:
    part, whole, too_much = shape(20, 20, 30, 30), shape(11, 10, 50, 49), shape(0, 0, 64, 64)
    masks, box = np.stack([part, whole, too_much]), np.array([10.0, 10.0, 50.0, 50.0])
    chosen = choice.in_box(masks, np.array([0.99, 0.8, 0.95]), box)
    assert np.array_equal(chosen.logits, whole)
    assert 0.7 < chosen.worth <= 0.8


def test_of_two_alike_the_one_that_stays_when_the_threshold_moves_wins() -> None:
    shaky, firm = shape(10, 10, 50, 50, by=0.5), shape(10, 10, 50, 48)
    box = np.array([10.0, 10.0, 50.0, 50.0])
    chosen = choice.in_box(np.stack([shaky, firm]), np.array([0.9, 0.9]), box)
    assert np.array_equal(chosen.logits, firm)
    assert choice.stability(shaky) < choice.stability(firm) == 1.0


def test_a_speck_elsewhere_costs_little_but_an_empty_mask_everything() -> None:
    box = np.array([10.0, 10.0, 50.0, 50.0])
    clean, specked = shape(10, 10, 50, 50), shape(10, 10, 50, 50)
    specked[62, 62] = 9
    assert choice.fit(clean > 0, box) == 1.0
    assert 0.99 < choice.fit(specked > 0, box) < 1.0
    assert choice.fit(np.zeros((SIZE, SIZE), bool), box) == 0.0
    assert choice.fit(clean > 0, np.array([-9.0, -9.0, 200.0, 200.0])) < 0.1


def test_points_inside_and_outside_decide_between_masks() -> None:
    left, both = shape(5, 5, 25, 60), shape(5, 5, 60, 60)
    masks, rated = np.stack([left, both]), np.array([0.8, 0.9])
    points = np.array([[10.0, 30.0], [50.0, 30.0]])
    assert np.array_equal(choice.at_points(masks, rated, points, np.array([1, 1])).logits, both)
    assert np.array_equal(choice.at_points(masks, rated, points, np.array([1, 0])).logits, left)
    assert choice.at_points(masks, rated, np.array([[999.0, -5.0]]), np.array([1])).worth == 0.0


def test_what_a_surer_mask_shows_already_is_no_other_thing() -> None:
    one, other = Thing(shape(0, 0, 20, 20), 0.9), Thing(shape(30, 0, 50, 20), 0.6)
    again, wheel = Thing(shape(1, 1, 20, 20), 0.8), Thing(shape(32, 2, 40, 10), 0.3)
    around_both, nothing = Thing(shape(0, 0, 50, 20), 0.2), Thing(shape(0, 0, 0, 0), 1.0)
    assert choice.distinct([other, wheel, again, one, nothing]) == [one, other]
    assert choice.distinct([around_both, one, other]) == [one, other]
    assert choice.distinct([]) == []


def test_things_together_are_as_sure_as_what_they_cover() -> None:
    large, small = Thing(shape(0, 0, 30, 30), 0.9), Thing(shape(40, 40, 50, 50), 0.4)
    both = choice.together([large, small])
    assert both.sure == pytest.approx((900 * 0.9 + 100 * 0.4) / 1000)
    assert (both.logits > 0).sum() == 1000
    assert choice.left_to_right([small, large]) == [large, small]


def test_boxes_of_one_thing_are_one_and_far_weaker_ones_are_left_out() -> None:
    boxes = np.array([[0.0, 0, 10, 10], [1, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10]])
    scores = np.array([0.5, 0.6, 0.3, 0.15])
    kept = found.sorted_out(boxes, scores, scores / 2, 0.1)
    assert [each.box for each in kept] == [(1, 0, 10, 10), (20, 0, 30, 10)]
    assert [each.sure for each in kept] == [0.3, 0.15]
    assert found.sorted_out(boxes, scores, scores, 0.7) == []
    assert found.sorted_out(boxes[:0], scores[:0], scores[:0], 0.1) == []


def test_a_crowd_ends_somewhere() -> None:
    boxes = np.array([[20.0 * n, 0, 20 * n + 10, 10] for n in range(100)])
    assert len(found.apart(boxes, np.ones(100))) == found.MOST


def test_a_things_own_kind_and_its_parts_are_no_rivals() -> None:
    nouns = found.nouns()
    allowed = {noun for noun, ok in zip(nouns, found.rivals("puppy"), strict=True) if ok}
    assert "cat" in allowed
    assert "dog" not in allowed
    assert not any(found.rivals("face"))
    assert not found.rivals("red shoe")[nouns.index("shoe")]
    assert len(nouns) == len(set(nouns))


@pytest.mark.parametrize(
    ("phrase", "role"),
    [("background", "background"), ("product", "subject"), ("red product", ""), ("dog", "")],
)
def test_only_the_bare_words_for_it_mean_the_main_thing(phrase: str, role: str) -> None:
    assert found.role(phrase) == role


@pytest.mark.parametrize("shape", [(768, 1024), (1024, 768), (3000, 4000), (5, 1000), (7, 7)])
def test_a_picture_fills_the_longer_side_of_the_square(shape: tuple[int, int]) -> None:
    fit = Fit(*shape, 1024)
    assert max(fit.laid) == 1024
    assert min(fit.laid) >= 1
    assert fit.stretch[0] == fit.laid[1] / shape[1]


def test_a_mask_grown_to_the_pictures_size_keeps_its_place() -> None:
    alpha = inputs.alpha_of(shape(16, 16, 48, 32), 640, 320)
    assert alpha.shape == (640, 320)
    assert set(np.unique(alpha)) == {0, 255}
    rows, columns = np.flatnonzero(alpha.any(1)), np.flatnonzero(alpha.any(0))
    assert abs(rows[0] - 160) <= 5
    assert abs(rows[-1] - 319) <= 5
    assert abs(columns[0] - 80) <= 3
    assert abs(columns[-1] - 239) <= 3
