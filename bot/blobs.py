"""Pictures by the sha256 of their bytes: a folder on this machine, or a bucket.

What is written once never changes, so many processes may share one place without any locks.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError

from inference.errors import BadSettings, OperatorError
from inference.stores import bucket

NAME = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """`url` is a folder or s3://bucket/prefix; a bucket takes its credentials from AWS_*."""

    def __init__(self, url: str) -> None:
        try:
            self._store = bucket(url) if "://" in url else _folder(Path(url))
        except (BaseError, ValueError, OSError) as error:
            raise BadSettings(f"RESHOOT_BLOBS_URL is not usable: {_first(error)}") from error

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their sha256; what is there already is not written again."""
        sha256 = hashlib.sha256(data).hexdigest()
        try:
            self._create(_key(sha256), data)
        except (BaseError, OSError) as error:
            raise OperatorError(f"A picture could not be stored: {_first(error)}") from error
        return sha256

    def _create(self, key: str, data: bytes) -> None:
        try:
            obstore.put(self._store, key, data, mode="create")
        except AlreadyExistsError:
            if obstore.head(self._store, key)["size"] != len(data):  # cut short by a power failure
                obstore.put(self._store, key, data)

    def get(self, sha256: str) -> bytes:
        """The bytes, checked against their name; OperatorError where they are lost or damaged."""
        try:
            data = bytes(obstore.get(self._store, _key(sha256)).bytes())
        except (NotFoundError, FileNotFoundError) as error:
            raise OperatorError(
                f"The picture {sha256[:12]} is not stored. If RESHOOT_BLOBS_URL was changed, or "
                "a folder emptied, bring its files back."
            ) from error
        except (BaseError, OSError) as error:
            raise OperatorError(f"A picture could not be read: {_first(error)}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise OperatorError(f"The stored picture {sha256[:12]} is damaged: restore a backup.")
        return data


def _key(sha256: str) -> str:
    """Where it lies; a name that is no sha256 could lead out of the folder."""
    if not NAME.fullmatch(sha256):
        raise OperatorError(f"{sha256[:80]!r} is not the name of a stored picture.")
    return f"{sha256[:2]}/{sha256}"


def _folder(path: Path) -> Any:
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return obstore.store.LocalStore(path)


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
