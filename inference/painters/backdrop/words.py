"""From a prompt's words to a Scene, by the lexicon."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, replace
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from inference.painters.backdrop.light import Light, hexed, mix, to_light
from inference.painters.backdrop.scene import Scene

_FIELDS = frozenset(field.name for field in fields(Scene))


class Entry(NamedTuple):
    """A line of the lexicon: `place` or mood, its spellings, what it sets, where it is alone."""

    name: str
    place: bool
    words: tuple[str, ...]
    sets: dict[str, Any]
    alone: str


@cache
def lexicon() -> tuple[Entry, ...]:
    """Every entry, places first, moods in the order in which they are laid over a place."""
    raw = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    return tuple(
        _entry(name, table == "places", values)
        for table in ("places", "moods")
        for name, values in raw[table].items()
    )


def scene_words() -> tuple[str, ...]:
    """Every spelling the lexicon knows."""
    return tuple(word for entry in lexicon() for word in entry.words)


def read_scene(prompt: str) -> Scene | None:
    """The scene that the prompt's words compose, or None if it has no scene word at all.

    The first place named is where we are ("a street by the beach" is a street); moods are laid
    over it in the lexicon's order, their gains multiplied.
    """
    found = entries(prompt)
    if not found:
        return None
    moods = [entry for entry in found if not entry.place]
    places = [entry for entry in found if entry.place]
    values = dict((places[0] if places else _called(moods[0].alone)).sets)
    for mood in sorted(moods, key=lexicon().index):
        gain = values.get("gain", 1.0) * mood.sets.get("gain", 1.0)
        values.update(mood.sets, gain=gain)
    return Scene(**values)


def unread(prompt: str, places: bool = True) -> str:
    """The prompt in lower case without the words that name a mood, or a place."""
    left = f" {_spaced(prompt)} "
    for word, entry in _spellings():
        if places or not entry.place:
            left = left.replace(f" {word} ", " ")
    return left.strip()


def entries(prompt: str) -> list[Entry]:
    """The entries spelt in the prompt, each once, in the prompt's order."""
    ordered = {entry.name: entry for _, entry in sorted(_search(prompt), key=lambda hit: hit[0])}
    return list(ordered.values())


def _search(prompt: str) -> list[tuple[int, Entry]]:
    """Where which entry is spelt, the longest spelling first."""
    left = f" {_spaced(prompt)} "
    hits: list[tuple[int, Entry]] = []
    for word, entry in _spellings():
        at = left.find(f" {word} ")
        if at >= 0:
            hits.append((at, entry))
            left = left.replace(f" {word} ", f" {'_' * len(word)} ", 1)
    return hits


@cache
def _spellings() -> tuple[tuple[str, Entry], ...]:
    pairs = [(_spaced(word), entry) for entry in lexicon() for word in entry.words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _spaced(text: str) -> str:
    """Its words in lower case, one space between."""
    return " ".join(re.findall(r"\w+", text.lower()))


def _called(name: str) -> Entry:
    return next(entry for entry in lexicon() if entry.name == name)


def _entry(name: str, place: bool, values: dict[str, Any]) -> Entry:
    sets = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in values.items()
        if key in _FIELDS
    }
    return Entry(name, place, tuple(values["words"]), sets, values.get("alone", ""))


class Blur(NamedTuple):
    """The picture's own background out of focus; `amount` 1 is a wide aperture."""

    amount: float


class Paper(NamedTuple):
    """Seamless studio paper; several colours run from the top down."""

    colours: tuple[Light, ...]


Backdrop = Blur | Paper | Scene

_BLUR = re.compile(
    r"\b(blur\w*|defocus\w*|out of focus|soft focus|unfocus\w*|depth of field)\b", re.I
)
_MORE = re.compile(r"\b(very|heavily|strong\w*|more|creamy|really|lots)\b", re.I)
_LESS = re.compile(r"\b(slight\w*|a little|a bit|subtl\w+|gentl\w+|less|lightly)\b", re.I)
_PAPER = re.compile(
    r"\b(plain|solid|seamless|gradient|studio|paper|flat|backdrop|colou?r|ombr[eé])\b", re.I
)
_MADE = ("surface", "interior")  # kinds of scene that people paint in any colour
_SEAMLESS = re.compile(r"\b(seamless|gradient|studio|paper|ombr[eé])\b", re.I)
_BETWEEN = re.compile(r"\s+(?:to|into|and|over)\s+|\s*(?:->|→|/)\s*", re.I)
_STUDIO = "#ECEAE6"


def read(prompt: str) -> Backdrop | None:
    """What the prompt asks for, or None if no word of it is known."""
    scene, paper = read_scene(prompt), _paper(prompt)
    rest = unread(prompt)
    plain = _SEAMLESS.search(rest) or (_PAPER.search(rest) and not scene) or _is_a_colour(prompt)
    if paper and plain:
        return paper
    if scene:
        return _tinted(scene, prompt)
    if _BLUR.search(prompt):
        return Blur(1.7 if _MORE.search(prompt) else 0.5 if _LESS.search(prompt) else 1.0)
    return paper


def _is_a_colour(prompt: str) -> bool:
    """Whether its scene words only qualify a colour: "sky blue", "soft pink", not "golden hour"."""
    from inference.colours import named

    rest = named(unread(prompt))
    if rest is None:
        return False
    placed = any(entry.place for entry in entries(prompt))
    return not placed or named(unread(prompt, places=False)) != rest


def _tinted(scene: Scene, prompt: str) -> Scene:
    """Walls, cloth and furniture in the colour that the prompt names; nature keeps its own."""
    from inference.colours import named

    rgb = named(unread(prompt))
    if rgb is None or scene.kind not in _MADE or scene.form == "bokeh":
        return scene
    shades = tuple(_code(np.array(rgb) * share) for share in (1.0, 0.9, 0.8))
    return replace(scene, surface=shades, wall=shades if scene.kind == "surface" else scene.wall)


def _code(rgb: Light) -> str:
    return "#" + bytes(int(code) for code in np.rint(rgb).clip(0, 255)).hex()


def _paper(prompt: str) -> Paper | None:
    """Paper in the prompt's colours; a gradient of one colour runs from lighter to darker."""
    gradient = bool(re.search(r"\b(gradient|ombr[eé]|fade)\b", prompt, re.I))
    found = [_colour(part) for part in _BETWEEN.split(prompt)]
    named = tuple(light for light in found if light is not None)
    if not named:
        scene = read_scene(prompt) if gradient else None
        if scene:
            return Paper((hexed(scene.sky[0]), hexed(scene.sky[1])))
        return Paper((hexed(_STUDIO),)) if _PAPER.search(prompt) else None
    if gradient and len(named) == 1:
        return Paper((mix(named[0], np.ones(3, np.float32), 0.35), named[0] * np.float32(0.42)))
    return Paper(named if gradient else named[:1])


def _colour(text: str) -> Light | None:
    from inference.colours import named

    rgb = named(" ".join(word for word in text.split() if not _PAPER.fullmatch(word)))
    return None if rgb is None else to_light(np.array(rgb, np.uint8))
