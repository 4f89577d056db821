"""What a picture costs where a painter runs on somebody else's machine."""

from __future__ import annotations

from dataclasses import dataclass

from inference import plugins


@dataclass(frozen=True, slots=True)
class Offer:
    """`model` as people read it, who paints, and what they take for one picture.

    `micros` are millionths of a dollar; `since` says when somebody last looked that price up, or
    "" where the operator says it.
    """

    model: str
    provider: str
    micros: int
    since: str = ""

    def in_words(self, pictures: int) -> str:
        """What this many pictures come to, in a sentence."""
        count = f"{pictures} picture{'s' if pictures != 1 else ''}"
        price = f"about {dollars(self.micros * pictures)}" if self.micros else "free of charge"
        return f"Painted by {self.model} at {self.provider}: {count}, {price}."


class Unpaid(Exception):  # noqa: N818
    """Marks an error after which nothing is owed: the provider painted nothing."""


def offer_of(stamped: str) -> Offer | None:
    """What the painter "spec@revision" takes, by its class; None for one that runs here.

    OperatorError where it lacks a key, or a price that anybody knows.
    """
    name, _, argument = plugins.spec_of(stamped).partition(":")
    made = getattr(plugins.load("painters", name), "offer", None)
    offer: Offer | None = made(argument) if made else None
    return offer


def dollars(micros: int) -> str:
    """To the cent, unless that would be nothing."""
    digits = 2 if micros >= 10_000 or not micros else 4
    return f"${micros / 1e6:,.{digits}f}"
