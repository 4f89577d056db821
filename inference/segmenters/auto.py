"""The best segmenter whose weights are here; where it refuses, the next one is asked.

A network that was taught a noun and does not see it settles the matter: nobody guesses after it.
What stands out, and what is behind it, is asked of several, and the surest answer counts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import product, starmap
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from inference import plugins
from inference.errors import ModelMissing, NotFound, PluginError
from inference.models.shelf import find
from inference.nouns import Answer, Pixels
from inference.segmenters import words
from inference.segmenters.lately import Lately
from inference.segmenters.vocabulary import sense
from inference.segmenters.words import Kind, meaning

log = logging.getLogger(__name__)

_ENOUGH = 0.75  # confidence in what stands out from which no other is asked
_NAMED = 8  # phrases in a refusal


def _is_no_thing(phrase: str) -> bool:
    """The sky, or a mere colour: everybody knows what that is."""
    meant = meaning(phrase)
    return meant is not None and meant.kind in (Kind.SKY, Kind.COLOUR) and not meant.noun


def _always(_phrase: str) -> bool:
    return True


def _never(_phrase: str) -> bool:
    return False


def _taught(phrase: str) -> bool:
    return sense(phrase) is not None


def _unchecked(phrase: str) -> bool:
    """Whether the weight-free segmenter would take the noun on trust."""
    meant = meaning(phrase)
    if meant is None or not meant.noun:
        return False
    return meant.kind is Kind.COLOUR or meant.noun in words.PEOPLE


class Part(NamedTuple):
    """A segmenter to choose from, if all of its models and packages are here.

    Its word on a noun it `knows` is final. What it `guesses` it answers only if nobody knows
    better. It is not asked what is not `meant` for it. One that `glances` sees what there is in so
    short a time that it is asked for that on any picture.
    """

    spec: str
    models: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    knows: Callable[[str], bool] = _always
    guesses: Callable[[str], bool] = _never
    meant: Callable[[str], bool] = _always
    glances: bool = False

    @property
    def name(self) -> str:
        return self.spec.partition(":")[0]

    @property
    def is_here(self) -> bool:
        here = self.name in plugins.installed("segmenters") and all(map(find_spec, self.packages))
        return here and all(find(each) for each in self.models)


def _sam(size: str, detector: str) -> Part:
    networks = (f"sam-{size.replace('_', '-')}", detector)
    return Part(f"sam:{size}+{detector}", networks, ("segment_anything", "transformers"))


PARTS = (
    Part("text", packages=("rapidocr", "onnxruntime"), meant=words.is_lettering, glances=True),
    Part("sam3", ("sam3",), ("transformers",)),
    *starmap(_sam, product(("vit_h", "vit_l", "vit_b"), ("owlv2", "grounding-dino"))),
    Part("tiny", ("tiny",), packages=("ai_edge_litert",), knows=_taught),
    Part("classic", knows=_never, guesses=_unchecked),
)
"""Best first; of several with one name the first counts."""


def here(parts: tuple[Part, ...]) -> list[Part]:
    """Those that can be loaded, by what lies on this machine."""
    found: dict[str, Part] = {}
    for part in parts:
        if part.name not in found and part.is_here:
            found[part.name] = part
    return list(found.values())


class _Revision:
    """Read from the class: which parts are here, and their revisions, without loading weights."""

    def __get__(self, instance: object, owner: type[Auto]) -> str:
        return "+".join(f"{part.name}-{_revision(part.name)}" for part in here(owner.parts))


class Auto:
    """Parts are loaded when they are first asked; one that does not load is left out."""

    revision = _Revision()
    parts = PARTS

    def __init__(self) -> None:
        self._here = here(self.parts)
        self._loaded: dict[str, Any] = {}
        self._looked = Lately(lambda _: set[str]())  # parts that were asked of the last picture

    def __call__(self, rgb: Pixels, phrase: str) -> Answer:
        """(H, W) and who answered; NotFound says what any of the parts sees here."""
        return self._best(rgb, phrase)[1]

    def instances(self, rgb: Pixels, phrase: str) -> list[Answer]:
        """One answer for each separate thing, of whoever answers the phrase; may be empty."""
        part, _ = self._best(rgb, phrase)
        segmenter = self._segmenter(part)
        ask = getattr(segmenter, "instances", None)
        return [_answer(each, part, segmenter, phrase) for each in ask(rgb, phrase)] if ask else []

    def around(
        self, rgb: Pixels, points: npt.NDArray[np.floating], labels: npt.NDArray[np.integer]
    ) -> Answer:
        """The thing at the points (N, 2) x, y labelled 1 and not at those labelled 0."""
        for part, segmenter in self._segmenters():
            if hasattr(segmenter, "around"):
                self._looked(rgb).add(part.name)
                try:
                    return _answer(segmenter.around(rgb, points, labels), part, segmenter, "")
                except LookupError as error:
                    _only_refusals(error)
        raise NotFound("I can't tell what is at that place.")

    def sees(self, rgb: Pixels) -> list[str]:
        """Phrases that would work, of the parts that have looked at this picture or glance."""
        looked = self._looked(rgb)
        asked = [part for part in self._here if part.glances or part.name in looked]
        every = [self._segmenter(part) for part in asked]
        seers = (segmenter for segmenter in every if hasattr(segmenter, "sees"))
        seen = dict.fromkeys(phrase for segmenter in seers for phrase in segmenter.sees(rgb))
        return list(seen)[:_NAMED]

    def _best(self, rgb: Pixels, phrase: str) -> tuple[Part, Answer]:
        """The first answer; of those to what stands out, the surest."""
        best: tuple[Part, Answer] | None = None
        for part, answer in self._answers(rgb, phrase):
            if best is None or answer.confidence > best[1].confidence:
                best = part, answer
            if not _stands_out(phrase) or answer.confidence >= _ENOUGH:
                break
        if best is None:
            raise self._absent(rgb, phrase)
        return best

    def _answers(self, rgb: Pixels, phrase: str) -> Iterator[tuple[Part, Answer]]:
        """Best part first; no guess after a refusal that is final."""
        settled = False
        for part, segmenter in self._segmenters(phrase):
            if settled and part.guesses(phrase):
                continue
            self._looked(rgb).add(part.name)
            try:
                yield part, _answer(segmenter(rgb, phrase), part, segmenter, phrase)
            except LookupError as error:
                _only_refusals(error)
                settled = settled or part.knows(phrase)

    def _segmenters(self, phrase: str = "") -> Iterator[tuple[Part, Any]]:
        for part in list(self._here):
            if not phrase or part.meant(phrase):
                segmenter = self._segmenter(part)
                if segmenter is not None:
                    yield part, segmenter

    def _segmenter(self, part: Part) -> Any:
        """Loaded once; None, and left out from then on, if it can't be."""
        if part.name not in self._loaded:
            try:
                self._loaded[part.name] = plugins.build("segmenters", part.spec)
            except (ModelMissing, PluginError) as error:
                log.warning("%s is left out: %s", part.name, error)
                self._here.remove(part)
                return None
        return self._loaded[part.name]

    def _absent(self, rgb: Pixels, phrase: str) -> NotFound:
        known = any(part.knows(phrase) for part in self._here if part.meant(phrase))
        what = f"{words.article(phrase)}*{phrase}*"
        said = f"I can't find {what} in this picture."
        if not known and not words.is_backdrop(phrase) and not _is_no_thing(phrase):
            said = f"I was never taught to find {what}.{self._lesson(phrase)}"
        sees = self.sees(rgb)
        seen = f" I can see: {', '.join(sees)}." if sees else ""
        return NotFound(said + seen, tuple(sees))

    def _lesson(self, phrase: str) -> str:
        """What to pull for a noun that a network is known to have been taught."""
        for part in self.parts:
            taught = part.knows is not _always and part.knows(phrase)
            if taught and not all(map(find, part.models)):
                pull = " ".join(part.models)
                return f" Whoever runs me can teach me that: `reshoot models pull {pull}`."
        return ""


def _revision(name: str) -> str:
    try:
        return str(getattr(plugins.load("segmenters", name), "revision", "0"))
    except PluginError:
        return "0"


def _stands_out(phrase: str) -> bool:
    """Whether it speaks of the main thing, whatever that is, or of what is behind it."""
    meant = meaning(phrase)
    if meant is None or meant.noun in words.PEOPLE:
        return False
    return meant.kind in (Kind.SUBJECT, Kind.BACKDROP)


def _answer(given: Any, part: Part, segmenter: Any, phrase: str) -> Answer:
    """Whatever form it came in, with who gave it and why."""
    answer = Answer.of(given)
    explain = getattr(segmenter, "explain", None)
    why = answer.why or (explain(phrase) if explain and phrase else "")
    return answer._replace(by=answer.by or part.name, why=why)


def _only_refusals(error: LookupError) -> None:
    """A KeyError or IndexError is a mistake and no refusal."""
    if type(error) is not LookupError and not isinstance(error, NotFound):
        raise error
