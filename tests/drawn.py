"""Pictures that a person drew on, and what a phone and an app then did to them."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from inference.nouns import Pixels
from tests.needs import photo

RED, GREEN = (235, 25, 40), (50, 200, 80)


def golden(name: str, side: int = 400) -> Pixels:
    with Image.open(photo(name)) as image:
        picture = image.convert("RGB")
    picture.thumbnail((side, side))
    return np.asarray(picture)


def ring(rgb: Pixels, x: float, y: float, size: float, gap: float = 0.0) -> Image.Image:
    """A loop about (x, y), in shares of the picture, with a gap in degrees; white on black."""
    height, width = rgb.shape[:2]
    layer = Image.new("L", (width, height), 0)
    reach = size * width
    around = (x * width - reach, y * height - reach, x * width + reach, y * height + reach)
    ImageDraw.Draw(layer).arc(around, gap, 360, 255, max(4, width // 60))
    return layer


def line(rgb: Pixels, *points: tuple[float, float]) -> Image.Image:
    """A stroke through points, in shares of the picture; white on black."""
    height, width = rgb.shape[:2]
    layer = Image.new("L", (width, height), 0)
    through = [(x * width, y * height) for x, y in points]
    ImageDraw.Draw(layer).line(through, 255, max(4, width // 50), joint="curve")
    return layer


def drawn(
    rgb: Pixels,
    layer: Image.Image,
    colour: tuple[int, int, int] = RED,
    opacity: float = 1.0,
    soft: float = 0.0,
) -> Pixels:
    """The picture with the layer laid over it in that colour."""
    brush = layer.filter(ImageFilter.GaussianBlur(soft)) if soft else layer
    over = brush.point(lambda value: int(value * opacity))
    ink = Image.new("RGB", layer.size, colour)
    return np.asarray(Image.composite(ink, Image.fromarray(rgb), over))


def phoned(
    rgb: Pixels, scale: float = 0.8, quality: int = 75, crop: int = 0, tint: float = 0.0
) -> Pixels:
    """Cropped by pixels, rescaled, warmer by a share, and a JPEG of that quality."""
    height, width = rgb.shape[:2]
    cut = Image.fromarray(rgb[crop : height - crop // 2, crop // 2 : width - crop])
    size = (round(cut.width * scale), round(cut.height * scale))
    warm = np.asarray(cut.resize(size, Image.Resampling.BICUBIC)) * (1 + np.array([tint, 0, -tint]))
    out = BytesIO()
    Image.fromarray(np.clip(warm, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=quality)
    with Image.open(out) as image:
        return np.asarray(image.convert("RGB"))
