"""One file over HTTP: goes on where an earlier try stopped, and keeps nothing that is wrong.

Bytes gather in NAME.KEY.part beside the target. The key names the bytes that are meant, so that
parts of two revisions never meet in one file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import inference.models.wire as wire
from inference.errors import OperatorError
from inference.models.catalogue import File, Model

if TYPE_CHECKING:
    import httpx

Progress = Callable[[str, int, int], None]
"""Called with what is being done, bytes so far, and bytes in all (0 where unknown)."""

_CHUNK = 1 << 18
_PAUSES = (0.5, 1.0, 2.0)  # seconds before trying again; bytes that arrive start the count anew
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file on its way: of which model and revision, to where; `token` is for its home."""

    model: Model
    file: File
    revision: str
    target: Path
    token: str = ""

    @property
    def part(self) -> Path:
        key = (self.file.sha256 or hashlib.sha256(self.revision.encode()).hexdigest())[:12]
        return self.target.with_name(f"{self.target.name}.{key}.part")

    @property
    def done(self) -> int:
        """Bytes that an earlier try has left."""
        return self.part.stat().st_size if self.part.is_file() else 0


def fetch(client: httpx.Client, parcel: Parcel, progress: Progress) -> File:
    """Download to the target, which must not exist; the file with its sum and size as they are.

    OperatorError where it can't be had or is not what it should be.
    """
    with writing(parcel.target.parent):
        parcel.target.parent.mkdir(parents=True, exist_ok=True)
        resumed = parcel.done > 0
        _download(client, parcel, progress)
        got = measured(parcel.file.name, parcel.part)
        if resumed and _is_wrong(parcel.file, got):  # what was left may have been another file's
            parcel.part.unlink()
            _download(client, parcel, progress)
            got = measured(parcel.file.name, parcel.part)
        if _is_wrong(parcel.file, got):
            parcel.part.unlink()
            raise OperatorError(_sums_differ(parcel, got))
        parcel.part.replace(parcel.target)
    for stale in parcel.target.parent.glob(f"{parcel.target.name}.*.part"):
        stale.unlink()
    return got


def measured(name: str, path: Path) -> File:
    """What lies at the path, with its sha256 and size."""
    with path.open("rb") as file:
        return File(name, "", hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


@contextmanager
def writing(where: Path) -> Iterator[None]:
    """Say in words that a disk is full or a folder is not ours to write."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise OperatorError(
                f"The disk of {where} is full. Make room and pull again: it goes on where it was. "
                "RESHOOT_MODELS may point to another disk."
            ) from error
        raise OperatorError(
            f"{where} can't be written to ({error.strerror}). Mend its permissions, or set "
            "RESHOOT_MODELS to a folder that is yours."
        ) from error


def _download(client: httpx.Client, parcel: Parcel, progress: Progress) -> None:
    """Fill the part; a connection that breaks is taken up again while it gets further each time."""
    pauses, furthest = list(_PAUSES), parcel.done
    while not parcel.file.size or parcel.done != parcel.file.size:
        try:
            _ask(client, parcel, progress)
            return
        except wire.TransientError:
            if parcel.done > furthest:
                pauses, furthest = list(_PAUSES), parcel.done
            if not pauses:
                raise
            time.sleep(pauses.pop(0))


def _ask(client: httpx.Client, parcel: Parcel, progress: Progress) -> None:
    """One request: the rest of the part, or all of it where the home knows no ranges."""
    url, start = parcel.file.url, parcel.done
    headers = wire.bearer(parcel.token) | ({"Range": f"bytes={start}-"} if start else {})
    with wire.reaching(url), client.stream("GET", url, headers=headers) as answer:
        if answer.status_code == 416:  # the part is no beginning of this file
            parcel.part.unlink()
            raise wire.TransientError(
                f"{wire.host(url)} can't go on with {parcel.file.name}: pull again."
            )
        wire.accept(answer, url, parcel.model, parcel.token)
        goes_on = answer.headers.get("Content-Range", "").startswith(f"bytes {start}-")
        so_far = start if goes_on else 0
        total = parcel.file.size or so_far + int(answer.headers.get("Content-Length", 0))
        with parcel.part.open("ab" if goes_on else "wb") as file:
            for chunk in answer.iter_bytes(_CHUNK):
                so_far += file.write(chunk)
                progress(parcel.file.name, so_far, total)
            os.fsync(file.fileno())


def _is_wrong(wanted: File, got: File) -> bool:
    other = wanted.sha256 and got.sha256 != wanted.sha256
    return bool(other or (wanted.size and got.size != wanted.size))


def _sums_differ(parcel: Parcel, got: File) -> str:
    wanted = parcel.file
    return (
        f"What {wire.host(wanted.url)} sends as {wanted.name} is not what it should be "
        f"({got.size} bytes with sha256 {got.sha256[:12]}…, not {wanted.size or 'unknown'} with "
        f"{wanted.sha256[:12] or 'unknown'}…). Nothing of it was kept. Pull again; if it stays so, "
        "a proxy on the way or the home itself has changed the file: do not use it."
    )
