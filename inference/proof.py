"""The certificate of one variant: what is untouched, and how well the rest is seated.

- **locked**: alpha == 0. `locked_fraction` is their share of the picture.
- **changed_outside**: locked pixels that differ from the golden in any channel, transparency
  included, at full bit depth. More than none is an error, never a number that somebody sees.
- **golden_sha256**, **outside_sha256**: sha256 of the locked pixels' samples in raster order,
  channels interleaved, 16 bits as little-endian: as read from the golden, and from the variant.
- **seam**: median ΔE00 across the region's edge (2 px inside against 2 px outside), divided by the
  same measure 12 px outside, minus 1. Neither counts as less than 0.5, so that it stays finite on
  flat paper. The edge is where alpha passes 127. An edge that the golden has, an object's outline,
  has a high value in a good variant too; the warning therefore asks what it was in the golden.
- **grain_ratio**: high-pass MAD inside the region, divided by that in the ring (locked, up to 64 px
  away), over 8-px blocks of equal luminance: the calmest quarter of both in each of 16 steps of
  luma. Neither counts as less than 0.25 of 255. It is 1 where no luminance is found on both sides.
- **visible_change**: mean ΔE00 where alpha > 127, on a lattice of some 100,000 points.
- **clear_change**: the share of those points that differ by more than 5 ΔE00 once grain is averaged
  away: new letters on a sign hardly move a mean, but anybody sees them.
- **colour_error**: ΔE00 between the colour asked for and the one reached; None where no colour was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from inference import seam
from inference.errors import BrokenPromise
from inference.nouns import Alpha, Proof, Region
from inference.picture import Picture, Samples
from inference.proving.change import Change, change, colours
from inference.proving.outside import outside
from inference.proving.rough import grain_ratio, is_grainy

FAINT = "The change can hardly be seen. Ask for more, or add “bold”."
EDGE = "The edge of the painted part may show. Look at it at full size."
INVISIBLE, UNCLEAR = 1.0, 0.005
"""visible_change and clear_change below which, together, nobody sees a change without both pictures
side by side."""
SEAM, STEP = 1.0, 2.0
"""A seam above SEAM, with STEP in ΔE00 across it, is warned of..."""
OUTLINE = 0.5
"""...where the golden's own seam was below this: the region ends in the middle of a surface."""
SMOOTH, COARSE = 0.4, 2.5
"""grain_ratio outside this range is warned of, if it is grain and not texture."""

_BACKGROUND = re.compile(r"(the )?(back ?ground|back ?drop|bg)", re.I)
_ALL_BUT = re.compile(r"(?:everything|all)(?: else)? (?:but|except|except for) (.+)", re.I)
_NOT_A_NAME = re.compile(
    r"[{}()*#]|\b(not|but|except|without|excluding|minus|box|everything)\b", re.I
)
_OWNED = re.compile(r"(the|his|her|its|their|my|our|this|that|these|those)\b", re.I)


def prove(
    golden: Picture, pixels: Samples, region: Region, colour_error: float | None = None
) -> Proof:
    """Compare a variant's pixels with the golden's; BrokenPromise if a locked one differs."""
    kept = outside(golden.pixels, pixels, region.alpha)
    if kept.changed or kept.golden != kept.variant:
        raise BrokenPromise(
            f"{kept.changed} pixels that were to stay untouched have changed. "
            "The variant was thrown away; that is our mistake."
        )
    line = seam.edge(region.alpha)
    now = seam.measure(line, region.alpha, colours(golden, pixels))
    before = seam.measure(line, region.alpha, colours(golden, golden.pixels))
    ratio, seen = grain_ratio(pixels, region.alpha), change(golden, pixels, region)
    return Proof(
        locked_pixels=kept.locked,
        locked_fraction=kept.locked / region.alpha.size,
        changed_outside=kept.changed,
        golden_sha256=kept.golden,
        outside_sha256=kept.variant,
        seam=round(now.excess, 4),
        grain_ratio=round(ratio, 4),
        visible_change=round(seen.mean, 4),
        clear_change=round(seen.share, 4),
        colour_error=None if colour_error is None else round(colour_error, 2),
        warnings=(
            *_warnings(now, before, seen),
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


def _warnings(now: seam.Seam, before: seam.Seam, seen: Change) -> Iterator[str]:
    if seen.mean < INVISIBLE and seen.share < UNCLEAR:
        yield FAINT
    if now.excess > SEAM and now.across > STEP and before.excess < OUTLINE:
        yield EDGE


def _grain_warnings(golden: Samples, pixels: Samples, alpha: Alpha, ratio: float) -> Iterator[str]:
    if ratio < SMOOTH and is_grainy(golden, np.ones(alpha.shape, np.bool_)):
        yield "The painted part is smoother than the picture around it."
    if ratio > COARSE and is_grainy(pixels, alpha > 127):
        yield "The painted part is grainier than the picture around it."
