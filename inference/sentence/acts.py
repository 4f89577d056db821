"""What people can do to a region that was shown to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a correction does."""

    CONFIRM = "confirm"
    HAND_OVER = "hand over"
    UNDO = "undo"
    GROW = "grow"
    SHRINK = "shrink"
    INVERT = "invert"
    PICK = "pick"
    INSTEAD = "instead"
    ADD = "add"
    DROP = "drop"
    PROTECT = "protect"
    MOVE = "move"


ALONE = (Act.CONFIRM, Act.HAND_OVER, Act.UNDO)
"""Acts that change no phrase."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of a region.

    `what` is a phrase ("hat", "cell c3"), which of the numbered things ("#2,3", "#left"), or where
    to move ("left", "right", "up", "down", "cell c3"). `pixels` is how far, 0 = a step of a size
    that suits the picture; `much` makes that step a long one.
    """

    act: Act
    what: str = ""
    pixels: int = 0
    much: bool = False
