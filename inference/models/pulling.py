"""Getting models, checking them, and putting them away again."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import inference.models.record as record
import inference.models.shelf as shelf
import inference.models.wire as wire
from inference.errors import OperatorError
from inference.models.catalogue import File, Model, model
from inference.models.folder import folder
from inference.models.homes import Offer, offer
from inference.models.licence import held as held_licences
from inference.models.locks import held
from inference.models.transfer import Parcel, Progress, fetch, writing

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

_SPARE = 100 << 20
"""Bytes of disk that a pull leaves free."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """Where a model lies now, and the names of the files that this pull fetched."""

    name: str
    place: Path
    fetched: tuple[str, ...]


def pull(name: str, progress: Progress, noncommercial: bool = False) -> Pulled:
    """Get what is missing of a model; files that are there are used as they are.

    Another pull of the same model is waited for. OperatorError says what to do where it can't be
    had; a model that forbids commercial use is only pulled where `noncommercial` says so, or where
    the operator holds a licence.
    """
    wanted = model(name)
    _permit(wanted, noncommercial)
    if there := shelf.find(name):  # looked for before anything is written: folders may be read-only
        return Pulled(name, _place(there), ())
    with _alone(name, progress):
        if there := shelf.find(name):
            return Pulled(name, _place(there), ())
        with wire.client() as client:
            return _fetched(wanted, offer(wanted, client), client, progress)


def remove(name: str) -> tuple[Path, ...]:
    """Delete what a pull put there, and only that; the deleted paths."""
    place = next(shelf.places(model(name)))
    if not place.is_dir():
        return ()
    with _alone(name, lambda *_: None):
        known = record.read().get(name)
        ours = [place / file for file in (known.files if known else ())]
        gone = [path for path in (*ours, *place.rglob("*.part")) if path.is_file()]
        for path in gone:
            path.unlink()
        _prune(place)
        record.note(name, None)
    return tuple(gone)


def _permit(wanted: Model, noncommercial: bool) -> None:
    if not wanted.commercial and not noncommercial and wanted.name not in held_licences():
        raise OperatorError(
            f"The licence of {wanted.name} ({wanted.licence}) forbids commercial use, and ads are "
            "commercial. If you only try it out, pull it with --non-commercial."
        )


@contextmanager
def _alone(name: str, progress: Progress) -> Iterator[None]:
    """Hold the lock of one model."""
    base = folder()
    with writing(base):
        base.mkdir(parents=True, exist_ok=True)
        (base / f".{name}.lock").touch()
    with held(
        base / f".{name}.lock", lambda: progress(f"waiting for another pull of {name}", 0, 0)
    ):
        yield


def _fetched(wanted: Model, offered: Offer, client: httpx.Client, progress: Progress) -> Pulled:
    place = next(shelf.places(wanted))
    parcels = [
        Parcel(wanted, file, offered.revision, place / file.name, offered.token)
        for file in offered.files
        if not (place / file.name).is_file()
    ]
    _room(parcels)
    for parcel in parcels:
        _note(wanted, offered, fetch(client, parcel, progress))
    return Pulled(wanted.name, place, tuple(parcel.file.name for parcel in parcels))


def _note(wanted: Model, offered: Offer, got: File) -> None:
    """Record each file as soon as it is there, so that a pull that breaks off is on record too."""
    known = record.read().get(wanted.name)
    earlier = known.files if known and known.revision == offered.revision else {}
    now = datetime.now(UTC).isoformat(timespec="seconds")
    files = {**earlier, got.name: got}
    record.note(wanted.name, record.Record(offered.revision, offered.home, now, files))


def _room(parcels: Iterable[Parcel]) -> None:
    """OperatorError before the first byte if the disk can't hold them all."""
    needed = sum(max(0, parcel.file.size - parcel.done) for parcel in parcels)
    free = shutil.disk_usage(folder()).free
    if needed and needed + _SPARE > free:
        raise OperatorError(
            f"{folder()} has {free / 1e9:.1f} GB free, and this takes {needed / 1e9:.1f} GB: make "
            "room, or set RESHOOT_MODELS to a folder on another disk."
        )


def _place(there: dict[str, Path]) -> Path:
    return next(iter(there.values())).parent


def _prune(place: Path) -> None:
    """Remove folders that are empty now."""
    inner = sorted((path for path in place.rglob("*") if path.is_dir()), reverse=True)
    for path in (*inner, place):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
