"""Is everything that was locked still there, bit for bit?"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference.errors import BrokenPromise
from inference.nouns import Alpha
from inference.picture import Samples

_STRIP = 1 << 20  # pixels looked at in one go


class Outside(NamedTuple):
    """How many pixels are locked, how many of them differ, and the SHA-256 of all of them.

    A digest is of their samples in raster order, every channel of the file, little-endian.
    """

    locked: int
    changed: int
    golden: str
    variant: str


def outside(golden: Samples, pixels: Samples, alpha: Alpha) -> Outside:
    """Compare the pixels whose alpha is 0; BrokenPromise for another size or depth."""
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
    return Outside(count, changed, *(digest.hexdigest() for digest in digests))


def _little(samples: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.ascontiguousarray(samples, samples.dtype.newbyteorder("<"))


def _strips(shape: tuple[int, ...]) -> Iterator[slice]:
    rows = max(1, _STRIP // shape[1])
    return (slice(top, top + rows) for top in range(0, shape[0], rows))
