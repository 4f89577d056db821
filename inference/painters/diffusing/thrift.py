"""Doing no more than is needed: a prompt is read once, by no more layers than are used; a
picture is encoded without chance."""

from __future__ import annotations

import hashlib
import inspect
from collections import OrderedDict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

KEPT = 8
"""Prompts whose embeddings are kept; each takes some megabytes of the device."""


class Remembered:
    """A pipeline's `encode_prompt` that answers what it was asked before from memory."""

    def __init__(self, encode: Callable[..., Any]) -> None:
        self._encode = encode
        self._names = inspect.signature(encode)
        self._known: OrderedDict[Any, Any] = OrderedDict()

    def __call__(self, *args: Any, **named: Any) -> Any:
        key = _key(self._names.bind(*args, **named).arguments)  # first: some change their arguments
        if key not in self._known:
            self._known[key] = self._encode(*args, **named)
        self._known.move_to_end(key)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return self._known[key]


def remember(pipe: Any) -> None:
    """Make the pipeline read each prompt once."""
    pipe.encode_prompt = Remembered(pipe.encode_prompt)


def steady(vae: Any) -> None:
    """Let the encoder answer with its best guess, instead of a sample around it.

    Pipelines draw that sample from the first seed's generator, so that a seed's picture would
    depend on which seeds are painted beside it.
    """
    encode = vae.encode
    vae.encode = lambda pixels: SimpleNamespace(latents=encode(pixels).latent_dist.mode())


def trim(encoder: Any, layers: int) -> None:
    """Drop the layers of a text encoder that nobody looks at, and the head that guesses words.

    `layers` must be one more than the last that is looked at, since the last one's answer is
    normalised.
    """
    import torch

    if layers and len(encoder.model.layers) > layers:
        encoder.model.layers = encoder.model.layers[:layers]
        encoder.config.num_hidden_layers = layers
    encoder.lm_head = torch.nn.Identity()


def _key(value: Any) -> Any:
    """Something hashable that is the same for the same words, numbers and pictures."""
    if isinstance(value, dict):
        return tuple((name, _key(each)) for name, each in sorted(value.items()))
    if isinstance(value, list | tuple):
        return tuple(_key(each) for each in value)
    if hasattr(value, "tobytes") and hasattr(value, "size"):
        return value.size, hashlib.sha256(value.tobytes()).hexdigest()
    return str(value) if hasattr(value, "type") else value
