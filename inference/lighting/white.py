"""The colour of light, as the temperature of a black body.

After "Color by correlation" (Finlayson, Hordley and Hubel, 2001): for each light that is likely at
all, how much of the picture would be grey under it? The likeliest wins. Grey world, shades of grey
and grey edge were tried beside it: between a thing and its own surroundings they differ by 42-94
mired, a first form of this by 25, and unlike them it knows when it has nothing to go by.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from inference.nouns import Pixels
from inference.painters.backdrop.light import luminance, to_light

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NEUTRAL = 6504.0
"""Kelvin of sRGB's white: a well balanced picture."""
_MIRED = np.arange(80.0, 421.0, 8.0)  # a million over kelvin: 12,500 K to 2,400 K in even steps
_GREY = 0.12  # how far from grey, in logarithms of colour ratios, still counts
_USUAL = 75.0  # mired: how far from neutral light in pictures usually is
_ENOUGH = 0.12  # share of grey that makes the answer fairly sure
_NONE = 1e-4  # share of grey below which there is none
_LEAST = 60  # pixels
_TO_RGB = np.array(
    [
        [3.2404542, -1.5371385, -0.4985314],
        [-0.9692660, 1.8760108, 0.0415560],
        [0.0556434, -0.2040259, 1.0572252],
    ]
)


def temperature(rgb: Pixels, where: Bools) -> tuple[float, float]:
    """Kelvin, and 0-1 how sure; neutral and 0 where nothing can be said."""
    light = to_light(rgb[where]).astype(np.float64)
    peak = light.max(-1, initial=0)
    fair = (peak > 0.02) & (peak < 0.97)
    if fair.sum() < _LEAST:
        return NEUTRAL, 0.0
    grey = _grey(np.maximum(light[fair], 1e-3), np.sqrt(peak[fair]))
    likely = grey * np.exp(-(((_MIRED - 1e6 / NEUTRAL) / _USUAL) ** 2) / 2)
    best = int(np.argmax(likely))
    if grey[best] < _NONE:
        return NEUTRAL, 0.0
    near = slice(max(best - 2, 0), best + 3)
    mired = float((_MIRED[near] * likely[near]).sum() / likely[near].sum())
    return 1e6 / mired, float(1 - np.exp(-grey[best] / _ENOUGH))


def spread(certainty: float) -> float:
    """One deviation of the temperature, in mired, as measured on photographs."""
    return 12 + 70 * (1 - certainty) ** 2


def tint(kelvin: float) -> Floats:
    """Linear sRGB (3,) of that light, luminance 1; white at NEUTRAL."""
    colour = _planck(kelvin) / _planck(NEUTRAL)
    return np.asarray(colour / float(luminance(colour)))


def _grey(light: Floats, weight: Floats) -> Floats:
    """For each temperature the share of the picture that is grey under it."""
    ratios = np.stack([np.log(light[:, 0] / light[:, 1]), np.log(light[:, 2] / light[:, 1])], 1)
    away = (ratios[:, None, 0] - _locus()[:, 0]) ** 2 + (ratios[:, None, 1] - _locus()[:, 1]) ** 2
    return np.asarray(weight @ np.exp(-away / _GREY**2) / weight.sum())


@cache
def _locus() -> Floats:
    """Log ratios of red and blue to green of each temperature, (n, 2)."""
    colours = np.stack([tint(1e6 / mired) for mired in _MIRED])
    return np.log(colours[:, [0, 2]] / colours[:, 1:2])


def _planck(kelvin: float) -> Floats:
    """Linear sRGB of a black body, by the cubic splines of Kim et al. (US patent 7024034, 2006)."""
    t = 1e3 / kelvin
    if kelvin < 4000:
        x = ((-0.2661239 * t - 0.2343589) * t + 0.8776956) * t + 0.179910
    else:
        x = ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.240390
    if kelvin < 2222:
        y = ((-1.1063814 * x - 1.34811020) * x + 2.18555832) * x - 0.20219683
    elif kelvin < 4000:
        y = ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
    else:
        y = ((3.0817580 * x - 5.87338670) * x + 3.75112997) * x - 0.37001483
    return np.asarray(np.maximum(_TO_RGB @ np.array([x / y, 1.0, (1 - x - y) / y]), 1e-3))
