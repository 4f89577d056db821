"""The certificate of one variant: what is untouched, and how well the rest is seated.

- **locked**: alpha == 0. `locked_fraction` is their share of the picture.
- **changed_outside**: locked pixels that differ from the golden in any channel, transparency
  included, at full bit depth. More than none is an error, never a number that somebody sees.
- **outside_sha256**: sha256 of the locked pixels' samples in raster order, channels interleaved,
  16 bits as little-endian; the golden and the variant must both have it.
- **seam**: median ΔE00 across the region's edge (2 px inside against 2 px outside), divided by the
  same measure 12 px outside, minus 1. Neither counts as less than 0.5, so that it stays finite on
  flat paper. The edge is where alpha passes 127. An edge that the golden has, an object's outline,
  has a high value in a good variant too; the warning therefore asks what it was in the golden.
- **grain_ratio**: high-pass MAD inside the region, divided by that in the ring (locked, up to 64 px
  away), over 8-px blocks of equal luminance: the calmest quarter of both in each of 16 steps of
  luma. Neither counts as less than 0.25 of 255. It is 1 where no luminance is found on both sides.
- **visible_change**: mean ΔE00 where alpha > 127, on a lattice of some 100,000 points.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from inference import grain, seam
from inference.errors import BrokenPromise
from inference.nouns import Alpha, Proof, Region
from inference.picture import Picture, Samples

Floats = npt.NDArray[np.float32]

INVISIBLE = 1.0
"""visible_change (ΔE00) below which nobody sees a change without both pictures side by side."""
SEAM, STEP = 1.0, 2.0
"""A seam above SEAM, with STEP in ΔE00 across it, is warned of..."""
OUTLINE = 0.5
"""...where the golden's own seam was below this: the region ends in the middle of a surface."""
SMOOTH, COARSE = 0.4, 2.5
"""grain_ratio outside this range is warned of, if it is grain..."""
GRAINY = 1.0
"""...since texture moves the ratio too: the grainier side has this deviation, in 8-bit steps."""

_POINTS = 100_000
_STRIP = 1 << 20  # pixels looked at in one go
_SIDE, _RING = 8, 8  # of a block in pixels, and of the ring in blocks
_BLOCKS = 6000
_FEWEST = 4  # blocks of one luma step, below which it says nothing
_FLOOR = 0.25
_BACKGROUND = re.compile(r"(the )?(back ?ground|back ?drop|bg)", re.I)
_ALL_BUT = re.compile(r"(?:everything|all)(?: else)? (?:but|except|except for) (.+)", re.I)
_NOT_A_NAME = re.compile(
    r"[{}()*#]|\b(not|but|except|without|excluding|minus|box|everything)\b", re.I
)
_OWNED = re.compile(r"(the|his|her|its|their|my|our|this|that|these|those)\b", re.I)


def prove(golden: Picture, pixels: Samples, region: Region) -> Proof:
    """Compare a variant's pixels with the golden's; BrokenPromise if a locked one differs."""
    locked, changed, digest = _outside(golden.pixels, pixels, region.alpha)
    if changed:
        raise BrokenPromise(
            f"{changed} pixels that were to stay untouched have changed. "
            "The variant was thrown away; that is our mistake."
        )
    line = seam.edge(region.alpha)
    now = seam.measure(line, region.alpha, _colours(golden, pixels))
    before = seam.measure(line, region.alpha, _colours(golden, golden.pixels))
    ratio = _grain_ratio(pixels, region.alpha)
    change = _visible_change(golden, pixels, region)
    return Proof(
        locked_pixels=locked,
        locked_fraction=locked / region.alpha.size,
        changed_outside=changed,
        outside_sha256=digest,
        seam=round(now.excess, 4),
        grain_ratio=round(ratio, 4),
        visible_change=round(change, 4),
        warnings=(
            *_warnings(now, before, change),
            *_grain_warnings(golden.pixels, pixels, region.alpha, ratio),
        ),
    )


def words(proof: Proof, phrase: str) -> str:
    """What is proven, in one sentence that claims no more than that."""
    if not proof.locked_pixels:
        return "No pixel was locked: the whole picture may have changed."
    kept = _kept(phrase.strip())
    share = _percent(proof) + (" of the picture" if kept == "Subject" else "")
    return f"{kept} untouched, bit for bit ({share})."


def _kept(phrase: str) -> str:
    """What the locked pixels show, as far as the phrase says so."""
    if _BACKGROUND.fullmatch(phrase):
        return "Subject"
    but = _ALL_BUT.fullmatch(phrase)
    name = but[1] if but else phrase
    if not name or _NOT_A_NAME.search(name):
        return "Everything outside the painted region"
    if but:
        return name[0].upper() + name[1:]
    return f"Everything but {name if _OWNED.match(name) else f'the {name}'}"


def _percent(proof: Proof) -> str:
    """The share of locked pixels, rounded down."""
    whole = int(proof.locked_fraction * 100 + 1e-9)
    return f"{whole} %" if whole else "less than 1 %"


