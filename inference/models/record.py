"""models.lock: what was pulled, so that another pull gets the same bytes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from inference.errors import OperatorError
from inference.models.catalogue import File, Model
from inference.models.folder import folder
from inference.models.locks import held

NAME = "models.lock"


@dataclass(frozen=True, slots=True)
class Record:
    """One pull: the exact revision, where it came from, when (UTC), and the files it fetched."""

    revision: str
    home: str
    pulled: str
    files: Mapping[str, File] = field(default_factory=dict)


def read() -> dict[str, Record]:
    """Every record of the folder by model name; OperatorError if models.lock is not ours."""
    path = folder() / NAME
    return parsed(path.read_text("utf-8"), str(path)) if path.is_file() else {}


def parsed(text: str, where: str) -> dict[str, Record]:
    """The records that a models.lock holds."""
    try:
        return {name: _record(entry) for name, entry in json.loads(text).items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OperatorError(f"{where} can't be read as a models.lock: {error}.") from error


def pin(model: Model) -> Record | None:
    """The record that says what a pull must get: none where our own data file moved on."""
    known = read().get(model.name)
    follows = known and model.revision in ("main", known.revision)
    return known if follows else None


def note(name: str, record: Record | None) -> None:
    """Write one model's record, or strike it out."""
    with held(folder() / f".{NAME}"):
        records = {key: value for key, value in read().items() if key != name}
        if record:
            records[name] = record
        _write(folder() / NAME, {key: _plain(value) for key, value in sorted(records.items())})


def _record(entry: Mapping[str, Any]) -> Record:
    files = {name: File(name, **sums) for name, sums in entry["files"].items()}
    return Record(entry["revision"], entry["home"], entry["pulled"], files)


def _plain(record: Record) -> dict[str, Any]:
    sums = {n: {"sha256": f.sha256, "size": f.size} for n, f in sorted(record.files.items())}
    return {**asdict(record), "files": sums}


def _write(path: Path, value: object) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(value, indent=2) + "\n", "utf-8")
    draft.replace(path)
