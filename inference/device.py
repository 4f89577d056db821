"""The accelerator: which one, in which precision, and its failures in our own words.

torch is imported inside the functions, so that importing this module costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from inference.errors import DeviceLost, OutOfDeviceMemory

_STICKY = ("cuda error", "device-side assert", "illegal memory access", "cublas", "cudnn")
"""In the message of a RuntimeError after which this process can't use the device again."""


_WEIGHTS = 0.8  # of the free memory of a GPU


class Device(NamedTuple):
    """`name` as torch spells it ("cuda", "mps", "cpu"); `dtype` is the precision that suits it."""

    name: str
    dtype: Any


def best_device() -> Device:
    """The fastest device of this machine: bfloat16 on CUDA, float16 on Apple's, float32 on CPU."""
    import torch

    if torch.cuda.is_available():
        return Device("cuda", torch.bfloat16)
    if torch.backends.mps.is_available():
        return Device("mps", torch.float16)
    return Device("cpu", torch.float32)


def settle(pipe: Any, device: Device) -> None:
    """Put a pipeline on the device; where it does not fit, its networks take turns there."""
    import torch

    parts = [each for each in pipe.components.values() if isinstance(each, torch.nn.Module)]
    weights = (each for part in parts for each in (*part.parameters(), *part.buffers()))
    needed = sum(weight.nbytes for weight in weights)
    if needed <= _room(device):
        pipe.to(device.name)
    else:
        pipe.enable_model_cpu_offload(device=device.name)


def _room(device: Device) -> float:
    """Bytes that weights may take, so that there is some left to paint in."""
    import torch

    return _WEIGHTS * torch.cuda.mem_get_info()[0] if device.name == "cuda" else float("inf")


def free_memory() -> None:
    """Hand cached blocks back, so that a smaller batch may fit where a larger one did not."""
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()


@contextmanager
def device_errors() -> Iterator[None]:
    """Turn torch's failures into OutOfDeviceMemory and DeviceLost; let all others pass."""
    import torch

    try:
        yield
    except torch.OutOfMemoryError as error:
        raise OutOfDeviceMemory(
            "The picture does not fit the accelerator's memory, even one variant at a time: use a "
            "smaller model, or a larger accelerator."
        ) from error
    except RuntimeError as error:
        if any(sign in str(error).lower() for sign in _STICKY):
            raise DeviceLost(f"The accelerator failed: {str(error).splitlines()[0]}") from error
        raise
