"""Whether the files that lie there are the ones that are meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import inference.models.record as record
import inference.models.shelf as shelf
from inference.models.catalogue import File, Model, model
from inference.models.transfer import measured


class State(StrEnum):
    """UNKNOWN: nothing to compare with, since nobody told us the sum."""

    OK = "ok"
    WRONG = "wrong"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """One file of a model: how it is, where, and its sha256 ("" if missing)."""

    model: str
    file: str
    state: State
    path: Path
    sha256: str = ""


def verify(name: str) -> tuple[Finding, ...]:
    """Read every file of a model and compare its sum; takes seconds per gigabyte."""
    wanted = model(name)
    there = shelf.find(name)
    if there:
        return tuple(_finding(wanted, file, path) for file, path in there.items())
    return tuple(_partly(wanted))


def _partly(wanted: Model) -> Iterator[Finding]:
    place = shelf.fullest(wanted)
    for file in wanted.files:
        path = place / file.name
        if path.is_file():
            yield _finding(wanted, file.name, path)
        else:
            yield Finding(wanted.name, file.name, State.MISSING, path)


def _finding(wanted: Model, name: str, path: Path) -> Finding:
    got, meant = measured(name, path), _meant(wanted, name, path)
    if not meant.sha256:
        state = State.UNKNOWN
    else:
        state = State.OK if got.sha256 == meant.sha256 else State.WRONG
    return Finding(wanted.name, name, state, path, got.sha256)


def _meant(wanted: Model, name: str, path: Path) -> File:
    """The sum we know, else the one that a pull recorded for this very path."""
    ours = next((file for file in wanted.files if file.name == name and file.sha256), None)
    known = record.read().get(wanted.name)
    pulled = known and path == next(shelf.places(wanted)) / name
    theirs = known.files.get(name) if known and pulled else None
    return ours or theirs or File(name)
