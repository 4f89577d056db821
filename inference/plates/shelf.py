"""All plates of a folder or a bucket; a file that is no good is named and left out."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import obstore
from obstore.exceptions import BaseError

from inference.errors import AskerError, OperatorError
from inference.nouns import Pixels
from inference.picture import decode
from inference.plates.plate import Facts, Plate, measured, said
from inference.stores import bucket

_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".avif", ".heic")
_NOTES = "plates.toml"
_known: dict[tuple[str, str, str], Facts] = {}  # (place, path, stamp): measured once a process


@dataclass(frozen=True, slots=True)
class Shelf:
    """The plates in order of their paths; `skipped` has a sentence for each file left out."""

    place: str
    plates: tuple[Plate, ...]
    skipped: tuple[str, ...]

    def pixels(self, plate: Plate) -> Pixels:
        """(h, w, 3) uint8 sRGB; OperatorError where the file has changed since it was listed."""
        data = _bytes(_store(self.place), plate.path)
        if hashlib.sha256(data).hexdigest() != plate.facts.sha256:
            raise OperatorError(f"The plate {plate.path} changed while it was used: ask again.")
        return decode(data).srgb()


def read_shelf(place: str) -> Shelf:
    """`place` is a folder or s3://bucket/prefix; OperatorError where it can't be read."""
    store = _store(place)
    listed = _listed(store, place)
    notes = _notes(store, listed)
    plates, skipped = [], []
    for path in sorted(listed):
        if PurePosixPath(path).suffix.lower() not in _PICTURES:
            continue
        try:
            own = _own(store, path, listed, notes)
            plates.append(Plate(path, own, _facts(store, place, path, listed[path])))
        except AskerError as error:
            skipped.append(f"{path}: {error}")
    return Shelf(place, tuple(plates), tuple(skipped))


def _store(place: str) -> Any:
    try:
        return bucket(place) if "://" in place else obstore.store.LocalStore(Path(place))
    except (BaseError, ValueError, OSError) as error:
        raise OperatorError(f"The plates in {place} can't be read: {error}") from error


def _listed(store: Any, place: str) -> dict[str, str]:
    """Every file's path and a stamp that changes with its content."""
    try:
        found = [each for chunk in obstore.list(store) for each in chunk]
    except (BaseError, OSError) as error:
        raise OperatorError(f"The plates in {place} can't be read: {error}") from error
    return {each["path"]: f"{each['e_tag']}/{each['last_modified']}/{each['size']}"
            for each in found}  # fmt: skip


def _bytes(store: Any, path: str) -> bytes:
    try:
        return bytes(obstore.get(store, path).bytes())
    except (BaseError, OSError) as error:
        raise OperatorError(f"The plate {path} can't be read: {error}") from error


def _notes(store: Any, listed: dict[str, str]) -> dict[str, Any]:
    """plates.toml: a table of notes for each file name; a broken one stops all, for clearances."""
    if _NOTES not in listed:
        return {}
    try:
        return tomllib.loads(_bytes(store, _NOTES).decode())
    except ValueError as error:
        raise OperatorError(f"{_NOTES} is not readable TOML: {error}") from error


def _own(store: Any, path: str, listed: dict[str, str], notes: dict[str, Any]) -> Any:
    here = PurePosixPath(path)
    own = notes.get(path, notes.get(here.name, {}))
    if not isinstance(own, dict):
        raise AskerError(f"its notes in {_NOTES} are no table")
    beside = str(here.with_suffix(".txt"))
    if beside in listed:
        own = {"words": _bytes(store, beside).decode(errors="replace").strip(), **own}
    return said(here.stem, own)


def _facts(store: Any, place: str, path: str, stamp: str) -> Facts:
    key = place, path, stamp
    if key not in _known:
        data = _bytes(store, path)
        rgb = decode(data, PurePosixPath(path).name).srgb()
        _known[key] = measured(hashlib.sha256(data).hexdigest(), rgb)
    return _known[key]
