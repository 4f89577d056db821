"""The vocabulary: the whole product speaks only these frozen values.

Conventions: pictures are (H, W, C), boxes are half-open pixel boxes in the upright golden, alpha is
(H, W) uint8 where 0 means *locked*.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""(H, W, 3) uint8 sRGB, values 0-255."""
Alpha = npt.NDArray[np.uint8]
"""(H, W) uint8, 0 = locked, 255 = repainted, between = blended."""


class Box(NamedTuple):
    """Half-open pixel box: x0 <= x < x1, y0 <= y < y1."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0

    @classmethod
    def around(cls, where: npt.NDArray[np.bool_]) -> Self:
        """The smallest box with all that is true in an (H, W) plane; there must be something."""
        rows, columns = np.flatnonzero(where.any(1)), np.flatnonzero(where.any(0))
        return cls(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)

    @property
    def slices(self) -> tuple[slice, slice]:
        """Index an (H, W, ...) array with it."""
        return slice(self.y0, self.y1), slice(self.x0, self.x1)


class Operation(StrEnum):
    """What is done to the region."""

    REPLACE = "replace"
    RECOLOUR = "recolour"
    REMOVE = "remove"
    ADD = "add"
    FIX = "fix"
    RELIGHT = "relight"


class Boldness(StrEnum):
    """How far from the golden the region may go, in a marketer's words."""

    SUBTLE = "subtle"
    BALANCED = "balanced"
    BOLD = "bold"


class Use(StrEnum):
    """What a second picture that came with a sentence is for."""

    REFERENCE = "reference"
    """An example: paint something like it."""
    PRODUCT = "product"
    """It shows the thing to add, whose own pixels are placed in the golden."""


@dataclass(frozen=True, slots=True)
class Golden:
    """The composition that already wins. `sha256` is of the file's bytes, which lie in blobs."""

    sha256: str
    width: int
    height: int
    name: str = "golden"


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a person asked, as understood.

    `region` and each of `protect` are phrases; `values` holds the cells of a list in braces (then
    `prompt` is the first of them); `seed` is None when the person did not name one; `use` says what
    a second picture is for.
    """

    operation: Operation
    region: str
    prompt: str = ""
    count: int = 4
    boldness: Boldness = Boldness.BALANCED
    protect: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    seed: int | None = None
    use: Use | None = None


class Like(NamedTuple):
    """A variant to paint more of: the sha256 of its PNG, which lies in blobs, and its seed."""

    variant: str
    seed: int


@dataclass(frozen=True, slots=True)
class EditPlan:
    """Nothing left to decide: the same plan is the same work, and can be reproduced.

    `golden`, `mask` and `attached` are sha256 of file bytes; `strength` is a noise level in (0, 1];
    `segmenter` and `painter` are "spec@revision"; `use` says what the attached picture is for;
    `like` is a variant to start from in place of the golden; `once` says that a faint change is
    wanted faint, and not painted bolder.
    """

    golden: str
    operation: Operation
    region: str
    protect: tuple[str, ...]
    prompt: str
    seeds: tuple[int, ...]
    strength: float
    segmenter: str
    painter: str
    mask: str | None = None
    finishers: tuple[str, ...] = ()
    attached: str | None = None
    use: Use | None = None
    like: Like | None = None
    once: bool = False

    @property
    def id(self) -> str:
        """sha256 of the canonical JSON of the content."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Canonical; what came to plans later is left out where it says nothing, so that a plan
        made before keeps its id."""
        raw = {name: value for name, value in asdict(self).items()
               if name not in _LATER or value not in (None, False)}  # fmt: skip
        return json.dumps(raw, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        raw: dict[str, Any] = json.loads(text)
        for name in ("protect", "seeds", "finishers"):
            raw[name] = tuple(raw[name])
        raw["operation"] = Operation(raw["operation"])
        raw["use"] = Use(raw["use"]) if raw.get("use") else None
        raw["like"] = Like(*raw["like"]) if raw.get("like") else None
        return cls(**raw)


_LATER = ("attached", "use", "like", "once")


class Answer(NamedTuple):
    """What a segmenter may answer instead of a bare alpha; a plain tuple of the first fields does.

    `alpha` (H, W) uint8 or bool; `confidence` 0-1; `by` names who of several answered; `why` is a
    sentence on how the phrase was taken.
    """

    alpha: Alpha
    confidence: float = 1.0
    by: str = ""
    why: str = ""

    @classmethod
    def of(cls, given: Any) -> Self:
        """Whatever form it came in: an alpha, a tuple that begins with one, or an Answer."""
        return cls(*given) if isinstance(given, tuple) else cls(given)


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Where to paint: `alpha` has the golden's size, 0 = locked.

    `box` bounds alpha > 0; `instances` bound its separate things, left to right as the overlay
    numbers them; `confidence` is a calibrated 0-1; `segmenter` answered, `why` says how in words.
    """

    phrase: str
    alpha: Alpha
    box: Box
    instances: tuple[Box, ...]
    confidence: float
    segmenter: str
    why: str

    @property
    def area_fraction(self) -> float:
        """Share of the picture that may change, 0-1, each pixel weighted by its alpha."""
        return float(self.alpha.mean() / 255)


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What a painter sees: the region with context around it, at a size the painter is native to.

    `rgb` (h, w, 3) uint8 sRGB; `alpha` (h, w) uint8, where to paint; `box` is where the cut lies in
    the golden; `scale` = cut pixels per golden pixel, exact.
    """

    rgb: Pixels
    alpha: Alpha
    box: Box
    scale: Fraction


@dataclass(frozen=True, slots=True)
class Proof:
    """The certificate of one variant; definitions and units in inference/proof.py.

    `changed_outside` counts the locked pixels that differ: always 0, or the variant is an error.
    `flags` are what the picture must be marked with, through to the delivered file.
    """

    locked_pixels: int
    locked_fraction: float
    changed_outside: int
    outside_sha256: str
    seam: float
    grain_ratio: float
    visible_change: float
    warnings: tuple[str, ...] = ()
    golden_sha256: str = ""
    clear_change: float = 0.0
    colour_error: float | None = None
    flags: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, raw: dict[str, Any]) -> Self:
        lists = {name: tuple(raw.get(name, ())) for name in ("warnings", "flags")}
        return cls(**{**raw, **lists})


@dataclass(frozen=True, slots=True)
class Variant:
    """One repainted golden. `sha256` is of the written PNG's bytes."""

    sha256: str
    plan: str
    seed: int
    proof: Proof
