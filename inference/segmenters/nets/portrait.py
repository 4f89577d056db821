"""Person and hair, by two networks made for people near the camera (MediaPipe)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from inference.nouns import Pixels
from inference.segmenters.nets.letterbox import sized, unit
from inference.segmenters.nets.lite import Lite
from inference.segmenters.view import Floats

SELFIE, HAIR = "selfie_segmentation.tflite", "hair_segmentation.tflite"
_PERSON_SIDE, _HAIR_SIDE = 256, 512


class Selfie:
    def __init__(self, files: dict[str, Path]) -> None:
        self._net = Lite(files[SELFIE])

    def __call__(self, rgb: Pixels) -> Floats:
        """(256, 256) in 0-1, the picture squeezed into a square: how likely a person is there."""
        (plane,) = self._net(unit(sized(rgb, _PERSON_SIDE, _PERSON_SIDE)))
        return np.asarray(plane[..., 0], np.float32)


class Hair:
    def __init__(self, files: dict[str, Path]) -> None:
        self._net = Lite(files[HAIR])

    def __call__(self, rgb: Pixels) -> Floats:
        """(512, 512) in 0-1, the picture squeezed into a square: how likely hair is there."""
        picture = unit(sized(rgb, _HAIR_SIDE, _HAIR_SIDE))
        before = np.zeros((_HAIR_SIDE, _HAIR_SIDE, 1), np.float32)  # the last frame's mask: none
        (planes,) = self._net(np.concatenate([picture, before], -1))
        return np.asarray(1 / (1 + np.exp(planes[..., 0] - planes[..., 1])), np.float32)
