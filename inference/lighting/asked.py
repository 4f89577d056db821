"""The light that people ask for, in their words: "from the left, warm"."""

from __future__ import annotations

import re
from dataclasses import replace

from inference.errors import AskerError
from inference.lighting.light import Light

MATCHING = "to match its surroundings"
"""What is asked for where no light is named."""

_ANGLES = {
    "above left": 135.0, "left": 180.0, "above right": 45.0, "right": 0.0, "above": 90.0,
    "below": 270.0,
}  # fmt: skip
_ALIKE = re.compile(r"\b(?:top|over ?head|upper|up)\b", re.IGNORECASE)
_SWAPPED = re.compile(r"\b(left|right)\s+(above)\b")
_MATCH = re.compile(r"\b(?:match\w*|surroundings|background|scene|backdrop)\b", re.IGNORECASE)
_KELVIN = {"warm": 4000.0, "cool": 9000.0, "neutral": 6504.0}
_SOFTNESS = {"soft": 0.9, "hard": 0.1}


def towards(words: str, own: Light, around: Light) -> Light:
    """The light that the words ask for; what they leave open stays as it is (`own`).

    `around` is what falls on the surroundings. AskerError where the words name no light.
    """
    text = _SWAPPED.sub(r"\2 \1", _ALIKE.sub("above", words.lower().replace("-", " ")))
    if _MATCH.search(text):
        return around
    angle = next((angle for name, angle in _ANGLES.items() if name in text), None)
    kelvin = next((kelvin for name, kelvin in _KELVIN.items() if name in text), None)
    softness = next((soft for name, soft in _SOFTNESS.items() if name in text), None)
    if angle is None and kelvin is None and softness is None:
        raise AskerError(
            f"I don't know the light “{words}”. Say where it comes from and how it is: “from the "
            "left, warm”, “from above, soft”, or “to match the background”."
        )
    lit = own if angle is None else replace(own, angle=angle, confidence=1.0, depth=0.0)
    lit = lit if kelvin is None else replace(lit, kelvin=kelvin, certainty=1.0)
    return lit if softness is None else replace(lit, softness=softness)
