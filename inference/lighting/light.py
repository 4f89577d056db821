"""What is known about the light in a part of a picture, as one small value."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

_SEEN = 0.45  # confidence from which a direction is put into words
_DEEP = 0.75  # depth beyond which light comes from behind or from the front rather than a side
_SECTORS = (
    "the right",
    "above right",
    "above",
    "above left",
    "the left",
    "below left",
    "below",
    "below right",
)
_WARM, _COOL = 5000.0, 7700.0  # kelvin; daylight in a well balanced picture is 6500
_SOFT, _HARD = 0.6, 0.3


@dataclass(frozen=True, slots=True)
class Light:
    """The key light.

    `angle` is in the picture plane, in degrees counter-clockwise from the right: 90 is above, 180
    the left, and `confidence` 0-1 is how sure that is. `depth` is 1 for light that is surely from
    the viewer's side, -1 for light that is surely from behind. `softness` is 0 for a bare lamp and
    1 for light from everywhere. `certainty` 0-1 is how sure the colour is, `kelvin` its temperature
    (6500 looks neutral).
    """

    angle: float
    depth: float
    softness: float
    kelvin: float
    confidence: float
    certainty: float

    @property
    def side(self) -> float:
        """How surely it comes from the right (above 0) or the left (below 0), -1 to 1."""
        return self.confidence * cos(radians(self.angle))

    @property
    def where(self) -> str:
        """ "the left", "above right", ..., "behind", "the front"; or "all around" if not known."""
        if abs(self.depth) > max(_DEEP, self.confidence):
            return "behind" if self.depth < 0 else "the front"
        if self.confidence < _SEEN:
            return "all around"
        return _SECTORS[round(self.angle / 45) % 8]

    @property
    def tone(self) -> str:
        """ "warm", "neutral" or "cool" """
        return "warm" if self.kelvin < _WARM else "cool" if self.kelvin > _COOL else "neutral"

    @property
    def manner(self) -> str:
        """ "soft", "hard", or "" in between."""
        return "soft" if self.softness > _SOFT else "hard" if self.softness < _HARD else ""
