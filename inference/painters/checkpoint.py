"""Load an inpaint pipeline of diffusers from a folder or a hub, without running its code.

Only safetensors are read, only classes that diffusers itself ships are made, and a hub's model must
name the revision it was looked at: what is loaded today is what was loaded yesterday.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from inference.device import Device
from inference.errors import ModelMissing

_INDEX = "model_index.json"
_HOW = "Set RESHOOT_PAINTER=diffusion:FOLDER, or diffusion:OWNER/NAME@REVISION for a hub's model."


def load_pipeline(model: str, device: Device) -> Any:
    """The pipeline on the device; ModelMissing says what is wrong with `model`."""
    home, revision = _parse(model)
    _quiet()
    try:
        kind = _class_for(_index(home, revision))
        pipe = kind.from_pretrained(
            home, revision=revision, dtype=device.dtype, use_safetensors=True,
            trust_remote_code=False, local_files_only=revision is None,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:300]
        raise ModelMissing(f"The painter's model {model!r} can't be loaded: {reason}") from error
    pipe.set_progress_bar_config(disable=True)
    return pipe.to(device.name)


def _quiet() -> None:
    """No bars and hints of the libraries' own: a worker's log is for what went wrong."""
    import diffusers
    import transformers

    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()


def _parse(model: str) -> tuple[str, str | None]:
    """(folder, None) or (hub id, revision)."""
    if not model:
        raise ModelMissing(f"The diffusion painter needs a model. {_HOW}")
    folder = Path(model).expanduser()
    if folder.is_dir():
        return str(folder), None
    name, _, revision = model.partition("@")
    if name.count("/") == 1 and not name.startswith((".", "/", "~")) and revision:
        return name, revision
    if name.count("/") == 1 and not name.startswith((".", "/", "~")):
        raise ModelMissing(
            f"There is no folder {model!r}, and a hub's model needs a revision. {_HOW}"
        )
    raise ModelMissing(f"There is no folder {model!r}. {_HOW}")


def _index(home: str, revision: str | None) -> dict[str, Any]:
    path = Path(home) / _INDEX
    if revision is not None:
        from huggingface_hub import hf_hub_download

        path = Path(hf_hub_download(home, _INDEX, revision=revision))
    if not path.is_file():
        raise OSError(f"it has no {_INDEX}: give the folder that a pipeline was saved to")
    found = json.loads(path.read_text("utf-8"))
    return found if isinstance(found, dict) else {}


def _class_for(index: dict[str, Any]) -> Any:
    """The checkpoint's own class where that inpaints, else diffusers' choice for its family."""
    import diffusers

    name = index.get("_class_name", "")
    if not isinstance(name, str) or not hasattr(diffusers, name):
        raise OSError(f"its pipeline {name!r} is not one that diffusers ships")
    return getattr(diffusers, name) if "Inpaint" in name else diffusers.AutoPipelineForInpainting
