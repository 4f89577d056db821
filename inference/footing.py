"""The shadow where a subject touches its new ground, added where a painter left it out.

Light from all around is shut out there, whatever the weather, so the band is dark in any picture.
Without it a subject floats, which is what people complain of most in replaced backgrounds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from inference.nouns import Box, Cut, Pixels
from inference.painters.backdrop.canvas import working_size
from inference.painters.backdrop.light import luminance, to_codes, to_light
from inference.painters.backdrop.shadow import DARK, contact
from inference.painters.backdrop.subject import look

Plane = npt.NDArray[np.float32]

_LEAST = 0.1  # share of the shadow that may be missing before anybody sees it
_AROUND = 0.04  # of the cut's longer side: how far around the band its brightness is compared


def grounded(painted: Pixels, cut: Cut) -> Pixels:
    """`painted` (h, w, 3), of the cut's size, with as much of a contact shadow as it lacks.

    The same array where it lacks none, or where nothing that is locked stands on the ground.
    """
    subject = look(cut)
    if not subject.stands:
        return painted
    band = contact(cut, working_size(*cut.alpha.shape), subject)
    lacking = _lacking(painted, cut, band)
    if lacking < _LEAST:
        return painted
    return _darkened(painted, cut, band * np.float32(DARK * lacking))


def _lacking(painted: Pixels, cut: Cut, band: Plane) -> float:
    """0 where the band is as dark, against the ground around it, as it should be; else up to 1."""
    import cv2

    size = band.shape[::-1]
    small = luminance(to_light(cv2.resize(painted, size, interpolation=cv2.INTER_AREA)))
    ground = cv2.resize(cut.alpha, size, interpolation=cv2.INTER_AREA) > 127
    near = cv2.GaussianBlur(band, (0, 0), _AROUND * max(size))
    dark, light = band * ground, np.clip(near - band, 0, 1) * ground
    if dark.sum() < 1 or light.sum() < 1:
        return 0.0
    ratio = float((small * dark).sum() / dark.sum()) / max(
        float((small * light).sum() / light.sum()), 1e-3
    )
    wanted = 1 - DARK * float((band * dark).sum() / dark.sum())
    return float(np.clip((ratio - wanted) / (1 - wanted), 0, 1))


def _darkened(painted: Pixels, cut: Cut, by: Plane) -> Pixels:
    """Less light by that share, in linear light; only what is to be painted is touched."""
    import cv2

    height, width = cut.alpha.shape
    whole = cv2.resize(by, (width, height), interpolation=cv2.INTER_LINEAR) * (cut.alpha > 0)
    touched = whole > 1 / 512
    if not touched.any():
        return painted
    here = Box.around(touched).slices
    out = painted.copy()
    light = to_light(painted[here]) * (1 - whole[here][..., None])
    out[here] = np.where(touched[here][..., None], np.rint(to_codes(light)), painted[here])
    return out
