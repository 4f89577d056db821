"""Not looking twice: people ask several things of one picture in a row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from inference.nouns import Pixels
from inference.shelf import key_of

T = TypeVar("T")


class Lately(Generic[T]):
    """What `make` made of the last picture; made anew only where the pixels differ."""

    def __init__(self, make: Callable[[Pixels], T]) -> None:
        self._make = make
        self._last: tuple[str, T] | None = None

    def __call__(self, rgb: Pixels) -> T:
        key = key_of(rgb)
        if self._last is None or self._last[0] != key:
            self._last = key, self._make(rgb)
        return self._last[1]
