"""The picture's own background, out of focus, with nothing of the subject smeared into it."""

from __future__ import annotations

import numpy as np

from inference.nouns import Cut
from inference.painters.backdrop.canvas import Plane
from inference.painters.backdrop.lens import defocus
from inference.painters.backdrop.light import Light, luminance, to_light

_RADIUS = 0.03  # of the longer side; "more" and "slightly" scale it
_SPARKLE = 6.0  # what is burnt out was up to this much brighter than paper
_EDGE = 0.006  # of the longer side: this close to the subject the background is not trusted


def out_of_focus(cut: Cut, size: tuple[int, int], amount: float = 1.0) -> Light:
    """The background behind a wider aperture.

    A normalised blur: only what may be repainted takes part, so no ghost of the subject is left;
    where the subject covers everything within reach, a wider blur fills in.
    """
    light, weight = _background(cut, size)
    longer = max(size)
    radius = _RADIUS * amount * longer
    spread, share = _blurred(light, weight, radius)
    while share.min() < 0.02 and radius < longer:
        radius *= 2.2
        wide, wide_share = _blurred(light, weight, radius)
        trust = np.clip(share / 0.08, 0, 1)[..., None]
        spread = spread * trust + wide * (1 - trust)
        share = np.maximum(share, wide_share)
    return spread


def _background(cut: Cut, size: tuple[int, int]) -> tuple[Light, Plane]:
    """The light at working size, highlights given back, and how far each pixel may take part."""
    import cv2

    height, width = size
    rgb = cv2.resize(cut.rgb, (width, height), interpolation=cv2.INTER_AREA).reshape(*size, 3)
    alpha = cv2.resize(cut.alpha, (width, height), interpolation=cv2.INTER_AREA).reshape(size)
    reach = max(round(_EDGE * max(size)), 1)
    free = cv2.erode((alpha > 250).astype(np.float32), np.ones((2 * reach + 1,) * 2))
    if not free.any():
        free = np.ones(size, np.float32)
    light = to_light(rgb)
    burnt = np.clip((luminance(light) - 0.75) / 0.25, 0, 1)[..., None] ** 3
    return light * (1 + (_SPARKLE - 1) * burnt), free


def _blurred(light: Light, weight: Plane, radius: float) -> tuple[Light, Plane]:
    """The weighted mean of light within the disc, and the share of the disc that took part."""
    carried = np.dstack([light * weight[..., None], weight])
    soft = defocus(carried, radius)
    share = soft[..., 3]
    return soft[..., :3] / np.maximum(share, 1e-4)[..., None], share
