"""A golden made from words, where there is none yet: a painter that can `create` is all it takes.

What it makes has no proof: nothing was locked. The rules about people hold as they do for edits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Any

from inference import people, plugins
from inference.aspect import aspect, nearest
from inference.errors import BadInstruction, ModelMissing, PluginError
from inference.nouns import Pixels

Size = tuple[int, int]

UNPROVEN = "Made from words: there is nothing to compare it with."
_USUAL = ((1024, 1024), (896, 1152), (1152, 896), (768, 1344), (1344, 768))
"""The (width, height) asked of a painter that is native to none."""
_SEEDS = 2**31


def made(
    prompt: str,
    painter: Any,
    size: Size,
    seeds: Sequence[int],
    progress: Callable[[float], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Iterator[Pixels]:
    """One (h, w, 3) uint8 per seed as soon as it is painted, `size` being (w, h).

    Raises BadInstruction for words that may not be painted and ModelMissing for a painter that
    can't, both before the first picture is asked for; then whatever the painter raises.
    """
    check(prompt)
    must_create(painter, type(painter).__name__.lower())
    offers = {"progress": progress or (lambda _: None), "cancel": cancel or (lambda: False)}
    painted = iter(plugins.call(painter.create, prompt, size, seeds, **offers))
    return (_fitting(next(painted, None), size, painter) for _ in seeds)


def check(prompt: str) -> None:
    """BadInstruction where there are no words, or a person with a name is asked for."""
    if not prompt.strip():
        raise BadInstruction("Say what the picture should show.", suggestion="a mug on a table")
    people.check_words(prompt)


def must_create(painter: Any, name: str) -> None:
    """ModelMissing unless the painter, its class or an instance, makes pictures from words."""
    if not callable(getattr(painter, "create", None)):
        raise ModelMissing(only_changes(name))


def only_changes(name: str) -> str:
    """What to tell whoever runs a painter that needs a picture to begin with."""
    return (
        f"The painter {name} only changes pictures and can't make one from words. Get one that "
        "can with: reshoot models pull flux2-klein-4b, and set RESHOOT_PAINTER=diffusion."
    )


def size_for(words: str, painter: Any) -> Size:
    """The painter's native (w, h) that is nearest to a shape in words; BadInstruction for none."""
    return nearest(aspect(words), painter.native or _USUAL)


def seeds(prompt: str, count: int, first: int | None = None) -> tuple[int, ...]:
    """`count` seeds in 0..2**31-1 from `first` on, or else from one that the words decide."""
    start = int.from_bytes(sha256(prompt.encode()).digest()[:4]) if first is None else first
    return tuple((start + step) % _SEEDS for step in range(count))


def _fitting(painted: Pixels | None, size: Size, painter: Any) -> Pixels:
    name = type(painter).__name__
    if painted is None:
        raise PluginError(f"The painter {name} gave fewer pictures than it was asked for.")
    if painted.shape != (size[1], size[0], 3) or painted.dtype != "uint8":
        raise PluginError(
            f"The painter {name} was asked for {size[0]} × {size[1]} pixels in 8-bit RGB and gave "
            f"{painted.dtype} of shape {painted.shape}."
        )
    return painted
