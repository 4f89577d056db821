"""Three ways from a golden and a mask to a painter's cut, and from what it painted to a picture.

Each is a class of (golden, alpha); `cut` is what the painter is to see, 1024 x 1024, and calling it
with what was painted gives the whole picture.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

import numpy as np

from inference.crop import crop, place
from inference.match import match
from inference.nouns import Alpha, Box, Cut, Pixels, Region
from inference.picture import Picture
from inference.seating.seat import Seat, paste

NATIVE = 1024
"""Side of every painter's square."""
_BLUR, _PADDING = 4, 32  # diffusers' own defaults: VaeImageProcessor.blur, and its documentation
_EXTEND, _BLEND = 1.2, 32  # of ComfyUI-Inpaint-CropAndStitch


class Method(Protocol):
    cut: Pixels

    def __call__(self, painted: Pixels) -> Pixels: ...


class Ours:
    """What `reshoot edit` does, colour and grain matched."""

    def __init__(self, golden: Pixels, alpha: Alpha) -> None:
        self._golden = Picture(golden)
        box = Box.around(alpha > 0)
        region = Region("", alpha, box, (box,), 1.0, "", "")
        self._cut = crop(self._golden, region, [(NATIVE, NATIVE)])
        area = self._cut.box
        here = Cut(golden[area.slices], alpha[area.slices], area, Fraction(1))
        self._seat = Seat(here, golden[area.slices])
        self.cut = self._cut.rgb

    def __call__(self, painted: Pixels) -> Pixels:
        return self.pasted(self.matched(self.placed(painted)))

    def kept(self) -> Pixels:
        """What a painter would have painted that changed nothing, at the golden's size."""
        return self._seat.cut.rgb.copy()

    def placed(self, painted: Pixels) -> Pixels:
        return place(painted, self._cut)

    def matched(self, fresh: Pixels) -> Pixels:
        return match(fresh, self._seat.cut, colour=True, grain=True, seed=1)

    def pasted(self, seated: Pixels) -> Pixels:
        return np.asarray(paste(self._golden, seated, self._seat).pixels, np.uint8)


class Overlay:
    """What diffusers' pipelines do with padding_mask_crop, by diffusers' own code."""

    def __init__(self, golden: Pixels, alpha: Alpha) -> None:
        from diffusers.image_processor import VaeImageProcessor
        from PIL import Image

        self._processor: Any = VaeImageProcessor()
        self._golden = Image.fromarray(golden)
        self._mask = self._processor.blur(Image.fromarray(alpha), _BLUR)
        where = (self._mask, NATIVE, NATIVE, _PADDING)
        self._box = self._processor.get_crop_region(*where)
        tensor = self._processor.preprocess(
            self._golden, NATIVE, NATIVE, resize_mode="fill", crops_coords=self._box
        )
        self.cut = np.asarray(self._processor.postprocess(tensor, "pil")[0], np.uint8)

    def __call__(self, painted: Pixels) -> Pixels:
        from PIL import Image

        fresh = Image.fromarray(painted)
        return np.asarray(
            self._processor.apply_overlay(self._mask, self._golden, fresh, self._box), np.uint8
        )


class Stitch:
    """What ComfyUI-Inpaint-CropAndStitch does, written anew from its behaviour.

    The mask's box grown by 1.2, made square, its border repeated where it leaves the picture; and
    blended under the mask widened by 6 and blurred by 4 pixels of the cut (its "blend 32").
    """

    def __init__(self, golden: Pixels, alpha: Alpha) -> None:
        import cv2

        self._golden = golden
        self._box = box = _squared(Box.around(alpha > 0))
        seen, mask = (_extended(plane, box) for plane in (golden, alpha))
        self.cut = _resized(seen, NATIVE, NATIVE)
        wide = cv2.dilate(_resized(mask, NATIVE, NATIVE), np.ones((13, 13), np.uint8))
        blend = cv2.GaussianBlur(wide.astype(np.float32) / 255, (0, 0), _BLEND / 8)
        self._weight = cv2.resize(blend, (box.width, box.height), interpolation=cv2.INTER_LINEAR)

    def __call__(self, painted: Pixels) -> Pixels:
        height, width = self._golden.shape[:2]
        out, box = self._golden.copy(), self._box
        fresh = _resized(painted, box.width, box.height)
        seen = Box(max(box.x0, 0), max(box.y0, 0), min(box.x1, width), min(box.y1, height))
        part = Box(
            seen.x0 - box.x0, seen.y0 - box.y0, seen.x1 - box.x0, seen.y1 - box.y0
        ).slices  # fmt: skip
        weight = self._weight[part][..., None]
        mixed = weight * fresh[part] + (1 - weight) * out[seen.slices]
        out[seen.slices] = np.rint(mixed).astype(np.uint8)
        return out


METHODS: dict[str, type[Any]] = {"ours": Ours, "apply_overlay": Overlay, "crop-and-stitch": Stitch}


def _squared(box: Box) -> Box:
    side = round(_EXTEND * max(box.width, box.height))
    x0, y0 = (box.x0 + box.x1 - side) // 2, (box.y0 + box.y1 - side) // 2
    return Box(x0, y0, x0 + side, y0 + side)


def _extended(plane: Pixels | Alpha, box: Box) -> Any:
    """That box of a picture or mask; what lies beyond repeats its border."""
    rows = np.arange(box.y0, box.y1).clip(0, plane.shape[0] - 1)
    columns = np.arange(box.x0, box.x1).clip(0, plane.shape[1] - 1)
    return plane[rows[:, None], columns]


def _resized(plane: Any, width: int, height: int) -> Any:
    """Cubic up, linear down, as its defaults are."""
    import cv2

    up = width > plane.shape[1]
    way = cv2.INTER_CUBIC if up and plane.ndim == 3 else cv2.INTER_LINEAR
    return cv2.resize(plane, (width, height), interpolation=way)
