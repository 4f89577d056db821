"""Load a pipeline of diffusers from a folder or a hub, without running its code.

Only safetensors are read, only classes that diffusers itself ships are made, and a hub's model must
name the revision it was looked at: what is loaded today is what was loaded yesterday.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.device import Device, settle
from inference.errors import ModelMissing
from inference.painters.diffusing import lora, spec, speed, thrift
from inference.painters.diffusing.family import Family
from inference.painters.diffusing.spec import INDEX, Place, Spec
from inference.painters.diffusing.steady import NEEDED

UNKNOWN = "strength"
"""The `shift` of a family that is in no table: its pipeline's own idea of strength is used."""
_PLAIN = {
    "shift": 1.0,
    "use_dynamic_shifting": False,
    "shift_terminal": None,
    **dict.fromkeys(
        ("use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas", "invert_sigmas"), False
    ),
}
"""Schedulers so configured take the noise levels that they are given."""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A pipeline on its device; `spacing` is the configuration its scheduler came with, `holds`
    whether it shows what is needed to hold the golden step by step."""

    pipe: Any
    family: Family
    spacing: Mapping[str, Any]
    holds: bool


def load(wanted: Spec, device: Device) -> Loaded:
    """The model ready to paint; ModelMissing says what is wrong with it, OperatorError that its
    licence or its LoRA does not fit."""
    where = spec.place(wanted.model)
    style = lora.found(wanted.lora) if wanted.lora else None
    index = _index(where)
    family = _family(where, index).with_(steps=wanted.steps)
    pipe = _from_pretrained(where, family, index, device)
    if style:
        lora.fuse(pipe, style, wanted.scale)
    loaded = prepared(pipe, family)
    settle(pipe, device)
    if wanted.fast:
        speed.tune(pipe)
    return loaded


def prepared(pipe: Any, family: Family) -> Loaded:
    """A pipeline made to take noise levels, to show its latents, and to do nothing twice."""
    spacing = dict(pipe.scheduler.config)
    holds = family.holds and family.shift != UNKNOWN and not _sees_mask(pipe)
    _tame(pipe, family)
    if holds and not family.edits:
        pipe._callback_tensor_inputs = [*pipe._callback_tensor_inputs, *NEEDED]
    if family.layers:
        thrift.trim(pipe.text_encoder, family.layers)
    thrift.steady(pipe.vae)
    if hasattr(pipe, "encode_prompt"):
        thrift.remember(pipe)
    pipe.set_progress_bar_config(disable=True)
    return Loaded(pipe, family, spacing, holds)


def _tame(pipe: Any, family: Family) -> None:
    """Give it a scheduler that takes our noise levels as they are."""
    import diffusers

    config = pipe.scheduler.config
    if family.shift == "variance":
        off = {name: value for name, value in _PLAIN.items() if value is False}
        made = diffusers.EulerDiscreteScheduler.from_config(config, final_sigmas_type="zero", **off)
        made.alphas_cumprod = made.alphas_cumprod.numpy()  # what it is computed with
        pipe.scheduler = made
    elif family.shift != UNKNOWN:
        pipe.scheduler = diffusers.FlowMatchEulerDiscreteScheduler.from_config(config, **_PLAIN)


def _sees_mask(pipe: Any) -> bool:
    """Whether its network was trained to see the mask, and so keeps what is locked by itself."""
    unet = getattr(pipe, "unet", None)
    return unet is not None and unet.config.in_channels != pipe.vae.config.latent_channels


def _from_pretrained(where: Place, family: Family, index: Mapping[str, Any], device: Device) -> Any:
    import diffusers

    _quiet()
    known = "Inpaint" in family.pipeline or family.shift != UNKNOWN
    kind = getattr(diffusers, family.pipeline) if known else diffusers.AutoPipelineForInpainting
    try:
        return kind.from_pretrained(
            where.home, revision=where.revision, dtype=device.dtype, use_safetensors=True,
            trust_remote_code=False, local_files_only=where.revision is None,
            **_replaced(where, index),
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise _unloadable(where, str(error)) from error


def _replaced(where: Place, index: Mapping[str, Any]) -> Mapping[str, Any]:
    """Parts that are ours, in place of those that a checkpoint names."""
    if "Qwen2VLProcessor" not in index.get("processor", ()):
        return {}
    from inference.painters.diffusing.eyes import Eyes

    return {"processor": Eyes.open(where.home, where.revision)}


def _unloadable(where: Place, why: str) -> ModelMissing:
    reason = " ".join(why.split())[:300]
    return ModelMissing(
        f"The painter's model {where.name or where.home!r} can't be loaded: {reason}"
    )


def _quiet() -> None:
    """No bars and hints of the libraries' own: a worker's log is for what went wrong."""
    import diffusers
    import transformers

    diffusers.utils.logging.disable_progress_bar()
    diffusers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()


def _index(where: Place) -> Mapping[str, Any]:
    path = Path(where.home) / INDEX
    try:
        if where.revision is not None:
            from huggingface_hub import hf_hub_download

            path = Path(hf_hub_download(where.home, INDEX, revision=where.revision))
        if not path.is_file():
            raise OSError(f"it has no {INDEX}: give the folder that a pipeline was saved to")
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _unloadable(where, str(error)) from error
    return found if isinstance(found, dict) else {}


def _family(where: Place, index: Mapping[str, Any]) -> Family:
    """Its family; one that we don't know is driven as diffusers would."""
    import diffusers

    name = index.get("_class_name", "")
    if not isinstance(name, str) or not hasattr(diffusers, name):
        raise _unloadable(where, f"its pipeline {name!r} is not one that diffusers ships")
    return spec.family(where, index) or Family(name, name, shift=UNKNOWN)
