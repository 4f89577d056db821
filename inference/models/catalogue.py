"""What models there are: ours in models.toml, the operator's own in models.toml of the folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from inference.errors import OperatorError
from inference.models.folder import folder

NAME = "models.toml"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a model: `name` may hold "/"; `url`, `sha256` and `size` are empty if unknown."""

    name: str
    url: str = ""
    sha256: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """Weights that belong together, pulled and used as one.

    `files` are what it takes; `extras` are shapes ("*.json") of files that come along where the
    home has them. `hub` is "owner/repository" of a model hub, or "" where every file has its URL.
    """

    name: str
    gives: str
    licence: str
    commercial: bool
    files: tuple[File, ...]
    extras: tuple[str, ...] = ()
    hub: str = ""
    revision: str = "main"
    page: str = ""
    gated: bool = False
    note: str = ""

    @property
    def size(self) -> int:
        """Bytes, about, where the files' sizes are known."""
        return sum(file.size for file in self.files)


def catalogue() -> dict[str, Model]:
    """Every model by name; an entry in the folder's own models.toml wins over ours."""
    ours = files(__package__).joinpath(NAME).read_text("utf-8")
    theirs = folder() / NAME
    entries = tomllib.loads(ours)
    if theirs.is_file():
        entries |= _parsed(theirs.read_text("utf-8"), str(theirs))
    return {name: _model(name, entry) for name, entry in entries.items()}


def model(name: str) -> Model:
    """The model of that name; OperatorError lists what there is."""
    known = catalogue()
    if name not in known:
        raise OperatorError(f"There is no model called {name!r}. There are: {', '.join(known)}.")
    return known[name]


def _parsed(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OperatorError(f"{where} can't be read: {error}.") from error


def _model(name: str, entry: Mapping[str, Any]) -> Model:
    try:
        listed = tuple(File(**file) for file in entry["files"])
        return Model(name, **{**entry, "files": listed, "extras": tuple(entry.get("extras", ()))})
    except (KeyError, TypeError) as error:
        raise OperatorError(f"{NAME} says too little or too much of {name}: {error}.") from error


def is_inside(name: str) -> bool:
    """Whether a file's name stays in the model's folder: no "..", no "/" at its start."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts
