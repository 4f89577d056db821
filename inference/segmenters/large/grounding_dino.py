"""GroundingDINO (Liu et al. 2023): any noun as boxes, picture and words fused from the start.

Another phrase costs nearly all of it again (its backbone is a sixth of the work); an answer to
one that was asked before is kept whole. It is asked one phrase at a time. It boxes something for
nearly any word: whether that is the thing shows in a second look, among rival nouns. What else
there is costs another, which is taken only to say it beside a refusal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from inference import shelf
from inference.device import Device, device_errors
from inference.nouns import Pixels
from inference.segmenters.large import found, inputs
from inference.segmenters.large.found import Found
from inference.segmenters.large.inputs import Floats
from inference.segmenters.large.recall import recalled, remembered
from inference.segmenters.large.weights import fingerprint, pretrained

_THRESHOLD = 0.3  # its authors' box threshold is 0.35, that of its users mostly 0.3
_DOUBT, _LEAD = 0.6, 1.3  # below that score, a rival noun this many times as likely wins
_WORTH = ((0.3, 0.4, 0.6, 0.8), (0.35, 0.5, 0.75, 0.9))
_SIDES = {"shortest_edge": 800, "longest_edge": 1333}  # in pixels, as it was trained
_RIVALS = 24  # so many nouns beside the phrase leave it readable
_SEEN, _LISTED = 0.35, 8
_KEPT_ON = Device("cpu", None)
_COMMON = found.nouns()[: 2 * _RIVALS]
"""A prompt's worth of common nouns, asked in one go."""


class GroundingDino:
    """`find` by name and `sees`; without a name it can't tell what is the main thing."""

    name = "grounding-dino"

    def __init__(self, device: Device) -> None:
        kind = "GroundingDinoForObjectDetection"
        self._network, self._tokenizer, wants = pretrained(kind, self.name)
        size = {**_SIDES, **wants.get("size", {})}
        self._sides = size["shortest_edge"], size["longest_edge"]
        self._identity = (self.name, "1", fingerprint(self._network))
        self._device = device
        self._network.to(device.name)

    def find(self, rgb: Pixels, phrase: str) -> list[Found]:
        """Boxes of the phrase; refused where a rival noun fits the best of them better."""
        boxes, scores = self._ask(rgb, [phrase])
        own = scores[:, 0]
        if not len(own) or own.max() < _THRESHOLD:
            raise found.absent(phrase, _named(_COMMON, *self._ask(rgb, _COMMON)))
        if own.max() < _DOUBT:
            self._refuse_rivals(rgb, phrase, boxes[int(own.argmax())])
        return found.sorted_out(boxes, own, np.interp(own, *_WORTH), _THRESHOLD)

    def salient(self, _rgb: Pixels) -> list[Found]:
        raise LookupError(
            "GroundingDINO finds things by their names and can't tell which is the main one: say "
            'what it is, as in "the bottle" or "everything except the bottle".'
        )

    def sees(self, rgb: Pixels) -> list[str]:
        """Common nouns, if they were looked for in this picture."""
        kept = remembered(self._key(rgb, _COMMON), _KEPT_ON)
        return _named(_COMMON, *_laid(kept, rgb)) if kept else []

    def _refuse_rivals(self, rgb: Pixels, phrase: str, box: Floats) -> None:
        """Look again with rivals in the same prompt: alone, a phrase has nothing to lose to."""
        allowed = [n for n, ok in zip(found.nouns(), found.rivals(phrase), strict=True) if ok]
        if not allowed:
            return
        boxes, scores = self._ask(rgb, [phrase, *allowed[:_RIVALS]])
        if not len(boxes) or scores.shape[1] < 2:
            return
        here = int(found.overlaps(box, boxes).argmax())
        other = int(scores[here, 1:].argmax())
        if scores[here, 1 + other] > _LEAD * scores[here, 0]:
            raise found.absent(phrase, _named(allowed, boxes, scores[:, 1:]), allowed[other])

    def _ask(self, rgb: Pixels, phrases: Sequence[str]) -> tuple[Floats, Floats]:
        """Boxes (n, 4) in pixels of the picture and scores (n, phrases that fit the prompt)."""
        key = self._key(rgb, phrases)
        return _laid(recalled(key, _KEPT_ON, lambda: self._answer(rgb, phrases)), rgb)

    def _key(self, rgb: Pixels, phrases: Sequence[str]) -> str:
        return shelf.key_of(rgb, *self._identity, *phrases)

    def _answer(self, rgb: Pixels, phrases: Sequence[str]) -> dict[str, Any]:
        """`boxes` by centres in parts of the picture; `scores` of a phrase's likeliest word."""
        import torch

        ids, spans = self._prompt(phrases)
        pixels = torch.from_numpy(_input(rgb, *self._sides))[None].to(self._device.name)
        with torch.inference_mode(), device_errors():
            told = self._network(pixel_values=pixels, input_ids=ids.to(self._device.name))
        words = told.logits[0].sigmoid()
        scores = torch.stack([words[:, start:end].amax(1) for start, end in spans], 1)
        return {"boxes": told.pred_boxes[0], "scores": scores}

    def _prompt(self, phrases: Sequence[str]) -> tuple[Any, list[tuple[int, int]]]:
        """Token ids (1, n) of "a. b.", and where each phrase's words lie among them.

        Phrases that don't fit any more are left out; one that is too long alone is cut off.
        """
        import torch

        words, room = self._tokenizer, self._network.config.max_text_len - 2
        (dot,) = words.encode(".", add_special_tokens=False)
        ids, spans = [words.cls_token_id], list[tuple[int, int]]()
        for phrase in phrases:
            own = words.encode(phrase.lower().replace(".", " "), add_special_tokens=False)[
                : room - 2
            ]
            if len(ids) + len(own) > room and spans:
                break
            spans.append((len(ids), len(ids) + len(own)))
            ids += [*own, dot]
        return torch.tensor([[*ids, words.sep_token_id]]), spans


def _laid(kept: dict[str, Any], rgb: Pixels) -> tuple[Floats, Floats]:
    """Boxes in parts of the picture -> in its pixels, without those that lie beside it."""
    height, width = rgb.shape[:2]
    boxes = found.corners(kept["boxes"].numpy()) * np.array([width, height, width, height])
    boxes, inside = found.within(boxes, height, width)
    return boxes[inside], kept["scores"].numpy()[inside]


def _named(nouns: Sequence[str], boxes: Floats, scores: Floats) -> list[str]:
    """Each box by its best noun only, each noun once; `scores` (n, nouns)."""
    best = scores.max(1) if len(scores) else np.zeros(0, np.float32)
    good = [n for n in found.apart(boxes, best) if best[n] >= _SEEN]
    return list(dict.fromkeys(nouns[int(scores[n].argmax())] for n in good))[:_LISTED]


def _input(rgb: Pixels, shortest: int, longest: int) -> Floats:
    """The shorter side at `shortest` pixels, unless the longer one would pass `longest`."""
    height, width = rgb.shape[:2]
    scale = min(shortest / min(height, width), longest / max(height, width))
    size = max(round(height * scale), 1), max(round(width * scale), 1)
    return inputs.normalised(inputs.resized(rgb, *size), inputs.IMAGENET)
