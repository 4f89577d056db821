"""The first latents of a family without a mask: it starts from the picture under noise, too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inference.nouns import Pixels


def known(pipe: Any, rgb: Pixels, generators: Sequence[Any]) -> Mapping[str, Any]:
    """ "noise" and "image_latents" of a cut, packed as a Qwen editor packs them: (n, tokens, c)."""
    import torch
    from diffusers.utils.torch_utils import randn_tensor
    from PIL import Image

    height, width = rgb.shape[:2]
    device, dtype, count = pipe._execution_device, pipe.vae.dtype, len(generators)
    sized = pipe.image_processor.preprocess(Image.fromarray(rgb), height, width)
    with torch.inference_mode():
        seen = pipe._encode_vae_image(sized.unsqueeze(2).to(device, dtype), None)
    _, channels, _, rows, columns = seen.shape
    noise = randn_tensor(
        (count, 1, channels, rows, columns),
        generator=list(generators), device=device, dtype=dtype,
    )  # fmt: skip
    return {
        "noise": pipe._pack_latents(noise, count, channels, rows, columns),
        "image_latents": pipe._pack_latents(seen, 1, channels, rows, columns),
    }


def noised(of: Mapping[str, Any], level: float) -> Any:
    """The picture at that noise level."""
    return level * of["noise"] + (1 - level) * of["image_latents"]
