"""What a matrix will take, in pictures, minutes and money, before anybody taps for all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inference.matrix.nouns import Cell


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`minutes` and `money` are None where nothing was measured, or no price is set."""

    cells: int
    pictures: int
    minutes: float | None
    money: float | None
    currency: str = ""

    def in_words(self) -> str:
        """ "12 cells, 48 pictures, about 24 minutes, 0.96 USD."; what is unknown is said to be."""
        count = f"{_many(self.cells, 'cell')}, {_many(self.pictures, 'picture')}"
        time = "time unknown" if self.minutes is None else f"about {_time(self.minutes)}"
        money = (
            "cost unknown" if self.money is None else f"{self.money:.2f} {self.currency}".strip()
        )
        return f"{count}, {time}, {money}."


def reckon(
    cells: Iterable[Cell], seconds_per_variant: float | None = None,
    price_per_variant: float | None = None, currency: str = "",
) -> Reckoning:  # fmt: skip
    """Both rates come from a measurement or the operator's settings, or are None."""
    counts = [cell.instruction.count for cell in cells]
    pictures = sum(counts)
    minutes = None if seconds_per_variant is None else pictures * seconds_per_variant / 60
    money = None if price_per_variant is None else pictures * price_per_variant
    return Reckoning(len(counts), pictures, minutes, money, currency)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _time(minutes: float) -> str:
    if minutes < 1:
        return _many(max(1, round(minutes * 60)), "second")
    return _many(round(minutes), "minute")
