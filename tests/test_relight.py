"""Light moved on a thing that stays: opt-in, by rule, and said in the report."""

import cv2
import numpy as np
import pytest

from inference.errors import AskerError
from inference.instruction import describe, read
from inference.lighting.asked import MATCHING, towards
from inference.lighting.light import Light
from inference.lighting.measure import measure
from inference.nouns import Golden, Operation
from inference.painters.classic import Classic
from inference.picture import Picture
from inference.plan import painter_for, resolve
from inference.render import render
from tests.craft import region

OWN = Light(angle=180.0, depth=0.0, softness=0.5, kelvin=6500.0, confidence=0.6, certainty=0.4)
AROUND = Light(angle=0.0, depth=0.0, softness=0.2, kelvin=4000.0, confidence=0.8, certainty=0.8)

SENTENCES = [
    ("relight the subject from the left, warm", "subject", "from the left, warm"),
    ("relight the bottle from above right x1", "bottle", "from above right"),
    ("relight subject to match the background", "subject", "to match the background"),
    ("relight the product warmer", "product", "warmer"),
    ("relight the subject", "subject", MATCHING),
]


@pytest.mark.parametrize(("sentence", "where", "how"), SENTENCES)
def test_it_is_asked_for_in_a_sentence(sentence: str, where: str, how: str):
    wish = read(sentence)
    assert (wish.operation, wish.region, wish.prompt) == (Operation.RELIGHT, where, how)
    assert describe(wish).startswith(f"Relight *{where}*")


def test_it_is_done_by_rule_whatever_paints_the_rest():
    wish = read("relight the subject from the left")
    assert painter_for(wish, "diffusion:x") == "classic"
    assert painter_for(read("remove the cup"), "diffusion:x") == "diffusion:x"


def test_words_say_what_changes_and_the_rest_stays():
    left = towards("from the left, warm", AROUND, AROUND)
    assert (left.angle, left.tone, left.softness) == (180.0, "warm", AROUND.softness)
    above = towards("from the top right", OWN, AROUND)
    assert (above.where, above.kelvin) == ("above right", OWN.kelvin)
    assert towards(MATCHING, OWN, AROUND) == AROUND
    with pytest.raises(AskerError, match="where it comes from"):
        towards("like Rembrandt", OWN, AROUND)


def ball() -> tuple[Picture, np.ndarray]:
    """A grey ball lit from the left on a dark ground."""
    y, x = np.mgrid[-1:1:240j, -1.2:1.2:288j]
    inside = x**2 + y**2 < 0.6
    up = np.sqrt(np.clip(0.6 - x**2 - y**2, 0, None))
    shade = np.clip(0.25 + 0.75 * (-0.8 * x + 0.4 * up) / 0.75, 0.05, 1)
    grey = np.where(inside, 40 + 150 * shade, 60)
    noisy = grey[..., None] + np.random.default_rng(0).normal(0, 1.5, (*grey.shape, 3))
    alpha = cv2.GaussianBlur(inside.astype(np.uint8) * 255, (0, 0), 0.8)
    return Picture(np.clip(np.rint(noisy), 0, 255).astype(np.uint8)), alpha


def balance(pixels: np.ndarray, alpha: np.ndarray) -> float:
    """How bright the ball's right half is, beside its left."""
    inside = alpha > 200
    halves = (pixels[:, :144][inside[:, :144]].mean(), pixels[:, 144:][inside[:, 144:]].mean())
    return float(halves[1] / halves[0])


def test_the_subject_turns_to_the_light_and_nothing_else_changes():
    golden, alpha = ball()
    plan = resolve(read("relight the subject from the right x1"), Golden("0" * 64, 288, 240),
                   "s@1", "classic@2")  # fmt: skip
    (take,) = render(golden, plan, region(alpha, "subject"), Classic())
    assert measure(golden.pixels, alpha).side < -0.3
    assert balance(take.picture.pixels, alpha) > 1.15 * balance(golden.pixels, alpha)
    assert (take.picture.pixels[alpha == 0] == golden.pixels[alpha == 0]).all()
    assert "itself has changed" in " ".join(take.remarks)
