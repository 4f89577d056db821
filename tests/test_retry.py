"""Once more, where the first try can't be seen or can be seen too well."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from inference.nouns import Cut, Operation, Pixels
from inference.picture import Picture
from inference.plan import rungs
from inference.render import Take, render
from tests.craft import disc, plan, region


class Timid:
    """Changes what it is given by `gain` times the noise level, in 8-bit steps."""

    native = None

    def __init__(self, gain: float, least: float = 0.0) -> None:
        self.gain, self.least = gain, least
        self.heard: list[float] = []

    def __call__(
        self, cut: Cut, prompt: str, seeds: Sequence[int], strength: float
    ) -> Iterator[Pixels]:
        self.heard.append(strength)
        step = self.gain * max(0.0, strength - self.least) * (cut.alpha[..., None] > 0)
        return (np.clip(cut.rgb + step, 0, 255).astype(np.uint8) for _ in seeds)


class Fixed:
    """The same change without a noise level to choose."""

    native = None

    def __init__(self, step: float) -> None:
        self.step = step

    def __call__(self, cut: Cut, prompt: str, seeds: Sequence[int]) -> Iterator[Pixels]:
        step = self.step * (cut.alpha[..., None] > 0)
        return (np.clip(cut.rgb + step, 0, 255).astype(np.uint8) for _ in seeds)


def calm() -> Picture:
    random = np.random.default_rng(1)
    return Picture(np.rint(random.normal(128, 3, (160, 200, 3))).clip(0, 255).astype(np.uint8))


def one(painter: object, strength: float = 0.4, operation: Operation = Operation.FIX) -> Take:
    wanted = replace(plan(operation), strength=strength)
    (take,) = render(calm(), wanted, region(disc(160, 200)), painter)
    return take


def test_a_change_that_nobody_sees_is_painted_once_more_and_bolder():
    painter = Timid(gain=25, least=0.4)
    take = one(painter)
    assert painter.heard == [0.4, 0.6]
    assert take.proof.visible_change > 1
    assert "bolder" in " ".join(take.remarks)


def test_the_boldest_is_not_painted_again():
    painter = Timid(gain=0)
    take = one(painter, strength=rungs(Operation.FIX)[-1])
    assert len(painter.heard) == 1
    assert take.remarks == ()
    assert take.proof.warnings


def test_a_second_try_that_is_no_better_is_thrown_away_and_not_spoken_of():
    take = one(Timid(gain=0))
    assert take.remarks == ()
    assert any("hardly" in warning for warning in take.proof.warnings)


def test_an_edge_that_shows_is_painted_once_more_and_softer():
    painter = Timid(gain=60)
    take = one(painter, strength=0.6)
    assert painter.heard == [0.6, 0.4]
    assert take.proof.seam < one(Fixed(60 * 0.6)).proof.seam
    assert "closer to the golden" in " ".join(take.remarks)


@pytest.mark.parametrize("strength", rungs(Operation.FIX))
def test_what_is_well_is_painted_once(strength: float):
    painter = Timid(gain=6 / strength)
    one(painter, strength)
    assert painter.heard == [strength]


def test_a_painter_without_a_noise_level_is_asked_once():
    class Rule:
        native = None
        calls = 0

        def __call__(self, cut, prompt, seeds):
            Rule.calls += 1
            return (cut.rgb for _ in seeds)

    one(Rule())
    assert Rule.calls == 1
