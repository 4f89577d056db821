"""Recolour the region to a named colour, keeping its shading, highlights and texture.

The region is read as a body of one colour under light (Shafer's dichromatic model, 1985): the
*diffuse* part takes the new colour in proportion to the light that falls on it, the *glare* keeps
the colour of the lamp. One lightness, the region's midtone, becomes the target's; everything else
moves with it along one rising curve, so nothing that was lighter becomes darker.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from inference.colours import named
from inference.errors import AskerError
from inference.nouns import Cut, Pixels
from inference.oklab import Floats, from_linear, into_gamut, to_lab, to_linear, to_rgb

_STRIP = 1 << 17  # pixels repainted at a time: bounds the memory at 12 MP
_SAMPLE = 1 << 17  # pixels looked at to know the region
_COLOURED = 0.045  # chroma from which a pixel counts as coloured; JPEG greys stay below
_DARKEST, _LIGHTEST = 0.19, 0.972  # a midtone beyond these leaves no room for shading
_SOFT = 0.02  # lightness below the ceiling over which the curve turns level
_STEEPEST = 2.5  # lightness gain above which noise would show more than shading
_LIFT = 1.3  # how much stronger grain may become, as a factor
_GRAIN = 0.03  # steps of lightness up to which detail is grain
_REACH = 4  # of the window that tells grain from shading, in pixels
_SEEN = (
    (1.0, "nobody can see"),
    (2.0, "is hard to see"),
    (5.0, "shows side by side"),
    (float("inf"), "shows at a glance"),
)

Places = tuple[npt.NDArray[np.intp], ...]


class Body(NamedTuple):
    """What the region is made of; lightnesses are Oklab's 0-1.

    `low` to `high` are the diffuse midtones: the shortest span of lightness that holds half of
    the diffuse pixels; `middle` is their mean. `glare` is where highlights begin, `saturation` the
    typical chroma per lightness, and `colourful` 1 for a body of colour, 0 for a grey one.
    """

    low: float
    high: float
    middle: float
    glare: float
    saturation: float
    colourful: float


def recolour(cut: Cut, prompt: str) -> Pixels:
    """The cut with its region in the colour that `prompt` names; AskerError if it names none."""
    target = wanted(prompt)
    painted = cut.rgb.copy()
    if not cut.alpha.any():
        return painted
    body = study(cut)
    for rows in _strips(cut):
        inside = cut.alpha[rows] > 0
        if inside.any():
            lab = _calmed(cut, rows, body, target)[inside]
            painted[rows][inside] = to_rgb(repaint(lab, body, target))
    return painted


def reached(cut: Cut, painted: Pixels, prompt: str) -> float:
    """The colour difference ΔE00 between what was asked and what the region became.

    Measured from the mean CIELAB colour of the diffuse midtones (see Body), each pixel weighted by
    its alpha, with glare and uncoloured parts of a coloured body left out; below 2 is hard to see.
    """
    from skimage.color import deltaE_ciede2000, rgb2lab

    before, weight, places = _sample(cut)
    body = study(cut)
    chosen = weight * _diffuse(before, body) * _between(before[:, 0], body)
    lab = rgb2lab(painted[places][None])[0]
    mean = (lab * chosen[:, None]).sum(0) / max(chosen.sum(), 1e-6)
    asked = rgb2lab(np.array([[_colour(prompt)]], np.uint8))[0, 0]
    return float(deltaE_ciede2000(mean, asked))


def measured(cut: Cut, painted: Pixels, prompt: str) -> str:
    """The same in words: "The colour is ΔE00 0.4 from #008080, which nobody can see."."""
    gap, code = reached(cut, painted, prompt), "#{:02X}{:02X}{:02X}".format(*_colour(prompt))
    seen = next(words for limit, words in _SEEN if gap < limit)
    return f"The colour reached is ΔE00 {gap:.1f} from {code}, which {seen}."


def wanted(prompt: str) -> Floats:
    """The Oklab colour that `prompt` names; AskerError if it names none."""
    return to_lab(np.array(_colour(prompt), np.uint8))


def study(cut: Cut) -> Body:
    """What the region is made of, from up to 131072 of its pixels weighted by their alpha."""
    lab, weight, _ = _sample(cut)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    coloured = weight * (chroma > _COLOURED)
    colourful = _smooth(float(coloured.sum() / weight.sum()), 0.25, 0.5)
    member = weight * (1 - colourful) + coloured * colourful
    low, high = _shortest_half(lab[:, 0], member)
    core = member * ((lab[:, 0] >= low) & (lab[:, 0] <= high))
    middle = max(float(np.average(lab[:, 0], weights=core)), 1e-3)
    saturation = float(np.average(chroma, weights=core)) / middle
    glare = max(1.25 * middle, _quantile(lab[:, 0], member, 0.9))
    return Body(low, high, middle, glare, saturation, colourful)


def repaint(lab: Floats, body: Body, target: Floats) -> Floats:
    """(n, 3) Oklab colours of the region in the target's colour.

    The light of a pixel is split: what the body's colour sent back is replaced, the rest (a lamp's
    reflection, a white label, a black tyre) is added again as it was, as light adds.
    """
    own, before = _belonging(lab, body), lab[:, 0]
    share = _diffuse(lab, body)
    body_light = before * np.cbrt(share)
    after = _curve(body_light, body, target)
    hue = target[1:] / max(float(target[0]), _DARKEST)
    fresh = into_gamut(np.column_stack([after, after[:, None] * hue]).astype(np.float32))
    rest = lab * np.column_stack([np.ones_like(own), 1 - own, 1 - own])
    return from_linear(to_linear(fresh) + to_linear(rest) * (1 - share[:, None]))


def _calmed(cut: Cut, rows: slice, body: Body, target: Floats) -> Floats:
    """(rows, w, 3) Oklab whose grain is as much weaker as the curve will make it too strong.

    Grain is what a guided filter (He, Sun and Tang, 2013) takes from the lightness.
    """
    goal, bend = _aim(body, target)
    kept = _LIFT * body.middle / (goal * bend)
    if kept >= 1:
        return to_lab(cut.rgb[rows])
    top = max(rows.start - 2 * _REACH, 0)
    lab = to_lab(cut.rgb[top : rows.stop + 2 * _REACH])
    lab[..., 0] = (1 - kept) * _without_grain(lab[..., 0]) + kept * lab[..., 0]
    return lab[rows.start - top :][: rows.stop - rows.start]


def _without_grain(lightness: Floats) -> Floats:
    import cv2

    def mean(values: Floats) -> Floats:
        return np.asarray(cv2.blur(values, (2 * _REACH + 1, 2 * _REACH + 1)), np.float32)

    level = mean(lightness)
    spread = (mean(lightness**2) - level**2).clip(0)
    slope = np.asarray(spread / (spread + _GRAIN**2), np.float32)
    return mean(slope) * lightness + mean((1 - slope) * level)


def _curve(lightness: Floats, body: Body, target: Floats) -> Floats:
    """The new lightness of diffuse light: the midtone lands on the target.

    Light on a body scales Oklab's lightness, so the curve is a straight line through black; it
    bends where a dark body becomes so light that its noise would be lifted with it, and leans
    softly against the lightest shade that still has the target's chroma.
    """
    top = _ceiling(target)
    goal, bend = _aim(body, target)
    line = goal * (lightness / body.middle) ** bend
    return np.asarray(top - _SOFT * np.logaddexp(0, (top - line) / _SOFT), np.float32)


def _aim(body: Body, target: Floats) -> tuple[float, float]:
    """The lightness that the midtone becomes, and the power of lightness that rises to it."""
    goal = min(max(float(target[0]), _DARKEST), _LIGHTEST, _ceiling(target) - _SOFT / 2)
    return goal, max(goal / body.middle / _STEEPEST, 1.0) ** -0.5


def _ceiling(target: Floats) -> float:
    """The largest lightness at which sRGB still shows nine tenths of the target's chroma."""
    ladder = np.tile(target, (101, 1))
    ladder[:, 0] = np.linspace(target[0], 1, 101)
    kept = np.hypot(*into_gamut(ladder)[:, 1:].T) >= 0.9 * np.hypot(*target[1:])
    return float(ladder[kept, 0].max(initial=float(target[0])))


