"""The main thing in a picture: many guesses, each settled by GrabCut, and a judge to choose.

No single cue finds every subject. Each of ours starts its own cut; the judge prefers the mask that
unlike cues agree on, whose edge lies on edges of the picture, and whose colours are its own. How
good the best one looks, and how far all cues agree, is the confidence.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from inference.nouns import Box, Pixels
from inference.segmenters import faces, grabcut
from inference.segmenters.judge import Judge, is_portrait
from inference.segmenters.saliency import bump, cues
from inference.segmenters.view import Bools, Floats, View, view

_STEEP, _EVEN = 4.0, 1.4
_BELIEF = 4.0  # how much louder a guess speaks that the judge likes


class Subject(NamedTuple):
    """`mask` (h, w) bool of the picture's size; `guess` names the winner.

    A `confidence` from 0.5 is a bet that the mask overlaps the truth by half.
    """

    mask: Bools
    confidence: float
    guess: str


def find(rgb: Pixels) -> Subject:
    small = view(rgb)
    people = faces.faces(small.rgb)
    guesses = _guesses(small, people)
    judge = Judge(small, guesses, people)
    masks = guesses | _open(small.rgb) | _joint(small, guesses, judge)
    scores = {name: judge.score(name, mask) for name, mask in masks.items()}
    best = max(scores, key=lambda name: scores[name])
    sure = _confidence(scores[best] + judge.accord())
    return Subject(grabcut.refined(rgb, masks[best]), sure, best)


def _confidence(merit: float) -> float:
    """A logistic curve; of 118 photographs, each judged by what was fitted to the others, nine
    tenths of the wrong masks lie below its middle, and so do half of the right ones."""
    return float(1 / (1 + np.exp(_STEEP * (_EVEN - merit))))


def _open(rgb: Pixels) -> dict[str, Bools]:
    """For what is cut off by a side: half a frame of sure backdrop."""
    return {
        "open left": grabcut.from_frame(rgb, left=False),
        "open right": grabcut.from_frame(rgb, right=False),
    }


def _joint(small: View, guesses: dict[str, Bools], judge: Judge) -> dict[str, Bools]:
    """What the guesses say together: each with one voice, and each as far as it is believed."""
    planes = np.array(list(guesses.values()), np.float32)
    scores = [judge.score(name, mask) for name, mask in guesses.items()]
    equal = planes.mean(0)
    weighed = np.average(planes, 0, np.exp(_BELIEF * np.array(scores))).astype(np.float32)
    return {
        "most": grabcut.tidy(equal > 0.5),
        "vote": grabcut.from_guess(small.rgb, equal),
        "weighed vote": grabcut.from_guess(small.rgb, weighed),
    }


def _guesses(small: View, people: list[Box]) -> dict[str, Bools]:
    """A mask from each cue, from some cues together, from two frames, and from people's faces."""
    rgb = small.rgb
    masks = {name: grabcut.from_guess(rgb, plane) for name, plane in _planes(small).items()}
    masks["frame"] = grabcut.from_frame(rgb)
    masks["whole frame"] = grabcut.from_frame(rgb, below=True)
    if people:
        masks["people"] = _people(rgb, people)
    return masks


def _people(rgb: Pixels, found: list[Box]) -> Bools:
    """Heads and shoulders; in a portrait also whatever else fills its lower half."""
    mask = grabcut.from_guess(rgb, faces.people(rgb.shape, found))
    if not any(is_portrait(face, rgb.shape[1]) for face in found):
        return mask
    bust = grabcut.from_guess(rgb, bump(rgb.shape, (0.85, 0.5), (0.42, 0.3)))
    return grabcut.tidy(mask | bust)


def _planes(small: View) -> dict[str, Floats]:
    """Where each cue, and some of them together, would look; planes in 0-1."""
    seen = cues(small)
    both = 0.3 * (seen.apart + seen.enclosed) + 0.4 * seen.sharp
    return {
        "apart": seen.apart,
        "enclosed": seen.enclosed,
        "enclosed, central": seen.enclosed * seen.central,
        "sharp": seen.sharp,
        "sharp, central": seen.sharp * seen.central,
        "both": both,
        "both, central": both * seen.central,
        "central": seen.central,
    }
