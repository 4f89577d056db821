"""A brand's style as a LoRA: low-rank additions, added to the weights once, so that they cost
nothing per picture (Hu et al., 2021)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from inference.errors import ModelMissing, OperatorError
from inference.models import folder

_PAIRS = (
    (".lora_A.weight", ".lora_B.weight"),
    (".lora.down.weight", ".lora.up.weight"),
    (".lora_down.weight", ".lora_up.weight"),
)


def found(name: str) -> Path:
    """The safetensors file of a LoRA: a path, or a name in `loras/` of the folder of weights."""
    places = (Path(name).expanduser(), folder() / "loras" / name)
    for place in places:
        inside = sorted(place.glob("*.safetensors")) if place.is_dir() else []
        for file in (place, place.with_name(f"{place.name}.safetensors"), *inside[:1]):
            if file.is_file() and file.suffix == ".safetensors":
                return file
    raise ModelMissing(
        f"There is no LoRA {name!r}. Put {Path(name).name}.safetensors into {folder() / 'loras'}, "
        "or give the path of a .safetensors file."
    )


def fuse(pipe: Any, file: Path, scale: float = 1.0) -> int:
    """Add a LoRA to the pipeline's weights; how many of its layers were changed.

    OperatorError where it was made for another family.
    """
    if not hasattr(pipe, "lora_state_dict"):
        raise OperatorError(f"{type(pipe).__name__} takes no LoRA: choose another painter for it.")
    state, alphas = _read(pipe, file)
    pairs = list(_pairs(state))
    modules = [_module(pipe, base) for base, _, _ in pairs]
    if not pairs or None in modules:
        raise OperatorError(
            f"The LoRA {file.name} does not fit {type(pipe).__name__}: it was made for another "
            "model. Leave it out, or choose the painter it was made for."
        )
    for module, (base, down, up) in zip(modules, pairs, strict=True):
        share = scale * float(alphas.get(f"{base}.alpha", down.shape[0])) / down.shape[0]
        _add(module.weight, down, up, share)
    return len(pairs)


def _read(pipe: Any, file: Path) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Weights and scales, with the names diffusers has for the layers, whoever trained it."""
    from safetensors.torch import load_file

    try:
        read = type(pipe).lora_state_dict(load_file(file))
    except Exception as error:  # whatever it is, it is the file
        raise OperatorError(f"The LoRA {file.name} can't be read: {error}") from error
    state, alphas = read if isinstance(read, tuple) else (read, None)
    inside = {name: value for name, value in state.items() if name.endswith(".alpha")}
    return state, {**inside, **(alphas or {})}


def _pairs(state: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(layer, down, up): the layer's weight grows by up @ down."""
    for name, value in state.items():
        for lower, upper in _PAIRS:
            base = name.removesuffix(lower)
            if base != name and base + upper in state:
                yield base, value, state[base + upper]


def _module(pipe: Any, base: str) -> Any:
    component, _, name = base.partition(".")
    try:
        return getattr(pipe, component).get_submodule(name)
    except AttributeError:
        return None


def _add(weight: Any, down: Any, up: Any, share: float) -> None:
    import torch

    with torch.no_grad():
        whole = up.to(weight.device).float().flatten(1) @ down.to(weight.device).float().flatten(1)
        weight += (share * whole).reshape(weight.shape).to(weight.dtype)
