"""Looking for one noun: what a segmenter says, and what needs none to be found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.errors import Ambiguous, NotFound
from inference.nouns import Alpha, Pixels
from inference.phrases.given import GIVEN, KEPT
from inference.phrases.tree import ALL, Noun
from inference.regions import cells, tidying
from inference.regions.sight import Sight, from_answer, plane
from inference.regions.stuck import Stuck
from inference.regions.things import Thing, ordered, painted, separate, thing
from inference.segmenters import boxes, tint, words

_VAGUE = frozenset(
    {"it", "this", "that", "them", "these", "those", "they", "him", "her", "he", "she", "one"}
    | {"ones", "thing", "things", "stuff", "something", "someone", "somebody", "part", "area"}
)
_MAINLY = 0.3  # share of a thing that has a colour from which people call it by that colour
_SOME = 0.02  # share of where a thing is worn that must have its colour


class Looker:
    """Looks at one picture, and asks its segmenter once per noun."""

    def __init__(
        self, rgb: Pixels, segmenter: Any, name: str, given: Mapping[str, Alpha] | None = None
    ) -> None:
        self.rgb, self.shape = rgb, rgb.shape[:2]
        self._segmenter, self._name, self._given = segmenter, name, given or {}
        self._sights: dict[str, Sight] = {}
        self._things: dict[str, list[Thing]] = {}
        self._answered: set[str] = set()

    def sight(self, noun: str) -> Sight:
        """Stuck where it is not there, or where nobody can know what is meant."""
        if noun not in self._sights:
            self._sights[noun] = self._seen(noun)
        return self._sights[noun]

    def things(self, noun: str) -> list[Thing]:
        """The separate things of that noun, from left to right."""
        seen = self.sight(noun)
        if noun not in self._things:
            self._things[noun] = self._told_apart(noun) or separate(seen.alpha, seen.confidence)
        return self._things[noun]

    def sees(self) -> tuple[str, ...]:
        """Phrases that the segmenter would find here, best first."""
        return tuple(self._segmenter.sees(self.rgb)) if hasattr(self._segmenter, "sees") else ()

    def _seen(self, noun: str) -> Sight:
        if noun in ALL:
            return Sight(np.full(self.shape, 255, np.uint8))
        box = boxes.read(noun)
        if box:
            return Sight(boxes.filled(box, self.shape), why=boxes.sentence(box))
        if cells.named(noun):
            return cells.sight(self.rgb, noun, self._segmenter)
        if noun in self._given or noun in GIVEN:
            return self._drawn(noun)
        if noun in _VAGUE:
            raise Stuck(
                f"I can't know what *{noun}* is: name it.", Noun(noun), (), self.sees(), Ambiguous
            )
        if words.is_backdrop(noun):
            return self._backdrop(noun)
        return self._coloured(noun) if words.coloured(noun) else self._asked(noun)

    def _drawn(self, noun: str) -> Sight:
        if noun not in self._given:
            raise Stuck(f"There is no {noun} for this picture any more.", Noun(noun))
        why = "Marked to stay." if noun == KEPT else "Where it was drawn."
        return Sight(plane(self._given[noun], self.shape, f"What is called *{noun}* is"), why=why)

    def _backdrop(self, noun: str) -> Sight:
        """What the segmenter takes for it, or else all but the subject."""
        try:
            return self._asked("background")
        except Stuck as unknown:
            try:
                subject = self.sight("subject")
            except Stuck:
                raise Stuck(str(unknown), Noun(noun), (), unknown.others) from None
        why = "The background: everything but the main thing in the picture."
        return subject._replace(alpha=255 - subject.alpha, why=why)

    def _asked(self, noun: str) -> Sight:
        try:
            sight = from_answer(self._segmenter(self.rgb, noun), self.shape, self._name)
        except LookupError as error:
            raise self._refused(noun, error) from error
        self._answered.add(noun)
        explain = getattr(self._segmenter, "explain", None)
        why = sight.why or (explain(noun) if explain else f"Found *{noun}*.")
        return sight._replace(alpha=tidying.tidied(sight.alpha), why=why)

    def _refused(self, noun: str, error: LookupError) -> Stuck:
        """A refusal as such; a mistake inside the segmenter stays a mistake."""
        if type(error) is not LookupError and not isinstance(error, NotFound):
            raise error
        sees = getattr(error, "sees", ()) or self.sees()
        said = str(error).rstrip(".") + "." if str(error) else f"I can't find a *{noun}*."
        if sees and not isinstance(error, NotFound):
            said += f" I can see: {', '.join(sees)}."
        return Stuck(
            said, Noun(noun), (), sees, type(error) if isinstance(error, NotFound) else NotFound
        )

    def _coloured(self, noun: str) -> Sight:
        """Colour and thing apart, for networks take "white car" for any car.

        Where nobody knows the thing, it is what has the colour on whoever wears it; else the words
        are left to the segmenter.
        """
        said = words.coloured(noun)
        assert said
        try:
            return self._by_colour(noun, said)
        except Stuck as unknown:
            if unknown.node != Noun(said.noun):
                raise
        return self._worn(said) or self._asked(noun)

    def _by_colour(self, noun: str, said: words.Coloured) -> Sight:
        """Those of the things that are mainly of the colour, each as a whole."""
        every, sight = self.things(said.noun), self.sight(said.noun)
        shares = [tint.share(self.rgb, said.colour, _where(each, self.shape)) for each in every]
        picked = [each for each, share in zip(every, shares, strict=True) if share >= _MAINLY]
        if not picked:
            raise Stuck(
                f"I see {words.article(said.noun)}*{said.noun}*, but none that is {said.name}.",
                Noun(noun),
                (Noun(said.noun),),
            )
        self._things[noun] = picked
        return sight._replace(
            alpha=painted(picked, self.shape),
            confidence=min(each.confidence for each in picked),
            why=f"{sight.why} Of {len(every)}, what is mainly {said.name}.",
        )

    def _worn(self, said: words.Coloured) -> Sight | None:
        """What has the colour on whoever wears such a thing; None where nobody is seen to."""
        home = words.WORN.get(said.noun.split()[-1])
        try:
            wearer = self.sight(home) if home else None
        except Stuck:
            return None
        if wearer is None:
            return None
        inside = wearer.alpha > 127
        tinted = tint.find(self.rgb, said.colour, inside)
        mask = inside & tinted.mask if tinted else np.zeros_like(inside)
        if not tinted or mask.sum() < _SOME * inside.sum():
            message = f"I see the {home}, but no {said.name} {said.noun}."
            raise Stuck(message, Noun(f"{said.name} {said.noun}"), (), (str(home),))
        sure = float(np.sqrt(wearer.confidence * tinted.confidence))
        why = f"What is {said.name} on the {home}, taken for the {said.noun}."
        alpha = np.where(mask, np.uint8(255), np.uint8(0))
        return Sight(tidying.tidied(alpha), sure, why, wearer.by)

    def _told_apart(self, noun: str) -> list[Thing]:
        """The segmenter's own instances; none where it tells things apart no better than we do."""
        ask = getattr(self._segmenter, "instances", None)
        if ask is None or noun not in self._answered:
            return []
        try:
            answers = [
                from_answer(answer, self.shape, self._name) for answer in ask(self.rgb, noun)
            ]
        except LookupError as error:
            self._refused(noun, error)
            return []
        found = (thing(each.alpha, each.confidence) for each in answers)
        return ordered([each for each in found if each])


def _where(each: Thing, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """(H, W): where the thing is in a picture of this shape."""
    where = np.zeros(shape, np.bool_)
    where[each.box.slices] = each.alpha > 127
    return where
