"""Camera grain: how strong it is at each brightness, how coarse, and how to make more of it.

Texture must never be taken for grain, or a new background gets ugly. So only the calmest tenth of
a picture's blocks at each brightness is looked at, less their shading; one brightness can't be much
grainier than another; and what falls as steeply towards fine scales as texture does isn't believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

SIDE = 16
"""Pixels a block is wide and high."""
WEAKEST, STRONGEST = 0.6, 8.0
"""Standard deviation in 8-bit steps: below it is rounding, above it is hardly a camera's."""
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_MOST = 4000  # blocks looked at
_CALM = 0.1  # share of the blocks of one brightness that is believed
_FEWEST = 12  # blocks of one brightness, below which it says nothing
_BIAS = 1.1  # the calmest tenth of pure grain measures this much too low
_GRAIN, _TEXTURE = 1.7, 2.6
"""Power at 3/16 cycles per pixel over that at 4/16: up to the first it is grain, from the second
it is texture. Measured on fifteen photographs: grain, scanned film included, has 1.0 to 1.7;
leaves, feathers and fur have 2.5 to 3.1 even in their calmest blocks."""
_UNEVEN = 1.6  # how far one brightness may exceed the calmest one
_DEAD, _FEW_DEAD = 0.02, 0.25  # energy of a block without life, and the share that must be more
_SOME = 1500  # blocks of a painting looked at
_TRACE = 0.02  # share of a frequency that is always made, so that there is something to make
_TILE = 384
_PATCH = 160

Patch: TypeAlias = tuple[slice, slice, Floats]


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


def lacking(grain: Grain, samples: npt.NDArray[Any], chosen: Bools) -> Grain:
    """The same grain less what those cells have at each frequency: a blur takes fine grain only.

    Texture counts as well, since grain on top of it is not seen.
    """
    rest, luma = _residuals(blocks(samples, chosen, _SOME))
    if not len(luma):
        return grain
    light = rest @ LUMA
    calm = np.concatenate(_calmest(luma, light.var(axis=(1, 2)), fewest=1))
    have = _BIAS**2 * _by_frequency(_power(light[calm]).mean(axis=0))
    wanted = grain.power * float((grain.sigma[luma[calm].astype(int)] ** 2).mean())
    left = np.maximum(1 - have / np.maximum(wanted, 1e-9), _TRACE)
    left[:2] = left[2]  # what is as coarse as a block went with its shading
    return replace(grain, power=np.asarray(grain.power * left, np.float32))


def field(tile: Floats, shape: tuple[int, int], seed: int) -> Iterator[Patch]:
    """Fresh grain of luma deviation 1, patch by patch: rows, columns, (h, w, 3).

    Patches are cut at random places from one tile that wraps around, so that nothing repeats.
    """
    random = np.random.default_rng(seed)
    for top in range(0, shape[0], _PATCH):
        for left in range(0, shape[1], _PATCH):
            rows = slice(top, min(top + _PATCH, shape[0]))
            columns = slice(left, min(left + _PATCH, shape[1]))
            y, x = random.integers(0, _TILE - _PATCH, 2)
            part = tile[y : y + rows.stop - top, x : x + columns.stop - left]
            yield rows, columns, part


def tile(grain: Grain, seed: int) -> Floats:
    """A square (384, 384, 3) of grain that wraps around, luma deviation 1."""
    white = np.random.default_rng(seed).standard_normal((3, _TILE, _TILE), np.float32)
    places = np.linspace(0, 0.5, len(grain.power))
    shape = np.sqrt(np.interp(_radius(_TILE)[:, : _TILE // 2 + 1], places, grain.power))
    made = np.fft.irfft2(np.fft.rfft2(white) * shape.astype(np.float32), white.shape[1:])
    mixed = np.moveaxis(made, 0, -1) @ grain.mix.T
    return np.asarray(mixed / (mixed @ LUMA).std(), np.float32)


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
    mean = (_power(light) / np.maximum(energy, _DEAD)[:, None, None]).mean(axis=0)
    power = _by_frequency(mean)
    steep = float(power[3] / max(power[4], 1e-9))
    belief = float(np.interp(steep, (_GRAIN, _TEXTURE), (1, 0)))
    power[:3] = power[3]  # what is as coarse as a block can't be told from shading
    power = np.minimum(power, _GRAIN * power[4])
    share = float(np.minimum(mean, power[_rings()]).sum() / max(float(mean.sum()), 1e-9))
    return np.asarray(power, np.float32), share * belief**2


def _power(light: Floats) -> Floats:
    """Of each block (n, side, side), by place in a 2-d FFT."""
    window = np.hanning(SIDE + 2)[1:-1].astype(np.float32)
    return np.asarray(np.abs(np.fft.fft2(light * window[:, None] * window)) ** 2, np.float32)


def _by_frequency(power: Floats) -> Floats:
    """(9,) of (side, side): the mean of each ring, 0 to 0.5 cycles per pixel."""
    ring = _rings().ravel()
    return np.asarray(np.bincount(ring, power.ravel()) / np.bincount(ring), np.float32)


@cache
def _rings() -> npt.NDArray[np.intp]:
    return np.minimum(np.rint(_radius(SIDE) * SIDE), SIDE // 2).astype(np.intp)


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
