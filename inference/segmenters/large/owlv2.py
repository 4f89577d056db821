"""OWLv2 (Minderer et al. 2023): any noun as boxes, the picture looked at once for all nouns.

What it saw in a picture does not depend on the phrase: per patch, an embedding to compare with the
phrase's, and a box. That is kept, so that another phrase costs the text encoder only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from inference import shelf
from inference.device import Device, device_errors
from inference.nouns import Pixels
from inference.segmenters import words
from inference.segmenters.large import found, inputs
from inference.segmenters.large.found import Found
from inference.segmenters.large.inputs import Fit, Floats
from inference.segmenters.large.recall import quick, recalled, remembered
from inference.segmenters.large.weights import fingerprint, pretrained

_LEAST = 0.1  # the score below which its authors' own examples show nothing
_DOUBT, _LEAD = 0.3, 2.0  # below that score, a rival noun this many times as likely wins
_WORTH = ((0.1, 0.2, 0.4, 0.7), (0.25, 0.5, 0.8, 0.95))
"""What scores are worth, from how users of the released weights set their thresholds."""
_GREY = 0.5  # what its authors fill the square up with
_ALL = 0.95  # share of the picture
_MAIN = 0.6  # of the most salient thing's weight: another one that is as much the subject
_GUESS = 0.6  # the most a guess at the main thing is worth
_SEEN, _LISTED = 0.2, 8
_KEPT_ON = Device("cpu", None)


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Per patch: `embeds` (n, d) of length 1, `shift`, `scale` and `thing` (n,), and `boxes` (n, 4)
    as x0, y0, x1, y1 in pixels of the picture, those that lie in it.
    """

    embeds: Floats
    shift: Floats
    scale: Floats
    thing: Floats
    boxes: Floats

    def scores(self, queries: Floats) -> Floats:
        """(n, q): how likely each patch is the centre of what each query (q, d) names."""
        logits = (self.embeds @ queries.T + self.shift[:, None]) * self.scale[:, None]
        return sigmoid(logits)


