"""The painter that invents nothing: backgrounds come from a library of approved pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath

import cv2

from inference.errors import BadSettings
from inference.nouns import Cut, Operation, Pixels
from inference.painters.backdrop.subject import Subject, look
from inference.painters.backdrop.words import Blur, Paper, read
from inference.painters.classic import Classic, lies_behind, recolours
from inference.plates.choose import chosen, names_one
from inference.plates.compose import composed
from inference.plates.plate import Plate
from inference.plates.shelf import Shelf, read_shelf

_AROUND = 64  # pixels a side at which the golden's surroundings are compared
_LARGEST = 1.5  # enlargement beyond which softness shows
_KEPT = 64  # pictures whose story is remembered


class Plates:
    """`place` is a folder or s3://bucket/prefix; what is no new background, Classic paints."""

    revision = "1"
    native = None

    def __init__(self, place: str = "") -> None:
        if not place:
            raise BadSettings("The plates painter needs a folder or bucket: plates:FOLDER.")
        self._place = place
        self._classic = Classic()
        self._told: dict[str, tuple[str, ...]] = {}

    def __call__(
        self,
        cut: Cut,
        prompt: str,
        seeds: Sequence[int],
        operation: Operation = Operation.REPLACE,
        phrase: str = "background",
        progress: Callable[[float], None] | None = None,
    ) -> Iterator[Pixels]:
        """One (h, w, 3) uint8 per seed, the best plate first; AskerError if none fits."""
        if not _is_ground(cut, prompt, operation, phrase):
            return self._classic(cut, prompt, seeds, operation, phrase, progress)
        shelf, subject = read_shelf(self._place), look(cut)
        if not _is_place(prompt) and not names_one(shelf.plates, prompt):
            return self._classic(cut, prompt, seeds, operation, phrase, progress)
        around = cv2.resize(cut.rgb, (_AROUND, _AROUND), interpolation=cv2.INTER_AREA)
        fit = chosen(shelf.plates, prompt, subject, around, datetime.now(UTC).date())
        return self._each(cut, shelf, fit, subject, len(seeds), progress or (lambda _: None))

    def _each(
        self, cut: Cut, shelf: Shelf, fit: Sequence[Plate], subject: Subject, count: int,
        progress: Callable[[float], None],
    ) -> Iterator[Pixels]:  # fmt: skip
        for done in range(count):
            plate = fit[done % len(fit)]
            made = composed(cut, plate, shelf.pixels(plate), subject, done // len(fit))
            self._tell(made.rgb, _story(plate, made.enlarged))
            progress((done + 1) / count)
            yield made.rgb

    def _tell(self, rgb: Pixels, story: tuple[str, ...]) -> None:
        self._told[_key(rgb)] = story
        while len(self._told) > _KEPT:
            self._told.pop(next(iter(self._told)))

    def remarks(
        self,
        cut: Cut,
        painted: Pixels,
        prompt: str,
        operation: Operation = Operation.REPLACE,
        phrase: str = "background",
    ) -> tuple[str, ...]:
        """Which plate it is, and whether it had to be enlarged."""
        own = self._told.get(_key(painted))
        return own or self._classic.remarks(cut, painted, prompt, operation, phrase)


def _is_ground(cut: Cut, prompt: str, operation: Operation, phrase: str) -> bool:
    is_new = operation is Operation.REPLACE and not recolours(cut, prompt, operation, phrase)
    return is_new and lies_behind(cut, phrase)


def _is_place(prompt: str) -> bool:
    """Whether it isn't plain paper, a colour or a blur, which need no plate."""
    return not isinstance(read(prompt), (Blur, Paper))


def _key(rgb: Pixels) -> str:
    return hashlib.sha256(rgb.tobytes()).hexdigest()


def _story(plate: Plate, enlarged: float) -> tuple[str, ...]:
    name = PurePosixPath(plate.path).name
    said = f"The background is the plate {name} ({plate.facts.sha256[:12]})."
    if enlarged <= _LARGEST:
        return (said,)
    return said, f"It is small for this picture: it was enlarged {enlarged:.1f} times and is soft."
