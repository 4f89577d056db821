"""Where a model's files can be had: at their own addresses, in a hub, or on the operator's mirror.

RESHOOT_MODELS_URL is a mirror of everything: the address of a folder as a pull leaves it
(NAME/FILE and models.lock), served by any web server. HF_ENDPOINT is another hub.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import inference.models.record as record
import inference.models.wire as wire
from inference.errors import OperatorError
from inference.models.catalogue import File, Model, is_inside

if TYPE_CHECKING:
    import httpx

HUB = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Offer:
    """Files with their addresses, all of one revision; `token` is for these addresses only."""

    revision: str
    home: str
    files: tuple[File, ...]
    token: str = ""


def offer(model: Model, client: httpx.Client) -> Offer:
    """What to download for a model, with every sum and size that is known beforehand."""
    pinned = record.pin(model)
    mirror = os.environ.get("RESHOOT_MODELS_URL", "").rstrip("/")
    if mirror:
        offered = _mirrored(model, mirror, client)
    elif model.hub:
        offered = _hubbed(model, pinned.revision if pinned else model.revision, client)
    else:
        offered = Offer(model.revision, model.page or wire.host(model.files[0].url), model.files)
    known = {**(pinned.files if pinned else {}), **{f.name: f for f in model.files if f.sha256}}
    return replace(offered, files=tuple(_summed(file, known) for file in offered.files))


def _summed(file: File, known: Mapping[str, File]) -> File:
    """The sums that we know beat those that the home tells."""
    ours = known.get(file.name)
    return replace(file, sha256=ours.sha256, size=ours.size) if ours else file


def _mirrored(model: Model, base: str, client: httpx.Client) -> Offer:
    listed = wire.optional_text(client, f"{base}/{record.NAME}")
    theirs = record.parsed(listed, f"{base}/{record.NAME}") if listed else {}
    entry = theirs.get(model.name)
    if not entry and model.extras:
        raise OperatorError(
            f"The mirror {wire.host(base)} does not list {model.name} in its {record.NAME}. It "
            f"must be a folder in which `reshoot models pull {model.name}` ran."
        )
    there = dict(entry.files) if entry else {file.name: file for file in model.files}
    files = (
        replace(there[name], url=f"{base}/{quote(model.name)}/{quote(name)}")
        for name in _wanted(model, there)
    )
    return Offer(entry.revision if entry else model.revision, wire.host(base), tuple(files))


def _hubbed(model: Model, revision: str, client: httpx.Client) -> Offer:
    """What a hub lists; its sums are those of its large files only."""
    hub = os.environ.get("HF_ENDPOINT", "").rstrip("/") or HUB
    token = os.environ.get("HF_TOKEN", "")
    about = f"{hub}/api/models/{model.hub}/revision/{quote(revision, safe='')}?blobs=true"
    told = wire.json_of(client, about, model, token)
    exact = str(told.get("sha") or revision)
    there = {file.name: file for file in _siblings(told)}
    at = f"{hub}/{model.hub}/resolve/{quote(exact, safe='')}"
    files = (replace(there[name], url=f"{at}/{quote(name)}") for name in _wanted(model, there))
    return Offer(exact, f"{hub}/{model.hub}", tuple(files), token)


def _siblings(told: Mapping[str, Any]) -> Iterator[File]:
    for each in told.get("siblings", ()):
        large = each.get("lfs") or {}
        yield File(each["rfilename"], "", large.get("sha256", ""), each.get("size") or 0)


def _wanted(model: Model, there: Mapping[str, File]) -> list[str]:
    """The extras that are there, then what it takes; OperatorError if the home lacks a file.

    In this order, a pull that breaks off never looks complete.
    """
    needed = [file.name for file in model.files]
    lacking = [name for name in needed if name not in there]
    if lacking:
        raise OperatorError(
            f"The home of {model.name} has no {', '.join(lacking)} at this revision. "
            "A newer Reshoot may know where it went; or put the file there yourself."
        )
    more = (name for name in there if name not in needed and _is_extra(model, name))
    return sorted(more) + needed


def _is_extra(model: Model, name: str) -> bool:
    return is_inside(name) and any(
        fnmatchcase(name, shape) and name.count("/") == shape.count("/") for shape in model.extras
    )
