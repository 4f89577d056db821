"""Things with edges: faces in perspective, dots, and lamps, drawn in focus into a plane."""

from __future__ import annotations

import numpy as np

from inference.painters.backdrop.light import Light
from inference.painters.backdrop.stage import Stage

Point = tuple[float, float, float]
"""(x, y, z) in metres: right of the middle, above the ground, away from the camera."""
Span = tuple[float, float]

_FINE = 16  # parts of a pixel that corners are rounded to
_BRIM = 0.6  # pixels by which OpenCV draws a small filled circle larger than asked
_FAR_OUT = 6.0  # frame heights; corners beyond are pulled in, lest their integers overflow


def face(stage: Stage, paint: Light, corners: list[Point], light: Light, cover: float = 1) -> None:
    """Fill a flat polygon; `light` (3,) is premultiplied by `cover` here."""
    import cv2

    reach = _FAR_OUT * max(stage.camera.size)
    spots = np.array([stage.camera.at(*corner) for corner in corners])
    outline = np.rint(spots.clip(-reach, reach) * _FINE).astype(np.int32)
    colour = (*(np.asarray(light) * cover).tolist(), cover)
    cv2.fillPoly(paint, [outline], colour, shift=4)


def panel(stage: Stage, paint: Light, x: Span, y: Span, z: float, light: Light) -> None:
    """A rectangle that faces the camera."""
    corners = [(x[0], y[0], z), (x[1], y[0], z), (x[1], y[1], z), (x[0], y[1], z)]
    face(stage, paint, corners, light)


def flank(stage: Stage, paint: Light, x: float, y: Span, z: Span, light: Light) -> None:
    """A rectangle that runs away from the camera, such as a street's side."""
    corners = [(x, y[0], z[0]), (x, y[0], z[1]), (x, y[1], z[1]), (x, y[1], z[0])]
    face(stage, paint, corners, light)


def dot(stage: Stage, paint: Light, at: Point, radius: float, light: Light) -> None:
    """A disc of `radius` metres, at least a pixel across."""
    import cv2

    column, row = stage.camera.at(*at)
    size = max(radius * stage.camera.metre(at[2]), 0.6)
    reach = _FAR_OUT * max(stage.camera.size)
    if abs(column) < reach and abs(row) < reach:
        middle = (round(column * 8), round(row * 8))
        cv2.circle(paint, middle, round(size * 8), (*light.tolist(), 1.0), -1, shift=3)


def lamp(
    stage: Stage, paint: Light, at: Point, colour: Light, glow: float, radius: float = 0.05
) -> None:
    """A point of light: however small it is, its disc once out of focus has `glow` times colour."""
    size = max(radius * stage.camera.metre(at[2]), 0.6) + _BRIM
    spread = max(stage.camera.circle(at[2]) / size, 1.0)
    dot(stage, paint, at, radius, colour * np.float32(glow * spread**2))


def shaded(light: Light, lift: float) -> Light:
    """A face turned to the light (above 1) or away from it."""
    return np.asarray(light * np.float32(lift), np.float32)
