"""A look at one picture: finds what a phrase asks for, and remembers what it found."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from inference.segmenters.nets import parts, prominent, things
from inference.segmenters.nets.apart import connected
from inference.segmenters.nets.faces import Face
from inference.segmenters.nets.prominent import Prominent
from inference.segmenters.nets.scene import Scene
from inference.segmenters.nets.things import Found
from inference.segmenters.view import Bools, Floats
from inference.segmenters.vocabulary import Sense, Thing, named
from inference.segmenters.vocabulary import things as every_thing

_FACE, _HAIR, _HANDS = 0.9, 0.75, 0.45  # how often each is right where it is found at all
_FURNITURE = ("table", "sofa", "chair", "bed", "bench")  # what the subject is on
_OBJECT = 0.5  # how often the largest thing that is known is the subject where nothing stands out


class Look:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._things: dict[Thing, Found | None] = {}

    def find(self, meant: Sense) -> Found | None:
        """What is asked for, or None if it is not in the picture."""
        if meant.role:
            return self._role(meant.role)
        if len(meant.things) == 1:
            return self.thing(meant.things[0])
        return things.find_any(self.scene, meant.things)

    def thing(self, thing: Thing) -> Found | None:
        if thing not in self._things:
            self._things[thing] = things.find(self.scene, thing)
        return self._things[thing]

    @cached_property
    def there(self) -> list[Thing]:
        """The kinds of things that are in the picture, largest first."""
        sizes = {thing: things.size(self.scene, thing) for thing in every_thing()}
        return sorted((thing for thing in sizes if sizes[thing]), key=lambda thing: -sizes[thing])

    @cached_property
    def names(self) -> list[str]:
        """What can be asked for here: things by size, then parts of people and the rest."""
        names = [thing.name for thing in self.there]
        people = ["face", "hair"] if self._faces else []
        return [*names, *people, *(["background", "subject"] if self._subject else [])]

    def _role(self, role: str) -> Found | None:
        if role == "subject":
            return self._subject
        if role == "background":
            return self._background()
        if not self._faces:
            return None
        return {"face": self._face, "hair": self._hair_of_all, "hands": self._hands}[role]()

    @cached_property
    def _prominent(self) -> Prominent | None:
        return prominent.find(self.scene)

    @cached_property
    def _subject(self) -> Found | None:
        """What is set apart; else the largest thing that is known by its box."""
        if self._prominent:
            return Found(self._prominent.main, self._prominent.sure, [self._prominent.main])
        upright = [thing for thing in self.there if thing.name not in _FURNITURE]
        known = next((found for found in map(self.thing, upright) if found), None)
        return known._replace(sure=known.sure * _OBJECT) if known else None

    def _background(self) -> Found | None:
        if self._subject is None:
            return None
        every = self._prominent.every if self._prominent else self._subject.mask
        return _whole([~every], self._subject.sure)

    @cached_property
    def _person(self) -> Floats:
        return things.plane(self.scene, named("person"))

    @cached_property
    def _faces(self) -> list[Face]:
        return parts.people(self.scene, self._person)

    @cached_property
    def _hair(self) -> Floats:
        return parts.hair(self.scene, self._person, self._faces)

    def _face(self) -> Found | None:
        each = [parts.face(self.scene, self._person, face, self._hair) for face in self._faces]
        return _whole([mask for mask in each if mask.any()], _FACE)

    def _hair_of_all(self) -> Found | None:
        hair = parts.hair_mask(self.scene, self._hair, self._faces)
        return None if hair is None else _whole(connected(hair), _HAIR)

    def _hands(self) -> Found | None:
        person = self.thing(named("person"))
        if person is None:
            return None
        skin = parts.hands(self.scene, person.mask, self._faces, self._hair)
        return None if skin is None else _whole(connected(skin), _HANDS)


def _whole(each: list[Bools], sure: float) -> Found | None:
    return Found(np.logical_or.reduce(each), sure, each) if each else None
