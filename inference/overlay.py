"""A region as people see it: the golden with a veil over what will be repainted."""

from __future__ import annotations

import numpy as np

from inference.nouns import Alpha, Pixels, Region

_DARK, _LIGHT = np.array([38, 16, 92], np.float32), np.array([206, 182, 255], np.float32)
_INK, _PAPER = (24, 10, 60), (255, 255, 255)
_VEIL = 0.88  # how much of the veil, and how little of the picture, is seen
_STRIP = 512  # rows veiled at a time, to bound the memory


def overlay(rgb: Pixels, region: Region) -> Pixels:
    """The golden with a violet veil over what will be repainted; what is locked keeps its colours.

    Hatching and a white line within a dark one tell the two apart without any colour.
    """
    out = rgb.copy()
    for top in range(0, rgb.shape[0], _STRIP):
        rows = slice(top, top + _STRIP)
        out[rows] = _veiled(rgb[rows], region.alpha[rows], top, max(rgb.shape))
    return _outlined(out, region.alpha)


def _veiled(rgb: Pixels, alpha: Alpha, top: int, longest: int) -> Pixels:
    """A strip as a duotone of its own light, hatched at 45 degrees, as far as alpha goes."""
    import cv2

    light = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)[..., None] / 255
    y, x = np.ogrid[top : top + rgb.shape[0], : rgb.shape[1]]
    period = max(8, longest // 60)
    stripe = ((x + y) % period < period // 2)[..., None]
    veil = _DARK + (_LIGHT - _DARK) * (light * 0.85 + 0.12 * stripe)
    share = alpha[..., None].astype(np.float32) / 255 * _VEIL
    return np.asarray(np.rint(rgb + (veil - rgb) * share), np.uint8)


def _outlined(rgb: Pixels, alpha: Alpha) -> Pixels:
    """Draws into `rgb`."""
    import cv2

    thin = max(1, round(max(rgb.shape) / 900))
    calm = cv2.GaussianBlur(alpha, (0, 0), thin)
    inside = cv2.copyMakeBorder((calm > 127).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    lines, _ = cv2.findContours(inside, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE, offset=(-1, -1))
    for colour, width in ((_INK, 3 * thin + 1), (_PAPER, thin + 1)):
        cv2.drawContours(rgb, lines, -1, colour, width, cv2.LINE_AA)
    return rgb
