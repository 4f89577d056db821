"""A provider: its address, its key, and its prices. Keys stay in the environment."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from inference.errors import BadSettings, OperatorError
from inference.offers import Offer

PRICE = "RESHOOT_HOSTED_PRICE"
HIGHEST = 100.0  # dollars for one picture: above that, somebody meant cents


@dataclass(frozen=True, slots=True)
class House:
    """`name` is the painter's, `provider` who answers at `home`; RESHOOT_<NAME>_URL and _KEY."""

    name: str
    provider: str
    home: str
    usual_key: str
    """The variable that the provider's own tools read."""

    @property
    def keys(self) -> tuple[str, str]:
        return f"RESHOOT_{self.name.upper()}_KEY", self.usual_key

    @property
    def base(self) -> str:
        return (os.environ.get(f"RESHOOT_{self.name.upper()}_URL") or self.home).rstrip("/")

    @property
    def is_home(self) -> bool:
        """At the provider's own address, and not at a server that speaks like it."""
        return self.base == self.home

    @property
    def key(self) -> str:
        """ "" where none is set. The provider's usual variable counts at its own address only."""
        names = self.keys if self.is_home else self.keys[:1]
        return next((os.environ[name] for name in names if os.environ.get(name)), "")

    def offer(self, model: str) -> Offer:
        """OperatorError where the key is missing, or nobody knows a price."""
        if self.is_home and not self.key:
            raise OperatorError(f"{self.keys[0]} is not set: {self.provider} wants a key.")
        where = self.provider if self.is_home else urlsplit(self.base).hostname or self.base
        micros, since = self._price(model)
        return Offer(f"{self.name}/{model}", where, micros, since)

    def _price(self, model: str) -> tuple[int, str]:
        if said := os.environ.get(PRICE):
            return _micros(said), ""
        if not self.is_home or model not in prices():
            raise OperatorError(
                f"What a picture by {self.name}/{model} costs is not known: "
                f"set {PRICE}, in dollars a picture; 0 for a server of your own."
            )
        return prices()[model]


@cache
def prices() -> dict[str, tuple[int, str]]:
    """(micros, the day somebody looked) by model."""
    text = files("inference.painters.hosted").joinpath("prices.toml").read_text()
    rows = tomllib.loads(text)["price"]
    return {row["model"]: (round(row["dollars"] * 1e6), row["seen"]) for row in rows}


def _micros(said: str) -> int:
    try:
        asked = float(said)
    except ValueError:
        asked = -1.0
    if not 0 <= asked <= HIGHEST:  # nan is neither
        raise BadSettings(f"{PRICE} is not usable: give dollars a picture, such as 0.04.")
    return round(asked * 1e6)
