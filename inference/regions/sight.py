"""What was seen of one noun, whatever form a segmenter gave its answer."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from inference.errors import PluginError
from inference.nouns import Alpha, Answer


class Sight(NamedTuple):
    """What a noun came to; `by` is who of several segmenters answered, `why` a sentence."""

    alpha: Alpha
    confidence: float = 1.0
    why: str = ""
    by: str = ""


def from_answer(answer: Any, shape: tuple[int, ...], name: str) -> Sight:
    """From an alpha, a tuple that begins with one, or an Answer; PluginError for any other form."""
    alpha, sure, by, why = Answer.of(answer)
    said = f"The segmenter {name!r} answered"
    return Sight(plane(alpha, shape, said), float(np.clip(sure, 0, 1)), why, by)


def plane(alpha: Any, shape: tuple[int, ...], said: str) -> Alpha:
    """(H, W) uint8 from that or from bool; PluginError begins with `said`."""
    array = np.asarray(alpha)
    if array.dtype == np.bool_:
        array = array.astype(np.uint8) * 255
    if array.shape != shape or array.dtype != np.uint8:
        raise PluginError(
            f"{said} {array.dtype} {array.shape}, not uint8 {shape}: its author can mend that."
        )
    return array
