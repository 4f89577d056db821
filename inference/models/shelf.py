"""What lies in the folder. Files that are there are used as they are, whoever put them there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inference.errors import ModelMissing
from inference.models.catalogue import Model, model
from inference.models.folder import folder


def find(name: str) -> dict[str, Path] | None:
    """The model's files by name, or None unless all are there; OperatorError for no such model."""
    wanted = model(name)
    for place in places(wanted):
        if not _lacking(wanted, place):
            return dict(_lying(wanted, place))
    return None


def need(name: str) -> dict[str, Path]:
    """The model's files by name; ModelMissing says what is missing and how to get it."""
    found = find(name)
    if found is None:
        gone = missing(model(name))
        listed = ", ".join(gone[:3]) + (f" and {len(gone) - 3} more" if len(gone) > 3 else "")
        raise ModelMissing(
            f"The model {name} is not here: {folder()} lacks {listed}. "
            f"Get it with: reshoot models pull {name}"
        )
    return found


def missing(wanted: Model) -> list[str]:
    """Names of the files that the fullest place still lacks."""
    return _lacking(wanted, fullest(wanted))


def fullest(wanted: Model) -> Path:
    """Of the places where the model may lie, the one that lacks least."""
    return min(places(wanted), key=lambda place: len(_lacking(wanted, place)))


def places(wanted: Model) -> Iterator[Path]:
    """Where a model's files may lie together; the first is where a pull puts them.

    Files of hubs have common names (config.json): they are not looked for flat in the folder, but
    as clones and as the hub's own cache lay them.
    """
    base = folder()
    yield base / wanted.name
    if not wanted.hub:
        yield base
        return
    yield base / wanted.hub
    yield base / wanted.hub.rpartition("/")[2]
    cached = base / f"models--{wanted.hub.replace('/', '--')}" / "snapshots"
    yield from sorted(cached.glob("*"))


def _lacking(wanted: Model, place: Path) -> list[str]:
    return [file.name for file in wanted.files if not (place / file.name).is_file()]


def _lying(wanted: Model, place: Path) -> Iterator[tuple[str, Path]]:
    for file in wanted.files:
        yield file.name, place / file.name
    for shape in wanted.extras:
        yield from ((path.name, path) for path in sorted(place.glob(shape)) if path.is_file())
