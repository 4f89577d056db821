"""How far out of focus a background is, and a plate brought to the same.

An edge that a lens has softened is steeper under a narrow smoothing than under a wide one, by a
ratio that tells how soft it was. The sharpest edges of a part tell of its focus; the others are
soft by nature.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from inference import grain as camera
from inference.grain import LUMA
from inference.nouns import Cut, Pixels
from inference.painters.backdrop.lens import defocus, defocus_by_row
from inference.painters.backdrop.light import Light, to_codes
from inference.painters.backdrop.subject import Subject

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

_NARROW, _WIDE = 1.0, 2.0  # deviations of the two smoothings, pixels
_DISC = 0.6  # what is measured behind a disc of radius 1
_STEP = 1 / 3  # variance that a central difference adds
_CONTRAST = 14.0  # height in codes of an edge that grain can't feign
_PLAINEST = 0.45  # of the steepest edges: as steep as this is not grain
_SHARPEST = 40  # percentile of the edges' softness that is taken for the focus
_FEWEST = 80  # edge pixels, fewer of which say nothing
_SCALES = (1, 2, 4, 8)  # a wide blur is measured in the picture made smaller
_TRUSTED = 1.7  # pixels of deviation beyond which a smaller scale measures better
_TELLING = 5.0  # pixels of deviation beyond which the two smoothings hardly differ
_MARGIN = 0.012  # of the longer side: this near the subject its own edge would be measured
_MOST = 0.022  # of the height: the widest disc, so that a place can still be told
_UNSEEN = 0.008  # of the height: a ground without edges is paper, or far out of focus
_GRAINIER = 1.15  # times the golden's grain from which a plate is denoised


def softness(rgb: Pixels, where: Bools) -> float | None:
    """Deviation in pixels of the blur of `rgb` (h, w, 3) there; None where nothing has edges."""
    luma, least, seen = (rgb @ LUMA).astype(np.float32), 0.0, None
    for scale in _SCALES:
        size = (max(luma.shape[1] // scale, 1), max(luma.shape[0] // scale, 1))
        small = cv2.resize(luma, size, interpolation=cv2.INTER_AREA)
        inside = cv2.resize(where.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        found = _edges(small, inside)
        if len(found) < max(_FEWEST / scale, 30):
            continue
        own = float(np.percentile(found, _SHARPEST))
        seen = max(own * scale, least)  # in too small a picture nothing but thin lines is left
        if own < _TRUSTED:
            break
        least = _TRUSTED * scale
    return seen


def refocused(light: Light, cut: Cut, subject: Subject) -> Light:
    """A plate (h, w, 3) in the cut's place, as far out of focus as the golden was, never sharper.

    What is as near as the subject's feet stays; from there to the horizon the disc grows as that
    of a lens does over flat ground.
    """
    height = len(light)
    far = _far(cut.alpha.shape, subject)
    want = softness(cut.rgb, _free(cut.alpha) & far)
    have = softness(_codes(light), far) or 0.0
    goal = _DISC * _UNSEEN * height if want is None else want
    radius = min(max(goal**2 - have**2, 0.0) ** 0.5 / _DISC, _MOST * height)
    if radius < 0.5:
        return light
    if not subject.stands:
        return defocus(light, radius)
    return defocus_by_row(light, radius * _growth(height, subject))


def denoised(rgb: Pixels, cut: Cut) -> Pixels:
    """A plate (h, w, 3) with no more grain than the golden; the same array if it has none more."""
    mine, own = (_grain(each) for each in (rgb, cut.rgb))
    if mine <= _GRAINIER * max(own, camera.WEAKEST):
        return rgb
    strength = 1.1 * float(np.sqrt(mine**2 - own**2))
    return np.asarray(cv2.fastNlMeansDenoisingColored(rgb, None, strength, strength, 5, 11))


def _grain(rgb: Pixels) -> float:
    """Its mean deviation in codes, 0 where there is none to speak of."""
    found = camera.measure(rgb, camera.cells(np.ones(rgb.shape[:2], np.bool_)))
    return 0.0 if found is None else float(found.sigma.mean())


def _edges(luma: Floats, inside: Bools) -> Floats:
    """The softness in pixels of every plain edge there, (n,)."""
    steep, wide = (_gradient(luma, each) for each in (_NARROW, _WIDE))
    crest = cv2.dilate(steep, np.ones((3, 3), np.uint8)) <= steep
    squared = (steep / np.maximum(wide, 1e-3)) ** 2
    own = (_WIDE**2 + _STEP - squared * (_NARROW**2 + _STEP)) / np.maximum(squared - 1, 1e-3)
    own = np.sqrt(np.clip(own, 0.0, _TELLING**2))
    tall = steep * np.sqrt(2 * np.pi * (own**2 + _NARROW**2 + _STEP))
    plain = crest & inside & (tall > _CONTRAST)
    if not plain.any():
        return np.zeros(0, np.float32)
    return np.asarray(
        own[plain & (steep > _PLAINEST * np.percentile(steep[plain], 99))], np.float32
    )


def _gradient(luma: Floats, deviation: float) -> Floats:
    soft = cv2.GaussianBlur(luma, (0, 0), deviation)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    return np.asarray(cv2.magnitude(across, down), np.float32)


def _free(alpha: npt.NDArray[np.uint8]) -> Bools:
    """What may be repainted, well away from the subject."""
    reach = max(round(_MARGIN * max(alpha.shape)), 2)
    edge = cv2.BORDER_REPLICATE
    open_ = (alpha == 255).astype(np.uint8)
    core = cv2.erode(open_, np.ones((2 * reach + 1,) * 2, np.uint8), borderType=edge)
    return np.asarray(core > 0)


def _far(shape: tuple[int, ...], subject: Subject) -> Bools:
    """Where what is far away is seen: above the ground between the feet and the horizon."""
    rows = (np.arange(shape[0]) + 0.5) / shape[0]
    limit = (subject.horizon + 0.25 * (subject.feet - subject.horizon)) if subject.stands else 1.0
    return np.broadcast_to((rows < limit)[:, None], (shape[0], shape[1]))


def _growth(height: int, subject: Subject) -> Floats:
    """(h,) 0 at the subject's feet to 1 at the horizon: a thin lens over flat ground."""
    rows = (np.arange(height) + 0.5) / height
    depth = max(subject.feet - subject.horizon, 0.05)
    return np.abs(1 - np.maximum(rows - subject.horizon, 0) / depth).clip(0, 1).astype(np.float32)


def _codes(light: Light) -> Pixels:
    return np.rint(to_codes(light)).astype(np.uint8)
