"""Read the light in a part of a picture: on a thing, from its shading; in a place, from its glow.

A thing is brightest where it faces the light. A place has no outline to go by, but it brightens
towards its window, lamp or low sun, and often shows it.
"""

from __future__ import annotations

from dataclasses import replace
from math import atan2, degrees, hypot
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.lighting.glow import spot
from inference.lighting.light import Light
from inference.lighting.shape import normals
from inference.lighting.slopes import Slopes, slopes
from inference.lighting.white import temperature
from inference.nouns import Alpha, Box, Pixels
from inference.painters.backdrop.light import luminance, to_light

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_SIDE = 192  # longer side at which light is read, in pixels
_SURE = 0.97  # share of a pixel that must belong to what is read
_DARK, _BURNT = 0.004, 0.98  # light beyond which a pixel tells nothing
_PLAIN = 0.2  # slope of log luminance that is plainly seen
_EVEN, _STARK = 0.5, 1.7  # log ratio of bright to dark on one material: overcast, bare sun
_UNKNOWN = 0.5  # softness where no solid thing shows it
_HEARSAY = 0.8  # what surroundings say counts this much beside what the subject shows
_AGAINST = 0.02  # and not at all where the subject shows the contrary
_RIM = 0.6  # slope towards us that is plainly rim light or front light
_RISE = 0.4  # a lamp or a sun is mostly as much above as this times how far it is aside
_UNLIKELY = 0.6  # light from below is rare: what looks like it is mostly paint


class _Clue(NamedTuple):
    """Towards the light: x right, y up, as long as it is sure, 0-1; z as Light.depth."""

    x: float
    y: float
    z: float


def measure(rgb: Pixels, where: Alpha) -> Light:
    """The light on the thing that `where` (H, W) is a mask of."""
    small, share = _shrunk(*_boxed(rgb, where))
    turned = normals(share > 0.5).astype(np.float64)
    found = _slopes(small, _core(share), turned)
    return _light(_towards(found), small, share > _SURE, found)


def measure_place(rgb: Pixels, where: Alpha) -> Light:
    """The light in the surroundings that `where` (H, W) is a mask of; how soft isn't known."""
    small, share = _shrunk(rgb, where)
    across, down = np.meshgrid(*(np.linspace(-1, 1, side) for side in share.shape[::-1]))
    found = _slopes(small, share > _SURE, np.dstack([across, down]))
    drift, glow = _drift(found), spot(small, share > _SURE)
    clue = _Clue(drift + glow.side, abs(glow.side) * _RISE, -glow.behind)
    return replace(_light(clue, small, share > _SURE, found), softness=_UNKNOWN)


def measure_golden(rgb: Pixels, subject: Alpha) -> Light:
    """The light in a whole picture: on its subject, or around it where the subject shows none."""
    ours, theirs = measure(rgb, subject), measure_place(rgb, 255 - subject)
    theirs = replace(theirs, confidence=_HEARSAY * theirs.confidence)
    tells = theirs.confidence > ours.confidence and theirs.side * ours.side > -_AGAINST
    side, tone = theirs if tells else ours, max(ours, theirs, key=lambda light: light.certainty)
    return replace(side, softness=ours.softness, kelvin=tone.kelvin, certainty=tone.certainty)


def _light(clue: _Clue, rgb: Pixels, where: Bools, found: Slopes | None) -> Light:
    kelvin, certainty = temperature(rgb, where)
    length = hypot(clue.x, clue.y)
    below = max(-clue.y / length, 0.0) if length else 0.0
    confidence = min(length, 1.0) * (1 - _UNLIKELY * below)
    softness = 1.0 if found is None else _ramp(found.contrast, _STARK, _EVEN)
    angle = degrees(atan2(clue.y, clue.x)) % 360
    return Light(angle, clue.z, softness, kelvin, confidence, certainty)


def _boxed(rgb: Pixels, where: Alpha) -> tuple[Pixels, Alpha]:
    """Both cropped to the mask and a margin, so that only the picture's frame cuts it off."""
    if not (where > 127).any():
        return rgb, where
    box, (height, width) = Box.around(where > 127), where.shape
    margin = max(box.width, box.height) // 32 + 3
    x0, y0 = max(box.x0 - margin, 0), max(box.y0 - margin, 0)
    x1, y1 = min(box.x1 + margin, width), min(box.y1 + margin, height)
    return rgb[y0:y1, x0:x1], where[y0:y1, x0:x1]


def _shrunk(rgb: Pixels, where: Alpha) -> tuple[Pixels, npt.NDArray[np.float32]]:
    """At the size at which light is read; the mask as shares 0-1."""
    import cv2

    scale = min(1.0, _SIDE / max(where.shape))
    size = (max(round(where.shape[1] * scale), 1), max(round(where.shape[0] * scale), 1))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(where, size, interpolation=cv2.INTER_AREA).reshape(size[::-1])
    return small, share.astype(np.float32) / np.float32(255)


def _core(share: npt.NDArray[np.float32]) -> Bools:
    """What is surely of the thing: masks are never right to the pixel."""
    import cv2

    sure = (share > _SURE).astype(np.uint8)
    return np.asarray(cv2.erode(sure, np.ones((3, 3), np.uint8), borderValue=1) > 0)


def _slopes(rgb: Pixels, where: Bools, axes: Floats) -> Slopes | None:
    """Of log luminance, where it is neither black nor burnt."""
    import cv2

    light = luminance(to_light(rgb))
    calm = np.asarray(cv2.GaussianBlur(light, (0, 0), 1.0), np.float64)
    fair = where & (light > _DARK) & (light < _BURNT)
    return slopes(rgb, fair, np.log(np.maximum(calm, _DARK)), axes)


def _towards(found: Slopes | None) -> _Clue:
    """From slopes along the normals: sure if they agree and are plainly seen."""
    if found is None:
        return _Clue(0, 0, 0)
    flat, deep = found.samples[:, :2], found.samples[:, 2]
    length = np.linalg.norm(flat, axis=1)
    x, y = (flat / np.maximum(length, 1e-9)[:, None]).mean(0) * _seen(np.median(length))
    depth = np.tanh(np.median(deep) / _RIM) * abs(np.sign(deep).mean())
    return _Clue(float(x), -float(y), float(depth))


def _drift(found: Slopes | None) -> float:
    """-1 left to 1 right, from slopes across the frame.

    Up and down say nothing: skies are bright and floors are dark.
    """
    if found is None:
        return 0.0
    across = found.samples[:, 0]
    return float(np.sign(across).mean()) * _seen(np.median(np.abs(across)))


def _seen(slope: float) -> float:
    return float(1 - np.exp(-((slope / _PLAIN) ** 2)))


def _ramp(value: float, start: float, end: float) -> float:
    """0 at `start`, 1 at `end`, clipped; `end` may be the smaller."""
    return float(np.clip((value - start) / (end - start), 0, 1))