def _warnings(now: seam.Seam, before: seam.Seam, change: float) -> Iterator[str]:
    if change < INVISIBLE:
        yield "The change can hardly be seen. Ask for more, or add “bold”."
    if now.excess > SEAM and now.across > STEP and before.excess < OUTLINE:
        yield "The edge of the painted part may show. Look at it at full size."


def _grain_warnings(golden: Samples, pixels: Samples, alpha: Alpha, ratio: float) -> Iterator[str]:
    if ratio < SMOOTH and _is_grainy(golden, np.ones(alpha.shape, np.bool_)):
        yield "The painted part is smoother than the picture around it."
    if ratio > COARSE and _is_grainy(pixels, alpha > 127):
        yield "The painted part is grainier than the picture around it."


def _is_grainy(samples: Samples, where: npt.NDArray[np.bool_]) -> bool:
    found = grain.measure(samples, grain.cells(where))
    return found is not None and float(found.sigma.max()) >= GRAINY


def _outside(golden: Samples, pixels: Samples, alpha: Alpha) -> tuple[int, int, str]:
    """How many pixels are locked, how many of them changed, and the digest of the locked ones."""
    if pixels.shape != golden.shape or pixels.dtype != golden.dtype:
        raise BrokenPromise("The variant has not the golden's size and depth. That is our mistake.")
    count = changed = 0
    digests = hashlib.sha256(), hashlib.sha256()
    for rows in _strips(alpha.shape):
        locked = alpha[rows] == 0
        kept = [_little(samples[rows][locked]) for samples in (golden, pixels)]
        for digest, samples in zip(digests, kept, strict=True):
            digest.update(samples.data)
        count += int(locked.sum())
        changed += int((kept[0] != kept[1]).any(axis=-1).sum())
    if not changed and digests[0].digest() != digests[1].digest():
        raise BrokenPromise("The digests of the locked pixels disagree. That is our mistake.")
    return count, changed, digests[0].hexdigest()


def _little(samples: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.ascontiguousarray(samples, samples.dtype.newbyteorder("<"))


def _strips(shape: tuple[int, ...]) -> Iterator[slice]:
    rows = max(1, _STRIP // shape[1])
    return (slice(top, top + rows) for top in range(0, shape[0], rows))


def _colours(golden: Picture, pixels: Samples) -> seam.Colours:
    """sRGB of a picture that has the golden's profile, at points."""

    def at(points: seam.Points) -> npt.NDArray[np.uint8]:
        line = pixels[points[:, 0], points[:, 1]][None]
        return np.asarray(Picture(line, golden.icc).srgb()[0])

    return at


def _visible_change(golden: Picture, pixels: Samples, region: Region) -> float:
    rows, columns = region.box.slices
    inside = region.alpha[rows, columns] > 127
    step = max(1, int((np.count_nonzero(inside) / _POINTS) ** 0.5))
    points = np.argwhere(inside[::step, ::step]) * step + (rows.start, columns.start)
    if not len(points):
        return 0.0
    before, after = (_colours(golden, each)(points) for each in (golden.pixels, pixels))
    return float(seam.delta_e(before, after).mean())


def _grain_ratio(pixels: Samples, alpha: Alpha) -> float:
    """Inside over ring; the profile is left as it is, since both have the same."""
    import cv2

    inside = grain.cells(alpha > 127, _SIDE)
    reach = np.ones((2 * _RING + 1, 2 * _RING + 1), np.uint8)
    near = cv2.dilate(inside.astype(np.uint8), reach) if inside.size else inside
    ring = grain.cells(alpha == 0, _SIDE) & (near > 0)
    mine, theirs = (_roughness(pixels, each) for each in (inside, ring))
    both = [level for level in mine if level in theirs]
    if not both:
        return 1.0
    return sum(mine[level] for level in both) / sum(theirs[level] for level in both)


def _roughness(pixels: Samples, chosen: npt.NDArray[np.bool_]) -> dict[int, float]:
    """High-pass MAD of the calmest quarter of blocks by luma step, in 8-bit steps."""
    if not chosen.any():
        return {}
    luma = grain.blocks(pixels, chosen, _BLOCKS, _SIDE) @ grain.LUMA
    fine = luma[:, 1:-1, 1:-1] - _smoothed(luma)
    centre = np.median(fine, axis=(1, 2), keepdims=True)
    rough = np.median(np.abs(fine - centre), axis=(1, 2))
    level = (luma.mean(axis=(1, 2)) / 16).astype(int)
    return {
        each: max(_FLOOR, float(np.percentile(rough[level == each], 25)))
        for each in np.flatnonzero(np.bincount(level) >= _FEWEST).tolist()
    }


def _smoothed(luma: Floats) -> Floats:
    """The 3x3 binomial mean around each inner pixel of (n, side, side) blocks."""
    tall = (luma[:, :-2] + 2 * luma[:, 1:-1] + luma[:, 2:]) / 4
    return np.asarray((tall[..., :-2] + 2 * tall[..., 1:-1] + tall[..., 2:]) / 4, np.float32)
