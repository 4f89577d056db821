"""A picture as the large networks want it: at their size, normalised, channels first.

Everything past this point has the network's size, whatever the size of the photograph.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inference.nouns import Alpha, Pixels

Floats = npt.NDArray[np.float32]
Triple = tuple[float, float, float]

IMAGENET: tuple[Triple, Triple] = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
CLIP: tuple[Triple, Triple] = (
    (0.48145466, 0.4578275, 0.40821073),
    (0.26862954, 0.26130258, 0.27577711),
)
HALVES: tuple[Triple, Triple] = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Fit:
    """A picture (height, width) laid into the top left of a square, its longer side filling it."""

    height: int
    width: int
    side: int

    @property
    def laid(self) -> tuple[int, int]:
        """(height, width) in the square."""
        scale = self.side / max(self.height, self.width)
        return max(int(self.height * scale + 0.5), 1), max(int(self.width * scale + 0.5), 1)

    @property
    def stretch(self) -> npt.NDArray[np.float64]:
        """(x, y): pixels of the square per pixel of the picture."""
        laid = self.laid
        return np.array([laid[1] / self.width, laid[0] / self.height])


def resized(rgb: Pixels, height: int, width: int) -> Pixels:
    """At that size, smoothed where it shrinks, as these networks were trained."""
    from PIL import Image

    size = (width, height)
    return np.asarray(Image.fromarray(rgb).resize(size, Image.Resampling.BILINEAR), np.uint8)


def normalised(rgb: Pixels, means_and_deviations: tuple[Triple, Triple]) -> Floats:
    """(h, w, 3) uint8 -> (3, h, w) with the mean taken off, in standard deviations."""
    mean, deviation = (np.array(each, np.float32)[:, None, None] for each in means_and_deviations)
    planes = np.moveaxis(rgb, 2, 0).astype(np.float32) / 255
    return np.ascontiguousarray((planes - mean) / deviation, np.float32)


def in_square(planes: Floats, side: int, fill: Floats | float = 0.0) -> Floats:
    """(3, h, w) -> (3, side, side), filled to the right and below."""
    square = np.empty((len(planes), side, side), np.float32)
    square[:] = fill
    square[:, : planes.shape[1], : planes.shape[2]] = planes
    return square


def alpha_of(logits: Floats, height: int, width: int) -> Alpha:
    """(h, w) -> (height, width) of 255 where what lies between the logits is above 0, else 0."""
    import cv2

    size = (width, height)
    large = cv2.resize(logits, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.compare(large, 0.0, cv2.CMP_GT), np.uint8)
