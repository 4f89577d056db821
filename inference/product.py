"""A product from a second picture, put into the golden as its own real pixels.

It is cut out, resampled once, and never painted: only its shadow and its reflection are, in a band
around its foot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from inference import matte
from inference.casting.mirror import mirrored, shine
from inference.casting.shadow import darkness
from inference.casting.stance import Stance, stance
from inference.errors import NotFound
from inference.lighting.light import Light
from inference.nouns import Alpha, Answer, Box, Pixels
from inference.painters.backdrop.light import luminance, to_codes, to_light

Floats = npt.NDArray[np.float32]

_SEEN = 16  # alpha from which a pixel counts as part of the product
_CLEAR = 0.01  # share of transparent pixels that makes a picture a cut-out
_SOLID = 250  # alpha that resampling left a hair below 255
_WORK = 900  # longer side at which soft things are worked out
_ASIDE, _UP, _DOWN = 0.9, 0.4, 0.34  # how far the band reaches beyond the foot, in heights
_HAZE = 0.75  # of a shadow that is left in the haziest scene
_TINT = (0.85, 1.18)  # how far a shadow's colour may leave the ground's
_ADVICE = "Attach it with a transparent background, or on a plain one."


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """`rgb` (h, w, 3) with nothing of the old background in it, `alpha` (h, w); cropped to it."""

    rgb: Pixels
    alpha: Alpha


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """The product in the golden, which has the same size.

    `rgb` is the golden, but the product's own colours wherever `alpha` > 0 (not yet mixed);
    `band` is where shadow and reflection may be painted, 0 = locked unless the product is there;
    `scale` is pixels of the golden per pixel of the product: above 1 it was enlarged.
    """

    rgb: Pixels
    alpha: Alpha
    band: Alpha
    box: Box
    scale: float


def cut_out(picture: npt.NDArray[np.uint8], segmenter: Any) -> Product:
    """By its own transparency if it has any, else by what the segmenter takes for the subject.

    `picture` is (H, W, 3) sRGB or (H, W, 4) with straight alpha. NotFound if nothing stands out.
    """
    rgb = np.ascontiguousarray(picture[..., :3])
    alpha = picture[..., 3] if picture.shape[2] == 4 else np.full(rgb.shape[:2], 255, np.uint8)
    if (alpha < _SEEN).mean() < _CLEAR:
        alpha = matte.soften(rgb, _found(rgb, segmenter))
        rgb = matte.foreground(rgb, 255 - alpha)
    if not (alpha >= _SEEN).any():
        raise NotFound(f"There is no product in the attached picture. {_ADVICE}")
    box = Box.around(alpha >= _SEEN)
    return Product(rgb[box.slices].copy(), alpha[box.slices].copy())


def placed(golden: Pixels, product: Product, box: Box) -> Placed:
    """As large as `box` allows, in its middle, its foot on the box's bottom, at whole pixels."""
    height, width = product.alpha.shape
    scale = min(box.width / width, box.height / height)
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    x0 = box.x0 + (box.width - size[0]) // 2
    where = Box(x0, box.y1 - size[1], x0 + size[0], box.y1)
    fresh, cover = _resampled(product, size)
    inside = _inside(where, golden.shape)
    own = Box(inside.x0 - where.x0, inside.y0 - where.y0, *_far(inside, where))
    rgb, alpha = golden.copy(), np.zeros(golden.shape[:2], np.uint8)
    alpha[inside.slices] = cover[own.slices]
    np.copyto(rgb[inside.slices], fresh[own.slices], where=cover[own.slices][..., None] > 0)
    return Placed(rgb, alpha, _band(alpha), where, scale)


def shadow(golden: Pixels, put: Placed, light: Light) -> Pixels:
    """The finished picture without any model: shadow and reflection in the band, the product on it.

    Where `put.alpha` is 255 it is the product's own pixels; where it and the band are 0, the
    golden's.
    """
    out = golden.copy()
    touched = np.maximum(put.alpha, put.band) > 0
    if not (put.alpha > 127).any():
        return out
    box = Box.around(touched)
    cover = put.alpha[box.slices].astype(np.float32) / np.float32(255)
    ground = _grounded(golden, put, box, light)
    mixed = ground + (put.rgb[box.slices] - ground) * cover[..., None]
    out[box.slices][touched[box.slices]] = np.rint(np.clip(mixed, 0, 255))[touched[box.slices]]
    return out


def _found(rgb: Pixels, segmenter: Any) -> Alpha:
    """The subject, or what is not background, as 0 or 255."""
    for phrase, wanted in (("subject", True), ("background", False)):
        try:
            alpha = np.asarray(Answer.of(segmenter(rgb, phrase)).alpha)
        except LookupError:
            continue
        inside = alpha > (0 if alpha.dtype == np.bool_ else 127)
        return np.where(inside == wanted, np.uint8(255), np.uint8(0))
    raise NotFound(f"The product could not be told from what is around it. {_ADVICE}")


