"""Any server that speaks OpenAI's images/edits: the provider's own, or one of yours."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np

from inference.errors import OperatorError
from inference.nouns import Alpha, Cut, Pixels
from inference.painters.hosted.seat import seated
from inference.painters.hosted.wire import Stop, ask, key

KEYS = ("RESHOOT_OPENAI_KEY", "OPENAI_API_KEY")
_HOME = "https://api.openai.com/v1"


class OpenAI:
    """`openai:MODEL`, at RESHOOT_OPENAI_URL; one question a picture, so that each is paid once."""

    revision = "1"
    native = ((1024, 1024), (1536, 1024), (1024, 1536))

    def __init__(self, model: str = "gpt-image-1") -> None:
        self.model = model
        self.base = os.environ.get("RESHOOT_OPENAI_URL", _HOME).rstrip("/")
        if self.base == _HOME and not key(*KEYS):
            raise OperatorError(f"{KEYS[0]} is not set: the provider wants a key.")

    def __call__(
        self,
        cut: Cut,
        prompt: str,
        seeds: Sequence[int],
        progress: Callable[[float], None] | None = None,
        cancel: Stop | None = None,
    ) -> Iterator[Pixels]:
        """One (h, w, 3) uint8 of the cut's size per seed. Raises as `wire.ask` and `seated` do."""
        for done, _ in enumerate(seeds, 1):
            yield seated(self._painted(cut, prompt, cancel or (lambda: False)), cut)
            if progress:
                progress(done / len(seeds))

    def _painted(self, cut: Cut, prompt: str, cancel: Stop) -> bytes:
        high, wide = cut.rgb.shape[:2]
        fields = {"model": self.model, "prompt": prompt, "n": "1", "size": f"{wide}x{high}"}
        files = {
            "image": ("cut.png", _png(cut.rgb[..., ::-1]), "image/png"),
            "mask": ("mask.png", _png(_mask(cut.alpha)), "image/png"),
        }
        url = f"{self.base}/images/edits"
        body = ask("POST", url, KEYS[0], key(*KEYS), cancel, data=fields, files=files)
        return _picture(body, cancel)


def _mask(alpha: Alpha) -> Pixels:
    """(h, w, 4): transparent wherever something may change."""
    mask = np.full((*alpha.shape, 4), 255, np.uint8)
    mask[..., 3] = np.where(alpha > 0, 0, 255)
    return mask


def _png(pixels: Pixels) -> bytes:
    return bytes(cv2.imencode(".png", np.ascontiguousarray(pixels))[1])


def _picture(body: bytes, cancel: Stop) -> bytes:
    """The bytes of the one picture; an address is asked without our key."""
    try:
        (one,) = json.loads(body)["data"]
        if one.get("b64_json"):
            return base64.b64decode(one["b64_json"], validate=True)
        url = str(one["url"])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise OperatorError("The painter's provider gave an answer we can't read.") from None
    return ask("GET", url, KEYS[0], "", cancel)
