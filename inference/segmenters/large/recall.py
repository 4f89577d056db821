"""Tensors on the shelf: an encoder runs once per golden, whichever worker comes by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inference import shelf
from inference.device import Device

Tensors = Mapping[str, Any]


def recalled(key: str, device: Device, encode: Callable[[], Tensors]) -> dict[str, Any]:
    """What `encode` gave for this key, bit for bit, on the device."""
    arrays = shelf.default().kept(key, lambda: {n: _array(t) for n, t in encode().items()})
    return _there(arrays, device)


def remembered(key: str, device: Device) -> dict[str, Any] | None:
    """The same if it is there: nobody looks."""
    arrays = shelf.default().get(key)
    return None if arrays is None else _there(arrays, device)


def quick(device: Device) -> Any:
    """A context for the encoders, which are most of the work: the precision that suits the device.

    The heads stay in float32: half a box's digits are lost in bfloat16.
    """
    import torch

    plain = device.dtype == torch.float32
    return torch.autocast(device.name, None if plain else device.dtype, enabled=not plain)


def _there(arrays: shelf.Arrays, device: Device) -> dict[str, Any]:
    return {name: _tensor(array).to(device.name) for name, array in arrays.items()}


def _array(tensor: Any) -> Any:
    """numpy knows no bfloat16: its bits travel as int16, which nothing else here uses."""
    import torch

    plain = tensor.detach().cpu().contiguous()
    return (plain.view(torch.int16) if plain.dtype == torch.bfloat16 else plain).numpy()


def _tensor(array: Any) -> Any:
    import torch

    tensor = torch.from_numpy(np.ascontiguousarray(array))
    return tensor.view(torch.bfloat16) if tensor.dtype == torch.int16 else tensor
