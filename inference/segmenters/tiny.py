"""The segmenter of small networks: a hundred nouns, people's faces and hair, on any processor.

It knows what it sees: a noun that is not in the picture is refused, and so is one that no network
was taught. Everything is computed at up to 640 pixels, whatever the picture's size.
"""

from __future__ import annotations

import numpy as np

from inference.errors import NotFound
from inference.models.shelf import need
from inference.nouns import Answer, Pixels
from inference.phrases.naming import listed
from inference.segmenters import grabcut
from inference.segmenters.lately import Lately
from inference.segmenters.nets import pointed
from inference.segmenters.nets.look import Look
from inference.segmenters.nets.scene import Nets, Scene
from inference.segmenters.nets.things import Found
from inference.segmenters.view import Bools, Floats
from inference.segmenters.vocabulary import Sense, sense

_NARROWER = 0.85  # what is left of the confidence for a word that says more than the networks see
_SEEN = 6  # phrases named to people


class Tiny:
    """Loads seven megabytes of networks; ModelMissing says what to pull or install."""

    revision = "2"

    def __init__(self) -> None:
        nets = Nets(need("tiny"))
        self._look = Lately(lambda rgb: Look(Scene(nets, rgb)))

    def __call__(self, rgb: Pixels, phrase: str) -> Answer:
        """(H, W) uint8 of 0 and 255; NotFound for what is not there or not known.

        `rgb` is (H, W, 3) uint8.
        """
        meant, found = self._found(rgb, phrase)
        return _answer(rgb, found.mask, _sure(found, meant), _sentence(meant))

    def instances(self, rgb: Pixels, phrase: str) -> list[Answer]:
        """One answer for each separate thing, left to right; NotFound as above."""
        meant, found = self._found(rgb, phrase)
        each = sorted(found.each, key=_left)
        return [_answer(rgb, mask, _sure(found, meant), _sentence(meant)) for mask in each]

    def sees(self, rgb: Pixels) -> list[str]:
        """Phrases that would work on this picture, what is largest first."""
        return self._look(rgb).names[:_SEEN]

    def explain(self, phrase: str) -> str:
        """In a sentence, how the phrase was taken."""
        meant = sense(phrase)
        return _sentence(meant) if meant else f"I know no *{phrase}*."

    def around(self, rgb: Pixels, points: Floats, labels: Floats) -> Answer:
        """The thing at the points (N, 2) of x, y whose label is 1 and not at those of 0."""
        look = self._look(rgb)
        scale = look.scene.fine.shape[1] / rgb.shape[1]
        inside, outside = points[labels > 0] * scale, points[labels <= 0] * scale
        mask, sure = pointed.find(look, inside, outside)
        if not mask.any():
            raise NotFound("I see no separate thing there. Draw a little more of it.")
        return _answer(rgb, mask, sure, "What is at the place you marked.")

    def _found(self, rgb: Pixels, phrase: str) -> tuple[Sense, Found]:
        meant = sense(phrase)
        look = self._look(rgb)
        found = look.find(meant) if meant else None
        if meant is None or found is None:
            raise _absent(phrase, meant is not None, look.names[:_SEEN])
        return meant, found


def _answer(rgb: Pixels, mask: Bools, sure: float, why: str) -> Answer:
    alpha = np.where(grabcut.enlarged(mask, rgb), np.uint8(255), np.uint8(0))
    return Answer(alpha, float(np.clip(sure, 0, 1)), "tiny", why)


def _sure(found: Found, meant: Sense) -> float:
    return found.sure * (_NARROWER if meant.narrow or meant.more else 1)


def _left(mask: Bools) -> int:
    return int(np.flatnonzero(mask.any(0))[0])


def _absent(phrase: str, known: bool, sees: list[str]) -> NotFound:
    why = f"I see no *{phrase}* here." if known else f"I was never taught what a *{phrase}* is."
    seen = f" I can see: {', '.join(sees)}." if sees else ""
    return NotFound(why + seen, tuple(sees))


_ROLES = {
    "subject": "The main thing in the picture.",
    "background": "The background: everything but the things I see in front of it.",
    "face": "The faces, from hairline to chin.",
    "hair": "The hair, looked for around each face; a hat can pass for it.",
    "hands": "Skin away from faces: hands, and arms where they are bare. Look before you trust it.",
}


def _sentence(meant: Sense) -> str:
    if meant.role:
        return _ROLES[meant.role]
    names = [thing.name for thing in meant.things]
    if len(names) > 1:
        return f"Found *{meant.noun}*: each {listed(names, 'or')}."
    if meant.narrow or meant.more:
        return f"Found every {names[0]}; that it is *{meant.noun}* and no other I can't tell."
    return f"Found *{meant.noun}*."
