"""The whole of each line of lettering: other words need other places than the old strokes."""

from __future__ import annotations

import numpy as np

from inference.nouns import Alpha
from inference.regions.things import Thing

_AROUND = 0.28  # of a line's height: letters that hang below where none did before


def whole(things: list[Thing], shape: tuple[int, ...]) -> Alpha:
    """(H, W) 0 or 255: the turned rectangle of each line, and a little around it."""
    import cv2

    plane = np.zeros(shape[:2], np.uint8)
    for each in things:
        points = np.argwhere(each.alpha > 127)[:, ::-1] + [each.box.x0, each.box.y0]
        (x, y), (width, height), angle = cv2.minAreaRect(points.astype(np.float32))
        wider = 2 * _AROUND * min(width, height)
        corners = cv2.boxPoints(((x, y), (width + wider, height + wider), angle))
        cv2.fillConvexPoly(plane, np.rint(corners).astype(np.int32), 255)
    return plane
