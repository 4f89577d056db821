"""What a hand meant that drew around something: the inside of a loop, though it may not close.

A loop is closed by its own gap, by the other pen where that crosses it, or by the picture's border.
"""

from __future__ import annotations

import numpy as np

from inference.segmenters.view import Bools

_BETWEEN, _WITHIN = (
    0.006,
    0.03,
)  # half of a gap that closes, in longer sides: of two strokes, of one
_CROSSING = 0.05  # half of a gap that the other pen bridges, in longer sides
_REACH = 0.012  # from the border, in longer sides, where a stroke counts as touching it
_ALONG = 0.35  # share of the border that may close a loop


def meant(drawn: Bools, other: Bools) -> Bools:
    """The strokes of one pen and what they enclose; (h, w) bool. `other` may bridge them."""
    if not drawn.any():
        return drawn
    longest = max(drawn.shape)
    crossing = _swollen(other, 3) & _closed(drawn, max(3, round(_CROSSING * longest)))
    bridged = drawn | crossing
    whole = drawn | _enclosed(bridged, 0) | _enclosed(bridged, round(_BETWEEN * longest))
    for part in _parts(bridged):
        whole |= _enclosed(part, round(_WITHIN * longest)) | _enclosed(_bordered(part), 0)
    return whole


def _enclosed(drawn: Bools, reach: int) -> Bools:
    """What is inside, up to the strokes, where gaps of twice `reach` count as closed."""
    thick = _swollen(drawn, reach) if reach else drawn
    inside = _filled(thick) & ~thick
    return _swollen(inside, reach + 1) if inside.any() else inside


def _bordered(part: Bools) -> Bools:
    """The stroke with a piece of the border that closes it, where it touches twice."""
    reach = max(2, round(_REACH * max(part.shape)))
    touching = _ring(_swollen(part, reach))
    at = np.flatnonzero(touching)
    if not len(at):
        return part
    spans = np.diff(np.append(at, at[0] + len(touching)))
    widest = int(spans.argmax())
    if spans[widest] < (1 - _ALONG) * len(touching):
        return part
    first = int(at[(widest + 1) % len(at)])
    along = np.zeros(len(touching), np.bool_)
    along[np.arange(first, first + len(touching) - spans[widest] + 1) % len(touching)] = True
    return _thickened(part, along, reach)


def _ring(mask: Bools) -> Bools:
    """The border's pixels, clockwise from the upper left corner."""
    return np.concatenate([mask[0], mask[1:, -1], mask[-1, -2::-1], mask[-2:0:-1, 0]])


def _thickened(part: Bools, along: Bools, reach: int) -> Bools:
    """The part with these pixels of the border drawn, `reach` wide."""
    height, width = part.shape
    frame = np.zeros(part.shape, np.bool_)
    ends = np.cumsum([width, height - 1, width - 1])
    top, right, bottom, left = np.split(along, ends)
    frame[0], frame[1:, -1], frame[-1, -2::-1], frame[-2:0:-1, 0] = top, right, bottom, left
    return np.asarray(part | _swollen(frame, reach), np.bool_)


def _parts(drawn: Bools) -> list[Bools]:
    import cv2

    count, labels = cv2.connectedComponents(drawn.astype(np.uint8))
    return [np.asarray(labels == number, np.bool_) for number in range(1, min(count, 40))]


def _filled(drawn: Bools) -> Bools:
    """With its holes."""
    import cv2

    plane = drawn.astype(np.uint8)
    lines, _ = cv2.findContours(plane, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(plane, lines, -1, 1, cv2.FILLED)
    return np.asarray(plane > 0, np.bool_)


def _closed(mask: Bools, pixels: int) -> Bools:
    import cv2

    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, _disc(pixels)) > 0)


def _swollen(mask: Bools, pixels: int) -> Bools:
    import cv2

    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(pixels)) > 0, np.bool_)


def _disc(pixels: int) -> np.typing.NDArray[np.uint8]:
    import cv2

    side = 2 * pixels + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