def _diffuse(lab: Floats, body: Body) -> Floats:
    """The share of each pixel's light, 0-1, that the body's colour sent back.

    In a coloured body it is told by saturation; in a grey one, everything darker than glare is.
    """
    grey = (body.glare / np.maximum(lab[:, 0], body.glare)) ** 3
    return np.asarray(body.colourful * _belonging(lab, body) + (1 - body.colourful) * grey)


def _belonging(lab: Floats, body: Body) -> Floats:
    """0 for a grey part of a coloured body (a white logo, a tyre), 1 for a part as coloured as it.

    A grey body owns all its pixels.
    """
    saturation = np.hypot(lab[:, 1], lab[:, 2]) / np.maximum(lab[:, 0], 0.05)
    coloured = _ramp(np.asarray(saturation, np.float32) / max(body.saturation, 1e-3), 0.15, 0.5)
    return (1 - body.colourful * (1 - coloured)).astype(np.float32)


def _between(lightness: Floats, body: Body) -> Floats:
    return ((lightness >= body.low) & (lightness <= body.high)).astype(np.float32)


def _ramp(value: Floats, start: float, end: float) -> Floats:
    """0 up to start, 1 from end on, smooth between."""
    share = ((value - start) / (end - start)).clip(0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)


def _smooth(value: float, start: float, end: float) -> float:
    return float(_ramp(np.array([value], np.float32), start, end)[0])


