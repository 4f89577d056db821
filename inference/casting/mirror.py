"""The reflection of a thing in smooth ground: upside down below its foot, fading."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference.casting.stance import Stance

Floats = npt.NDArray[np.float32]

_FADE = 0.32  # of the height: how far down the reflection is seen
_ROUGH = 0.012  # blur at the far end, as a share of the height
_GRAIN, _PATCHES = (0.006, 0.02), (0.012, 0.04)  # change of light on ground that shines, and not
_STRONG = 0.16  # share of light that smooth ground throws back at the foot


def mirrored(light: Floats, stands: Stance) -> Floats:
    """(H, W, 4) premultiplied linear light, upside down below the foot, with its cover."""
    import cv2

    height, width = light.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    front = stands.front(np.arange(width, dtype=np.float32) + 0.5)[None, :]
    below = y + np.float32(0.5) - front
    source = np.where(below > 0, front - below - np.float32(0.5), -1e4)
    seen = cv2.remap(light, x, source.astype(np.float32), cv2.INTER_LINEAR)
    sharp = np.clip(1 - below / (_FADE * stands.tall), 0, 1)[..., None]
    calm = cv2.GaussianBlur(seen, (0, 0), max(_ROUGH * stands.tall, 0.6))
    return np.asarray((calm + (seen - calm) * sharp**2) * sharp**1.5, np.float32)


def shine(luminance: Floats, where: npt.NDArray[np.bool_]) -> float:
    """How much light the ground throws back, 0-1: none where it has grain or stripes or patches.

    Ground that is only out of focus is not smooth, and gives itself away by its patches.
    """
    import cv2

    if where.sum() < 50:
        return 0.0
    wide = 0.05 * max(luminance.shape)
    calm, calmer = (cv2.GaussianBlur(luminance, (0, 0), blur) for blur in (2.0, wide))
    usual = max(float(luminance[where].mean()), 1e-3)
    grain, patches = (
        float(np.median(np.abs(change[where]))) / usual
        for change in (luminance - calm, calm - calmer)
    )
    return _STRONG * _share(grain, _GRAIN) * _share(patches, _PATCHES)


def _share(value: float, limits: tuple[float, float]) -> float:
    """1 below the first limit, 0 above the second."""
    return float(np.clip((limits[1] - value) / (limits[1] - limits[0]), 0, 1))
