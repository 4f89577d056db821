"""Making a pipeline faster than it comes, for a GPU that paints all day: `?fast=1`.

Compiling takes about a minute for each size it first meets; that is why sizes are few and fixed.
"""

from __future__ import annotations

from typing import Any

FASTEST = "_native_cudnn"
"""The attention that is fastest on Hopper."""


def tune(pipe: Any, compiled: bool = True) -> None:
    """Change how a pipeline computes, not what: layout, attention in one step, compiled blocks."""
    import torch

    network = getattr(pipe, "transformer", None) or pipe.unet
    _channels_last(pipe.vae)
    if hasattr(network, "fuse_qkv_projections"):
        network.fuse_qkv_projections()
    if torch.cuda.is_available() and torch.cuda.get_device_capability() >= (9, 0):
        network.set_attention_backend(FASTEST)
    if compiled and hasattr(network, "compile_repeated_blocks"):
        network.compile_repeated_blocks(fullgraph=True)


def _channels_last(vae: Any) -> None:
    """Convolutions over pictures are faster so; those over videos have no such layout."""
    import torch

    if all(weight.ndim != 5 for weight in vae.parameters()):
        vae.to(memory_format=torch.channels_last)
