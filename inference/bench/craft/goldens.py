"""Pictures with regions: the folder's own masks, or else an ellipse and the subject we find.

Each picture comes as it is and with a camera's grain over it, since hardly any test photograph has
grain left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inference.bench import cases
from inference.errors import AskerError, NotFound
from inference.nouns import Alpha, Pixels

PATCH, SUBJECT = "patch", "subject"
_ENDINGS = {".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"}
_GRAIN = 3.5  # deviation of the grain that is added, at mid-grey, in 8-bit steps
_COARSE = 0.6  # its blur: a sensor's colour filter


@dataclass(frozen=True, slots=True, eq=False)
class Golden:
    """`region` says what kind of mask `alpha` is; `grainy` that grain was added."""

    image: str
    region: str
    grainy: bool
    rgb: Pixels
    alpha: Alpha


def read(folder: Path) -> Iterator[Golden]:
    """Every picture with every region, as it is and grainy. AskerError for an empty folder."""
    for image, region, rgb, alpha in _regions(folder):
        if not (alpha > 127).any() or (alpha > 0).all():
            continue
        yield Golden(image, region, False, rgb, alpha)
        yield Golden(image, region, True, grained(rgb), alpha)


def patch(height: int, width: int) -> Alpha:
    """A tilted ellipse over the middle, an eighth of the picture; its edge is antialiased."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    y, x = (y - height * 0.52) / height, (x - width * 0.47) / width
    away = np.hypot((x + 0.4 * y) / 0.24, (y - 0.2 * x) / 0.18)
    soft = (0.5 + (1 - away) * min(height, width) * 0.2).clip(0, 1)
    return np.asarray(np.rint(soft * 255), np.uint8)


def grained(rgb: Pixels) -> Pixels:
    """With grain that is strongest in the mid-tones and a little coarser than a pixel."""
    import cv2

    random = np.random.default_rng(rgb.shape[0] * 9973 + rgb.shape[1])
    shared, own = (random.standard_normal((*rgb.shape[:2], n), np.float32) for n in (1, 3))
    field = cv2.GaussianBlur(0.8 * shared + 0.6 * own, (0, 0), _COARSE)
    luma = rgb.mean(-1, keepdims=True, dtype=np.float32) / 255
    strength = _GRAIN * (0.4 + 2.4 * luma * (1 - luma)) / float(field.std())
    return np.asarray(np.rint(rgb + field * strength).clip(0, 255), np.uint8)


def _regions(folder: Path) -> Iterator[tuple[str, str, Pixels, Alpha]]:
    if (folder / "cases.csv").is_file():
        for case in cases.read(folder):
            if case.mask:
                rgb = cases.picture(case)
                yield case.image.stem, case.phrase, rgb, cases.plane(case.mask, rgb.shape)
        return
    for file in images(folder):
        rgb = cases.picture(cases.Case(file, "", None))
        yield file.stem, PATCH, rgb, patch(*rgb.shape[:2])
        try:
            yield file.stem, SUBJECT, rgb, _subject(rgb)
        except NotFound:  # the patch is measured all the same
            continue


def images(folder: Path) -> list[Path]:
    """The pictures in folder/images, or else in the folder itself; AskerError for none."""
    home = folder / "images" if (folder / "images").is_dir() else folder
    found = sorted(file for file in home.iterdir() if file.suffix.lower() in _ENDINGS)
    if not found:
        raise AskerError(f"There are no pictures in {home}.")
    return found


def _subject(rgb: Pixels) -> Alpha:
    from inference.plugins import build
    from inference.region import find

    return find(rgb, SUBJECT, (), build("segmenters", "classic"), "classic").alpha
