"""What every hosted painter does: one question a picture, each reserved and paid for itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

import cv2
import numpy as np

from inference.errors import BadSettings, Cancelled
from inference.nouns import Cut, Operation, Pixels
from inference.offers import Offer
from inference.painters.diffusing.words import words
from inference.painters.hosted.house import House
from inference.painters.hosted.seat import seated
from inference.painters.hosted.wire import Alive


class Hosted(ABC):
    """NAME:MODEL at a House; a subclass asks for one picture and finds it in the answer.

    It has no `strength`, so that a picture costs one question: no second try, no closer look.
    """

    revision = "1"
    native: ClassVar[tuple[tuple[int, int], ...]] = ((1024, 1024), (1536, 1024), (1024, 1536))
    house: ClassVar[House]
    usual: ClassVar[str]

    def __init__(self, argument: str = "") -> None:
        self.model = self._settled(argument)
        self.offer(argument)

    @classmethod
    def offer(cls, argument: str = "") -> Offer:
        """What a picture costs. OperatorError where no key or no price is set."""
        return cls.house.offer(cls._settled(argument))

    @classmethod
    def _settled(cls, argument: str) -> str:
        """The model as prices name it."""
        if "?" in argument:
            raise BadSettings(f"The painter {cls.house.name} has no options: give a model only.")
        return argument or cls.usual

    def __call__(
        self,
        cut: Cut,
        prompt: str,
        seeds: Sequence[int],
        operation: Operation = Operation.REPLACE,
        phrase: str = "",
        progress: Callable[[float], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Iterator[Pixels]:
        """One (h, w, 3) uint8 of the cut's size per seed. Raises as `wire.ask` and `seated` do."""
        order = words("order" if phrase else "", operation, prompt, phrase)
        for done, _ in enumerate(seeds):
            alive = _alive(done / len(seeds), progress, cancel)
            yield seated(self._painted(cut, order, alive), cut)

    @abstractmethod
    def _painted(self, cut: Cut, order: str, alive: Alive) -> bytes:
        """The file of one picture of `cut`, changed as the `order` says."""


def _alive(
    share: float, progress: Callable[[float], None] | None, cancel: Callable[[], bool] | None
) -> Alive:
    def alive() -> None:
        if cancel and cancel():
            raise Cancelled
        if progress:
            progress(share)

    return alive


def png(pixels: Pixels) -> bytes:
    """(h, w, 3) RGB or (h, w, 4) RGBA as a file."""
    code = cv2.COLOR_RGB2BGR if pixels.shape[2] == 3 else cv2.COLOR_RGBA2BGRA
    return bytes(cv2.imencode(".png", cv2.cvtColor(np.ascontiguousarray(pixels), code))[1])
