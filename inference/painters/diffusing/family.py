"""The families of painters in diffusers, from families.toml. Imports nothing heavy."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

DEFAULT = "flux2-klein-4b"
_ASPECTS = ((1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (16, 9), (9, 16), (2, 1), (1, 2))

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Family:
    """How one family is driven; families.toml says what each value means."""

    name: str
    pipeline: str
    creates: str = ""
    saved_as: tuple[str, ...] = ()
    where: Mapping[str, Any] = field(default_factory=dict)
    side: int = 1024
    small: int = 0
    unit: int = 16
    steps: int = 25
    shift: str = "scheduler"
    words: str = "picture"
    call: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""
    edits: bool = False
    holds: bool = True
    layers: int = 0

    def with_(self, **changes: Any) -> Family:
        """The same, but for what an operator decided otherwise (None leaves a value)."""
        return replace(self, **{name: value for name, value in changes.items() if value})

    def sizes(self, side: int = 0) -> tuple[Size, ...]:
        """The few (width, height) it paints at: nine aspects of `side` or its own, and a square of
        the small one; none has more pixels than a square of that side, since some pipelines shrink
        what has."""
        whole = side or self.side
        snapped = [sized(whole, aspect, self._step(whole)) for aspect in _ASPECTS]
        square = [(self.small, self.small)] if self.small and self.small < whole else []
        return tuple(dict.fromkeys([*snapped, *square]))

    def _step(self, side: int) -> int:
        """A few even steps of a side, and a multiple of what the pipeline can pack."""
        return max(side // 16 // self.unit, 1) * self.unit


def sized(side: int, aspect: Size, unit: int) -> Size:
    """The aspect at no more than the area of side x side, both sides multiples of `unit`."""
    stretch = (aspect[0] / aspect[1]) ** 0.5
    width, height = (_near(length, unit) for length in (side * stretch, side / stretch))
    while width * height > side * side and max(width, height) > unit:
        width, height = (width - unit, height) if width >= height else (width, height - unit)
    return width, height


def _near(length: float, unit: int) -> int:
    return max(round(length / unit), 1) * unit


@cache
def families() -> Mapping[str, Family]:
    """Every family by name."""
    entries = tomllib.loads(files(__package__).joinpath("families.toml").read_text("utf-8"))
    return {name: _family(name, entry, entries) for name, entry in entries.items()}


def _family(name: str, entry: dict[str, Any], entries: Mapping[str, Any]) -> Family:
    whole = {**entries.get(entry.get("like", ""), {}), **entry}
    whole.pop("like", None)
    return Family(name, **{**whole, "saved_as": tuple(whole["saved_as"])})


def family_of(index: Mapping[str, Any], home: Path) -> Family | None:
    """The family of a checkpoint by its model_index.json; None where we know none."""
    saved = index.get("_class_name")
    alike = [one for one in families().values() if saved in one.saved_as]
    fitting = (one for one in alike if _fits(one, index, home))
    return next(fitting, alike[0] if alike else None)


def _fits(family: Family, index: Mapping[str, Any], home: Path) -> bool:
    return all((_told(key, index, home) or False) == told for key, told in family.where.items())


def _told(key: str, index: Mapping[str, Any], home: Path) -> Any:
    """A value of the index or of a component's configuration; None, which is "no", if unsaid."""
    component, _, name = key.rpartition(".")
    told = index
    if component:
        file = next((home / component).glob("*config.json"), None)
        told = json.loads(file.read_text("utf-8")) if file else {}
    return told.get(name)
