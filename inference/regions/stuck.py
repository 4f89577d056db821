"""What keeps a phrase from being a region of this picture, before it is put into a sentence."""

from __future__ import annotations

from inference.errors import NotFound
from inference.phrases.tree import Phrase


class Stuck(Exception):  # noqa: N818
    """`node` of the phrase can't be settled; each of `instead` could stand for it, nearest first.

    `others` are whole phrases that would work. `error` is what people get.
    """

    def __init__(
        self,
        message: str,
        node: Phrase,
        instead: tuple[Phrase, ...] = (),
        others: tuple[str, ...] = (),
        error: type[NotFound] = NotFound,
    ) -> None:
        super().__init__(message)
        self.node, self.instead, self.others, self.error = node, instead, others, error
