"""Paint with any inpaint pipeline of diffusers, from a local folder or a hub id.

The pipeline sees only the cut, at a size it is native to; what it does to the pixels around the
region does not matter, since only the region is taken from its answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from inference.device import best_device, device_errors, free_memory
from inference.errors import Cancelled, OutOfDeviceMemory
from inference.nouns import Cut, Operation, Pixels
from inference.painters.checkpoint import load_pipeline

_ASPECTS = ((1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (16, 9), (9, 16), (2, 1), (1, 2))
_SNAP = 16  # a native side is a multiple of an area's side divided by this: 64 pixels at 1024
_PROMPTS = {
    Operation.RECOLOUR: "{phrase} in {prompt}",
    Operation.REMOVE: "empty {prompt} background, nothing there",
    Operation.FIX: "a flawless, natural {phrase} {prompt}",
}
_RECIPES = {"Flux2KleinInpaintPipeline": {"num_inference_steps": 4, "guidance_scale": 1.0}}
"""Arguments where a pipeline's own defaults are not those its models were made for: klein's are 50
steps at guidance 8, its distilled weights want 4 without guidance."""


class Diffusion:
    """One warm pipeline. `native` are the (width, height) it paints at."""

    revision = "1"

    def __init__(self, model: str = "") -> None:
        with device_errors():
            self._pipe = load_pipeline(model, best_device())
        self.native = native_sizes(self._pipe)

    def __call__(
        self,
        cut: Cut,
        prompt: str,
        seeds: Sequence[int],
        operation: Operation = Operation.REPLACE,
        phrase: str = "background",
        strength: float = 1.0,
        progress: Callable[[float], None] | None = None,
        cancel: Callable[[], bool] | None = None,
    ) -> Iterator[Pixels]:
        """One (h, w, 3) uint8 per seed, all seeds in one forward pass where memory allows.

        Raises Cancelled at the next step once `cancel()` is true, OutOfDeviceMemory, DeviceLost.
        """
        words = _words(operation, prompt, phrase)
        watch = _Watch(len(seeds), progress or (lambda _: None), cancel or (lambda: False))
        left, batch = list(seeds), len(seeds)
        while left:
            painted = self._try(cut, words, left[:batch], strength, watch)
            if painted is None:
                batch = batch // 2
                continue
            yield from painted
            watch = watch.after(len(painted))
            left = left[len(painted) :]

    def _try(
        self, cut: Cut, words: str, seeds: list[int], strength: float, watch: _Watch
    ) -> list[Pixels] | None:
        """The pictures of these seeds; None where fewer at a time may still fit the memory.

        The next try must start outside the `except` block: its traceback keeps tensors alive.
        """
        try:
            with device_errors():
                return self._forward(cut, words, seeds, strength, watch)
        except OutOfDeviceMemory:
            if len(seeds) == 1:
                raise
        except Cancelled:
            self._pipe.maybe_free_model_hooks()
            raise
        free_memory()
        return None

    def _forward(
        self, cut: Cut, words: str, seeds: list[int], strength: float, watch: _Watch
    ) -> list[Pixels]:
        import torch
        from PIL import Image

        offers: dict[str, Any] = {
            "prompt": words,
            "image": Image.fromarray(cut.rgb),
            "mask_image": Image.fromarray(np.where(cut.alpha > 0, np.uint8(255), np.uint8(0))),
            "width": cut.rgb.shape[1],
            "height": cut.rgb.shape[0],
            "strength": strength,
            "num_images_per_prompt": len(seeds),
            "generator": [torch.Generator("cpu").manual_seed(seed) for seed in seeds],
            "callback_on_step_end": watch.step,
            "output_type": "np",
            **_RECIPES.get(type(self._pipe).__name__, {}),
        }
        named = inspect.signature(self._pipe.__call__).parameters
        wanted = {name: value for name, value in offers.items() if name in named}
        with torch.inference_mode():
            images = self._pipe(**wanted).images
        return [np.rint(image * 255).clip(0, 255).astype(np.uint8) for image in images]


@dataclass(frozen=True, slots=True)
class _Watch:
    """Follows the denoising steps of one request: tells how far it is, and stops it when asked."""

    total: int
    progress: Callable[[float], None]
    cancel: Callable[[], bool]
    done: int = 0

    def after(self, more: int) -> _Watch:
        return _Watch(self.total, self.progress, self.cancel, self.done + more)

    def step(self, pipe: Any, index: int, _time: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        """diffusers' callback_on_step_end."""
        if self.cancel():
            raise Cancelled
        batch = len(next(iter(tensors.values()))) if tensors else 1
        share = (index + 1) / max(getattr(pipe, "num_timesteps", index + 1), 1)
        self.progress(min((self.done + share * min(batch, self.total)) / self.total, 1.0))
        return tensors


def native_sizes(pipe: Any) -> tuple[tuple[int, int], ...]:
    """(width, height) in nine aspects of the area the pipeline's denoiser was trained at."""
    scale = int(getattr(pipe, "vae_scale_factor", 8))
    denoiser = getattr(pipe, "unet", None) or getattr(pipe, "transformer", None)
    latents = getattr(getattr(denoiser, "config", None), "sample_size", None)
    side = scale * (
        latents if isinstance(latents, int) else getattr(pipe, "default_sample_size", 128)
    )
    unit = max(side // _SNAP // scale, 1) * scale
    return tuple(dict.fromkeys(_sized(side, aspect, unit) for aspect in _ASPECTS))


def _sized(side: int, aspect: tuple[int, int], unit: int) -> tuple[int, int]:
    """The aspect at the area of side x side, both sides multiples of `unit`."""
    across, down = aspect
    stretch = (across / down) ** 0.5
    width, height = side * stretch, side / stretch
    return max(round(width / unit), 1) * unit, max(round(height / unit), 1) * unit


def _words(operation: Operation, prompt: str, phrase: str) -> str:
    """What the text encoder reads: these models want a picture described, not an order."""
    return " ".join(
        _PROMPTS.get(operation, "{prompt}").format(phrase=phrase, prompt=prompt).split()
    )
