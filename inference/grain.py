"""Camera grain: how strong it is at each brightness, how coarse, and how to make more of it.

Texture must never be taken for grain, or a new background gets ugly. So only the calmest tenth of
a picture's blocks at each brightness is looked at, less their shading; one brightness can't be much
grainier than another; and what falls as steeply towards fine scales as texture does isn't believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

SIDE = 16
"""Pixels a block is wide and high."""
WEAKEST, STRONGEST = 0.6, 8.0
"""Standard deviation in 8-bit steps: below it is rounding, above it is hardly a camera's."""
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_MOST = 6000  # blocks looked at
_CALM = 0.1  # share of the blocks of one brightness that is believed
_FEWEST = 12  # blocks of one brightness, below which it says nothing
_BIAS = 1.1  # the calmest tenth of pure grain measures this much too low
_GRAIN, _TEXTURE = 1.7, 2.6
"""Power at 3/16 cycles per pixel over that at 4/16: up to the first it is grain, from the second
it is texture. Measured on fifteen photographs: grain, scanned film included, has 1.0 to 1.7;
leaves, feathers and fur have 2.5 to 3.1 even in their calmest blocks."""
_UNEVEN = 1.6  # how far one brightness may exceed the calmest one
_DEAD, _FEW_DEAD = 0.02, 0.25  # energy of a block without life, and the share that must be more
_TILE = 512
_PATCH = 160


@dataclass(frozen=True, slots=True, eq=False)
class Grain:
    """`sigma` (256,) by luma code, in 8-bit steps; `power` by frequency, 0 to 0.5 per pixel.

    `mix` (3, 3) turns three independent fields into red, green and blue, for a luma of 1.
    """

    sigma: Floats
    power: Floats
    mix: Floats


def cells(where: Bools, side: int = SIDE) -> Bools:
    """The grid of `side`-pixel blocks that lie wholly in `where`; what is left over is dropped."""
    rows, columns = where.shape[0] // side, where.shape[1] // side
    grid = where[: rows * side, : columns * side].reshape(rows, side, columns, side)
    return np.asarray(grid.all(axis=(1, 3)))


def blocks(samples: npt.NDArray[Any], chosen: Bools, most: int, side: int = SIDE) -> Floats:
    """(n, side, side, 3), 0-255, of at most `most` chosen cells, spread evenly over them."""
    rows, columns = np.nonzero(chosen)
    kept = np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int)
    span = np.arange(side)
    down = rows[kept, None, None] * side + span[:, None]
    across = columns[kept, None, None] * side + span
    found = samples[down, across][..., :3].astype(np.float32)
    return np.asarray(found if samples.dtype == np.uint8 else found / 257, np.float32)


def measure(samples: npt.NDArray[Any], chosen: Bools) -> Grain | None:
    """The grain in those cells of a picture; None where there is none to speak of."""
    rest, luma = _residuals(blocks(samples, chosen, _MOST))
    light = rest @ LUMA
    energy = light.var(axis=(1, 2))
    calm = _calmest(luma, energy, _FEWEST)
    if not calm:
        return None
    all_calm = np.concatenate(calm)
    power, share = _spectrum(light[all_calm], energy[all_calm])
    sigma = _by_luma(calm, luma, energy * share)
    sigma = np.minimum(sigma, min(STRONGEST, _UNEVEN * float(sigma.min())))
    return Grain(sigma, power, _mix(rest[all_calm])) if sigma.max() >= WEAKEST else None


def liveliness(samples: npt.NDArray[Any], chosen: Bools) -> Floats | None:
    """As Grain.sigma, but texture counts as well, since grain on top of it is not seen.

    None where there are no cells to judge by.
    """
    rest, luma = _residuals(blocks(samples, chosen, _MOST))
    energy = (rest @ LUMA).var(axis=(1, 2))
    calm = _calmest(luma, energy, fewest=1)
    return _by_luma(calm, luma, energy) if calm else None


def field(grain: Grain, shape: tuple[int, int], seed: int) -> Iterator[tuple[slice, slice, Floats]]:
    """Fresh grain of luma deviation 1, patch by patch: rows, columns, (h, w, 3).

    Patches are cut at random places from one tile that wraps around, so that nothing repeats.
    """
    random = np.random.default_rng(seed)
    tile = _tile(grain, random)
    for top in range(0, shape[0], _PATCH):
        for left in range(0, shape[1], _PATCH):
            rows = slice(top, min(top + _PATCH, shape[0]))
            columns = slice(left, min(left + _PATCH, shape[1]))
            y, x = random.integers(0, _TILE - _PATCH, 2)
            part = tile[y : y + rows.stop - top, x : x + columns.stop - left]
            yield rows, columns, part