def _resampled(product: Product, size: tuple[int, int]) -> tuple[Pixels, Alpha]:
    """Once, by Lanczos, with the colours weighted by alpha so that no edge takes up any others."""
    from PIL import Image

    if size == product.alpha.shape[::-1]:
        return product.rgb, product.alpha
    cover = product.alpha.astype(np.float32) / np.float32(255)
    planes = [cover, *(product.rgb.astype(np.float32) * cover[..., None]).transpose(2, 0, 1)]
    drawn = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(plane)).resize(size, Image.Resampling.LANCZOS)
        )
        for plane in planes
    ]
    share = np.clip(drawn[0], 0, 1)
    colour = np.dstack(drawn[1:]) / np.maximum(share, 1 / 255)[..., None]
    alpha = np.rint(share * 255).astype(np.uint8)
    alpha[alpha >= _SOLID] = 255
    return np.rint(np.clip(colour, 0, 255)).astype(np.uint8), alpha


def _inside(box: Box, shape: tuple[int, ...]) -> Box:
    return Box(max(box.x0, 0), max(box.y0, 0), min(box.x1, shape[1]), min(box.y1, shape[0]))


def _far(inside: Box, whole: Box) -> tuple[int, int]:
    return inside.x1 - whole.x0, inside.y1 - whole.y0


def _band(alpha: Alpha) -> Alpha:
    """An oval around the foot, full in its middle, softly ending."""
    if not (alpha > 127).any():
        return np.zeros_like(alpha)
    stands = stance(alpha.astype(np.float32) / np.float32(255))
    x = (np.arange(alpha.shape[1], dtype=np.float32) + 0.5 - stands.x)[None, :]
    y = (np.arange(alpha.shape[0], dtype=np.float32) + 0.5 - stands.y)[:, None]
    tall = np.where(y < 0, _UP, _DOWN) * stands.tall + stands.depth
    away = (x / (stands.half + _ASIDE * stands.tall)) ** 2 + (y / tall) ** 2
    return np.rint(np.clip((1 - away) / 0.45, 0, 1) * 255).astype(np.uint8)


def _grounded(golden: Pixels, put: Placed, box: Box, light: Light) -> Floats:
    """The ground in the box with shadow and reflection, as sRGB codes."""
    import cv2

    scale = min(1.0, _WORK / max(box.width, box.height))
    size = (max(round(box.width * scale), 1), max(round(box.height * scale), 1))
    small = [
        cv2.resize(plane[box.slices], size, interpolation=cv2.INTER_AREA)
        for plane in (golden, put.rgb, put.alpha, put.band)
    ]
    cover = small[2].reshape(size[::-1]).astype(np.float32) / np.float32(255)
    band = small[3].reshape(size[::-1]).astype(np.float32) / np.float32(255)
    stands = stance(cover)
    dark = darkness(cover, stands, light) * band
    ground = to_light(small[0])
    free = (band > 0.5) & (cover < 0.02)
    kept = _kept(dark, ground, free, golden)
    glow, veil = _reflection(to_light(small[1]), cover, stands, band, _shine(ground, stands, free))
    full = [cv2.resize(plane, (box.width, box.height)) for plane in (kept, glow, veil)]
    shaded = to_light(golden[box.slices]) * full[0]
    return np.asarray(to_codes(shaded * (1 - full[2][..., None]) + full[1]), np.float32)


def _kept(dark: Floats, ground: Floats, free: npt.NDArray[np.bool_], golden: Pixels) -> Floats:
    """(h, w, 3) the share of light left, in the colour of the scene's own shadows."""
    deepest = float(np.percentile(luminance(to_light(golden[::8, ::8])), 1))
    usual = float(luminance(ground[free]).mean()) if free.any() else 0.2
    dark = dark * np.float32(np.clip(1 - deepest / max(usual, 1e-3), _HAZE, 1))
    tint = _tint(ground[free]) if free.sum() > 50 else np.ones(3, np.float32)
    return np.asarray((1 - dark)[..., None] * tint ** dark[..., None], np.float32)


def _tint(ground: Floats) -> Floats:
    """What colour the ground's dark parts have beside its usual ones, (3,)."""
    bright = luminance(ground)
    low, middle, high = np.percentile(bright, (20, 40, 80))
    dark, usual = (
        ground[bright <= low].mean(0),
        ground[(bright >= middle) & (bright <= high)].mean(0),
    )
    ratio = (dark + 1e-3) / (usual + 1e-3)
    return np.asarray(np.clip((ratio / luminance(ratio)) ** 0.5, *_TINT), np.float32)


def _shine(ground: Floats, stands: Stance, free: npt.NDArray[np.bool_]) -> float:
    """Of the ground before the foot."""
    near = free.copy()
    near[: max(int(stands.y), 0)] = False
    near[int(stands.base + 0.3 * stands.tall) :] = False
    return shine(np.asarray(luminance(ground), np.float32), near)


def _reflection(
    light: Floats, cover: Floats, stands: Stance, band: Floats, strength: float
) -> tuple[Floats, Floats]:
    """The light that is thrown back (h, w, 3), and how much of the ground's it replaces (h, w)."""
    seen = mirrored(np.dstack([light * cover[..., None], cover]), stands)
    seen *= (strength * band)[..., None]
    return seen[..., :3], seen[..., 3]
