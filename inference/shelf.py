"""What a network saw in a picture, kept on disk: a second phrase needn't look again.

One .npz file per entry, named by a hash of everything it depends on, so an entry is never stale.
Workers share the folder without locks: entries appear whole or not at all, and one that another
worker threw away or a crash damaged is made again.
"""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from uuid import uuid4

import numpy as np
import numpy.typing as npt

from inference.errors import BadSettings
from inference.home import place

Arrays = Mapping[str, npt.NDArray[np.generic]]

_ENDING, _GIGABYTES, _GIGABYTE = ".npz", "4", 10**9
_DAMAGED = (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder that holds at most `cap` bytes; what was used longest ago goes first."""

    folder: Path
    cap: int

    def kept(self, key: str, make: Callable[[], Arrays]) -> Arrays:
        """The entry, made and put there if it is not."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def get(self, key: str) -> Arrays | None:
        """The entry, or None. zip's own checksums tell a damaged one, which is dropped."""
        path = self._path(key)
        try:
            with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
                found = {name: file[name] for name in file.files}
            os.utime(path)  # file systems note no reads: an entry's time is its last use
        except FileNotFoundError:
            return None
        except _DAMAGED as error:
            _log.warning("dropped a damaged entry of %s: %s", self.folder, error)
            with suppress(OSError):
                path.unlink()
            return None
        return found

    def put(self, key: str, arrays: Arrays) -> None:
        """Keep it if there is room; a full or read-only disk costs only the time to look again."""
        if sum(array.nbytes for array in arrays.values()) > self.cap:
            return
        draft = self.folder / f".{uuid4().hex}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # pictures nobody has seen
            with draft.open("xb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            draft.replace(self._path(key))
        except OSError as error:
            _log.warning("nothing can be kept in %s: %s", self.folder, error)
            with suppress(OSError):
                draft.unlink()
        self._tidy()

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}{_ENDING}"

    def _tidy(self) -> None:
        """Drop what was used longest ago, and drafts that a crash left, until the rest fits."""
        room = self.cap
        for _, size, path in sorted(self._files(), reverse=True):
            room -= size
            if room < 0:
                with suppress(OSError):
                    path.unlink()

    def _files(self) -> Iterator[tuple[int, int, Path]]:
        """(last use in ns, bytes, path) of each of our files."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            with suppress(OSError):
                if path.suffix == _ENDING or path.name.startswith("."):
                    state = path.stat()
                    yield state.st_mtime_ns, state.st_size, path


def default() -> Shelf:
    """The shelf of RESHOOT_CACHE (else cache/ under RESHOOT_HOME), of RESHOOT_CACHE_GB gigabytes.

    0 gigabytes keep nothing.
    """
    return Shelf(place("RESHOOT_CACHE", "cache") / "seen", _cap())


def _cap() -> int:
    said = os.environ.get("RESHOOT_CACHE_GB") or _GIGABYTES
    try:
        return max(int(float(said) * _GIGABYTE), 0)
    except (ValueError, OverflowError) as error:
        raise BadSettings(
            f"RESHOOT_CACHE_GB is a number of gigabytes, not {said!r}; 0 keeps nothing."
        ) from error


def key_of(rgb: npt.NDArray[np.uint8], *identity: str) -> str:
    """Names what somebody saw in these very pixels: who, which weights, which precision."""
    told = "\n".join([str(rgb.shape), *identity]).encode()
    digest = blake2b(np.ascontiguousarray(rgb).data, digest_size=20)
    digest.update(told)
    return digest.hexdigest()
