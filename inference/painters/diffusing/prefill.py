"""What lies under the noise, by intent: a painter starts from it, and keeps more of it the softer
it paints.

krita-ai-diffusion showed that the right start matters as much as the right words: a removed thing
grows back out of its own shape, and a new background takes its light from the old one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from inference.colours import is_colour
from inference.errors import AskerError
from inference.nouns import Cut, Operation, Pixels
from inference.painters.classic import lies_behind

CLOSER = 0.36
"""Noise up to which what is there is refined, so it must stay: a second look, a subtle fix."""
_SLOW = 0.06  # of the cut's longer side: detail finer than it goes from an old background
_SOFT = 0.02  # the same, for a thing that turns into another
_SLIGHT = 0.004  # the same, for a thing that stays and is mended
_CLEARED = 256  # pixels of the longer side at which a thing is taken out: noise hides the rest
_SIDE = 384  # pixels of the longer side at which slow detail is worked out

Plane = npt.NDArray[np.float32]


def prefill(cut: Cut, prompt: str, operation: Operation, phrase: str, strength: float) -> Pixels:
    """The cut (h, w, 3) with what is to be painted over prepared; the same array where it may stay.

    Outside alpha > 0 nothing differs. Deterministic.
    """
    if strength <= CLOSER or not cut.alpha.any():
        return cut.rgb
    ground = operation is Operation.REPLACE and lies_behind(cut, phrase)
    return _blurred(cut, _SLOW) if ground else _WAYS.get(operation, _as_is)(cut, prompt)


def _cleared(cut: Cut, _prompt: str) -> Pixels:
    """As if the thing had never been there."""
    import cv2

    from inference.painters.fill import fill

    height, width = cut.alpha.shape
    scale = min(1.0, _CLEARED / max(height, width))
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    alpha = cv2.resize((cut.alpha > 0).astype(np.uint8), size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(cut.rgb, size, interpolation=cv2.INTER_AREA)
    try:
        filled = fill(replace(cut, rgb=small, alpha=alpha), seed=0)
    except AskerError:  # the region is all there is: nothing to go on from
        filled = np.full_like(small, 128)
    whole = cv2.resize(filled, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.where(cut.alpha[..., None] > 0, whole, cut.rgb)


def _recoloured(cut: Cut, prompt: str) -> Pixels:
    if not is_colour(prompt):
        return cut.rgb
    from inference.painters.recolour import recolour

    return recolour(cut, prompt)


def _as_is(cut: Cut, _prompt: str) -> Pixels:
    return cut.rgb


def _softened(share: float) -> Callable[[Cut, str], Pixels]:
    return lambda cut, _prompt: _blurred(cut, share)


_WAYS: dict[Operation, Callable[[Cut, str], Pixels]] = {
    Operation.REMOVE: _cleared,
    Operation.RECOLOUR: _recoloured,
    Operation.ADD: _as_is,  # the surface says where a thing may stand, and in which light
    Operation.FIX: _softened(_SLIGHT),  # the same thing, without what is wrong in its detail
    Operation.REPLACE: _softened(_SOFT),
}


def _blurred(cut: Cut, share: float) -> Pixels:
    """The region's own colours without its finer detail; what is locked does not bleed in."""
    import cv2

    height, width = cut.alpha.shape
    scale = 1.0 if share <= _SLIGHT else min(1.0, _SIDE / max(height, width))
    small, weight = _shrunk(cut, scale)
    slow = _mean_around(small, weight, share * max(weight.shape))
    whole = cv2.resize(slow, (width, height), interpolation=cv2.INTER_CUBIC)
    fresh = np.rint(whole.clip(0, 255)).astype(np.uint8)
    return np.where(cut.alpha[..., None] > 0, fresh, cut.rgb)


def _shrunk(cut: Cut, scale: float) -> tuple[Plane, Plane]:
    """Picture (h, w, 3) and the region's weight (h, w), 0-1, at working size."""
    import cv2

    size = tuple(max(round(side * scale), 1) for side in cut.alpha.shape[::-1])
    inside = (cut.alpha > 0).astype(np.float32)
    pictures = (cut.rgb.astype(np.float32) * inside[..., None], inside)
    mixed, weight = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in pictures)
    return mixed, weight


def _mean_around(mixed: Plane, weight: Plane, width: float) -> Plane:
    """The mean colour within `width` pixels, of what has weight only."""
    import cv2

    total, count = (cv2.GaussianBlur(one, (0, 0), max(width, 0.5)) for one in (mixed, weight))
    return np.asarray(total / np.maximum(count, 1e-4)[..., None], np.float32)
