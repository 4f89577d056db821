"""SAM 3 (Carion et al. 2025): any noun as shapes, and whether it is there at all, by one network.

The picture is looked at once and kept; another phrase costs the text encoder and the decoder. Its
own processors need torchvision, so what goes in and comes out is dealt with here.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import numpy as np

from inference import shelf
from inference.device import best_device, device_errors
from inference.nouns import Answer, Pixels
from inference.segmenters.large import choice, found, inputs
from inference.segmenters.large.choice import Thing
from inference.segmenters.large.inputs import Floats
from inference.segmenters.large.recall import quick, recalled
from inference.segmenters.large.weights import fingerprint, pretrained

_THERE = 0.5  # of the presence score: it was trained to be a probability
_SHOWN = 0.3  # of a shape's own score: its authors' threshold
_WORTH = ((0.3, 0.5, 0.8), (0.5, 0.8, 1.0))  # scores, and what they are worth where it is there
_MOST = 16  # instances answered one by one: each is a mask of the picture's size
_WORDS = 32  # tokens of a phrase
_SEEN, _LISTED, _PATIENCE = 0.5, 8, 6.0  # it looks around for so many seconds at most


class Sam3:
    """Constructing it loads the network; ModelMissing says how to get it."""

    revision = "1"

    def __init__(self) -> None:
        self._device = best_device()
        self._network, self._tokenizer, _ = pretrained("Sam3Model", "sam3")
        self._identity = ("sam3", "1", fingerprint(self._network), str(self._device.dtype))
        with device_errors():
            self._network.to(self._device.name)
        self._side = int(self._network.config.image_size)

    def __call__(self, rgb: Pixels, phrase: str) -> Answer:
        """All that the phrase names; LookupError where it is not there."""
        return self._answer(rgb, phrase, choice.together(self._things(rgb, phrase)))

    def instances(self, rgb: Pixels, phrase: str) -> list[Answer]:
        """One answer per thing, left to right."""
        things = choice.left_to_right(self._things(rgb, phrase)[:_MOST])
        return [self._answer(rgb, phrase, thing) for thing in things]

    def sees(self, rgb: Pixels) -> list[str]:
        """Common nouns that are there, best first, if something was refused in this picture."""
        kept = shelf.default().get(self._list_of(rgb))
        return kept["nouns"].tolist() if kept else []

    def explain(self, phrase: str) -> str:
        """In a sentence, how the phrase was taken."""
        return f"Everything that looks like *{phrase}*."

    def _things(self, rgb: Pixels, phrase: str) -> list[Thing]:
        """What the phrase names, surest first."""
        if found.role(phrase):
            raise LookupError(
                f"SAM 3 finds things by their names, and *{phrase}* is not one: say what it is, as "
                'in "the bottle" or "everything except the bottle".'
            )
        told = self._ask(self._look(rgb), phrase)
        worth = told.presence * np.interp(told.scores, *_WORTH)
        things = choice.distinct([Thing(*each) for each in zip(told.logits, worth, strict=True)])
        if told.presence < _THERE or not things:
            raise found.absent(phrase, self._around(rgb))
        return things

    def _around(self, rgb: Pixels) -> list[str]:
        """Common nouns that are there, best first, of as many as a few seconds allow."""

        def listed() -> shelf.Arrays:
            return {"nouns": np.array(self._likely(self._look(rgb)), np.str_)}

        return list(shelf.default().kept(self._list_of(rgb), listed)["nouns"].tolist())

    def _likely(self, vision: Any) -> list[str]:
        until, there = time.monotonic() + _PATIENCE, dict[str, float]()
        for noun in found.nouns():
            there[noun] = self._ask(vision, noun).presence
            if time.monotonic() > until:
                break
        likely = sorted(there, key=lambda noun: -there[noun])
        return [noun for noun in likely if there[noun] >= _SEEN][:_LISTED]

    def _list_of(self, rgb: Pixels) -> str:
        return shelf.key_of(rgb, *self._identity, "nouns")

    def _answer(self, rgb: Pixels, phrase: str, thing: Thing) -> Answer:
        alpha = inputs.alpha_of(thing.logits, rgb.shape[0], rgb.shape[1])
        return Answer(alpha, float(thing.sure), "SAM 3", self.explain(phrase))

    def _look(self, rgb: Pixels) -> Any:
        """The picture's features, from the shelf if they are there."""
        from transformers.models.sam3.modeling_sam3 import Sam3VisionEncoderOutput

        kept = recalled(shelf.key_of(rgb, *self._identity), self._device, lambda: self._encode(rgb))
        levels = tuple(kept[name].float() for name in sorted(kept))
        place = self._network.vision_encoder.neck.position_encoding
        places = tuple(place(level.shape, level.device, level.dtype) for level in levels)
        # The network leaves out the last level, which is not kept: the one before stands in for it.
        return Sam3VisionEncoderOutput(
            fpn_hidden_states=(*levels, levels[-1]), fpn_position_encoding=(*places, places[-1])
        )

    def _encode(self, rgb: Pixels) -> dict[str, Any]:
        """Every level of features that is used, fine to coarse."""
        import torch

        square = inputs.resized(rgb, self._side, self._side)
        pixels = torch.from_numpy(inputs.normalised(square, inputs.HALVES))[None]
        with torch.inference_mode(), device_errors(), quick(self._device):
            told = self._network.get_vision_features(pixels.to(self._device.name))
        return {f"level{n}": level for n, level in enumerate(told.fpn_hidden_states[:-1])}

    def _ask(self, vision: Any, phrase: str) -> _Told:
        import torch

        words = self._tokenizer(
            phrase, padding="max_length", truncation=True, max_length=_WORDS, return_tensors="pt"
        ).to(self._device.name)
        with torch.inference_mode(), device_errors():
            told = self._network(
                vision_embeds=vision, input_ids=words.input_ids, attention_mask=words.attention_mask
            )
            presence = told.presence_logits[0].sigmoid()
            scores = told.pred_logits[0].sigmoid() * presence
            order = scores.argsort(descending=True, stable=True)
            order = order[scores[order] >= _SHOWN][: found.MOST]
            logits, best = told.pred_masks[0][order], scores[order]
        return _Told(float(presence), logits.cpu().numpy(), best.cpu().numpy())


class _Told(NamedTuple):
    """`presence` 0-1; per shape, best first, `logits` (n, h, w) and `scores` (n,)."""

    presence: float
    logits: Floats
    scores: Floats