def _residuals(found: Floats) -> tuple[Floats, Floats]:
    """Blocks less their shading, and their mean luma; blocks near black or white are left out."""
    luma = found @ LUMA
    whole = (luma.min(axis=(1, 2)) > 3) & (luma.max(axis=(1, 2)) < 252)
    flat = found[whole].reshape(-1, SIDE * SIDE, 3)
    shading = _shading()
    rest = flat - shading @ (shading.T @ flat)
    return rest.reshape(-1, SIDE, SIDE, 3), luma[whole].mean(axis=(1, 2))


@cache
def _shading() -> Floats:
    """An orthonormal basis (256, 6) of a block's quadratic surfaces."""
    y, x = np.mgrid[-1 : 1 : SIDE * 1j, -1 : 1 : SIDE * 1j].reshape(2, -1)
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    return np.asarray(np.linalg.qr(terms)[0], np.float32)


def _calmest(luma: Floats, energy: Floats, fewest: int) -> list[npt.NDArray[np.intp]]:
    """Indices of the calmest blocks of each brightness that has enough of them.

    Blocks without any life are lettering or paper laid over a photograph, unless they abound.
    """
    dead = energy < _DEAD
    alive = ~dead if dead.any() and dead.mean() < _FEW_DEAD else np.ones_like(dead)
    found = []
    for low in range(0, 256, 32):
        here = np.flatnonzero(alive & (luma >= low) & (luma < low + 32))
        if len(here) >= fewest:
            count = max(3, round(_CALM * len(here)))
            found.append(here[np.argsort(energy[here])[:count]])
    return found


def _by_luma(calm: list[npt.NDArray[np.intp]], luma: Floats, energy: Floats) -> Floats:
    """(256,): deviation by luma code, between and beyond the brightnesses that were seen."""
    centres = [float(luma[each].mean()) for each in calm]
    strength = [_BIAS * float(np.sqrt(energy[each].mean())) for each in calm]
    return np.interp(np.arange(256), centres, strength).astype(np.float32)


def _spectrum(light: Floats, energy: Floats) -> tuple[Floats, float]:
    """Mean power of the blocks by frequency, and the share of it that is believed to be grain."""
    window = np.hanning(SIDE + 2)[1:-1].astype(np.float32)
    seen = np.abs(np.fft.fft2(light * window[:, None] * window)) ** 2
    mean = (seen / np.maximum(energy, _DEAD)[:, None, None]).mean(axis=0)
    ring = np.minimum(np.rint(_radius(SIDE) * SIDE), SIDE // 2).astype(int)
    power = np.bincount(ring.ravel(), mean.ravel()) / np.bincount(ring.ravel())
    steep = float(power[3] / max(power[4], 1e-9))
    belief = float(np.interp(steep, (_GRAIN, _TEXTURE), (1, 0)))
    power[:3] = power[3]  # what is as coarse as a block can't be told from shading
    power = np.minimum(power, _GRAIN * power[4])
    share = float(np.minimum(mean, power[ring]).sum() / max(float(mean.sum()), 1e-9))
    return np.asarray(power, np.float32), share * belief**2


def _radius(side: int) -> Floats:
    """|frequency| of each place of a 2-d FFT, in cycles per pixel."""
    steps = np.fft.fftfreq(side)
    return np.asarray(np.hypot(steps[:, None], steps), np.float32)


def _mix(rest: Floats) -> Floats:
    """A square root of the colours' covariance, per unit of luma."""
    flat = rest.reshape(-1, 3).astype(np.float64)
    covariance = flat.T @ flat / len(flat)
    covariance /= max(float(LUMA @ covariance @ LUMA), 1e-9)
    return np.asarray(np.linalg.cholesky(covariance + 1e-6 * np.eye(3)), np.float32)


def _tile(grain: Grain, random: np.random.Generator) -> Floats:
    """(512, 512, 3) of grain that wraps around, luma deviation 1."""
    white = random.standard_normal((3, _TILE, _TILE), np.float32)
    places = np.linspace(0, 0.5, len(grain.power))
    shape = np.sqrt(np.interp(_radius(_TILE), places, grain.power))
    made = np.fft.ifft2(np.fft.fft2(white) * shape).real
    made /= made.std()
    return np.asarray(np.moveaxis(made, 0, -1) @ grain.mix.T, np.float32)
