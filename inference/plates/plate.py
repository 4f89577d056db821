"""One plate: what its owner says of it, and what its own pixels say."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import cv2
import numpy as np

from inference.errors import AskerError
from inference.lighting.measure import measure_place
from inference.nouns import Pixels

_SIDE = 160  # longer side at which palette and horizon are read, pixels
_COLOURS = 4
_STEP = 0.08  # of full scale: a change between sky and ground that is plainly seen


@dataclass(frozen=True, slots=True)
class Said:
    """The owner's word: `horizon` is a share of the height, `expires` the last cleared day."""

    words: str
    horizon: float | None = None
    light: str = ""
    expires: date | None = None
    mirror: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Measured once per file. `side` is -1 (lit from the left) to 1; `horizon` None if unseen."""

    sha256: str
    width: int
    height: int
    palette: tuple[str, ...]
    light: str
    side: float
    kelvin: float
    horizon: float | None


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture that may be put behind a subject; `path` is its place in the folder or bucket."""

    path: str
    said: Said
    facts: Facts

    @property
    def horizon(self) -> float | None:
        return self.facts.horizon if self.said.horizon is None else self.said.horizon

    @property
    def side(self) -> float:
        named = {"left": -1.0, "right": 1.0}.get(self.said.light)
        return self.facts.side if named is None else named

    def is_cleared(self, today: date) -> bool:
        return self.said.expires is None or today <= self.said.expires


def said(stem: str, notes: dict[str, Any]) -> Said:
    """The file name's words and the notes beside it; AskerError names a note that is malformed."""
    unknown = sorted(set(notes) - {field.name for field in fields(Said)})
    if unknown:
        raise AskerError(f"it has a note called {unknown[0]!r}, which means nothing here")
    words = str(notes.get("words") or re.sub(r"[\W_]+|\d+", " ", stem)).strip()
    light = str(notes.get("light", "")).lower()
    if light not in ("", "left", "right"):
        raise AskerError(f"its light is {light!r}; write left or right")
    return Said(words, _share(notes), light, _day(notes), _yes(notes.get("mirror", False)))


def _yes(value: object) -> bool:
    return str(value).lower() in ("true", "yes", "1")


def _share(notes: dict[str, Any]) -> float | None:
    try:
        value = float(notes["horizon"]) if "horizon" in notes else None
    except (TypeError, ValueError):
        value = -1.0
    if value is not None and not 0 <= value <= 1:
        raise AskerError("its horizon is no share of the height; write 0 (top) to 1 (bottom)")
    return value


def _day(notes: dict[str, Any]) -> date | None:
    """A date that can't be read must never pass for "cleared for good"."""
    try:
        return date.fromisoformat(str(notes["expires"])) if "expires" in notes else None
    except ValueError as error:
        raise AskerError("its expiry is no date; write it as 2027-01-31") from error


def measured(sha256: str, rgb: Pixels) -> Facts:
    """What the pixels (h, w, 3) say."""
    height, width = rgb.shape[:2]
    light = measure_place(rgb, np.full((height, width), 255, np.uint8))
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(round(width * scale), 1), max(round(height * scale), 1))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return Facts(sha256, width, height, palette(small), light.where, light.side, light.kelvin,
                 _horizon(small))  # fmt: skip


def palette(rgb: Pixels) -> tuple[str, ...]:
    """Its main colours as "#rrggbb", the commonest first; the same for the same pixels."""
    flat = rgb.reshape(-1, 3).astype(np.float32)
    count = min(_COLOURS, len(flat))
    cv2.setRNGSeed(1)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 20, 1.0)
    _, labels, means = cv2.kmeans(flat, count, None, stop, 1, cv2.KMEANS_PP_CENTERS)
    order = np.argsort(-np.bincount(labels.ravel(), minlength=count))
    return tuple("#" + bytes(int(code) for code in np.rint(means[i])).hex() for i in order)


def _horizon(small: Pixels) -> float | None:
    """The row where what is above and what is below differ most, if they plainly do."""
    rows = small.astype(np.float32).mean(1) / 255
    reach = max(len(rows) // 10, 2)
    where = range(max(len(rows) // 5, reach), min(len(rows) * 3 // 4, len(rows) - reach))
    steps = [float(np.abs(rows[y - reach : y].mean(0) - rows[y : y + reach].mean(0)).mean())
             for y in where]  # fmt: skip
    if not steps or max(steps) < _STEP:
        return None
    return (where[0] + int(np.argmax(steps))) / len(rows)
