"""What a segmenter has to beat: simple ways to a mask, each a class like any segmenter.

The first three know no words: they answer every phrase with the thing in the middle, or with what
is around it for a background. The last two know the twenty nouns of Pascal VOC.
"""

from __future__ import annotations

import numpy as np

from inference.errors import NotFound
from inference.nouns import Alpha, Pixels
from inference.segmenters import grabcut
from inference.segmenters.saliency import bump
from inference.segmenters.view import Bools, shrunk, view
from inference.segmenters.words import BACKDROPS

_RIM = 0.05  # of each side, left outside by the rectangle
_SIDE = 513  # of DeepLab's square input


class _Wordless:
    """Answers every phrase with `_main`, or with its complement for a background."""

    def __call__(self, rgb: Pixels, phrase: str) -> Alpha:
        main = self._main(rgb)
        behind = not BACKDROPS.isdisjoint(phrase.lower().split())
        return np.where(main ^ behind, np.uint8(255), np.uint8(0))

    def _main(self, rgb: Pixels) -> Bools:
        raise NotImplementedError


class CentreEllipse(_Wordless):
    """An ellipse over the middle, 0.6 of each side."""

    def _main(self, rgb: Pixels) -> Bools:
        height, width = rgb.shape[:2]
        y = (np.arange(height) + 0.5) / height - 0.5
        x = (np.arange(width) + 0.5) / width - 0.5
        return np.asarray((y[:, None] / 0.3) ** 2 + (x / 0.3) ** 2 < 1, np.bool_)


class BorderGrabCut(_Wordless):
    """GrabCut, five rounds, from a rectangle a little inside the picture, seeded."""

    def _main(self, rgb: Pixels) -> Bools:
        import cv2

        small = shrunk(rgb, grabcut.FINEST)
        height, width = small.shape[:2]
        trimap = np.full((height, width), cv2.GC_BGD, np.uint8)
        down, right = max(1, round(_RIM * height)), max(1, round(_RIM * width))
        trimap[down : height - down, right : width - right] = cv2.GC_PR_FGD
        return grabcut.enlarged(grabcut.cut(small, trimap, rounds=5), rgb)


class SalientGrabCut(_Wordless):
    """SLIC patches unlike those on the border and near the middle, settled by GrabCut."""

    def _main(self, rgb: Pixels) -> Bools:
        small = view(rgb)
        patches = small.patches
        labels = patches.labels
        border = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
        apart = np.linalg.norm(patches.lab[:, None] - patches.lab[border], axis=-1).mean(1)
        plane = apart[labels] * bump(labels.shape, (0.5, 0.5), (0.3, 0.3))
        guess = np.asarray(plane / max(float(plane.max()), 1e-9), np.float32)
        return grabcut.enlarged(grabcut.from_guess(small.rgb, guess), rgb)


class DeepLab:
    """DeepLab v3 on MobileNet v2, once, its likeliest class; ModelMissing without its weights."""

    def __init__(self) -> None:
        from inference import models
        from inference.segmenters.nets.deeplab import FILE
        from inference.segmenters.nets.lite import Lite

        self._net = Lite(models.need("tiny")[FILE])

    def __call__(self, rgb: Pixels, phrase: str) -> Alpha:
        import cv2

        here = np.isin(self._classes(rgb), _areas(phrase)).astype(np.uint8) * 255
        if not here.any():
            raise NotFound(f"DeepLab sees no *{phrase}*.")
        wide = cv2.resize(here, rgb.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        return np.where(wide > 127, np.uint8(255), np.uint8(0))

    def _classes(self, rgb: Pixels) -> Alpha:
        """Class numbers of the picture at the net's size."""
        from inference.segmenters.nets.letterbox import fitted

        fit = fitted(rgb, _SIDE)
        (classes,) = self._net(fit.canvas)
        return np.asarray(classes[: fit.height, : fit.width], np.uint8)


class DeepLabGrabCut(DeepLab):
    """The same, its edge cut anew."""

    def __call__(self, rgb: Pixels, phrase: str) -> Alpha:
        rough = super().__call__(rgb, phrase)
        edge = grabcut.refined(rgb, shrunk(rough, grabcut.FINEST) > 127)
        return np.where(edge, np.uint8(255), np.uint8(0))


def _areas(phrase: str) -> list[int]:
    """DeepLab's classes that the phrase names; NotFound if they are none."""
    from inference.segmenters.vocabulary import sense

    meant = sense(phrase)
    areas = [thing.area for thing in meant.things if thing.area is not None] if meant else []
    if not areas:
        raise NotFound(f"DeepLab knows no *{phrase}*.")
    return areas


BASELINES: dict[str, type] = {
    "centre ellipse": CentreEllipse,
    "border GrabCut": BorderGrabCut,
    "SLIC saliency + GrabCut": SalientGrabCut,
    "DeepLab": DeepLab,
    "DeepLab + GrabCut": DeepLabGrabCut,
}
