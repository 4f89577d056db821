"""A plate behind a subject: at its eye level, as far out of focus, in its light and shadow."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from inference.nouns import Cut, Pixels
from inference.painters.backdrop.canvas import working_size
from inference.painters.backdrop.light import luminance, to_codes, to_light
from inference.painters.backdrop.shadow import shade
from inference.painters.backdrop.subject import Subject, illuminant
from inference.plates.focus import denoised, refocused
from inference.plates.plate import Plate

_HARD = 0.3  # of the shadow: a plate's own light is seldom a bare sun
_TOWARDS = 0.5  # the share of the way to the subject's light, so that the place stays itself
_STOP, _TINT = 1.5, 1.2  # the most that exposure, and a channel, may be multiplied by
_CLOSER = 0.88  # each further crop of one plate is this much of the one before


class Composed(NamedTuple):
    """(h, w, 3) of the cut's size, and by how much the plate had to be enlarged."""

    rgb: Pixels
    enlarged: float


def composed(cut: Cut, plate: Plate, rgb: Pixels, subject: Subject, crop: int) -> Composed:
    """The plate `rgb` as the ground for this cut; `crop` 0 shows the most of it."""
    if plate.said.mirror and plate.side * subject.side < 0:
        rgb = np.ascontiguousarray(rgb[:, ::-1])
    height, width = cut.alpha.shape
    part = _part(rgb, plate.horizon, width / height, subject.horizon, _CLOSER**crop)
    enlarged = height / part.shape[0]
    how = cv2.INTER_AREA if enlarged < 1 else cv2.INTER_CUBIC
    seen = denoised(cv2.resize(part, (width, height), interpolation=how), cut)
    light = _lit(refocused(to_light(seen), cut, subject), subject)
    left = shade(cut, working_size(height, width), subject, _HARD)
    light = light * cv2.resize(left, (width, height))[..., None]
    return Composed(np.rint(to_codes(light)).astype(np.uint8), enlarged)


def _part(rgb: Pixels, horizon: float | None, aspect: float, wanted: float, share: float) -> Pixels:
    """The largest crop of that aspect, times `share`, with the horizon as near as it can be."""
    height, width = rgb.shape[:2]
    tall = max(min(height, width / aspect) * share, 1.0)
    wide = max(min(tall * aspect, width), 1.0)
    own = wanted if horizon is None else horizon
    top = round(float(np.clip(own * height - wanted * tall, 0, height - tall)))
    left = round((width - wide) / 2)
    return rgb[top : top + max(int(tall), 1), left : left + max(int(wide), 1)]


def _lit(light: np.ndarray, subject: Subject) -> np.ndarray:
    """Part of the way to the subject's exposure and colour, within bounds."""
    bright = luminance(light)
    level = float(np.clip((subject.level / max(float(bright.mean()), 1e-3)) ** _TOWARDS,
                          1 / _STOP, _STOP))  # fmt: skip
    tint = (subject.cast / illuminant(light, bright)) ** _TOWARDS
    gain = level * np.clip(tint, 1 / _TINT, _TINT)
    over = np.maximum(gain - 1, 0)  # brightening eases off towards white, so that no sky burns out
    return np.asarray(light * (1 + np.where(gain > 1, over * (1 - light), gain - 1)), np.float32)
