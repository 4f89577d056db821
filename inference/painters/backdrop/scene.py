"""A scene: all that words say about a place, in one flat value that more words are laid over."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inference.painters.backdrop.light import Light, hexed

Palette = tuple[str, ...]
"""Colours as "#RRGGBB", as they look in plain daylight; the first ones are the commonest."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands there, and the light it stands in. Shares are 0-1.

    `kind` names the builder. `sky` is (zenith, horizon); `glow` the sun's or the town's colour
    there, `sun` its strength, `low` how near the horizon it is. `key` and `fill` are the colours of
    direct and of surrounding light, times their levels. `lamps` are points of light.
    `form` is which of the builder's variants; `target` the middle luminance it is exposed for,
    times `gain`.
    `hills` are frame heights; `shore`, `tall` and `rows` metres.
    """

    kind: str
    sky: Palette = ("#6E9FD6", "#DCE8F0")
    glow: str = "#FFF4DC"
    sun: float = 0.35
    low: float = 0.4
    key: str = "#FFF3E0"
    key_level: float = 0.8
    fill: str = "#DCE6F2"
    fill_level: float = 0.42
    haze: float = 0.22
    target: float = 0.2
    gain: float = 1.0
    leaf: Palette = ("#4E7A2E", "#6B9438", "#86A845", "#35591F")
    grass: Palette = ("#6A8A3A", "#7E9C48", "#57752F")
    path: Palette = ()
    floor: Palette = ()
    litter: Palette = ()
    bark: Palette = ("#4A3B2E", "#5C4B3B", "#3A2E25")
    far: Palette = ("#8FA3A8", "#7C9390")
    wall: Palette = ("#B9AFA3", "#8F8579", "#A3897A", "#6F6A68")
    lamps: Palette = ("#FFD9A0",)
    surface: Palette = ("#E9E6E1",)
    form: str = ""
    density: float = 1.0
    hills: float = 0.05
    rough: float = 0.6
    shore: float = 0.0
    tall: float = 0.4
    rows: float = 0.0
    canopy: float = 0.6
    clouds: float = 0.3
    lit: float = 0.15
    glints: float = 0.4
    snow: float = 0.0
    flakes: float = 0.0
    wet: float = 0.0
    warmth: float = 0.0
    colour: float = 1.0
    contrast: float = 1.0

    @property
    def dark(self) -> bool:
        """Whether lamps outshine the sky."""
        return self.key_level + self.fill_level < 0.45

    @property
    def key_light(self) -> Light:
        return hexed(self.key) * np.float32(self.key_level)

    @property
    def fill_light(self) -> Light:
        return hexed(self.fill) * np.float32(self.fill_level)


def varied(scene: Scene, rng: np.random.Generator) -> Scene:
    """The same place on another day: its light and air differ a little, nothing else."""
    warm, hazy, sunny, cloudy, lighter, harder = rng.choice([-1, 1], 6) * rng.uniform(0.4, 1, 6)
    return replace(
        scene,
        warmth=scene.warmth + 0.6 * warm,
        haze=float(np.clip(scene.haze + 0.15 * hazy, 0, 0.9)),
        sun=float(np.clip(scene.sun + 0.2 * sunny, 0, 1)),
        clouds=float(np.clip(scene.clouds + 0.2 * cloudy, 0, 1)),
        gain=scene.gain * 2 ** (0.35 * lighter),
        contrast=scene.contrast + 0.08 * harder,
    )


def colours(palette: Palette) -> Light:
    """(n, 3) light of a palette."""
    return np.stack([hexed(code) for code in palette])


def pick(rng: np.random.Generator, palette: Palette, count: int, spread: float = 0.12) -> Light:
    """(count, 3) colours of a palette, the first ones more often, each a little different."""
    rank = 1 / np.arange(1, len(palette) + 1) ** 0.5
    index = rng.choice(len(palette), count, p=rank / rank.sum())
    tone = np.exp(rng.normal(0, spread, (count, 1)))
    tint = np.exp(rng.normal(0, spread / 3, (count, 3)))
    return np.asarray(colours(palette)[index] * tone * tint, np.float32)
