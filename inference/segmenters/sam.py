"""Any noun: a detector finds boxes, segment-anything cuts out what is in them.

The argument says which: "vit_b" (or vit_l, vit_h) of segment-anything, and after a "+" the
detector, "owlv2" or "grounding-dino": "sam:vit_l", "sam:vit_b+grounding-dino".
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from inference import models
from inference.device import Device, best_device, device_errors
from inference.errors import BadSettings
from inference.nouns import Answer, Pixels
from inference.segmenters.large import choice, found
from inference.segmenters.large.choice import Chosen, Thing
from inference.segmenters.large.found import Detector, Found
from inference.segmenters.large.grounding_dino import GroundingDino
from inference.segmenters.large.owlv2 import Owlv2
from inference.segmenters.large.sam_network import Embedding, Prompts, SamNetwork

SIZES = ("vit_b", "vit_l", "vit_h")
DETECTORS: dict[str, Callable[[Device], Detector]] = {
    "owlv2": Owlv2,
    "grounding-dino": GroundingDino,
}
_MOST = 16  # instances answered one by one: each is a mask of the picture's size
_LOOSE = 0.6  # a fit below which the box is asked without its centre: a ring has none
_CLEAR = 0.6  # what a mask is worth when it takes nothing off the box's confidence
_POINTS = 24  # of those given; so many say where a thing is


class Sam:
    """Constructing it loads both networks; ModelMissing says how to get them."""

    revision = "1"

    def __init__(self, argument: str = "") -> None:
        size, detector = read(argument)
        device = best_device()
        (path,) = models.need(f"sam-{size.replace('_', '-')}").values()
        with device_errors():
            self._network = SamNetwork(path, device)
            self._detector = DETECTORS[detector](device)
        self._by = f"segment-anything {size} with {detector}"

    def __call__(self, rgb: Pixels, phrase: str) -> Answer:
        """All that the phrase names; LookupError where nothing is that."""
        seen, things = self._things(rgb, phrase)
        answer = self._answer(seen, choice.together(things), self.explain(phrase))
        behind = found.role(phrase) == "background"
        return answer._replace(alpha=255 - answer.alpha) if behind else answer

    def instances(self, rgb: Pixels, phrase: str) -> list[Answer]:
        """One answer per thing, left to right."""
        if found.role(phrase) == "background":
            return [self(rgb, phrase)]
        seen, things = self._things(rgb, phrase)
        why, ordered = self.explain(phrase), choice.left_to_right(things[:_MOST])
        return [self._answer(seen, thing, why) for thing in ordered]

    def around(
        self, rgb: Pixels, points: npt.NDArray[np.floating], labels: npt.NDArray[np.integer]
    ) -> Answer:
        """The thing at the points (n, 2) x, y labelled 1 and not at those labelled 0."""
        places, kinds = np.asarray(points, np.float64), np.asarray(labels, np.int64)
        if not (kinds > 0).any():
            raise LookupError("Nothing is marked as inside.")
        some = np.unique(np.linspace(0, len(places) - 1, _POINTS).astype(int))
        places, kinds = places[some], kinds[some]
        seen = self._network.embed(rgb)
        masks = self._network.decode(seen, Prompts(places[None], kinds[None]))
        scale = self._scale(seen)
        chosen = choice.at_points(masks.logits[0], masks.quality[0], places * scale, kinds)
        if not (chosen.logits > 0).any():
            raise LookupError("I see no single thing at these points.")
        thing = Thing(chosen.logits, _clear(chosen))
        return self._answer(seen, thing, "The thing that was marked.")

    def sees(self, rgb: Pixels) -> list[str]:
        """Phrases that would work on this picture, best first, as far as it was looked at."""
        return self._detector.sees(rgb)

    def explain(self, phrase: str) -> str:
        """In a sentence, how the phrase was taken."""
        role = found.role(phrase)
        if role == "background":
            return "The background: everything but what stands out most."
        if role == "subject":
            return "What stands out most: large, in the middle, and a thing of its own."
        return f"Everything that looks like *{phrase}*."

    def _things(self, rgb: Pixels, phrase: str) -> tuple[Embedding, list[Thing]]:
        """What the phrase names, surest first."""
        boxes = self._boxes(rgb, phrase)
        seen = self._network.embed(rgb)
        masks = self._cut_out(seen, np.array([each.box for each in boxes]))
        pairs = zip(masks, boxes, strict=True)
        things = [Thing(mask.logits, box.sure * _clear(mask)) for mask, box in pairs]
        kept = choice.distinct(things)
        if not kept:
            raise LookupError(f"I see something like *{phrase}*, but no clear shape of it.")
        return seen, kept

    def _boxes(self, rgb: Pixels, phrase: str) -> list[Found]:
        if found.role(phrase):
            return self._detector.salient(rgb)
        return self._detector.find(rgb, phrase)

    def _cut_out(self, seen: Embedding, boxes: npt.NDArray[np.float64]) -> list[Chosen]:
        """Per box the best mask, with the centre marked as inside unless no such mask fits."""
        best = self._in_boxes(seen, boxes, centred=True)
        loose = [number for number, each in enumerate(best) if each.worth < _LOOSE]
        again = self._in_boxes(seen, boxes[loose], centred=False) if loose else []
        for number, other in zip(loose, again, strict=True):
            best[number] = max(best[number], other, key=lambda each: each.worth)
        return best

    def _in_boxes(
        self, seen: Embedding, boxes: npt.NDArray[np.float64], centred: bool
    ) -> list[Chosen]:
        points = boxes.reshape(-1, 2, 2).mean(1, keepdims=True) if centred else None
        labels = np.ones((len(boxes), 1), np.int64) if centred else None
        masks = self._network.decode(seen, Prompts(points, labels, boxes))
        pairs = zip(*masks, boxes * np.tile(self._scale(seen), 2), strict=True)
        return [choice.in_box(logits, quality, box) for logits, quality, box in pairs]

    def _scale(self, seen: Embedding) -> npt.NDArray[np.float64]:
        """(x, y): the masks' pixels per pixel of the picture."""
        return np.asarray(seen.fit.stretch * self._network.grid / self._network.side)

    def _answer(self, seen: Embedding, thing: Thing, why: str) -> Answer:
        return Answer(self._network.alpha(thing.logits, seen.fit), thing.sure, self._by, why)


def read(argument: str) -> tuple[str, str]:
    """(size, detector) of "vit_l+owlv2", where either may be left out; BadSettings if unknown."""
    size, detector = SIZES[0], "owlv2"
    for word in filter(None, argument.replace(" ", "").split("+")):
        if word in SIZES:
            size = word
        elif word in DETECTORS:
            detector = word
        else:
            raise BadSettings(
                f"sam knows no {word!r}. Say sam:SIZE+DETECTOR: a size is one of "
                f"{', '.join(SIZES)}, a detector one of {', '.join(DETECTORS)}."
            )
    return size, detector


def _clear(mask: Chosen) -> float:
    """What the mask leaves of the box's confidence, 0-1."""
    return min(mask.worth / _CLEAR, 1.0)