def _shortest_half(value: Floats, weight: Floats) -> tuple[float, float]:
    """The shortest interval that holds half of the weight, a robust place for the peak.

    Andrews et al., "Robust Estimates of Location" (1972), call its mean the shorth.
    """
    order = np.argsort(value, kind="stable")
    value, total = value[order], np.cumsum(weight[order], dtype=np.float64)
    last = np.searchsorted(total, total + total[-1] / 2).clip(max=len(value) - 1)
    starts = np.flatnonzero(total <= total[-1] / 2 + 1e-9)
    if not len(starts):
        return float(value[0]), float(value[-1])
    best = starts[np.argmin(value[last[starts]] - value[starts])]
    return float(value[best]), float(value[last[best]])


def _quantile(value: Floats, weight: Floats, share: float) -> float:
    order = np.argsort(value, kind="stable")
    total = np.cumsum(weight[order], dtype=np.float64)
    return float(value[order][np.searchsorted(total, share * total[-1]).clip(max=len(value) - 1)])


def _sample(cut: Cut) -> tuple[Floats, Floats, Places]:
    """Oklab (n, 3), weight (n,) and (rows, columns) of pixels spread evenly over the region."""
    flat = np.flatnonzero(cut.alpha)
    flat = flat[:: -(-len(flat) // _SAMPLE)]
    places = np.unravel_index(flat, cut.alpha.shape)
    return to_lab(cut.rgb[places]), cut.alpha[places].astype(np.float32), places


def _strips(cut: Cut) -> list[slice]:
    """Rows to repaint together, a bounded number of pixels each."""
    height, width = cut.alpha.shape
    step = max(_STRIP // width, 1)
    return [slice(y, y + step) for y in range(0, height, step)]


def _colour(prompt: str) -> tuple[int, int, int]:
    found = named(prompt)
    if found is None:
        raise AskerError(
            f"I don't know which colour {prompt!r} is. "
            "Name one, like “deep navy”, or give its code, like #0F4C81."
        )
    return found
