"""What an operator writes after "diffusion:": a model and how to use it. Imports nothing heavy.

flux2-klein-4b                     one of ours, from the folder of weights
flux2-klein-4b?lora=brand&side=768 with a brand's style, painting at 768 x 768
/models/ours                       a folder that diffusers saved
owner/name@revision                a hub's model, as it was at a revision
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from inference import models
from inference.errors import BadSettings, ModelMissing
from inference.models.licence import permit
from inference.painters.diffusing import lora
from inference.painters.diffusing.family import DEFAULT, Family, families, family_of

INDEX = "model_index.json"
_HOW = "Set RESHOOT_PAINTER=diffusion:NAME with a name from `reshoot models list`, "
_HOW += "diffusion:FOLDER, or diffusion:OWNER/NAME@REVISION for a hub's model."
_OPTIONS = frozenset({"fast", "lora", "scale", "side", "steps"})
_NUMBERS: Mapping[str, Callable[[str], float]] = {
    "fast": int,
    "side": int,
    "steps": int,
    "scale": float,
}


@dataclass(frozen=True, slots=True)
class Spec:
    """A parsed argument; 0 and "" leave what the family has."""

    model: str
    lora: str = ""
    scale: float = 1.0
    side: int = 0
    steps: int = 0
    fast: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model lies: a folder (revision None) or a hub's repository at a revision.

    `name` is ours for it, "" where it is the operator's own; `licence` is what is known of it.
    """

    home: str
    revision: str | None = None
    name: str = ""
    licence: str = ""

    @property
    def in_words(self) -> str:
        terms = self.licence or "the licence is yours to know"
        return f"{self.name or self.home}: {terms}"


def parse(argument: str) -> Spec:
    """BadSettings names an option that is none, or no number."""
    model, _, asked = argument.partition("?")
    options = dict(parse_qsl(asked, keep_blank_values=True))
    unknown = set(options) - _OPTIONS
    if unknown:
        raise BadSettings(
            f"The painter {argument!r} has no option {', '.join(sorted(unknown))}. "
            "There are: fast, lora, scale, side, steps."
        )
    try:
        read: dict[str, Any] = {
            name: _NUMBERS.get(name, str)(value) for name, value in options.items()
        }
    except ValueError as error:
        raise BadSettings(f"In the painter {argument!r}, {error}: give a number.") from error
    return Spec(model or DEFAULT, **read)


def place(model: str) -> Place:
    """Where it lies. ModelMissing says how to get or name it; OperatorError where its licence
    forbids our use."""
    folder = Path(model).expanduser()
    if folder.is_dir() and model not in models.catalogue():
        return Place(str(folder))
    if model in models.catalogue():
        return _ours(model)
    name, _, revision = model.partition("@")
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise ModelMissing(f"There is no folder and no model {model!r}. {_HOW}")
    if not revision:
        raise ModelMissing(
            f"There is no folder {model!r}, and a hub's model needs a revision. {_HOW}"
        )
    return _of_a_hub(name, revision)


def _ours(name: str) -> Place:
    known = models.catalogue()[name]
    permit(known)
    if INDEX not in [file.name for file in known.files]:
        raise ModelMissing(f"{name} is no painter: it gives {known.gives}. {_HOW}")
    home = models.need(name)[INDEX].parent
    return Place(str(home), None, name, known.licence)


def _of_a_hub(name: str, revision: str) -> Place:
    known = next((one for one in models.catalogue().values() if one.hub == name), None)
    if known is None:
        return Place(name, revision)
    permit(known)
    return Place(name, revision, known.name, known.licence)


def family(place: Place, index: Mapping[str, object]) -> Family | None:
    """How it is driven: by our name for it, else by what its index says; None where unknown."""
    named = families().get(place.name)
    return named or family_of(index, Path(place.home))


def ready(argument: str) -> str:
    """For a doctor: what would paint and under which licence, in words; raises what is wrong."""
    wanted = parse(argument)
    found = place(wanted.model)
    file = Path(found.home) / INDEX
    if found.revision is None and not file.is_file():
        raise ModelMissing(f"{found.home} has no {INDEX}: it is no folder that diffusers saved.")
    style = f", with {lora.found(wanted.lora).name}" if wanted.lora else ""
    return found.in_words + style