class Owlv2:
    """`find` by name, `salient` without one, and `sees`."""

    name = "owlv2"

    def __init__(self, device: Device) -> None:
        self._network, self._tokenizer, _ = pretrained("Owlv2ForObjectDetection", "owlv2")
        self._identity = (self.name, "1", fingerprint(self._network), str(device.dtype))
        self._device = device
        self._network.to(device.name)
        self._side = int(self._network.config.vision_config.image_size)
        self._common = self._remembered(found.nouns())

    def find(self, rgb: Pixels, phrase: str) -> list[Found]:
        """Boxes of the phrase; refused where they are likelier something else."""
        seen = self._look(rgb)
        scores = seen.scores(self._read([phrase]))[:, 0]
        best = int(scores.argmax()) if len(scores) else 0
        if not len(scores) or scores[best] < _LEAST:
            raise found.absent(phrase, self._named(seen))
        instead = self._rival(seen, best, phrase) if scores[best] < _DOUBT else None
        if instead and instead[1] > _LEAD * scores[best]:
            raise found.absent(phrase, self._named(seen), instead[0])
        return found.sorted_out(seen.boxes, scores, np.interp(scores, *_WORTH), _LEAST)

    def salient(self, rgb: Pixels) -> list[Found]:
        """What is most like a thing, large and in the middle."""
        seen, (height, width) = self._look(rgb), rgb.shape[:2]
        weights = sigmoid(seen.thing) * _standing(seen.boxes, height, width)
        worth = _GUESS * np.clip(weights / weights.max(initial=1e-9), 0, 1)
        chosen = found.sorted_out(seen.boxes, weights, worth, 1e-6)
        if not chosen:
            raise LookupError("I see nothing here that stands out as the main thing.")
        return [each for each in chosen if each.score >= _MAIN * chosen[0].score]

    def sees(self, rgb: Pixels) -> list[str]:
        """What there is, in a picture that was looked at."""
        kept = remembered(self._key(rgb), _KEPT_ON)
        return self._named(_laid(kept, rgb)) if kept else []

    def _named(self, seen: Sight) -> list[str]:
        """Each box by its best name only, each name once."""
        scores = seen.scores(self._common)
        if not scores.size or scores.max() < _SEEN:
            return []
        best, kept = scores.max(1), []
        for patch in found.apart(seen.boxes, best):
            if best[patch] >= _SEEN:
                kept.append(found.nouns()[int(scores[patch].argmax())])
        return list(dict.fromkeys(kept))[:_LISTED]

    def _rival(self, seen: Sight, patch: int, phrase: str) -> tuple[str, float] | None:
        """The likeliest thing that the patch could be instead."""
        allowed = np.flatnonzero(found.rivals(phrase))
        if not len(allowed):
            return None
        one = Sight(*(getattr(seen, name)[patch : patch + 1] for name in Sight.__slots__))
        scores = one.scores(self._common[allowed])[0]
        return found.nouns()[int(allowed[scores.argmax()])], float(scores.max())

    def _look(self, rgb: Pixels) -> Sight:
        return _laid(recalled(self._key(rgb), _KEPT_ON, lambda: self._encode(rgb)), rgb)

    def _key(self, rgb: Pixels) -> str:
        return shelf.key_of(rgb, *self._identity)

    def _encode(self, rgb: Pixels) -> dict[str, Any]:
        """All that does not depend on a phrase; boxes as parts of the square, by their centres."""
        import torch

        net, pixels = self._network, torch.from_numpy(self._input(rgb))[None]
        with torch.inference_mode(), device_errors():
            with quick(self._device):
                grid, _ = net.image_embedder(pixels.to(self._device.name))
            grid = grid.float()
            patches = grid.flatten(1, 2)
            embeds = net.class_head.dense0(patches)[0]
            head = net.class_head
            return {
                "embeds": embeds / (torch.linalg.norm(embeds, dim=-1, keepdim=True) + 1e-6),
                "shift": head.logit_shift(patches)[0, :, 0],
                "scale": head.elu(head.logit_scale(patches))[0, :, 0] + 1,
                "thing": net.objectness_predictor(patches)[0],
                "boxes": net.box_predictor(patches, grid)[0],
            }

    def _input(self, rgb: Pixels) -> Floats:
        fit = Fit(rgb.shape[0], rgb.shape[1], self._side)
        mean, deviation = (np.array(each, np.float32)[:, None, None] for each in inputs.CLIP)
        planes = inputs.normalised(inputs.resized(rgb, *fit.laid), inputs.CLIP)
        return inputs.in_square(planes, self._side, (_GREY - mean) / deviation)

    def _remembered(self, nouns: tuple[str, ...]) -> Floats:
        """The queries of common nouns, which are the same for every picture."""
        key = shelf.key_of(np.empty(0, np.uint8), *self._identity, *map(_prompt, nouns))
        return np.asarray(shelf.default().kept(key, lambda: {"q": self._read(nouns)})["q"])

    def _read(self, phrases: list[str] | tuple[str, ...]) -> Floats:
        """(q, d): each phrase as a vector of length 1."""
        import torch

        said = list(map(_prompt, phrases))
        most = self._network.config.text_config.max_position_embeddings
        read = self._tokenizer(
            said, padding="max_length", truncation=True, max_length=most, return_tensors="pt"
        ).to(self._device.name)
        with torch.inference_mode(), device_errors():
            told = self._network.owlv2.get_text_features(
                input_ids=read.input_ids, attention_mask=read.attention_mask
            ).pooler_output
            unit = told / torch.linalg.norm(told, dim=-1, keepdim=True)
            return np.asarray((unit / (torch.linalg.norm(unit, dim=-1, keepdim=True) + 1e-6)).cpu())


def _laid(kept: dict[str, Any], rgb: Pixels) -> Sight:
    """Boxes in parts of the square -> in pixels of the picture, without those beside it."""
    planes = {name: tensor.numpy() for name, tensor in kept.items()}
    height, width = rgb.shape[:2]
    boxes = found.corners(planes.pop("boxes")) * max(height, width)
    boxes, inside = found.within(boxes, height, width)
    return Sight(**{name: plane[inside] for name, plane in planes.items()}, boxes=boxes[inside])


def sigmoid(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -60, 60))), np.float32)


def _standing(boxes: Floats, height: int, width: int) -> Floats:
    """How large and central boxes are, 0-1: a thing at the rim is rarely the main one, and a box
    around everything is none.
    """
    share = (boxes[:, 2:] - boxes[:, :2]).prod(1) / (height * width)
    share = np.where(share > _ALL, 0.0, share)
    off = ((boxes[:, :2] + boxes[:, 2:]) / 2 - [width / 2, height / 2]) / [width, height]
    return np.asarray(np.sqrt(share) * (1 - np.linalg.norm(off, axis=1)), np.float32)


def _prompt(phrase: str) -> str:
    """As the network's training captions speak: "a photo of a bottle", "a photo of shoes"."""
    said = phrase.lower()
    named = said.split()[:1] in (["a"], ["an"], ["the"])
    return f"a photo of {'' if named else words.article(said)}{said}"
